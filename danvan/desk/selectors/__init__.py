"""What the desk combines from the areas below."""

from danvan.desk.selectors.agenda import Agenda, Entry, Usual, agenda_of, feed_of, reminders, returned_message
from danvan.desk.selectors.chasing import AUDIENCES, LateUnit, chasing_letter, late_units
from danvan.desk.selectors.home import (
    Change,
    Found,
    Glance,
    Hit,
    JournalRow,
    MyWork,
    WorkItem,
    found_by,
    glance,
    journal_rows,
    lately,
    letters_waiting,
    my_work,
    own_units,
)
from danvan.desk.selectors.operations import Operations, operations

__all__ = [
    "AUDIENCES",
    "Agenda",
    "Change",
    "Entry",
    "Found",
    "Glance",
    "Hit",
    "JournalRow",
    "LateUnit",
    "MyWork",
    "Operations",
    "Usual",
    "WorkItem",
    "agenda_of",
    "chasing_letter",
    "feed_of",
    "found_by",
    "glance",
    "journal_rows",
    "late_units",
    "lately",
    "letters_waiting",
    "my_work",
    "operations",
    "own_units",
    "reminders",
    "returned_message",
]
