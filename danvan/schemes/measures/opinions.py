"""Voters' recommendations: answered in time, at the right address, settled; what voters say (T23, T24).

A recommendation counts by what the register says, so both sides are the same.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from danvan.authority.rules.rights import Right
from danvan.kernel.text import format_number
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, ValueKind
from danvan.schemes.rules.verdict import Tally
from danvan.schemes.sources import opinions
from danvan.schemes.sources.facts import Exhibit, Wanted

Parts = Callable[[Wanted, date], Mapping[tuple[int, int], opinions.Part]]


def answer_without_overdue(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a unit that left none unrouted or unanswered past its day; who has none is not judged."""
    register = opinions.Register(question.wanted)
    for seat in question.seats:
        of = register.standing(seat.contributors, seat.year, question.snapshot_day(seat))
        detail = {"items": of.items, "unrouted": of.unrouted, "unanswered": of.unanswered}
        has_any = int(of.items > 0)
        yield seat, _answer(question, seat, (has_any * int(not of.faults), has_any), detail)


def answer_settled(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer recommendations settled / due; being studied with another day is not settled, nor is explained."""
    register = opinions.Register(question.wanted)
    for seat in question.seats:
        of = register.standing(seat.contributors, seat.year, question.snapshot_day(seat))
        yield seat, _answer(question, seat, (of.settled, of.due), {})


def answer_parts(parts: Parts) -> Callable[[Question], Iterator[tuple[Seat, Answer]]]:
    """Return the answer of a measure that adds up parts of units and years."""

    def answer(question: Question) -> Iterator[tuple[Seat, Answer]]:
        found = parts(question.wanted, question.on)
        for seat in question.seats:
            its = [found.get((unit, seat.year), (0, 0)) for unit in seat.contributors]
            part = sum(each[0] for each in its), sum(each[1] for each in its)
            yield seat, _answer(question, seat, part, {})

    return answer


def _answer(question: Question, seat: Seat, part: opinions.Part, detail: dict[str, Any]) -> Answer:
    outcome = question.judge(seat, Tally(*part))
    return Answer(outcome, outcome, detail)


def exhibits(listed: Callable[[Question], Iterator[Exhibit]]) -> Callable[[Question], Iterator[Exhibit]]:
    """Return the listing of what stands behind a figure, marked where it came from a unit before."""

    def found(question: Question) -> Iterator[Exhibit]:
        own = {seat.unit_id for seat in question.seats}
        for each in listed(question):
            yield each if each.unit_id in own else replace(each, is_inherited=True)

    return found


def _standing(*, of_due: bool) -> Callable[[Question], Iterator[Exhibit]]:
    def listed(question: Question) -> Iterator[Exhibit]:
        looks: dict[int, set[tuple[int, date]]] = {}
        for seat in question.seats:
            for unit in seat.contributors:
                looks.setdefault(unit, set()).add((seat.year, question.snapshot_day(seat)))
        return opinions.list_standing(question.wanted, looks, of_due=of_due)

    return listed


def _of(listed: Callable[[Wanted, date], Iterator[Exhibit]]) -> Callable[[Question], Iterator[Exhibit]]:
    return lambda question: listed(question.wanted, question.on)


def say_without_overdue(asked: Asked, row: KeptFigure) -> str:
    """Tell what was left past its day."""
    told = row.detail
    if not row.denominator:
        return "Không có kiến nghị cử tri nào trong kỳ."
    late = [
        f"{format_number(told[key])} kiến nghị {word}"
        for key, word in (("unrouted", "quá hạn mà chưa chuyển"), ("unanswered", "quá hạn chưa trả lời"))
        if told.get(key)
    ]
    said = f"Có {format_number(told.get('items', 0))} kiến nghị"
    return f"{said}; {'; '.join(late)}." if late else f"{said}, không kiến nghị nào quá hạn."


def say_part(of: str, nothing: str) -> Callable[[Asked, KeptFigure], str]:
    """Return how to tell a share in one sentence."""

    def reason(asked: Asked, row: KeptFigure) -> str:
        if not row.denominator:
            return nothing
        return f"{format_number(row.numerator or 0)}/{format_number(row.denominator)} {of}."

    return reason


def _measure(
    answers: Callable[[Question], Iterator[tuple[Seat, Answer]]],
    listed: Callable[[Question], Iterator[Exhibit]],
    reason: Callable[[Asked, KeptFigure], str],
    *,
    is_snapshot: bool = False,
) -> Measure:
    return Measure(
        MeasureSpec("opinions", ValueKind.SHARE),
        kinds=frozenset({opinions.RECOMMENDATION}),
        answers=answers,
        exhibits=exhibits(listed),
        reason=reason,
        is_snapshot=is_snapshot,
        seen_with=Right.SEE_OPINIONS,
    )


MEASURES: dict[str, Measure] = {
    "units_without_overdue_recommendations": _measure(
        answer_without_overdue,
        _standing(of_due=False),
        say_without_overdue,
        is_snapshot=True,
    ),
    "recommendations_accepted_by_first_addressee": _measure(
        answer_parts(opinions.first_addresses),
        _of(opinions.list_first_steps),
        say_part("kiến nghị được nơi nhận đầu tiên tiếp nhận", "Không có kiến nghị nào được chuyển tới trong kỳ."),
    ),
    "recommendations_settled": _measure(
        answer_settled,
        _standing(of_due=True),
        say_part("kiến nghị đến hạn đã giải quyết xong", "Không có kiến nghị nào đến hạn trong kỳ."),
        is_snapshot=True,
    ),
    "satisfied_feedback": _measure(
        answer_parts(opinions.satisfied),
        _of(opinions.list_feedback),
        say_part("ý kiến hài lòng", "Chưa lấy được ý kiến nào của cử tri về trả lời của đơn vị."),
    ),
    "feedback_coverage": _measure(
        answer_parts(opinions.covered),
        _of(opinions.list_responses),
        say_part("trả lời đã có phản hồi của cử tri", "Đơn vị chưa gửi trả lời nào trong kỳ."),
    ),
}
