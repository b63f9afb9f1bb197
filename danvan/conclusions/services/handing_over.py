"""Open tasks of units that ended: with the only successor at once, otherwise waiting for whoever follows them.

The text, the days and what was done stay; a unit that took part is followed
likewise.  What has several successors, or
none, is given to a unit by a person of the unit that follows it; when that
one ended without a single successor, the province follows.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from danvan.authority.rules.actor import Actor, system_actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.conclusions.events import announce_change
from danvan.conclusions.models import ConclusionTask, Coordination
from danvan.conclusions.selectors import tasks_without_unit
from danvan.conclusions.services.acting import write_act
from danvan.kernel.text import format_number
from danvan.notices.services import Message, tell
from danvan.orgs.selectors import EndedUnit, ended_units, governments_on, names_on

IN_ONE_TRANSACTION = 200
_ROLES = {"unit_id": "Thực hiện", "keeper_id": "Theo dõi"}


def hand_over_tasks(*, at: datetime) -> int:
    """Let the open tasks of units that ended pass on where it is clear to whom; return how many passed.

    Who gets some is told how many; those that wait for a person are told to whoever follows them.
    """
    on = timezone.localdate(at)
    open_ = ConclusionTask.objects.filter(is_open=True).order_by()
    helping = Coordination.objects.filter(task__is_open=True).values_list("unit", flat=True).distinct()
    named = (open_.values_list(role, flat=True).distinct() for role in ("unit", "keeper"))
    units = {unit for some in (*named, helping) for unit in some}
    ended = ended_units(sorted(units), on)
    if not ended:
        return 0
    province = governments_on(on, level="province").first()
    passed: list[_Passed] = []
    takes_part = Exists(Coordination.objects.filter(task=OuterRef("pk"), unit__in=ended))
    tasks = open_.filter(Q(unit__in=ended) | Q(keeper__in=ended) | takes_part)
    keys = list(tasks.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), IN_ONE_TRANSACTION):
        some = keys[start : start + IN_ONE_TRANSACTION]
        passed += _pass_on(some, ended, province.unit_id if province else None, at=at)
    _tell_who_decides(on, at)
    return len(passed)


@dataclass(frozen=True)
class _Passed:
    """A task that passed: to whom, where the unit or the one that follows it changed."""

    task_id: int
    unit_id: int | None
    keeper_id: int | None


@transaction.atomic
def _pass_on(keys: list[int], ended: dict[int, EndedUnit], province: int | None, *, at: datetime) -> list[_Passed]:
    on = timezone.localdate(at)
    actor = system_actor(on)
    passed = []
    for task in ConclusionTask.objects.select_for_update().filter(pk__in=keys, is_open=True).order_by("pk"):
        unit, keeper = _heir(task.unit_id, ended), _heir(task.keeper_id, ended) or province
        changed: dict[str, tuple[int, int]] = {}
        if task.unit_id in ended and unit:
            changed["unit_id"] = (task.unit_id, unit)
        if task.keeper_id in ended and keeper:
            changed["keeper_id"] = (task.keeper_id, keeper)
        helpers = _helpers(task, ended)
        if changed or helpers:
            _write(task, changed, helpers, ended, actor, on=on, at=at)
            new = {name: pair[1] for name, pair in changed.items()}
            passed.append(_Passed(task.pk, new.get("unit_id"), new.get("keeper_id")))
    _tell_successors(passed, on, at)
    return passed


def _helpers(task: ConclusionTask, ended: dict[int, EndedUnit]) -> list[tuple[int, int]]:
    """Return the units that take part and ended, each with the only one that followed."""
    taking_part = task.coordinating.filter(unit__in=ended).order_by("pk").values_list("unit", flat=True)
    return [(unit, heir) for unit in taking_part if (heir := _heir(unit, ended))]


def _write(
    task: ConclusionTask,
    changed: dict[str, tuple[int, int]],
    helpers: list[tuple[int, int]],
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
    task.coordinating.filter(unit__in=[old for old, _new in helpers]).delete()
    Coordination.objects.bulk_create(
        [Coordination(task=task, unit_id=new) for _old, new in helpers], ignore_conflicts=True
    )
    # A unit that leads does not take part as well.
    task.coordinating.filter(unit=task.unit_id).delete()
    task.version += 1
    task.save()
    pairs = [*((_ROLES[name], *pair) for name, pair in changed.items()), *(("Phối hợp", *pair) for pair in helpers)]
    names = names_on({unit for _role, old, new in pairs for unit in (old, new)}, on)
    note = " ".join(f"{role}: từ {names[old].full_name} sang {names[new].full_name}." for role, old, new in pairs)
    acts = {ended[old].legal_act for _role, old, _new in pairs}
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


def _tell_successors(passed: Sequence[_Passed], on: date, at: datetime) -> None:
    """Tell those of the units that got tasks how many, once each: the tasks are found in their list."""
    messages = []
    for right, said, of in (
        (Right.CARRY_OUT_CONCLUSIONS, "nhiệm vụ theo kết luận chuyển đến để thực hiện", "unit_id"),
        (Right.KEEP_CONCLUSIONS, "nhiệm vụ theo kết luận chuyển đến để theo dõi", "keeper_id"),
    ):
        got: dict[int, list[int]] = defaultdict(list)
        for each in passed:
            if (unit := getattr(each, of)) is not None:
                got[unit].append(each.task_id)
        url = reverse("conclusions:task_list")
        for unit, holdings in holders_over(right, list(got), on=on).items():
            text = f"{format_number(len(got[unit]))} {said}, từ đơn vị đã kết thúc hoạt động"
            key = f"conclusion-tasks-passed-{of}-{unit}-{max(got[unit])}"
            messages += [Message(holding_id, key, text, url) for holding_id in holdings]
    tell(messages, at=at)


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
