"""Drafting letters, giving them their number and day, withdrawing them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.casework.choices import PaperKind
from danvan.casework.models import Paper
from danvan.casework.services import add_paper, take_outgoing_number
from danvan.documents.kinds import number_text
from danvan.documents.pdf import PDF_TYPE, to_pdf
from danvan.documents.reading import CannotReadPaper
from danvan.documents.word import WORD_TYPE, write_word
from danvan.files.services import open_file
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, NotFound, RuleError
from danvan.letters.models import Letter
from danvan.letters.papers import TEMPLATES
from danvan.letters.rules.kinds import BY_CODE
from danvan.letters.selectors import letter_fields, symbol_for
from danvan.petitions.models import Petition
from danvan.petitions.selectors import table_of


class CannotIssue(RuleError):
    """The letter cannot go out, or be changed, as it stands."""

    code = "cannot_issue"
    message = "%(why)s"


@transaction.atomic
def draft_letter(
    petition: Petition, kind: str, typed: Mapping[str, str], *, signer: tuple[str, str], actor: Actor
) -> Letter:
    """Begin a letter on a petition.  Raises NoAuthority, NotFound for a kind its table has no act for."""
    require(actor, Right.HANDLE_CASES, unit_id=petition.unit_id)
    if kind not in BY_CODE or BY_CODE[kind].act not in table_of(petition.kind):
        raise NotFound
    letter = Letter.objects.create(
        case=petition.case_ptr,
        unit_id=petition.unit_id,
        kind=kind,
        typed=dict(typed),
        signer_title=signer[0],
        signer_name=signer[1],
        drafted_by_id=actor.holding_id,
    )
    _record(letter, "drafted", actor)
    return letter


@transaction.atomic
def change_letter(
    letter_id: int, typed: Mapping[str, str], *, signer: tuple[str, str], actor: Actor, version: int
) -> Letter:
    """Change a draft.  Raises NoAuthority, Conflict when the page was older, CannotIssue for one that went out."""
    letter = _locked_draft(letter_id, actor, version)
    letter.typed = dict(typed)
    letter.signer_title, letter.signer_name = signer
    letter.version += 1
    letter.save()
    _record(letter, "changed", actor)
    return letter


@transaction.atomic
def discard_letter(letter_id: int, *, actor: Actor, version: int) -> None:
    """Throw a draft away.  Raises NoAuthority, Conflict, CannotIssue for one that went out."""
    letter = _locked_draft(letter_id, actor, version)
    _record(letter, "discarded", actor)
    letter.delete()


@transaction.atomic
def issue_letter(
    letter_id: int, *, number: int | None, symbol: str, on: date, actor: Actor, at: datetime, version: int
) -> Letter:
    """Let a letter go out: its number in the unit's series of the year, its day, its Word file and PDF kept.

    Minutes and slips that carry no number take none.  Raises NoAuthority,
    Conflict, CannotIssue, NumberTaken, CannotWritePaper.
    """
    letter = _locked_draft(letter_id, actor, version)
    kind = BY_CODE[letter.kind]
    if on > timezone.localdate(at):
        raise CannotIssue(params={"why": "Ngày ban hành không thể ở tương lai."})
    petition = Petition.objects.get(pk=letter.case_id)
    if on < petition.received_on:
        raise CannotIssue(params={"why": "Ngày ban hành không thể trước ngày nhận đơn."})
    if kind.needs_number:
        if number is None:
            raise CannotIssue(params={"why": "Cần số văn bản."})
        take_outgoing_number(letter.unit_id, symbol, number, on=on)
        letter.number, letter.symbol, letter.year = number, symbol, on.year
    letter.issued_on = on
    text = number_text(letter.number, letter.symbol) if kind.needs_number else ""
    word = written(letter, petition, on=on)
    letter.word = _keep(petition, word, f"{kind.code}-{petition.code}.docx", WORD_TYPE, number=text)
    try:
        letter.pdf = _keep(petition, to_pdf(word), f"{kind.code}-{petition.code}.pdf", PDF_TYPE, number=text)
    except CannotReadPaper:
        # The province's own template holds what only Word can show; the Word file is the paper then.
        letter.pdf = None
    letter.version += 1
    letter.save()
    _record(letter, "issued", actor)
    return letter


@transaction.atomic
def withdraw_letter(letter_id: int, *, why: str, actor: Actor, at: datetime, version: int) -> Letter:
    """Withdraw a letter that went out; its number stays given and its files stay with the case.

    Raises NoAuthority, Conflict, CannotIssue for a draft or one withdrawn before.
    """
    letter = _locked(letter_id, actor, version)
    if letter.is_draft or letter.withdrawn_at:
        raise CannotIssue(params={"why": "Chỉ thu hồi được văn bản đã ban hành và chưa thu hồi."})
    letter.withdrawn_at, letter.withdrawn_why = at, why
    # No act written down later may take the files along to the writer.
    Paper.objects.filter(pk__in=[letter.word_id, letter.pdf_id], act=None).update(number="")
    letter.version += 1
    letter.save()
    _record(letter, "withdrawn", actor)
    return letter


def written(letter: Letter, petition: Petition, *, on: date) -> bytes:
    """Return the Word file of a letter as it stands, dated a day.  Raises CannotWritePaper."""
    kind = BY_CODE[letter.kind]
    symbol = letter.symbol or symbol_for(letter, on)
    fields = letter_fields(
        petition,
        kind,
        letter.typed,
        signer=(letter.signer_title, letter.signer_name),
        number=number_text(letter.number, symbol),
        on=on,
    )
    return write_word(TEMPLATES[letter.kind], fields)


def kept_word(letter: Letter) -> bytes:
    """Return the Word file of a letter as it went out."""
    assert letter.word is not None  # only asked of letters that went out
    with open_file(letter.word.stored) as kept:
        content: bytes = kept.read()
    return content


def _keep(petition: Petition, content: bytes, name: str, content_type: str, *, number: str) -> Any:
    upload = SimpleUploadedFile(name, content, content_type)
    return add_paper(petition, upload, kind=PaperKind.ISSUED, number=number)


def _locked(letter_id: int, actor: Actor, version: int) -> Letter:
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    require(actor, Right.HANDLE_CASES, unit_id=letter.unit_id)
    if letter.version != version:
        raise Conflict
    return letter


def _locked_draft(letter_id: int, actor: Actor, version: int) -> Letter:
    letter = _locked(letter_id, actor, version)
    if not letter.is_draft:
        raise CannotIssue(params={"why": "Văn bản đã ban hành, không sửa được nữa; có thể thu hồi."})
    return letter


def _record(letter: Letter, act: str, actor: Actor) -> None:
    record_act(
        f"letter.{act}",
        actor=actor,
        subject_kind="letter",
        subject_id=letter.pk,
        unit_id=letter.unit_id,
        detail={"case": letter.case_id, "kind": letter.kind},
    )
