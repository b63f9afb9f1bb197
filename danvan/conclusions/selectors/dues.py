"""What conclusions put into the year calendar: tasks of the unit that does them, notices not issued yet.

Their words may name citizens: they stay on the pages of those who may read
them.  `services/reminding.py` reminds of tasks, whoever has each.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from danvan.authority.rules.rights import Right
from danvan.conclusions.choices import OWED, ConclusionState, Origin
from danvan.conclusions.models import Conclusion, ConclusionTask
from danvan.conclusions.selectors.pages import notice_due
from danvan.evidence.selectors.dues import Due
from danvan.kernel.text import format_date, shorten

SAID = 120


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return the tasks due within some days, and the notices of receptions due to be issued.  A few queries."""
    tasks = ConclusionTask.objects.issued().filter(due_on__range=(start, end)).select_related("conclusion")
    if unit_ids is not None:
        tasks = tasks.filter(unit__in=unit_ids)
    for task in tasks.order_by("due_on", "pk"):
        yield Due(
            on=task.due_on,
            unit_id=task.unit_id,
            what=f"Nhiệm vụ {task.position}, thông báo kết luận số {task.conclusion.number}",
            url=task.get_absolute_url(),
            uid=f"conclusion-task-{task.pk}-{task.due_on:%Y%m%d}",
            is_done=task.state not in OWED,
            right=Right.CARRY_OUT_CONCLUSIONS,
            reminded_apart=True,
            detail=shorten(task.text, SAID),
            seen_with=Right.SEE_CONCLUSIONS,
        )
    # The day of a notice follows from that of its session, a fortnight before at most.
    drafts = Conclusion.objects.filter(
        state=ConclusionState.DRAFT, origin=Origin.RECEPTION, origin_on__range=(start - timedelta(days=40), end)
    )
    if unit_ids is not None:
        drafts = drafts.filter(unit__in=unit_ids)
    for draft in drafts.order_by("origin_on", "pk"):
        due_on, _why = notice_due(draft)
        if due_on is not None and start <= due_on <= end:
            yield Due(
                on=due_on,
                unit_id=draft.unit_id,
                what=f"Ban hành thông báo kết luận buổi tiếp công dân ngày {format_date(draft.origin_on)}",
                url=draft.get_absolute_url(),
                uid=f"conclusion-{draft.pk}-{due_on:%Y%m%d}",
                right=Right.KEEP_CONCLUSIONS,
                detail=shorten(draft.origin_title, SAID),
                seen_with=Right.KEEP_CONCLUSIONS,
            )
