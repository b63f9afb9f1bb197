"""Questions about cases."""

from danvan.casework.selectors.cases import (
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

__all__ = [
    "cases_handled_by",
    "cases_of_year",
    "cases_visible_to",
    "count_handling",
    "count_resolution",
    "facts_visible_to",
    "letters_and_cases",
    "letters_due",
    "papers_visible_to",
    "resolution_conditions",
]
