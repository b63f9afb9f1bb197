"""What is late, and whose it is."""

from dataclasses import dataclass
from datetime import date

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.kernel.figures import Status
from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import names_on
from danvan.schemes.roster import Asked, asked_of, deciding
from danvan.schemes.selectors.definitions import scheme_in_force
from danvan.schemes.selectors.results import closed_years, results_visible_to
from danvan.schemes.sources.plans import overdue_tasks


@dataclass(frozen=True, slots=True)
class LateItem:
    """One thing that should be there and is not.

    A duty under a target when `target` is given, a task of a plan when
    `record_id` is.  `owner` is who answers for it inside the unit, where told.
    """

    unit_id: int
    unit: UnitVersion
    what: str
    due_on: date
    days: int
    target: str = ""
    record_id: int | None = None
    owner: str = ""
    has_data: bool = True

    @property
    def unit_name(self) -> str:
        """The name of the unit on the day of the question."""
        return self.unit.full_name


@dataclass(frozen=True, slots=True)
class Lateness:
    """The late items, longest first; the totals are of all, also those beyond the limit."""

    items: tuple[LateItem, ...]
    duties: int
    tasks: int

    @property
    def total(self) -> int:
        """How many there are of both kinds."""
        return self.duties + self.tasks


def late_items(
    actor: Actor, scheme: str, year: int, *, on: date, unit_id: int | None = None, limit: int = 200
) -> Lateness:
    """Return what is late in a year within what the actor may see, in a fixed number of queries."""
    definition = scheme_in_force(scheme)
    is_closed = year in closed_years(scheme)
    late: dict[str, tuple[Asked, date]] = {}
    for asked in asked_of(definition):
        due_on = asked.target.due_on(year)
        if not asked.is_pending and not asked.is_companion and asked.threshold is not None and due_on < on:
            late[deciding(asked, year).id] = deciding(asked, year), due_on
    rows = results_visible_to(actor).filter(
        scheme=scheme, year=year, closing=False, target__in=late, status__in=[Status.NO_DATA, Status.NOT_ACHIEVED]
    )
    records = actor.scope(Right.SEE_RECORDS)
    units = None if records.everything else records.unit_ids
    tasks = overdue_tasks(units, year, on=on)
    if unit_id is not None:
        rows, tasks = rows.filter(unit=unit_id), tasks.filter(unit=unit_id)
    duties = [] if is_closed else list(rows.values_list("target", "unit_id", "status"))
    overdue = list(tasks.values("pk", "title", "unit_id", "owner", "due_on")[:limit])
    task_count = len(overdue) if len(overdue) < limit else tasks.count()
    duties.sort(key=lambda duty: (late[duty[0]][1], duty[0], duty[1]))
    duty_count = len(duties)
    duties = duties[:limit]
    names = names_on({duty[1] for duty in duties} | {task["unit_id"] for task in overdue}, on)
    items = [
        LateItem(
            unit_id=unit,
            unit=names[unit],
            what=late[target][0].name,
            due_on=late[target][1],
            days=(on - late[target][1]).days,
            target=target,
            has_data=status != Status.NO_DATA,
        )
        for target, unit, status in duties
    ]
    items += [
        LateItem(
            unit_id=task["unit_id"],
            unit=names[task["unit_id"]],
            what=task["title"],
            due_on=task["due_on"],
            days=(on - task["due_on"]).days,
            record_id=task["pk"],
            owner=task["owner"],
        )
        for task in overdue
    ]
    items.sort(key=lambda item: (-item.days, item.unit.sort_name, item.target, item.what))
    return Lateness(tuple(items[:limit]), duty_count, task_count)
