"""The life of a question and of a hot spot, as tables."""

from danvan.kernel.workflow import Transition, Workflow

QUESTION = Workflow(
    states={
        "waiting": "chờ duyệt",
        "open": "chưa trả lời",
        "answered": "đã trả lời",
        "deferred": "hẹn trả lời sau",
        "in_case": "đã vào sổ đơn thư",
        "set_aside": "không đưa vào đối thoại",
    },
    initial="waiting",
    transitions=[
        Transition("admit", ["waiting", "set_aside"], "open", "đưa vào đối thoại"),
        Transition("set_aside", ["waiting", "open"], "set_aside", "để lại ngoài đối thoại"),
        Transition("answer", ["open", "deferred", "answered"], "answered", "ghi trả lời"),
        Transition("defer", ["open", "deferred"], "deferred", "hẹn trả lời sau"),
        Transition("to_case", ["open", "deferred"], "in_case", "đưa vào sổ đơn thư"),
    ],
)

HOT_SPOT = Workflow(
    states={"open": "đang theo dõi", "closed": "đã kết thúc"},
    initial="open",
    transitions=[
        Transition("close", ["open"], "closed", "kết thúc theo dõi"),
        Transition("reopen", ["closed"], "open", "theo dõi lại"),
    ],
)
