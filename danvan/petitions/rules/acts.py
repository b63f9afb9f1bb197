"""The life of a petition as tables: which act leads from where to where, who does it, on which form, with which clocks.

Complaints follow the Law on Complaints 2011 with Decree 124/2020 as amended by
155/2026; recommendations and feedback the Law on Citizen Reception 2013 and
Decree 20/2008.  Guards are named here and answered in `rules/guards.py`.
"""

from collections.abc import Mapping
from dataclasses import replace

from danvan.casework.rules.acts import FOLLOWS, PREVIOUS, SAME, WRITER, Act, ActTable

RECEIVE, HANDLE, DECIDE = "receive_cases", "handle_cases", "decide_cases"
HANDLING_CLOCKS = ("acceptance", "answer", "forwarding")
_OPEN_RESOLUTION = ("accepted", "verifying", "verified", "dialogue_done")
_DECISION = ("decided", "sent", "published")


_CLASSIFYING = Act(
    "classify", "phân loại", ("received", "classified"), "classified", RECEIVE,
    needs=("subject", "competent"),
    may=("failed_tests", "has_originals", "people_count", "representatives", "all_signed", "note"),
    hint="Chọn nội dung, điều kiện xử lý và thẩm quyền. Được sửa cho đến khi xử lý.",
)  # fmt: skip
_ENTRUSTING = Act(
    "entrust", "giao xử lý", ("received", "classified"), SAME, RECEIVE, or_right=DECIDE,
    needs=("officer",), may=("note",), guards=("officer_is_of_the_unit", "not_with_them_yet"), in_bulk=True,
    hint="Giao người của đơn vị theo dõi, phân loại, đề xuất; người được giao thấy đơn ở mục Cần làm.",
)  # fmt: skip
_FILING = Act(
    "file", "lưu đơn", ("classified",), "filed", RECEIVE, needs=("note",), guards=("not_eligible_or_repeated",),
    ends=HANDLING_CLOCKS, handled="filed", closes=True, in_bulk=True, hint="Đơn không đủ điều kiện xử lý.",
)  # fmt: skip
_LINKING = Act(
    "link", "ghép với đơn đã có", ("received", "classified"), "linked", RECEIVE, needs=("duplicate_of", "note"),
    guards=("not_own_duplicate",), ends=HANDLING_CLOCKS, handled="linked", closes=True, detour=True,
    hint="Cùng người viết, cùng nội dung. Đơn này không có hạn riêng; trả lời một lần.",
)  # fmt: skip
_UNLINKING = Act(
    "unlink", "tách khỏi đơn đã ghép", ("linked",), "classified", RECEIVE, needs=("note",), detour=True,
    hint="Thời hạn chạy lại từ ngày nhận đơn này.",
)  # fmt: skip
_SPLITTING = Act(
    "split", "tách thành nhiều đơn", ("received", "classified"), "split", RECEIVE, ends=HANDLING_CLOCKS,
    handled="split", closes=True, detour=True,
)  # fmt: skip


def _asking(*states: str) -> tuple[Act, Act]:
    """Return the question to the writer, and what the writer sends of their own accord or in answer."""
    asking = Act(
        "ask",
        "hỏi người viết",
        states,
        SAME,
        HANDLE,
        needs=("note",),
        told=True,
        hint="Người viết đọc được câu hỏi và gửi thêm tài liệu bằng mã theo dõi.",
    )
    return asking, Act("supplement", "người viết bổ sung", states, SAME, WRITER, needs=("note",), told=True)


def _rating(*states: str) -> Act:
    return Act("rate", "người viết đánh giá", states, SAME, WRITER, needs=("satisfaction",), may=("note",), told=True)


def _returning_originals(*states: str) -> Act:
    return Act("return_originals", "ghi đã trả lại bản gốc", states, SAME, HANDLE, may=("note",),
               guards=("holds_originals",), told=True)  # fmt: skip


def _telling_sender(*states: str) -> Act:
    return Act("tell_sender", "thông báo kết quả cho cơ quan chuyển đơn", states, SAME, HANDLE, needs=("number",),
               may=("note",), guards=("outcome_is_owed",), ends=("outcome",),
               hint="Trong 7 ngày làm việc kể từ ngày có kết quả giải quyết.")  # fmt: skip


def _archiving(*ends: str) -> Act:
    return Act(
        "archive",
        "lưu trữ hồ sơ",
        ends,
        "archived",
        HANDLE,
        needs=("retention",),
        guards=("nothing_is_owed", "originals_are_returned"),
        closes=True,
        in_bulk=True,
    )


def complaint_acts(states: Mapping[str, str]) -> ActTable:
    """Return the table of complaints (petitions.md section 4.1)."""
    return ActTable(states, (
        Act("classify", "phân loại", ("received", "classified"), "classified", RECEIVE,
            needs=("subject", "respondent_kind", "instance", "competent"),
            may=("respondent_unit", "respondent", "decision_ref", "known_on", "is_discipline", "failed_tests",
                 "has_originals", "people_count", "representatives", "all_signed", "note"),
            guards=("known_before_letter",), hint=_CLASSIFYING.hint),
        replace(_ENTRUSTING, from_states=("received", "classified", "proposed")),
        Act("propose", "đề xuất thụ lý", ("classified",), "proposed", HANDLE, may=("note",),
            guards=("is_competent", "is_eligible"), form="Mẫu 01 Thông tư 05/2021/TT-TTCP",
            hint="Đơn thuộc thẩm quyền và đủ điều kiện thụ lý."),
        Act("accept", "thụ lý", ("proposed",), "accepted", DECIDE,
            needs=("number",), may=("complex_tests", "remote_reason", "note"),
            guards=("represented", "signed_by_all"), ends=HANDLING_CLOCKS,
            form="Mẫu 03 Nghị định 124/2020/NĐ-CP: thông báo thụ lý", handled="accepted", told=True,
            hint="Thời hạn giải quyết bắt đầu từ ngày thông báo thụ lý."),
        Act("refuse", "không thụ lý", ("proposed",), "not_accepted", DECIDE, needs=("number", "refusal_ground", "note"),
            ends=HANDLING_CLOCKS, form="Mẫu 04 Nghị định 124/2020/NĐ-CP: thông báo không thụ lý",
            handled="not_accepted", closes=True, told=True, detour=True),
        Act("return", "trả lại cơ quan chuyển đơn", ("classified",), "returned", RECEIVE, needs=("number", "note"),
            guards=("not_competent", "was_forwarded"), ends=HANDLING_CLOCKS,
            form="Phiếu trả lại đơn, Thông tư 05/2021/TT-TTCP", handled="returned", closes=True),
        Act("guide", "hướng dẫn", ("classified",), "guided", RECEIVE, needs=("number", "addressee"), may=("note",),
            guards=("not_competent",), ends=HANDLING_CLOCKS, form="Phiếu hướng dẫn, Thông tư 05/2021/TT-TTCP",
            handled="guided", closes=True, told=True,
            hint="Không thuộc thẩm quyền: hướng dẫn người khiếu nại một lần đến đúng cơ quan."),
        _FILING, _LINKING, _UNLINKING, _SPLITTING,
        Act("assign", "giao xác minh", ("accepted", "verifying"), "verifying", DECIDE, needs=("officer",),
            may=("note",), guards=("verifier_is_not_respondent",), in_bulk=True,
            hint="Người xác minh không phải là người bị khiếu nại."),
        Act("declare_complex", "xác định vụ việc phức tạp", _OPEN_RESOLUTION, SAME, DECIDE,
            needs=("complex_tests", "note"), guards=("limit_still_runs", "not_complex_yet"), told=True, rare=True,
            hint="Phải lập văn bản và ghi trước khi hết thời hạn đang tính."),
        Act("declare_remote", "xác định vùng sâu, vùng xa", _OPEN_RESOLUTION, SAME, DECIDE, needs=("remote_reason",),
            guards=("limit_still_runs", "not_remote_yet"), told=True, rare=True),
        Act("send_notice", "ghi đã gửi quyết định tạm đình chỉ, tiếp tục, đình chỉ",
            ("suspended", "verifying", "verified", "dialogue_done", "stopped"), SAME, HANDLE, guards=("notice_waits",),
            ends=("send_suspension", "send_continuation", "send_stop"), in_bulk=True),
        Act("suspend", "tạm đình chỉ", ("verifying", "verified", "dialogue_done"), "suspended", DECIDE,
            needs=("number", "suspension_ground", "note"), guards=("suspension_is_known",),
            form="Mẫu 14a Nghị định 124/2020/NĐ-CP (từ 01/07/2026)", told=True, rare=True),
        Act("continue", "tiếp tục giải quyết", ("suspended",), PREVIOUS, DECIDE, needs=("number",), may=("note",),
            guards=("not_before_suspension",), form="Mẫu 14b Nghị định 124/2020/NĐ-CP (từ 01/07/2026)", told=True),
        Act("pause_decision", "tạm đình chỉ thi hành quyết định bị khiếu nại", (*_OPEN_RESOLUTION, "suspended"), SAME,
            DECIDE, needs=("number", "note"), guards=("decision_runs",), told=True, rare=True,
            hint="Khi thi hành sẽ gây hậu quả khó khắc phục (Điều 35 Luật Khiếu nại); không quá thời hạn giải quyết "
                 "còn lại."),
        Act("resume_decision", "hủy bỏ tạm đình chỉ thi hành", (*_OPEN_RESOLUTION, "suspended"), SAME, DECIDE,
            needs=("number",), may=("note",), guards=("decision_is_paused",), told=True, rare=True,
            hint="Hủy bỏ ngay khi lý do tạm đình chỉ thi hành không còn."),
        Act("report", "báo cáo kết quả xác minh", ("verifying",), "verified", HANDLE,
            needs=("note", "views_differ"),
            hint="Ghi rõ kết quả và kiến nghị. Yêu cầu của người khiếu nại còn khác kết quả thì phải đối thoại."),
        Act("decide", "ra quyết định giải quyết", ("verified", "dialogue_done"), "decided", DECIDE,
            needs=("number", "verdict", "remedy", "note"), guards=("dialogue_was_held",), ends=("resolution",),
            form="Quyết định giải quyết khiếu nại, Nghị định 124/2020/NĐ-CP", settled="decided", told=True),
        Act("invite", "mời đối thoại", ("verified",), SAME, HANDLE, needs=("number", "dialogue_on"),
            guards=("invited_in_time",), told=True, hint="Giấy mời gửi trước ít nhất 5 ngày."),
        Act("dialogue", "ghi kết quả đối thoại", ("verified",), "dialogue_done", HANDLE, needs=("note",),
            may=("was_absent",), form="Mẫu 14 Nghị định 124/2020/NĐ-CP: biên bản đối thoại", told=True),
        Act("withdraw_part", "ghi rút một phần", _OPEN_RESOLUTION, SAME, HANDLE, needs=("note",), told=True,
            rare=True, hint="Nội dung đã rút không xem xét tiếp."),
        Act("stop", "đình chỉ", (*_OPEN_RESOLUTION, "suspended"), "stopped", DECIDE,
            needs=("number", "stop_ground"), may=("note",), ends=("resolution",),
            form="Mẫu 14a Nghị định 124/2020/NĐ-CP (từ 01/07/2026)", settled="stopped", closes=True, told=True,
            rare=True),
        Act("send", "gửi quyết định", ("decided",), "sent", HANDLE, needs=("decision_received_on",),
            guards=("received_when_sent",), ends=("send_decision",), told=True, in_bulk=True,
            hint="Ghi ngày người khiếu nại nhận được quyết định."),
        _telling_sender(*_DECISION, "in_court", "appealed", "in_force", "executing", "executed", "under_review",
                        "stopped"),
        Act("publish", "công khai quyết định", ("sent",), "published", HANDLE, needs=("publication",),
            guards=("is_second_instance",), ends=("publication",), told=True, in_bulk=True,
            hint="Niêm yết, đăng tải ít nhất 15 ngày hoặc họp công bố."),
        Act("to_court", "ghi khởi kiện tại Tòa án", _DECISION, "in_court", HANDLE, needs=("note",),
            ends=("send_decision", "publication", "second_complaint", "effect"), closes=True, rare=True),
        Act("end_by_second", "kết thúc lần một, theo khiếu nại lần hai", ("sent", "published"), "appealed", HANDLE,
            may=("note",), guards=("second_complaint_runs",), ends=("publication", "second_complaint", "effect"),
            closes=True, told=True, hint="Quyết định ra sau khi đã có khiếu nại lần hai do quá hạn chưa giải quyết."),
        Act("take_effect", "ghi quyết định có hiệu lực", ("sent", "published"), "in_force", HANDLE,
            guards=("effect_has_come", "no_second_complaint"), ends=("effect", "second_complaint", "posting"),
            told=True, in_bulk=True),
        Act("execute", "giao thi hành", ("in_force",), "executing", DECIDE,
            needs=("executor", "execution_due_on", "note")),
        Act("report_execution", "báo cáo thi hành xong", ("executing",), "executed", HANDLE, needs=("note",),
            ends=("execution",), closes=True, told=True),
        Act("review", "xem xét lại quyết định", ("in_force", "executing"), "under_review", DECIDE, needs=("note",),
            rare=True, hint="Có dấu hiệu vi phạm pháp luật hoặc tình tiết mới (Điều 38 Nghị định 124/2020/NĐ-CP)."),
        Act("end_review", "kết thúc xem xét lại", ("under_review",), "in_force", DECIDE, needs=("note",)),
        Act("appeal", "ghi khiếu nại lần hai", _DECISION, "appealed", FOLLOWS, needs=("second_case",),
            ends=("send_decision", "publication", "second_complaint", "effect"), closes=True, told=True),
        Act("appeal_silence", "ghi khiếu nại lần hai do quá hạn chưa giải quyết", (*_OPEN_RESOLUTION, "suspended"),
            SAME, FOLLOWS, needs=("second_case",), guards=("limit_is_over",), told=True),
        _returning_originals("guided", "returned", "filed", "linked", "split", "not_accepted", *_DECISION, "stopped",
                             "in_court", "appealed", "in_force", "executing", "executed", "under_review"),
        *_asking("received", "classified", "proposed", *_OPEN_RESOLUTION, "suspended"),
        _rating("sent", "published", "in_force", "executing", "executed"),
        _archiving("guided", "returned", "filed", "linked", "split", "not_accepted", "stopped", "appealed", "in_court",
                   "executed"),
    ))  # fmt: skip


def recommendation_acts(states: Mapping[str, str]) -> ActTable:
    """Return the table of recommendations and feedback (petitions.md section 4.3)."""
    return ActTable(states, (
        _CLASSIFYING, _ENTRUSTING,
        Act("accept", "tiếp nhận giải quyết", ("classified",), "accepted", RECEIVE,
            may=("agreed_on", "note"), guards=("is_competent", "is_eligible"), ends=HANDLING_CLOCKS, handled="accepted",
            told=True, hint="Không ấn định ngày trả lời thì tính 30 ngày theo quy ước."),
        Act("transfer", "chuyển", ("classified",), "transferred", RECEIVE, needs=("number", "addressee"),
            may=("to_unit", "note"), guards=("not_competent", "no_loop"), ends=HANDLING_CLOCKS,
            form="Phiếu chuyển đơn, Thông tư 05/2021/TT-TTCP",
            handled="transferred", closes=True, told=True, hint="Chuyển đến đúng cơ quan và báo cho người viết."),
        _FILING, _LINKING, _UNLINKING, _SPLITTING,
        Act("assign", "giao giải quyết", ("accepted", "in_work"), "in_work", HANDLE, needs=("officer",),
            may=("note",), in_bulk=True),
        Act("extend", "gia hạn trả lời", ("accepted", "in_work"), SAME, DECIDE, needs=("agreed_on", "note"),
            guards=("limit_still_runs", "agreed_later"), told=True,
            hint="Người đứng đầu quyết định; lý do được báo cho người viết."),
        Act("answer", "trả lời", ("accepted", "in_work"), "answered", HANDLE, needs=("number", "reply", "note"),
            ends=("resolution",), settled="answered", told=True),
        _telling_sender("answered", "closed"),
        *_asking("received", "classified", "accepted", "in_work"), _rating("answered", "closed"),
        Act("contest", "người viết không đồng ý", ("answered",), "in_work", WRITER, needs=("note",),
            guards=("not_reopened_yet",), told=True),
        Act("reopen", "mở lại theo ý kiến người viết", ("answered",), "in_work", HANDLE, needs=("note",),
            guards=("not_reopened_yet",), told=True, detour=True,
            hint="Một lần, khi người viết không đồng ý và nêu lý do."),
        Act("close", "kết thúc", ("answered",), "closed", HANDLE, may=("satisfaction", "note"), closes=True,
            in_bulk=True),
        _returning_originals("transferred", "filed", "linked", "split", "answered", "closed"),
        _archiving("transferred", "filed", "linked", "split", "closed"),
    ))  # fmt: skip


def mixed_acts(states: Mapping[str, str]) -> ActTable:
    """Return the table of letters with several matters: they are split and each part goes its own way."""
    return ActTable(
        states,
        (
            _CLASSIFYING,
            _ENTRUSTING,
            _FILING,
            replace(_SPLITTING, detour=False),
            *_asking("received", "classified"),
            _returning_originals("split", "filed"),
            _archiving("split", "filed"),
        ),
    )
