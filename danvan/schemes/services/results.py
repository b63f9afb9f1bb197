"""Keeping results true (decision D4).

A change refreshes the rows it touches; a full recomputation goes the same way
with every unit and year.  Both compute what the rows should be and write only
the differences, so an unchanged row keeps the moment it was computed.

Two changes of one unit may be settled at the same time.  Each takes the lock
of the units it writes before it reads a fact, so whoever comes second sees
what both committed; a recomputation takes its scheme alone, a year at a time.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from danvan.evidence.models import copy_in
from danvan.kernel.figures import Status
from danvan.schemes.measures import Answer, Question, measure_of
from danvan.schemes.models import TargetResult
from danvan.schemes.models.results import Figures
from danvan.schemes.roster import Asked, Roster, Seat, asked_of, touching, years_asked
from danvan.schemes.rules.definition import SchemeDefinition
from danvan.schemes.selectors.definitions import loaded_schemes, scheme_in_force
from danvan.schemes.selectors.results import closed_years
from danvan.schemes.services.indicators import check_indicators, sum_indicators
from danvan.schemes.services.settled import Difference, Settled

A_WEEK = timedelta(days=7)
SCHEME_LOCK, UNIT_LOCK = 720_406, 720_407
KEY = ("target", "unit_id", "year", "period_to")
FIGURES = tuple(field.attname for field in Figures._meta.local_concrete_fields)
CHANGING = tuple(name for name in FIGURES if name not in ("scheme", *KEY))
Key = tuple[Any, ...]


# --- for what a change touches --------------------------------------------------------------------------------------


def refresh_after(kind: str, unit_id: int, years: Collection[int], *, on: date) -> Settled:
    """Refresh, in every scheme, what records of one kind, unit and some years feed."""
    total = Settled()
    for scheme in loaded_schemes():
        definition = scheme_in_force(scheme)
        by_years: dict[frozenset[int], list[str]] = {}
        for asked in asked_of(definition):
            if not asked.is_pending and kind in (measure := measure_of(asked)).kinds:
                touched = frozenset(year + after for year in years for after in range(measure.years_after + 1))
                by_years.setdefault(touched, []).append(asked.id)
        for touched, targets in by_years.items():
            total += refresh(scheme, [unit_id], touched, targets=targets, on=on)
    return total


@transaction.atomic
def refresh(
    scheme: str,
    unit_ids: Collection[int] | None,
    years: Collection[int],
    *,
    on: date,
    targets: Collection[str] | None = None,
) -> Settled:
    """Bring the rows of some units and years in line with the facts, and those of their successors within the years.

    None for units means every unit.
    """
    definition = scheme_in_force(scheme)
    chosen = [year for year in sorted(set(years)) if year in years_asked(definition, on=on)]
    roster = Roster()
    units = _reached(definition, roster, unit_ids, chosen, targets)
    _lock(scheme, units)
    closed = closed_years(scheme)
    total = Settled()
    shared: dict[Any, Any] = {}
    for asked in asked_of(definition, targets):
        right = _rows(asked, roster, units, chosen, on=on, closed=closed, shared=shared)
        kept = TargetResult.objects.filter(scheme=scheme, target=asked.id, year__in=chosen)
        if units is not None:
            kept = kept.filter(unit__in=units)
        total += _write(_by_key(kept), right)
    return total


def _reached(
    definition: SchemeDefinition,
    roster: Roster,
    unit_ids: Collection[int] | None,
    years: Iterable[int],
    targets: Collection[str] | None,
) -> frozenset[int] | None:
    """Return the units whose rows the facts of these units enter, themselves included; None for every unit."""
    if unit_ids is None:
        return None
    found = set(unit_ids)
    for asked in asked_of(definition, targets):
        if not asked.is_pending:
            for year in years:
                found.update(seat.unit_id for seat in touching(roster.seats(asked, year), unit_ids))
    return frozenset(found)


def _lock(scheme: str, units: frozenset[int] | None) -> None:
    with connection.cursor() as cursor:
        if units is None:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SCHEME_LOCK, scheme])
            return
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, hashtext(%s))", [SCHEME_LOCK, scheme])
        # One order for everybody, so that two refreshes never wait for each other.
        for unit in sorted(units):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [UNIT_LOCK, f"{scheme} {unit}"])


# --- for everything -------------------------------------------------------------------------------------------------


def recompute(scheme: str, *, on: date) -> Settled:
    """Compute every figure of a scheme again, a year at a time, and write the differences."""
    definition = scheme_in_force(scheme)
    total = Settled()
    for year in years_asked(definition, on=on):
        total += refresh(scheme, None, [year], on=on)
    return total + _remove_strangers(definition, on=on) + sum_indicators(scheme, on=on)


def _remove_strangers(definition: SchemeDefinition, *, on: date) -> Settled:
    removed, _ = _strangers(definition, on=on).delete()
    return Settled(removed=removed)


def _strangers(definition: SchemeDefinition, *, on: date) -> Any:
    """Return rows of targets or years the definition no longer asks about."""
    known = [asked.id for asked in asked_of(definition) if not asked.is_pending]
    rows = TargetResult.objects.filter(scheme=definition.scheme.id)
    return rows.exclude(target__in=known, year__in=list(years_asked(definition, on=on)))


def check(scheme: str, *, on: date) -> list[Difference]:
    """Return how the kept rows differ from a full recomputation, writing nothing."""
    definition = scheme_in_force(scheme)
    roster = Roster()
    closed = closed_years(scheme)
    found: list[Difference] = []
    for year in years_asked(definition, on=on):
        shared: dict[Any, Any] = {}
        for asked in asked_of(definition):
            kept = _by_key(TargetResult.objects.filter(scheme=scheme, target=asked.id, year=year))
            right = _rows(asked, roster, None, [year], on=on, closed=closed, shared=shared)
            found += _differences(kept, _by_key(right))
    found += _differences(_by_key(_strangers(definition, on=on)), {})
    return [*found, *check_indicators(scheme, on=on)]


def _differences(kept: dict[Key, TargetResult], right: dict[Key, TargetResult]) -> Iterator[Difference]:
    for key in sorted(kept.keys() | right.keys()):
        target, unit_id, year, period_to = key
        if key not in right:
            yield Difference("extra", target, unit_id, year, period_to, {})
        elif key not in kept:
            yield Difference("missing", target, unit_id, year, period_to, {})
        elif not _same(kept[key], right[key]):
            fields = {
                name: (getattr(kept[key], name), getattr(right[key], name))
                for name in CHANGING
                if getattr(kept[key], name) != getattr(right[key], name)
            }
            yield Difference("changed", target, unit_id, year, period_to, fields)


# --- for the calendar -----------------------------------------------------------------------------------------------


def refresh_for_day(scheme: str, *, on: date) -> Settled:
    """Refresh what is different only because the day is: due days that passed, and a year that began.

    A status that the day alone changes is always NOT_YET_DUE before, except a snapshot's.
    """
    definition = scheme_in_force(scheme)
    closed = closed_years(scheme)
    rows = TargetResult.objects.filter(scheme=scheme)
    waiting = set(
        (rows.filter(status=Status.NOT_YET_DUE) | rows.filter(provisional_status=Status.NOT_YET_DUE))
        .values_list("target", "year")
        .distinct()
        .order_by()
    )
    known = set(rows.values_list("target", "year").distinct().order_by())
    # What fell due on the last day of a year is late only in the next.
    turning = {on.year, (on - A_WEEK).year}
    total = Settled()
    for year in years_asked(definition, on=on):
        due = [
            asked.id
            for asked in asked_of(definition)
            if not asked.is_pending
            and asked.applies_in(year)
            and (
                (asked.id, year) not in known
                or (measure_of(asked).is_snapshot and year in turning)
                or ((asked.id, year) in waiting and asked.moment(year, on=on, is_closed=year in closed).is_past_due)
            )
        ]
        if due:
            total += refresh(scheme, None, [year], targets=due, on=on)
    # A paper may have begun or ended overnight.
    return total + sum_indicators(scheme, on=on)


# --- computing and writing ------------------------------------------------------------------------------------------


def _rows(
    asked: Asked,
    roster: Roster,
    units: frozenset[int] | None,
    years: Iterable[int],
    *,
    on: date,
    closed: Collection[int],
    shared: dict[Any, Any],
) -> list[TargetResult]:
    """Return the rows a target should have for these units; for every unit when it is None."""
    if asked.is_pending:
        return []
    seats = [seat for year in years for seat in roster.seats(asked, year) if units is None or seat.unit_id in units]
    if not seats:
        return []
    question = Question(asked, seats, on, closed, everybody=units is None, shared=shared)
    return [_row(asked, seat, answer) for seat, answer in measure_of(asked).answers(question)]


def _row(asked: Asked, seat: Seat, answer: Answer) -> TargetResult:
    return TargetResult(
        scheme=asked.definition.scheme.id,
        target=asked.id,
        unit_id=seat.unit_id,
        year=seat.year,
        period_from=seat.period.start,
        period_to=seat.period.end,
        closing=seat.is_closing,
        numerator=answer.computed.numerator,
        denominator=answer.computed.denominator,
        status=answer.computed.status.value,
        provisional_numerator=answer.provisional.numerator,
        provisional_denominator=answer.provisional.denominator,
        provisional_status=answer.provisional.status.value,
        flags=sorted(flag.value for flag in answer.computed.flags),
        detail=dict(answer.detail),
    )


def _by_key(rows: Iterable[TargetResult]) -> dict[Key, TargetResult]:
    return {tuple(getattr(row, name) for name in KEY): row for row in rows}


def _same(kept: TargetResult, right: TargetResult) -> bool:
    return all(getattr(kept, name) == getattr(right, name) for name in CHANGING)


def _write(kept: dict[Key, TargetResult], rows: Iterable[TargetResult]) -> Settled:
    right = _by_key(rows)
    now = timezone.now()
    added = [row for key, row in right.items() if key not in kept]
    changed = [row for key, row in right.items() if key in kept and not _same(kept[key], row)]
    gone = [row.pk for key, row in kept.items() if key not in right]
    for row in (*added, *changed):
        row.computed_at = now
    for row in changed:
        row.pk = kept[tuple(getattr(row, name) for name in KEY)].pk
    # Nobody else can be writing these rows, under the lock; a closing changes ten thousand, and an upsert takes long.
    rewritten = [row.pk for row in changed] + gone
    if rewritten:
        TargetResult.objects.filter(pk__in=rewritten).delete()
    copy_in(TargetResult, [*added, *changed])
    return Settled(len(added), len(changed), len(gone))
