"""Late tasks that are chased by letter: which wait, for whom, and what the letter to a unit says."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.casework.selectors.outgoing import next_outgoing_number
from danvan.conclusions.choices import WORKED, TaskState
from danvan.conclusions.models import ConclusionTask, TaskReminder
from danvan.conclusions.rules.reminding import LETTERS, Chasing, chasing_on
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date, say_day
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import letterhead_of, names_on, valid_on

_DAYS = Path(__file__).parents[1] / "data" / "reminders.toml"
MOST = len(LETTERS)


@cache
def _rows() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads(_DAYS.read_text(encoding="utf-8"))["days"])


def chasing(on: date) -> Chasing:
    """Return the steps as the file says them for a day."""
    return chasing_on(_rows(), on)


# --- for the daily pass -----------------------------------------------------------------------------------------------


def tasks_to_chase(on: date) -> "QuerySet[ConclusionTask, Any]":
    """Return the tasks worked on past the first letter's day that had fewer letters than there are, longest late first.

    Each with the day of its last letter, as `last_sent_on`.
    """
    sent = TaskReminder.objects.filter(task=OuterRef("pk")).values("task").annotate(last=Max("sent_on")).values("last")
    return (
        ConclusionTask.objects.filter(
            is_open=True, state__in=WORKED, due_on__lte=on - chasing(on).first_letter_after, reminders__lt=MOST
        )
        .annotate(last_sent_on=Subquery(sent))
        .order_by("due_on", "pk")
    )


def tasks_to_tell_of(on: date) -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return the tasks their units still work on that fall due soon, or did and are not chased yet."""
    not_chased = Q(state__in=WORKED, due_on__gt=on - chasing(on).first_letter_after)
    return _near(on).filter(not_chased)


def tasks_to_decide(on: date) -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return the tasks their units returned that fall due soon, or did: whoever follows them has to decide."""
    return _near(on).filter(state=TaskState.RETURNED)


def _near(on: date) -> "QuerySet[ConclusionTask, ConclusionTask]":
    near = ConclusionTask.objects.filter(is_open=True, due_on__lte=on + chasing(on).soon_before)
    return near.select_related("conclusion").order_by("due_on", "pk")


def people_of_tasks(tasks: Sequence[ConclusionTask], on: date) -> dict[int, set[int]]:
    """Return the holdings that carry each task out, by task: its officer in post, else those of the unit.  Two queries.

    Whoever carries conclusions out for a unit is its head too.
    """
    officers = {task.officer_id for task in tasks if task.officer_id}
    standing = set(PostHolding.objects.filter(valid_on(on), pk__in=officers).values_list("pk", flat=True))
    units = holders_over(Right.CARRY_OUT_CONCLUSIONS, {task.unit_id for task in tasks}, on=on)
    return {
        task.pk: {task.officer_id} if task.officer_id in standing else set(units.get(task.unit_id, ()))
        for task in tasks
    }


def heads_of_tasks(tasks: Sequence[ConclusionTask], on: date) -> dict[int, set[int]]:
    """Return the holdings that decide in the unit of each task, by task.  One query."""
    units = holders_over(Right.DECIDE_CASES, {task.unit_id for task in tasks}, on=on)
    return {task.pk: set(units.get(task.unit_id, ())) for task in tasks}


# --- for whoever signs ------------------------------------------------------------------------------------------------


def reminders_to_sign(actor: Actor) -> "QuerySet[TaskReminder, TaskReminder]":
    """Return the letters prepared for tasks still worked on whose conclusion the actor's units keep, not sent yet."""
    return (
        TaskReminder.objects.filter(
            sent_on=None,
            task__state__in=WORKED,
            task__due_on__lt=actor.on,
            task__keeper__in=actor.scope(Right.KEEP_CONCLUSIONS).unit_ids,
        )
        .select_related("task__conclusion")
        .order_by("task__keeper", "task__unit", "task__due_on", "task")
    )


def tasks_chased_out(actor: Actor) -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return the tasks worked on after three letters whose conclusion the actor's units keep, longest late first."""
    return (
        ConclusionTask.objects.filter(
            is_open=True,
            state__in=WORKED,
            due_on__lt=actor.on,
            reminders__gte=MOST,
            keeper__in=actor.scope(Right.KEEP_CONCLUSIONS).unit_ids,
        )
        .select_related("conclusion")
        .order_by("due_on", "pk")
    )


@dataclass(frozen=True)
class ChasedOut:
    """How many tasks one unit follows that three letters did not move."""

    keeper_id: int
    keeper: str
    number: int


def chased_out_by_keeper(actor: Actor) -> list[ChasedOut]:
    """Return, for each unit whose letters the actor signs, what is left after three; none without any.  Two queries."""
    counted = Counter(tasks_chased_out(actor).order_by().values_list("keeper", flat=True))
    names = names_on(list(counted), actor.on)
    found = [ChasedOut(keeper, names[keeper].full_name, number) for keeper, number in counted.items()]
    return sorted(found, key=lambda each: names[each.keeper_id].sort_name)


@dataclass(frozen=True)
class LateTask:
    """One task in a letter."""

    number: int
    task_id: int
    text: str
    notice: str
    due_on: str
    days: int
    step: int
    unit: str = ""


@dataclass(frozen=True)
class LateUnit:
    """One letter: from whom to whom, about what; `newest` says which of its reminders were looked at."""

    keeper_id: int
    keeper: str
    unit_id: int
    unit: str
    tasks: Sequence[LateTask]
    newest: int

    @property
    def step(self) -> int:
        """The furthest step among its tasks."""
        return max(task.step for task in self.tasks)


def units_to_remind(actor: Actor) -> list[LateUnit]:
    """Return the letters that wait for signature: those reminded most and longest late first.  Two queries."""
    rows = list(reminders_to_sign(actor))
    names = names_on({row.task.unit_id for row in rows} | {row.task.keeper_id for row in rows}, actor.on)
    found = []
    for (keeper, unit), its in groupby(rows, key=lambda row: (row.task.keeper_id, row.task.unit_id)):
        waiting = list(its)
        found.append(
            LateUnit(
                keeper_id=keeper,
                keeper=names[keeper].full_name,
                unit_id=unit,
                unit=names[unit].full_name,
                tasks=[_late(number, row.task, row.step, actor.on) for number, row in enumerate(waiting, start=1)],
                newest=max(row.pk for row in waiting),
            )
        )
    return sorted(found, key=lambda each: (-each.step, -max(task.days for task in each.tasks), each.unit))


def unit_to_remind(actor: Actor, keeper_id: int, unit_id: int) -> LateUnit:
    """Return one letter.  Raises NotFound when none waits that the actor may sign."""
    for each in units_to_remind(actor):
        if (each.keeper_id, each.unit_id) == (keeper_id, unit_id):
            return each
    raise NotFound


def _late(number: int, task: ConclusionTask, step: int, on: date, unit: str = "") -> LateTask:
    return LateTask(
        number=number,
        task_id=task.pk,
        text=task.text,
        notice=f"{task.conclusion.number} ngày {format_date(task.conclusion.issued_on or task.due_on)}",
        due_on=format_date(task.due_on),
        days=(on - task.due_on).days,
        step=step,
        unit=unit,
    )


# --- what is printed --------------------------------------------------------------------------------------------------


def reminder_letter(letter: LateUnit, *, on: date, number: str = "") -> dict[str, object]:
    """Return the fields of the letter to one unit."""
    return {
        **_head(letter.keeper_id, on, number),
        "recipient": letter.unit[:1].upper() + letter.unit[1:],
        "step": f"đôn đốc lần {letter.step}",
        "total": len(letter.tasks),
        "rows": letter.tasks,
    }


def general_letter(actor: Actor, keeper_id: int, *, on: date) -> dict[str, object]:
    """Return the fields of the letter of one unit to all about what three letters of its own did not move.

    Raises NotFound when there is nothing of the kind.
    """
    tasks = list(tasks_chased_out(actor).filter(keeper=keeper_id))
    if not tasks:
        raise NotFound
    names = names_on({task.unit_id for task in tasks}, on)
    tasks.sort(key=lambda task: (names[task.unit_id].sort_name, task.due_on, task.pk))
    rows = [
        _late(number, task, task.reminders, on, names[task.unit_id].full_name)
        for number, task in enumerate(tasks, start=1)
    ]
    return {
        **_head(keeper_id, on, ""),
        "total": len(rows),
        "units": len({task.unit_id for task in tasks}),
        "rows": rows,
    }


def _head(keeper_id: int, on: date, number: str) -> dict[str, object]:
    head = letterhead_of(keeper_id, on)
    return {
        "superior": head.superior,
        "issuer": head.issuer,
        "place": head.place,
        "day": say_day(on),
        "on": format_date(on),
        "number": number or f"……/{head.symbol}",
        "signer_title": head.signer_title,
    }


def next_letter_number(keeper_id: int, on: date) -> tuple[int, str]:
    """Return the number and symbol the next letter of a unit takes: a plain letter has no type before the symbol."""
    symbol = letterhead_of(keeper_id, on).symbol
    return next_outgoing_number(keeper_id, symbol, on.year), symbol
