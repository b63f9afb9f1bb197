"""Tasks that follow from conclusions, from the tracker itself (T35).

Nobody outside verifies them: whoever issued the conclusion confirms what was
done, never whoever reported it, and that act is the fact.  What is shown of a
task behind a figure are its counting facts, never its text.

A task counts for the unit that had it when it fell due; one that passed to
another unit while it still had time counts there.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from danvan.conclusions.choices import DONE, TaskState
from danvan.conclusions.models import ConclusionTask
from danvan.kernel.text import format_date
from danvan.schemes.sources.facts import Exhibit, Wanted

TASK = "conclusion_task"


_ANSWERING = Coalesce("due_with", "unit")
_IN_TIME = Q(done_on__lte=F("due_on"))


@dataclass(frozen=True, slots=True)
class Following:
    """How the tasks of one unit that fell due in a year were followed.

    `confirmed_early` and `reported_early` are done before their day, which is not over yet: they count already, the
    second only provisionally, as `reported` does.  What was done after its day is `late`, or `reported_late`.
    """

    kept: int = 0
    late: int = 0
    reported: int = 0
    reported_late: int = 0
    open: int = 0
    confirmed_early: int = 0
    reported_early: int = 0

    def __add__(self, other: "Following") -> "Following":
        return Following(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def computed(self) -> tuple[int, int]:
        """What is confirmed done in time, of what fell due."""
        kept = self.kept + self.confirmed_early
        return kept, kept + self.late + self.reported + self.reported_late + self.open

    @property
    def provisional(self) -> tuple[int, int]:
        """The same, with what is reported done in time and waits to be confirmed."""
        kept = self.kept + self.confirmed_early + self.reported + self.reported_early
        return kept, kept + self.late + self.reported_late + self.open

    @property
    def done(self) -> tuple[int, int]:
        """What is confirmed done, late or not, of what fell due."""
        kept, due = self.computed
        return kept + self.late, due


def following(origins: Collection[str], wanted: Wanted, on: date) -> dict[tuple[int, int], Following]:
    """Return how tasks were followed by unit and year.  One query."""
    is_due, confirmed, reported = Q(due_on__lt=on), Q(state__in=DONE), Q(state=TaskState.REPORTED)
    in_time, done = _IN_TIME, confirmed | reported
    parts = {
        "kept": is_due & confirmed & in_time,
        "late": is_due & confirmed & ~in_time,
        "reported": is_due & reported & in_time,
        "reported_late": is_due & reported & ~in_time,
        "open": is_due & ~done,
        "confirmed_early": ~is_due & confirmed,
        "reported_early": ~is_due & reported,
    }
    counts: dict[str, Any] = {name: Count("pk", filter=condition) for name, condition in parts.items()}
    # Named apart from the columns they are counted from.
    named = {f"number_{name}": each for name, each in counts.items()}
    rows: Iterable[Any] = (
        tasks_due(origins, wanted)
        .annotate(year=ExtractYear("due_on"), answering=_ANSWERING)
        .values("answering", "year")
        .annotate(**named)
        .order_by()
    )
    return {
        (row["answering"], row["year"]): Following(**{name: row[f"number_{name}"] for name in counts}) for row in rows
    }


def list_tasks(origins: Collection[str], wanted: Wanted, on: date) -> Iterator[Exhibit]:
    """Return the tasks behind T35, those out of time first.  One query."""
    tasks = tasks_due(origins, wanted).filter(Q(due_on__lt=on) | Q(state__in=(*DONE, TaskState.REPORTED)))
    found = [_shown(task, on) for task in tasks.select_related("conclusion").order_by("due_on", "pk")]
    return iter(sorted(found, key=lambda each: each.state != "not_achieved"))


def tasks_due(origins: Collection[str], wanted: Wanted) -> "QuerySet[ConclusionTask, Any]":
    """Return the tasks that fall due in these years, each once, under whichever unit answers for it."""
    first, last = date(min(wanted.years), 1, 1), date(max(wanted.years), 12, 31)
    tasks = ConclusionTask.objects.filter(origin__in=origins, due_on__range=(first, last)).exclude(
        state=TaskState.CANCELLED
    )
    if wanted.units is None:
        return tasks
    # Two plain conditions, each with its index; `due_with` names few.
    return tasks.filter(Q(due_with__in=wanted.units) | Q(due_with=None, unit__in=wanted.units))


def _shown(task: ConclusionTask, on: date) -> Exhibit:
    in_time = task.done_on is not None and task.done_on <= task.due_on
    is_confirmed, is_reported = task.state in DONE, task.state == TaskState.REPORTED
    if in_time and is_confirmed:
        state, word = "achieved", "đúng hạn"
    elif in_time and is_reported:
        state, word = "not_yet_due", "chờ xác nhận"
    else:
        state, word = "not_achieved", "muộn" if is_confirmed or is_reported else "quá hạn"
    return Exhibit(
        record_id=task.pk,
        kind=TASK,
        kind_label="nhiệm vụ theo kết luận",
        title=f"Nhiệm vụ {task.position}, thông báo kết luận số {task.conclusion.number}",
        unit_id=task.due_with_id or task.unit_id,
        year=task.due_on.year,
        state=state,
        state_label=word,
        happened_on=task.done_on if is_confirmed or is_reported else None,
        due_on=task.due_on,
        is_counted=in_time and is_confirmed,
        is_provisional=in_time and (is_confirmed or is_reported),
        why=_why(task, on),
    )


def _why(task: ConclusionTask, on: date) -> str:
    if task.state in (*DONE, TaskState.REPORTED):
        assert task.done_on is not None, "what is done has its day"
        days = (task.done_on - task.due_on).days
        said = "làm đúng hạn" if days <= 0 else f"làm muộn {days} ngày"
        if task.state == TaskState.REPORTED:
            said += ", chờ đơn vị ban hành xác nhận"
    elif task.state == TaskState.RETURNED:
        said = f"trả lại vì không thuộc thẩm quyền, quá hạn {(on - task.due_on).days} ngày"
    else:
        said = f"chưa xong, quá hạn {(on - task.due_on).days} ngày"
    if task.due_on != task.first_due_on:
        said += f"; gia hạn từ {format_date(task.first_due_on)}"
    if task.expected_on:
        said += f"; xin lùi sau hạn đến {format_date(task.expected_on)}, không dời hạn"
    if task.reminders:
        said += f"; đã đôn đốc {task.reminders} lần"
    if task.due_with_id not in (None, task.unit_id):
        said += "; đã bàn giao sau khi quá hạn"
    return said
