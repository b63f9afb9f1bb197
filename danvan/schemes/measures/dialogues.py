"""Heads of government who held dialogues themselves (T21, T22).

A post counts, not a person: one dialogue chaired by whoever holds it, or acts
in it, is enough for the year.  Where no enterprise and no cooperative is
registered nobody is bound to talk to them (T22); that there is none has to be
said and proven, what was never said excuses nobody.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from danvan.calendars.rules.working_days import WorkCalendar
from danvan.dialogues.choices import Audience
from danvan.dialogues.rules.quality import notice_due_on, publication_due_on
from danvan.dialogues.selectors import calendar_if_any
from danvan.kernel.text import format_date, format_number
from danvan.orgs.choices import Level
from danvan.orgs.selectors import names_on
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question, is_sent, marked
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, ValueKind
from danvan.schemes.rules.verdict import Flag, Outcome, Tally
from danvan.schemes.sources import dialogues
from danvan.schemes.sources.dialogues import Held, Registered
from danvan.schemes.sources.facts import Exhibit

# How many enterprises there are is as last said, so that what was said of one year moves those that follow.
EVER_AFTER = 50


@dataclass(frozen=True)
class _Facts:
    """What the seats of a question are judged by."""

    held: dict[tuple[int, int], list[Held]]
    registered: dict[int, list[Registered]]
    communes: frozenset[tuple[int, int]]
    calendar: WorkCalendar | None


def answer_heads(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a post whose holder chaired enough dialogues, 0/0 where there is nobody to hold one with."""
    facts = _facts(question)
    needed = int(str(question.asked.own.parameters.get("at_least", 1)))
    only_with = bool(question.asked.own.parameters.get("only_with_enterprises"))
    for seat in question.seats:
        everything = [each for unit in seat.contributors for each in facts.held.get((unit, seat.year), [])]
        said = _last_said(seat, facts.registered) if only_with else []
        outcomes = [_judged(question, seat, everything, said, needed, states) for states in question.sides]
        good = [each for each in everything if not each.remark and each.shown.state in question.sides[0]]
        notice, publication = _late(question, seat, good, facts)
        detail = {
            "counted": len(good),
            "held": len(everything),
            "submitted": sum(not each.remark and each.shown.state == "submitted" for each in everything),
            "remark": next((each.remark for each in reversed(everything) if each.remark), ""),
            "first_on": min((each.held_on for each in good), default=None),
            "late_notice": notice,
            "late_publication": publication,
            "none_to_talk_to": _has_none(said, question.sides[0]),
        }
        detail["first_on"] = detail["first_on"].isoformat() if isinstance(detail["first_on"], date) else None
        yield seat, Answer(outcomes[0], outcomes[1], detail)


def _judged(
    question: Question,
    seat: Seat,
    everything: Sequence[Held],
    said: Sequence[Registered],
    needed: int,
    states: Collection[str],
) -> Outcome:
    good = [each for each in everything if not each.remark and each.shown.state in states]
    marks = {Flag.INHERITED} if good and all(each.shown.unit_id != seat.unit_id for each in good) else set()
    if not good and _has_none(said, states):
        return question.judge(seat, Tally(0, 0))
    has_data = bool(good) or is_sent(each.shown.state for each in everything)
    return question.judge(seat, Tally(int(len(good) >= needed), 1, has_data), marks)


def _last_said(seat: Seat, registered: dict[int, list[Registered]]) -> list[Registered]:
    """Return what was said of a seat until its last day: its own, or, before it said anything, of all before it."""
    last_day = seat.period.last_day
    of_each = [
        [each for each in registered.get(unit, []) if each.on <= last_day and each.state in ("submitted", "verified")]
        for unit in seat.contributors
    ]
    own, *before = of_each
    if own:
        return own
    # Of the units before, all must have said it: one that said nothing may have had some.
    return [each for group in before for each in group] if before and all(before) else []


def _has_none(said: Sequence[Registered], states: Collection[str]) -> bool:
    """Whether the last word of every unit that counts is that there is none."""
    last: dict[int, Registered] = {each.unit_id: each for each in said if each.state in states}
    units = {each.unit_id for each in said}
    return bool(last) and last.keys() == units and not any(each.number for each in last.values())


def _late(question: Question, seat: Seat, good: Sequence[Held], facts: _Facts) -> tuple[bool, bool]:
    """Return whether the best of its dialogues was told of or published too late; the law names days for communes."""
    if not good or (seat.unit_id, seat.year) not in facts.communes:
        return False, False
    notice_days = question.setting("notice_days", seat).number if _has(question, "notice_days") else None
    shown_days = question.setting("publication_days", seat).number if _has(question, "publication_days") else None
    notice = [notice_days is not None and _noticed_late(each, notice_days) for each in good]
    shown = [shown_days is not None and _shown_late(each, shown_days, facts, question.on) for each in good]
    return all(notice), all(shown)


def _has(question: Question, key: str) -> bool:
    return key in question.asked.target.settings


def _noticed_late(each: Held, days: int) -> bool:
    return each.noticed_on is None or each.noticed_on > notice_due_on(each.held_on, days=days)


def _shown_late(each: Held, days: int, facts: _Facts, on: date) -> bool:
    return (each.results_on or on) > publication_due_on(each.held_on, days=days, calendar=facts.calendar)


def _facts(question: Question) -> _Facts:
    """Gather the facts: two queries, one for each last day of a seat, and the calendar."""
    held: dict[tuple[int, int], list[Held]] = {}
    for each in dialogues.dialogues_held(question.parameter("audience"), question.wanted):
        held.setdefault((each.shown.unit_id, each.shown.year), []).append(each)
    registered: dict[int, list[Registered]] = {}
    if question.asked.own.parameters.get("only_with_enterprises"):
        for said in dialogues.registered(question.wanted):
            registered.setdefault(said.unit_id, []).append(said)
    return _Facts(held, registered, _communes(question.seats), calendar_if_any())


def _communes(seats: Sequence[Seat]) -> frozenset[tuple[int, int]]:
    by_day: dict[date, list[Seat]] = {}
    for seat in seats:
        by_day.setdefault(seat.period.last_day, []).append(seat)
    found: set[tuple[int, int]] = set()
    for day, of_day in by_day.items():
        names = names_on([seat.unit_id for seat in of_day], day)
        found |= {
            (seat.unit_id, seat.year)
            for seat in of_day
            if seat.unit_id in names and names[seat.unit_id].level == Level.COMMUNE
        }
    return frozenset(found)


def exhibit_heads(question: Question) -> Iterator[Exhibit]:
    """List the dialogues held; each that does not count says why."""
    rows = list(dialogues.dialogues_held(question.parameter("audience"), question.wanted))
    for shown, row in zip(marked((row.shown for row in rows), question), rows, strict=True):
        yield replace(shown, is_counted=False, is_provisional=False, why=row.remark) if row.remark else shown


def say_heads(asked: Asked, row: KeptFigure) -> str:
    """Tell whether the head held one, and what was late about it."""
    told: dict[str, Any] = row.detail
    who = str(Audience(str(asked.own.parameters["audience"])).label)
    if row.denominator == 0 and told.get("none_to_talk_to"):
        return "Địa bàn không có doanh nghiệp, hợp tác xã đăng ký nên không áp dụng."
    if row.numerator:
        day = f" ngày {format_date(date.fromisoformat(told['first_on']))}" if told.get("first_on") else ""
        late = [
            word
            for key, word in (("late_notice", "thông báo muộn"), ("late_publication", "công khai kết quả muộn"))
            if told.get(key)
        ]
        quality = f" Dấu hiệu chất lượng: {', '.join(late)}." if late else ""
        origin = ", của đơn vị trước sắp xếp" if Flag.INHERITED in row.flags else ""
        return f"Người đứng đầu đã chủ trì đối thoại với {who}{day}{origin}.{quality}"
    if told.get("submitted"):
        return f"Có {format_number(told['submitted'])} cuộc đối thoại đã nộp, chờ xác minh."
    if told.get("remark"):
        return f"Có {format_number(told['held'])} cuộc đối thoại nhưng chưa được tính: {told['remark']}."
    if told.get("held"):
        return f"Có {format_number(told['held'])} cuộc đối thoại nhưng chưa được xác minh."
    return f"Chưa ghi nhận cuộc đối thoại nào với {who} của năm {row.year}."


MEASURES: dict[str, Measure] = {
    "heads_with_dialogue": Measure(
        MeasureSpec(
            "dialogues",
            ValueKind.SHARE,
            (
                Parameter("audience", frozenset(Audience.values)),
                Parameter("at_least", required=False),
                Parameter("only_with_enterprises", required=False),
            ),
        ),
        kinds=frozenset({dialogues.DIALOGUE, dialogues.ENTERPRISES}),
        answers=answer_heads,
        exhibits=exhibit_heads,
        reason=say_heads,
        years_after=EVER_AFTER,
        # Results not published in time are late from a day on.
        is_snapshot=True,
    ),
}
