"""What one may see: the sessions of units one watches, and of the unit one keeps them for."""

from django.db.models import Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.reception.models import ReceptionSession


def sessions_visible_to(actor: Actor) -> "QuerySet[ReceptionSession, ReceptionSession]":
    """Return the sessions of the units the actor watches; what was said there is for `may_read_minutes`."""
    scope = actor.scope(Right.SEE_RECEPTIONS)
    # Whoever watches the whole province narrows by nothing; nobody else gets here without their units.
    return ReceptionSession.objects.filter(Q() if scope.everything else Q(unit__in=scope.unit_ids))


def may_read_minutes(actor: Actor, session: ReceptionSession) -> bool:
    """Whether the actor keeps the register there: minutes may name people who came."""
    return actor.may(Right.KEEP_RECEPTIONS, session.unit_id)
