"""What may be done with a session, and from where to where it leads.

A session moved for good reason stays as it was announced, with the new day
beside it (Law on Citizen Reception, article 24.4); so does a cancelled one.
What was planned and neither held, moved nor cancelled by its day is missed,
and may still be written down as held later, with a mark.
"""

from danvan.kernel.workflow import Transition, Workflow

SESSION = Workflow(
    states={
        "planned": "theo lịch",
        "open": "đang tiếp",
        "held": "đã tiếp",
        "moved": "đã dời",
        "cancelled": "không tổ chức",
    },
    initial="planned",
    transitions=[
        Transition("publish", ["planned"], "planned", "công bố"),
        Transition("open", ["planned"], "open", "mở buổi tiếp"),
        Transition("close", ["open"], "held", "kết thúc buổi tiếp"),
        Transition("move", ["planned"], "moved", "dời"),
        Transition("cancel", ["planned"], "cancelled", "hủy"),
        Transition("drop", ["planned"], "planned", "xóa khỏi dự thảo lịch"),
        Transition("change", ["planned"], "planned", "sửa"),
        Transition("correct", ["open"], "open", "đính chính"),
        Transition("correct", ["held"], "held", "đính chính"),
    ],
)

ACT_LABELS = {
    "plan": "lên lịch",
    "call": "lập buổi tiếp đột xuất",
    "record": "ghi buổi tiếp đã qua",
    "begin": "mở buổi tiếp thường xuyên",
    "publish": "công bố",
    "open": "mở buổi tiếp",
    "close": "kết thúc buổi tiếp",
    "move": "dời sang ngày khác",
    "moved_here": "nhận từ buổi đã dời",
    "cancel": "không tổ chức",
    "change": "sửa lịch",
    "correct": "đính chính",
}
