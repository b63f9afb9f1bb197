"""The list of tasks: its sections with their counts, what narrows it, and what each row shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.rules.acts import Act
from danvan.conclusions.choices import OWED, WORKED, ConclusionState, TaskState, is_late
from danvan.conclusions.models import Conclusion, ConclusionTask
from danvan.conclusions.rules.states import TABLE
from danvan.conclusions.selectors.board import outcome
from danvan.conclusions.selectors.visible import conclusions_visible_to, tasks_visible_to
from danvan.evidence.selectors.naming import units_in_order
from danvan.kernel.text import fold
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import names_on, units_on

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Tab:
    """One section of the list, and how many tasks are in it."""

    code: str
    label: str
    count: int


LABELS = {
    "todo": "Phải làm",
    "accept": "Chờ nhận",
    "verify": "Chờ xác nhận, quyết định",
    "late": "Quá hạn",
    "soon": "Đến hạn trong 7 ngày",
    "answer": "Chờ trả lời công dân",
    "heirless": "Chờ giao đơn vị khác",
    "open": "Đang mở",
    "all": "Tất cả",
}


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed by; what is left empty does not narrow."""

    text: str = ""
    state: str = ""
    origin: str = ""
    unit: int | None = None
    keeper: int | None = None
    officer: int | None = None
    due_from: date | None = None
    due_until: date | None = None
    part: str = ""
    reminders: int | None = None
    on: date | None = None

    @property
    def q(self) -> Q:
        """The condition a task has to meet."""
        asked = {
            "state": self.state,
            "origin": self.origin,
            "unit": self.unit,
            "keeper": self.keeper,
            "officer": self.officer,
            "due_on__gte": self.due_from,
            "due_on__lte": self.due_until,
            "reminders__gte": self.reminders,
        }
        found = Q(**{name: value for name, value in asked.items() if value})
        if self.part and self.on:
            found &= outcome(self.part, self.on)
        for word in fold(self.text).split():
            found &= Q(folded__contains=word) | Q(conclusion__number__icontains=word)
        return found


def sections(actor: Actor) -> dict[str, Q]:
    """Return what is in each section, for whoever looks."""
    ours = Q(unit__in=actor.scope(Right.CARRY_OUT_CONCLUSIONS).unit_ids)
    kept = Q(keeper__in=actor.scope(Right.KEEP_CONCLUSIONS).unit_ids)
    accept = ours & Q(state=TaskState.ASSIGNED)
    owed = ours & Q(state__in=WORKED)
    asks = Q(state__in=(TaskState.REPORTED, TaskState.RETURNED)) | Q(asked_until__isnull=False)
    verify = kept & Q(is_open=True) & asks
    answer = (ours | kept) & Q(is_open=True, state=TaskState.VERIFIED)
    # Who works on tasks is shown the late ones of their own; who watches, all.
    works = actor.may(Right.CARRY_OUT_CONCLUSIONS) or actor.may(Right.KEEP_CONCLUSIONS)
    mine = (ours | kept) if works else Q()
    return {
        "todo": owed | verify | answer,
        "accept": accept,
        "verify": verify,
        "late": mine & is_late(actor.on),
        "soon": mine & Q(state__in=OWED, due_on__range=(actor.on, actor.on + SOON)),
        "answer": answer,
        "heirless": kept & Q(is_open=True) & ~Q(unit__in=units_on(actor.on).values("unit")),
        "open": Q(is_open=True),
        "all": Q(),
    }


def tabs_for(actor: Actor, asked: Asked) -> list[Tab]:
    """Return the sections that concern this person with how many tasks each holds, as narrowed now.  One query."""
    found = sections(actor)
    counts = (
        tasks_visible_to(actor)
        .filter(asked.q)
        .aggregate(
            **{code: Count("pk", filter=condition) for code, condition in found.items() if condition},
            all=Count("pk"),
        )
    )
    works = bool(actor.scope(Right.CARRY_OUT_CONCLUSIONS)) or bool(actor.scope(Right.KEEP_CONCLUSIONS))
    hidden = set() if works else {"todo", "accept", "verify", "answer"}
    if not counts["heirless"]:
        hidden.add("heirless")
    return [Tab(code, label, counts[code]) for code, label in LABELS.items() if code not in hidden]


def listed_tasks(actor: Actor, asked: Asked, tab: str) -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return the tasks of a section as narrowed, those due first at the top, those that ended last."""
    rows = tasks_visible_to(actor).filter(asked.q, sections(actor)[tab])
    return rows.select_related("conclusion", "officer__person").order_by("-is_open", "due_on", "pk")


@dataclass(frozen=True)
class TaskRow:
    """One row of the list."""

    task: ConclusionTask
    unit: str
    keeper: str
    next_act: Act | None

    def days_late(self, on: date) -> int:
        """Return by how many days the unit owes the work; 0 when it does not."""
        return max(0, (on - self.task.due_on).days) if self.task.state in OWED else 0


def rows_for(actor: Actor, tasks: Sequence[ConclusionTask]) -> list[TaskRow]:
    """Return what rows show, the names of units as of today.  One query."""
    names = names_on({unit for task in tasks for unit in (task.unit_id, task.keeper_id)}, actor.on)
    rows = []
    for task in tasks:
        following = TABLE.next_step(task.state, lambda act: "") if task.is_open else None
        rows.append(
            TaskRow(
                task=task,
                unit=names[task.unit_id].full_name,
                keeper=names[task.keeper_id].full_name,
                next_act=following[0] if following else None,
            )
        )
    return rows


def units_named_in(actor: Actor, role: str) -> list[tuple[int, str]]:
    """Return the units that do ("unit") or follow ("keeper") tasks the actor may see, by name.  Two queries."""
    ids = tasks_visible_to(actor).order_by().values_list(role, flat=True).distinct()
    return units_in_order(list(ids), actor.on)


def officers_with_tasks(actor: Actor) -> list[tuple[int, str]]:
    """Return who has open tasks of the actor's units, by name.  One query."""
    ours = Q(unit__in=actor.scope(Right.CARRY_OUT_CONCLUSIONS).unit_ids)
    busy = tasks_visible_to(actor).filter(ours, is_open=True, officer__isnull=False).order_by().values("officer")
    rows = PostHolding.objects.filter(pk__in=busy).select_related("person", "post")
    return sorted(
        ((row.pk, f"{row.person.get_full_name()}, {row.post.title}") for row in rows), key=lambda each: each[1]
    )


def drafts_of(actor: Actor) -> "QuerySet[Conclusion, Conclusion]":
    """Return the drafts that lie with the actor, the oldest meeting first."""
    return (
        conclusions_visible_to(actor)
        .filter(state=ConclusionState.DRAFT)
        .annotate(number_of_rows=Count("rows"))
        .order_by("origin_on", "pk")
    )


def tasks_without_unit(on: date) -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return the open tasks of units that are no more."""
    return ConclusionTask.objects.filter(is_open=True).exclude(unit__in=units_on(on).values("unit"))


def waiting_for(actor: Actor) -> list[Tab]:
    """Return what waits for this person: tasks to accept, late, to verify; nothing for who has none.  One query."""
    if not (actor.may(Right.CARRY_OUT_CONCLUSIONS) or actor.may(Right.KEEP_CONCLUSIONS)):
        return []
    found = sections(actor)
    mine = Q(unit__in=actor.scope(Right.CARRY_OUT_CONCLUSIONS).unit_ids) | Q(
        keeper__in=actor.scope(Right.KEEP_CONCLUSIONS).unit_ids
    )
    wanted = {code: found[code] for code in ("accept", "late", "verify", "answer", "heirless")}
    counts = ConclusionTask.objects.filter(mine, is_open=True).aggregate(
        **{code: Count("pk", filter=condition) for code, condition in wanted.items()}
    )
    return [Tab(code, LABELS[code], counts[code]) for code in wanted if counts[code]]


def watched_late(actor: Actor) -> int:
    """Return how many promises are late, for whoever only watches them; none for anybody else.  One query."""
    if actor.may(Right.CARRY_OUT_CONCLUSIONS) or actor.may(Right.KEEP_CONCLUSIONS):
        return 0
    return tasks_visible_to(actor).filter(is_late(actor.on)).count()


def found_tasks(actor: Actor, text: str) -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return the tasks that have these words, with or without accents, newest first."""
    return tasks_visible_to(actor).filter(Asked(text=text).q).select_related("conclusion").order_by("-pk")
