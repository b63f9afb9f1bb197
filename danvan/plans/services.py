"""Acts on plans and tasks.  Records, documents and evidence are written by `evidence.services`."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.evidence import services as evidence
from danvan.evidence.services import NO_PAPER, Paper
from danvan.kernel.errors import NotFound, RuleError
from danvan.plans.choices import PlanKind
from danvan.plans.models import Plan, PlanTask
from danvan.plans.selectors import plans_visible_to, tasks_visible_to


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
    basis: str = "",
    basis_on: date | None = None,
    paper: Paper = NO_PAPER,
    submit: bool = False,
) -> list[Plan]:
    """Write down a plan, its document and its proof in one go; one document may serve several kinds.

    Raises NoAuthority, NotFound, InputErrors, NothingToSubmit, PeriodIsLocked
    and what evidence refuses; then nothing is kept.
    """
    if not kinds:
        raise NoKindOfPlan
    document = evidence.keep_paper(paper, unit_id, actor=actor, title=title, issued_on=happened_on)
    if submit and document is None:
        raise evidence.NothingToSubmit
    plans = []
    for kind in kinds:
        plan = evidence.create_record(
            Plan,
            actor=actor,
            unit_id=unit_id,
            plan_kind=kind,
            year=year,
            title=title,
            happened_on=happened_on or (document.issued_on if document else None),
            document=document,
            basis=basis,
            basis_on=basis_on,
        )
        plans.append(plan)
        if document is not None:
            proves = f"Đã ban hành kế hoạch {PlanKind(kind).label} năm {year}"
            evidence.prove(plan, [document.pk], actor=actor, at=at, proves=proves, submit=submit)
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
    paper: Paper = NO_PAPER,
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
    document = evidence.keep_paper(paper, task.unit_id, actor=actor, title=task.title, issued_on=happened_on)
    evidence.prove(changed, [document.pk] if document else [], actor=actor, at=at, link=link, submit=submit)
    assert isinstance(changed, PlanTask)
    return changed
