"""Questions about cases."""

from danvan.casework.selectors.cases import (
    cases_counted_for,
    cases_handled_by,
    cases_visible_to,
    facts_visible_to,
    papers_visible_to,
)
from danvan.casework.selectors.counting import (
    cases_of_year,
    count_handling,
    count_resolution,
    letters_and_cases,
    letters_due,
    resolution_conditions,
)
from danvan.casework.selectors.people import Audience, Readers, heads_of, people_of
from danvan.casework.selectors.reminding import (
    ReminderHealth,
    chased,
    reminder_health,
    step_of,
    waiting_for_a_reminder,
)
from danvan.casework.selectors.showing import ActOffer, Offers, ShownClock, TimelineEntry, shown_clocks

__all__ = [
    "ActOffer",
    "Audience",
    "Offers",
    "Readers",
    "ReminderHealth",
    "ShownClock",
    "TimelineEntry",
    "cases_counted_for",
    "cases_handled_by",
    "cases_of_year",
    "cases_visible_to",
    "chased",
    "count_handling",
    "count_resolution",
    "facts_visible_to",
    "heads_of",
    "letters_and_cases",
    "letters_due",
    "papers_visible_to",
    "people_of",
    "reminder_health",
    "resolution_conditions",
    "shown_clocks",
    "step_of",
    "waiting_for_a_reminder",
]
