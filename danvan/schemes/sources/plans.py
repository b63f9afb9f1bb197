"""Plans and their tasks (T03, T04, T05)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as CountOf
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from danvan.orgs.selectors import units_on
from danvan.plans.models import Plan, PlanTask
from danvan.schemes.sources.facts import Count, Exhibit, Wanted, exhibit

PLAN, TASK = "plan", "plan_task"


@dataclass(frozen=True, slots=True)
class TaskCount:
    """How many tasks of one unit and year are due, of plans in one state and tasks in one state."""

    unit_id: int
    year: int
    plan_state: str
    state: str
    due: int
    done: int
    late: int


def count_plans(kinds: Collection[str], wanted: Wanted) -> Iterator[Count]:
    """Return the plans for each year, whenever they were issued.  One query."""
    rows = (
        _plans(kinds, wanted)
        .values("unit_id", "year", "state")
        .annotate(number=CountOf("pk"), first_on=Min("happened_on"))
        .order_by()
    )
    for row in rows:
        yield Count(row["unit_id"], row["year"], row["state"], row["number"], row["first_on"])


def count_tasks(kinds: Collection[str], wanted: Wanted) -> Iterator[TaskCount]:
    """Return the tasks due within the year of their plan, on days their unit existed.  One query."""
    rows = (
        _tasks(kinds, wanted)
        .values("unit_id", "plan__year", "plan__state", "state")
        .annotate(
            due=CountOf("pk"),
            done=CountOf("pk", filter=Q(happened_on__isnull=False)),
            late=CountOf("pk", filter=Q(happened_on__gt=F("due_on"))),
        )
        .order_by()
    )
    for row in rows:
        yield TaskCount(
            row["unit_id"], row["plan__year"], row["plan__state"], row["state"], row["due"], row["done"], row["late"]
        )


def list_plans(kinds: Collection[str], wanted: Wanted) -> Iterator[Exhibit]:
    """Return the plans themselves, oldest first.  One query."""
    for plan in _plans(kinds, wanted).order_by("year", "unit_id", "happened_on", "pk"):
        yield exhibit(plan, year=plan.year)


def list_tasks(kinds: Collection[str], wanted: Wanted) -> "Iterator[tuple[Exhibit, str]]":
    """Return the tasks themselves, each with the state of its plan, by due date.  One query."""
    for task in _tasks(kinds, wanted).select_related("plan").order_by("plan__year", "unit_id", "due_on", "pk"):
        yield exhibit(task, year=task.plan.year, due_on=task.due_on, owner=task.owner), task.plan.state


def overdue_tasks(units: Collection[int] | None, year: int, *, on: date) -> "QuerySet[PlanTask, PlanTask]":
    """Return the tasks of a year whose day has passed without a result, longest first."""
    found = PlanTask.objects.filter(
        plan__year=year, due_on__lt=on, happened_on__isnull=True, **Wanted((year,), units).narrow()
    )
    return found.filter(_unit_lives_when_due()).order_by("due_on", "pk")


def _plans(kinds: Collection[str], wanted: Wanted) -> "QuerySet[Plan, Plan]":
    return Plan.objects.filter(plan_kind__in=kinds, year__in=wanted.years, **wanted.narrow())


def _tasks(kinds: Collection[str], wanted: Wanted) -> "QuerySet[PlanTask, PlanTask]":
    return PlanTask.objects.filter(
        _unit_lives_when_due(),
        plan__plan_kind__in=kinds,
        plan__year__in=wanted.years,
        due_on__year=F("plan__year"),
        unit=F("plan__unit"),
        # Says nothing new, and leads the database to the few plans of these units first.
        **wanted.narrow("plan__unit"),
    )


def _unit_lives_when_due() -> Exists:
    """A task that falls due after its unit ended binds nobody: the successor has plans of its own."""
    return Exists(units_on(OuterRef("due_on")).filter(unit=OuterRef("unit")).order_by())  # type: ignore[arg-type]
