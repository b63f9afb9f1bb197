"""How figures are made: the measures a definition may name (decision D3).

A measure answers for all units and years it is asked about in a fixed number
of queries, says in words why a figure is what it is, and lists the records
behind it.  A new area brings a file in `sources` and a few lines here.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from danvan.indices.choices import IndexName
from danvan.kernel.figures import Status, Threshold
from danvan.kernel.text import format_date, format_number
from danvan.plans.choices import PlanKind
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, SettingInForce, ValueKind
from danvan.schemes.rules.verdict import (
    Flag,
    IndexRow,
    Moment,
    Outcome,
    Tally,
    judge_gain,
    judge_rank,
    judge_unit,
    passing_tally,
)
from danvan.schemes.sources import indices, plans
from danvan.schemes.sources.facts import Count, Exhibit, Wanted, by_seat


@dataclass(frozen=True)
class Answer:
    """What a measure says about one seat: both sides (rule R7), and what a screen shows beside them."""

    computed: Outcome
    provisional: Outcome
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One target, the seats it is asked of, and the day it is asked."""

    asked: Asked
    seats: Sequence[Seat]
    on: date
    closed_years: Collection[int] = ()
    everybody: bool = False

    @cached_property
    def wanted(self) -> Wanted:
        """Whose facts are needed; all of them when that is simpler to ask for."""
        years = {seat.year for seat in self.seats}
        units = {unit for seat in self.seats for unit in seat.contributors}
        return Wanted(years, None if self.everybody else units)

    @property
    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The states that count as computed, and as provisional."""
        return self.asked.evidence.computed, self.asked.evidence.provisional

    def parameter(self, name: str) -> Any:
        """Return what the definition chose."""
        return self.asked.own.parameters[name]

    def setting(self, key: str, seat: Seat) -> SettingInForce:
        """Return a setting as it stands on the last day of the period."""
        return self.asked.setting(key, on=seat.period.last_day)

    def moment(self, seat: Seat) -> Moment:
        """Return how the day stands to the seat's own period; nothing is due after a unit's last day."""
        due_on = self.asked.target.due_on(seat.year)
        if seat.is_closing:
            due_on = min(due_on, seat.period.last_day)
        return Moment(seat.period, due_on, self.on, seat.year in self.closed_years)

    def judge(self, seat: Seat, tally: Tally, marks: Iterable[Flag] = ()) -> Outcome:
        """Return the outcome of one side for a unit."""
        return judge_unit(
            tally,
            self.asked.threshold,
            self.moment(seat),
            valid_from=seat.valid_from,
            new_unit_days=self.setting("new_unit_days", seat).number,
            marks=marks,
        )


class KeptFigure(Protocol):
    """What a reason is told from: the columns of a kept row."""

    year: int
    status: str
    numerator: int | None
    denominator: int | None
    flags: list[str]
    detail: dict[str, Any]


@dataclass(frozen=True)
class Measure:
    """One entry of the table below.

    `kinds` are the record kinds that move it; a record of one year moves the
    figures of that year and of `years_after` more.
    """

    spec: MeasureSpec
    kinds: frozenset[str]
    answers: Callable[[Question], Iterator[tuple[Seat, Answer]]]
    exhibits: Callable[[Question], Iterator[Exhibit]]
    reason: Callable[[Asked, KeptFigure], str]
    years_after: int = 0


def counts_at(states: Collection[str], counts: Iterable[Count]) -> int:
    """Return how many of the records are in one of these states."""
    return sum(count.number for count in counts if count.state in states)


def is_sent(states: Iterable[str]) -> bool:
    """Whether a unit sent anything at all; a draft has not left its desk."""
    return any(state != "draft" for state in states)


def marked(exhibits: Iterable[Exhibit], question: Question) -> Iterator[Exhibit]:
    """Say of each record whether it counts by its state, and whether it came from a unit before."""
    computed, provisional = question.sides
    own = {seat.unit_id for seat in question.seats}
    for exhibit in exhibits:
        yield replace(
            exhibit,
            is_counted=exhibit.state in computed,
            is_provisional=exhibit.state in provisional,
            is_inherited=exhibit.unit_id not in own,
            why=_WHY_BY_STATE[exhibit.state],
        )


_WHY_BY_STATE = {
    "draft": "chưa nộp nên chưa tính",
    "submitted": "đã nộp, chờ xác minh: chỉ tính tạm",
    "verified": "đã xác minh nên được tính",
    "rejected": "bị trả lại nên không tính",
    "superseded": "minh chứng đã thu hồi nên không tính",
}


# --- units that have a record ---------------------------------------------------------------------------------------


def answer_having(question: Question, counts: Iterable[Count]) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a unit with at least one record that counts, its own or a predecessor's, and 0/1 otherwise."""
    found = by_seat(counts)
    for seat in question.seats:
        own = found.get((seat.unit_id, seat.year), [])
        taken_over = [each for unit in sorted(seat.predecessors) for each in found.get((unit, seat.year), [])]
        outcomes = [_having(question, seat, own, taken_over, states) for states in question.sides]
        counted = [count for count in own + taken_over if count.state in question.sides[0]]
        first_on = min((count.first_on for count in counted if count.first_on), default=None)
        detail = {
            "counted": counts_at(question.sides[0], own),
            "inherited": counts_at(question.sides[0], taken_over),
            "submitted": counts_at(("submitted",), own + taken_over),
            "rejected": counts_at(("rejected", "superseded"), own + taken_over),
            "drafts": counts_at(("draft",), own + taken_over),
            "first_on": first_on.isoformat() if first_on else None,
        }
        yield seat, Answer(outcomes[0], outcomes[1], detail)


def _having(
    question: Question, seat: Seat, own: list[Count], taken_over: list[Count], states: Collection[str]
) -> Outcome:
    counted = [count for count in own if count.state in states] or [c for c in taken_over if c.state in states]
    marks = set()
    if counted and counted[0].unit_id != seat.unit_id:
        marks.add(Flag.INHERITED)
    days = [count.first_on for count in counted if count.first_on]
    if days and min(days) > question.asked.target.due_on(seat.year):
        marks.add(Flag.LATE)
    has_data = bool(counted) or is_sent(count.state for count in own + taken_over)
    return question.judge(seat, Tally(int(bool(counted)), 1, has_data), marks)


def say_having(what: str) -> Callable[[Asked, KeptFigure], str]:
    """Return how to tell of a unit that it has, or has not, such a record."""

    def reason(asked: Asked, row: KeptFigure) -> str:
        told = row.detail
        if row.numerator:
            day = f" ngày {format_date(date.fromisoformat(told['first_on']))}" if told.get("first_on") else ""
            late = f", sau hạn {format_date(asked.target.due_on(row.year))}" if Flag.LATE in row.flags else ""
            origin = ", của đơn vị trước sắp xếp" if Flag.INHERITED in row.flags else ""
            return f"Có {what} đã xác minh{day}{late}{origin}."
        for key, word in (("submitted", "đã nộp, chờ xác minh"), ("rejected", "bị trả lại"), ("drafts", "chưa nộp")):
            if told.get(key):
                return f"Có {format_number(told[key])} {what} {word}."
        return f"Chưa ghi nhận {what} của năm {row.year}."

    return reason


# --- units that carry out their plans -------------------------------------------------------------------------------


def answer_carrying_out(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a unit that has done enough of the tasks its plans set for the year; without a plan it fails."""
    kinds = question.parameter("kinds")
    issued = by_seat(plans.count_plans(kinds, question.wanted))
    due: dict[tuple[int, int], list[plans.TaskCount]] = {}
    for count in plans.count_tasks(kinds, question.wanted):
        due.setdefault((count.unit_id, count.year), []).append(count)
    for seat in question.seats:
        (computed, told), (provisional, told_provisionally) = (
            _carrying_out(question, seat, issued, due, states) for states in question.sides
        )
        yield seat, Answer(computed, provisional, {**told, "provisional_done": told_provisionally["done"]})


def _carrying_out(
    question: Question,
    seat: Seat,
    issued: Mapping[tuple[int, int], list[Count]],
    due: Mapping[tuple[int, int], list[plans.TaskCount]],
    states: Collection[str],
) -> tuple[Outcome, dict[str, int]]:
    plan_counts = [count for unit in seat.contributors for count in issued.get((unit, seat.year), [])]
    tasks = [
        count for unit in seat.contributors for count in due.get((unit, seat.year), []) if count.plan_state in states
    ]
    has_plan = bool(counts_at(states, plan_counts))
    all_due = sum(count.due for count in tasks)
    proven = [count for count in tasks if count.state in states]
    done = sum(count.done for count in proven)
    if has_plan:
        tally = passing_tally(done, all_due, level=question.setting("pass_level", seat).threshold)
    else:
        tally = Tally(0, 1, has_data=is_sent(count.state for count in plan_counts))
    inherited = any(count.unit_id != seat.unit_id for count in plan_counts if count.state in states)
    outcome = question.judge(seat, tally, {Flag.INHERITED} if inherited else ())
    late = sum(count.late for count in proven)
    return outcome, {"plans": counts_at(states, plan_counts), "due": all_due, "done": done, "late": late}


def exhibit_carrying_out(question: Question) -> Iterator[Exhibit]:
    """List the plans, then their tasks; a task of a plan that does not count does not count either."""
    kinds = question.parameter("kinds")
    computed, provisional = question.sides
    yield from marked(plans.list_plans(kinds, question.wanted), question)
    tasks = list(plans.list_tasks(kinds, question.wanted))
    for exhibit, (_, plan_state) in zip(marked((task for task, _ in tasks), question), tasks, strict=True):
        done = exhibit.happened_on is not None
        why = exhibit.why if done else "chưa có kết quả"
        if plan_state not in computed:
            why = "kế hoạch chưa được xác minh nên nhiệm vụ chưa tính"
        yield replace(
            exhibit,
            is_counted=exhibit.is_counted and done and plan_state in computed,
            is_provisional=exhibit.is_provisional and done and plan_state in provisional,
            why=why,
        )


def say_carrying_out(asked: Asked, row: KeptFigure) -> str:
    """Tell how many tasks are done of how many."""
    told = row.detail
    if not told.get("plans"):
        return f"Chưa có kế hoạch năm {row.year} được xác minh."
    if not told["due"]:
        return "Kế hoạch chưa có nhiệm vụ đến hạn trong năm."
    level: Threshold = asked.setting("pass_level", on=date(row.year, 12, 31)).threshold
    return (
        f"Hoàn thành {format_number(told['done'])}/{format_number(told['due'])} nhiệm vụ đến hạn trong năm; "
        f"mức đạt của một đơn vị là {level.label}."
    )


# --- published ranks ------------------------------------------------------------------------------------------------


def _editions(question: Question, *, years_before: int = 0) -> Iterator[tuple[Seat, tuple[dict[int, IndexRow], ...]]]:
    """Return for each seat the editions of its province by year, one table for each side."""
    years = {year - back for year in question.wanted.years for back in range(years_before + 1)}
    rows = list(indices.index_rows(question.parameter("index"), Wanted(years, question.wanted.units)))
    for seat in question.seats:
        yield (
            seat,
            tuple(
                {row.year: row for exhibit, row in rows if exhibit.unit_id == seat.unit_id and exhibit.state in states}
                for states in question.sides
            ),
        )


def answer_rank(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer with the rank and how many were ranked."""
    threshold = _needed(question)
    for seat, sides in _editions(question):
        outcomes = [
            judge_rank(
                editions.get(seat.year),
                threshold,
                question.moment(seat),
                basis=question.setting("basis", seat).number,
                provinces=question.setting("provinces", seat).number,
            )
            for editions in sides
        ]
        yield seat, Answer(outcomes[0], outcomes[1], {"year": seat.year} if outcomes[0].numerator else {})


def answer_gain(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer with how many places were gained on the year before."""
    threshold = _needed(question)
    for seat, sides in _editions(question, years_before=1):
        outcomes = [
            judge_gain(
                editions.get(seat.year - 1),
                editions.get(seat.year),
                threshold,
                question.moment(seat),
                kept_at_rank=question.setting("kept_at_rank", seat).number,
            )
            for editions in sides
        ]
        detail: dict[str, Any] = {}
        for key, year in (("before", seat.year - 1), ("", seat.year)):
            if edition := sides[0].get(year):
                detail |= {key or "rank": edition.rank, f"{key}_of_total" if key else "of_total": edition.of_total}
        yield seat, Answer(outcomes[0], outcomes[1], {"year": seat.year, **detail} if detail else {})


def _needed(question: Question) -> Threshold:
    if question.asked.threshold is None:
        raise ValueError(f"{question.asked.id}: a rank is compared with something")
    return question.asked.threshold


def exhibit_editions(years_before: int) -> Callable[[Question], Iterator[Exhibit]]:
    """Return how to list the editions a figure was read from."""

    def exhibits(question: Question) -> Iterator[Exhibit]:
        years = {year - back for year in question.wanted.years for back in range(years_before + 1)}
        rows = indices.index_rows(question.parameter("index"), Wanted(years, question.wanted.units))
        yield from marked((exhibit for exhibit, _ in rows), question)

    return exhibits


def say_rank(asked: Asked, row: KeptFigure) -> str:
    """Tell the rank."""
    if row.numerator is None:
        return f"Chưa có thứ bậc của năm chỉ số {row.year}."
    return f"Năm chỉ số {row.year}: hạng {row.numerator} trên {row.denominator} tỉnh, thành phố được xếp hạng."


def say_gain(asked: Asked, row: KeptFigure) -> str:
    """Tell both ranks."""
    told = row.detail
    if "rank" not in told:
        return f"Chưa có thứ bậc của năm chỉ số {row.year}."
    if "before" not in told:
        return f"Chưa có thứ bậc của năm chỉ số {row.year - 1} để so sánh."
    return (
        f"Hạng {told['before']} trên {told['before_of_total']} năm {row.year - 1}, "
        f"hạng {told['rank']} trên {told['of_total']} năm {row.year}."
    )


# --- the table ------------------------------------------------------------------------------------------------------

_PLAN_KINDS = frozenset(PlanKind.values)
_INDEX = (Parameter("index", frozenset(IndexName.values)),)

MEASURES: dict[str, Measure] = {
    "units_with_plan": Measure(
        MeasureSpec("plans", ValueKind.SHARE, (Parameter("kind", _PLAN_KINDS),)),
        kinds=frozenset({plans.PLAN}),
        answers=lambda question: answer_having(
            question, plans.count_plans([question.parameter("kind")], question.wanted)
        ),
        exhibits=lambda question: marked(plans.list_plans([question.parameter("kind")], question.wanted), question),
        reason=say_having("kế hoạch"),
    ),
    "units_carrying_out_plans": Measure(
        MeasureSpec("plans", ValueKind.SHARE, (Parameter("kinds", _PLAN_KINDS),), frozenset({"pass_level"})),
        kinds=frozenset({plans.PLAN, plans.TASK}),
        answers=answer_carrying_out,
        exhibits=exhibit_carrying_out,
        reason=say_carrying_out,
    ),
    "index_rank": Measure(
        MeasureSpec("indices", ValueKind.RANK, _INDEX, frozenset({"basis", "provinces"})),
        kinds=frozenset({indices.SCORE}),
        answers=answer_rank,
        exhibits=exhibit_editions(0),
        reason=say_rank,
    ),
    "index_gain": Measure(
        MeasureSpec("indices", ValueKind.GAIN, _INDEX, frozenset({"kept_at_rank"})),
        kinds=frozenset({indices.SCORE}),
        answers=answer_gain,
        exhibits=exhibit_editions(1),
        reason=say_gain,
        years_after=1,
    ),
}

SPECS: dict[str, MeasureSpec] = {name: measure.spec for name, measure in MEASURES.items()}


def measure_of(asked: Asked) -> Measure:
    """Return the measure a target names."""
    return MEASURES[asked.own.measure]


def reason_of(asked: Asked, row: KeptFigure) -> str:
    """Return in one sentence why a kept figure is what it is."""
    if Flag.NEW_UNIT in row.flags:
        return "Đơn vị mới thành lập, chưa đủ thời gian phải tính và chưa có minh chứng."
    if Flag.BASIS_CHANGED in row.flags and row.status == Status.NOT_APPLICABLE:
        return "Số tỉnh, thành phố được xếp hạng của hai năm khác nhau nên không so sánh."
    return measure_of(asked).reason(asked, row)
