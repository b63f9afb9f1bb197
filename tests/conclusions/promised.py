"""Tasks of conclusions as the tracker keeps them, in any state: many at once, and the plainest valid one."""

from datetime import date, datetime, time

from django.utils import timezone

from danvan.conclusions.choices import DONE, ConclusionState, TaskState
from danvan.conclusions.models import Conclusion, ConclusionTask
from danvan.kernel.text import fold
from tests.cast import SINCE

ISSUED = date(2025, 1, 10)


def at(day):
    """Return noon of a day, in Vietnam."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def conclusion(keeper, *, origin="reception", number="12/TB-UBND", issued_on=ISSUED, **facts) -> Conclusion:
    return Conclusion.objects.create(
        unit=keeper, origin=origin, origin_title="Buổi tiếp công dân", origin_on=issued_on, number=number,
        issued_on=issued_on, state=ConclusionState.ISSUED, **facts,
    )  # fmt: skip


def tasks(unit, number=1, *, due_on, keeper=None, of=None, done_on=None, state=None, origin="reception", **facts):
    """Store tasks of a unit that follow from one conclusion; done ones are confirmed unless told otherwise."""
    of = of or conclusion(keeper or unit, origin=origin)
    state = state or (TaskState.VERIFIED if done_on else TaskState.ASSIGNED)
    facts.setdefault("first_due_on", due_on)
    facts.setdefault("text", "Sửa đường vào xóm 5")
    last = of.tasks.count()
    return ConclusionTask.objects.bulk_create(
        ConclusionTask(
            conclusion=of, position=last + index, folded=fold(facts["text"]), unit=unit, keeper=of.unit,
            origin=of.origin, state=state, due_on=due_on, done_on=done_on, assigned_on=of.issued_on or SINCE,
            is_open=state not in (*DONE, TaskState.CANCELLED), **facts,
        )
        for index in range(1, number + 1)
    )  # fmt: skip
