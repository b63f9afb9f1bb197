"""What every act on a session shares: the lock, the check of the page's age, the line in its history, the event."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.journal.services import announce, record_act
from danvan.kernel.errors import Conflict, NotFound
from danvan.reception.choices import ReceptionKind
from danvan.reception.events import SessionChanged
from danvan.reception.models import ReceptionSession, SessionAct
from danvan.reception.rules.required import years_served
from danvan.reception.rules.states import SESSION


def locked(session_id: int, *, actor: Actor, version: int | None) -> ReceptionSession:
    """Return the session, locked, for somebody who keeps it.

    No version asks for none to be compared: work lists act on what they just
    read.  Raises NotFound, NoAuthority, Conflict when the page was older.
    """
    session = ReceptionSession.objects.select_for_update().filter(pk=session_id).first()
    if session is None:
        raise NotFound
    require(actor, Right.KEEP_RECEPTIONS, unit_id=session.unit_id)
    if version is not None and session.version != version:
        raise Conflict
    return session


def step(session: ReceptionSession, act: str) -> None:
    """Take the session where the act leads.  Raises ActNotAllowed."""
    session.state = SESSION.target(session.state, act)


def keep(
    session: ReceptionSession,
    act: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> ReceptionSession:
    """Save what an act changed, with its line in the history, the journal entry and the event."""
    if session.pk:
        session.version += 1
    session.save()
    note(session, act, actor=actor, at=at, reason=reason, detail=detail)
    tell(session.unit_id, [session])
    return session


def note(
    session: ReceptionSession,
    act: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write an act into the history of a session and into the journal, which gets no text anybody typed."""
    SessionAct.objects.create(
        session=session, act=act, at=at, holding_id=actor.holding_id, reason=reason[:400], detail=dict(detail or {})
    )
    journal(session, act, actor=actor)


def journal(session: ReceptionSession, act: str, *, actor: Actor) -> None:
    """Write an act into the journal."""
    record_act(
        f"reception.{act}",
        actor=actor,
        subject_kind="reception_session",
        subject_id=session.pk,
        unit_id=session.unit_id,
        detail={"on": session.on.isoformat(), "kind": session.kind, "state": session.state},
    )


def tell(unit_id: int, sessions: list[ReceptionSession], *days: date) -> None:
    """Announce that periodic sessions of a unit changed, once for all of them."""
    moved = [each.on for each in sessions if each.kind == ReceptionKind.PERIODIC]
    if moved:
        years = {year for day in (*moved, *days) for year in years_served(day)}
        announce(SessionChanged(unit_id=unit_id, years=tuple(sorted(years))))
