"""The life of a task of a conclusion as a table (reception_dialogue.md 1.4).

The unit that does the work accepts, reports and asks for time; the unit that
issued the conclusion verifies, extends, gives the task to another unit and
takes it back.  Nobody verifies what he reported himself.  A task ends by
itself once it is verified and nobody waits for an answer any more
(Decree 154/2026/NĐ-CP, art. 25: the result is sent to the citizen).
"""

from danvan.authority.rules.rights import Right
from danvan.casework.rules.acts import FOLLOWS, SAME, Act, ActTable

STATES = {
    "issued": "mới ban hành",
    "assigned": "đã giao",
    "accepted": "đã nhận",
    "in_progress": "đang thực hiện",
    "returned": "trả lại vì không thuộc thẩm quyền",
    "reported": "đã báo cáo xong",
    "verified": "đã xác nhận xong",
    "closed": "đã kết thúc",
    "cancelled": "đã hủy",
}

_KEEP, _DO = Right.KEEP_CONCLUSIONS, Right.CARRY_OUT_CONCLUSIONS
_WORK = ("assigned", "accepted", "in_progress")
CANCELLED_FROM = (*_WORK, "returned", "reported")
_OPEN = (*CANCELLED_FROM, "verified")

TABLE = ActTable(
    STATES,
    (
        Act("issue", "giao theo thông báo kết luận", ("issued",), "assigned", FOLLOWS),
        Act(
            "accept", "nhận nhiệm vụ", ("assigned",), "accepted", _DO, may=("officer", "note"),
            guards=("officer_is_of_the_unit",), hint="Có thể ghi luôn người phụ trách.",
        ),
        Act(
            "report", "báo cáo đã làm xong", _WORK, "reported", _DO,
            needs=("done_on", "note"), may=("number", "no_document", "answered_on", "answer_number"),
            guards=("done_day_is_possible", "has_document_or_reason", "answer_has_day_and_number"),
            hint="Kèm văn bản, hình ảnh kết quả; người khác của đơn vị theo dõi sẽ xác nhận.",
        ),
        Act("progress", "ghi tiến độ", _WORK, "in_progress", _DO, needs=("note",), detour=True),
        Act(
            "ask_time", "xin gia hạn", _WORK, SAME, _DO, needs=("until", "note"),
            guards=("no_request_waits", "until_is_later"), detour=True,
            hint="Xin trước khi hết hạn: gia hạn sau hạn không đổi hạn được tính.",
        ),
        Act("entrust", "giao người phụ trách", (*_WORK, "reported"), SAME, _DO, needs=("officer",), may=("note",),
            guards=("officer_is_of_the_unit",), detour=True),
        Act(
            "return", "trả lại vì không thuộc thẩm quyền", ("assigned", "accepted"), "returned", _DO,
            needs=("note", "right_body"), guards=("another_unit_follows",), rare=True,
            hint="Nêu lý do và cơ quan có thẩm quyền; đơn vị theo dõi giao lại hoặc giữ nguyên.",
        ),
        Act(
            "verify", "xác nhận đã làm xong", ("reported",), "verified", _KEEP,
            needs=("done_on",), may=("note",), guards=("not_own_report", "done_day_is_possible"),
            hint="Đối chiếu kết quả với nội dung được giao; sửa ngày làm xong nếu báo cáo ghi sai.",
        ),
        Act(
            "send_back", "yêu cầu làm tiếp", ("reported",), "in_progress", _KEEP, needs=("note",), detour=True,
            hint="Nêu rõ còn thiếu gì; hạn giữ nguyên.",
        ),
        Act(
            "reassign", "giao đơn vị khác", (*_WORK, "returned"), "assigned", _KEEP, needs=("to_unit",),
            may=("until", "number", "note"), guards=("unit_is_another", "until_is_later", "written_late_has_paper"),
        ),
        Act("insist", "giữ nguyên đơn vị thực hiện", ("returned",), "assigned", _KEEP, needs=("note",)),
        Act(
            "grant_time", "cho gia hạn", (*_WORK, "returned"), SAME, _KEEP, needs=("until", "note"), may=("number",),
            guards=("until_is_later", "written_late_has_paper"), detour=True,
        ),
        Act(
            "refuse_time", "không cho gia hạn", _WORK, SAME, _KEEP, needs=("note",), guards=("request_waits",),
            detour=True,
        ),
        Act(
            "answer", "ghi đã trả lời công dân", (*_WORK, "reported", "verified"), SAME, _DO, or_right=_KEEP,
            needs=("answered_on", "answer_number"), guards=("citizen_waits", "answer_day_is_possible"),
            ends=("answer",),
            hint="Ngày và số của văn bản trả lời; đơn vị thực hiện hoặc đơn vị theo dõi ghi.",
        ),
        Act("close", "kết thúc", ("verified",), "closed", FOLLOWS),
        Act(
            "record_view", "ghi ý kiến của công dân", ("verified", "closed"), SAME, _KEEP, or_right=_DO,
            needs=("citizen_view", "view_on"), guards=("a_citizen_asked", "view_day_is_possible"), detour=True,
        ),
        Act("add_file", "bổ sung tài liệu", (*_OPEN, "closed"), SAME, _DO, or_right=_KEEP, may=("note",),
            guards=("brings_a_file",), rare=True),
        Act(
            "await_answer", "sửa việc có công dân chờ trả lời", _OPEN, SAME, _KEEP, needs=("awaits_answer", "note"),
            rare=True,
        ),
        Act("cancel", "hủy nhiệm vụ", CANCELLED_FROM, "cancelled", _KEEP, needs=("note",),
            may=("number",), rare=True, hint="Nêu lý do; nhiệm vụ đã hủy không tính vào kết quả."),
        Act("reopen", "mở lại", ("verified", "closed"), "in_progress", _KEEP, needs=("note",), rare=True,
            hint="Khi kết quả được xác nhận nhầm; ngày làm xong đã ghi được bỏ."),
        Act("hand_over", "chuyển cho đơn vị kế thừa", _OPEN, SAME, FOLLOWS),
    ),
    initial="issued",
)  # fmt: skip
