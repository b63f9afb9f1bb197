"""The life of a case: its timeline, with whom it lies, its papers.

The caller holds the case locked and has asked authority.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from danvan.authority.rules.actor import Actor
from danvan.casework.choices import PaperKind, Task
from danvan.casework.events import announce_change
from danvan.casework.models import Assignment, Case, CaseAct, Paper
from danvan.files.rules.names import clean_name
from danvan.files.services import store_upload
from danvan.journal.services import record_act


def record_case_act(
    case: Case,
    act: str,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    from_state: str = "",
    number: str = "",
    note: str = "",
    detail: Mapping[str, Any] | None = None,
    is_told: bool = False,
) -> CaseAct:
    """Write an act on the timeline with its words, and into the journal without them; figures will follow."""
    written = CaseAct.objects.create(
        case=case,
        act=act,
        on=on,
        at=at,
        holding_id=actor.holding_id,
        from_state=from_state,
        to_state=case.state,
        number=number,
        note=note,
        detail=dict(detail or {}),
        is_told=is_told,
    )
    if number:
        # What went out under this number before the act was written down belongs to it.
        case.papers.filter(act=None, number=number).update(act=written)
    record_act(
        f"case.{act}",
        actor=actor,
        subject_kind="case",
        subject_id=case.pk,
        unit_id=case.unit_id,
        detail={"on": on.isoformat(), "from": from_state, "to": case.state},
    )
    announce_change(case)
    return written


def assign(case: Case, task: Task, *, unit_id: int, holding_id: int | None, on: date) -> Assignment:
    """Let a case lie with a unit, and with somebody there, for a task; whoever had the task before has it no longer."""
    end_assignment(case, task, on=on)
    return Assignment.objects.create(case=case, task=task, unit_id=unit_id, holding_id=holding_id, since=on)


def end_assignment(case: Case, task: Task, *, on: date) -> Assignment | None:
    """Take a task back and return who had it; nobody may have."""
    standing = case.assignments.filter(task=task, until=None).first()
    if standing is not None:
        standing.until = on
        standing.save(update_fields=["until"])
    return standing


def end_assignments(case: Case, *, on: date) -> None:
    """Take every task back: the case is over, and no other unit reads it any more."""
    case.assignments.filter(until=None).update(until=on)


def add_paper(
    case: Case, upload: "UploadedFile[bytes]", *, kind: PaperKind, act: CaseAct | None = None, number: str = ""
) -> Paper:
    """Keep a file with the case, checked by content; `number` is that of a paper that went out.

    Raises CannotStoreFile.
    """
    stored = store_upload(upload)
    name = clean_name(upload.name or "", stored.content_type)
    return Paper.objects.create(case=case, stored=stored, kind=kind, name=name, act=act, number=number)
