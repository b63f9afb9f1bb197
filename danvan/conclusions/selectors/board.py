"""What was promised and what became of it, for those who answer for it: from where, by whom, kept by whom, how late.

Every number is that of a list of tasks; `Part` says which.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractMonth

from danvan.authority.rules.actor import Actor
from danvan.conclusions.choices import DONE, OWED, Origin, TaskState, is_late
from danvan.conclusions.models import ConclusionTask
from danvan.conclusions.selectors.reminding import MOST
from danvan.conclusions.selectors.visible import tasks_visible_to
from danvan.orgs.selectors import names_on

LISTED = 30


class Part(StrEnum):
    """How a promise stands; each is one part of what was promised."""

    KEPT = "kept"
    KEPT_LATE = "kept_late"
    REPORTED = "reported"
    OPEN = "open"
    LATE = "late"

    @property
    def label(self) -> str:
        """The Vietnamese words."""
        return _LABELS[self]


_LABELS = {
    Part.KEPT: "đúng hạn",
    Part.KEPT_LATE: "xong muộn",
    Part.REPORTED: "chờ xác nhận",
    Part.OPEN: "còn hạn",
    Part.LATE: "quá hạn",
}
# What a list may be narrowed to, by its code: one part, or all of them.
PROMISED = "promised"
OUTCOMES = [(PROMISED, "tất cả, trừ việc đã hủy"), *((part.value, part.label) for part in Part)]


def outcome(code: str, on: date) -> Q:
    """Return the condition of one part, or of all that was promised."""
    return ~Q(state=TaskState.CANCELLED) if code == PROMISED else conditions(on)[Part(code)]


def conditions(on: date) -> dict[Part, Q]:
    """Return what each part is: together all that was promised, none twice."""
    done, owed = Q(state__in=DONE), Q(state__in=OWED)
    return {
        Part.KEPT: done & Q(done_on__lte=F("due_on")),
        Part.KEPT_LATE: done & Q(done_on__gt=F("due_on")),
        Part.REPORTED: Q(state=TaskState.REPORTED),
        Part.OPEN: owed & Q(due_on__gte=on),
        Part.LATE: is_late(on),
    }


@dataclass(frozen=True)
class Numbers:
    """How some tasks stand."""

    kept: int = 0
    kept_late: int = 0
    reported: int = 0
    open: int = 0
    late: int = 0
    # Of those reported, the ones whose day is over.
    reported_due: int = 0

    def __add__(self, other: "Numbers") -> "Numbers":
        return Numbers(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})

    @property
    def promised(self) -> int:
        """All of them."""
        return self.kept + self.kept_late + self.reported + self.open + self.late

    @property
    def settled(self) -> int:
        """Those of which one can say whether they were kept in time: confirmed, or past their day, as T35 asks."""
        return self.kept + self.kept_late + self.reported_due + self.late


@dataclass(frozen=True)
class Line:
    """The tasks of one origin, unit or month; `key` is what a list is narrowed by."""

    key: str
    label: str
    numbers: Numbers
    sort: str = ""


@dataclass(frozen=True)
class Age:
    """Late tasks by how long: from and to in days, in words, how many; the days they fell due between."""

    label: str
    number: int
    due_from: date | None
    due_until: date


@dataclass(frozen=True)
class LatePromise:
    """One late task: what, whose, since when, how often it was chased."""

    task: ConclusionTask
    unit: str
    keeper: str
    days: int


@dataclass(frozen=True)
class Board:
    """Everything the board shows of the tasks that fall due in a year; what is late is shown whatever its year."""

    total: Numbers
    origins: Sequence[Line]
    units: Sequence[Line]
    keepers: Sequence[Line]
    months: Sequence[Line]
    ages: Sequence[Age]
    late_now: int
    from_before: int
    chased_out: int
    worst: Sequence[LatePromise]


# Days late: from, to.
AGES: tuple[tuple[int, int | None, str], ...] = (
    (1, 5, "đến 5 ngày"),
    (6, 15, "6–15 ngày"),
    (16, 30, "16–30 ngày"),
    (31, 90, "31–90 ngày"),
    (91, None, "trên 90 ngày"),
)


@dataclass(frozen=True)
class Narrowed:
    """What the board is narrowed to."""

    year: int
    origin: str = ""
    unit_id: int | None = None
    keeper_id: int | None = None

    def tasks(self, actor: Actor) -> "QuerySet[ConclusionTask, ConclusionTask]":
        """Return the issued tasks the actor may see, of any year."""
        tasks = tasks_visible_to(actor).exclude(state=TaskState.CANCELLED)
        if self.origin:
            tasks = tasks.filter(origin=self.origin)
        if self.unit_id is not None:
            tasks = tasks.filter(unit=self.unit_id)
        if self.keeper_id is not None:
            tasks = tasks.filter(keeper=self.keeper_id)
        return tasks


def board(actor: Actor, asked: Narrowed, *, on: date) -> Board:
    """Return the board.  Seven queries, however many tasks."""
    tasks = asked.tasks(actor)
    of_year = tasks.filter(due_on__range=(date(asked.year, 1, 1), date(asked.year, 12, 31)))
    by_origin = _grouped(of_year, F("origin"), on)
    by_unit = _grouped(of_year, F("unit"), on)
    by_keeper = _grouped(of_year, F("keeper"), on)
    by_month = _grouped(of_year, ExtractMonth("due_on"), on)
    late = _late(tasks, on)
    ages = _ages(late, asked.year, on)
    worst = list(late.select_related("conclusion").order_by("due_on", "pk")[:LISTED])
    named = {*by_unit, *by_keeper, *(task.unit_id for task in worst), *(task.keeper_id for task in worst)}
    names = names_on(named, on)
    promises = [
        LatePromise(task, names[task.unit_id].full_name, names[task.keeper_id].full_name, (on - task.due_on).days)
        for task in worst
    ]
    return Board(
        total=sum(by_origin.values(), Numbers()),
        origins=[
            Line(origin.value, str(origin.label), by_origin[origin.value]) for origin in Origin if origin in by_origin
        ],
        units=_of_units(by_unit, names),
        keepers=_of_units(by_keeper, names),
        months=[Line(str(month), f"Tháng {month}", by_month[month]) for month in sorted(by_month)],
        ages=ages.rows,
        late_now=ages.total,
        from_before=ages.before,
        chased_out=ages.chased_out,
        worst=promises,
    )


def late_promises(actor: Actor, asked: Narrowed, *, on: date) -> Iterable[LatePromise]:
    """Return every late task as the board lists them, for a sheet.  Two queries."""
    tasks = list(_late(asked.tasks(actor), on).select_related("conclusion").order_by("due_on", "pk"))
    names = names_on({task.unit_id for task in tasks} | {task.keeper_id for task in tasks}, on)
    for task in tasks:
        yield LatePromise(task, names[task.unit_id].full_name, names[task.keeper_id].full_name, (on - task.due_on).days)


def _late(tasks: "QuerySet[ConclusionTask, ConclusionTask]", on: date) -> "QuerySet[ConclusionTask, ConclusionTask]":
    # What is owed is open: said so that the index of open tasks answers.
    return tasks.filter(is_late(on), is_open=True)


def _grouped(tasks: "QuerySet[ConclusionTask, ConclusionTask]", by: Any, on: date) -> dict[Any, Numbers]:
    """Return how tasks stand by something.  One query."""
    asked: dict[str, Q] = {part.value: each for part, each in conditions(on).items()}
    asked["reported_due"] = asked[Part.REPORTED] & Q(due_on__lt=on)
    rows: Iterable[Any] = (
        tasks.order_by()
        .values(key=by)
        .annotate(**{f"number_{part}": Count("pk", filter=each) for part, each in asked.items()})
    )
    return {row["key"]: Numbers(**{part: row[f"number_{part}"] for part in asked}) for row in rows}


def _of_units(numbers: Mapping[int, Numbers], names: Mapping[int, Any]) -> list[Line]:
    """Return lines of units, those that are late most first."""
    lines = [
        Line(str(unit_id), names[unit_id].full_name, each, names[unit_id].sort_name)
        for unit_id, each in numbers.items()
    ]
    return sorted(lines, key=lambda line: (-line.numbers.late, -line.numbers.kept_late, line.sort))


@dataclass(frozen=True)
class _Ages:
    rows: Sequence[Age]
    total: int
    before: int
    chased_out: int


def _ages(late: "QuerySet[ConclusionTask, ConclusionTask]", year: int, on: date) -> _Ages:
    """Return for how long tasks are late, and how many are of years before or were chased three times.  One query."""
    days = {
        f"age_{number}": (
            None if most is None else on - timedelta(days=most),
            on - timedelta(days=least),
        )
        for number, (least, most, _label) in enumerate(AGES)
    }
    found = late.aggregate(
        total=Count("pk"),
        before=Count("pk", filter=Q(due_on__lt=date(year, 1, 1))),
        chased_out=Count("pk", filter=Q(reminders__gte=MOST)),
        **{
            name: Count("pk", filter=Q(due_on__lte=until) & (Q() if since is None else Q(due_on__gte=since)))
            for name, (since, until) in days.items()
        },
    )
    rows = [
        Age(label, found[f"age_{number}"], *days[f"age_{number}"]) for number, (_least, _most, label) in enumerate(AGES)
    ]
    return _Ages(rows, found["total"], found["before"], found["chased_out"])
