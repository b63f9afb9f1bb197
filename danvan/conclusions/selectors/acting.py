"""Whose an act on a task is, and what is known when it is asked for."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.casework.rules.acts import Act
from danvan.conclusions.choices import TaskState
from danvan.conclusions.models import ConclusionTask, TaskAct, TaskFile
from danvan.conclusions.rules.guards import Facts
from danvan.conclusions.selectors.naming import working_days
from danvan.orgs.models import PostHolding


def may_do(task: ConclusionTask, act: Act, actor: Actor) -> bool:
    """Whether the act is this person's: of the unit that does the task, or of the one that follows it."""
    if not act.is_of_the_office:
        return False
    units = {Right.CARRY_OUT_CONCLUSIONS: task.unit_id, Right.KEEP_CONCLUSIONS: task.keeper_id}
    return any(actor.may(Right(each), units[Right(each)]) for each in act.rights)


def may_read_files(task: ConclusionTask, actor: Actor) -> bool:
    """Whether the files of a task are this person's to open: answers to citizens bear their names.

    Those who follow it, do it or take part in it; who only watches sees that there are some.
    """
    if actor.may(Right.KEEP_CONCLUSIONS, task.keeper_id) or actor.may(Right.CARRY_OUT_CONCLUSIONS, task.unit_id):
        return True
    scope = actor.scope(Right.CARRY_OUT_CONCLUSIONS)
    return task.coordinating.filter(unit__in=scope.unit_ids).exists()


def file_for(actor: Actor, file_id: int, tasks: "QuerySet[ConclusionTask, ConclusionTask]") -> TaskFile | None:
    """Return a file of one of some tasks the actor may see, when it is theirs to open."""
    found = TaskFile.objects.select_related("stored", "act__task").filter(pk=file_id, act__task__in=tasks).first()
    return found if found is not None and may_read_files(found.act.task, actor) else None


def facts_of(
    task: ConclusionTask, given: Mapping[str, Any], actor: Actor, *, on: date, today: date, files: int | None
) -> Facts:
    """Return what is known of a task; who reported it is asked for where that matters, the calendar when it is used."""
    return Facts(
        on=on,
        today=today,
        given=given,
        files=files,
        unit_id=task.unit_id,
        keeper_id=task.keeper_id,
        person_id=actor.person_id,
        reporter_id=_reporter(task) if task.state == TaskState.REPORTED else None,
        assigned_on=task.assigned_on or task.first_due_on,
        due_on=task.due_on,
        expected_on=task.expected_on,
        asked_until=task.asked_until,
        done_on=task.done_on,
        awaits_answer=task.awaits_answer,
        is_answered=task.answered_on is not None,
        officers=lambda: [pk for pk, _name in officers_of(task.unit_id, today)],
        calendar=cache(working_days),
    )


def officers_of(unit_id: int, on: date) -> list[tuple[int, str]]:
    """Return who carries out tasks of a unit, by name and post.  Two queries."""
    holders = holders_over(Right.CARRY_OUT_CONCLUSIONS, [unit_id], on=on).get(unit_id, [])
    rows = PostHolding.objects.filter(pk__in=holders).select_related("person", "post")
    named = [(row.pk, f"{row.person.get_full_name()}, {row.post.title}") for row in rows]
    return sorted(named, key=lambda each: each[1])


def _reporter(task: ConclusionTask) -> int | None:
    """Return the person who reported the work done, in whichever post."""
    last = TaskAct.objects.filter(task=task, act="report").order_by("-pk").values_list("holding__person", flat=True)
    return last.first()
