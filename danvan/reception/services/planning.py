"""Making the schedule: planning days, publishing them, moving and cancelling.

Law on Citizen Reception 2013, articles 18.3 and 24.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db import connection, transaction
from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.calendars.selectors import work_calendar
from danvan.conclusions.rules.publishing import look_through
from danvan.kernel.text import format_date
from danvan.reception.choices import ReceptionKind, ReceptionMode, SessionState
from danvan.reception.models import ReceptionSession
from danvan.reception.rules.planning import Pattern, PlannedDay, days_of
from danvan.reception.selectors.law import publish_by, works
from danvan.reception.services.refusals import (
    AlreadyPublished,
    DayIsPast,
    NotAWorkingDay,
    NothingToPlan,
    NothingToPublish,
    PlaceMissing,
    ReasonMissing,
    ScheduleLooksPersonal,
    SessionExists,
)
from danvan.reception.services.writing import journal, keep, locked, note, step, tell

# What is moved or cancelled leaves its day free.
STANDING = (SessionState.PLANNED, SessionState.OPEN, SessionState.HELD)
_PLAN_LIMIT = 400
# Whoever puts a session on a day of a unit holds this until it stands there.
SCHEDULING = 720_409


@dataclass(frozen=True)
class Details:
    """What a schedule says of a session besides its day (article 24.2)."""

    place: str
    starts_at: time | None = None
    ends_at: time | None = None
    subject: str = ""
    participants: str = ""
    mode: str = ReceptionMode.DIRECT


@dataclass(frozen=True)
class Planned:
    """What a plan led to: the sessions made, the days it took for others or left out, those that stood already."""

    sessions: tuple[ReceptionSession, ...]
    days: tuple[PlannedDay, ...]
    standing: tuple[date, ...]


@transaction.atomic
def plan_sessions(
    unit_id: int, pattern: Pattern, *, first: date, last: date, details: Details, actor: Actor, at: datetime
) -> Planned:
    """Plan the periodic sessions of a stretch at once, those that stand already left alone.

    Raises NoAuthority, PlaceMissing, DayIsPast, NothingToPlan.
    """
    require(actor, Right.KEEP_RECEPTIONS, unit_id=unit_id)
    _require_place(details)
    if first < actor.on:
        raise DayIsPast(params={"on": format_date(first)}, field="first")
    calendar = work_calendar()
    days = days_of(pattern, first, last, lambda day: works(calendar, day))
    wanted = [each.on for each in days if each.on]
    stand = standing(unit_id, wanted, details.starts_at)
    fresh = [day for day in dict.fromkeys(wanted) if day not in stand]
    if not fresh or len(fresh) > _PLAN_LIMIT:
        raise NothingToPlan
    sessions = _make(unit_id, [(day, details) for day in fresh], calendar=calendar, actor=actor, at=at)
    return Planned(tuple(sessions), tuple(days), tuple(sorted(stand)))


@transaction.atomic
def plan_session(unit_id: int, on: date, *, details: Details, actor: Actor, at: datetime) -> ReceptionSession:
    """Plan one periodic session.  Raises NoAuthority, PlaceMissing, DayIsPast, NotAWorkingDay, SessionExists."""
    require(actor, Right.KEEP_RECEPTIONS, unit_id=unit_id)
    return plan_days(unit_id, [(on, details)], actor=actor, at=at)[0]


@transaction.atomic
def plan_days(
    unit_id: int, rows: Sequence[tuple[date, Details]], *, actor: Actor, at: datetime
) -> list[ReceptionSession]:
    """Plan periodic sessions on named days, as a list brings them; all of them or none.

    Raises NoAuthority, PlaceMissing, DayIsPast, NotAWorkingDay, SessionExists.
    """
    require(actor, Right.KEEP_RECEPTIONS, unit_id=unit_id)
    calendar = work_calendar()
    for on, details in rows:
        _require_place(details)
        _require_day(on, calendar, actor)
        if standing(unit_id, [on], details.starts_at):
            raise SessionExists(params={"on": format_date(on)})
    return _make(unit_id, rows, calendar=calendar, actor=actor, at=at)


def _make(
    unit_id: int, rows: Sequence[tuple[date, Details]], *, calendar: WorkCalendar, actor: Actor, at: datetime
) -> list[ReceptionSession]:
    sessions = []
    for on, details in rows:
        session = ReceptionSession(
            unit_id=unit_id,
            kind=ReceptionKind.PERIODIC,
            on=on,
            publish_by=publish_by(on, calendar),
            holding_id=actor.holding_id,
        )
        put_details(session, details)
        session.save()
        note(session, "plan", actor=actor, at=at)
        sessions.append(session)
    tell(unit_id, sessions)
    return sessions


@transaction.atomic
def publish_sessions(
    session_ids: Collection[int], *, actor: Actor, at: datetime, confirmed: bool = False
) -> list[ReceptionSession]:
    """Publish planned sessions as of today; after the last day for it they stand as published late.

    Those published before, held, moved or cancelled are left alone.  Words that
    look personal have to be confirmed by who looked at them (ADR 0034).  Raises
    NoAuthority, DayIsPast, NothingToPublish, ScheduleLooksPersonal.
    """
    waiting = ReceptionSession.objects.select_for_update().filter(
        pk__in=session_ids, state=SessionState.PLANNED, published_on=None
    )
    sessions = list(waiting.exclude(kind=ReceptionKind.REGULAR).order_by("on", "pk"))
    if not sessions:
        raise NothingToPublish
    for unit_id in sorted({session.unit_id for session in sessions}):
        require(actor, Right.KEEP_RECEPTIONS, unit_id=unit_id)
    seen = look_at_words([details_of(session) for session in sessions], confirmed=confirmed)
    for session in sessions:
        if session.on < actor.on:
            raise DayIsPast(params={"on": format_date(session.on)})
        session.published_on = actor.on
        session.version += 1
        session.save(update_fields=["published_on", "version"])
        note(session, "publish", actor=actor, at=at, detail={"late": session.is_published_late, **seen})
    for unit_id in sorted({session.unit_id for session in sessions}):
        tell(unit_id, [session for session in sessions if session.unit_id == unit_id])
    return sessions


@transaction.atomic
def move_session(
    session_id: int,
    *,
    to: date,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None,
    details: Details | None = None,
    cause: str = "",
) -> ReceptionSession:
    """Move a session to another day for good reason and return the new one; what was announced stays readable.

    The new day of a published session is announced at once (article 24.4).  The
    reason stays with who keeps the register, its `cause` is told to who watches.
    Raises ReasonMissing, DayIsPast, NotAWorkingDay, SessionExists, ActNotAllowed
    and what `locked` raises.
    """
    session = locked(session_id, actor=actor, version=version)
    if not reason.strip():
        raise ReasonMissing
    calendar = work_calendar()
    _require_day(to, calendar, actor)
    details = details or details_of(session)
    _require_place(details)
    step(session, "move")
    if standing(session.unit_id, [to], details.starts_at, other_than=session.pk):
        raise SessionExists(params={"on": format_date(to)})
    new = ReceptionSession(
        unit_id=session.unit_id,
        kind=session.kind,
        ground=session.ground,
        on=to,
        # The law gives no number of days for announcing a new time, so none can be late.
        publish_by=None if session.published_on else publish_by(to, calendar),
        published_on=actor.on if session.published_on else None,
        holding_id=actor.holding_id,
        invented=session.invented,
    )
    put_details(new, details)
    keep(new, "moved_here", actor=actor, at=at, reason=reason, detail={"from": session.on.isoformat()})
    session.moved_to, session.reason, session.cause = new, reason.strip()[:400], cause
    keep(session, "move", actor=actor, at=at, reason=reason, detail={"to": to.isoformat(), "cause": cause})
    return new


@transaction.atomic
def cancel_session(
    session_id: int, *, reason: str, actor: Actor, at: datetime, version: int | None, cause: str = ""
) -> ReceptionSession:
    """Write down that a session will not be, or was not, held.

    The reason stays with who keeps the register, its `cause` is told to who
    watches.  Raises ReasonMissing, ActNotAllowed and what `locked` raises.
    """
    session = locked(session_id, actor=actor, version=version)
    if not reason.strip():
        raise ReasonMissing
    step(session, "cancel")
    session.reason, session.cause = reason.strip()[:400], cause
    return keep(session, "cancel", actor=actor, at=at, reason=reason, detail={"cause": cause})


@transaction.atomic
def change_session(
    session_id: int,
    *,
    on: date,
    details: Details,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None,
    confirmed: bool = False,
) -> ReceptionSession:
    """Change what the schedule says of a session not yet held; its day only while nobody could read it.

    What is published needs a reason, and another day is a move.  Raises
    ReasonMissing, AlreadyPublished, DayIsPast, NotAWorkingDay, SessionExists,
    PlaceMissing, ScheduleLooksPersonal, ActNotAllowed and what `locked` raises.
    """
    session = locked(session_id, actor=actor, version=version)
    _require_place(details)
    step(session, "change")
    if session.published_on and not reason.strip():
        raise ReasonMissing
    before = _told(session)
    old_day = session.on
    if on != old_day:
        if session.published_on:
            raise AlreadyPublished(params={"on": format_date(old_day)})
        calendar = work_calendar()
        _require_day(on, calendar, actor)
        session.on, session.publish_by = on, publish_by(on, calendar)
    if standing(session.unit_id, [on], details.starts_at, other_than=session.pk):
        raise SessionExists(params={"on": format_date(on)})
    seen: dict[str, list[str]] = {}
    if session.published_on and (details.subject, details.participants) != (session.subject, session.participants):
        seen = look_at_words([details], confirmed=confirmed)
    put_details(session, details)
    changed = {name: value for name, value in before.items() if _told(session)[name] != value}
    keep(session, "change", actor=actor, at=at, reason=reason, detail={"before": changed, **seen})
    if on != old_day:
        tell(session.unit_id, [session], old_day)
    return session


@transaction.atomic
def drop_sessions(session_ids: Collection[int], *, actor: Actor) -> int:
    """Throw planned sessions away that nobody could read yet, and return how many.

    Raises AlreadyPublished, ActNotAllowed and what `locked` raises.
    """
    gone = 0
    for session_id in sorted(session_ids):
        session = locked(session_id, actor=actor, version=None)
        step(session, "drop")
        if session.published_on:
            raise AlreadyPublished(params={"on": format_date(session.on)})
        journal(session, "drop", actor=actor)
        tell(session.unit_id, [session])
        session.delete()
        gone += 1
    return gone


def details_of(session: ReceptionSession) -> Details:
    """Return what the schedule says of a session."""
    return Details(
        place=session.place,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        subject=session.subject,
        participants=session.participants,
        mode=session.mode,
    )


def details_at(session: ReceptionSession, starts_at: time | None, ends_at: time | None) -> Details:
    """Return what the schedule says of a session at other hours; at its own where none are given."""
    return replace(details_of(session), starts_at=starts_at or session.starts_at, ends_at=ends_at or session.ends_at)


def look_at_words(public: Collection[Details], *, confirmed: bool) -> dict[str, list[str]]:
    """Return which kinds of personal words somebody confirmed in what becomes public, to be noted with the act.

    Raises ScheduleLooksPersonal while nobody did.
    """
    words = dict.fromkeys(text for each in public for text in (each.subject, each.participants) if text)
    # Apart by a sign, so that no name runs on into the next text.
    found = look_through("; ".join(words), ())
    if found and not confirmed:
        raise ScheduleLooksPersonal(found)
    return {"confirmed": sorted({each.kind.value for each in found})} if found else {}


def put_details(session: ReceptionSession, details: Details) -> None:
    """Let a session say what the schedule says."""
    session.place = details.place.strip()
    session.starts_at, session.ends_at = details.starts_at, details.ends_at
    session.subject, session.participants = details.subject.strip(), details.participants.strip()
    session.mode = details.mode


def _told(session: ReceptionSession) -> dict[str, str]:
    """Return what a change may replace, as text, so that the history can show it."""
    details = details_of(session)
    return {"on": session.on.isoformat(), **{name: str(value or "") for name, value in vars(details).items()}}


def _require_place(details: Details) -> None:
    if not details.place.strip():
        raise PlaceMissing


def _require_day(on: date, calendar: WorkCalendar, actor: Actor) -> None:
    if on < actor.on:
        raise DayIsPast(params={"on": format_date(on)})
    if not works(calendar, on):
        why, name = calendar.why_off(on)
        raise NotAWorkingDay(params={"on": format_date(on), "why": f"{why} {name}".strip()})


def standing(
    unit_id: int, days: Collection[date], starts_at: time | None, *, other_than: int | None = None
) -> set[date]:
    """Return the days on which the unit has a session of that hour, or one whose hour is not known.

    Until the transaction ends nobody else changes the schedule of the unit, so that the answer stays true.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SCHEDULING, unit_id])
    same = ReceptionSession.objects.filter(unit=unit_id, on__in=days, state__in=STANDING).exclude(
        kind=ReceptionKind.REGULAR
    )
    if starts_at is not None:
        same = same.filter(Q(starts_at=starts_at) | Q(starts_at=None))
    return set(same.exclude(pk=other_than or 0).values_list("on", flat=True))
