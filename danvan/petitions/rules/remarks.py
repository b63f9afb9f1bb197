"""What whoever has a petition should know before the next act, and no act of the table says by itself.

A remark never decides: whether a complaint came too late for no good reason is
for the head to say.  Each gives the article it rests on.

Law on Complaints 2011, art. 9, 11, 33, 35, 48; Law on Citizen Reception 2013,
art. 26; Circular 05/2021/TT-TTCP; Decree 154/2026, art. 41.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from danvan.calendars.rules.due_dates import due_date
from danvan.calendars.rules.time_limits import TimeLimit, TimeLimits
from danvan.calendars.rules.working_days import OutsideWorkCalendar, WorkCalendar
from danvan.kernel.text import format_date
from danvan.petitions.rules.clocks import filing_rule

UNPROCESSED = "TCD-45"


@dataclass(frozen=True)
class Known:
    """What the remarks look at."""

    on: date
    is_complaint: bool
    instance: int
    is_discipline: bool
    is_remote: bool
    state: str
    received_on: date
    decision_received_on: date | None
    is_handled: bool
    is_settled: bool
    resolution_due_on: date | None
    effect_on: date | None
    has_second_complaint: bool
    has_originals: bool
    decision_paused_on: date | None


def remarks(known: Known, limits: TimeLimits, calendar: WorkCalendar) -> list[str]:
    """Return what should be known of a petition on a day, in Vietnamese, the weightiest first."""
    return [*_late_filing(known, limits, calendar), *_unprocessed(known, limits, calendar), *_of_course(known)]


def may_complain_of_silence(known: Known) -> bool:
    """Say whether a first complaint is past its limit and unresolved, so that a second one is open (art. 33.1)."""
    return (
        known.is_complaint
        and known.instance == 1
        and not known.is_settled
        and not known.has_second_complaint
        and known.resolution_due_on is not None
        and known.on > known.resolution_due_on
    )


def _late_filing(known: Known, limits: TimeLimits, calendar: WorkCalendar) -> Iterator[str]:
    """Say that a complaint came after its window, while it is still open whether to accept it."""
    received = known.decision_received_on
    if not known.is_complaint or known.is_handled or received is None or received > known.received_on:
        return
    rule = filing_rule(instance=known.instance, is_discipline=known.is_discipline)
    # What was received before the Law of 2011 is read by it: the letter came under it.
    limit = limits.in_force(rule, known.received_on)
    if known.instance == 2 and known.is_remote and not known.is_discipline:
        limit = limits.extended(limit)
    last = _last_day(limit, received, calendar)
    if known.received_on > last:
        yield (
            f"Đơn nhận ngày {format_date(known.received_on)}, sau ngày cuối của thời hiệu {format_date(last)} "
            f"({limit.basis}). Thời gian có trở ngại khách quan không tính: hỏi người viết trước khi quyết định."
        )


def _unprocessed(known: Known, limits: TimeLimits, calendar: WorkCalendar) -> Iterator[str]:
    too_old = unprocessed_until(known.on, limits, calendar)
    if not known.is_handled and too_old is not None and known.received_on <= too_old:
        days, basis = (known.on - known.received_on).days, limits[UNPROCESSED].basis
        yield f"Đơn đã nhận {days} ngày mà chưa xử lý xong: thuộc diện cảnh báo quá 45 ngày ({basis})."


def unprocessed_until(on: date, limits: TimeLimits, calendar: WorkCalendar) -> date | None:
    """Return the last day of receipt whose letters, not handled yet, are an alarm on a day; nothing before its decree.

    A letter that was older when the decree came counts from its own day all the same.
    """
    limit = limits[UNPROCESSED]
    if on < limit.effective_from:
        return None
    received = on - timedelta(days=limit.days + 1)
    while _last_day(limit, received, calendar) >= on:
        received -= timedelta(days=1)
    return received


def _last_day(limit: TimeLimit, on: date, calendar: WorkCalendar) -> date:
    """Return the last day in time; for days before the calendars known, without moving over days off."""
    try:
        return due_date(limit, on, calendar=calendar).due_on or date.max
    except OutsideWorkCalendar:
        return on + timedelta(days=limit.days)


def _of_course(known: Known) -> Iterator[str]:
    if may_complain_of_silence(known):
        yield (
            "Đã quá hạn giải quyết lần đầu: người khiếu nại được khiếu nại lần hai hoặc khởi kiện tại Tòa án mà không "
            "chờ quyết định (Điều 33.1 Luật Khiếu nại)."
        )
    if known.state in _SENT and known.effect_on and known.on >= known.effect_on and not known.has_second_complaint:
        yield (
            f"Quyết định có hiệu lực từ ngày {format_date(known.effect_on)}, chưa ghi có khiếu nại lần hai: ghi quyết "
            "định có hiệu lực và giao thi hành."
        )
    if known.decision_paused_on:
        yield (
            f"Quyết định bị khiếu nại đang tạm đình chỉ thi hành từ ngày {format_date(known.decision_paused_on)}; hủy "
            "bỏ ngay khi lý do không còn (Điều 35 Luật Khiếu nại)."
        )
    if known.has_originals and (known.is_settled or known.state in _NOT_TAKEN_UP):
        yield "Hồ sơ còn giữ bản gốc của người viết: trả lại và ghi đã trả."


_SENT = ("sent", "published")
_NOT_TAKEN_UP = ("guided", "returned", "filed", "linked", "split", "transferred", "not_accepted")
