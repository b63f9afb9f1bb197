"""The life of an exemplar, as a table."""

from danvan.kernel.workflow import Transition, Workflow

EXEMPLAR = Workflow(
    states={
        "proposed": "đề xuất",
        "registered": "đã đăng ký",
        "active": "đang hoạt động",
        "suspended": "tạm dừng",
        "completed": "đã hoàn thành",
        "recognised": "đã được công nhận",
        "replicated": "đã nhân rộng",
        "closed": "đã kết thúc",
    },
    initial="proposed",
    transitions=[
        Transition("register", ["proposed"], "registered", "đăng ký"),
        Transition("start", ["registered", "suspended"], "active", "đưa vào hoạt động"),
        Transition("suspend", ["active"], "suspended", "tạm dừng"),
        Transition("complete", ["active"], "completed", "hoàn thành"),
        Transition("recognise", ["active", "completed"], "recognised", "công nhận"),
        Transition("continue", ["completed", "recognised", "replicated"], "active", "tiếp tục hoạt động"),
        Transition("replicate", ["recognised"], "replicated", "nhân rộng"),
        Transition(
            "close", ["proposed", "registered", "active", "suspended", "completed", "recognised", "replicated"],
            "closed", "kết thúc",
        ),
    ],
)  # fmt: skip

# An exemplar works while it is at one of these.
WORKING = frozenset({"active", "recognised", "replicated"})
