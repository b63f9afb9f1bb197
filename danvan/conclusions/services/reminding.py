"""Reminding of tasks, day by day: told in the platform before and on the day, chased by letter after it.

What is due is asked of the tasks each time, so a missed day is made up for by
the next one.  A letter is only prepared here; it counts once somebody of the
unit that keeps the conclusion says with which number and day it went out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.authority.services import require
from danvan.casework.services.outgoing import take_outgoing_number
from danvan.conclusions.choices import WORKED
from danvan.conclusions.models import ConclusionTask, TaskAct, TaskReminder
from danvan.conclusions.selectors.reminding import (
    chasing,
    heads_of_tasks,
    people_of_tasks,
    reminders_to_sign,
    tasks_to_chase,
    tasks_to_decide,
    tasks_to_tell_of,
)
from danvan.documents.kinds import number_text
from danvan.journal.services import record_act
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_date, format_number
from danvan.notices.services import Message, tell

REMIND = "remind"
IN_ONE_TRANSACTION = 500


class NothingToSend(RuleError):
    """The letter has no task any more: done, extended or sent meanwhile."""

    code = "nothing_to_send"
    message = "Không còn nhiệm vụ nào của đơn vị này chờ đôn đốc; đề nghị mở lại danh sách."


class LetterChanged(RuleError):
    """Another task has become late, or one was done, since the letter was printed."""

    code = "letter_changed"
    message = (
        "Danh sách nhiệm vụ của văn bản đã thay đổi kể từ khi mở trang; "
        "đề nghị tải lại văn bản, xem lại rồi ghi số và ngày gửi."
    )


class CannotSend(RuleError):
    """The day is not possible."""

    code = "cannot_send_reminder"
    message = "Chưa ghi được ngày gửi: %(why)s"


# --- the daily pass ---------------------------------------------------------------------------------------------------


def remind_of_tasks(*, at: datetime) -> int:
    """Tell of what falls due, prepare the letters that are due, forget those no longer needed; return how many are new.

    Twice a day does the same as once.
    """
    on = timezone.localdate(at)
    TaskReminder.objects.filter(sent_on=None).exclude(task__state__in=WORKED, task__due_on__lt=on).delete()
    tell(_of_their_day(on), at=at)
    tell(_of_returned(on), at=at)
    made = 0
    keys = list(tasks_to_chase(on).values_list("pk", flat=True))
    for start in range(0, len(keys), IN_ONE_TRANSACTION):
        made += _prepare(keys[start : start + IN_ONE_TRANSACTION], on, at)
    tell(_for_keepers(on), at=at)
    return made


@transaction.atomic
def _prepare(keys: Sequence[int], on: date, at: datetime) -> int:
    known = chasing(on)
    waiting: list[ConclusionTask] = []
    rows = []
    tasks = tasks_to_chase(on).filter(pk__in=keys).select_related("conclusion").select_for_update(of=("self",))
    prepared = set(TaskReminder.objects.filter(sent_on=None, task__in=keys).values_list("task", flat=True))
    for task in tasks:
        step = known.letter_due(task.due_on, sent=task.reminders, last_sent_on=task.last_sent_on, on=on)
        if step is not None and task.pk not in prepared:
            waiting.append(task)
            rows.append(TaskReminder(task=task, step=step, made_on=on))
    TaskReminder.objects.bulk_create(rows, ignore_conflicts=True)
    tell(_of_letters(waiting, [row.step for row in rows], on), at=at)
    return len(rows)


def _of_their_day(on: date) -> Iterator[Message]:
    tasks = list(tasks_to_tell_of(on))
    people = people_of_tasks(tasks, on)
    for task in tasks:
        soon = task.due_on > on
        said = "Sắp đến hạn" if soon else "Đến hạn hôm nay" if task.due_on == on else "Quá hạn"
        days = (on - task.due_on).days
        late = f", quá {days} ngày" if days > 0 else ""
        key = f"task-{task.pk}-{task.due_on.isoformat()}-{'soon' if soon else 'due'}"
        for holding_id in sorted(people[task.pk]):
            yield Message(holding_id, key, f"{said}: {_name(task)}{late}", task.get_absolute_url())


def _of_returned(on: date) -> Iterator[Message]:
    """Tell those who follow a task its unit returned that its day comes, and that it passed; the unit is left alone."""
    tasks = list(tasks_to_decide(on))
    keepers = holders_over(Right.KEEP_CONCLUSIONS, {task.keeper_id for task in tasks}, on=on)
    for task in tasks:
        said = "Quá hạn" if task.due_on < on else "Sắp đến hạn"
        key = f"task-{task.pk}-{task.due_on.isoformat()}-returned-{'late' if task.due_on < on else 'soon'}"
        text = f"{said}, trả lại chờ quyết định: {_name(task)}"
        for holding_id in keepers.get(task.keeper_id, ()):
            yield Message(holding_id, key, text, task.get_absolute_url())


def _of_letters(tasks: Sequence[ConclusionTask], steps: Sequence[int], on: date) -> Iterator[Message]:
    people, heads = people_of_tasks(tasks, on), heads_of_tasks(tasks, on)
    for task, step in zip(tasks, steps, strict=True):
        key = f"task-{task.pk}-{task.due_on.isoformat()}-{step}"
        said = f"Quá hạn {(on - task.due_on).days} ngày, chờ đôn đốc lần {step}: {_name(task)}"
        for holding_id in sorted(people[task.pk] | heads[task.pk]):
            yield Message(holding_id, key, said, task.get_absolute_url())


def _for_keepers(on: date) -> Iterator[Message]:
    """Tell everybody who keeps conclusions how many letters wait for signature; again only when there are new ones."""
    numbers: Counter[int] = Counter()
    newest: dict[int, int] = {}
    waiting = TaskReminder.objects.filter(sent_on=None, task__state__in=WORKED)
    for keeper, reminder in waiting.values_list("task__keeper", "pk"):
        numbers[keeper] += 1
        newest[keeper] = max(reminder, newest.get(keeper, 0))
    for keeper, holdings in holders_over(Right.KEEP_CONCLUSIONS, set(numbers), on=on).items():
        said = f"{format_number(numbers[keeper])} nhiệm vụ theo kết luận quá hạn, văn bản đôn đốc chờ ký"
        for holding_id in holdings:
            yield Message(holding_id, f"chasing-{keeper}-{newest[keeper]}", said, reverse("conclusions:reminders"))


def _name(task: ConclusionTask) -> str:
    return f"nhiệm vụ {task.position}, thông báo kết luận số {task.conclusion.number}, hạn {format_date(task.due_on)}"


# --- a letter that went out -------------------------------------------------------------------------------------------


@transaction.atomic
def send_reminder(
    keeper_id: int,
    unit_id: int,
    *,
    number: int,
    symbol: str,
    on: date,
    newest: int,
    count: int,
    actor: Actor,
    at: datetime,
) -> int:
    """Write down that the letter to a unit went out, with its number and day; return about how many tasks.

    `newest` and `count` say which tasks stood in it: what has changed since is refused.
    Raises NoAuthority, NothingToSend, LetterChanged, CannotSend, NumberTaken.
    """
    require(actor, Right.KEEP_CONCLUSIONS, unit_id=keeper_id)
    if on > timezone.localdate(at):
        raise CannotSend(params={"why": "ngày gửi không thể ở tương lai."}, field="on")
    waiting = list(
        reminders_to_sign(actor)
        .filter(task__keeper=keeper_id, task__unit=unit_id)
        .select_for_update(of=("self", "task"))
    )
    if not waiting:
        raise NothingToSend
    if (max(row.pk for row in waiting), len(waiting)) != (newest, count):
        raise LetterChanged
    if any(on <= row.task.due_on for row in waiting):
        raise CannotSend(params={"why": "văn bản đôn đốc gửi sau khi nhiệm vụ đã quá hạn."}, field="on")
    # Neither before it was there to be signed, nor before the letter that went before it.
    before = TaskReminder.objects.filter(task__in=[row.task_id for row in waiting], sent_on__isnull=False)
    first = max(
        [row.made_on for row in waiting] + [day for day in before.values_list("sent_on", flat=True) if day is not None]
    )
    if on < first:
        why = f"văn bản được soạn, hoặc lần trước đã gửi, ngày {format_date(first)}; ngày gửi không thể trước ngày đó."
        raise CannotSend(params={"why": why}, field="on")
    taken = take_outgoing_number(keeper_id, symbol, number, on=on)
    said = number_text(taken.number, taken.symbol)
    TaskReminder.objects.filter(pk__in=[row.pk for row in waiting]).update(
        number=said, sent_on=on, holding=actor.holding_id
    )
    keys = [row.task_id for row in waiting]
    ConclusionTask.objects.filter(pk__in=keys).update(reminders=F("reminders") + 1)
    for row in waiting:
        state = row.task.state
        TaskAct.objects.create(
            task=row.task, act=REMIND, on=on, at=at, holding_id=actor.holding_id, from_state=state, to_state=state,
            number=said, detail={"step": row.step},
        )  # fmt: skip
        record_act(
            "conclusions.remind",
            actor=actor,
            subject_kind="conclusion_task",
            subject_id=row.task_id,
            unit_id=keeper_id,
            detail={"step": row.step, "number": said, "unit": unit_id},
        )
    return len(waiting)
