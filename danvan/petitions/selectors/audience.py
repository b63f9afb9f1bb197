"""Who is told of the limits of petitions, and where they read of one."""

from django.db.models import QuerySet
from django.urls import reverse

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.choices import CaseKind
from danvan.casework.models import Case
from danvan.casework.selectors import Audience, cases_visible_to, heads_of, people_of, waiting_in_seats


def _address(case: Case) -> str:
    return reverse("petitions:petition", args=[case.code])


def _decided_by(actor: Actor) -> "QuerySet[Case, Case]":
    return cases_visible_to(actor).filter(unit__in=actor.scope(Right.DECIDE_CASES).unit_ids)


AUDIENCE = Audience(
    kinds=frozenset(CaseKind.values) - {CaseKind.DENUNCIATION},
    people=people_of,
    heads=heads_of,
    address=_address,
    decided_by=_decided_by,
    waiting_for_heads=waiting_in_seats,
)
