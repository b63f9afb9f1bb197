"""Which papers of a sealed file exist, for whom: by kind, number and day, nothing of what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.rules.acts import Act
from danvan.denunciations.choices import Compartment
from danvan.denunciations.models import Denunciation, SealedLetter
from danvan.denunciations.rules.letters import BY_CODE, KINDS
from danvan.denunciations.selectors.authority import may_do
from danvan.denunciations.selectors.denunciations import denunciations_visible_to, is_in_team, may_open
from danvan.denunciations.selectors.tables import act_table
from danvan.documents.kinds import LetterKind, number_text
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date
from danvan.orgs.selectors import reach


@dataclass(frozen=True)
class SealedOffer:
    """A kind of paper that can be drafted; `is_next` when the act it goes with can be done now."""

    kind: LetterKind
    act: Act
    is_next: bool


@dataclass(frozen=True)
class GivenNumber:
    """A number that went to a paper of a sealed file: of what kind, of which day, of which case."""

    number: str
    on: date
    label: str
    code: str


def may_draft(row: Denunciation, kind: LetterKind, actor: Actor) -> bool:
    """Whether the actor, to whom the case exists, drafts this paper: who may read the part of the file it lies in."""
    return may_open(actor, row, Compartment(kind.part))


def may_issue(row: Denunciation, kind: LetterKind, actor: Actor) -> bool:
    """Whether the actor lets this paper go out: whose the act is that it goes with."""
    return may_draft(row, kind, actor) and may_do(row, act_table()[kind.act], actor, is_member=is_in_team(actor, row))


def sealed_offers(row: Denunciation, actor: Actor) -> list[SealedOffer]:
    """Return the kinds of papers the actor may draft on a case."""
    table = act_table()
    possible = {act.code for act in table.possible(row.state)}
    readable = {part for part in Compartment if may_open(actor, row, part)}
    return [
        SealedOffer(kind, table[kind.act], kind.act in possible) for kind in KINDS if Compartment(kind.part) in readable
    ]


def sealed_letters(row: Denunciation, actor: Actor) -> Sequence[SealedLetter]:
    """Return the papers of a case that lie in parts the actor may open, the newest first."""
    readable = [part for part in Compartment if may_open(actor, row, part)]
    found = row.sealed_letters.filter(key__compartment__in=readable, key__destroyed_at=None)
    return list(found.select_related("number", "drafted_by__post", "key"))


def sealed_letter_of(row: Denunciation, letter_id: int, actor: Actor) -> SealedLetter:
    """Return one of them.  Raises NotFound."""
    letter = (
        row.sealed_letters.select_related("denunciation", "number", "key", "word", "pdf").filter(pk=letter_id).first()
    )
    if letter is None or not may_open(actor, row, Compartment(letter.key.compartment)):
        raise NotFound
    return letter


def issued_papers(row: Denunciation) -> set[int]:
    """Return the files of the papers that went out: the office's own, which need no blackening."""
    return {pk for pair in row.sealed_letters.values_list("word", "pdf") for pk in pair if pk}


def unrecorded_letters(row: Denunciation, act: str) -> "QuerySet[SealedLetter, SealedLetter]":
    """Return the papers that went out for an act which was not written down yet, the oldest first."""
    codes = [kind.code for kind in KINDS if kind.act == act]
    gone = row.sealed_letters.filter(kind__in=codes, issued_on__isnull=False, withdrawn_at=None, word__act=None)
    return gone.select_related("number").order_by("issued_on", "pk")


def issued_for(row: Denunciation, act: str) -> dict[str, str]:
    """Return number and day of the paper that went out for an act, to start the act's form with."""
    letter = unrecorded_letters(row, act).first()
    if letter is None or letter.issued_on is None:
        return {}
    number = {"number": number_text(letter.number.number, letter.number.symbol)} if letter.number else {}
    return {**number, "on": format_date(letter.issued_on)}


def is_numbered_here(letter: SealedLetter, *, on: date) -> bool:
    """Whether the case still lies with the unit whose number a paper bears, or with its successor."""
    if letter.number is None:
        return True
    return letter.number.unit_id in reach(letter.denunciation.unit_id, on=on, with_subtree=False)


def numbers_given(actor: Actor, *, year: int) -> list[GivenNumber]:
    """Return the numbers that the units the actor resolves for gave to papers of sealed files, the newest first.

    Only of cases that exist for them; a paper that went along when a case was
    passed on stands by the number the case had here.
    """
    theirs = denunciations_visible_to(actor)
    is_theirs = Exists(theirs.filter(pk=OuterRef("denunciation")))
    given = SealedLetter.objects.filter(
        is_theirs | Q(denunciation__transferred_from__in=theirs.values("pk")),
        number__year=year,
        number__unit__in=actor.scope(Right.RESOLVE_DENUNCIATIONS).unit_ids,
    )
    code = Case(When(is_theirs, then=F("denunciation__code")), default=F("denunciation__transferred_from__code"))
    rows = given.order_by("-number__issued_on", "-number__pk")
    return [
        GivenNumber(number=number_text(number, symbol), on=on, label=BY_CODE[kind].label, code=code)
        for number, symbol, on, kind, code in rows.values_list(
            "number__number", "number__symbol", "number__issued_on", "kind", code
        )
    ]
