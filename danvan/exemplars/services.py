"""Acts on models, bright spots and awards."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.evidence import services as evidence
from danvan.evidence.models import Record
from danvan.exemplars.choices import (
    AwardForm,
    AwardLevel,
    AwardOrigin,
    AwardStage,
    Category,
    ReplicationOutcome,
    Stage,
    Step,
)
from danvan.exemplars.models import Award, Exemplar, ExemplarStage, Milestone
from danvan.exemplars.rules.milestones import due_days
from danvan.exemplars.rules.stages import EXEMPLAR
from danvan.kernel.errors import RuleError


class StageInTheFuture(RuleError):
    """A stage begins on a day that has come."""

    code = "stage_in_the_future"
    message = _("Ngày chuyển giai đoạn không thể sau ngày hôm nay.")


class StageOutOfOrder(RuleError):
    """Stages follow each other in time."""

    code = "stage_out_of_order"
    message = _("Ngày chuyển giai đoạn không thể trước ngày bắt đầu giai đoạn hiện tại.")


class OnlyModelsArePromoted(RuleError):
    """A bright spot is one already."""

    code = "only_models_are_promoted"
    message = _("Chỉ nâng mô hình “Dân vận khéo” thành điểm sáng; hồ sơ này đã là điểm sáng.")


class ReasonForNotCopying(RuleError):
    """Not to copy a model is a decision with a reason."""

    code = "reason_for_not_copying"
    message = _("Khi không nhân rộng cần ghi rõ lý do trong phần kết quả.")


class YearOutOfLife(RuleError):
    """The steps of a year belong to an exemplar at work in it."""

    code = "year_out_of_life"
    message = _("Chỉ mở các bước của năm cho mô hình đã đăng ký và chưa kết thúc.")


@transaction.atomic
def register(
    *,
    actor: Actor,
    at: datetime,
    fields: Mapping[str, Any],
    paper: evidence.Paper,
    link: str = "",
    submit: bool = False,
) -> Exemplar:
    """Register an exemplar with its sheet; its steps of the year get their due days.

    Raises what recording with proof raises.
    """

    def after(exemplar: Exemplar) -> None:
        since = exemplar.happened_on or actor.on
        stage = Stage.REGISTERED if exemplar.happened_on else Stage.PROPOSED
        exemplar.stage = stage
        Exemplar.objects.filter(pk=exemplar.pk).update(stage=stage)
        ExemplarStage.objects.create(exemplar=exemplar, stage=stage, since=since, holding_id=actor.holding_id)
        if exemplar.happened_on:
            open_year(exemplar, since.year, actor=actor)

    return evidence.record_with_proof(
        Exemplar,
        actor=actor,
        at=at,
        fields=fields,
        paper=paper,
        link=link,
        submit=submit,
        after=after,
        proves=lambda exemplar: f"Đã đăng ký {exemplar.get_category_display()}: {exemplar.title}",
    )


def move(exemplar_id: int, act: str, *, actor: Actor, on: date, reason: str = "") -> Record:
    """Take an exemplar to its next stage on a day.

    Raises StageInTheFuture, StageOutOfOrder, ActNotAllowed and what `change_parts` raises.
    """
    if on > actor.on:
        raise StageInTheFuture

    def write(exemplar: Exemplar) -> None:
        stage = EXEMPLAR.target(exemplar.stage, act)
        current = exemplar.stages.filter(until=None).order_by("-since", "-pk").first()
        if current is not None:
            if on < current.since:
                raise StageOutOfOrder
            current.until = on
            current.save(update_fields=["until"])
        exemplar.stages.create(stage=stage, since=on, reason=reason.strip()[:400], holding_id=actor.holding_id)
        exemplar.stage = stage
        if act == "register":
            exemplar.happened_on = exemplar.happened_on or on
            open_year(exemplar, on.year, actor=actor)

    return evidence.change_parts(
        exemplar_id, actor=actor, act="exemplars.move", write=write, reason=reason, open_only=False,
        detail={"act": act, "on": on.isoformat()},
    )  # fmt: skip


def promote(exemplar_id: int, *, actor: Actor, on: date, category: str, reason: str) -> Record:
    """Make a model a bright spot from a day on; from that year it counts only as one (rule R12).

    Raises OnlyModelsArePromoted, StageInTheFuture and what `change_parts` raises.
    """
    if on > actor.on:
        raise StageInTheFuture

    def write(exemplar: Exemplar) -> None:
        if exemplar.category != Category.SKILFUL_MOBILIZATION or category == Category.SKILFUL_MOBILIZATION:
            raise OnlyModelsArePromoted
        exemplar.former_category, exemplar.category, exemplar.promoted_on = exemplar.category, category, on

    return evidence.change_parts(
        exemplar_id, actor=actor, act="exemplars.promote", write=write, reason=reason, open_only=False,
        detail={"on": on.isoformat(), "category": category},
    )  # fmt: skip


def continue_year(exemplar_id: int, *, actor: Actor, year: int) -> Record:
    """Open the steps of a further year.  Raises YearOutOfLife and what `change_parts` raises."""

    def write(exemplar: Exemplar) -> None:
        if exemplar.happened_on is None or year < exemplar.happened_on.year or exemplar.stage == Stage.CLOSED:
            raise YearOutOfLife
        open_year(exemplar, year, actor=actor)

    return evidence.change_parts(
        exemplar_id, actor=actor, act="exemplars.continue_year", write=write, open_only=False, detail={"year": year}
    )


def open_year(exemplar: Exemplar, year: int, *, actor: Actor) -> list[Milestone]:
    """Write down the steps of a year that are not there yet, each with its due day."""
    assert exemplar.happened_on is not None, "what is registered has a day"
    known = set(exemplar.milestones.filter(year=year).values_list("step", flat=True))
    since = max(exemplar.happened_on, date(year, 1, 1))
    return [
        evidence.create_record(
            Milestone,
            actor=actor,
            unit_id=exemplar.unit_id,
            exemplar=exemplar,
            step=step,
            year=year,
            due_on=due,
            title=f"{str(Step(step).label).capitalize()} năm {year}: {exemplar.title}"[:400],
        )
        for step, due in due_days(year, since).items()
        if step not in known
    ]


@transaction.atomic
def finish_milestone(
    milestone_id: int, *, actor: Actor, at: datetime, edition: int, happened_on: date, result: str, replication: str,
    paper: evidence.Paper, link: str = "", submit: bool = False,
) -> Record:  # fmt: skip
    """Write down what came of a step, with its proof.

    Raises ReasonForNotCopying, NothingToSubmit and what changing a record raises.
    """
    if replication == ReplicationOutcome.REASONED_NO and not result.strip():
        raise ReasonForNotCopying
    milestone = evidence.change_record(
        milestone_id,
        actor=actor,
        edition=edition,
        changes={"happened_on": happened_on, "result": result, "replication": replication},
    )
    document = evidence.keep_paper(paper, milestone.unit_id, actor=actor, title=milestone.title, issued_on=happened_on)
    evidence.prove(milestone, [document.pk] if document else [], actor=actor, at=at, link=link, submit=submit)
    return milestone


def propose_from_inspection(
    *, actor: Actor, inspection_id: int, unit_id: int, recipient: str, recipient_kind: str, reason: str, on: date
) -> Award:
    """Take over what a team proposed as an award to be decided; a second delivery changes nothing."""
    kept = Award.objects.filter(inspection_id=inspection_id, recipient=recipient).first()
    if kept is not None:
        return kept
    award = evidence.create_record(
        Award,
        actor=actor,
        unit_id=unit_id,
        title=reason[:400],
        happened_on=on,
        award_stage=AwardStage.PROPOSED,
        level=AwardLevel.PROVINCE,
        award_form=AwardForm.COMMENDATION,
        recipient_kind=recipient_kind,
        recipient=recipient,
        origin=AwardOrigin.INSPECTION,
    )
    Award.objects.filter(pk=award.pk).update(inspection_id=inspection_id)
    award.inspection_id = inspection_id
    return award
