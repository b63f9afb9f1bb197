"""Handing in proof and deciding on it (targets, rule R7 and "Who verifies").

The body of the next level decides, and never a person who had a hand in the
record, whichever of their posts they are in.  The decision moves the record,
and with it the figures, in the same transaction.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.evidence.choices import ProofState
from danvan.evidence.events import EvidenceRejected
from danvan.evidence.models import Document, Evidence, Record
from danvan.evidence.rules.states import EVIDENCE
from danvan.evidence.selectors.queue import authored_by, units_verified_by
from danvan.evidence.selectors.visibility import documents_visible_to
from danvan.evidence.services.periods import refuse_locked
from danvan.evidence.services.records import ReasonRequired
from danvan.evidence.services.saving import check_input, keep_state, locked_record, tell_of_change
from danvan.journal.services import announce, record_act
from danvan.kernel.errors import Conflict, InputError, InputErrors, NoAuthority, NotFound, RuleError
from danvan.kernel.text import nfc


class NotTheVerifier(NoAuthority):
    """The unit's records are verified by another body."""

    code = "not_the_verifier"
    message = _("Hồ sơ của đơn vị này do cơ quan khác xác minh theo phân công của tỉnh.")


class OwnEvidence(NoAuthority):
    """Nobody verifies what they wrote or handed in, in none of their posts."""

    code = "own_evidence"
    message = _("Người đã ghi, sửa hoặc nộp hồ sơ thì không xác minh chính hồ sơ đó, kể cả khi đang ở chức vụ khác.")


class PieceOnItsWay(RuleError):
    """One piece at a time."""

    code = "piece_on_its_way"
    message = _("Hồ sơ đang có một minh chứng chưa xong. Đề nghị sửa, nộp hoặc rút minh chứng đó trước.")


class NothingProves(RuleError):
    """A piece of evidence needs something one can open."""

    code = "nothing_proves"
    message = _("Minh chứng cần ít nhất một văn bản có tệp hoặc một đường dẫn công khai trước khi nộp.")


class FactNotDated(RuleError):
    """The day of the fact decides the period, so it must be known."""

    code = "fact_not_dated"
    message = _("Chưa ghi ngày của sự việc. Đề nghị bổ sung vào hồ sơ trước khi nộp minh chứng.")


class FactNotYetThere(RuleError):
    """What has not happened cannot be proven."""

    code = "fact_not_yet_there"
    message = _("Ngày của sự việc sau ngày hôm nay nên chưa thể có minh chứng.")


class EvidenceWasChanged(Conflict):
    """What the verifier looked at was taken back and handed in again since."""

    code = "evidence_was_changed"
    message = _(
        "Minh chứng đã được rút lại và nộp lại sau khi bạn mở trang. Đề nghị xem lại bản mới trước khi quyết định."
    )


@transaction.atomic
def attach_evidence(
    record_id: int,
    *,
    actor: Actor,
    proves: str,
    fact_on: date | None = None,
    document_ids: Collection[int] = (),
    link: str = "",
) -> Evidence:
    """Begin a piece of evidence for a record.

    Beside a verified piece it prepares the replacement, which takes over only
    when verified.  Raises NotFound, NoAuthority, PieceOnItsWay, FactNotYetThere,
    InputErrors, PeriodIsLocked.
    """
    record = locked_record(record_id, actor=actor)
    require(actor, record.write_right, unit_id=record.unit_id)
    refuse_locked(record.locking_days())
    documents = _documents(document_ids, actor)
    piece = Evidence(record_id=record.pk, proves=nfc(proves).strip(), fact_on=fact_on or record.happened_on, link=link)
    _check(piece, actor)
    try:
        with transaction.atomic():
            piece.save()
    except IntegrityError as error:
        raise PieceOnItsWay from error
    piece.documents.set(documents)
    _finish("attach_evidence", piece, record, actor)
    return piece


@transaction.atomic
def change_evidence(
    evidence_id: int,
    *,
    actor: Actor,
    proves: str,
    fact_on: date | None = None,
    document_ids: Collection[int] = (),
    link: str = "",
) -> Evidence:
    """Change a piece that is not handed in.

    Raises NotFound, NoAuthority, ActNotAllowed, FactNotYetThere, InputErrors, PeriodIsLocked.
    """
    piece, record = _locked(evidence_id, actor)
    require(actor, record.write_right, unit_id=record.unit_id)
    EVIDENCE.target(piece.state, "change")
    refuse_locked(record.locking_days())
    documents = _documents(document_ids, actor)
    piece.proves, piece.fact_on, piece.link = nfc(proves).strip(), fact_on or record.happened_on, link
    _check(piece, actor)
    piece.save()
    piece.documents.set(documents)
    _finish("change_evidence", piece, record, actor)
    return piece


@transaction.atomic
def submit_evidence(evidence_id: int, *, actor: Actor, at: datetime) -> Evidence:
    """Hand a piece in for verification; a rejected one it answers becomes superseded.

    Raises NotFound, NoAuthority, ActNotAllowed, NothingProves, FactNotDated,
    FactNotYetThere, PeriodIsLocked.
    """
    piece, record = _locked(evidence_id, actor)
    require(actor, record.write_right, unit_id=record.unit_id)
    piece.state = EVIDENCE.target(piece.state, "submit")
    if record.is_dated and record.happened_on is None:
        raise FactNotDated
    if record.happened_on and record.happened_on > actor.on:
        raise FactNotYetThere
    refuse_locked(record.locking_days())
    # Locked, so that no file leaves a document at the moment it becomes proof.
    documents = list(Document.objects.select_for_update().filter(evidence=piece.pk).order_by("pk"))
    if not piece.link and not Document.objects.filter(pk__in=[d.pk for d in documents], files__isnull=False).exists():
        raise NothingProves
    piece.submitted_by_id, piece.submitted_at = actor.holding_id, at
    piece.save()
    _replace(record, ProofState.REJECTED)
    _finish("submit_evidence", piece, record, actor)
    return piece


@transaction.atomic
def withdraw_evidence(evidence_id: int, *, actor: Actor) -> Evidence:
    """Take a piece back before it is decided.  Raises NotFound, NoAuthority, ActNotAllowed, PeriodIsLocked."""
    piece, record = _locked(evidence_id, actor)
    require(actor, record.write_right, unit_id=record.unit_id)
    piece.state = EVIDENCE.target(piece.state, "withdraw")
    refuse_locked(record.locking_days())
    piece.submitted_by, piece.submitted_at = None, None
    piece.save()
    _finish("withdraw_evidence", piece, record, actor)
    return piece


@transaction.atomic
def verify_evidence(
    evidence_id: int, *, actor: Actor, at: datetime, seen_submitted_at: datetime | None = None
) -> Evidence:
    """Confirm that a piece proves its record; the piece it replaces becomes superseded.

    `seen_submitted_at` is when the piece the actor looked at was handed in.
    Raises NotFound, NoAuthority, NotTheVerifier, OwnEvidence, ActNotAllowed,
    EvidenceWasChanged, PeriodIsLocked.
    """
    piece, record = _locked(evidence_id, actor)
    _require_verifier(actor, piece, record)
    state = EVIDENCE.target(piece.state, "verify")
    _refuse_unseen(piece, seen_submitted_at)
    refuse_locked(record.locking_days())
    _replace(record, ProofState.VERIFIED)
    piece.state, piece.decided_by_id, piece.decided_at = state, actor.holding_id, at
    piece.save()
    _finish("verify_evidence", piece, record, actor)
    return piece


@transaction.atomic
def reject_evidence(
    evidence_id: int, *, actor: Actor, at: datetime, reason: str, seen_submitted_at: datetime | None = None
) -> Evidence:
    """Send a piece back with a reason, also one verified before; figures lose it at once.

    Raises NotFound, NoAuthority, NotTheVerifier, OwnEvidence, ReasonRequired,
    ActNotAllowed, EvidenceWasChanged, PeriodIsLocked.
    """
    piece, record = _locked(evidence_id, actor)
    _require_verifier(actor, piece, record)
    if not (reason := nfc(reason).strip()):
        raise ReasonRequired
    piece.state = EVIDENCE.target(piece.state, "reject")
    _refuse_unseen(piece, seen_submitted_at)
    refuse_locked(record.locking_days())
    piece.decided_by_id, piece.decided_at, piece.reason = actor.holding_id, at, reason
    piece.save()
    _finish("reject_evidence", piece, record, actor, reason=reason)
    announce(EvidenceRejected(evidence_id=piece.pk, unit_id=record.unit_id))
    return piece


def _locked(evidence_id: int, actor: Actor) -> tuple[Evidence, Record]:
    """Lock the record first, then the piece: everybody in the same order, nobody in a deadlock."""
    record_id = Evidence.objects.filter(pk=evidence_id).values_list("record_id", flat=True).first()
    if record_id is None:
        raise NotFound
    record = locked_record(record_id, actor=actor)
    piece = Evidence.objects.select_for_update().filter(pk=evidence_id).first()
    if piece is None:
        raise NotFound
    return piece, record


def _require_verifier(actor: Actor, piece: Evidence, record: Record) -> None:
    require(actor, Right.VERIFY_EVIDENCE, unit_id=record.unit_id)
    if not units_verified_by(actor).filter(unit=record.unit_id).exists():
        raise NotTheVerifier
    if Evidence.objects.filter(authored_by(actor), pk=piece.pk).exists():
        raise OwnEvidence


def _refuse_unseen(piece: Evidence, seen_submitted_at: datetime | None) -> None:
    if seen_submitted_at is not None and seen_submitted_at != piece.submitted_at:
        raise EvidenceWasChanged


def _documents(document_ids: Collection[int], actor: Actor) -> list[Document]:
    """Return the documents by key, all visible to the actor or none at all."""
    found = list(documents_visible_to(actor).filter(pk__in=document_ids))
    if len(found) != len(set(document_ids)):
        raise NotFound
    return found


def _check(piece: Evidence, actor: Actor) -> None:
    if piece.fact_on and piece.fact_on > actor.on:
        raise FactNotYetThere
    check_input(piece, exclude=["record", "state"])
    if piece.link and not piece.link.startswith(("https://", "http://")):
        raise InputErrors([InputError(_("Đường dẫn cần bắt đầu bằng https://"), field="đường dẫn công khai")])


def _replace(record: Record, state: ProofState) -> None:
    for old in Evidence.objects.select_for_update().filter(record=record.pk, state=state):
        old.state = EVIDENCE.target(old.state, "replace")
        old.save(update_fields=["state"])


def _finish(act: str, piece: Evidence, record: Record, actor: Actor, *, reason: str = "") -> None:
    keep_state(record)
    detail: Mapping[str, Any] = {"evidence": piece.pk, "state": piece.state}
    record_act(
        f"evidence.{act}", actor=actor, subject_kind="record", subject_id=record.pk, unit_id=record.unit_id,
        reason=reason, detail=detail,
    )  # fmt: skip
    tell_of_change(record, record.counting_days())
