"""Acts on plans and tasks.  Records, documents and evidence are written by `evidence.services`."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.evidence import services as evidence
from danvan.evidence.choices import DocumentKind
from danvan.evidence.models import Document
from danvan.evidence.selectors import documents_visible_to
from danvan.evidence.selectors.naming import issuer_named_for
from danvan.kernel.errors import NotFound, RuleError
from danvan.plans.choices import PlanKind
from danvan.plans.models import Plan, PlanTask
from danvan.plans.selectors import plans_visible_to, tasks_visible_to


class NothingToSubmit(RuleError):
    """A plan is proven by its document; without one it stays a draft."""

    code = "nothing_to_submit"
    message = _("Chưa có văn bản kèm tệp nên chưa nộp được. Đề nghị chọn hoặc thêm văn bản, hoặc lưu nháp.")


class NoKindOfPlan(RuleError):
    """A plan serves at least one duty."""

    code = "no_kind_of_plan"
    message = _("Chưa chọn kế hoạch về việc gì.")


@transaction.atomic
def issue_plan(
    *,
    actor: Actor,
    at: datetime,
    unit_id: int,
    kinds: Collection[str],
    year: int,
    title: str,
    happened_on: date | None,
    document_id: int | None = None,
    document: Mapping[str, Any] | None = None,
    uploads: "Iterable[UploadedFile[Any]]" = (),
    submit: bool = False,
) -> list[Plan]:
    """Write down a plan, its document and its proof in one go; one document may serve several kinds.

    `document` holds number, signer and the like of a new document; or
    `document_id` names one there is.  Raises NoAuthority, NotFound,
    InputErrors, NothingToSubmit, PeriodIsLocked and what evidence refuses;
    then nothing is kept.
    """
    if not kinds:
        raise NoKindOfPlan
    paper = _paper(
        unit_id,
        actor=actor,
        document_id=document_id,
        document=document,
        uploads=uploads,
        title=title,
        issued_on=happened_on,
    )
    if submit and paper is None:
        raise NothingToSubmit
    plans = []
    for kind in kinds:
        plan = evidence.create_record(
            Plan,
            actor=actor,
            unit_id=unit_id,
            plan_kind=kind,
            year=year,
            title=title,
            happened_on=happened_on or (paper.issued_on if paper else None),
            document=paper,
        )
        plans.append(plan)
        if paper is not None:
            proves = f"Đã ban hành kế hoạch {PlanKind(kind).label} năm {year}"
            _prove(plan.pk, proves, plan.happened_on, [paper.pk], actor=actor, at=at, submit=submit)
    return plans


@transaction.atomic
def add_tasks(plan_id: int, tasks: Iterable[Mapping[str, Any]], *, actor: Actor) -> list[PlanTask]:
    """Add tasks to a plan, all or none.  Raises NotFound, NoAuthority, InputErrors, PeriodIsLocked."""
    plan = plans_visible_to(actor).filter(pk=plan_id).first()
    if plan is None:
        raise NotFound
    return [
        evidence.create_record(PlanTask, actor=actor, plan=plan, unit_id=plan.unit_id, **dict(task)) for task in tasks
    ]


@transaction.atomic
def finish_task(
    task_id: int,
    *,
    actor: Actor,
    at: datetime,
    edition: int,
    happened_on: date,
    result: str,
    document_id: int | None = None,
    document: Mapping[str, Any] | None = None,
    uploads: "Iterable[UploadedFile[Any]]" = (),
    link: str = "",
    submit: bool = False,
) -> PlanTask:
    """Write down what came of a task and, with a document or a link, its proof.

    Raises NotFound, NoAuthority, CannotChangeRecord, RecordWasChanged,
    InputErrors, NothingToSubmit, PeriodIsLocked and what evidence refuses.
    """
    task = tasks_visible_to(actor).filter(pk=task_id).first()
    if task is None:
        raise NotFound
    changed = evidence.change_record(
        task_id, actor=actor, edition=edition, changes={"happened_on": happened_on, "result": result}
    )
    paper = _paper(
        task.unit_id,
        actor=actor,
        document_id=document_id,
        document=document,
        uploads=uploads,
        title=task.title,
        issued_on=happened_on,
    )
    if submit and paper is None and not link:
        raise NothingToSubmit
    if paper is not None or link:
        papers = [paper.pk] if paper else []
        _prove(task_id, task.title[:300], happened_on, papers, actor=actor, at=at, submit=submit, link=link)
    assert isinstance(changed, PlanTask)
    return changed


def _paper(
    unit_id: int,
    *,
    actor: Actor,
    document_id: int | None,
    document: Mapping[str, Any] | None,
    uploads: "Iterable[UploadedFile[Any]]",
    title: str,
    issued_on: date | None,
) -> Document | None:
    """Return the document meant: one there is, a new one, or none."""
    if document_id is not None:
        found = documents_visible_to(actor).filter(pk=document_id).first()
        if found is None:
            raise NotFound
        return found
    if document is None:
        return None
    given = {"kind": DocumentKind.PLAN, "issued_on": issued_on, "title": title, **document}
    given["issuer"] = given.get("issuer") or issuer_named_for(unit_id, given["issued_on"] or actor.on)
    return evidence.add_document(unit_id, actor=actor, uploads=uploads, **given)


def _prove(
    record_id: int,
    proves: str,
    fact_on: date | None,
    document_ids: Collection[int],
    *,
    actor: Actor,
    at: datetime,
    submit: bool,
    link: str = "",
) -> None:
    piece = evidence.attach_evidence(
        record_id, actor=actor, proves=proves, fact_on=fact_on, document_ids=document_ids, link=link
    )
    if submit:
        evidence.submit_evidence(piece.pk, actor=actor, at=at)
