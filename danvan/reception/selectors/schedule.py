"""The schedule of a month: its sessions, what must still be published, and where it falls short of the minimum."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.calendars.selectors import work_calendar
from danvan.evidence.selectors.dues import Due
from danvan.kernel.text import fold, format_date
from danvan.orgs.models import PostHolding, UnitVersion
from danvan.orgs.selectors import names_on, valid_on
from danvan.reception.choices import ChairedBy, ReceptionKind, ReceptionMode, SessionState
from danvan.reception.models import ReceptionSession, SessionAct
from danvan.reception.rules.required import HEAD_POSTS, Requirement, Slot, may_delegate
from danvan.reception.rules.visits import ONLINE_SINCE
from danvan.reception.selectors.duty import YearOfDuty, duty_in, head_on
from danvan.reception.selectors.law import works
from danvan.reception.selectors.visible import sessions_visible_to

SOON = timedelta(days=3)
_UNDER_WAY = (SessionState.PLANNED, SessionState.OPEN)


def state_of(session: ReceptionSession, on: date) -> str:
    """Return how a session stands on a day: its state, with what was not held told from what is to come."""
    if session.state == SessionState.HELD:
        return "delegated" if session.chaired_by == ChairedBy.DELEGATED else "held"
    if session.state == SessionState.PLANNED:
        if session.on < on:
            return "missed"
        return "planned" if session.published_on or session.kind != ReceptionKind.PERIODIC else "unpublished"
    return str(session.state)


def sessions_between(
    actor: Actor, first: date, last: date, *, unit_ids: Collection[int] | None = None
) -> "QuerySet[ReceptionSession, ReceptionSession]":
    """Return the sessions of heads one may see within some days, in order; regular reception stands in the book."""
    found = sessions_visible_to(actor).exclude(kind=ReceptionKind.REGULAR).filter(on__range=(first, last))
    if unit_ids is not None:
        found = found.filter(unit__in=unit_ids)
    return found.select_related("moved_to").order_by("on", "starts_at", "pk")


def units_with_head(actor: Actor, on: date, *, text: str = "") -> list[UnitVersion]:
    """Return the units one watches whose head must receive, by name; those whose name has a text.  One query."""
    scope = actor.scope(Right.SEE_RECEPTIONS)
    units = UnitVersion.objects.filter(valid_on(on)).order_by("sort_name", "pk")
    if not scope.everything:
        units = units.filter(unit__in=scope.unit_ids)
    for word in fold(text).split():
        units = units.filter(folded_name__contains=word)
    return [unit for unit in units if head_on(unit, on).head]


def session_of(actor: Actor, session_id: int) -> ReceptionSession | None:
    """Return one session with who chaired it; nothing where it is out of sight."""
    found = sessions_visible_to(actor).select_related("moved_to", "moved_from", "chair__post", "chair__person")
    return found.filter(pk=session_id).first()


def history_of(session: ReceptionSession) -> "QuerySet[SessionAct, SessionAct]":
    """Return what was done with a session, in order, with who did it."""
    return session.acts.select_related("holding__post", "holding__person").order_by("pk")


@dataclass(frozen=True)
class ChairChoice:
    """Somebody who may have received on a day, head first."""

    holding_id: int
    label: str
    is_head: bool


def chairs_of(unit_id: int, on: date | None) -> list[ChairChoice]:
    """Return the leaders of a unit recorded on a day; with no day all there ever were, with their days.  One query."""
    leading = (*sorted(HEAD_POSTS), "vice_chair", "deputy_head")
    holdings = PostHolding.objects.filter(post__unit=unit_id, post__kind__in=leading).select_related("post", "person")
    if on is not None:
        holdings = holdings.filter(valid_on(on), valid_on(on, "post__"))
    found = [
        ChairChoice(
            each.pk,
            f"{each.post.title}: {each.person.get_full_name()}{'' if on else _said_days(each)}",
            each.post.kind in HEAD_POSTS,
        )
        for each in holdings.order_by("-valid_from", "pk")
    ]
    return sorted(found, key=lambda each: not each.is_head)


def _said_days(holding: PostHolding) -> str:
    until = f" đến trước {format_date(holding.valid_until)}" if holding.valid_until else ""
    return f" (từ {format_date(holding.valid_from)}{until})"


def delegation_mark(session: ReceptionSession, version: UnitVersion | None) -> str:
    """Return what must be said of a delegated session: since 01/07/2026 the chair of a commune receives in person."""
    head = head_on(version, session.on).head
    if session.chaired_by != ChairedBy.DELEGATED or may_delegate(head, session.on):
        return ""
    return "Từ 01/07/2026, Chủ tịch UBND cấp xã không ủy quyền tiếp công dân định kỳ (Luật 136/2025/QH15)."


def online_marks(session: ReceptionSession) -> dict[str, str]:
    """Return what must be said of an online session, a word and a sentence each.

    It happened, so it is not refused: held without a recording, or before the law knew such sessions.
    """
    if session.mode != ReceptionMode.ONLINE:
        return {}
    if session.on < ONLINE_SINCE:
        since = format_date(ONLINE_SINCE)
        return {f"trực tuyến trước {since}": f"Luật Tiếp công dân có hình thức tiếp trực tuyến từ ngày {since}."}
    if session.state != SessionState.HELD or session.recording:
        return {}
    return {
        "thiếu bản ghi": "Buổi tiếp trực tuyến phải lưu bản ghi âm, ghi hình (Điều 18.2 và 24 Nghị định "
        "154/2026/NĐ-CP); ghi nơi lưu bằng Đính chính."
    }


# --- where a schedule falls short -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shortfall:
    """A stretch to come for which fewer days are planned, or published, than the law asks."""

    slot: Slot
    planned: int
    published: int

    @property
    def unpublished(self) -> int:
        """How many days stand in the schedule and are not published."""
        return self.planned - self.published

    @property
    def said(self) -> str:
        """The stretch in words: "Tháng 12/2026", "Tuần 07/12 – 13/12/2026"."""
        return say_slot(self.slot)


def say_slot(slot: Slot) -> str:
    """Return a stretch in words."""
    if slot.requirement.per == "month":
        return f"Tháng {slot.month}/{slot.year}"
    return f"Tuần {slot.first:%d/%m} – {format_date(slot.last)}"


def shortfalls(duty: YearOfDuty, unit_id: int, first: date, last: date, *, on: date) -> list[Shortfall]:
    """Return the stretches of some days, not over yet, for which too little is published."""
    found = []
    for kept in duty.kept(unit_id, on=on):
        slot = kept.slot
        if kept.has_ended or slot.last < first or slot.first > last:
            continue
        standing = [fact for fact in kept.facts if fact.state in ("planned", "open", "held")]
        standing = [fact for fact in standing if fact.on >= on or fact.counts]
        planned = {fact.on for fact in standing}
        published = {fact.on for fact in standing if fact.published_on}
        if len(published) < slot.days:
            found.append(Shortfall(slot, len(planned), len(published)))
    return found


def to_publish(actor: Actor, *, on: date) -> "QuerySet[ReceptionSession, ReceptionSession]":
    """Return the sessions one must publish by now or within days, those late already among them."""
    scope = actor.scope(Right.KEEP_RECEPTIONS)
    return (
        sessions_visible_to(actor)
        .filter(
            unit__in=scope.unit_ids,
            kind=ReceptionKind.PERIODIC,
            state=SessionState.PLANNED,
            published_on=None,
            on__gte=on,
            publish_by__lte=on + SOON,
        )
        .order_by("publish_by", "on", "pk")
    )


def usual_details(unit_id: int) -> dict[str, Any]:
    """Return where and when a unit receives, as its newest planned session says; nothing for its first.  One query."""
    newest = ReceptionSession.objects.filter(unit=unit_id).exclude(kind=ReceptionKind.REGULAR).order_by("-on", "-pk")
    return dict(newest.values("place", "starts_at", "ends_at", "mode").first() or {})


def works_on() -> Callable[[date], bool]:
    """Return what says whether agencies work on a day.  One query."""
    calendar = work_calendar()
    return lambda day: works(calendar, day)


def may_keep(actor: Actor, unit_id: int | None) -> bool:
    """Whether the actor keeps the sessions of a unit."""
    return unit_id is not None and actor.may(Right.KEEP_RECEPTIONS, unit_id)


# --- what is coming ---------------------------------------------------------------------------------------------------


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return the days on which sessions must be published and held, for the year calendar.  One query."""
    sessions = ReceptionSession.objects.filter(kind=ReceptionKind.PERIODIC).exclude(
        state__in=(SessionState.MOVED, SessionState.CANCELLED)
    )
    if unit_ids is not None:
        sessions = sessions.filter(unit__in=unit_ids)
    within = Q(on__range=(start, end)) | Q(publish_by__range=(start, end))
    for each in sessions.filter(within).order_by("on", "pk"):
        url = reverse("reception:session", args=[each.pk])
        if each.publish_by and start <= each.publish_by <= end:
            yield Due(
                on=each.publish_by,
                unit_id=each.unit_id,
                what=f"Công bố lịch tiếp công dân ngày {format_date(each.on)}",
                url=url,
                uid=f"reception-publish-{each.pk}",
                is_done=bool(each.published_on),
                right=Right.KEEP_RECEPTIONS,
            )
        if start <= each.on <= end:
            yield Due(
                on=each.on,
                unit_id=each.unit_id,
                what="Tiếp công dân định kỳ",
                url=url,
                uid=f"reception-{each.pk}",
                is_done=each.state == SessionState.HELD,
                right=Right.KEEP_RECEPTIONS,
            )


# --- for everybody ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicSession:
    """A published session as anybody may read it: no names, and no reasons."""

    key: str
    on: date
    hours: str
    starts_at: time | None
    ends_at: time | None
    place: str
    subject: str
    participants: str
    is_online: bool
    state: str
    moved_to: date | None
    moved_hours: str


@dataclass(frozen=True)
class PublicSchedule:
    """What one unit published for a month, who receives there, and whether it is as much as the law asks."""

    unit_id: int
    name: str
    receiver: str
    sessions: Sequence[PublicSession]
    asked: Requirement | None
    short: Sequence[Shortfall]


def public_units(on: date) -> list[UnitVersion]:
    """Return the units whose head receives people and whose schedule is public: governments, agencies, units of both.

    Party committees keep their own schedule (reception_dialogue.md section 2).  One query.
    """
    units = UnitVersion.objects.filter(valid_on(on)).exclude(kind="party_committee").order_by("sort_name", "pk")
    return [unit for unit in units if head_on(unit, on).requirement]


def public_schedules(unit_ids: Collection[int], first: date, last: date, *, on: date) -> list[PublicSchedule]:
    """Return what some units published for some days.  Six queries."""
    day = max(first, min(on, last))
    names = names_on(unit_ids, day)
    duty = duty_in(first.year, unit_ids)
    published = (
        ReceptionSession.objects.filter(unit__in=unit_ids, on__range=(first, last), published_on__isnull=False)
        .exclude(kind=ReceptionKind.REGULAR)
        .select_related("moved_to")
        .order_by("on", "starts_at", "pk")
    )
    by_unit: dict[int, list[PublicSession]] = defaultdict(list)
    for session in published:
        by_unit[session.unit_id].append(_public(session))
    found = []
    for unit_id in sorted(names, key=lambda unit: names[unit].sort_name):
        head = head_on(names[unit_id], day)
        found.append(
            PublicSchedule(
                unit_id=unit_id,
                name=names[unit_id].full_name,
                receiver=head.title,
                sessions=by_unit.get(unit_id, []),
                asked=head.requirement,
                short=shortfalls(duty, unit_id, first, last, on=on),
            )
        )
    return found


def public_feed(unit_id: int, first: date) -> tuple[UnitVersion | None, list[PublicSession]]:
    """Return what a unit published from a day on, for calendar programs.  Two queries."""
    version = names_on([unit_id], first).get(unit_id)
    sessions = (
        ReceptionSession.objects.filter(unit=unit_id, on__gte=first, published_on__isnull=False)
        .exclude(kind=ReceptionKind.REGULAR)
        .select_related("moved_to")
        .order_by("on", "pk")
    )
    return version, [_public(session) for session in sessions]


def _public(session: ReceptionSession) -> PublicSession:
    new = session.moved_to
    return PublicSession(
        key=str(session.key),
        on=session.on,
        hours=session.hours,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=session.place,
        subject=session.subject,
        participants=session.participants,
        is_online=session.mode == "online",
        state=session.state,
        moved_to=new.on if new and new.published_on else None,
        moved_hours=new.hours if new and new.published_on else "",
    )
