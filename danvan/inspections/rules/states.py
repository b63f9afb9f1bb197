"""The life of an inspection and of a finding, as tables."""

from danvan.kernel.workflow import Transition, Workflow

INSPECTION = Workflow(
    states={
        "planned": "theo kế hoạch",
        "done": "đã kiểm tra",
        "concluded": "đã kết luận",
        "closed": "đã kết thúc",
        "cancelled": "đã hủy",
    },
    initial="planned",
    transitions=[
        Transition("do", ["planned"], "done", "ghi đã kiểm tra"),
        Transition("conclude", ["done"], "concluded", "ghi kết luận"),
        Transition("close", ["concluded"], "closed", "kết thúc"),
        Transition("cancel", ["planned"], "cancelled", "hủy"),
    ],
)

FINDING = Workflow(
    states={"open": "chưa khắc phục", "reported": "đã báo cáo khắc phục", "closed": "đã khắc phục"},
    initial="open",
    transitions=[
        Transition("report", ["open"], "reported", "báo cáo khắc phục"),
        Transition("accept", ["reported"], "closed", "xác nhận đã khắc phục"),
        Transition("reopen", ["reported", "closed"], "open", "yêu cầu khắc phục lại"),
    ],
)
