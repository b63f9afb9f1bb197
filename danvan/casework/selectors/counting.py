"""What letters and cases of units add up to in a year.  A fixed number of queries for each year.

A letter is counted where it lay when its limit fell due; a letter that was
split is counted in its parts, a duplicate for itself.  A case is a letter that
was accepted.  What a unit that ended handed over counts for each for its days
(`rules/tenures.py`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Greatest, Least

from danvan.casework.models import Case, HandOver
from danvan.casework.rules.ratios import Handling, Resolution
from danvan.casework.rules.tenures import Both, Tenures

SPLIT, WITHDRAWN = "split", "withdrawn"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Where a query finds the case, and the columns that say from when and before when it lay with a unit."""

    case: str = ""
    since: str = ""
    until: str = ""


WHOLE = Stretch()
RECEIVED, RECEIVED_WHOLE = Stretch("case__", since="since"), Stretch("case__")
PASSED_ON, PASSED_ON_WHOLE = Stretch("case__", since="before__since", until="since"), Stretch("case__", until="since")


def letters_due(cases: "QuerySet[Case, Any]", year: int, *, on: date) -> "QuerySet[Case, Any]":
    """Return the letters whose handling fell due in a year before a day, or that are handled already."""
    return cases.filter(_is_due(year, on)).exclude(handled=SPLIT)


def letters_received(handed: "QuerySet[HandOver, Any]", year: int, *, on: date) -> "QuerySet[HandOver, Any]":
    """Return the hand-overs of letters that fell due after they came to their unit."""
    return handed.filter(
        _is_due(year, on, "case__"), case__handed_over=F("pk"), case__handling_due_on__gte=F("since")
    ).exclude(case__handled=SPLIT)


def letters_passed_on(handed: "QuerySet[HandOver, Any]", year: int, *, on: date) -> "QuerySet[HandOver, Any]":
    """Return the hand-overs of letters that fell due before they left the unit that ended."""
    lay_there = Q(case__handling_due_on__lt=F("since")) & (
        Q(before=None) | Q(case__handling_due_on__gte=F("before__since"))
    )
    return handed.filter(_is_due(year, on, "case__"), lay_there).exclude(case__handled=SPLIT)


def _is_due(year: int, on: date, case: str = "") -> Q:
    in_year = Q(**{f"{case}handling_due_on__range": (date(year, 1, 1), date(year, 12, 31))})
    return in_year & (Q(**{f"{case}handling_due_on__lt": on}) | ~Q(**{f"{case}handled": ""}))


def cases_of_year(cases: "QuerySet[Case, Any]", year: int) -> "QuerySet[Case, Any]":
    """Return the cases a year knows: open when it began, accepted in it, settled in it, or due in it."""
    return cases.filter(known_in(year))


def known_in(year: int, stretch: Stretch = WHOLE) -> Q:
    """Return what makes a year know a case, for a unit it lay with that long."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    of = stretch.case
    known = Q(**{f"{of}accepted_on__lte": last}) & (
        Q(**{f"{of}settled_on": None})
        | Q(**{f"{of}settled_on__gte": first})
        | Q(**{f"{of}resolution_due_on__range": (first, last)})
    )
    if stretch.since:
        known &= Q(**{stretch.since: None}) | Q(**{f"{stretch.since}__lte": last})
    if stretch.until:
        # What the next unit accepted was a letter here, not yet a case.
        known &= Q(**{f"{stretch.until}__gt": first, f"{of}accepted_on__lt": F(stretch.until)})
    return known


def count_handling(
    cases: "QuerySet[Case, Any]", handed: "QuerySet[HandOver, Any]", year: int, *, on: date
) -> dict[int, Handling]:
    """Return the handling of letters by unit, as it stands on a day.  Three queries."""
    found: dict[int, Handling] = {}
    parts: Iterable[tuple[QuerySet[Any, Any], str, str]] = (
        (letters_due(cases.filter(handed_over=None), year, on=on), "unit", ""),
        (letters_received(_standing(handed, cases), year, on=on), "to_unit", "case__"),
        (letters_passed_on(handed, year, on=on), "from_unit", "case__"),
    )
    for rows, unit, of in parts:
        limit = F(f"{of}handling_due_on")
        counted: Iterable[Any] = (
            rows.values(unit)
            .annotate(
                due=Count("pk"),
                in_time=Count("pk", filter=Q(**{f"{of}handled_on__lte": limit})),
                late=Count("pk", filter=Q(**{f"{of}handled_on__gt": limit})),
            )
            .order_by()
        )
        for row in counted:
            found[row[unit]] = found.get(row[unit], Handling()) + Handling(row["due"], row["in_time"], row["late"])
    return found


def count_resolution(
    cases: "QuerySet[Case, Any]", handed: "QuerySet[HandOver, Any]", year: int, *, on: date
) -> Tenures:
    """Return the resolution of cases by who had them, as it stands on a day.  Three queries."""
    own = _grouped(cases_of_year(cases.filter(handed_over=None), year), ("unit",), {"": WHOLE}, year, on)
    received = _grouped(
        _standing(handed, cases).filter(known_in(year, RECEIVED_WHOLE)),
        ("to_unit", "from_unit"),
        {"since": RECEIVED, "whole": RECEIVED_WHOLE},
        year,
        on,
    )
    passed_on = _grouped(
        handed.filter(known_in(year, PASSED_ON)),
        ("from_unit", "to_unit", "before__from_unit"),
        {"since": PASSED_ON, "whole": PASSED_ON_WHOLE},
        year,
        on,
    )
    return Tenures(
        own={unit: of[""] for (unit,), of in own.items()},
        received={key: Both(of["since"], of["whole"]) for key, of in received.items()},
        passed_on={key: Both(of["since"], of["whole"]) for key, of in passed_on.items()},
    )


def _standing(handed: "QuerySet[HandOver, Any]", cases: "QuerySet[Case, Any]") -> "QuerySet[HandOver, Any]":
    """Return the hand-overs that brought these cases where they are."""
    return handed.filter(case__handed_over=F("pk"), case__in=cases)


def _grouped(
    rows: "QuerySet[Any, Any]", keys: tuple[str, ...], stretches: dict[str, Stretch], year: int, on: date
) -> dict[Any, dict[str, Resolution]]:
    asked = {
        f"{name}_{heading}": Count("pk", filter=condition)
        for name, stretch in stretches.items()
        for heading, condition in resolution_conditions(year, on=on, stretch=stretch).items()
    }
    headings = [field.name for field in fields(Resolution)]
    counted: Iterable[Any] = rows.values(*keys).annotate(**asked).order_by()
    return {
        tuple(row[key] for key in keys): {
            name: Resolution(**{heading: row[f"{name}_{heading}"] for heading in headings}) for name in stretches
        }
        for row in counted
    }


def resolution_conditions(year: int, *, on: date, stretch: Stretch = WHOLE) -> dict[str, Q]:
    """Return what makes a case of a year count under each heading of `Resolution`, for a unit it lay with that long."""
    of = stretch.case
    first: Any = date(year, 1, 1)
    after: Any = date(year + 1, 1, 1)
    # The day after the last one of the year that is over.
    reached: Any = min(after, on)
    starts = Q()
    if stretch.since:
        starts = Q(**{stretch.since: None}) | Q(**{f"{stretch.since}__lt": after})
        # An empty column is passed over.
        first = Greatest(Value(first), F(stretch.since))
    if stretch.until:
        after, reached = Least(Value(after), F(stretch.until)), Least(Value(reached), F(stretch.until))

    def between(column: str, start: Any, end: Any) -> Q:
        return Q(**{f"{of}{column}__gte": start, f"{of}{column}__lt": end})

    unsettled = Q(**{f"{of}settled_on": None})
    settled = between("settled_on", first, after)
    is_open = unsettled | Q(**{f"{of}settled_on__gte": after})
    due = between("resolution_due_on", first, reached)
    conditions = {
        "open_at_start": Q(**{f"{of}accepted_on__lt": first}) & (unsettled | Q(**{f"{of}settled_on__gte": first})),
        "accepted": between("accepted_on", first, after),
        "settled": settled,
        "withdrawn": settled & Q(**{f"{of}settled": WITHDRAWN}),
        "in_time": settled & Q(**{f"{of}settled_on__lte": F(f"{of}resolution_due_on")}),
        "in_first_limit": settled & Q(**{f"{of}settled_on__lte": F(f"{of}resolution_first_due_on")}),
        "not_yet_due": is_open
        & (Q(**{f"{of}resolution_due_on": None}) | Q(**{f"{of}resolution_due_on__gte": reached})),
        "due": due,
        "due_settled": due & Q(**{f"{of}settled_on__lt": after}),
    }
    assert conditions.keys() == {field.name for field in fields(Resolution)}
    return {heading: starts & condition for heading, condition in conditions.items()}


def letters_and_cases(kinds: Iterable[str], units: Collection[int] | None = None) -> "QuerySet[Case, Case]":
    """Return the cases of some kinds and units for figures; None for units means every unit.

    Not narrowed to a reader: a figure is the same for whoever looks at it.
    """
    chosen = Case.objects.filter(kind__in=list(kinds))
    return chosen if units is None else chosen.filter(unit__in=units)


def cases_handed_over(kinds: Iterable[str], units: Collection[int] | None = None) -> "QuerySet[HandOver, HandOver]":
    """Return the hand-overs of such cases, from or to these units; for figures, as above."""
    decided = HandOver.objects.filter(decided_at__isnull=False, case__kind__in=list(kinds))
    return decided if units is None else decided.filter(Q(from_unit__in=units) | Q(to_unit__in=units))
