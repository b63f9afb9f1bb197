"""Issuing a conclusion: its number, day and signer, and every row becomes a task of its unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.casework.services import take_outgoing_number
from danvan.conclusions.choices import ConclusionState
from danvan.conclusions.events import announce_change
from danvan.conclusions.models import Conclusion, ConclusionTask, Coordination
from danvan.conclusions.rules.states import CANCELLED_FROM, TABLE
from danvan.conclusions.selectors import keeps, working_days
from danvan.conclusions.services.acting import perform, tell_unit, write_act
from danvan.conclusions.services.drafting import Row, locked_draft, rows_of, why_not_whole
from danvan.documents.kinds import number_text
from danvan.files.rules.names import clean_name
from danvan.files.services import store_upload
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, NoAuthority, RuleError
from danvan.kernel.text import fold, format_date


class CannotIssueConclusion(RuleError):
    """The conclusion cannot go out as it stands."""

    code = "cannot_issue_conclusion"
    message = "%(why)s"


@dataclass(frozen=True)
class Issue:
    """What a conclusion goes out with: the next number of the unit's series, or a number another system gave."""

    on: date
    signer_title: str
    signer: str
    number: int | None = None
    symbol: str = ""
    other_number: str = ""


@transaction.atomic
def issue_conclusion(
    conclusion_id: int,
    issue: Issue,
    *,
    actor: Actor,
    at: datetime,
    version: int,
    notice: "UploadedFile[bytes] | None" = None,
) -> Conclusion:
    """Issue a draft: give each row to its unit as a task, and tell the units.

    Raises NoAuthority, Conflict, CannotIssueConclusion for what is still
    missing, NumberTaken, CannotStoreFile.
    """
    draft = locked_draft(conclusion_id, actor, version)
    rows = rows_of(draft)
    if why := _why_not(draft, issue, rows, at):
        raise CannotIssueConclusion(params={"why": why})
    if issue.other_number:
        draft.number = issue.other_number
    else:
        number = issue.number or 0
        take_outgoing_number(draft.unit_id, issue.symbol, number, on=issue.on)
        draft.number = number_text(number, issue.symbol)
    draft.issued_on, draft.state = issue.on, ConclusionState.ISSUED
    draft.signer_title, draft.signer = issue.signer_title, issue.signer
    if notice is not None:
        _keep_notice(draft, notice)
    draft.version += 1
    draft.save()
    tasks = [_task_of(draft, row, place, issue.on, actor, at) for place, row in enumerate(rows, start=1)]
    draft.rows.all().delete()
    record_act(
        "conclusions.issue",
        actor=actor,
        subject_kind="conclusion",
        subject_id=draft.pk,
        unit_id=draft.unit_id,
        detail={"on": issue.on.isoformat(), "number": draft.number, "tasks": len(tasks)},
    )
    for task in tasks:
        tell_unit(task, TABLE["issue"], actor=actor, at=at)
    return draft


@transaction.atomic
def attach_notice(conclusion_id: int, notice: "UploadedFile[bytes]", *, actor: Actor, version: int) -> Conclusion:
    """Keep the signed notice with an issued conclusion, in place of an earlier copy.

    Raises NoAuthority, Conflict, CannotIssueConclusion for a draft, CannotStoreFile.
    """
    found = _locked(conclusion_id, actor, version)
    if found.state != ConclusionState.ISSUED:
        raise CannotIssueConclusion(params={"why": "Chỉ kèm bản ký cho thông báo đã ban hành."})
    _keep_notice(found, notice)
    found.version += 1
    found.save()
    record_act(
        "conclusions.attach_notice",
        actor=actor,
        subject_kind="conclusion",
        subject_id=found.pk,
        unit_id=found.unit_id,
    )
    return found


@transaction.atomic
def cancel_what_is_left(
    conclusion_id: int, *, reason: str, number: str, on: date, actor: Actor, at: datetime, version: int
) -> int:
    """Cancel every task of a conclusion that was not done yet, and return how many; the others stay as they are.

    Raises NoAuthority, Conflict, CannotIssueConclusion where nothing is left,
    and what `perform` raises for a task; nothing is cancelled then.
    """
    found = _locked(conclusion_id, actor, version)
    left = list(found.tasks.filter(state__in=CANCELLED_FROM).order_by("position").values_list("pk", flat=True))
    if not left:
        raise CannotIssueConclusion(params={"why": "Không còn nhiệm vụ nào chưa xong để hủy."})
    given = {"note": reason, "number": number}
    for task_id in left:
        perform(task_id, "cancel", given, actor=actor, on=on, at=at)
    found.version += 1
    found.save(update_fields=["version"])
    record_act(
        "conclusions.cancel",
        actor=actor,
        subject_kind="conclusion",
        subject_id=found.pk,
        unit_id=found.unit_id,
        detail={"on": on.isoformat(), "tasks": len(left)},
    )
    return len(left)


def _locked(conclusion_id: int, actor: Actor, version: int) -> Conclusion:
    """Return an issued conclusion, locked, for whoever keeps it now.  Raises NoAuthority, Conflict."""
    found = Conclusion.objects.select_for_update().get(pk=conclusion_id)
    require(actor, Right.KEEP_CONCLUSIONS)
    if not keeps(actor, found):
        raise NoAuthority
    if found.version != version:
        raise Conflict
    return found


def _why_not(draft: Conclusion, issue: Issue, rows: Sequence[Row], at: datetime) -> str:
    if issue.on > timezone.localdate(at):
        return "Ngày thông báo không thể ở tương lai."
    if issue.on < draft.origin_on:
        return f"Ngày thông báo không thể trước ngày làm việc {format_date(draft.origin_on)}."
    if not issue.signer_title:
        return "Chưa ghi chức danh người ký."
    if not issue.other_number and not (issue.number and issue.symbol):
        return "Cần số thông báo."
    if not rows:
        return "Thông báo chưa có nhiệm vụ nào; thêm ít nhất một dòng rồi ban hành."
    calendar = working_days()
    lacking = [
        f"dòng {place}: {', '.join(missing)}"
        for place, row in enumerate(rows, start=1)
        if (missing := why_not_whole(row, on=issue.on, calendar=calendar))
    ]
    return f"Chưa ban hành được. Cần bổ sung {'; '.join(lacking)}." if lacking else ""


def _task_of(draft: Conclusion, row: Row, place: int, on: date, actor: Actor, at: datetime) -> ConclusionTask:
    # A row that lacks them is not issued.
    assert row.unit_id is not None
    assert row.due_on is not None
    task = ConclusionTask.objects.create(
        conclusion=draft,
        position=place,
        text=row.text,
        folded=fold(f"{row.text} {draft.origin_title}"),
        unit_id=row.unit_id,
        keeper_id=draft.unit_id,
        origin=draft.origin,
        first_due_on=row.due_on,
        due_on=row.due_on,
        awaits_answer=row.awaits_answer,
        assigned_on=on,
        last_act_on=on,
        invented=draft.invented,
    )
    Coordination.objects.bulk_create(Coordination(task=task, unit_id=unit) for unit in dict.fromkeys(row.coordinating))
    write_act(task, TABLE["issue"].code, actor=actor, on=on, at=at, from_state="", number=draft.number)
    announce_change(task)
    return task


def _keep_notice(conclusion: Conclusion, notice: "UploadedFile[bytes]") -> None:
    conclusion.notice = store_upload(notice)
    conclusion.notice_name = clean_name(notice.name or "", conclusion.notice.content_type)
