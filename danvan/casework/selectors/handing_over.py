"""Open cases of units that ended: whom they wait for."""

from collections.abc import Collection

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.models import Case, HandOver
from danvan.orgs.selectors import governments_on


def hand_overs_waiting(actor: Actor, *rights: Right) -> "QuerySet[HandOver, HandOver]":
    """Return what waits for the actor: cases their unit is asked to take over, or has to find a unit for.

    The kinds are the caller's to choose.
    """
    units = frozenset[int]().union(*(actor.scope(right).unit_ids for right in rights))
    return (
        HandOver.objects.filter(decided_at=None, to_unit__in=units)
        .select_related("case", "legal_act")
        .order_by("from_unit", "case__due_on", "pk")
    )


def may_choose_unit(actor: Actor, *rights: Right) -> bool:
    """Whether the actor finds the unit where none is clear: whoever has one of these rights for the province."""
    province = province_unit(actor)
    return province is not None and any(actor.may(right, province) for right in rights)


def province_unit(actor: Actor) -> int | None:
    """Return the unit that decides where no successor is clear."""
    found = governments_on(actor.on, level="province").first()
    return found.unit_id if found else None


def seats_of_cases(cases: Collection[Case]) -> dict[int, int]:
    """Return the unit whose people have each case: its own, or the one it waits for since that ended.  One query."""
    waiting = HandOver.objects.filter(decided_at=None, case__in=[case.pk for case in cases])
    asked = dict(waiting.values_list("case_id", "to_unit_id"))
    return {case.pk: asked.get(case.pk, case.unit_id) for case in cases}
