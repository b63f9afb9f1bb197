"""Everything the page of one petition shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.calendars.selectors import work_calendar
from danvan.casework.models import Assignment, Case, CaseAct, HandOver, Paper
from danvan.casework.rules.acts import Act, ActTable
from danvan.casework.selectors import (
    ActOffer,
    Moment,
    Offers,
    ShownClock,
    TimelineEntry,
    line_of_time,
    shown_clocks,
)
from danvan.kernel.errors import NotFound
from danvan.orgs.selectors import names_on
from danvan.petitions.choices import State
from danvan.petitions.models import Petition, Writer
from danvan.petitions.rules.competence import Proposal, propose
from danvan.petitions.rules.old_register import FROM_OLD_REGISTER
from danvan.petitions.rules.remarks import remarks
from danvan.petitions.selectors.authority import given_to_unit_of, may_do
from danvan.petitions.selectors.facts import against, facts_of, known_of
from danvan.petitions.selectors.petitions import petitions_visible_to
from danvan.petitions.selectors.tables import competence, label_of, table_of


@dataclass(frozen=True)
class PetitionPage(Offers):
    """The page of a petition."""

    petition: Petition
    unit_name: str
    holder: str
    held_since: date | None
    writers: Sequence[Writer]
    clocks: Sequence[ShownClock]
    timeline: Sequence[TimelineEntry]
    line: Sequence[Moment]
    next_act: Act | None
    next_waits: str
    heads_acts: Sequence[str]
    papers: Sequence[Paper]
    assignments: Sequence[Assignment]
    related: Sequence[tuple[str, Case]]
    remarks: Sequence[str]
    waiting: HandOver | None


def petition_page(actor: Actor, code: str, *, on: date) -> PetitionPage:
    """Return the page of a petition, in a fixed number of queries.  Raises NotFound for what the actor may not read."""
    petition = petitions_visible_to(actor).select_related("officer__person", "officer__post").filter(code=code).first()
    if petition is None:
        raise NotFound
    table = table_of(petition.kind)
    acts = list(petition.acts.select_related("holding__post").order_by("-on", "-pk"))
    assignments = list(petition.assignments.filter(until=None).select_related("holding__post"))
    given_to = petition.pk in given_to_unit_of(actor, [petition])
    facts = facts_of(petition, {}, on)
    calendar = work_calendar()
    clocks = shown_clocks(petition, calendar, on=on)
    timeline = [_entry(act, table) for act in acts]
    offers = [
        ActOffer(act, may_do(petition, act, actor, given_to=given_to), against(act, facts))
        for act in table.possible(petition.state)
        if act.is_of_the_office
    ]
    following = table.next_step(petition.state, lambda act: against(act, facts))
    if following:
        offers.sort(key=lambda offer: offer.act != following[0])
    return PetitionPage(
        petition=petition,
        unit_name=_name_of(petition.unit_id, on),
        holder=f"{officer.person.get_full_name()}, {officer.post.title}" if (officer := petition.officer) else "",
        held_since=next((each.since for each in assignments if each.holding_id == petition.officer_id), None),
        writers=list(petition.writers.order_by("pk")),
        clocks=clocks,
        timeline=timeline,
        line=line_of_time(clocks, timeline, on=on if petition.is_open else None, planned=_planned(petition, acts)),
        next_act=following[0] if following else None,
        next_waits=following[1] if following else "",
        offers=offers,
        heads_acts=[
            offer.act.label
            for offer in offers
            if offer.act.right == Right.DECIDE_CASES and not offer.may and not offer.act.rare
        ],
        papers=list(petition.papers.select_related("stored").order_by("pk")),
        assignments=assignments,
        related=_related(petition, actor),
        remarks=remarks(known_of(petition, facts), facts.limits, calendar),
        waiting=petition.hand_overs.filter(decided_at=None).first(),
    )


def _planned(petition: Petition, acts: Sequence[CaseAct]) -> dict[str, date]:
    """Return the days agreed on that are still waited for: of a dialogue somebody was invited to."""
    last = next((act for act in acts if act.act == "invite"), None)
    if petition.state != State.VERIFIED or last is None:
        return {}
    return {"đối thoại theo giấy mời": date.fromisoformat(last.detail["dialogue_on"])}


def _name_of(unit_id: int, on: date) -> str:
    version = names_on({unit_id}, on).get(unit_id)
    return version.full_name if version else ""


def proposal_for(petition: Petition, *, province_unit: int) -> Proposal | None:
    """Return who resolves the complaint by the table, as classified so far."""
    if not petition.respondent_kind:
        return None
    return propose(
        competence(),
        respondent=petition.respondent_kind,
        instance=petition.instance,
        on=petition.received_on,
        asking_unit=petition.unit_id,
        respondent_unit=petition.respondent_unit_id,
        province_unit=province_unit,
    )


def _entry(act: CaseAct, table: ActTable) -> TimelineEntry:
    known = table.get(act.act)
    if number := act.detail.get(FROM_OLD_REGISTER):
        return TimelineEntry(act, label_of(table, act.act), f"theo sổ cũ, số {number}")
    return TimelineEntry(act, label_of(table, act.act), known.form if known else "")


def _related(petition: Petition, actor: Actor) -> list[tuple[str, Case]]:
    """Return linked cases the actor may read, each with how it is linked."""
    links = [
        ("ghép vào", petition.duplicate_of_id),
        ("tách từ", petition.split_from_id),
        ("tiếp theo", petition.follows_id),
        ("chuyển từ", petition.transferred_from_id),
    ]
    wanted = {pk: word for word, pk in links if pk}
    words = {
        "duplicate_of_id": "đơn ghép",
        "split_from_id": "phần tách",
        "follows_id": "khiếu nại lần hai",
        "transferred_from_id": "chuyển thành",
    }
    rows = Case.objects.filter(reduce(or_, (Q(**{name: petition.pk}) for name in words), Q(pk__in=wanted)))
    readable = petitions_visible_to(actor).values("pk")
    return [
        (wanted.get(case.pk) or next(word for name, word in words.items() if getattr(case, name) == petition.pk), case)
        for case in rows.filter(pk__in=readable).order_by("pk")
    ]
