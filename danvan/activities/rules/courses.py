"""The life of a training course, as a table."""

from danvan.kernel.workflow import Transition, Workflow

COURSE = Workflow(
    states={"planned": "dự kiến", "held": "đã tổ chức", "cancelled": "đã hủy"},
    initial="planned",
    transitions=[
        Transition("hold", ["planned"], "held", "ghi lớp đã tổ chức"),
        Transition("cancel", ["planned"], "cancelled", "hủy lớp"),
        Transition("plan_again", ["cancelled"], "planned", "lên kế hoạch lại"),
    ],
)
