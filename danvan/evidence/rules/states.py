"""The way of one piece of evidence, and what it makes of its record.

draft → submitted → verified / rejected (with a reason) → superseded.  A
submitted piece may be taken back; a verified one may still be rejected, when it
turns out not to prove what it should; a piece that a newer one replaces is
superseded.  (Targets, rule R7; nghean practice, section 9.)
"""

from collections.abc import Iterable

from danvan.kernel.workflow import Transition, Workflow

EVIDENCE = Workflow(
    states={
        "draft": "nháp",
        "submitted": "đã nộp, chờ xác minh",
        "verified": "đã xác minh",
        "rejected": "bị trả lại",
        "superseded": "đã được thay thế",
    },
    initial="draft",
    transitions=[
        Transition("change", ["draft"], "draft", "sửa minh chứng"),
        Transition("submit", ["draft"], "submitted", "nộp minh chứng"),
        Transition("withdraw", ["submitted"], "draft", "rút lại minh chứng"),
        Transition("verify", ["submitted"], "verified", "xác minh"),
        Transition("reject", ["submitted", "verified"], "rejected", "trả lại"),
        Transition("replace", ["verified", "rejected"], "superseded", "thay thế minh chứng"),
    ],
)

ON_ITS_WAY = ("draft", "submitted")

# While a proof waits or holds, what it proves stands still.
OPEN_TO_CHANGE = ("draft", "rejected")


def record_state(states: Iterable[str]) -> str:
    """Return the state of a record from those of its pieces of evidence, oldest first.

    The piece in force decides: a verified one holds until the decision on its
    replacement; otherwise the newest piece that is not superseded speaks.
    """
    living = [state for state in states if state != "superseded"]
    if "verified" in living:
        return "verified"
    return living[-1] if living else EVIDENCE.initial
