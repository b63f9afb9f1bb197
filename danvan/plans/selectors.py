"""Questions about plans and their tasks."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.selectors import in_locked_period, records_visible_to
from danvan.evidence.selectors.dues import Due, due_record
from danvan.kernel.text import shorten
from danvan.plans.models import Plan, PlanTask

CHOICES_SHOWN = 200


@dataclass(frozen=True)
class Progress:
    """How far the tasks of a plan are on a day."""

    tasks: int = 0
    done: int = 0
    late: int = 0

    @property
    def share(self) -> float:
        """Done of all, between 0 and 1."""
        return self.done / self.tasks if self.tasks else 0


@dataclass(frozen=True)
class TaskRow:
    """A task on the page of its plan."""

    task: PlanTask
    days_late: int


def plans_visible_to(actor: Actor) -> "QuerySet[Plan, Plan]":
    """Return the plans of the units the actor may look into, each with its document."""
    return records_visible_to(actor, Plan).select_related("document")


def tasks_visible_to(actor: Actor) -> "QuerySet[PlanTask, PlanTask]":
    """Return the tasks of the units the actor may look into, each with its plan."""
    return records_visible_to(actor, PlanTask).select_related("plan")


def progress_of(plan_ids: Iterable[int], *, on: date) -> dict[int, Progress]:
    """Return how far each plan with tasks is.  One query."""
    rows = (
        PlanTask.objects.filter(plan__in=list(plan_ids))
        .order_by()
        .values("plan_id")
        .annotate(
            tasks=Count("pk"),
            done=Count("pk", filter=Q(happened_on__isnull=False)),
            late=Count("pk", filter=Q(happened_on__isnull=True, due_on__lt=on)),
        )
    )
    return {row["plan_id"]: Progress(row["tasks"], row["done"], row["late"]) for row in rows}


def tasks_of(plan: Plan, *, on: date) -> list[TaskRow]:
    """Return the tasks of a plan by due date, with the days each is late.  The plan has been found visible."""
    return [TaskRow(task, days_late(task, on=on)) for task in plan.tasks.order_by("due_on", "pk")]


def days_late(task: PlanTask, *, on: date) -> int:
    """Return by how many days a task was, or is on a day, late; 0 when it is not."""
    return max(0, ((task.happened_on or on) - task.due_on).days)


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return the tasks due within some days, without those of a closed year.  Two queries."""
    units: dict[str, Any] = {} if unit_ids is None else {"unit__in": unit_ids}
    tasks = PlanTask.objects.filter(due_on__range=(start, end), **units).exclude(in_locked_period("due_on"))
    for task in tasks:
        yield due_record(task, task.due_on, task.title, is_done=task.happened_on is not None, owner=task.owner)


def plans_like(unit_id: int, kinds: Collection[str], year: int, *, actor: Actor) -> "QuerySet[Plan, Plan]":
    """Return the visible plans a unit has already for this year and these kinds."""
    return plans_visible_to(actor).filter(unit=unit_id, plan_kind__in=kinds, year=year).order_by("pk")


def writable_plans(actor: Actor) -> "QuerySet[Plan, Plan]":
    """Return the plans of units the actor may write for, newest first."""
    scope = actor.scope(Right.WRITE_RECORDS)
    found = plans_visible_to(actor).order_by("-year", "-pk")
    return found if scope.everything else found.filter(unit__in=scope.unit_ids)


def plan_choices(actor: Actor, *, chosen: int | None = None) -> list[tuple[int, str]]:
    """Return the plans one may add tasks to, as choices; the chosen one is always among them."""
    plans = list(writable_plans(actor).filter(pk=chosen)) if chosen else []
    plans += [plan for plan in writable_plans(actor)[:CHOICES_SHOWN] if plan.pk != chosen]
    return [(plan.pk, f"{shorten(plan.title, 110)} ({plan.year})") for plan in plans]


def plans_by_place(actor: Actor, unit_ids: Iterable[int]) -> dict[tuple[int, str, int], list[Plan]]:
    """Return the plans of units one may write for by (unit, kind, year).  One query."""
    found: dict[tuple[int, str, int], list[Plan]] = {}
    for plan in writable_plans(actor).filter(unit__in=set(unit_ids)):
        found.setdefault((plan.unit_id, plan.plan_kind, plan.year), []).append(plan)
    return found
