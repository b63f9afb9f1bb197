"""Telling the public of a task, in words written for it; correcting them; taking them back.

What is published is never taken from the record.  Words that look personal are
pointed at and have to be confirmed; nothing decides by itself.  The journal
keeps who did it, never the words nor the reason, which may repeat them: what
should not have been public must not live on there.  The reason stands with the
task.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.conclusions.choices import DONE
from danvan.conclusions.models import ConclusionTask, TaskAct
from danvan.conclusions.rules.publishing import Found
from danvan.conclusions.selectors.publishing import (
    CORRECT,
    PUBLISH,
    WITHDRAW,
    tasks_to_publish,
    what_to_look_at,
)
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, NotFound, RuleError
from danvan.kernel.text import typed

LONGEST = 400


class CannotPublish(RuleError):
    """The words are missing, too long, or come too early."""

    code = "cannot_publish"
    message = "Chưa công khai được: %(why)s"


class LooksPersonal(RuleError):
    """Something in the words looks like a name or a number of a person; whoever publishes looks and confirms."""

    code = "looks_personal"
    message = (
        "Lời công khai có chỗ giống thông tin cá nhân: %(words)s. Đề nghị sửa, hoặc đánh dấu đã xem và giữ nguyên."
    )

    def __init__(self, found: Sequence[Found]) -> None:
        self.found = tuple(found)
        super().__init__(params={"words": ", ".join(f"“{each.words}”" for each in found)})


class NotPublished(RuleError):
    """There is nothing to take back."""

    code = "not_published"
    message = "Nhiệm vụ này không còn được công khai."


@transaction.atomic
def publish_task(
    task_id: int,
    *,
    text: str,
    result: str,
    confirmed: Collection[str] = (),
    reason: str = "",
    version: int,
    actor: Actor,
    at: datetime,
) -> ConclusionTask:
    """Publish a task in these words, or correct what is public; a correction has its reason.

    `confirmed` are the keys of what looks personal that whoever publishes was shown and keeps.
    Raises NotFound, NoAuthority, Conflict, CannotPublish, LooksPersonal.
    """
    task = _locked(task_id, version, actor)
    text, result, reason = (typed(each).strip() for each in (text, result, reason))
    is_correction = task.published_at is not None
    if why := _why_not(task, text, result, reason, is_correction):
        raise CannotPublish(params={"why": why})
    found = what_to_look_at(task, text, result)
    if unseen := [each for each in found if each.key not in confirmed]:
        raise LooksPersonal(unseen)
    task.public_text, task.public_result, task.published_at = text, result, at
    _save(task)
    detail = {"confirmed": [each.kind.value for each in found], "with_result": bool(result)}
    _write_down(task, CORRECT if is_correction else PUBLISH, reason, detail, actor, at)
    return task


@transaction.atomic
def withdraw_task(task_id: int, *, reason: str, version: int, actor: Actor, at: datetime) -> ConclusionTask:
    """Take a task off the public pages at once; the words stay with the task to be put right.

    Raises NotFound, NoAuthority, Conflict, CannotPublish without a reason, NotPublished.
    """
    task = _locked(task_id, version, actor)
    if task.published_at is None:
        raise NotPublished
    reason = typed(reason).strip()
    if not reason:
        raise CannotPublish(params={"why": "cần ghi lý do rút."})
    task.published_at = None
    _save(task)
    _write_down(task, WITHDRAW, reason, {}, actor, at)
    return task


def _locked(task_id: int, version: int, actor: Actor) -> ConclusionTask:
    task = tasks_to_publish(actor).select_for_update(of=("self",)).filter(pk=task_id).first()
    if task is None:
        raise NotFound
    # Of which units, `tasks_to_publish` says: of some that ended too.
    require(actor, Right.PUBLISH_WORK)
    if task.version != version:
        raise Conflict
    return task


def _save(task: ConclusionTask) -> None:
    task.version += 1
    task.save(update_fields=["public_text", "public_result", "published_at", "version"])


def _why_not(task: ConclusionTask, text: str, result: str, reason: str, is_correction: bool) -> str:
    if not text:
        return "cần lời công khai về việc đã hứa."
    if max(len(text), len(result)) > LONGEST:
        return f"mỗi phần không quá {LONGEST} chữ."
    if result and task.state not in DONE:
        return "kết quả chỉ công khai sau khi đơn vị theo dõi đã xác nhận."
    if is_correction and not reason:
        return "cần ghi lý do sửa lời đã công khai."
    if is_correction and (text, result) == (task.public_text, task.public_result):
        return "lời công khai không có gì thay đổi."
    return ""


def _write_down(
    task: ConclusionTask, act: str, reason: str, detail: dict[str, object], actor: Actor, at: datetime
) -> None:
    TaskAct.objects.create(
        task=task, act=act, on=timezone.localdate(at), at=at, holding_id=actor.holding_id, from_state=task.state,
        to_state=task.state, note=reason,
    )  # fmt: skip
    record_act(
        f"conclusions.{act}",
        actor=actor,
        subject_kind="conclusion_task",
        subject_id=task.pk,
        unit_id=task.keeper_id,
        detail=detail,
    )
