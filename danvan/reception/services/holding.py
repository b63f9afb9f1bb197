"""Holding a session: opening it, closing it with who received and what happened, putting right what is wrong."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.calendars.selectors import work_calendar
from danvan.kernel.text import format_date
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import names_on, valid_on
from danvan.reception.choices import ChairedBy, ReceptionKind, ReceptionMode, SessionState
from danvan.reception.models import ReceptionSession
from danvan.reception.rules.chairs import names_a_deputy, names_the_head
from danvan.reception.rules.required import HEAD_POSTS, post_of
from danvan.reception.selectors.duty import head_on
from danvan.reception.selectors.law import publish_by
from danvan.reception.services.planning import Details, look_at_words, plan_days, put_details, standing
from danvan.reception.services.refusals import (
    ChairMissing,
    DayIsPast,
    DayIsToCome,
    GroundMissing,
    HeadIsNoDelegate,
    MinutesMissing,
    NobodyWasHead,
    NotItsDay,
    NotTheHead,
    PlaceMissing,
    PublishedAfterwards,
    ReasonMissing,
    SessionExists,
    WhichHead,
)
from danvan.reception.services.writing import keep, locked, step


@transaction.atomic
def begin_regular(unit_id: int, *, on: date, place: str, actor: Actor, at: datetime) -> ReceptionSession:
    """Return the regular reception of a unit on a day, opened now unless it was before.

    Staff receive on every working day without a plan.  Raises NoAuthority,
    NotItsDay for a day to come, PlaceMissing.
    """
    require(actor, Right.KEEP_RECEPTIONS, unit_id=unit_id)
    if on > actor.on:
        raise NotItsDay(params={"on": format_date(on)})
    if found := ReceptionSession.objects.filter(unit=unit_id, on=on, kind=ReceptionKind.REGULAR).first():
        return found
    if not place.strip():
        raise PlaceMissing
    session, is_new = ReceptionSession.objects.get_or_create(
        unit_id=unit_id,
        on=on,
        kind=ReceptionKind.REGULAR,
        defaults={
            "place": place.strip(),
            "state": SessionState.OPEN,
            "opened_at": at,
            "holding_id": actor.holding_id,
        },
    )
    return keep(session, "begin", actor=actor, at=at) if is_new else session


@transaction.atomic
def call_ad_hoc(
    unit_id: int, on: date, *, ground: str, details: Details, reason: str, actor: Actor, at: datetime
) -> ReceptionSession:
    """Set an ad hoc session of the head, today or later, with its ground (article 18.3).

    Raises NoAuthority, GroundMissing, PlaceMissing, DayIsPast.
    """
    require(actor, Right.KEEP_RECEPTIONS, unit_id=unit_id)
    if not ground:
        raise GroundMissing
    if not details.place.strip():
        raise PlaceMissing
    if on < actor.on:
        raise DayIsPast(params={"on": format_date(on)})
    session = ReceptionSession(
        unit_id=unit_id,
        kind=ReceptionKind.AD_HOC,
        on=on,
        ground=ground,
        reason=reason.strip()[:400],
        holding_id=actor.holding_id,
    )
    put_details(session, details)
    return keep(session, "call", actor=actor, at=at, detail={"ground": ground})


@transaction.atomic
def open_session(session_id: int, *, actor: Actor, at: datetime, version: int | None) -> ReceptionSession:
    """Open a session on its day, or write down later that it was held.

    Raises NotItsDay, ActNotAllowed and what `locked` raises.
    """
    session = locked(session_id, actor=actor, version=version)
    step(session, "open")
    if timezone.localdate(at) < session.on:
        raise NotItsDay(params={"on": format_date(session.on)})
    session.opened_at = at
    return keep(session, "open", actor=actor, at=at, detail={"late": timezone.localdate(at) > session.on})


@transaction.atomic
def record_past_session(
    unit_id: int,
    on: date,
    *,
    details: Details,
    published_on: date | None,
    chaired_by: str,
    chair_holding_id: int | None = None,
    chair_name: str = "",
    minutes: str,
    recording: str = "",
    actor: Actor,
    at: datetime,
    confirmed: bool = False,
) -> ReceptionSession:
    """Write down a periodic session that was held before it stood here, as its history then says.

    `published_on` is when its schedule was posted, on paper perhaps; without one
    it does not count; with one it is public, and words that look personal have
    to be confirmed.  Raises ScheduleLooksPersonal, NoAuthority, PlaceMissing, DayIsToCome,
    PublishedAfterwards, SessionExists, MinutesMissing and what `_put_chair` raises.
    """
    require(actor, Right.KEEP_RECEPTIONS, unit_id=unit_id)
    if not details.place.strip():
        raise PlaceMissing
    if on > actor.on:
        raise DayIsToCome(params={"on": format_date(on)})
    if published_on and published_on > on:
        raise PublishedAfterwards
    if standing(unit_id, [on], details.starts_at):
        raise SessionExists(params={"on": format_date(on)})
    seen = look_at_words([details], confirmed=confirmed) if published_on else {}
    session = ReceptionSession(
        unit_id=unit_id,
        kind=ReceptionKind.PERIODIC,
        on=on,
        publish_by=publish_by(on, work_calendar()),
        published_on=published_on,
        state=SessionState.HELD,
        opened_at=at,
        closed_at=at,
        minutes=minutes.strip(),
        recording=recording.strip(),
        holding_id=actor.holding_id,
    )
    put_details(session, details)
    _put_chair(session, chaired_by, chair_holding_id, chair_name)
    if not session.minutes:
        raise MinutesMissing
    return keep(session, "record", actor=actor, at=at, detail={"chaired_by": session.chaired_by, **seen})


@transaction.atomic
def close_session(
    session_id: int,
    *,
    chaired_by: str,
    chair_holding_id: int | None = None,
    chair_name: str = "",
    minutes: str,
    recording: str = "",
    actor: Actor,
    at: datetime,
    version: int | None,
) -> ReceptionSession:
    """End a session: who received, and what happened; nobody having come is worth a line too.

    Of a regular reception staff received, whatever is given.  A deputy, or
    whoever else received for the head, is named.  Raises ChairMissing,
    NotTheHead, NobodyWasHead, WhichHead, HeadIsNoDelegate, MinutesMissing,
    ActNotAllowed and what `locked` raises.
    """
    session = locked(session_id, actor=actor, version=version)
    step(session, "close")
    _put_chair(session, chaired_by, chair_holding_id, chair_name)
    if not minutes.strip() and not session.visits.exists():
        raise MinutesMissing
    session.minutes, session.recording, session.closed_at = minutes.strip(), recording.strip(), at
    return keep(session, "close", actor=actor, at=at, detail={"chaired_by": session.chaired_by})


@transaction.atomic
def correct_session(
    session_id: int,
    *,
    chaired_by: str,
    chair_holding_id: int | None = None,
    chair_name: str = "",
    minutes: str,
    recording: str = "",
    starts_at: time | None = None,
    ends_at: time | None = None,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None,
) -> ReceptionSession:
    """Put right what was written of a session held; what stood there before stays in its history.

    Raises ReasonMissing and what `close_session` raises.
    """
    session = locked(session_id, actor=actor, version=version)
    if not reason.strip():
        raise ReasonMissing
    step(session, "correct")
    before = _told(session)
    _put_chair(session, chaired_by, chair_holding_id, chair_name)
    if not minutes.strip() and not session.visits.exists():
        raise MinutesMissing
    session.minutes, session.recording = minutes.strip(), recording.strip()
    session.starts_at, session.ends_at = starts_at, ends_at
    after = _told(session)
    changed = {name: value for name, value in before.items() if after[name] != value}
    return keep(session, "correct", actor=actor, at=at, reason=reason, detail={"before": changed})


@transaction.atomic
def take_in_schedule(
    unit_id: int, rows: Sequence[Mapping[str, Any]], *, actor: Actor, at: datetime, confirmed: bool = False
) -> tuple[int, int]:
    """Take the rows of a list in, all or none: days to come as drafts, days past as held; return how many of each.

    Raises what `plan_days` and `record_past_session` raise.
    """
    planned, held = [], 0
    for row in rows:
        details = Details(
            place=row["place"],
            starts_at=row.get("starts_at"),
            ends_at=row.get("ends_at"),
            subject=row.get("subject") or "",
            participants=row.get("participants") or "",
            mode=row.get("mode") or ReceptionMode.DIRECT,
        )
        if row["on"] >= actor.on:
            planned.append((row["on"], details))
            continue
        record_past_session(
            unit_id,
            row["on"],
            details=details,
            published_on=row.get("published_on"),
            chaired_by=row.get("chaired_by") or "",
            chair_name=row.get("chair_name") or "",
            minutes=row.get("minutes") or "",
            recording=row.get("recording") or "",
            actor=actor,
            at=at,
            confirmed=confirmed,
        )
        held += 1
    if planned:
        plan_days(unit_id, planned, actor=actor, at=at)
    return len(planned), held


def _put_chair(session: ReceptionSession, chaired_by: str, holding_id: int | None, name: str) -> None:
    """Write down who received; the head's post must have been held on the day, acting or not.

    Where the post is on record, the head is somebody recorded in it on that day
    and filled in when there is one; a free name stands for the head only on days
    of which nothing is recorded, which are no vacancy (ADR 0035).
    """
    name = name.strip()[:200]
    if session.kind == ReceptionKind.REGULAR:
        session.chaired_by, session.chair, session.chair_name = ChairedBy.STAFF, None, name
        return
    if chaired_by not in (ChairedBy.HEAD, ChairedBy.DELEGATED):
        raise ChairMissing
    version = names_on([session.unit_id], session.on).get(session.unit_id)
    head = head_on(version, session.on)
    kinds = (post_of(head.head),) if head.head else tuple(HEAD_POSTS)
    holdings = PostHolding.objects.filter(post__unit=session.unit_id).select_related("post", "person")
    chosen = holdings.filter(valid_on(session.on), pk=holding_id).first() if holding_id else None
    if chaired_by == ChairedBy.DELEGATED:
        if chosen is not None and chosen.post.kind in kinds:
            raise HeadIsNoDelegate
        if chosen is None and not name:
            raise ChairMissing
    else:
        chosen = _head(session, holdings.filter(post__kind__in=kinds), holding_id, name, head.title)
    session.chaired_by, session.chair, session.chair_name = chaired_by, chosen, name


def _head(
    session: ReceptionSession,
    recorded: "QuerySet[PostHolding, PostHolding]",
    holding_id: int | None,
    name: str,
    title: str,
) -> PostHolding | None:
    """Return who held the head's post on the day; nobody where the record does not reach that day."""
    day = {"on": format_date(session.on)}
    here = list(recorded.filter(valid_on(session.on)).order_by("pk"))
    if holding_id:
        here = [each for each in here if each.pk == holding_id]
        if not here:
            raise NotTheHead(params=day)
    elif not here and recorded.filter(valid_from__lte=session.on).exists():
        raise NobodyWasHead(params=day)
    fitting = [
        each
        for each in here
        if not name or names_the_head(name, person=each.person.get_full_name(), titles=(each.post.title, title))
    ]
    if names_a_deputy(name) or (here and not fitting):
        raise NotTheHead(params=day, field="chair_name")
    if len(fitting) > 1:
        raise WhichHead(params=day)
    return fitting[0] if fitting else None


def _told(session: ReceptionSession) -> dict[str, Any]:
    return {
        "chaired_by": session.chaired_by,
        "chair": session.chair_id,
        "chair_name": session.chair_name,
        "minutes": session.minutes,
        "recording": session.recording,
        "starts_at": str(session.starts_at or ""),
        "ends_at": str(session.ends_at or ""),
    }
