"""What must hold for an act on a task, as questions to plain facts: each answers why not, or nothing.

What an act was not given yet is not held against it, so that a page can offer it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from danvan.calendars.rules.working_days import OutsideWorkCalendar, WorkCalendar
from danvan.conclusions.rules.extending import moves_due_day
from danvan.kernel.text import format_date


@dataclass(frozen=True)
class Facts:
    """What is known of a task when an act is asked for, with what the act was given.

    `files` is how many came with the act, or nothing while it is only offered.
    """

    on: date
    today: date
    given: Mapping[str, Any]
    files: int | None
    unit_id: int
    keeper_id: int
    person_id: int | None
    reporter_id: int | None
    assigned_on: date
    due_on: date
    expected_on: date | None
    asked_until: date | None
    done_on: date | None
    awaits_answer: bool
    is_answered: bool
    officers: Callable[[], Collection[int]]
    calendar: Callable[[], WorkCalendar]

    @property
    def is_given(self) -> bool:
        """Whether the act is asked for now, and not only offered."""
        return self.files is not None


def why_not(guard: str, facts: Facts) -> str:
    """Return in Vietnamese why the act may not be done; empty when it may.  An unknown guard is a fault."""
    return _GUARDS[guard](facts)


def guards() -> frozenset[str]:
    """Return the names the table may use."""
    return frozenset(_GUARDS)


def not_a_working_day(day: date, calendar: WorkCalendar) -> str:
    """Return why a day cannot be a due date, with the next that can; nothing beyond the years that are known."""
    try:
        if calendar.is_working_day(day):
            return ""
        kind, name = calendar.why_off(day)
        off = f"{kind} {name}".strip()
        return f"ngày {format_date(day)} là {off}; ngày làm việc kế tiếp là {format_date(calendar.roll_forward(day))}."
    except OutsideWorkCalendar:
        return ""


def _done_day_is_possible(facts: Facts) -> str:
    day = facts.given.get("done_on")
    if day is None:
        return ""
    if day > facts.on:
        return f"ngày làm xong {format_date(day)} sau ngày ghi việc này {format_date(facts.on)}."
    if day < facts.assigned_on:
        return f"ngày làm xong {format_date(day)} trước ngày giao {format_date(facts.assigned_on)}."
    return ""


def _has_document_or_reason(facts: Facts) -> str:
    if not facts.is_given or facts.files or facts.given.get("number") or facts.given.get("no_document"):
        return ""
    return "cần tệp kết quả hoặc số văn bản; nếu không có thì nêu lý do ở mục “Vì sao không có văn bản”."


def _answer_has_day_and_number(facts: Facts) -> str:
    on, number = facts.given.get("answered_on"), facts.given.get("answer_number")
    if bool(on) != bool(number):
        return "cần cả ngày và số của văn bản trả lời công dân."
    return _citizen_waits(facts) or _answer_day_is_possible(facts) if on else ""


def _answer_day_is_possible(facts: Facts) -> str:
    day = facts.given.get("answered_on")
    if day is None or facts.assigned_on <= day <= facts.on:
        return ""
    return f"ngày trả lời phải từ ngày giao {format_date(facts.assigned_on)} đến ngày ghi {format_date(facts.on)}."


def _citizen_waits(facts: Facts) -> str:
    if not facts.awaits_answer:
        return "nhiệm vụ này không có công dân chờ trả lời."
    return "đã ghi văn bản trả lời công dân." if facts.is_answered else ""


def _a_citizen_asked(facts: Facts) -> str:
    return "" if facts.awaits_answer else "nhiệm vụ này không có công dân chờ trả lời."


def _view_day_is_possible(facts: Facts) -> str:
    day = facts.given.get("view_on")
    if day is None or (facts.done_on or facts.assigned_on) <= day <= facts.on:
        return ""
    return f"ngày có ý kiến phải từ ngày làm xong đến ngày ghi {format_date(facts.on)}."


def _no_request_waits(facts: Facts) -> str:
    if facts.asked_until is None:
        return ""
    return f"đã xin đến ngày {format_date(facts.asked_until)}, đang chờ đơn vị theo dõi quyết định."


def _request_waits(facts: Facts) -> str:
    return "" if facts.asked_until else "không có đề nghị gia hạn nào đang chờ."


def _until_is_later(facts: Facts) -> str:
    day = facts.given.get("until")
    if day is None:
        return ""
    promised = max(facts.due_on, facts.on)
    # What was granted by the day that counts moves it, whatever was agreed on after it had passed (A11).
    if facts.expected_on and not moves_due_day(facts.due_on, granted_on=facts.on):
        promised = max(promised, facts.expected_on)
    if day <= promised:
        return f"ngày mới phải sau ngày {format_date(promised)}."
    return not_a_working_day(day, facts.calendar())


def _written_late_has_paper(facts: Facts) -> str:
    """Refuse what would move a day that has passed on somebody's word alone."""
    if facts.given.get("until") is None or facts.given.get("number") or not facts.on <= facts.due_on < facts.today:
        return ""
    return f"hạn {format_date(facts.due_on)} đã qua; ghi gia hạn đã cho từ trước thì cần số văn bản gia hạn."


def _another_unit_follows(facts: Facts) -> str:
    return "đơn vị này cũng là đơn vị theo dõi; dùng “giao đơn vị khác”." if facts.unit_id == facts.keeper_id else ""


def _unit_is_another(facts: Facts) -> str:
    return "đơn vị này đang thực hiện nhiệm vụ." if facts.given.get("to_unit") == facts.unit_id else ""


def _officer_is_of_the_unit(facts: Facts) -> str:
    officer = facts.given.get("officer")
    return "" if not officer or officer in facts.officers() else "chỉ giao cho người của đơn vị đang thực hiện."


def _not_own_report(facts: Facts) -> str:
    if facts.reporter_id is None or facts.reporter_id != facts.person_id:
        return ""
    return "người báo cáo kết quả không tự xác nhận, dù ở chức vụ khác; đề nghị người khác trong đơn vị xác nhận."


def _brings_a_file(facts: Facts) -> str:
    return "chưa chọn tệp nào." if facts.is_given and not facts.files else ""


_GUARDS: dict[str, Callable[[Facts], str]] = {
    function.__name__.removeprefix("_"): function
    for function in (
        _done_day_is_possible, _has_document_or_reason, _answer_has_day_and_number, _answer_day_is_possible,
        _citizen_waits, _a_citizen_asked, _view_day_is_possible, _no_request_waits, _request_waits, _until_is_later,
        _written_late_has_paper, _another_unit_follows, _unit_is_another, _officer_is_of_the_unit, _not_own_report,
        _brings_a_file,
    )
}  # fmt: skip
