"""Acts on inspections and findings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence import services as evidence
from danvan.evidence.models import Record
from danvan.inspections.choices import FindingState, InspectionState
from danvan.inspections.events import CommendationProposed
from danvan.inspections.models import CheckedItem, Inspection, InspectionFinding, RectificationAction, TeamMember
from danvan.inspections.rules.states import FINDING, INSPECTION
from danvan.journal.services import announce
from danvan.kernel.errors import NoAuthority, RuleError


class NotYetDone(RuleError):
    """What is to come has not been done."""

    code = "not_yet_done"
    message = _("Ngày không thể sau ngày hôm nay.")


class OwnRectification(NoAuthority):
    """Nobody confirms what they reported themselves, in none of their posts."""

    code = "own_rectification"
    message = _("Người đã báo cáo khắc phục thì không xác nhận chính việc đó, kể cả khi đang ở chức vụ khác.")


class ConclusionMissing(RuleError):
    """A conclusion says something."""

    code = "conclusion_missing"
    message = _("Chưa ghi nội dung kết luận.")


class ConclusionWithoutPaper(RuleError):
    """A conclusion is a document."""

    code = "conclusion_without_paper"
    message = _("Cần chọn hoặc thêm văn bản kết luận.")


class OutOfOrder(RuleError):
    """What follows an inspection comes after it."""

    code = "out_of_order"
    message = _("Ngày này không thể trước ngày kiểm tra.")


class InspectionIsClosed(RuleError):
    """What is ended stays ended."""

    code = "inspection_is_closed"
    message = _("Cuộc kiểm tra đã kết thúc nên không yêu cầu khắc phục lại được; nêu lại ở cuộc kiểm tra sau.")


class FindingsStillOpen(RuleError):
    """An inspection ends when every fault is put right."""

    code = "findings_still_open"
    message = _("Còn %(count)d hạn chế chưa khắc phục xong nên chưa kết thúc được cuộc kiểm tra.")


class NothingToCommend(RuleError):
    """Commendation follows a conclusion."""

    code = "nothing_to_commend"
    message = _("Chỉ đề nghị biểu dương sau khi cuộc kiểm tra đã kết luận.")


def name_team(inspection_id: int, members: Sequence[Mapping[str, Any]], *, actor: Actor) -> Record:
    """Set the members of a team; the list there was is replaced.  Raises what `change_parts` raises."""

    def write(inspection: Inspection) -> None:
        inspection.team.all().delete()
        TeamMember.objects.bulk_create([TeamMember(inspection=inspection, **member) for member in members])

    return evidence.change_parts(
        inspection_id, actor=actor, act="inspections.name_team", write=write, open_only=False,
        detail={"members": len(members)},
    )  # fmt: skip


def keep_checklist(inspection_id: int, lines: Sequence[Mapping[str, Any]], *, actor: Actor) -> Record:
    """Set what was looked at and how it stood.  Raises what `change_parts` raises."""

    def write(inspection: Inspection) -> None:
        inspection.checklist.all().delete()
        CheckedItem.objects.bulk_create([CheckedItem(inspection=inspection, **line) for line in lines])

    return evidence.change_parts(
        inspection_id, actor=actor, act="inspections.check", write=write, open_only=False, detail={"lines": len(lines)}
    )


def do_inspection(inspection_id: int, *, actor: Actor, happened_on: date, has_section: bool) -> Record:
    """Write down that an inspection was done.  Raises NotYetDone, ActNotAllowed and what `change_parts` raises."""
    if happened_on > actor.on:
        raise NotYetDone

    def write(inspection: Inspection) -> None:
        inspection.inspection_state = INSPECTION.target(inspection.inspection_state, "do")
        inspection.happened_on, inspection.has_section = happened_on, has_section

    return evidence.change_parts(inspection_id, actor=actor, act="inspections.do", write=write)


@transaction.atomic
def conclude_inspection(
    inspection_id: int, *, actor: Actor, at: datetime, concluded_on: date, conclusion: str,
    paper: evidence.Paper = evidence.NO_PAPER, submit: bool = False,
) -> Record:  # fmt: skip
    """Write down the conclusion with the document that carries it.

    Raises ConclusionMissing, ConclusionWithoutPaper, NotYetDone, OutOfOrder,
    ActNotAllowed, NothingToSubmit and what `change_parts` raises.
    """
    if not conclusion.strip():
        raise ConclusionMissing
    if paper.is_empty:
        raise ConclusionWithoutPaper
    if concluded_on > actor.on:
        raise NotYetDone

    def write(inspection: Inspection) -> None:
        inspection.inspection_state = INSPECTION.target(inspection.inspection_state, "conclude")
        if inspection.happened_on and concluded_on < inspection.happened_on:
            raise OutOfOrder
        inspection.conclusion, inspection.concluded_on = conclusion.strip(), concluded_on

    inspection = evidence.change_parts(inspection_id, actor=actor, act="inspections.conclude", write=write)
    document = evidence.keep_paper(
        paper,
        inspection.unit_id,
        actor=actor,
        title=inspection.title,
        issued_on=concluded_on,
        right=inspection.write_right,
    )
    evidence.prove(inspection, [document.pk] if document else [], actor=actor, at=at, submit=submit)
    return inspection


def close_inspection(inspection_id: int, *, actor: Actor) -> Record:
    """End an inspection whose findings are all put right.

    Raises FindingsStillOpen, ActNotAllowed and what `change_parts` raises.
    """

    def write(inspection: Inspection) -> None:
        state = INSPECTION.target(inspection.inspection_state, "close")
        if still_open := inspection.findings.exclude(finding_state=FindingState.CLOSED).count():
            raise FindingsStillOpen(params={"count": still_open})
        inspection.inspection_state = state

    return evidence.change_parts(
        inspection_id, actor=actor, act="inspections.close", write=write, open_only=False, counts=False
    )


def cancel_inspection(inspection_id: int, *, actor: Actor, reason: str) -> Record:
    """Cancel a planned inspection.  Raises ReasonRequired, ActNotAllowed and what `change_parts` raises."""
    if not reason.strip():
        raise evidence.ReasonRequired

    def write(inspection: Inspection) -> None:
        inspection.inspection_state = INSPECTION.target(inspection.inspection_state, "cancel")

    return evidence.change_parts(inspection_id, actor=actor, act="inspections.cancel", write=write, reason=reason)


def commend(inspection_id: int, *, actor: Actor, recipient: str, recipient_kind: str, reason: str) -> Record:
    """Propose a commendation that arises from an inspection; it reaches the awards.

    Raises NothingToCommend and what `change_parts` raises.
    """

    def write(inspection: Inspection) -> None:
        if inspection.concluded_on is None:
            raise NothingToCommend
        announce(
            CommendationProposed(
                inspection_id=inspection.pk,
                unit_id=inspection.unit_id,
                recipient=recipient,
                recipient_kind=recipient_kind,
                reason=reason,
                on=actor.on.isoformat(),
            )
        )

    return evidence.change_parts(
        inspection_id, actor=actor, act="inspections.commend", write=write, reason=reason, open_only=False, counts=False
    )


# --- findings ---------------------------------------------------------------------------------------------------------


def report_rectified(finding_id: int, *, actor: Actor, text: str) -> Record:
    """Report, for the inspected unit, that a fault was put right.

    Raises ActNotAllowed and what `change_parts` raises.
    """
    return _step(finding_id, "report", actor=actor, on=actor.on, text=text, right=Right.WRITE_RECORDS)


def accept_rectified(finding_id: int, *, actor: Actor, rectified_on: date, text: str) -> Record:
    """Confirm, for the team, that a fault was put right on a day.

    Raises NotYetDone, OwnRectification, ActNotAllowed and what `change_parts` raises.
    """
    if rectified_on > actor.on:
        raise NotYetDone
    return _step(finding_id, "accept", actor=actor, on=rectified_on, text=text)


def _refuse_own_report(finding: InspectionFinding, actor: Actor) -> None:
    last = finding.actions.select_related("holding").order_by("-pk").first()
    if last and last.leads_to == FindingState.REPORTED and last.holding and last.holding.person_id == actor.person_id:
        raise OwnRectification


def reopen_finding(finding_id: int, *, actor: Actor, reason: str) -> Record:
    """Ask for a fault to be put right again.  Raises ReasonRequired, ActNotAllowed and what `change_parts` raises."""
    if not reason.strip():
        raise evidence.ReasonRequired
    return _step(finding_id, "reopen", actor=actor, on=actor.on, text=reason)


def _step(finding_id: int, act: str, *, actor: Actor, on: date, text: str, right: Right | None = None) -> Record:
    def write(finding: InspectionFinding) -> None:
        finding.finding_state = FINDING.target(finding.finding_state, act)
        inspection = finding.inspection
        if act == "accept":
            _refuse_own_report(finding, actor)
        if act == "reopen" and inspection.inspection_state == InspectionState.CLOSED:
            raise InspectionIsClosed
        if inspection.happened_on and on < inspection.happened_on:
            raise OutOfOrder
        finding.happened_on = on if finding.finding_state == FindingState.CLOSED else None
        RectificationAction.objects.create(
            finding=finding, on=on, text=text.strip()[:600], leads_to=finding.finding_state, holding_id=actor.holding_id
        )

    return evidence.change_parts(
        finding_id, actor=actor, act=f"inspections.{act}", write=write, right=right, open_only=False
    )
