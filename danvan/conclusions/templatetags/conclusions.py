"""How the state of a task and its day are said."""

from datetime import date

from django import template
from django.utils.safestring import SafeString

from danvan.casework.templatetags.casework import due_left
from danvan.conclusions.choices import OWED, TaskState
from danvan.conclusions.models import ConclusionTask
from danvan.ui.templatetags.ui import status

register = template.Library()

_MARKS = {
    TaskState.ASSIGNED: "draft",
    TaskState.RETURNED: "rejected",
    TaskState.VERIFIED: "verified",
    TaskState.CLOSED: "verified",
    TaskState.CANCELLED: "superseded",
}


@register.simple_tag
def task_state(state: str) -> SafeString:
    """Return the state as a mark."""
    return status(_MARKS.get(TaskState(state), "submitted"), str(TaskState(state).label))


@register.simple_tag
def task_due(task: ConclusionTask, today: date) -> SafeString | str:
    """Return what is left of the days of a task its unit still owes."""
    return due_left((task.due_on - today).days) if task.state in OWED else ""
