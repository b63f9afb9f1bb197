"""What one may see: the sessions of units one watches, and of the unit one keeps them for."""

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.reception.models import ReceptionSession


def sessions_visible_to(actor: Actor) -> "QuerySet[ReceptionSession, ReceptionSession]":
    """Return the sessions of the units the actor watches; what was said there is for `may_read_minutes`."""
    scope = actor.scope(Right.SEE_RECEPTIONS)
    sessions = ReceptionSession.objects.all()
    return sessions if scope.everything else sessions.filter(unit__in=scope.unit_ids)


def may_read_minutes(actor: Actor, session: ReceptionSession) -> bool:
    """Whether the actor keeps the register there: minutes may name people who came."""
    return actor.may(Right.KEEP_RECEPTIONS, session.unit_id)
