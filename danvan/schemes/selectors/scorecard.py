"""The scorecard: every target of a scheme in one year, for the province, for what one may see, or for one unit.

Rows are kept per unit; figures of many units are sums of these rows (rule R10),
added up in the database and judged here by exact arithmetic.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Func, Max, Q, QuerySet, Sum
from django.db.models.fields import CharField

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.kernel.errors import NotFound
from danvan.kernel.figures import Status, Threshold, share
from danvan.schemes.measures import reason_of
from danvan.schemes.models import DeclaredFigure, TargetResult
from danvan.schemes.roster import Asked, asked_of, deciding
from danvan.schemes.rules.definition import PENDING, SchemeDefinition
from danvan.schemes.rules.verdict import Figure, Flag, judge
from danvan.schemes.selectors.definitions import scheme_in_force, schemes_in_force
from danvan.schemes.selectors.results import (
    Declaration,
    closed_years,
    declaration_of,
    declared_visible_to,
    results_visible_to,
)

TREND = 5


@dataclass(frozen=True, slots=True)
class YearPoint:
    """One year of the trend; the status is None where no figure was kept."""

    year: int
    status: Status | None
    numerator: int | None
    denominator: int | None
    flags: frozenset[Flag] = frozenset()

    @property
    def share(self) -> Fraction | None:
        """The exact share; None for what is no share."""
        return share(self.numerator, self.denominator) if self.numerator is not None and self.denominator else None


@dataclass(frozen=True, slots=True)
class ClosingSum:
    """The units that ended inside the year, added up apart from the verdict (rule R4)."""

    units: int
    numerator: int
    denominator: int | None
    statuses: Mapping[Status, int]
    last_days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One line of the scorecard.

    `status` is None while the target waits for a source, or was not asked of
    that year, or nothing is kept yet.  `flags` counts the units carrying each
    mark; `verdict_flags` are the marks of the verdict itself.  `units` are those
    the figure binds, `units_short` those due and not there.
    """

    asked: Asked
    year: int
    status: Status | None = None
    numerator: int | None = None
    denominator: int | None = None
    provisional_status: Status | None = None
    provisional_numerator: int | None = None
    provisional_denominator: int | None = None
    verdict_flags: frozenset[Flag] = frozenset()
    flags: Mapping[Flag, int] = field(default_factory=dict)
    statuses: Mapping[Status, int] = field(default_factory=dict)
    units: int = 0
    units_short: int = 0
    trend: tuple[YearPoint, ...] = ()
    closing: ClosingSum | None = None
    declared: Declaration | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    computed_at: datetime | None = None
    # The companion the verdict of this year is read from, where it is not the target's own figure.
    judged_by: Asked | None = None

    @property
    def id(self) -> str:
        """The id of the target or companion."""
        return self.asked.id

    @property
    def is_pending(self) -> bool:
        """Whether the area that records its facts does not exist yet."""
        return self.asked.is_pending

    @property
    def threshold(self) -> Threshold | None:
        """What must be reached."""
        return self.asked.threshold

    @property
    def threshold_text(self) -> str:
        """The threshold as printed; empty where there is none."""
        return self.threshold.label if self.threshold else ""

    @property
    def share(self) -> Fraction | None:
        """The exact share; None for what is no share."""
        return _share(self.asked, self.numerator, self.denominator)

    @property
    def provisional_share(self) -> Fraction | None:
        """The exact share with what waits for verification."""
        return _share(self.asked, self.provisional_numerator, self.provisional_denominator)

    @property
    def differs_provisionally(self) -> bool:
        """Whether the provisional figure is another one than the computed."""
        return (self.numerator, self.denominator) != (self.provisional_numerator, self.provisional_denominator)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All targets of a scheme in one year.

    `unit_id` is the unit when it is about one; `is_everything` says that all
    units of the province are in it.
    """

    definition: SchemeDefinition
    year: int
    lines: tuple[TargetLine, ...]
    unit_id: int | None
    is_everything: bool
    is_closed: bool
    computed_at: datetime | None

    @property
    def counts(self) -> dict[str, int]:
        """How many targets stand where, companions left out; `pending` for those without a source."""
        found: Counter[str] = Counter()
        for line in self.lines:
            if not line.asked.is_companion and (line.is_pending or line.status is not None):
                found["pending" if line.is_pending or line.status is None else line.status.value] += 1
        return {code: found[code] for code in (*(status.value for status in Status), "pending") if found[code]}

    def line(self, target: str) -> TargetLine:
        """Return one line.  Raises KeyError."""
        for line in self.lines:
            if line.id == target:
                return line
        raise KeyError(target)


def scorecard(
    actor: Actor,
    scheme: str,
    year: int,
    *,
    on: date,
    unit_id: int | None = None,
    trend: int = TREND,
    targets: Collection[str] | None = None,
) -> Scorecard:
    """Return the scorecard of a year, or some targets of it, in a fixed number of queries.

    Without a unit: the whole province for those who see all of it, otherwise
    the actor's own unit, otherwise all that is visible.  `on` decides what is
    due.  Raises NotFound for a scheme never loaded, and for a unit out of sight.
    """
    definition = scheme_in_force(scheme)
    scope = actor.scope(Right.SEE_RESULTS)
    if unit_id is None and not scope.everything and actor.unit_id in scope:
        unit_id = actor.unit_id
    if unit_id is not None and unit_id not in scope:
        raise NotFound
    years = range(year - trend + 1, year + 1)
    rows = results_visible_to(actor).filter(scheme=scheme, year__in=years)
    declared = declared_visible_to(actor).filter(scheme=scheme, year=year)
    if targets is not None:
        targets = set(targets)
        read = targets | {deciding(asked, each).id for asked in asked_of(definition, targets) for each in years}
        rows, declared = rows.filter(target__in=read), declared.filter(target__in=targets)
    closed = closed_years(scheme)
    everything = [asked for asked in asked_of(definition, targets) if asked.applies_in(year)]
    if unit_id is not None:
        lines = _lines_of_unit(everything, year, years, rows.filter(unit=unit_id), declared.filter(unit=unit_id))
    else:
        lines = _lines_of_many(everything, year, years, rows, declared, closed=closed, on=on)
    return Scorecard(
        definition=definition,
        year=year,
        lines=tuple(lines),
        unit_id=unit_id,
        is_everything=unit_id is None and scope.everything,
        is_closed=year in closed,
        computed_at=max((line.computed_at for line in lines if line.computed_at), default=None),
    )


def target_card(
    actor: Actor, scheme: str, target: str, year: int, *, on: date, unit_id: int | None = None
) -> TargetLine:
    """Return one line of the scorecard.  Raises NotFound for an unknown target, or one not asked of that year."""
    card = scorecard(actor, scheme, year, on=on, unit_id=unit_id, targets=[target])
    if not card.lines:
        raise NotFound
    return card.lines[0]


def scorecards(actor: Actor, year: int, *, on: date, unit_id: int | None = None) -> list[Scorecard]:
    """Return the scorecards of a year without trends, scheme by scheme, the leading one first.

    A scheme is left out where it asks nothing; another than the leading one also
    while it has no figure there.  Raises NotFound for a unit out of sight.
    """
    cards = [
        scorecard(actor, each.scheme.id, year, on=on, unit_id=unit_id, trend=1)
        for each in schemes_in_force()
        if each.scheme.is_leading or not all(target.is_pending for target in each.targets)
    ]
    return [card for card in cards if card.counts.keys() - (() if card.definition.scheme.is_leading else {PENDING})]


# --- one unit -----------------------------------------------------------------------------------------------------


def _lines_of_unit(
    everything: list[Asked],
    year: int,
    years: range,
    rows: "QuerySet[TargetResult, TargetResult]",
    declared: "QuerySet[DeclaredFigure, DeclaredFigure]",
) -> list[TargetLine]:
    kept: dict[str, dict[int, TargetResult]] = {}
    for row in rows:
        kept.setdefault(row.target, {})[row.year] = row
    told = {figure.target: figure for figure in declared if figure.units_counted is None}
    lines = []
    for asked in everything:
        own = deciding(asked, year)
        its = {each: found for each in years if (found := _row_of(kept, asked, each)) is not None}
        trend = tuple(_point(asked, each, its.get(each)) for each in years if asked.applies_in(each))
        if (now := its.get(year)) is None:
            # A target that does not bind this unit has no place on its scorecard.
            if asked.is_pending:
                lines.append(TargetLine(asked, year))
            continue
        line = _from_row(asked if now.target == asked.id else own, now, told.get(asked.id), trend)
        lines.append(line if now.target == asked.id else replace(line, asked=asked, judged_by=own))
    return lines


def _row_of(kept: Mapping[str, Mapping[int, TargetResult]], asked: Asked, year: int) -> TargetResult | None:
    """Return the row a unit's verdict of a year is read from: that of the deciding result where it has one."""
    return kept.get(deciding(asked, year).id, {}).get(year) or kept.get(asked.id, {}).get(year)


def _from_row(
    asked: Asked, row: TargetResult, figure: DeclaredFigure | None, trend: tuple[YearPoint, ...]
) -> TargetLine:
    status = Status(row.status)
    flags = [Flag(flag) for flag in row.flags]
    closing = None
    if row.closing:
        closing = ClosingSum(1, row.numerator or 0, row.denominator, {status: 1}, (row.period_to,))
    return TargetLine(
        asked,
        row.year,
        status=status,
        numerator=row.numerator,
        denominator=row.denominator,
        provisional_status=Status(row.provisional_status),
        provisional_numerator=row.provisional_numerator,
        provisional_denominator=row.provisional_denominator,
        verdict_flags=frozenset(flags),
        flags=dict.fromkeys(flags, 1),
        statuses={status: 1},
        units=int(status is not Status.NOT_APPLICABLE),
        units_short=int(status in (Status.NOT_ACHIEVED, Status.NO_DATA)),
        trend=trend,
        closing=closing,
        declared=declaration_of([figure], asked.value, row.numerator, row.denominator) if figure else None,
        detail=row.detail,
        reason=reason_of(asked, row),
        computed_at=row.computed_at,
    )


def _point(asked: Asked, year: int, row: TargetResult | None) -> YearPoint:
    if row is None:
        return YearPoint(year, None, None, None)
    return YearPoint(
        year, Status(row.status), row.numerator, row.denominator, frozenset(Flag(flag) for flag in row.flags)
    )


# --- many units ---------------------------------------------------------------------------------------------------


@dataclass
class _Sum:
    """The rows of one target and year, added up."""

    numerator: int = 0
    denominator: int = 0
    provisional_numerator: int = 0
    provisional_denominator: int = 0
    has_denominator: bool = False
    statuses: Counter[Status] = field(default_factory=Counter)
    provisional_statuses: Counter[Status] = field(default_factory=Counter)
    flags: dict[Flag, int] = field(default_factory=dict)
    last_days: set[date] = field(default_factory=set)
    computed_at: datetime | None = None

    def add(self, row: Mapping[str, Any]) -> None:
        self.numerator += row["numerators"] or 0
        self.denominator += row["denominators"] or 0
        self.provisional_numerator += row["provisional_numerators"] or 0
        self.provisional_denominator += row["provisional_denominators"] or 0
        self.has_denominator = self.has_denominator or bool(row["with_denominator"])
        self.statuses[Status(row["status"])] += row["number"]
        self.provisional_statuses[Status(row["provisional_status"])] += row["number"]
        if row["closing"]:
            self.last_days.add(row["last_day"])
        self.computed_at = max(filter(None, (self.computed_at, row["latest"])))

    @property
    def figure(self) -> Figure:
        return Figure(self.numerator, self.denominator if self.has_denominator else None, self.statuses, self.flags)

    @property
    def provisional(self) -> Figure:
        denominator = self.provisional_denominator if self.has_denominator else None
        return Figure(self.provisional_numerator, denominator, self.provisional_statuses)


def _lines_of_many(
    everything: list[Asked],
    year: int,
    years: range,
    rows: "QuerySet[TargetResult, TargetResult]",
    declared: "QuerySet[DeclaredFigure, DeclaredFigure]",
    *,
    closed: frozenset[int],
    on: date,
) -> list[TargetLine]:
    published = {asked.id for asked in everything if asked.is_published}
    sums = _sums(rows.exclude(target__in=published), year)
    places = {(row.target, row.year): row for row in rows.filter(target__in=published, closing=False)}
    told: dict[str, list[DeclaredFigure]] = {}
    for figure in declared.order_by("pk"):
        told.setdefault(figure.target, []).append(figure)
    lines = []
    for asked in everything:
        if asked.is_published:
            trend = tuple(_point(asked, y, places.get((asked.id, y))) for y in years if asked.applies_in(y))
            place = places.get((asked.id, year))
            if place is None:
                lines.append(TargetLine(asked, year, trend=trend))
            else:
                lines.append(_from_row(asked, place, next(iter(told.get(asked.id, [])), None), trend))
        else:
            lines.append(_from_sums(asked, year, years, sums, told.get(asked.id, []), closed=closed, on=on))
    return lines


def _sums(rows: "QuerySet[TargetResult, TargetResult]", year: int) -> dict[tuple[str, int, bool], _Sum]:
    """Return the sums of each target, year and kind of row, with the marks of the asked year.  Two queries."""
    found: dict[tuple[str, int, bool], _Sum] = {}
    grouped = (
        rows.filter(Q(year=year) | Q(closing=False))
        .values("target", "year", "closing", "status", "provisional_status")
        .annotate(
            number=Count("pk"),
            numerators=Sum("numerator"),
            denominators=Sum("denominator"),
            with_denominator=Count("denominator"),
            provisional_numerators=Sum("provisional_numerator"),
            provisional_denominators=Sum("provisional_denominator"),
            last_day=Max("period_to"),
            latest=Max("computed_at"),
        )
        .order_by()
    )
    for row in grouped:
        found.setdefault((row["target"], row["year"], row["closing"]), _Sum()).add(row)
    marks = (
        rows.filter(year=year, closing=False)
        .annotate(flag=Func(F("flags"), function="unnest", output_field=CharField()))
        .values_list("target", "flag")
        .annotate(number=Count("pk"))
        .order_by()
    )
    for target, flag, number in marks:
        found[target, year, False].flags[Flag(flag)] = number
    return found


def _from_sums(
    asked: Asked,
    year: int,
    years: Iterable[int],
    sums: Mapping[tuple[str, int, bool], _Sum],
    told: list[DeclaredFigure],
    *,
    closed: frozenset[int],
    on: date,
) -> TargetLine:
    own = deciding(asked, year)
    trend = tuple(
        _judged_point(asked, each, sums.get((deciding(asked, each).id, each, False)), closed=closed, on=on)
        for each in years
        if asked.applies_in(each) and not asked.is_pending
    )
    ended = sums.get((asked.id, year, True))
    closing = None
    if ended is not None:
        figure = ended.figure
        closing = ClosingSum(
            sum(figure.statuses.values()),
            figure.numerator,
            figure.denominator,
            figure.statuses,
            tuple(sorted(ended.last_days)),
        )
    total = sums.get((own.id, year, False))
    if total is None:
        return TargetLine(asked, year, trend=trend, closing=closing)
    moment = asked.moment(year, on=on, is_closed=year in closed)
    figure, provisional = total.figure, total.provisional
    verdict = judge(figure, own.threshold, moment)
    # One statement about all units says more than the sum of what some units told of themselves.
    about_all = [each for each in told if each.units_counted is not None][:1]
    return TargetLine(
        asked,
        year,
        status=verdict.status,
        numerator=figure.numerator,
        denominator=figure.denominator,
        provisional_status=judge(provisional, own.threshold, moment).status,
        provisional_numerator=provisional.numerator,
        provisional_denominator=provisional.denominator,
        verdict_flags=verdict.flags,
        flags=total.flags,
        statuses=dict(figure.statuses),
        units=figure.units,
        units_short=figure.units_short,
        trend=trend,
        closing=closing,
        declared=declaration_of(about_all or told, asked.value, figure.numerator, figure.denominator),
        computed_at=total.computed_at,
        judged_by=own if own.id != asked.id else None,
    )


def _judged_point(asked: Asked, year: int, total: _Sum | None, *, closed: frozenset[int], on: date) -> YearPoint:
    if total is None:
        return YearPoint(year, None, None, None)
    figure = total.figure
    verdict = judge(figure, asked.threshold, asked.moment(year, on=on, is_closed=year in closed))
    return YearPoint(year, verdict.status, figure.numerator, figure.denominator, verdict.flags)


def _share(asked: Asked, numerator: int | None, denominator: int | None) -> Fraction | None:
    if asked.is_published or numerator is None or not denominator:
        return None
    return Fraction(numerator, denominator)
