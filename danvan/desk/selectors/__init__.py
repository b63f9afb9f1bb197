"""What the desk combines from the areas below."""

from danvan.desk.selectors.agenda import Agenda, Entry, Usual, agenda_of, feed_of, reminders, returned_message
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

__all__ = [
    "Agenda",
    "Change",
    "Entry",
    "Found",
    "Glance",
    "Hit",
    "JournalRow",
    "MyWork",
    "Usual",
    "WorkItem",
    "agenda_of",
    "feed_of",
    "found_by",
    "glance",
    "journal_rows",
    "lately",
    "letters_waiting",
    "my_work",
    "own_units",
    "reminders",
    "returned_message",
]
