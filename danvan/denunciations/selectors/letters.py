"""Which papers of a sealed file exist, for whom: by kind, number and day, nothing of what they say."""

from collections.abc import Sequence
from dataclasses import dataclass

from danvan.authority.rules.actor import Actor
from danvan.casework.rules.acts import Act
from danvan.denunciations.choices import Compartment
from danvan.denunciations.models import Denunciation, SealedLetter
from danvan.denunciations.rules.letters import KINDS
from danvan.denunciations.selectors.authority import may_do
from danvan.denunciations.selectors.denunciations import is_in_team, may_open
from danvan.denunciations.selectors.tables import act_table
from danvan.documents.kinds import LetterKind, number_text
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date


@dataclass(frozen=True)
class SealedOffer:
    """A kind of paper that can be drafted; `is_next` when the act it goes with can be done now."""

    kind: LetterKind
    act: Act
    is_next: bool


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


def issued_for(row: Denunciation, act: str) -> dict[str, str]:
    """Return number and day of the paper that went out last for an act, to start its form with."""
    codes = [kind.code for kind in KINDS if kind.act == act]
    gone = row.sealed_letters.filter(kind__in=codes, issued_on__isnull=False, withdrawn_at=None)
    letter = gone.select_related("number").order_by("-pk").first()
    if letter is None or letter.issued_on is None:
        return {}
    number = {"number": number_text(letter.number.number, letter.number.symbol)} if letter.number else {}
    return {**number, "on": format_date(letter.issued_on)}
