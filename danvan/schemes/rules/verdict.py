"""From what the records of a unit add up to, to the verdict on a unit and on many.

One row is kept for each target, unit and period, with a computed side
(verified evidence) and a provisional one (submitted as well).  Both are judged
by the same functions; a row is an `Outcome`, many rows add up to a `Figure`.
A unit the denominator must not hold is stored as 0/0, so the numerators and
denominators of any set of rows may simply be summed, here or in SQL.

A unit is judged by its due day.  Until that day is past, what is not met is
NOT_YET_DUE; from the next day on it is NOT_ACHIEVED, or NO_DATA when the unit
sent nothing.  Later facts still count as long as the period is open.  Units
without data stand in the denominator and not in the numerator all along:
7 plans of 130 units are 7/130 in January too, never 7/7.

Many units, the province above all, are judged by the period.  While its last
day (or a later due day) is not past, what already meets the threshold is
ACHIEVED and what does not is NOT_YET_DUE, even when some units are late, since
their facts will still count.  Once it is past the figure is judged as it
stands.  Until the period is closed every status carries the flag `open`: it
may still change.  When no unit at all sent anything the answer is NO_DATA, and
when nobody is bound or nothing was to be counted NOT_APPLICABLE.

Ranks are published by others and need no closing: a row decides at once, a
missing row is NOT_YET_DUE until publication is due, and NO_DATA afterwards.

Counting rules R1, R3, R4, R5, R6 and R10 of Scheme 04.  The others concern how
facts are found (R2, R7, R8, R11, R12) and shown (R9, R13).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from danvan.kernel.figures import Comparison, Scale, Status, Threshold, share
from danvan.kernel.periods import Period
from danvan.kernel.ranges import ValidRange

_DAY = timedelta(days=1)


class Flag(StrEnum):
    """What a reader must know beside a status."""

    OPEN = "open"
    LATE = "late"
    INHERITED = "inherited"
    NEW_UNIT = "new_unit"
    MISSING_UNITS = "missing_units"
    NO_VERDICT = "no_verdict"
    BASIS_CHANGED = "basis_changed"
    NOT_ALL_RANKED = "not_all_ranked"
    DERIVED = "derived"
    KEPT = "kept"

    @property
    def label(self) -> str:
        """The Vietnamese words of the legend."""
        return _FLAG_LABELS[self]


_FLAG_LABELS = {
    Flag.OPEN: "kỳ chưa đóng, kết quả còn có thể thay đổi",
    Flag.LATE: "muộn hạn nhưng vẫn được tính",
    Flag.INHERITED: "có minh chứng kế thừa từ đơn vị trước sắp xếp",
    Flag.NEW_UNIT: "đơn vị mới thành lập, chưa phải tính",
    Flag.MISSING_UNITS: "còn đơn vị chưa có dữ liệu",
    Flag.NO_VERDICT: "chỉ hiển thị giá trị, không kết luận",
    Flag.BASIS_CHANGED: "cơ sở so sánh đã thay đổi",
    Flag.NOT_ALL_RANKED: "không phải mọi tỉnh, thành phố đều được xếp hạng",
    Flag.DERIVED: "thứ bậc được suy ra, không phải công bố chính thức",
    Flag.KEPT: "giữ vững thứ bậc dẫn đầu",
}


# --- time ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """When a question about a period is asked: the day, and whether the period is closed by then."""

    period: Period
    due_on: date
    on: date
    is_closed: bool = False

    @property
    def is_past_due(self) -> bool:
        """Whether the last day in time is behind us."""
        return self.is_closed or self.on > self.due_on

    @property
    def is_over(self) -> bool:
        """Whether nothing more is due in the period."""
        return self.is_closed or self.on > max(self.due_on, self.period.last_day)

    @property
    def turning_days(self) -> tuple[date, ...]:
        """The days on which a status may change though no record does, earliest first."""
        return tuple(sorted({self.due_on + _DAY, self.period.last_day + _DAY}))


class Membership(StrEnum):
    """How a unit stands to a period: in its denominator, ended inside it, or neither."""

    MEMBER = "member"
    CLOSING = "closing"
    ABSENT = "absent"


def membership(valid: ValidRange, period: Period) -> tuple[Membership, Period | None]:
    """Return how a unit valid in that range stands to a period, and the days its result is about (rules R1, R4).

    A unit valid on the last day is a member for the whole period, whenever it
    began: what its predecessors did counts too.  One that ended inside gets a
    closing result for the days it lived.
    """
    if valid.contains(period.last_day):
        return Membership.MEMBER, period
    last_day = valid.last_day
    if last_day is None or not period.contains(last_day):
        return Membership.ABSENT, None
    return Membership.CLOSING, Period(max(period.start, valid.valid_from), last_day)


def is_new_unit(valid_from: date, period: Period, *, days: int) -> bool:
    """Whether the unit is younger than that many days at the end of the period (rule R3)."""
    return (period.last_day - valid_from).days < days


# --- one unit -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """What the records of one unit add up to in one period, of one set of evidence states.

    `has_data` tells a unit that sent nothing (0/1 of a duty, 0/0 of cases)
    from one that has nothing to count.  It covers inherited facts, and facts
    that do not count: a rejected plan is data.  A mere number, such as the
    classes held, has no denominator.
    """

    numerator: int
    denominator: int | None
    has_data: bool = True

    def __post_init__(self) -> None:
        if self.numerator < 0 or (self.denominator is not None and self.denominator < self.numerator):
            raise ValueError(f"{self.numerator}/{self.denominator} is no count of some among all")
        if not self.has_data and self.numerator:
            raise ValueError(f"{self.numerator} counted without data")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The kept answer about one unit, or one published rank, on one side."""

    numerator: int | None
    denominator: int | None
    status: Status
    flags: frozenset[Flag] = frozenset()


def passing_tally(done: int, due: int, *, level: Threshold, has_plan: bool = True) -> Tally:
    """Count a unit as one that passes when enough of what was due is done, as T05 does with the tasks of plans.

    A unit without any plan has no data and stays in the
    denominator; one whose plan had nothing due yet is out of it.
    """
    if not has_plan:
        return Tally(0, 1, has_data=False)
    if due == 0:
        return Tally(0, 0)
    return Tally(int(level.meets(done, due)), 1)


def judge_unit(
    tally: Tally,
    threshold: Threshold | None,
    moment: Moment,
    *,
    valid_from: date,
    new_unit_days: int,
    marks: Iterable[Flag] = (),
) -> Outcome:
    """Return the answer about one unit.

    `marks` are what the measure saw in the records: late, inherited.  Without
    a threshold only the value is shown.
    """
    flags = set(marks)
    if not moment.is_closed:
        flags.add(Flag.OPEN)
    if not tally.has_data and is_new_unit(valid_from, moment.period, days=new_unit_days):
        denominator = None if tally.denominator is None else 0
        return Outcome(0, denominator, Status.NOT_APPLICABLE, frozenset(flags | {Flag.NEW_UNIT}))
    if threshold is None:
        flags.add(Flag.NO_VERDICT)
    status = _status_of_unit(tally, threshold, moment)
    return Outcome(tally.numerator, tally.denominator, status, frozenset(flags))


def _status_of_unit(tally: Tally, threshold: Threshold | None, moment: Moment) -> Status:
    if not tally.has_data:
        return Status.NO_DATA if moment.is_past_due else Status.NOT_YET_DUE
    if tally.denominator == 0:
        return Status.NOT_APPLICABLE if moment.is_over else Status.NOT_YET_DUE
    if threshold is None:
        return Status.NOT_APPLICABLE
    if threshold.meets(tally.numerator, tally.denominator):
        return Status.ACHIEVED
    return Status.NOT_ACHIEVED if moment.is_past_due else Status.NOT_YET_DUE


# --- many units ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """What many rows add up to: Σ numerators over Σ denominators, never a mean of shares (rule R10)."""

    numerator: int
    denominator: int | None
    statuses: Mapping[Status, int]
    flags: Mapping[Flag, int] = field(default_factory=dict)

    @property
    def share(self) -> Fraction | None:
        """The exact share; None for a mere number and for nothing out of nothing."""
        return None if self.denominator is None else share(self.numerator, self.denominator)

    @property
    def units(self) -> int:
        """How many units the figure binds: those it does not apply to are left out."""
        return sum(count for status, count in self.statuses.items() if status is not Status.NOT_APPLICABLE)

    @property
    def units_short(self) -> int:
        """How many units hold the figure back today: due and not met, or due and nothing sent."""
        return self.count(Status.NOT_ACHIEVED) + self.count(Status.NO_DATA)

    def count(self, status: Status) -> int:
        """Return how many units have that status."""
        return self.statuses.get(status, 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer about many units."""

    status: Status
    flags: frozenset[Flag] = frozenset()


def add_up(outcomes: Iterable[Outcome]) -> Figure:
    """Add the rows of one target, period and side.

    Closing rows of units that ended inside the period belong to another sum
    (rule R4): pass either kind, never both.
    """
    numerator = 0
    denominators: list[int] = []
    statuses: Counter[Status] = Counter()
    flags: Counter[Flag] = Counter()
    for outcome in outcomes:
        numerator += outcome.numerator or 0
        if outcome.denominator is not None:
            denominators.append(outcome.denominator)
        statuses[outcome.status] += 1
        flags.update(outcome.flags)
    is_number = bool(statuses) and not denominators
    return Figure(numerator, None if is_number else sum(denominators), statuses, flags)


def judge(figure: Figure, threshold: Threshold | None, moment: Moment) -> Verdict:
    """Return the verdict on many units, with every flag one of them carries.

    Ranks and gains are the province's alone and do not add up: ValueError.
    """
    if threshold is not None and (
        threshold.scale is Scale.CHANGE or threshold.comparison in (Comparison.LE, Comparison.LT)
    ):
        raise ValueError(f"no sum of units is compared with {threshold.label}")
    flags = {flag for flag, count in figure.flags.items() if count} - {Flag.OPEN}
    if not moment.is_closed:
        flags.add(Flag.OPEN)
    if figure.count(Status.NO_DATA):
        flags.add(Flag.MISSING_UNITS)
    if threshold is None:
        return Verdict(Status.NOT_APPLICABLE, frozenset(flags | {Flag.NO_VERDICT}))
    return Verdict(_status_of_many(figure, threshold, moment), frozenset(flags))


def _status_of_many(figure: Figure, threshold: Threshold, moment: Moment) -> Status:
    if figure.units == 0:
        return Status.NOT_APPLICABLE
    if figure.denominator != 0 and threshold.meets(figure.numerator, figure.denominator):
        return Status.ACHIEVED
    if not moment.is_over:
        return Status.NOT_YET_DUE
    if figure.denominator == 0 or figure.count(Status.NO_DATA) == figure.units:
        return Status.NO_DATA
    return Status.NOT_ACHIEVED


# --- published ranks ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The province's place in one edition of an index; `is_derived` when someone worked the rank out."""

    year: int
    rank: int | None
    of_total: int
    is_derived: bool = False


def judge_rank(row: IndexRow | None, threshold: Threshold, moment: Moment, *, basis: int, provinces: int) -> Outcome:
    """Return whether the rank of one index year is good enough, as "rank of N".

    `basis` is how many provinces the country had when the threshold was set,
    `provinces` how many it had in that year.  The literal threshold stays when
    they differ, and the flag says so; an edition that leaves provinces out
    (PAPI scored 60 or 61 of 63) changes no basis and has a flag of its own.
    """
    if row is None or row.rank is None:
        return Outcome(None, None, Status.NO_DATA if moment.is_past_due else Status.NOT_YET_DUE)
    flags = set()
    if provinces != basis:
        flags.add(Flag.BASIS_CHANGED)
    if row.of_total < provinces:
        flags.add(Flag.NOT_ALL_RANKED)
    if row.is_derived:
        flags.add(Flag.DERIVED)
    status = Status.ACHIEVED if threshold.meets(row.rank, row.of_total) else Status.NOT_ACHIEVED
    return Outcome(row.rank, row.of_total, status, frozenset(flags))


def judge_gain(
    before: IndexRow | None, row: IndexRow | None, threshold: Threshold, moment: Moment, *, kept_at_rank: int
) -> Outcome:
    """Return whether the rank improved enough against the year before; a smaller number is a better rank.

    More than asked is no failure.  Who stood at `kept_at_rank` or better has
    little to gain and achieves by not falling.  Editions that ranked different
    numbers of provinces are not compared.
    """
    if row is None or row.rank is None:
        return Outcome(None, None, Status.NO_DATA if moment.is_past_due else Status.NOT_YET_DUE)
    if before is None or before.rank is None:
        return Outcome(None, None, Status.NO_DATA)
    flags = {Flag.DERIVED} if before.is_derived or row.is_derived else set()
    if before.of_total != row.of_total:
        return Outcome(None, None, Status.NOT_APPLICABLE, frozenset(flags | {Flag.BASIS_CHANGED}))
    gain = before.rank - row.rank
    if threshold.meets(gain):
        return Outcome(gain, None, Status.ACHIEVED, frozenset(flags))
    if before.rank <= kept_at_rank and gain >= 0:
        return Outcome(gain, None, Status.ACHIEVED, frozenset(flags | {Flag.KEPT}))
    return Outcome(gain, None, Status.NOT_ACHIEVED, frozenset(flags))


def equivalent_rank(rank: int, *, basis: int, of_total: int) -> int:
    """Return the last rank whose share of all is not worse, for information: 15 of 63 is 8 of 34."""
    return rank * of_total // basis
