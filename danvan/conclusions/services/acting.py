"""Doing an act of the table on a task: one way in for every act.

The row is locked, the page's version compared, authority asked, the table and
its guards consulted; then what the act says is written with its files, the
timeline and the journal get their line, and whoever goes on is told.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.casework.rules.acts import SAME, Act
from danvan.casework.services import CannotAct, require_guards
from danvan.conclusions.choices import TaskState
from danvan.conclusions.events import announce_change
from danvan.conclusions.models import ConclusionTask, TaskAct, TaskFile
from danvan.conclusions.rules.extending import Days, extended, moves_due_day
from danvan.conclusions.rules.guards import why_not
from danvan.conclusions.rules.states import TABLE
from danvan.conclusions.selectors import facts_of, may_do
from danvan.conclusions.selectors.reminding import people_of_tasks
from danvan.files.rules.names import clean_name
from danvan.files.services import store_upload
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, NoAuthority, NotFound
from danvan.kernel.text import format_date
from danvan.notices.services import Message, tell
from danvan.orgs.selectors import ended_units

Given = Mapping[str, Any]
# Whom an act gives the next step to.
_TELLS_UNIT = frozenset({"send_back", "reassign", "insist", "grant_time", "refuse_time", "cancel", "reopen"})
_TELLS_KEEPER = frozenset({"report", "return", "ask_time", "answer"})


@transaction.atomic
def perform(
    task_id: int,
    act_code: str,
    given: Given,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    version: int | None = None,
    papers: "Sequence[UploadedFile[bytes]]" = (),
) -> ConclusionTask:
    """Do one act on a day, keep the files that came with it, and return the task as it stands.

    Raises NotFound for an act the table does not have, NoAuthority, Conflict
    when the page was older than the task, ActNotAllowed for the state, CannotAct
    for a guard, CannotStoreFile; nothing is changed then.
    """
    task = ConclusionTask.objects.select_for_update().get(pk=task_id)
    if act_code not in TABLE:
        raise NotFound
    act = TABLE[act_code]
    if not may_do(task, act, actor):
        raise NoAuthority
    if version is not None and version != task.version:
        raise Conflict
    _require_day(task, act, on=on, at=at)
    facts = facts_of(task, given, actor, on=on, today=timezone.localdate(at), files=len(papers))
    require_guards(act, lambda guard: why_not(guard, facts))
    before, units, days = task.state, {task.unit_id, task.keeper_id}, {task.due_on}
    # The effect is asked of the task as it stood.
    detail = _EFFECTS.get(act.code, _nothing)(task, given, on)
    task.state = before if act.to_state == SAME else act.to_state
    if act.to_state != SAME:
        task.last_act_on = on
    _saved(task)
    written = write_act(
        task,
        act.code,
        actor=actor,
        on=on,
        at=at,
        from_state=before,
        number=given.get("number") or given.get("answer_number") or "",
        note=given.get("note") or "",
        detail=detail,
    )
    for upload in papers:
        stored = store_upload(upload)
        TaskFile.objects.create(act=written, stored=stored, name=clean_name(upload.name or "", stored.content_type))
    _close_when_nothing_is_owed(task, actor=actor, on=on, at=at)
    announce_change(task, units=units, days=days)
    _tell(task, act, given, actor=actor, at=at)
    return task


def write_act(
    task: ConclusionTask,
    act: str,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    from_state: str = "",
    number: str = "",
    note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> TaskAct:
    """Write an act on the timeline with its words, and into the journal without them."""
    written = TaskAct.objects.create(
        task=task,
        act=act,
        on=on,
        at=at,
        holding_id=actor.holding_id,
        from_state=from_state,
        to_state=task.state,
        number=number,
        note=note,
        detail=dict(detail or {}),
    )
    record_act(
        f"conclusion_task.{act}",
        actor=actor,
        subject_kind="conclusion_task",
        subject_id=task.pk,
        unit_id=task.unit_id,
        detail={"on": on.isoformat(), "from": from_state, "to": task.state},
    )
    return written


def tell_unit(task: ConclusionTask, act: Act, *, actor: Actor, at: datetime) -> None:
    """Tell the officer it was given to, while in post, or whoever carries out tasks of the unit: it is their turn."""
    people = people_of_tasks([task], timezone.localdate(at))[task.pk]
    _tell_holders(task, act, people, actor=actor, at=at)


def _require_day(task: ConclusionTask, act: Act, *, on: date, at: datetime) -> None:
    """Refuse a state the act does not start from, and a day that cannot be: raises ActNotAllowed, CannotAct.

    What moves the task on comes after what moved it before; what only adds to
    it may be written down later than other things, with its own day.
    """
    TABLE.workflow.target(task.state, act.code)
    if on > timezone.localdate(at):
        raise CannotAct(params={"act": act.label, "why": "ngày của việc không thể ở tương lai."}, field="on")
    first = task.assigned_on if act.to_state == SAME else task.last_act_on
    if first is not None and on < first:
        raise CannotAct(
            params={"act": act.label, "why": f"việc trước đó được ghi ngày {format_date(first)}."}, field="on"
        )


def _saved(task: ConclusionTask) -> None:
    task.is_open = task.state not in (TaskState.CLOSED, TaskState.CANCELLED)
    task.version += 1
    task.save()


def _close_when_nothing_is_owed(task: ConclusionTask, *, actor: Actor, on: date, at: datetime) -> None:
    if task.state != TaskState.VERIFIED or (task.awaits_answer and task.answered_on is None):
        return
    before, task.state = task.state, TaskState.CLOSED
    task.last_act_on = max(on, task.last_act_on or on)
    _saved(task)
    write_act(task, "close", actor=actor, on=on, at=at, from_state=before)


Effect = Callable[[ConclusionTask, Given, date], dict[str, Any]]


def _nothing(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    return {}


def _accept(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    if given.get("officer"):
        task.officer_id = given["officer"]
    return {"officer": given.get("officer")} if given.get("officer") else {}


def _report(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    task.done_on, task.result, task.asked_until = given["done_on"], given["note"], None
    if given.get("answered_on"):
        _answer(task, given, on)
    return {"done_on": given["done_on"].isoformat(), "no_document": given.get("no_document") or ""}


def _answer(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    task.answered_on, task.answer_number = given["answered_on"], given["answer_number"]
    return {"answered_on": given["answered_on"].isoformat()}


def _ask_time(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    task.asked_until = given["until"]
    return {"until": given["until"].isoformat()}


def _return(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    task.asked_until = None
    return {"right_body": given["right_body"]}


def _verify(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    task.done_on, task.verified_on = given["done_on"], on
    return {"done_on": given["done_on"].isoformat()}


def _not_done(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    task.done_on = task.verified_on = None
    # What was told of it no longer holds; when it is done again somebody tells it again.
    task.public_result = ""
    return {}


def _reassign(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    task.due_with_id = _late_with(task, on)
    before, task.unit_id, task.officer_id, task.asked_until = task.unit_id, given["to_unit"], None, None
    # A unit that leads does not take part as well.
    task.coordinating.filter(unit=task.unit_id).delete()
    moved = _grant_time(task, given, on) if given.get("until") else {}
    return {"from": before, "to": task.unit_id, **moved}


def _late_with(task: ConclusionTask, on: date) -> int | None:
    """Return whom a task was late with that is given to another unit; nothing while it still has time (R2, R4).

    That is the unit that had it.  What was returned by its day as not its
    unit's, and what its unit had ended before, lay with whoever follows it and
    had to give it on: it was late there, and neither of the two units is
    charged with the wait.
    """
    if task.due_with_id is not None or on <= task.due_on:
        return task.due_with_id
    was_returned = task.state == TaskState.RETURNED and (task.last_act_on or on) <= task.due_on
    ended = ended_units([task.unit_id], on).get(task.unit_id)
    lay_with_keeper = was_returned or (ended is not None and ended.ended_on <= task.due_on)
    return task.keeper_id if lay_with_keeper else task.unit_id


def _grant_time(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    before, until = Days(task.due_on, task.expected_on, task.extensions), given["until"]
    after = extended(before, granted_on=on, until=until)
    task.due_on, task.expected_on, task.extensions = after.due_on, after.expected_on, after.extensions
    task.asked_until = None
    counts = moves_due_day(before.due_on, granted_on=on)
    return {"until": until.isoformat(), "due_before": before.due_on.isoformat(), "counts": counts}


def _refuse_time(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    asked, task.asked_until = task.asked_until, None
    return {"asked": asked.isoformat() if asked else ""}


def _record_view(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    task.citizen_view, task.citizen_view_on = given["citizen_view"], given["view_on"]
    return {"view": given["citizen_view"]}


def _cancel(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    task.asked_until = None
    return {}


def _await_answer(task: ConclusionTask, given: Given, on: date) -> dict[str, Any]:
    task.awaits_answer = given["awaits_answer"]
    return {"awaits_answer": task.awaits_answer}


_EFFECTS: Mapping[str, Effect] = {
    "accept": _accept,
    "entrust": _accept,
    "report": _report,
    "ask_time": _ask_time,
    "return": _return,
    "verify": _verify,
    "send_back": _not_done,
    "reassign": _reassign,
    "grant_time": _grant_time,
    "refuse_time": _refuse_time,
    "answer": _answer,
    "record_view": _record_view,
    "await_answer": _await_answer,
    "cancel": _cancel,
    "reopen": _not_done,
}


def _tell(task: ConclusionTask, act: Act, given: Given, *, actor: Actor, at: datetime) -> None:
    if act.code in _TELLS_UNIT:
        tell_unit(task, act, actor=actor, at=at)
    elif act.code in _TELLS_KEEPER:
        on = timezone.localdate(at)
        keepers = holders_over(Right.KEEP_CONCLUSIONS, [task.keeper_id], on=on).get(task.keeper_id, [])
        _tell_holders(task, act, set(keepers), actor=actor, at=at)
    elif given.get("officer"):
        _tell_holders(task, act, {given["officer"]}, actor=actor, at=at)


def _tell_holders(task: ConclusionTask, act: Act, holders: set[int], *, actor: Actor, at: datetime) -> None:
    """Tell some people by the number of the notice and the place in it; the words of the task stay on its page."""
    said = f"Thông báo {task.conclusion.number}, việc {task.position}: {act.label}"
    key = f"conclusion-task-{task.pk}-version-{task.version}"
    tell(
        [Message(pk, key, said, task.get_absolute_url()) for pk in sorted(holders - {actor.holding_id or 0})],
        at=at,
    )
