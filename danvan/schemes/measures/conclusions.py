"""Conclusions carried out in time (T35, and T35d which Scheme 07 shares).

Reported done counts provisionally, confirmed by whoever issued the conclusion
counts (R7).  A task not yet due enters once it is done, or once its day is over.
"""

from collections.abc import Iterator
from functools import reduce
from operator import add

from danvan.authority.rules.rights import Right
from danvan.conclusions.choices import Origin
from danvan.kernel.text import format_number
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, ValueKind
from danvan.schemes.rules.verdict import Tally
from danvan.schemes.sources import conclusions
from danvan.schemes.sources.conclusions import TASK, Following
from danvan.schemes.sources.facts import Exhibit


def _origins(question: Question) -> list[str]:
    """Return what the definition asks for: one origin, or a list of them."""
    chosen = question.parameter("origin")
    return [chosen] if isinstance(chosen, str) else list(chosen)


def answer(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer tasks done in time / tasks that fell due in the year; a unit that was given none is not judged."""
    found = conclusions.following(_origins(question), question.wanted, question.on)
    for seat in question.seats:
        of = reduce(add, (found.get((unit, seat.year), Following()) for unit in seat.contributors))
        detail = {
            "late": of.late + of.reported_late,
            "open": of.open,
            "reported": of.reported + of.reported_late + of.reported_early,
        }
        yield (
            seat,
            Answer(question.judge(seat, Tally(*of.computed)), question.judge(seat, Tally(*of.provisional)), detail),
        )


def exhibit(question: Question) -> Iterator[Exhibit]:
    """List the tasks that fell due, those out of time first, each with why."""
    return conclusions.list_tasks(_origins(question), question.wanted, question.on)


def say(asked: Asked, row: KeptFigure) -> str:
    """Tell how many tasks were done in time, late, or not at all."""
    told = row.detail
    waiting = f"{format_number(told.get('reported', 0))} nhiệm vụ đã báo cáo xong, chờ xác nhận"
    if not row.denominator:
        if told.get("reported"):
            return f"Chưa có nhiệm vụ theo kết luận nào được xác nhận hoặc quá hạn trong kỳ; {waiting}."
        return "Không có nhiệm vụ theo kết luận nào đến hạn trong kỳ."
    parts = [f"{format_number(row.numerator or 0)}/{format_number(row.denominator)} nhiệm vụ hoàn thành đúng hạn"]
    if told.get("late"):
        parts.append(f"{format_number(told['late'])} nhiệm vụ làm muộn")
    if told.get("open"):
        parts.append(f"{format_number(told['open'])} nhiệm vụ quá hạn chưa xong")
    if told.get("reported"):
        parts.append(waiting)
    return "; ".join(parts) + "."


MEASURES: dict[str, Measure] = {
    "conclusion_tasks_in_time": Measure(
        MeasureSpec("conclusions", ValueKind.SHARE, (Parameter("origin", frozenset(Origin)),)),
        kinds=frozenset({TASK}),
        answers=answer,
        exhibits=exhibit,
        reason=say,
        is_snapshot=True,
        seen_with=Right.SEE_CONCLUSIONS,
    ),
}
