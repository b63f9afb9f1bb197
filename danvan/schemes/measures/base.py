"""What every measure is made of: the question, the answer, and the commonest way to answer.

A measure answers for all units and years it is asked about in a fixed number
of queries, says in words why a figure is what it is, and lists the records
behind it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar

from danvan.authority.rules.rights import Right
from danvan.kernel.text import format_date, format_number
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, SettingInForce
from danvan.schemes.rules.verdict import Flag, Moment, Outcome, Tally, judge_unit
from danvan.schemes.sources.facts import Count, Exhibit, Regulation, Wanted, by_seat

Found = TypeVar("Found")


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
    # What several targets are told from, asked once in a pass over all of them.
    shared: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def wanted(self) -> Wanted:
        """Whose facts are needed; all of them when that is simpler to ask for."""
        years = {seat.year for seat in self.seats}
        units = {unit for seat in self.seats for unit in seat.contributors}
        return Wanted(years, None if self.everybody else units)

    def once(self, what: tuple[str, ...], ask: Callable[[], Found]) -> Found:
        """Return what the facts wanted here come to, asked for by the first target of the pass that needs it."""
        units = self.wanted.units
        key = (what, frozenset(self.wanted.years), None if units is None else frozenset(units))
        if key not in self.shared:
            self.shared[key] = ask()
        found: Found = self.shared[key]
        return found

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

    def snapshot_day(self, seat: Seat) -> date:
        """Return the day a snapshot is taken: the last of the period, or today while it runs."""
        return min(seat.period.last_day, self.on) if self.on >= seat.period.start else seat.period.last_day

    def moment(self, seat: Seat, due_on: date | None = None) -> Moment:
        """Return how the day stands to the seat's own period; nothing is due after a unit's last day.

        `due_on` is the seat's own due day where the target's does not hold.
        """
        due_on = due_on or self.asked.target.due_on(seat.year)
        if seat.is_closing:
            due_on = min(due_on, seat.period.last_day)
        return Moment(seat.period, due_on, self.on, seat.year in self.closed_years)

    def judge(self, seat: Seat, tally: Tally, marks: Iterable[Flag] = (), *, due_on: date | None = None) -> Outcome:
        """Return the outcome of one side for a unit."""
        return judge_unit(
            tally,
            self.asked.threshold,
            self.moment(seat, due_on),
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
    """One entry of an area's table.

    `kinds` are the record kinds that move it; a record of one year moves the
    figures of that year and of `years_after` more.
    """

    spec: MeasureSpec
    kinds: frozenset[str]
    answers: Callable[[Question], Iterator[tuple[Seat, Answer]]]
    exhibits: Callable[[Question], Iterator[Exhibit]]
    reason: Callable[[Asked, KeptFigure], str]
    years_after: int = 0
    # A snapshot may change with the day alone: a paper ends, a limit passes, a committee is too long without its head.
    is_snapshot: bool = False
    # What one must be allowed to see of a unit for the records behind its figure.
    seen_with: Right = Right.SEE_RECORDS
    # What the data of the area say it goes by in a year, where a definition must not say it again.
    regulations: Callable[[int], Sequence[Regulation]] | None = None


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
