"""To whom a denunciation exists, and which parts of it they may open.

Whoever receives denunciations for a unit sees those not yet accepted; the
resolver of the unit sees them to the end; a team sees the cases it was named
to.  The accused, and everybody in a unit the accused heads or below it, are
left out of all of that: to them the case does not exist.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.casework.choices import CaseKind
from danvan.casework.models import Case, ClockMove, HandOver
from danvan.casework.selectors import Audience, Readers, deciders_of, seats_of_cases
from danvan.denunciations.choices import Compartment
from danvan.denunciations.models import Denunciation, Exclusion, TeamMember
from danvan.denunciations.rules.keyring import KeyRing
from danvan.denunciations.selectors.seals import NoSeals, key_ring
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import alive_on, ancestors, reach, valid_on


def person_mark(ring: KeyRing, person_id: int) -> str:
    """Return the mark of a person."""
    return ring.mark(f"person {person_id}")


def unit_mark(ring: KeyRing, unit_id: int) -> str:
    """Return the mark of a unit with everything below it."""
    return ring.mark(f"unit {unit_id}")


def denunciations_visible_to(actor: Actor) -> "QuerySet[Denunciation, Denunciation]":
    """Return the denunciations that exist for the actor."""
    return _not_hidden_from(actor, Denunciation.objects.filter(_reach_of(actor)))


def denunciations_watched_by(actor: Actor) -> "QuerySet[Denunciation, Denunciation]":
    """Return the denunciations whose limits the actor watches: by code, unit, state and days, nothing of the file."""
    scope = actor.scope(Right.WATCH_DENUNCIATIONS)
    watched = Q() if scope.everything else Q(unit__in=scope.unit_ids) | _reach_of(actor)
    return _not_hidden_from(actor, Denunciation.objects.filter(watched))


def _reach_of(actor: Actor) -> Q:
    received, resolved = actor.scope(Right.RECEIVE_DENUNCIATIONS), actor.scope(Right.RESOLVE_DENUNCIATIONS)
    if resolved.everything:
        # The platform itself: a letter written online, a job.
        return Q()
    theirs = TeamMember.objects.filter(holding=actor.holding_id or 0, until=None).values("denunciation")
    # A case of a unit that ended exists for those who are asked to take it over, as one of their own would.
    waiting = HandOver.objects.filter(decided_at=None)
    asked_heads = waiting.filter(to_unit__in=resolved.unit_ids).values("case")
    asked_desks = waiting.filter(to_unit__in=received.unit_ids).values("case")
    return (
        Q(unit__in=resolved.unit_ids)
        | Q(unit__in=received.unit_ids, accepted_on=None)
        | Q(pk__in=theirs)
        | Q(pk__in=asked_heads)
        | Q(pk__in=asked_desks, accepted_on=None)
    )


def _not_hidden_from(
    actor: Actor, rows: "QuerySet[Denunciation, Denunciation]"
) -> "QuerySet[Denunciation, Denunciation]":
    """Leave out what must not exist for the actor; everything, without a key ring to tell exclusions by."""
    try:
        marks = _marks_of(actor)
    except NoSeals:
        return rows.none()
    return rows.exclude(pk__in=Exclusion.objects.filter(mark__in=marks).values("denunciation"))


def may_open(actor: Actor, denunciation: Denunciation, compartment: Compartment) -> bool:
    """Whether the actor, to whom the case exists, may open a part of it; an identity needs a consent besides."""
    resolves = actor.may(Right.RESOLVE_DENUNCIATIONS, denunciation.unit_id)
    receives = denunciation.accepted_on is None and actor.may(Right.RECEIVE_DENUNCIATIONS, denunciation.unit_id)
    if compartment == Compartment.STRIPPED:
        return resolves or receives or is_in_team(actor, denunciation)
    return resolves or receives


def is_in_team(actor: Actor, denunciation: Denunciation) -> bool:
    """Whether the resolver named the actor for this case."""
    return any(member.holding_id == actor.holding_id for member in team_of(denunciation))


def team_of(denunciation: Denunciation) -> "QuerySet[TeamMember, TeamMember]":
    """Return who verifies the case now, its leader first."""
    standing = denunciation.team.filter(until=None).select_related("holding__person", "holding__post")
    return standing.order_by("-leads", "pk")


def excluded_holdings(denunciation: Denunciation, holding_ids: Collection[int], *, on: date) -> set[int]:
    """Return which of these holdings the case must not exist for."""
    marks = set(denunciation.exclusions.values_list("mark", flat=True))
    ring = key_ring()
    found = set()
    for holding in PostHolding.objects.filter(pk__in=holding_ids).select_related("post"):
        if marks & set(_marks(ring, holding.person_id, holding.post.unit_id, on)):
            found.add(holding.pk)
    return found


def is_unit_excluded(denunciation: Denunciation, unit_id: int, *, on: date) -> bool:
    """Whether the case must not exist for a unit."""
    return denunciation.exclusions.filter(mark__in=_marks(key_ring(), None, unit_id, on)).exists()


def is_heir_excluded(denunciation: Denunciation, unit_id: int, *, on: date) -> bool:
    """Whether a unit must not take the case over: it follows the accused's unit, or the accused heads it now."""
    ring = key_ring()
    marks = {unit_mark(ring, each) for each in reach(unit_id, on=on, with_subtree=False)}
    marks.update(_marks(ring, None, unit_id, on))
    if denunciation.exclusions.filter(mark__in=marks).exists():
        return True
    heads = holders_over(Right.RESOLVE_DENUNCIATIONS, {unit_id}, on=on).get(unit_id, [])
    return bool(excluded_holdings(denunciation, heads, on=on))


def _marks_of(actor: Actor) -> list[str]:
    return [] if actor.system else _marks(key_ring(), actor.person_id, actor.unit_id, actor.on)


def _marks(ring: KeyRing, person_id: int | None, unit_id: int | None, on: date) -> list[str]:
    """Return every mark that would leave somebody out: their own, their unit's, and those of the units above it."""
    units = [] if unit_id is None else [unit_id, *(version.unit_id for version in ancestors(unit_id, on))]
    found = [unit_mark(ring, each) for each in units]
    return found if person_id is None else [person_mark(ring, person_id), *found]


def _people(cases: Collection[Case], on: date) -> Readers:
    """Return the team of each case as it stands; without one, whoever receives for its unit, or resolves.

    A post of a unit that ended stands no more, even where nobody has closed it.
    """
    rows = TeamMember.objects.filter(
        valid_on(on, "holding__"),
        valid_on(on, "holding__post__"),
        denunciation__in=[case.pk for case in cases],
        until=None,
    )
    members = list(rows.values_list("denunciation", "holding", "holding__post__unit"))
    alive = alive_on({unit_id for _case, _holding, unit_id in members}, on)
    teams: Readers = {}
    for case_id, holding_id, unit_id in members:
        if unit_id in alive:
            teams.setdefault(case_id, set()).add(holding_id)
    seats = seats_of_cases(cases)
    units = set(seats.values())
    desks = holders_over(Right.RECEIVE_DENUNCIATIONS, units, on=on)
    heads = holders_over(Right.RESOLVE_DENUNCIATIONS, units, on=on)
    found = {}
    for case in cases:
        desk = desks.get(seats[case.pk]) if case.accepted_on is None else None
        found[case.pk] = teams.get(case.pk) or set(desk or heads.get(seats[case.pk]) or ())
    return without_excluded(cases, found, on)


def _heads(cases: Collection[Case], on: date) -> Readers:
    return without_excluded(cases, deciders_of(cases, [Right.RESOLVE_DENUNCIATIONS], on), on)


def without_excluded(cases: Iterable[Case], readers: Readers, on: date) -> Readers:
    """Take those out to whom a case must not exist; without a key ring nobody is told."""
    rows = Denunciation.objects.filter(pk__in=[case.pk for case in cases])
    try:
        return {row.pk: readers[row.pk] - excluded_holdings(row, readers[row.pk], on=on) for row in rows}
    except NoSeals:
        return {case.pk: set() for case in cases}


def _address(case: Case) -> str:
    return reverse("denunciations:denunciation", args=[case.code])


def _decided_by(actor: Actor) -> "QuerySet[Denunciation, Denunciation]":
    return denunciations_visible_to(actor).filter(unit__in=actor.scope(Right.RESOLVE_DENUNCIATIONS).unit_ids)


def _waiting_for_heads(moves: "QuerySet[ClockMove, ClockMove]", on: date) -> Counter[int]:
    """Count case by case: whom one must not exist for is found for each alone, and there are few."""
    numbers = dict(moves.order_by().values_list("clock__case").annotate(Count("pk")))
    waiting: Counter[int] = Counter()
    for case_id, heads in _heads(list(Case.objects.filter(pk__in=numbers)), on).items():
        waiting.update(dict.fromkeys(heads, numbers[case_id]))
    return waiting


AUDIENCE = Audience(
    kinds=frozenset({CaseKind.DENUNCIATION}),
    people=_people,
    heads=_heads,
    address=_address,
    decided_by=_decided_by,
    waiting_for_heads=_waiting_for_heads,
)
