"""A spreadsheet of letters taken in as a whole, and taken back as a whole while nothing was done with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.casework.events import announce_change
from danvan.intake.models import BatchLine, LetterBatch
from danvan.intake.selectors.batches import batches_visible_to
from danvan.intake.services.letters import UnknownFirstComplaint, go_on_from
from danvan.journal.services import record_act
from danvan.kernel.errors import InputError, InputErrors, NotFound, RuleError
from danvan.kernel.text import format_date, nfc
from danvan.petitions.models import Petition
from danvan.petitions.rules.old_register import NOTHING, PastActs
from danvan.petitions.selectors import first_complaints_of
from danvan.petitions.services import NewPetition, bring_over


class FileIsKnown(RuleError):
    """The very same file was taken in before, and not taken back."""

    code = "file_of_letters_is_known"
    message = _("Tệp này đã được nhập ngày %(on)s. Cần nhập lại thì hoàn tác đợt ấy trước.")


class CannotTakeBack(RuleError):
    """Somebody worked on what the file brought."""

    code = "cannot_take_letters_back"
    message = _(
        "Không hoàn tác được đợt nhập: %(touched)s trong %(all)s đơn đã có việc làm, tài liệu, mã theo dõi "
        "hoặc đơn khác gắn với."
    )


class AlreadyTakenBack(RuleError):
    """There is nothing left of it."""

    code = "letters_are_taken_back"
    message = _("Đợt nhập này đã được hoàn tác.")


class TakingBackNeedsReason(RuleError):
    """Whoever takes letters out of a register says why."""

    code = "taking_back_needs_reason"
    message = _("Cần ghi lý do.")


@dataclass(frozen=True)
class SheetLetter:
    """One line of a file: where it stands, the letter, what its old register says, the complaint it goes on from."""

    row: int
    new: NewPetition
    past: PastActs = NOTHING
    subject: str = ""
    first_code: str = ""


@transaction.atomic
def import_letters(
    letters: Sequence[SheetLetter], *, unit_id: int, file_name: str, sha256: str, actor: Actor, at: datetime
) -> LetterBatch:
    """Take every letter of a file in, or none.

    Raises NoAuthority, FileIsKnown, and InputErrors with the row that is refused.
    """
    require(actor, Right.RECEIVE_CASES, unit_id=unit_id)
    if known := LetterBatch.objects.filter(unit=unit_id, sha256=sha256, undone_at=None).first():
        raise FileIsKnown(params={"on": format_date(timezone.localdate(known.imported_at))})
    try:
        with transaction.atomic():
            batch = LetterBatch.objects.create(
                unit_id=unit_id,
                file_name=nfc(file_name)[:200],
                sha256=sha256,
                rows=len(letters),
                person_id=actor.person_id,
                holding_id=actor.holding_id,
                imported_at=at,
            )
    except IntegrityError as error:
        # The button was pressed twice, and the other one won.
        raise FileIsKnown(params={"on": format_date(timezone.localdate(at))}) from error
    firsts = first_complaints_of(
        (each.first_code, [writer.name for writer in each.new.writers], each.new.received_on) for each in letters
    )
    lines = [
        _take_in(letter, first, actor=actor, at=at, batch=batch) for letter, first in zip(letters, firsts, strict=True)
    ]
    BatchLine.objects.bulk_create(lines, batch_size=1_000)
    _journal("import_letters", batch, actor)
    return batch


def _take_in(
    letter: SheetLetter, first: Petition | None, *, actor: Actor, at: datetime, batch: LetterBatch
) -> BatchLine:
    try:
        if letter.first_code and first is None:
            raise UnknownFirstComplaint(params={"code": letter.first_code})
        petition = bring_over(letter.new, letter.past, actor=actor, at=at, subject=letter.subject, follows=first)
        if first is not None:
            go_on_from(first, petition, actor=actor, at=at)
    except InputErrors as refusal:
        raise InputErrors(
            InputError(each.message, field=each.field, row=letter.row, params=each.params) for each in refusal.errors
        ) from refusal
    except RuleError as refusal:
        raise InputErrors([InputError(str(refusal), row=letter.row)]) from refusal
    return BatchLine(batch=batch, row=letter.row, code=petition.code, case=petition)


@transaction.atomic
def take_letters_back(batch_id: int, *, reason: str, actor: Actor, at: datetime) -> int:
    """Remove every letter of a file nobody has worked on since; return how many.  Their numbers are not given again.

    Raises NotFound, NoAuthority, TakingBackNeedsReason, AlreadyTakenBack, CannotTakeBack.
    """
    batch = batches_visible_to(actor).select_for_update(of=("self",)).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    require(actor, Right.RECEIVE_CASES, unit_id=batch.unit_id)
    if batch.undone_at:
        raise AlreadyTakenBack
    if not (reason := nfc(reason).strip()):
        raise TakingBackNeedsReason
    # Both rows of each letter: acts and hand-overs change the one every case shares.
    held = Petition.objects.select_for_update(of=("self", "case_ptr"))
    letters = list(held.filter(batch_line__batch=batch).order_by("pk"))
    mine = Petition.objects.filter(batch_line__batch=batch)
    touched = {letter.pk for letter in letters if letter.version != 1 or letter.follows_id}
    touched |= set(mine.exclude(acts__at=batch.imported_at).values_list("pk", flat=True))
    touched |= set(mine.filter(acts__at__gt=batch.imported_at).values_list("pk", flat=True))
    touched |= set(mine.filter(papers__isnull=False).values_list("pk", flat=True))
    touched |= set(mine.filter(followings__isnull=False).values_list("pk", flat=True))
    if touched:
        raise CannotTakeBack(params={"touched": len(touched), "all": len(letters)})
    _announce(letters)
    try:
        mine.delete()
    except ProtectedError as error:
        raise CannotTakeBack(params={"touched": len(error.protected_objects), "all": len(letters)}) from error
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    _journal("take_letters_back", batch, actor, reason=reason)
    return len(letters)


def _announce(letters: Sequence[Petition]) -> None:
    """Let figures follow, once for each kind, from the first year any of them was in."""
    earliest: dict[str, Petition] = {}
    for letter in sorted(letters, key=lambda each: each.received_on):
        earliest.setdefault(letter.kind, letter)
    for letter in earliest.values():
        announce_change(letter)


def _journal(act: str, batch: LetterBatch, actor: Actor, *, reason: str = "") -> None:
    record_act(
        f"intake.{act}",
        actor=actor,
        subject_kind="letter_batch",
        subject_id=batch.pk,
        unit_id=batch.unit_id,
        reason=reason,
        # Not the name of the file: people put names of people there.
        detail={"rows": batch.rows, "sha256": batch.sha256},
    )
