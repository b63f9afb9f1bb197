"""Letters handled in time and cases settled (T13, T14 and their companions).

A letter or case counts by what the register says, so both sides are the same.
"""

from collections.abc import Iterator
from functools import reduce
from operator import add
from typing import Any

from danvan.authority.rules.rights import Right
from danvan.casework.rules.ratios import Handling, Ratio, Resolution
from danvan.kernel.text import format_number
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, ValueKind
from danvan.schemes.rules.verdict import Tally
from danvan.schemes.sources import cases
from danvan.schemes.sources.facts import Exhibit

_NUMERATORS = {
    Ratio.OF_OPEN_AND_ACCEPTED: "settled",
    Ratio.WITHOUT_NOT_YET_DUE: "settled",
    Ratio.OF_DUE: "due_settled",
    Ratio.ON_TIME_OF_SETTLED: "in_time",
    Ratio.IN_FIRST_LIMIT: "in_first_limit",
}


def answer_handled(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer letters handled within their limit / letters whose limit fell in the year; none is nothing to count."""
    found = cases.handling(question.parameter("kinds"), question.wanted, question.on)
    for seat in question.seats:
        of = reduce(add, (found.get((unit, seat.year), Handling()) for unit in seat.contributors))
        yield seat, _answer(question, seat, (of.in_time, of.due), {"late": of.late, "waiting": of.waiting})


def answer_settled(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer one of the four shares of settled cases; a unit without cases is not judged (A15)."""
    kinds = question.parameter("kinds")
    found = question.once(("resolution", *sorted(kinds)), lambda: cases.resolution(kinds, question.wanted, question.on))
    ratio = Ratio(question.parameter("ratio"))
    for seat in question.seats:
        # Together with those it followed within the year, it counts a case that passed between them once (R2, R4).
        of = found[seat.year].of(set(seat.contributors))
        detail = {name: getattr(of, name) for name in of.__slots__}
        yield seat, _answer(question, seat, ratio.of(of), detail)


def _answer(question: Question, seat: Seat, part: tuple[int, int], detail: dict[str, Any]) -> Answer:
    outcome = question.judge(seat, Tally(*part))
    return Answer(outcome, outcome, detail)


def exhibit_handled(question: Question) -> Iterator[Exhibit]:
    """List the letters that fell due, those out of time with why."""
    return cases.list_letters(question.parameter("kinds"), question.wanted, question.on)


def exhibit_settled(question: Question) -> Iterator[Exhibit]:
    """List the cases the year knows; those in the numerator count."""
    numerator = _NUMERATORS[Ratio(question.parameter("ratio"))]
    groups = {seat.unit_id: set(seat.contributors) for seat in question.seats}

    def together(unit: int, other: int | None) -> bool:
        return any(unit in group and other in group for group in groups.values())

    return cases.list_cases(question.parameter("kinds"), numerator, question.wanted, question.on, together=together)


def say_handled(asked: Asked, row: KeptFigure) -> str:
    """Tell how many letters were out of time."""
    if not row.denominator:
        return "Không có đơn nào đến hạn xử lý trong kỳ."
    told = row.detail
    parts = [f"{format_number(row.numerator or 0)}/{format_number(row.denominator)} đơn được xử lý đúng hạn"]
    if told.get("late"):
        parts.append(f"{format_number(told['late'])} đơn xử lý muộn")
    if told.get("waiting"):
        parts.append(f"{format_number(told['waiting'])} đơn quá hạn chưa xử lý")
    return "; ".join(parts) + "."


def say_settled(asked: Asked, row: KeptFigure) -> str:
    """Tell the cases the share is made of."""
    of = Resolution(**{name: row.detail.get(name, 0) for name in Resolution.__slots__})
    if not of.total and not of.due:
        return "Không có vụ việc nào trong kỳ."
    parts = [
        f"Tồn đầu kỳ {format_number(of.open_at_start)}, thụ lý {format_number(of.accepted)}, "
        f"giải quyết {format_number(of.settled)}"
    ]
    if of.withdrawn:
        parts.append(f"trong đó rút {format_number(of.withdrawn)}")
    if of.open_at_end:
        parts.append(f"còn {format_number(of.open_at_end)}, {format_number(of.not_yet_due)} chưa đến hạn")
    return "; ".join(parts) + "."


_KINDS = Parameter("kinds", cases.LETTER_KINDS)

MEASURES: dict[str, Measure] = {
    "petitions_handled_in_time": Measure(
        MeasureSpec("casework", ValueKind.SHARE, (_KINDS,)),
        kinds=cases.LETTER_KINDS,
        answers=answer_handled,
        exhibits=exhibit_handled,
        reason=say_handled,
        is_snapshot=True,
        seen_with=Right.SEE_CASE_FIGURES,
    ),
    "cases_settled": Measure(
        MeasureSpec("casework", ValueKind.SHARE, (_KINDS, Parameter("ratio", frozenset(Ratio)))),
        kinds=cases.LETTER_KINDS,
        answers=answer_settled,
        exhibits=exhibit_settled,
        reason=say_settled,
        is_snapshot=True,
        seen_with=Right.SEE_CASE_FIGURES,
    ),
}
