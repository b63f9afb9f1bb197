"""What must hold for an act, as questions to plain facts: each answers why not, or nothing.

Law on Complaints 2011, art. 11, 30, 33, 35, 39, 44; Law on Citizen Reception 2013,
art. 29; Decree 124/2020 as amended by 155/2026, art. 3a, 4, 16, 28, 28a.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from danvan.calendars.rules.due_dates import due_date
from danvan.calendars.rules.time_limits import TimeLimits
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.kernel.text import format_date

MANY_PEOPLE = 5
SUSPENSION_SINCE = date(2026, 7, 1)
NOTICES = frozenset({"send_suspension", "send_continuation", "send_stop"})


@dataclass(frozen=True)
class Facts:
    """What is known of a petition when an act is asked for, with what the act was given."""

    on: date
    today: date
    given: Mapping[str, Any]
    unit_id: int
    received_on: date
    is_competent: bool | None
    failed_tests: tuple[str, ...]
    was_forwarded: bool
    instance: int
    is_discipline: bool
    is_complex: bool
    is_remote: bool
    views_differ: bool | None
    people_count: int
    representatives: int
    all_signed: bool
    code: str
    duplicate_code: str
    duplicate_is_linked: bool
    running: frozenset[str]
    running_due_on: date | None
    paused_since: date | None
    effect_on: date | None
    first_is_remote: bool
    has_second_complaint: bool
    reopened: bool
    owed: str
    has_originals: bool
    decision_paused_on: date | None
    officer: int | None
    respondent_holding: int | None
    state: str
    chain_units: frozenset[int]
    limits: TimeLimits
    calendar: Callable[[], WorkCalendar]


def representatives_allowed(people: int) -> tuple[int, int]:
    """Return the least and the most representatives of so many people (Law on Citizen Reception, art. 29)."""
    if people < MANY_PEOPLE:
        return 0, people
    return (1, 2) if people <= 10 else (1, 5)


def why_not(guard: str, facts: Facts) -> str:
    """Return in Vietnamese why the act may not be done; empty when it may.

    What the act was not given yet is not held against it.  An unknown guard is a fault.
    """
    return _GUARDS[guard](facts)


def guards() -> frozenset[str]:
    """Return the names the tables may use."""
    return frozenset(_GUARDS)


def _is_competent(facts: Facts) -> str:
    return "" if facts.is_competent else "Đơn đã phân loại là không thuộc thẩm quyền."


def _not_competent(facts: Facts) -> str:
    return "Đơn đã phân loại là thuộc thẩm quyền, phải thụ lý hoặc nêu căn cứ từ chối." if facts.is_competent else ""


def _is_eligible(facts: Facts) -> str:
    return "Đơn đã phân loại là chưa đủ điều kiện xử lý." if facts.failed_tests else ""


def _not_eligible_or_repeated(facts: Facts) -> str:
    if facts.failed_tests:
        return ""
    return "Chỉ lưu đơn không đủ điều kiện xử lý; cần chọn điều kiện còn thiếu khi phân loại."


def _was_forwarded(facts: Facts) -> str:
    return "" if facts.was_forwarded else "Chỉ trả lại đơn do cơ quan, tổ chức khác chuyển đến."


def _not_own_duplicate(facts: Facts) -> str:
    if facts.duplicate_code == facts.code:
        return "Không ghép đơn với chính nó."
    return "Đơn được chọn cũng đã ghép với đơn khác; hãy chọn đơn gốc." if facts.duplicate_is_linked else ""


def _no_loop(facts: Facts) -> str:
    if facts.given.get("to_unit") in facts.chain_units:
        return "Đơn đã qua đơn vị này; chuyển tiếp sẽ thành vòng tròn."
    return ""


def _represented(facts: Facts) -> str:
    least, most = representatives_allowed(facts.people_count)
    if facts.people_count < MANY_PEOPLE or least <= facts.representatives <= most:
        return ""
    return (
        f"Đơn của {facts.people_count} người cần từ {least} đến {most} người đại diện, hiện có {facts.representatives} "
        "(Điều 29 Luật Tiếp công dân)."
    )


def _signed_by_all(facts: Facts) -> str:
    if facts.people_count < MANY_PEOPLE or facts.all_signed:
        return ""
    return "Khiếu nại của nhiều người chỉ được thụ lý khi có đủ chữ ký và văn bản cử người đại diện."


def _officer_is_of_the_unit(facts: Facts) -> str:
    if facts.given.get("officer_unit", facts.unit_id) == facts.unit_id:
        return ""
    return "Chỉ giao xử lý cho người của đơn vị đang giữ đơn."


def _not_with_them_yet(facts: Facts) -> str:
    return "Người này đang phụ trách đơn." if facts.officer and facts.officer == facts.given.get("officer") else ""


def _verifier_is_not_respondent(facts: Facts) -> str:
    if facts.respondent_holding and facts.given.get("officer") == facts.respondent_holding:
        return "Người xác minh không được là người bị khiếu nại."
    return ""


def _limit_still_runs(facts: Facts) -> str:
    if facts.running_due_on is None or facts.on <= facts.running_due_on:
        return ""
    return f"Thời hạn đã hết ngày {format_date(facts.running_due_on)}; việc này phải được quyết định trước ngày đó."


def _limit_is_over(facts: Facts) -> str:
    if facts.running_due_on is None:
        return "Thời hạn giải quyết lần đầu đang dừng."
    if facts.on > facts.running_due_on:
        return ""
    return f"Thời hạn giải quyết lần đầu còn đến ngày {format_date(facts.running_due_on)}."


def _decision_runs(facts: Facts) -> str:
    return "Quyết định bị khiếu nại đang được tạm đình chỉ thi hành." if facts.decision_paused_on else ""


def _decision_is_paused(facts: Facts) -> str:
    if facts.decision_paused_on is None:
        return "Quyết định bị khiếu nại không bị tạm đình chỉ thi hành."
    if facts.on < facts.decision_paused_on:
        return f"Ngày hủy bỏ trước ngày tạm đình chỉ thi hành {format_date(facts.decision_paused_on)}."
    return ""


def _holds_originals(facts: Facts) -> str:
    return "" if facts.has_originals else "Hồ sơ không giữ bản gốc nào."


def _originals_are_returned(facts: Facts) -> str:
    return "Chưa ghi đã trả lại bản gốc cho người viết." if facts.has_originals else ""


def _not_complex_yet(facts: Facts) -> str:
    return "Vụ việc đã được xác định là phức tạp." if facts.is_complex else ""


def _not_remote_yet(facts: Facts) -> str:
    return "Vụ việc đã được xác định ở vùng sâu, vùng xa." if facts.is_remote else ""


def _suspension_is_known(facts: Facts) -> str:
    if facts.on >= SUSPENSION_SINCE:
        return ""
    return "Trước ngày 01/07/2026 pháp luật khiếu nại không có tạm đình chỉ."


def _not_before_suspension(facts: Facts) -> str:
    if facts.paused_since and facts.on < facts.paused_since:
        return f"Ngày tiếp tục trước ngày tạm đình chỉ {format_date(facts.paused_since)}."
    return ""


def _invited_in_time(facts: Facts) -> str:
    day = facts.given.get("dialogue_on")
    if day is None:
        return ""
    if day <= facts.on:
        return "Ngày đối thoại phải sau ngày mời."
    rule = facts.limits.get("KN-DIAL-INV")
    if rule is None or not rule.is_in_force(day):
        return ""
    last = due_date(rule, day, calendar=facts.calendar()).due_on
    if last is None or facts.on <= last:
        return ""
    return f"Phải mời chậm nhất ngày {format_date(last)} cho buổi đối thoại ngày {format_date(day)} ({rule.basis})."


def _dialogue_was_held(facts: Facts) -> str:
    if facts.state == "dialogue_done":
        return ""
    if facts.instance == 2:
        return "Khiếu nại lần hai bắt buộc phải đối thoại (Điều 39 Luật Khiếu nại)."
    if facts.is_discipline:
        return "Khiếu nại quyết định kỷ luật bắt buộc phải đối thoại (Điều 53 Luật Khiếu nại)."
    if facts.views_differ:
        return "Yêu cầu và kết quả xác minh còn khác nhau nên phải đối thoại (Điều 30 Luật Khiếu nại)."
    return ""


def _notice_waits(facts: Facts) -> str:
    return "" if facts.running & NOTICES else "Không có quyết định nào đang chờ gửi."


def _received_when_sent(facts: Facts) -> str:
    day = facts.given.get("decision_received_on")
    if day is None or facts.on <= day <= facts.today:
        return ""
    return "Ngày nhận phải từ ngày gửi đến hôm nay."


def _known_before_letter(facts: Facts) -> str:
    day = facts.given.get("known_on")
    if day is None or day <= facts.received_on:
        return ""
    return "Ngày nhận quyết định bị khiếu nại sau ngày nhận đơn."


def _outcome_is_owed(facts: Facts) -> str:
    return "" if "outcome" in facts.running else "Không có cơ quan chuyển đơn nào đang chờ kết quả."


def _is_second_instance(facts: Facts) -> str:
    return "" if facts.instance == 2 else "Chỉ quyết định giải quyết lần hai phải công khai theo thời hạn này."


def _effect_has_come(facts: Facts) -> str:
    if facts.effect_on and facts.on < facts.effect_on:
        return f"Quyết định có hiệu lực từ ngày {format_date(facts.effect_on)}."
    return ""


def _no_second_complaint(facts: Facts) -> str:
    return "Đã có khiếu nại lần hai." if facts.has_second_complaint else ""


def _nothing_is_owed(facts: Facts) -> str:
    return f"Còn việc chưa xong: {facts.owed}." if facts.owed else ""


def _second_complaint_runs(facts: Facts) -> str:
    return "" if facts.has_second_complaint else "Chưa có khiếu nại lần hai."


def _agreed_later(facts: Facts) -> str:
    day = facts.given.get("agreed_on")
    if day and facts.running_due_on and day <= facts.running_due_on:
        return f"Ngày mới phải sau hạn đang tính {format_date(facts.running_due_on)}."
    return ""


def _not_reopened_yet(facts: Facts) -> str:
    return "Đã mở lại một lần; ý kiến tiếp theo là đơn mới." if facts.reopened else ""


_GUARDS: dict[str, Callable[[Facts], str]] = {
    function.__name__.removeprefix("_"): function
    for function in (
        _is_competent, _not_competent, _is_eligible, _not_eligible_or_repeated, _was_forwarded, _not_own_duplicate,
        _no_loop, _represented, _signed_by_all, _officer_is_of_the_unit, _not_with_them_yet,
        _verifier_is_not_respondent, _limit_still_runs, _not_complex_yet, _not_remote_yet, _suspension_is_known,
        _not_before_suspension, _invited_in_time, _dialogue_was_held, _notice_waits, _outcome_is_owed, _nothing_is_owed,
        _limit_is_over, _decision_runs, _decision_is_paused, _holds_originals, _originals_are_returned,
        _received_when_sent, _known_before_letter, _is_second_instance, _effect_has_come, _no_second_complaint,
        _second_complaint_runs, _agreed_later, _not_reopened_yet,
    )
}  # fmt: skip
