"""Kept figures of single units: lists, reasons, records behind them, matrix, map.

Every question begins at `results_visible_to`.  Figures are as last computed;
the day a question is asked about decides names and what is due, not facts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeVar

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor, Scope
from danvan.authority.rules.rights import Right
from danvan.kernel.errors import NotFound
from danvan.kernel.figures import Status, share
from danvan.kernel.periods import Period
from danvan.kernel.text import fold
from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import names_on
from danvan.schemes.measures import Question, measure_of, reason_of
from danvan.schemes.models import DeclaredFigure, PeriodClosing, TargetResult
from danvan.schemes.models.results import Figures
from danvan.schemes.roster import Asked, Roster, asked_of, deciding
from danvan.schemes.rules.definition import ValueKind
from danvan.schemes.rules.verdict import Flag
from danvan.schemes.selectors.definitions import asked_target, scheme_in_force
from danvan.schemes.sources.facts import Exhibit

Row = TypeVar("Row", bound=Figures)


# --- who sees what ------------------------------------------------------------------------------------------------


def results_visible_to(actor: Actor) -> "QuerySet[TargetResult, TargetResult]":
    """Return the kept results of the units whose results the actor may see."""
    return _within(TargetResult.objects.all(), actor.scope(Right.SEE_RESULTS))


def declared_visible_to(actor: Actor) -> "QuerySet[DeclaredFigure, DeclaredFigure]":
    """Return the declared figures of the units whose results the actor may see."""
    scope = actor.scope(Right.SEE_RESULTS)
    found = DeclaredFigure.objects.all()
    return found if scope.everything else found.filter(unit__in=scope.unit_ids)


def _within(rows: "QuerySet[Row, Row]", scope: Scope) -> "QuerySet[Row, Row]":
    return rows if scope.everything else rows.filter(unit__in=scope.unit_ids)


def closed_years(scheme: str) -> frozenset[int]:
    """Return the years whose figures are frozen."""
    return frozenset(
        PeriodClosing.objects.filter(scheme=scheme, reopened_at__isnull=True).values_list("year", flat=True)
    )


# --- declared figures ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Declaration:
    """What was declared, beside what was computed.

    `units` is how many units' declarations were added up, 1 for one statement.
    `gap` is declared minus computed: of shares for a share, of numbers
    otherwise; None when either is missing.
    """

    period: Period
    numerator: int | None
    denominator: int | None
    percent: str
    units: int
    units_counted: int | None
    findings: tuple[Mapping[str, str], ...]
    source: str
    declared_at: datetime
    gap: Fraction | None = None

    @property
    def share(self) -> Fraction | None:
        """The exact declared share, where it can be told."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)


def declaration_of(
    figures: Sequence[DeclaredFigure], kind: ValueKind, numerator: int | None, denominator: int | None
) -> Declaration | None:
    """Return some units' declared figures as one, with the gap to a computed figure."""
    if not figures:
        return None
    first = figures[0]
    only = first if len(figures) == 1 else None
    known = all(figure.numerator is not None for figure in figures)
    out_of = all(figure.denominator is not None for figure in figures)
    declared = Declaration(
        period=Period(min(f.period_from for f in figures), max(f.period_to for f in figures)),
        numerator=sum(f.numerator or 0 for f in figures) if known else None,
        denominator=sum(f.denominator or 0 for f in figures) if out_of else None,
        percent=only.percent if only else "",
        units=len(figures),
        units_counted=only.units_counted if only else None,
        findings=tuple(finding for figure in figures for finding in figure.findings),
        source=only.source if only else "",
        declared_at=max(figure.declared_at for figure in figures),
    )
    return replace(declared, gap=_gap(declared, kind, numerator, denominator))


def _gap(declared: Declaration, kind: ValueKind, numerator: int | None, denominator: int | None) -> Fraction | None:
    if numerator is None or declared.numerator is None:
        return None
    if kind is not ValueKind.SHARE:
        return Fraction(declared.numerator - numerator)
    computed = share(numerator, denominator) if denominator else None
    return None if computed is None or declared.share is None else declared.share - computed


# --- one unit, one target -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitLine:
    """The figure of one unit for one target and period, with its reason in one sentence."""

    target: str
    unit_id: int
    unit: UnitVersion
    year: int
    period: Period
    is_closing: bool
    status: Status
    numerator: int | None
    denominator: int | None
    provisional_status: Status
    provisional_numerator: int | None
    provisional_denominator: int | None
    flags: tuple[Flag, ...]
    reason: str
    detail: Mapping[str, Any]
    computed_at: datetime | None
    declared: Declaration | None = None

    @property
    def unit_name(self) -> str:
        """The name of the unit as it was at the end of the period."""
        return self.unit.full_name

    @property
    def share(self) -> Fraction | None:
        """The exact share; None for what is no share."""
        return share(self.numerator, self.denominator) if self.numerator is not None and self.denominator else None

    @property
    def is_short(self) -> bool:
        """Whether the unit holds the target back today."""
        return self.status in (Status.NOT_ACHIEVED, Status.NO_DATA)


def lines_of(asked: Asked, rows: Iterable[Figures], declared: Iterable[DeclaredFigure] = ()) -> list[UnitLine]:
    """Return kept rows of one target as lines in the order of names.  At most three queries."""
    rows = list(rows)
    names = names_of_rows(rows)
    told = {(figure.unit_id, figure.year): figure for figure in declared if figure.units_counted is None}
    lines = []
    for row in rows:
        figure = told.get((row.unit_id, row.year)) if not row.closing else None
        lines.append(
            UnitLine(
                target=row.target,
                unit_id=row.unit_id,
                unit=names[row.unit_id, row.period_to],
                year=row.year,
                period=Period(row.period_from, row.period_to),
                is_closing=row.closing,
                status=Status(row.status),
                numerator=row.numerator,
                denominator=row.denominator,
                provisional_status=Status(row.provisional_status),
                provisional_numerator=row.provisional_numerator,
                provisional_denominator=row.provisional_denominator,
                flags=tuple(Flag(flag) for flag in row.flags),
                reason=reason_of(asked, row),
                detail=row.detail,
                computed_at=getattr(row, "computed_at", None),
                declared=declaration_of([figure], asked.value, row.numerator, row.denominator) if figure else None,
            )
        )
    return sorted(lines, key=lambda line: (line.is_closing, line.year, line.unit.sort_name, line.unit_id))


def names_of_rows(rows: Iterable[Figures]) -> dict[tuple[int, date], UnitVersion]:
    """Return each row's unit as it was on the last day of the row's period.  One query for each such day."""
    by_day: dict[date, set[int]] = {}
    for row in rows:
        by_day.setdefault(row.period_to, set()).add(row.unit_id)
    if len(by_day) <= 3:
        named = {day: names_on(units, day) for day, units in by_day.items()}
    else:
        # Units end on many days; each is then named by what it was last, which is the same for an ended unit.
        everyone = {unit for units in by_day.values() for unit in units}
        latest = names_on(everyone, max(by_day))
        named = dict.fromkeys(by_day, latest)
    return {(unit, day): named[day][unit] for day, units in by_day.items() for unit in units}


def unit_rows(actor: Actor, scheme: str, target: str, year: int) -> "QuerySet[TargetResult, TargetResult]":
    """Return the rows a drill-down starts from; the view may narrow and count them."""
    return results_visible_to(actor).filter(scheme=scheme, target=target, year=year)


def target_units(
    actor: Actor,
    scheme: str,
    target: str,
    year: int,
    *,
    statuses: Collection[str] = (),
    flag: str = "",
    short: bool = False,
    closing: bool | None = False,
    kinds: Collection[str] = (),
    text: str = "",
) -> list[UnitLine]:
    """Return the units behind a figure, in order of names, narrowed as asked.  At most six queries.

    `closing` False leaves out units that ended inside the year (rule R4), True
    shows only them, None shows both.  Raises NotFound for an unknown target.
    """
    asked = asked_target(scheme_in_force(scheme), target)
    if asked.is_pending:
        return []
    rows = unit_rows(actor, scheme, target, year)
    if closing is not None:
        rows = rows.filter(closing=closing)
    if statuses or short:
        rows = rows.filter(status__in=[*statuses, *([Status.NOT_ACHIEVED, Status.NO_DATA] if short else [])])
    if flag:
        rows = rows.filter(flags__contains=[flag])
    declared = declared_visible_to(actor).filter(scheme=scheme, target=target, year=year)
    return narrowed(lines_of(asked, rows, declared), text=text, kinds=kinds)


def narrowed(lines: Iterable[UnitLine], *, text: str = "", kinds: Collection[str] = ()) -> list[UnitLine]:
    """Return the lines of units of these kinds whose name holds the words, accents or not."""
    return [line for line in lines if _is_meant(line.unit, text, kinds)]


def _is_meant(unit: UnitVersion, text: str, kinds: Collection[str]) -> bool:
    return (not kinds or unit.kind in kinds) and all(word in unit.folded_name for word in fold(text).split())


# --- the records behind it ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedExhibit:
    """A record behind a figure with the name of its unit then."""

    record: Exhibit
    unit_name: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One unit's figure with its records; `hidden` counts those the actor may not open."""

    line: UnitLine
    records: tuple[NamedExhibit, ...]
    hidden: int = 0


def explain(actor: Actor, scheme: str, target: str, year: int, unit_id: int) -> Explanation:
    """Return what made the figure of one unit true or false (rule R13).

    Raises NotFound when there is no such figure for this actor.
    """
    found = explanations(actor, scheme, target, year, units=[unit_id])
    if not found:
        raise NotFound
    return found[0]


def explanations(
    actor: Actor, scheme: str, target: str, year: int, *, units: Collection[int] | None = None
) -> list[Explanation]:
    """Return the figures of many units with their records, in a fixed number of queries."""
    definition = scheme_in_force(scheme)
    asked = asked_target(definition, target)
    if asked.is_pending:
        return []
    rows = unit_rows(actor, scheme, target, year)
    if units is not None:
        rows = rows.filter(unit__in=units)
    declared = declared_visible_to(actor).filter(scheme=scheme, target=target, year=year)
    lines = lines_of(asked, rows, declared)
    wanted = {line.unit_id for line in lines}
    seats = [seat for seat in Roster().seats(asked, year) if seat.unit_id in wanted]
    # A unit that ended answers for itself, and its records stand behind those that followed it: asked apart, so
    # that each record is told of once on each side.
    by_unit: dict[tuple[bool, int], dict[int, Exhibit]] = {}
    for is_closing in (False, True):
        its = [seat for seat in seats if seat.is_closing == is_closing]
        question = Question(asked, its, actor.on, everybody=units is None)
        for exhibit in measure_of(asked).exhibits(question) if its else ():
            by_unit.setdefault((is_closing, exhibit.unit_id), {})[exhibit.record_id] = exhibit
    names = names_on({unit for _, unit in by_unit}, date(year, 12, 31))
    may_open = actor.scope(measure_of(asked).seen_with)
    contributors = {seat.unit_id: tuple(seat.contributors) for seat in seats}
    found = []
    for line in lines:
        exhibits = [
            replace(exhibit, is_inherited=unit != line.unit_id)
            for unit in contributors.get(line.unit_id, (line.unit_id,))
            for exhibit in by_unit.get((line.is_closing, unit), {}).values()
        ]
        shown = tuple(NamedExhibit(e, names[e.unit_id].full_name) for e in exhibits if e.unit_id in may_open)
        found.append(Explanation(line, shown, len(exhibits) - len(shown)))
    return found


# --- many targets at once -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit and target in the matrix; None in a row where the target does not bind the unit."""

    status: Status
    numerator: int | None
    denominator: int | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One unit with a cell for each column of the matrix, in their order."""

    unit_id: int
    unit: UnitVersion
    is_closing: bool
    cells: tuple[Cell | None, ...]
    short: int

    @property
    def unit_name(self) -> str:
        """The name at the end of the period."""
        return self.unit.full_name


@dataclass(frozen=True, slots=True)
class Matrix:
    """Units by targets, those most behind first when so asked."""

    year: int
    columns: tuple[Asked, ...]
    rows: tuple[MatrixRow, ...]


def matrix(
    actor: Actor,
    scheme: str,
    year: int,
    *,
    targets: Collection[str] | None = None,
    kinds: Collection[str] = (),
    text: str = "",
    status: str = "",
    closing: bool = False,
    worst_first: bool = False,
) -> Matrix:
    """Return all visible units of a year against all targets that have a source, in three queries.

    `status` keeps the units with at least one such cell.
    """
    definition = scheme_in_force(scheme)
    columns = tuple(
        asked
        for asked in asked_of(definition, targets)
        if not asked.is_pending and not asked.is_companion and asked.applies_in(year)
    )
    place = {deciding(asked, year).id: position for position, asked in enumerate(columns)}
    if closing:
        place = {asked.id: position for position, asked in enumerate(columns)}
    kept = (
        results_visible_to(actor)
        .filter(scheme=scheme, year=year, closing=closing, target__in=place)
        .only("target", "unit_id", "status", "numerator", "denominator", "flags", "period_to", "year", "closing")
    )
    cells: dict[int, list[Cell | None]] = {}
    rows = list(kept)
    for row in rows:
        cells.setdefault(row.unit_id, [None] * len(columns))[place[row.target]] = Cell(
            Status(row.status), row.numerator, row.denominator, tuple(Flag(flag) for flag in row.flags)
        )
    names = {unit: version for (unit, _), version in names_of_rows(rows).items()}
    found = []
    for unit_id, line in cells.items():
        version = names[unit_id]
        if not _is_meant(version, text, kinds):
            continue
        if status and not any(cell and cell.status == status for cell in line):
            continue
        short = sum(1 for cell in line if cell and cell.status in (Status.NOT_ACHIEVED, Status.NO_DATA))
        found.append(MatrixRow(unit_id, version, closing, tuple(line), short))
    found.sort(key=lambda row: (-row.short if worst_first else 0, row.unit.sort_name, row.unit_id))
    return Matrix(year, columns, tuple(found))


@dataclass(frozen=True, slots=True)
class MapStatus:
    """What the map says of one unit; `target` is the figure it is read from."""

    target: str
    status: Status
    numerator: int | None
    denominator: int | None
    provisional_status: Status
    flags: tuple[Flag, ...]


def map_statuses(actor: Actor, scheme: str, target: str, year: int, *, closing: bool = False) -> dict[int, MapStatus]:
    """Return the status of each visible unit for a map.  Two queries.

    In 2025 the members are the units after July; `closing` gives those before.
    """
    read = target if closing else deciding(asked_target(scheme_in_force(scheme), target), year).id
    rows = unit_rows(actor, scheme, read, year).filter(closing=closing)
    return {
        row.unit_id: MapStatus(
            row.target,
            Status(row.status),
            row.numerator,
            row.denominator,
            Status(row.provisional_status),
            tuple(Flag(flag) for flag in row.flags),
        )
        for row in rows
    }
