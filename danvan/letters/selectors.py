"""What letters somebody may read, and what a letter says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.calendars.selectors import time_limits
from danvan.casework.models import CaseAct
from danvan.casework.selectors import outgoing_fields
from danvan.documents import kinds
from danvan.documents.kinds import LetterKind, default_symbol
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date
from danvan.letters.models import Letter
from danvan.letters.rules.kinds import BY_CODE, KINDS
from danvan.orgs.rules.letterheads import Letterhead
from danvan.orgs.selectors import letterhead_of
from danvan.petitions.models import Petition
from danvan.petitions.rules.clocks import resolution_rule
from danvan.petitions.selectors import petitions_visible_to, table_of

NEXT_STEPS = {
    1: "khiếu nại lần hai đến người có thẩm quyền hoặc khởi kiện vụ án hành chính tại Tòa án",
    2: "khởi kiện vụ án hành chính tại Tòa án",
}


@dataclass(frozen=True)
class KindOffer:
    """A kind of letter that can be drafted on a case; `is_next` when the act it goes with can be done now."""

    kind: LetterKind
    form: str
    is_next: bool


@dataclass(frozen=True)
class CaseLetters:
    """The letters of one petition."""

    petition: Petition
    offers: Sequence[KindOffer]
    drafts: Sequence[Letter]
    issued: Sequence[Letter]
    may_write: bool


def letters_visible_to(actor: Actor) -> "QuerySet[Letter, Letter]":
    """Return the letters on petitions whose file the actor may read."""
    return Letter.objects.filter(case__in=petitions_visible_to(actor).values("case_ptr"))


def may_write(actor: Actor, petition: Petition) -> bool:
    """Whether the actor drafts and issues letters on a petition: who handles cases in its unit."""
    return actor.may(Right.HANDLE_CASES, petition.unit_id)


def letter_of(actor: Actor, letter_id: int) -> tuple[Letter, Petition]:
    """Return a letter with its petition.  Raises NotFound for what the actor may not read."""
    letter = (
        letters_visible_to(actor).select_related("case", "word__stored", "pdf__stored").filter(pk=letter_id).first()
    )
    if letter is None:
        raise NotFound
    return letter, petition_of(actor, letter.case.code)


def petition_of(actor: Actor, code: str) -> Petition:
    """Return a petition letters may be drafted on.  Raises NotFound."""
    petition = petitions_visible_to(actor).filter(code=code).first()
    if petition is None:
        raise NotFound
    return petition


def case_letters(actor: Actor, code: str) -> CaseLetters:
    """Return the letters of a petition and what can be drafted.  Raises NotFound."""
    petition = petition_of(actor, code)
    table = table_of(petition.kind)
    possible = {act.code for act in table.possible(petition.state)}
    letters = list(letters_visible_to(actor).filter(case=petition.pk).select_related("drafted_by__post", "word", "pdf"))
    return CaseLetters(
        petition=petition,
        offers=[KindOffer(kind, table[kind.act].form, kind.act in possible) for kind in KINDS if kind.act in table],
        drafts=[each for each in letters if each.is_draft],
        issued=[each for each in letters if not each.is_draft],
        may_write=may_write(actor, petition),
    )


def register(actor: Actor, *, year: int, symbol: str = "", text: str = "") -> "QuerySet[Letter, Letter]":
    """Return the letters the actor's units let go out in a year, the newest first."""
    rows = _register(actor, year)
    if symbol:
        rows = rows.filter(symbol=symbol)
    if text.strip():
        asked = text.strip()
        number = asked.split("/", 1)[0].lstrip("0")
        rows = rows.filter(
            Q(case__code__iexact=asked)
            | Q(signer_name__icontains=asked)
            | (Q(number=int(number)) if number.isdecimal() and len(number) < 9 else Q(pk=None))
        )
    return rows.select_related("case", "word", "pdf").order_by("-issued_on", "-pk")


def symbols_of_year(actor: Actor, *, year: int) -> list[str]:
    """Return the symbols used in a year."""
    used = _register(actor, year).exclude(symbol="")
    return list(used.order_by("symbol").values_list("symbol", flat=True).distinct())


def symbol_for(letter: Letter, on: date) -> str:
    """Return what follows the number of a letter."""
    return default_symbol(BY_CODE[letter.kind], letterhead_of(letter.unit_id, on).symbol)


def starting_text(petition: Petition, kind: LetterKind, *, on: date) -> dict[str, str]:
    """Return what stands in the fields of a new letter: what the case says already."""
    return kinds.starting_text(kind, _facts(petition, letterhead_of(petition.unit_id, on), on))


def letter_fields(
    petition: Petition, kind: LetterKind, typed: Mapping[str, str], *, signer: tuple[str, str], number: str, on: date
) -> dict[str, Any]:
    """Return every field of the Word file of a letter."""
    head = letterhead_of(petition.unit_id, on)
    facts = _facts(petition, head, on)
    return outgoing_fields(kind, typed, facts, head=head, signer=signer, number=number, on=on)


def default_signer(petition: Petition, *, on: date) -> str:
    """Return the title of whoever signs for the unit."""
    return letterhead_of(petition.unit_id, on).signer_title


def _register(actor: Actor, year: int) -> "QuerySet[Letter, Letter]":
    scope = actor.scope(Right.SEE_CASES)
    # A unit verifying for another reads that case, but the number is not of its own register.
    own = Q() if scope.everything else Q(unit__in=scope.unit_ids)
    return letters_visible_to(actor).filter(own, issued_on__year=year)


def _facts(petition: Petition, head: Letterhead, on: date) -> dict[str, str]:
    writers = list(petition.writers.order_by("-is_representative", "pk"))
    first = writers[0] if writers else None
    name = f"ông (bà) {first.name}" if first else "người viết đơn"
    if petition.people_count > 1:
        name += f" và {petition.people_count - 1} người khác"
    respondent = petition.respondent or "người bị khiếu nại"
    notes = {
        act.act: act.note
        for act in CaseAct.objects.filter(case=petition.pk, act__in=("report", "dialogue")).order_by("on", "pk")
    }
    return {
        "code": petition.code,
        "kind": petition.get_kind_display(),
        "received_on": format_date(petition.received_on),
        "forwarded_by": petition.forwarded_by,
        "unit": head.said,
        "authority": head.authority,
        "writer": name,
        "writer_start": _start(name),
        "writer_address": first.address if first else "",
        "summary": petition.summary,
        "respondent": respondent,
        "respondent_start": _start(respondent),
        "instance": "lần hai" if petition.instance == 2 else "lần đầu",
        "limit": _limit(petition, on),
        "findings": notes.get("report", ""),
        "dialogue": notes.get("dialogue", ""),
        "verdict": _start(petition.get_verdict_display()),
        "remedy": petition.get_remedy_display(),
        "next_step": NEXT_STEPS[petition.instance],
    }


def _limit(petition: Petition, on: date) -> str:
    """Return how long resolving may take, by the law in force when it is accepted."""
    rule = resolution_rule(
        instance=petition.instance,
        is_discipline=petition.is_discipline,
        is_complex=petition.is_complex,
        is_remote=petition.is_remote,
    )
    limit = time_limits().in_force(rule, on)
    return f"{limit.days} ngày kể từ ngày thụ lý ({limit.basis})"


def _start(text: str) -> str:
    return text[:1].upper() + text[1:]
