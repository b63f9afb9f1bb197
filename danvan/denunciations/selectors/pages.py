"""What the pages of denunciations show without opening anything: codes, states, days, people on the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.calendars.selectors import work_calendar
from danvan.casework.models import HandOver
from danvan.casework.rules.acts import WRITER
from danvan.casework.selectors import ActOffer, Offers, ShownClock, TimelineEntry, shown_clocks
from danvan.denunciations.choices import Compartment
from danvan.denunciations.models import Denunciation, IdentityRequest, Reading, TeamMember
from danvan.denunciations.rules.guards import why_not
from danvan.denunciations.rules.letters import KINDS
from danvan.denunciations.selectors.authority import may_do
from danvan.denunciations.selectors.denunciations import (
    denunciations_visible_to,
    denunciations_watched_by,
    may_open,
    team_of,
)
from danvan.denunciations.selectors.facts import facts_of
from danvan.denunciations.selectors.tables import act_table, label_of
from danvan.kernel.errors import NotFound
from danvan.orgs.selectors import names_on, unit_choices

READINGS_SHOWN = 50


@dataclass(frozen=True)
class DenunciationPage(Offers):
    """The page of a denunciation; `opens` are the parts of the file this person may open."""

    row: Denunciation
    unit_name: str
    clocks: Sequence[ShownClock]
    timeline: Sequence[TimelineEntry]
    heads_acts: Sequence[str]
    team: Sequence[TeamMember]
    opens: frozenset[str]
    request: IdentityRequest | None
    readings: Sequence[Reading]
    waiting: HandOver | None

    @property
    def may_draft(self) -> bool:
        """Whether there is a kind of paper this person may draft."""
        return any(kind.part in self.opens for kind in KINDS)


def work_list(actor: Actor, tab: str, *, on: date) -> "QuerySet[Denunciation, Denunciation]":
    """Return one view of the sealed register."""
    rows = denunciations_watched_by(actor) if tab == "watched" else denunciations_visible_to(actor)
    if tab == "late":
        rows = rows.filter(is_open=True, due_on__lt=on)
    elif tab == "all":
        return rows.select_related("officer__person").order_by("-received_on", "-pk")
    else:
        rows = rows.filter(is_open=True)
    return rows.select_related("officer__person").order_by("due_on", "pk")


def unit_names(rows: Sequence[Denunciation], *, on: date) -> dict[int, str]:
    """Return the names of the units the cases lie with."""
    return {unit_id: version.full_name for unit_id, version in names_on({row.unit_id for row in rows}, on).items()}


def denunciation_page(actor: Actor, code: str, *, on: date, at: datetime) -> DenunciationPage:
    """Return the page of a denunciation.  Raises NotFound for one that does not exist for the actor."""
    row = denunciations_visible_to(actor).select_related("officer__person").filter(code=code).first()
    if row is None:
        raise NotFound
    table, facts = act_table(), facts_of(row, {}, on)
    team = list(team_of(row))
    is_member = any(member.holding_id == actor.holding_id for member in team)
    acts = row.acts.select_related("holding__post").order_by("-on", "-pk")
    offers = [
        ActOffer(
            act,
            may_do(row, act, actor, is_member=is_member),
            next((why for guard in act.guards if (why := why_not(guard, facts))), ""),
        )
        for act in table.possible(row.state)
        if act.right != WRITER
    ]
    resolves = actor.may(Right.RESOLVE_DENUNCIATIONS, row.unit_id)
    own = row.identity_requests.filter(asked_by=actor.holding_id or 0).order_by("-asked_at").first()
    name = names_on({row.unit_id}, on).get(row.unit_id)
    return DenunciationPage(
        row=row,
        unit_name=name.full_name if name else "",
        clocks=shown_clocks(row, work_calendar(), on=on),
        timeline=[
            TimelineEntry(act, label_of(act.act), table[act.act].form if act.act in table else "") for act in acts
        ],
        offers=offers,
        heads_acts=[
            offer.act.label for offer in offers if not offer.may and offer.act.right == "resolve_denunciations"
        ],
        team=team,
        opens=frozenset(part.value for part in Compartment if may_open(actor, row, part)),
        request=own
        if own and (own.decided_at is None or own.is_granted is False or (own.until and own.until > at))
        else None,
        # Whoever answers for the case sees who read of it.
        readings=list(row.readings.select_related("holding__person", "holding__post")[:READINGS_SHOWN])
        if resolves
        else [],
        waiting=row.hand_overs.filter(decided_at=None).first(),
    )


def desk_units(*, on: date) -> list[tuple[int, str]]:
    """Return the units where somebody takes denunciations in on a day, as choices."""
    desks = holders_over(Right.RECEIVE_DENUNCIATIONS, None, on=on)
    return [(unit_id, name) for unit_id, name in unit_choices(on=on) if unit_id in desks]
