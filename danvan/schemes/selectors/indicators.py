"""Indicators of the tasks the scheme does not count: what they were each year, whose, and the records behind them.

Read from the kept sums, over the units whose results the actor may see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.db.models import Sum as SumOf

from danvan.authority.rules.actor import Actor, Scope
from danvan.authority.rules.rights import Right
from danvan.kernel.errors import NotFound
from danvan.kernel.text import fold
from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import class_members, names_on, predecessors_within, units_ending_within
from danvan.schemes.indicators import INDICATORS
from danvan.schemes.indicators.base import Amounts, Figure, added
from danvan.schemes.models import IndicatorSum
from danvan.schemes.rules.definition import Task, TaskGroup
from danvan.schemes.selectors.definitions import scheme_in_force
from danvan.schemes.selectors.results import NamedExhibit
from danvan.schemes.sources.facts import Wanted

YEARS_SHOWN = 5


@dataclass(frozen=True)
class FigureLine:
    """One number of an indicator over the years, in their order."""

    figure: Figure
    amounts: Sequence[Mapping[str, int]]

    @property
    def said(self) -> list[str]:
        """Each year's value in words; empty where nothing was recorded."""
        return [self.figure.say(amounts) for amounts in self.amounts]


@dataclass(frozen=True)
class TaskLine:
    """One task of the scheme with its figures; none while its source is not there."""

    task: Task
    years: Sequence[int]
    figures: Sequence[FigureLine] = ()

    @property
    def is_pending(self) -> bool:
        """Whether the area that records its facts does not exist yet."""
        return not self.figures


@dataclass(frozen=True)
class Panel:
    """All tasks without an official verdict, under the headings of the scheme."""

    years: Sequence[int]
    groups: Sequence[tuple[TaskGroup, Sequence[TaskLine]]]
    unit_id: int | None


@dataclass(frozen=True)
class UnitFigures:
    """What one unit has of an indicator in a year; `inherited` when part of it came from units before it."""

    unit_id: int
    unit: UnitVersion
    amounts: Mapping[str, int]
    inherited: bool


def panel(actor: Actor, scheme: str, year: int, *, unit_id: int | None = None) -> Panel:
    """Return every task with its figures of a year and the four before.

    A fixed number of queries.  Without a unit, of all units in sight, or of
    the own one for whom sees no more.  Raises NotFound for a unit out of sight.
    """
    definition = scheme_in_force(scheme)
    unit_id, years = own_or(actor, unit_id), _years(year)
    lines = _lines(actor, scheme, definition.tasks, years, unit_id)
    groups = [
        (group, [line for line in lines if line.task.task_group == group.number]) for group in definition.task_groups
    ]
    return Panel(years, [(group, its) for group, its in groups if its], unit_id)


def indicator(actor: Actor, scheme: str, task_id: str, year: int, *, unit_id: int | None = None) -> TaskLine:
    """Return one task with its figures over the years.  Raises NotFound for an unknown task or unit."""
    task = _task(scheme, task_id)
    unit_id, years = own_or(actor, unit_id), _years(year)
    (line,) = _lines(actor, scheme, [task], years, unit_id)
    return line


def own_or(actor: Actor, unit_id: int | None) -> int | None:
    """Return the unit asked about; for whom sees only an own unit, that one."""
    scope = actor.scope(Right.SEE_RESULTS)
    return actor.unit_id if unit_id is None and not scope.everything and actor.unit_id in scope else unit_id


def indicator_units(actor: Actor, scheme: str, task_id: str, year: int, *, text: str = "") -> list[UnitFigures]:
    """Return what each unit in sight has of an indicator in a year, in the order of names.

    A unit that ended in the year is shown under those that followed it.  Units
    the task binds are there also when they have nothing.
    """
    task = _task(scheme, task_id)
    if task.figures is None:
        return []
    scope = actor.scope(Right.SEE_RESULTS)
    found: dict[int, Amounts] = {}
    its = _sums_in(scope, scheme).filter(task=task_id, year=year)
    for unit, key, amount in its.values_list("unit_id", "key", "amount"):
        found.setdefault(unit, {})[key] = amount
    last = date(year, 12, 31)
    ended = {version.unit_id for version in units_ending_within(date(year, 1, 1), last)}
    bound = class_members(frozenset(task.unit_classes), last) if task.unit_classes else {}
    alive = {unit for unit in (*bound, *found) if unit not in ended and unit in scope}
    before = predecessors_within(alive, date(year, 1, 1), last)
    names = names_on(alive, last)
    words = fold(text).split()
    rows = [
        UnitFigures(
            unit,
            names[unit],
            added(found[each] for each in (unit, *before.get(unit, ())) if each in found),
            any(each in found for each in before.get(unit, ())),
        )
        for unit in alive
        if unit in names and all(word in names[unit].folded_name for word in words)
    ]
    return sorted(rows, key=lambda row: (row.unit.sort_name, row.unit_id))


def indicator_records(
    actor: Actor, scheme: str, task_id: str, year: int, *, unit_id: int | None = None
) -> list[NamedExhibit]:
    """Return the records behind an indicator in a year, each with its unit, as far as the actor may open them."""
    task = _task(scheme, task_id)
    if task.figures is None:
        return []
    made = INDICATORS[task.figures]
    scope = actor.scope(Right.SEE_RESULTS)
    if unit_id is not None and unit_id not in scope:
        raise NotFound
    everybody = None if scope.everything else scope.unit_ids
    units = everybody if unit_id is None else _with_predecessors(unit_id, year)
    found = made.records(Wanted({year}, units), actor.on)
    may_open = actor.scope(made.seen_with)
    apart = {kind: actor.scope(right) for kind, right in made.seen_apart.items()}
    shown = [each for each in found if each.unit_id in apart.get(each.kind, may_open)]
    names = names_on({each.unit_id for each in shown}, date(year, 12, 31))
    return [
        NamedExhibit(
            replace(each, is_inherited=unit_id is not None and each.unit_id != unit_id), names[each.unit_id].full_name
        )
        for each in shown
    ]


def _lines(
    actor: Actor, scheme: str, tasks: Sequence[Task], years: Sequence[int], unit_id: int | None
) -> list[TaskLine]:
    """Return these tasks with their figures of these years.  One query, and one for each year of a single unit."""
    scope = actor.scope(Right.SEE_RESULTS)
    if unit_id is not None and unit_id not in scope:
        raise NotFound
    if unit_id is None:
        sums = _sums_in(scope, scheme).filter(year__in=years)
    else:
        # What its predecessors did counts only within the year they ended in.
        sums = IndicatorSum.objects.filter(
            reduce(or_, (Q(year=year, unit__in=_with_predecessors(unit_id, year)) for year in years))
        )
    sums = sums.filter(scheme=scheme, task__in=[task.id for task in tasks])
    found: dict[tuple[str, int], Amounts] = {}
    for task, year, key, amount in sums.order_by().values_list("task", "year", "key").annotate(SumOf("amount")):
        found.setdefault((task, year), {})[key] = amount
    return [
        TaskLine(
            task,
            years,
            [
                FigureLine(figure, [found.get((task.id, year), {}) for year in years])
                for figure in (INDICATORS[task.figures].figures if task.figures else ())
            ],
        )
        for task in tasks
    ]


def _sums_in(scope: Scope, scheme: str) -> "QuerySet[IndicatorSum, IndicatorSum]":
    sums = IndicatorSum.objects.filter(scheme=scheme)
    return sums if scope.everything else sums.filter(unit__in=scope.unit_ids)


def _with_predecessors(unit_id: int, year: int) -> frozenset[int]:
    before = predecessors_within([unit_id], date(year, 1, 1), date(year, 12, 31))
    return frozenset({unit_id, *before.get(unit_id, ())})


def _task(scheme: str, task_id: str) -> Task:
    for task in scheme_in_force(scheme).tasks:
        if task.id == task_id:
            return task
    raise NotFound


def _years(year: int) -> list[int]:
    return list(range(year - YEARS_SHOWN + 1, year + 1))
