"""Keeping the sums of indicators true, as results are (decision D4).

An indicator counts a record under whichever unit and year its own rule says, not
always those of the record; so a change sums the indicators it moves over
everybody again and writes only the differences.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet

from danvan.schemes.indicators import INDICATORS
from danvan.schemes.models import IndicatorSum
from danvan.schemes.rules.definition import SchemeDefinition
from danvan.schemes.selectors.definitions import scheme_in_force
from danvan.schemes.selectors.indicators import YEARS_SHOWN
from danvan.schemes.services.settled import Difference, Settled
from danvan.schemes.sources.facts import Wanted

LOCK = 720_408
# Unit, year, and which of the indicator's sums.
Key = tuple[int, int, str]


def tasks_fed_by(definition: SchemeDefinition, kind: str) -> list[str]:
    """Return the tasks whose indicators records of a kind move."""
    return [task for task, name in _tasks(definition).items() if kind in INDICATORS[name].kinds]


@transaction.atomic
def sum_indicators(scheme: str, *, on: date, tasks: Collection[str] | None = None) -> Settled:
    """Bring the kept sums of some tasks, or of all, in line with the records.  A fixed number of queries for each."""
    definition = scheme_in_force(scheme)
    total = Settled()
    for task in _tasks(definition) if tasks is None else sorted(tasks):
        # Whoever comes second sums what both committed.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, f"{scheme} {task}"])
        right, kept = _right(definition, task, on=on), _kept(scheme, task)
        total += _write(scheme, task, right, kept)
    if tasks is None:
        removed, _ = _strangers(definition).delete()
        total += Settled(removed=removed)
    return total


def check_indicators(scheme: str, *, on: date) -> Iterable[Difference]:
    """Return how the kept sums differ from the records, writing nothing."""
    definition = scheme_in_force(scheme)
    for task in _tasks(definition):
        right, kept = _right(definition, task, on=on), _kept(scheme, task)
        for unit_id, year, key in sorted(right.keys() | kept.keys()):
            (_, is_), should = kept.get((unit_id, year, key), (None, None)), right.get((unit_id, year, key))
            if is_ != should:
                kind = "missing" if is_ is None else "extra" if should is None else "changed"
                yield Difference(kind, task, unit_id, year, date(year, 12, 31), {key: (is_, should)})
    for row in _strangers(definition):
        fields = {row.key: (row.amount, None)}
        yield Difference("extra", row.task, row.unit_id, row.year, date(row.year, 12, 31), fields)


def _tasks(definition: SchemeDefinition) -> dict[str, str]:
    """Return the tasks that have figures, in a fixed order, each with the indicator they come from."""
    found = {task.id: task.figures for task in definition.tasks if task.figures}
    return dict(sorted(found.items()))


def _strangers(definition: SchemeDefinition) -> "QuerySet[IndicatorSum, IndicatorSum]":
    """Return sums of tasks the definition no longer has."""
    return IndicatorSum.objects.filter(scheme=definition.scheme.id).exclude(task__in=_tasks(definition))


def _right(definition: SchemeDefinition, task: str, *, on: date) -> dict[Key, int]:
    years = range(definition.scheme.first_year - YEARS_SHOWN + 1, on.year + 1)
    found = INDICATORS[_tasks(definition)[task]].amounts(Wanted(years), on)
    return {
        (unit_id, year, key): amount for (unit_id, year), amounts in found.items() for key, amount in amounts.items()
    }


def _kept(scheme: str, task: str) -> dict[Key, tuple[int, int]]:
    """Return which row keeps each sum, and the sum."""
    rows = IndicatorSum.objects.filter(scheme=scheme, task=task).values_list("unit_id", "year", "key", "pk", "amount")
    return {(unit_id, year, key): (pk, amount) for unit_id, year, key, pk, amount in rows.iterator()}


def _write(scheme: str, task: str, right: Mapping[Key, int], kept: Mapping[Key, tuple[int, int]]) -> Settled:
    added = right.keys() - kept.keys()
    changed = {key for key in right.keys() & kept.keys() if right[key] != kept[key][1]}
    gone = [pk for key, (pk, _) in kept.items() if key not in right]
    if added or changed:
        IndicatorSum.objects.bulk_create(
            [
                IndicatorSum(
                    scheme=scheme, task=task, unit_id=unit_id, year=year, key=key, amount=right[unit_id, year, key]
                )
                for unit_id, year, key in sorted(added | changed)
            ],
            batch_size=5_000,
            update_conflicts=True,
            unique_fields=["scheme", "task", "year", "unit", "key"],
            update_fields=["amount"],
        )
    if gone:
        IndicatorSum.objects.filter(pk__in=gone).delete()
    return Settled(len(added), len(changed), len(gone))
