"""Which tasks may be told to the public, and what the public may read: words written for it, nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.conclusions.choices import DONE, ConclusionState, TaskState
from danvan.conclusions.models import ConclusionTask, TaskAct
from danvan.conclusions.rules.publishing import Found, look_through
from danvan.conclusions.selectors.visible import tasks_visible_to
from danvan.orgs.selectors import governments_on, names_on, units_on, units_today

# --- for whoever publishes --------------------------------------------------------------------------------------------


def tasks_to_publish(actor: Actor) -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return the issued tasks of conclusions that the actor may publish: those of the units it answers for."""
    return (
        tasks_visible_to(actor)
        .exclude(state=TaskState.CANCELLED)
        .filter(keeper__in=_published_by(actor), conclusion__state=ConclusionState.ISSUED)
        .select_related("conclusion")
    )


def _published_by(actor: Actor) -> frozenset[int]:
    """Return the units whose promises are the actor's to publish, correct and withdraw.

    Its own and those that ended and that it alone follows.  What a unit
    published that ended without a single successor is the province's: a name
    must not stay public because nobody is left to take it back.  One query, for
    the province three more.
    """
    own = actor.scope(Right.PUBLISH_WORK).unit_ids | actor.kept(Right.PUBLISH_WORK)
    if not own or not governments_on(actor.on, level="province").filter(unit__in=own).exists():
        return own
    told = ConclusionTask.objects.exclude(public_text="").exclude(keeper__in=units_on(actor.on).values("unit"))
    ended = set(told.order_by().values_list("keeper", flat=True).distinct())
    return own | {unit for unit, heirs in units_today(ended, actor.on).items() if len(heirs) != 1}


# What is done with the words for the public: its code in the timeline, its words.
PUBLISH, CORRECT, WITHDRAW = "publish", "correct_public", "withdraw_public"
PUBLIC_ACTS = {PUBLISH: "công khai", CORRECT: "sửa lời công khai", WITHDRAW: "rút khỏi trang công khai"}

# What the list may be narrowed to: its code in the address, its words.
VIEWS: dict[str, tuple[str, Q]] = {
    "chua": ("Chưa công khai", Q(published_at=None)),
    "thieu": ("Đã xong, chưa công khai kết quả", Q(published_at__isnull=False, public_result="", state__in=DONE)),
    "da": ("Đã công khai", Q(published_at__isnull=False)),
}


def publishing_counts(actor: Actor) -> dict[str, int]:
    """Return how many tasks each view holds.  One query."""
    return tasks_to_publish(actor).aggregate(
        **{code: Count("pk", filter=condition) for code, (_label, condition) in VIEWS.items()}
    )


def record_of(task: ConclusionTask) -> list[str]:
    """Return every text of the internal record of a task.  One query."""
    notice = task.conclusion
    said = [task.text, task.result, notice.origin_title, notice.summary]
    for note, detail in task.acts.values_list("note", "detail"):
        said += [note, *(str(detail.get(name) or "") for name in ("right_body", "no_document"))]
    return [text for text in said if text]


def public_acts(task: ConclusionTask) -> list[tuple[str, TaskAct]]:
    """Return what was done with the public words of a task, the latest first, each in words.  One query."""
    acts = task.acts.filter(act__in=PUBLIC_ACTS).select_related("holding__person", "holding__post").order_by("-at")
    return [(PUBLIC_ACTS[act.act], act) for act in acts]


def what_to_look_at(task: ConclusionTask, *public: str) -> list[Found]:
    """Return what in words for the public looks personal, measured against the internal record."""
    return look_through("\n".join(public), record_of(task))


# --- for the public ---------------------------------------------------------------------------------------------------

# As everybody reads it; translated on the page.
KEPT, KEPT_LATE, REPORTED, RUNNING, LATE = "kept", "kept_late", "reported", "running", "late"


@dataclass(frozen=True)
class PublicPromise:
    """One published task: the words for the public, units, days and how it stands; nothing of the record."""

    id: int
    text: str
    result: str
    unit: str
    keeper: str
    origin: str
    due_on: date
    done_on: date | None
    status: str


@dataclass(frozen=True)
class PublicUnit:
    """One unit with its published tasks by how they stand."""

    unit_id: int
    name: str
    sort_name: str
    total: int
    kept: int
    kept_late: int
    reported: int
    running: int
    late: int


@dataclass(frozen=True)
class PublicPromises:
    """The published tasks that fall due in a year, by unit and as a whole; years that have any."""

    total: int
    kept: int
    kept_late: int
    reported: int
    running: int
    late: int
    units: Sequence[PublicUnit]


def published_tasks() -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return what is public: published, of an issued conclusion, and not cancelled since."""
    return ConclusionTask.objects.exclude(state=TaskState.CANCELLED).filter(
        published_at__isnull=False, conclusion__state=ConclusionState.ISSUED
    )


def _conditions(on: date) -> dict[str, Q]:
    """Return what each state is: together all that is public, none twice.

    What was reported done by its day is called overdue by nobody while its follower has not confirmed it yet.
    """
    done, reported = Q(state__in=DONE), Q(state=TaskState.REPORTED, done_on__lte=F("due_on"))
    undone = ~done & ~reported
    return {
        KEPT: done & Q(done_on__lte=F("due_on")),
        KEPT_LATE: done & Q(done_on__gt=F("due_on")),
        REPORTED: reported,
        RUNNING: undone & Q(due_on__gte=on),
        LATE: undone & Q(due_on__lt=on),
    }


def publication_mark() -> str:
    """Return what changes whenever something is published, corrected or withdrawn: the key a page is kept under.

    One query through the index of what is published.
    """
    of = ConclusionTask.objects.filter(published_at__isnull=False).aggregate(
        number=Count("pk"),
        last=Max("published_at"),
        versions=Sum("version"),
        taken=Count("pk", filter=Q(state=TaskState.CANCELLED)),
    )
    last = of["last"].timestamp() if of["last"] else 0
    return f"{of['number']}-{last}-{of['versions']}-{of['taken']}"


def published_years() -> list[int]:
    """Return the years in which something public falls due, the latest first.  One query."""
    of = published_tasks().aggregate(first=Min("due_on"), last=Max("due_on"))
    if of["first"] is None:
        return []
    return list(range(of["last"].year, of["first"].year - 1, -1))


def public_promises(year: int, *, on: date) -> PublicPromises:
    """Return how the published tasks that fall due in a year stand.  Two queries."""
    conditions = _conditions(on)
    rows: Iterable[Any] = (
        _of_year(year)
        .values("unit")
        .annotate(**{f"number_{name}": Count("pk", filter=each) for name, each in conditions.items()})
        .order_by()
    )
    found = list(rows)
    names = names_on({row["unit"] for row in found}, on)
    units = []
    for row in found:
        numbers = {name: row[f"number_{name}"] for name in conditions}
        name = names[row["unit"]]
        units.append(PublicUnit(row["unit"], name.full_name, name.sort_name, total=sum(numbers.values()), **numbers))
    sums = {name: sum(getattr(unit, name) for unit in units) for name in conditions}
    units.sort(key=lambda unit: (-unit.late, unit.sort_name))
    return PublicPromises(total=sum(sums.values()), units=units, **sums)


def public_list(
    year: int, *, on: date, unit_id: int | None = None, status: str = ""
) -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return the published tasks of a year, of one unit or in one state when asked, the longest due first."""
    tasks = _of_year(year)
    if unit_id is not None:
        tasks = tasks.filter(unit=unit_id)
    if status:
        tasks = tasks.filter(_conditions(on)[status])
    return tasks.order_by("due_on", "pk")


def as_public(tasks: Sequence[ConclusionTask], *, on: date) -> list[PublicPromise]:
    """Return tasks as the public reads them.  One query."""
    names = names_on({task.unit_id for task in tasks} | {task.keeper_id for task in tasks}, on)
    return [
        PublicPromise(
            id=task.pk,
            text=task.public_text,
            # Opened again, it has no result any more.
            result=task.public_result if task.state in DONE else "",
            unit=names[task.unit_id].full_name,
            keeper=names[task.keeper_id].full_name,
            origin=task.get_origin_display(),
            due_on=task.due_on,
            done_on=task.done_on if task.state in DONE else None,
            status=_status(task, on),
        )
        for task in tasks
    ]


def _status(task: ConclusionTask, on: date) -> str:
    if task.state in DONE and task.done_on is not None:
        return KEPT if task.done_on <= task.due_on else KEPT_LATE
    if task.state == TaskState.REPORTED and task.done_on is not None and task.done_on <= task.due_on:
        return REPORTED
    return RUNNING if task.due_on >= on else LATE


def _of_year(year: int) -> "QuerySet[ConclusionTask, ConclusionTask]":
    return published_tasks().filter(due_on__range=(date(year, 1, 1), date(year, 12, 31)))
