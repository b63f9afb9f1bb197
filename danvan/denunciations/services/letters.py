"""Papers of a sealed file: drafted, looked at, numbered, kept, all under the keys of the file.

What a paper says is made from the extract alone: `Extract` opens that part and
no other, and every field comes from it, so that no name, no handwriting and no
word of the denouncer can be filled into a paper, whoever drafts it.  Where the
law wants their name and address, the paper has a ruled line.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.calendars.selectors import time_limits
from danvan.casework.choices import Stage
from danvan.casework.models import CaseAct
from danvan.casework.selectors import outgoing_fields
from danvan.casework.services import take_outgoing_number
from danvan.denunciations.choices import Compartment, Standing, TextKind
from danvan.denunciations.models import Denunciation, SealedLetter
from danvan.denunciations.papers import TEMPLATES
from danvan.denunciations.rules.letters import BY_CODE
from danvan.denunciations.selectors.denunciations import denunciations_visible_to, team_of
from danvan.denunciations.selectors.letters import is_numbered_here, may_draft, may_issue
from danvan.denunciations.services.opening import OpenedPart, keys_for, open_paper, open_part, record_reading
from danvan.denunciations.services.sealing import Deposit, Sheet, opened_letter, opened_paper, sealed_letter
from danvan.documents.kinds import LetterKind, default_symbol, number_text, starting_text
from danvan.documents.pdf import PDF_TYPE, to_pdf
from danvan.documents.reading import CannotReadPaper
from danvan.documents.word import WORD_TYPE, write_word
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, NoAuthority, NotFound, RuleError
from danvan.kernel.text import format_date
from danvan.orgs.selectors import letterhead_of, names_on

NOT_KNOWN = "……"


class CannotIssueSealed(RuleError):
    """The paper cannot go out, or be changed, as it stands."""

    code = "cannot_issue_sealed"
    message = "%(why)s"


@dataclass(frozen=True)
class Extract:
    """The opened extract of a case, and nothing of the other parts."""

    row: Denunciation
    part: OpenedPart

    @classmethod
    def opened(cls, row: Denunciation, *, actor: Actor, at: datetime) -> "Extract":
        """Open it; a reading.  Raises NoAuthority, NotFound."""
        return cls(row, open_part(row, Compartment.STRIPPED, actor=actor, at=at))


@dataclass(frozen=True)
class Said:
    """What was typed for a paper, and who signs it."""

    typed: Mapping[str, str]
    signer: tuple[str, str]
    withdrawn_why: str = ""

    def as_json(self) -> bytes:
        """Return it to be sealed."""
        said = {"typed": dict(self.typed), "signer": list(self.signer), "withdrawn_why": self.withdrawn_why}
        return json.dumps(said, ensure_ascii=False).encode()


@transaction.atomic
def starting_words(row: Denunciation, code: str, *, actor: Actor, at: datetime) -> dict[str, str]:
    """Return what stands in the fields of a new paper: what the extract says already; a reading.

    Raises NoAuthority, NotFound.
    """
    kind = _kind(row, code, actor)
    on = timezone.localdate(at)
    facts = facts_of_extract(Extract.opened(row, actor=actor, at=at), on=on)
    return {**starting_text(kind, facts), "signer_title": letterhead_of(row.unit_id, on).signer_title}


@transaction.atomic
def draft_letter(
    row: Denunciation, code: str, typed: Mapping[str, str], *, signer: tuple[str, str], actor: Actor
) -> SealedLetter:
    """Begin a paper.  Raises NotFound, NoAuthority."""
    kind = _kind(row, code, actor)
    deposit = Deposit(row, Compartment(kind.part))
    letter = SealedLetter.objects.create(
        denunciation=row,
        key=deposit.row,
        kind=code,
        sealed=deposit.letter(Said(typed, signer).as_json()),
        drafted_by_id=actor.holding_id,
    )
    _record(letter, "drafted", actor)
    return letter


@transaction.atomic
def change_letter(
    letter_id: int, typed: Mapping[str, str], *, signer: tuple[str, str], actor: Actor, at: datetime, version: int
) -> SealedLetter:
    """Change a draft.  Raises NotFound, NoAuthority, Conflict, CannotIssueSealed for one that went out."""
    letter, key = _locked(letter_id, actor, at, version)
    _require_draft(letter)
    letter.sealed = sealed_letter(letter.key, key, Said(typed, signer).as_json())
    return _kept(letter, "changed", actor)


@transaction.atomic
def discard_letter(letter_id: int, *, actor: Actor, at: datetime, version: int) -> None:
    """Throw a draft away.  Raises NotFound, NoAuthority, Conflict, CannotIssueSealed for one that went out."""
    letter, _key = _locked(letter_id, actor, at, version)
    _require_draft(letter)
    _record(letter, "discarded", actor)
    letter.delete()


@transaction.atomic
def issue_letter(
    letter_id: int, *, number: int | None, symbol: str, on: date, actor: Actor, at: datetime, version: int
) -> SealedLetter:
    """Let a paper go out: its number of the unit's series, without a word; its files sealed where the draft lay.

    Only whoever may do the act it goes with.  Raises NotFound, NoAuthority,
    Conflict, CannotIssueSealed, NumberTaken, CannotWritePaper.
    """
    letter, key = _locked(letter_id, actor, at, version)
    _require_draft(letter)
    row, kind = letter.denunciation, BY_CODE[letter.kind]
    if not may_issue(row, kind, actor):
        raise NoAuthority
    if not row.received_on <= on <= timezone.localdate(at):
        raise CannotIssueSealed(params={"why": "Ngày ban hành không trước ngày nhận và không ở tương lai."})
    if kind.needs_number:
        if number is None:
            raise CannotIssueSealed(params={"why": "Cần số văn bản."})
        letter.number = take_outgoing_number(row.unit_id, symbol, number, on=on, is_sealed=True)
    letter.issued_on = on
    extract = Extract.opened(row, actor=actor, at=at)
    word = written(kind, _said(letter, key), extract, number=number_of(letter), on=on)
    deposit = Deposit(row, Compartment(kind.part))
    letter.word = deposit.paper(Sheet(f"{kind.code}-{row.code}.docx", WORD_TYPE, word))
    try:
        letter.pdf = deposit.paper(Sheet(f"{kind.code}-{row.code}.pdf", PDF_TYPE, to_pdf(word)))
    except CannotReadPaper:
        # The province's own template holds what only Word can show; the Word file is the paper then.
        letter.pdf = None
    return _kept(letter, "issued", actor)


@transaction.atomic
def withdraw_letter(letter_id: int, *, why: str, actor: Actor, at: datetime, version: int) -> SealedLetter:
    """Withdraw a paper that went out; its number stays given and its files stay sealed.

    Raises NotFound, NoAuthority, Conflict, CannotIssueSealed.
    """
    letter, key = _locked(letter_id, actor, at, version)
    if not may_issue(letter.denunciation, BY_CODE[letter.kind], actor):
        raise NoAuthority
    if letter.is_draft or letter.withdrawn_at:
        raise CannotIssueSealed(params={"why": "Chỉ thu hồi được văn bản đã ban hành và chưa thu hồi."})
    if not is_numbered_here(letter, on=timezone.localdate(at)):
        raise CannotIssueSealed(params={"why": "Văn bản mang số của đơn vị đã chuyển hồ sơ; đơn vị đó thu hồi."})
    said = _said(letter, key)
    letter.withdrawn_at = at
    letter.sealed = sealed_letter(letter.key, key, Said(said.typed, said.signer, why).as_json())
    return _kept(letter, "withdrawn", actor)


@transaction.atomic
def opened(letter: SealedLetter, *, actor: Actor, at: datetime) -> tuple[Said, bytes]:
    """Open a paper: what was typed, and its Word file as it stands or as it went out; a reading.

    Raises NotFound, NoAuthority, CannotWritePaper.
    """
    row = letter.denunciation
    key, request = _key(letter, actor, at)
    record_reading(row, Compartment(letter.key.compartment), actor, at, request, paper_id=letter.word_id)
    said = _said(letter, key)
    if letter.word is not None:
        return said, opened_paper(letter.key, key, letter.word).content
    on = timezone.localdate(at)
    extract = Extract.opened(row, actor=actor, at=at)
    symbol = symbol_for(letter, on)
    return said, written(BY_CODE[letter.kind], said, extract, number=number_text(None, symbol), on=on)


def opened_pdf(letter: SealedLetter, *, actor: Actor, at: datetime) -> bytes:
    """Open the PDF a paper went out as; a reading of that file.  Raises NotFound, NoAuthority."""
    return open_paper(letter.denunciation, letter.pdf_id or 0, actor=actor, at=at).content


@transaction.atomic
def words_of(letter: SealedLetter, *, actor: Actor, at: datetime) -> Said:
    """Return what was typed for a paper, when it cannot be laid out; a reading.  Raises NotFound, NoAuthority."""
    key, request = _key(letter, actor, at)
    record_reading(letter.denunciation, Compartment(letter.key.compartment), actor, at, request)
    return _said(letter, key)


def written(kind: LetterKind, said: Said, extract: Extract, *, number: str, on: date) -> bytes:
    """Return the Word file of a paper, made from the extract and what was typed.  Raises CannotWritePaper."""
    head = letterhead_of(extract.row.unit_id, on)
    facts = facts_of_extract(extract, on=on)
    fields = outgoing_fields(kind, said.typed, facts, head=head, signer=said.signer, number=number, on=on)
    return write_word(TEMPLATES[kind.code], fields)


def facts_of_extract(extract: Extract, *, on: date) -> dict[str, str]:
    """Return what papers may say of a case: what may be counted of it, and what its extract says."""
    row, part = extract.row, extract.part
    head = letterhead_of(row.unit_id, on)
    acts = dict(CaseAct.objects.filter(case=row.pk).values_list("pk", "act"))
    said = {acts[words.act_id]: words.said for words in part.texts if words.act_id in acts}
    summary = next((words.said.get("extract", "") for words in part.of_kind(TextKind.EXTRACT)), "")
    accused = _accused(part, row.received_on)
    limit = time_limits().in_force("TC-RES", row.accepted_on or on)
    clock = row.clocks.filter(stage=Stage.RESOLUTION, ended_on=None).first()
    accepted = format_date(row.accepted_on) if row.accepted_on else ""
    number = said.get("accept", {}).get("number", "")
    members = [
        f"{member.holding.person.get_full_name()}, {member.holding.post.title}{' (Tổ trưởng)' if member.leads else ''}"
        for member in team_of(row)
    ]
    return {
        "code": row.code,
        "received_on": format_date(row.received_on),
        "accepted_on": accepted or NOT_KNOWN,
        "unit": head.said,
        "authority": head.authority,
        "accused": accused,
        "accused_start": accused[:1].upper() + accused[1:],
        "summary": summary,
        "limit": f"{limit.days} ngày",
        "decision": f"{number} ngày {accepted}" if number and accepted else "",
        "due_on": format_date(clock.due_on) if clock and clock.due_on else "",
        "members": "; ".join(members),
        "findings": said.get("report", {}).get("note", ""),
        "verdict": row.get_verdict_display().capitalize() if row.verdict else "",
    }


def symbol_for(letter: SealedLetter, on: date) -> str:
    """Return what follows the number of a paper."""
    return default_symbol(BY_CODE[letter.kind], letterhead_of(letter.denunciation.unit_id, on).symbol)


def number_of(letter: SealedLetter) -> str:
    """Return the number as the paper writes it; empty for one that has none."""
    return number_text(letter.number.number, letter.number.symbol) if letter.number else ""


def _accused(part: OpenedPart, on: date) -> str:
    people = list(reversed(part.of_kind(TextKind.ACCUSED)))
    names = names_on({words.said["unit"] for words in people if words.said.get("unit")}, on)
    found = []
    for words in people:
        unit = names.get(words.said["unit"]) if words.said.get("unit") else None
        place = unit.full_name if unit else ""
        if words.said.get("standing") == Standing.BODY:
            found.append(place)
            continue
        name = words.said.get("name", "")
        is_addressed = name.lower().startswith(("ông ", "bà "))
        called = name if is_addressed or not name else f"ông (bà) {name}"
        found.append(", ".join(filter(None, [called, words.said.get("position"), place])))
    return "; ".join(filter(None, found)) or "người bị tố cáo"


def _kind(row: Denunciation, code: str, actor: Actor) -> LetterKind:
    kind = BY_CODE.get(code)
    if kind is None or not denunciations_visible_to(actor).filter(pk=row.pk).exists():
        raise NotFound
    if not may_draft(row, kind, actor):
        raise NoAuthority
    return kind


def _key(letter: SealedLetter, actor: Actor, at: datetime) -> tuple[bytes, Any]:
    keys, request = keys_for(letter.denunciation, Compartment(letter.key.compartment), actor, at)
    key = next((key for row, key in keys if row.pk == letter.key_id), None)
    if key is None:
        raise NotFound
    return key, request


def _locked(letter_id: int, actor: Actor, at: datetime, version: int) -> tuple[SealedLetter, bytes]:
    letter = (
        SealedLetter.objects.select_for_update(of=("self",))
        .select_related("denunciation", "key", "number", "word")
        .filter(pk=letter_id)
        .first()
    )
    if letter is None:
        raise NotFound
    key, _request = _key(letter, actor, at)
    if not may_draft(letter.denunciation, BY_CODE[letter.kind], actor):
        raise NoAuthority
    if letter.version != version:
        raise Conflict
    return letter, key


def _require_draft(letter: SealedLetter) -> None:
    if not letter.is_draft:
        raise CannotIssueSealed(params={"why": "Văn bản đã ban hành, không sửa được nữa; có thể thu hồi."})


def _said(letter: SealedLetter, key: bytes) -> Said:
    said = json.loads(opened_letter(letter.key, key, letter))
    return Said(said["typed"], (said["signer"][0], said["signer"][1]), said["withdrawn_why"])


def _kept(letter: SealedLetter, act: str, actor: Actor) -> SealedLetter:
    letter.version += 1
    letter.save()
    _record(letter, act, actor)
    return letter


def _record(letter: SealedLetter, act: str, actor: Actor) -> None:
    record_act(
        f"sealed_letter.{act}",
        actor=actor,
        subject_kind="case",
        subject_id=letter.denunciation_id,
        unit_id=letter.denunciation.unit_id,
        detail={"letter": letter.pk, "kind": letter.kind},
    )
