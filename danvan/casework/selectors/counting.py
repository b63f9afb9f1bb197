"""What letters and cases of units add up to in a year.  One query for each year.

A letter is counted where it was handled; a letter that was split is counted in
its parts, a duplicate for itself.  A case is a letter that was accepted.
"""

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from danvan.casework.models import Case
from danvan.casework.rules.ratios import Handling, Resolution

SPLIT, WITHDRAWN = "split", "withdrawn"


def letters_due(cases: "QuerySet[Case, Any]", year: int, *, on: date) -> "QuerySet[Case, Any]":
    """Return the letters whose handling fell due in a year before a day, or that are handled already."""
    in_year = Q(handling_due_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return cases.filter(in_year, Q(handling_due_on__lt=on) | ~Q(handled="")).exclude(handled=SPLIT)


def cases_of_year(cases: "QuerySet[Case, Any]", year: int) -> "QuerySet[Case, Any]":
    """Return the cases a year knows: open when it began, accepted in it, settled in it, or due in it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return cases.filter(
        Q(settled_on=None) | Q(settled_on__gte=first) | Q(resolution_due_on__range=(first, last)),
        accepted_on__lte=last,
    )


def count_handling(cases: "QuerySet[Case, Any]", year: int, *, on: date) -> dict[int, Handling]:
    """Return the handling of letters by unit, as it stands on a day."""
    rows: Iterable[Any] = (
        letters_due(cases, year, on=on)
        .values("unit")
        .annotate(
            due=Count("pk"),
            in_time=Count("pk", filter=Q(handled_on__lte=F("handling_due_on"))),
            late=Count("pk", filter=Q(handled_on__gt=F("handling_due_on"))),
        )
        .order_by()
    )
    return {row["unit"]: Handling(row["due"], row["in_time"], row["late"]) for row in rows}


def count_resolution(cases: "QuerySet[Case, Any]", year: int, *, on: date) -> dict[int, Resolution]:
    """Return the resolution of cases by unit, as it stands on a day."""
    conditions = resolution_conditions(year, on=on)
    rows: Iterable[Any] = (
        cases_of_year(cases, year)
        .values("unit")
        .annotate(**{f"number_{name}": Count("pk", filter=condition) for name, condition in conditions.items()})
        .order_by()
    )
    return {row["unit"]: Resolution(**{name: row[f"number_{name}"] for name in conditions}) for row in rows}


def resolution_conditions(year: int, *, on: date) -> dict[str, Q]:
    """Return what makes a case of a year count under each heading of `Resolution`."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    # The last day of the year that is over.
    reached = min(last, on - timedelta(days=1))
    settled = Q(settled_on__range=(first, last))
    is_open = Q(settled_on=None) | Q(settled_on__gt=last)
    due = Q(resolution_due_on__range=(first, reached))
    conditions = {
        "open_at_start": Q(accepted_on__lt=first) & (Q(settled_on=None) | Q(settled_on__gte=first)),
        "accepted": Q(accepted_on__range=(first, last)),
        "settled": settled,
        "withdrawn": settled & Q(settled=WITHDRAWN),
        "in_time": settled & Q(settled_on__lte=F("resolution_due_on")),
        "in_first_limit": settled & Q(settled_on__lte=F("resolution_first_due_on")),
        "not_yet_due": is_open & (Q(resolution_due_on=None) | Q(resolution_due_on__gt=reached)),
        "due": due,
        "due_settled": due & Q(settled_on__lte=last),
    }
    assert conditions.keys() == {field.name for field in fields(Resolution)}
    return conditions


def letters_and_cases(kinds: Iterable[str], units: Collection[int] | None = None) -> "QuerySet[Case, Case]":
    """Return the cases of some kinds and units for figures; None for units means every unit.

    Not narrowed to a reader: a figure is the same for whoever looks at it.
    """
    chosen = Case.objects.filter(kind__in=list(kinds))
    return chosen if units is None else chosen.filter(unit__in=units)
