"""Heads who receive people themselves, as often as the law asks (T34).

A month or week that is over counts with what it asked for; the running one is
told beside and counts once it is over.  A day too many in one stretch helps no
other.  What the register says is both sides.
"""

from collections.abc import Iterator
from typing import Any

from danvan.authority.rules.rights import Right
from danvan.kernel.text import format_number
from danvan.reception.rules.required import Kept
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, ValueKind
from danvan.schemes.rules.verdict import Flag, Tally
from danvan.schemes.sources import reception
from danvan.schemes.sources.facts import Exhibit

_MOST_NAMED = 4


def answer_received(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer the days held in person / the days asked for in stretches that are over."""
    duties = reception.duties(question.wanted)
    for seat in question.seats:
        duty = duties[seat.year]
        kept = duty.kept(seat.unit_id, on=question.on, contributors=sorted(seat.predecessors))
        over = [each for each in kept if each.has_ended]
        own = {fact.key for fact in duty.facts.get(seat.unit_id, ())}
        came_along = any(fact.counts and fact.key not in own for each in over for fact in each.facts)
        has_data = bool(own) or any(each.facts for each in kept)
        tally = Tally(sum(each.held for each in over), sum(each.required for each in over), has_data)
        outcome = question.judge(seat, tally, {Flag.INHERITED} if came_along else ())
        yield seat, Answer(outcome, outcome, _told(kept, over))


def _told(kept: list[Kept], over: list[Kept]) -> dict[str, Any]:
    running = [each for each in kept if not each.has_ended and each.facts]
    return {
        "delegated": sum(each.delegated_days for each in over),
        "missed": sum(each.missed for each in over),
        "short_months": sorted({each.slot.month for each in over if each.missed}),
        "running_held": sum(each.held for each in running),
        "unsure": any(not each.slot.requirement.is_sure for each in over),
    }


def exhibit_received(question: Question) -> Iterator[Exhibit]:
    """List the periodic sessions of each unit, and those of units it followed that lie in its own stretches."""
    duties = reception.duties(question.wanted)
    for seat in question.seats:
        yield from reception.list_sessions(
            duties[seat.year], seat.unit_id, seat.predecessors, seat.year, question.on
        )  # fmt: skip


def say_received(asked: Asked, row: KeptFigure) -> str:
    """Tell the days held, delegated and lacking, and the months that fell short."""
    told = row.detail
    if not row.denominator:
        return "Chưa có tháng, tuần nào phải tiếp đã kết thúc."
    parts = [f"Trực tiếp tiếp {format_number(row.numerator or 0)}/{format_number(row.denominator)} ngày theo quy định"]
    if told.get("delegated"):
        parts.append(f"ủy quyền {format_number(told['delegated'])} ngày, không tính")
    if months := told.get("short_months"):
        named = ", ".join(str(month) for month in months[:_MOST_NAMED])
        more = f" và {len(months) - _MOST_NAMED} tháng khác" if len(months) > _MOST_NAMED else ""
        parts.append(f"thiếu {format_number(told['missed'])} ngày ở tháng {named}{more}")
    if told.get("running_held"):
        parts.append(f"kỳ đang chạy đã tiếp {format_number(told['running_held'])} ngày")
    if told.get("unsure"):
        parts.append("mức tối thiểu của một số tháng chưa đối chiếu được với văn bản")
    return "; ".join(parts) + "."


MEASURES: dict[str, Measure] = {
    "receptions_chaired_in_person": Measure(
        MeasureSpec("reception", ValueKind.SHARE),
        kinds=frozenset({reception.SESSION}),
        answers=answer_received,
        exhibits=exhibit_received,
        reason=say_received,
        is_snapshot=True,
        seen_with=Right.SEE_RECEPTIONS,
        regulations=reception.regulations,
    ),
}
