"""Open tasks of units that ended: with the only successor at once, otherwise waiting for whoever follows them.

The text, the days and what was done stay.  What has several successors, or
none, is given to a unit by a person of the unit that follows it; when that
one ended without a single successor, the province follows.
"""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from danvan.authority.rules.actor import Actor, system_actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.conclusions.events import announce_change
from danvan.conclusions.models import ConclusionTask
from danvan.conclusions.selectors import tasks_without_unit
from danvan.conclusions.services.acting import write_act
from danvan.kernel.text import format_number
from danvan.notices.services import Message, tell
from danvan.orgs.selectors import EndedUnit, ended_units, governments_on, names_on

IN_ONE_TRANSACTION = 200


def hand_over_tasks(*, at: datetime) -> int:
    """Let the open tasks of units that ended pass on where it is clear to whom; return how many passed.

    Those that wait for a person are told to whoever follows them.
    """
    on = timezone.localdate(at)
    open_ = ConclusionTask.objects.filter(is_open=True).order_by()
    units = {*open_.values_list("unit", flat=True).distinct(), *open_.values_list("keeper", flat=True).distinct()}
    ended = ended_units(sorted(units), on)
    if not ended:
        return 0
    province = governments_on(on, level="province").first()
    moved = 0
    tasks = open_.filter(Q(unit__in=ended) | Q(keeper__in=ended))
    keys = list(tasks.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), IN_ONE_TRANSACTION):
        some = keys[start : start + IN_ONE_TRANSACTION]
        moved += _pass_on(some, ended, province.unit_id if province else None, at=at)
    _tell_who_decides(on, at)
    return moved


@transaction.atomic
def _pass_on(keys: list[int], ended: dict[int, EndedUnit], province: int | None, *, at: datetime) -> int:
    on = timezone.localdate(at)
    actor = system_actor(on)
    moved = 0
    for task in ConclusionTask.objects.select_for_update().filter(pk__in=keys, is_open=True).order_by("pk"):
        unit, keeper = _heir(task.unit_id, ended), _heir(task.keeper_id, ended) or province
        changed = {}
        if task.unit_id in ended and unit:
            changed["unit_id"] = (task.unit_id, unit)
        if task.keeper_id in ended and keeper:
            changed["keeper_id"] = (task.keeper_id, keeper)
        if changed:
            _write(task, changed, ended, actor, on=on, at=at)
            moved += 1
    return moved


def _write(
    task: ConclusionTask,
    changed: dict[str, tuple[int, int]],
    ended: dict[int, EndedUnit],
    actor: Actor,
    *,
    on: date,
    at: datetime,
) -> None:
    for name, (_old, new) in changed.items():
        setattr(task, name, new)
    if "unit_id" in changed:
        before, _new = changed["unit_id"]
        # What was late before it passed stays late there (R2, R4).
        if task.due_with_id is None and task.due_on < ended[before].ended_on:
            task.due_with_id = before
        task.officer = None
        task.coordinating.filter(unit=task.unit_id).delete()
    task.version += 1
    task.save()
    names = names_on({unit for pair in changed.values() for unit in pair}, on)
    note = " ".join(
        f"{'Thực hiện' if name == 'unit_id' else 'Theo dõi'}: từ {names[old].full_name} sang {names[new].full_name}."
        for name, (old, new) in changed.items()
    )
    acts = {ended[old].legal_act for old, _new in changed.values()}
    number = next((act.number for act in acts if act), "")
    detail = {name: list(pair) for name, pair in changed.items()}
    write_act(
        task, "hand_over", actor=actor, on=on, at=at, from_state=task.state, number=number, note=note, detail=detail
    )
    announce_change(task, units=[old for old, _new in changed.values()])


def _heir(unit_id: int, ended: dict[int, EndedUnit]) -> int | None:
    """Return who alone stands in the place of a unit that ended; nothing where there are several or none."""
    if unit_id not in ended:
        return None
    heirs = ended[unit_id].heirs
    return heirs[0].unit.unit_id if len(heirs) == 1 else None


def _tell_who_decides(on: date, at: datetime) -> None:
    waiting: dict[int, list[int]] = defaultdict(list)
    for keeper_id, key in tasks_without_unit(on).order_by("keeper", "pk").values_list("keeper", "pk"):
        waiting[keeper_id].append(key)
    holders = holders_over(Right.KEEP_CONCLUSIONS, list(waiting), on=on)
    url = f"{reverse('conclusions:task_list')}?muc=heirless"
    tell(
        [
            Message(
                holding_id,
                f"conclusion-tasks-heirless-{max(keys)}",
                f"{format_number(len(keys))} nhiệm vụ của đơn vị đã kết thúc hoạt động, chờ giao đơn vị khác",
                url,
            )
            for keeper_id, keys in waiting.items()
            for holding_id in holders.get(keeper_id, ())
        ],
        at=at,
    )
