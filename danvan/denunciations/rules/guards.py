"""What must hold for an act on a denunciation; each answers why not, or nothing.

Law on Denunciations 2018, art. 22–39, 47–55; Decree 31/2019, art. 10, 15.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from danvan.kernel.text import format_date

TEAM_LEAST = 2


@dataclass(frozen=True)
class Facts:
    """What is known of a denunciation when an act is asked for, with what the act was given.

    `due_on` are the days of the running clocks by stage, `running` their stages.
    """

    on: date
    given: Mapping[str, Any]
    is_competent: bool | None
    conditions: Collection[str]
    is_formal: bool
    has_extract: bool
    is_waived: bool
    protection: str
    extensions: int
    check_is_longer: bool
    running: Collection[str]
    due_on: Mapping[str, date | None]
    pause: str
    paused_since: date | None
    owed: str
    excluded: Collection[int]
    chain_units: Collection[int]
    to_excluded: bool
    kept_until: date | None
    retention: str


def why_not(guard: str, facts: Facts) -> str:
    """Return in Vietnamese why the act may not be done; empty when it may.

    What the act was not given yet is not held against it.  An unknown guard is a fault.
    """
    return _GUARDS[guard](facts)


def guards() -> frozenset[str]:
    """Return the names the table may use."""
    return frozenset(_GUARDS)


def _not_formal_yet(facts: Facts) -> str:
    return "Đã là tố cáo có đơn ký hoặc lời trình bày trực tiếp." if facts.is_formal else ""


def _is_formal(facts: Facts) -> str:
    if facts.is_formal:
        return ""
    return "Tin gửi qua mạng hoặc không rõ người gửi chưa phải là tố cáo theo Điều 22, 23; cần người gửi đến xác nhận."


def _is_competent(facts: Facts) -> str:
    return "" if facts.is_competent else "Đã xác định là không thuộc thẩm quyền."


def _not_competent(facts: Facts) -> str:
    return "Đã xác định là thuộc thẩm quyền của đơn vị này." if facts.is_competent else ""


def _conditions_met(facts: Facts) -> str:
    return "Còn điều kiện thụ lý chưa đạt (Điều 29.1)." if facts.conditions else ""


def _has_extract(facts: Facts) -> str:
    return "" if facts.has_extract else "Chưa có bản trích nội dung cho tổ xác minh."


def _no_loop(facts: Facts) -> str:
    if facts.given.get("to_unit") in facts.chain_units:
        return "Tố cáo đã qua đơn vị này; chuyển tiếp sẽ thành vòng tròn."
    return ""


def _not_to_the_accused(facts: Facts) -> str:
    return "Không chuyển tố cáo đến đơn vị mà người bị tố cáo đứng đầu." if facts.to_excluded else ""


def _check_still_runs(facts: Facts) -> str:
    return _still(facts, "acceptance")


def _limit_still_runs(facts: Facts) -> str:
    return _still(facts, "resolution")


def _still(facts: Facts, stage: str) -> str:
    if stage not in facts.running:
        return "Không có thời hạn nào đang chạy."
    due_on = facts.due_on.get(stage)
    if due_on is None or facts.on <= due_on:
        return ""
    return f"Thời hạn đã hết ngày {format_date(due_on)}; việc này phải được quyết định trước ngày đó."


def _not_lengthened_yet(facts: Facts) -> str:
    return "Thời hạn kiểm tra đã được kéo dài." if facts.check_is_longer else ""


def _extension_is_left(facts: Facts) -> str:
    if facts.extensions >= 2:
        return "Đã gia hạn hai lần, là mức cao nhất (Điều 30)."
    if facts.extensions == 1 and facts.given.get("complexity", "special") != "special":
        return "Chỉ vụ việc đặc biệt phức tạp được gia hạn lần thứ hai (Điều 30.3)."
    return ""


def _team_of_two(facts: Facts) -> str:
    if "members" not in facts.given:
        return ""
    team = {*facts.given["members"], facts.given.get("leader")} - {None}
    return "" if len(team) >= TEAM_LEAST else "Tổ xác minh có ít nhất hai người (Điều 10 Nghị định 31/2019/NĐ-CP)."


def _nobody_excluded(facts: Facts) -> str:
    team = {*facts.given.get("members", ()), facts.given.get("leader")}
    if team & set(facts.excluded):
        return "Có người bị loại trừ khỏi hồ sơ này: người bị tố cáo, người thuộc đơn vị họ phụ trách, người liên quan."
    return ""


def _notice_waits(facts: Facts) -> str:
    return "" if "notice" in facts.running else "Việc thụ lý đã được thông báo."


def _decision_waits(facts: Facts) -> str:
    waits = {"send_suspension", "send_stop"} & set(facts.running)
    return "" if waits else "Không có quyết định nào đang chờ gửi."


def _conclusion_waits(facts: Facts) -> str:
    return "" if "send_conclusion" in facts.running else "Kết luận đã được gửi."


def _acting_report_waits(facts: Facts) -> str:
    return "" if "acting_report" in facts.running else "Không có báo cáo nào đang chờ."


def _sender_waits(facts: Facts) -> str:
    return "" if "answer" in facts.running else "Không có cơ quan nào đang chờ trả lời."


def _demand_waits(facts: Facts) -> str:
    return "" if "demand" in facts.running else "Không phải tố cáo tiếp về vụ việc quá hạn, hoặc đã yêu cầu báo cáo."


def _late_report_waits(facts: Facts) -> str:
    return "" if "late_report" in facts.running else "Chưa yêu cầu báo cáo, hoặc báo cáo đã nhận."


def _report_is_demanded(facts: Facts) -> str:
    return "" if "report_above" in facts.running else "Cấp trên không yêu cầu báo cáo, hoặc đã báo cáo."


def _no_pause(facts: Facts) -> str:
    return "Đang trưng cầu giám định; ghi kết quả giám định trước." if facts.pause else ""


def _expertise_lasts(facts: Facts) -> str:
    return "" if facts.pause == "expertise" else "Không có trưng cầu giám định nào đang chờ kết quả."


def _not_before_pause(facts: Facts) -> str:
    if facts.paused_since and facts.on < facts.paused_since:
        return f"Ngày này trước ngày thời hạn dừng {format_date(facts.paused_since)}."
    return ""


def _not_waived_yet(facts: Facts) -> str:
    return "Đã ghi nhận." if facts.is_waived else ""


def _not_protected_yet(facts: Facts) -> str:
    return "Đã đề nghị hoặc đang được bảo vệ." if facts.protection in ("asked", "given") else ""


def _protection_is_due(facts: Facts) -> str:
    return "" if facts.protection == "asked" else "Không có đề nghị bảo vệ nào đang chờ."


def _is_protected(facts: Facts) -> str:
    return "" if facts.protection == "given" else "Không có biện pháp bảo vệ nào đang áp dụng."


def _not_protected(facts: Facts) -> str:
    return "Còn biện pháp bảo vệ đang áp dụng." if facts.protection == "given" else ""


def _nothing_is_owed(facts: Facts) -> str:
    return f"Còn việc chưa xong: {facts.owed}." if facts.owed else ""


def _retention_is_over(facts: Facts) -> str:
    if facts.kept_until is None:
        return "Hồ sơ được bảo quản vĩnh viễn." if facts.retention else "Chưa xác định thời hạn bảo quản."
    if facts.on < facts.kept_until:
        return f"Hồ sơ được bảo quản đến hết ngày {format_date(facts.kept_until)}."
    return ""


_GUARDS: dict[str, Callable[[Facts], str]] = {
    function.__name__.removeprefix("_"): function
    for function in (
        _not_formal_yet, _is_formal, _is_competent, _not_competent, _conditions_met, _has_extract, _no_loop,
        _not_to_the_accused,
        _check_still_runs, _limit_still_runs, _not_lengthened_yet, _extension_is_left, _team_of_two, _nobody_excluded,
        _notice_waits, _decision_waits, _conclusion_waits, _acting_report_waits, _sender_waits, _demand_waits,
        _late_report_waits, _report_is_demanded, _no_pause, _expertise_lasts, _not_before_pause,
        _not_waived_yet, _not_protected_yet, _protection_is_due, _is_protected, _not_protected, _nothing_is_owed,
        _retention_is_over,
    )
}  # fmt: skip
