"""A page of the register as whoever works through it needs it: what comes next with each letter, what many share."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from danvan.authority.rules.actor import Actor
from danvan.casework.rules.acts import Act
from danvan.orgs.models import PostHolding
from danvan.petitions.models import Petition
from danvan.petitions.rules.guards import Facts
from danvan.petitions.selectors.authority import given_to_unit_of, may_do
from danvan.petitions.selectors.facts import against, facts_of_all
from danvan.petitions.selectors.petitions import FIRST_WRITER, petitions_visible_to
from danvan.petitions.selectors.tables import every_table, table_of


@dataclass(frozen=True)
class InboxRow:
    """One letter with what the office is to do next, and what that still waits for."""

    petition: Petition
    next_act: Act | None
    next_waits: str


@dataclass(frozen=True)
class InboxPage:
    """The letters of one page, and the acts that can be done with several of them at once."""

    rows: Sequence[InboxRow]
    acts: Sequence[tuple[str, str]]


def inbox_page(actor: Actor, petitions: Collection[Petition], *, on: date) -> InboxPage:
    """Return a page of the register.  One query for any number of letters, two when some are of another unit."""
    if not petitions:
        return InboxPage((), ())
    facts = facts_of_all(petitions, {}, on)
    given = given_to_unit_of(actor, petitions)
    shared = {
        act.code
        for petition in petitions
        for act in table_of(petition.kind).possible(petition.state)
        if act.in_bulk and may_do(petition, act, actor, given_to=petition.pk in given)
    }
    return InboxPage(
        [_row(petition, facts[petition.pk]) for petition in petitions],
        [(code, label) for code, label in bulk_labels().items() if code in shared],
    )


def _row(petition: Petition, known: Facts) -> InboxRow:
    following = table_of(petition.kind).next_step(petition.state, lambda act: against(act, known))
    return InboxRow(petition, *(following or (None, "")))


def bulk_labels() -> dict[str, str]:
    """Return the acts that may be done with several letters at once; one act may be called differently by kind."""
    labels: dict[str, dict[str, None]] = {}
    for table in every_table():
        for act in table.values():
            if act.in_bulk:
                labels.setdefault(act.code, {})[act.label] = None
    return {code: ", ".join(names) for code, names in labels.items()}


def chosen_petitions(actor: Actor, ids: Collection[int]) -> list[Petition]:
    """Return those of these petitions the actor may read, what is due first at the top.  One query."""
    chosen = petitions_visible_to(actor).filter(pk__in=ids)
    return list(chosen.select_related("officer__person").annotate(first_writer=FIRST_WRITER).order_by("due_on", "pk"))


def officers_with_letters(actor: Actor) -> list[tuple[int, str]]:
    """Return who has open letters of the actor's, by name; somebody who left the post among them.  One query."""
    busy = petitions_visible_to(actor).filter(is_open=True, officer__isnull=False).order_by().values("officer")
    holdings = PostHolding.objects.filter(pk__in=busy).select_related("person", "post")
    named = [(holding.pk, f"{holding.person.get_full_name()}, {holding.post.title}") for holding in holdings]
    return sorted(named, key=lambda each: each[1])
