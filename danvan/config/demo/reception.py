"""Invented schedules of reception: a commune in full through its acts, others as their registers would stand."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from danvan.authority.rules.actor import Actor
from danvan.calendars.selectors import work_calendar
from danvan.config.demo.book import SEED
from danvan.config.demo.people import unit_named
from danvan.reception.choices import ChairedBy, ReceptionKind, ReceptionMode, SessionState
from danvan.reception.models import ReceptionSession
from danvan.reception.rules.planning import OffDay, Pattern, days_of
from danvan.reception.selectors import chairs_of, publish_by, works
from danvan.reception.services import (
    Details,
    call_ad_hoc,
    cancel_session,
    close_session,
    move_session,
    open_session,
    plan_sessions,
    publish_sessions,
)

SHARED_FROM = date(2026, 7, 1)
NOBODY = "Không có công dân đến trong buổi tiếp."
SOMEBODY = "Tiếp các công dân trong danh sách; đã kết luận và giao việc trong ngày."
DEPARTMENTS = ("Sở Nội vụ", "Sở Xây dựng", "Sở Tư pháp", "Sở Y tế")
COMMUNES = ("Kỳ Sơn", "Hữu Kiệm", "Nậm Cắn", "Chiêu Lưu", "Na Loi", "Mường Típ", "Con Cuông", "Tương Dương")
SUBJECTS = ("đất đai, giải phóng mặt bằng", "chế độ, chính sách", "xây dựng, môi trường", "hộ tịch, dân cư")
TIMES = Details(
    place="Phòng tiếp công dân, trụ sở UBND xã",
    starts_at=time(8),
    ends_at=time(11, 30),
    subject=SUBJECTS[0],
    participants="Công chức địa chính, Công an xã",
)


def invent(actors: Mapping[str, Actor], *, today: date, at: datetime) -> int:
    """Plan and hold the sessions of the demo and return how many there are."""
    _commune(actors["congchuc"], today, at)
    _others(today)
    ReceptionSession.objects.filter(invented=False).update(invented=True)
    return ReceptionSession.objects.count()


def _commune(keeper: Actor, today: date, at: datetime) -> None:
    """Let Mường Xén plan, publish and hold the year through its acts, with everything that may become of a session."""
    unit_id = keeper.unit_id or 0

    def on(day: date) -> Actor:
        return replace(keeper, on=day)

    def moment(day: date) -> datetime:
        return at - timedelta(days=(today - day).days)

    start = date(today.year, 1, 5)
    for pattern, first, last in (
        (Pattern(weekdays=[1]), start, date(today.year, 6, 30)),
        (Pattern(month_days=[5, 20], off_day=OffDay.NEXT), date(today.year, 7, 1), date(today.year, 12, 31)),
    ):
        plan_sessions(unit_id, pattern, first=first, last=last, details=TIMES, actor=on(start), at=moment(start))
    sessions = list(ReceptionSession.objects.filter(unit=unit_id).order_by("on"))
    # What is more than two weeks ahead is still a draft.
    soon = [each.pk for each in sessions if each.on <= today + timedelta(days=14)]
    publish_sessions(soon, actor=on(start), at=moment(start))
    head = next((each.holding_id for each in chairs_of(unit_id, today) if each.is_head), None)
    for number, session in enumerate(sessions):
        day = session.on
        if day >= today:
            break
        who, when = on(day), moment(day)
        if number % 11 == 4:
            continue
        if number % 13 == 6:
            cancel_session(
                session.pk, cause="meeting", reason="Họp đột xuất của tỉnh", actor=who, at=when, version=None
            )
            continue
        if number % 9 == 5 and day + timedelta(days=2) < today:
            day = _next_working(day + timedelta(days=2))
            session = move_session(
                session.pk,
                to=day,
                cause="meeting",
                reason="Trùng lịch họp Hội đồng nhân dân",
                actor=who,
                at=when,
                version=None,
            )
            who, when = on(day), moment(day)
        open_session(session.pk, actor=who, at=when, version=None)
        is_delegated = number % 10 == 3
        close_session(
            session.pk,
            chaired_by=ChairedBy.DELEGATED if is_delegated else ChairedBy.HEAD,
            chair_holding_id=None if is_delegated else head,
            chair_name="Phó Chủ tịch UBND xã" if is_delegated else "",
            minutes=NOBODY if number % 4 == 0 else SOMEBODY,
            actor=who,
            at=when,
            version=None,
        )
    call_ad_hoc(
        unit_id, today, ground="complex", details=TIMES, reason="Nhiều hộ cùng hỏi về mức bồi thường", actor=keeper,
        at=at,
    )  # fmt: skip


def _next_working(day: date) -> date:
    return work_calendar().roll_forward(day)


def _others(today: date) -> None:
    """Write down the registers of the province, departments and communes: some full, some with gaps."""
    calendar, chance = work_calendar(), random.Random(SEED)
    rows: list[ReceptionSession] = []
    units = [("Nghệ An", "Trụ sở tiếp công dân tỉnh", Pattern(month_days=[15]))]
    units += [(name, f"Phòng tiếp công dân, {name}", Pattern(month_days=[10])) for name in DEPARTMENTS]
    units += [(name, f"Phòng tiếp công dân, UBND xã {name}", Pattern(weekdays=[2])) for name in COMMUNES]
    for place, (name, where, pattern) in enumerate(units):
        try:
            unit_id = unit_named(name)
        except LookupError:
            continue
        for first, last, how in _stretches(pattern, today):
            for day in days_of(how, first, last, lambda day: works(calendar, day)):
                if day.on:
                    by = publish_by(day.on, calendar)
                    keeps = place % 3 != 2
                    rows.append(_written(unit_id, day.on, where, today, chance, keeps=keeps, publish=by))
    ReceptionSession.objects.bulk_create(rows)


def _stretches(pattern: Pattern, today: date) -> Iterator[tuple[date, date, Pattern]]:
    """Return the stretches of last year's second half and this year, by the rule of each."""
    end = today + timedelta(days=40)
    if not pattern.weekdays:
        yield date(today.year - 1, 7, 1), end, pattern
        return
    yield date(today.year - 1, 7, 1), SHARED_FROM - timedelta(days=1), pattern
    yield SHARED_FROM, end, Pattern(weekdays=pattern.weekdays, weeks=[1, 3])


def _written(
    unit_id: int, day: date, place: str, today: date, chance: random.Random, *, keeps: bool, publish: date | None
) -> ReceptionSession:
    session = ReceptionSession(
        unit_id=unit_id,
        kind=ReceptionKind.PERIODIC,
        on=day,
        place=place,
        starts_at=time(8),
        ends_at=time(11, 30),
        subject=chance.choice(SUBJECTS),
        mode=ReceptionMode.ONLINE if day >= SHARED_FROM and chance.random() < 0.1 else ReceptionMode.DIRECT,
        publish_by=publish,
        published_on=(publish or day) - timedelta(days=3) if day <= today + timedelta(days=20) else None,
        invented=True,
    )
    if day >= today or chance.random() < (0.02 if keeps else 0.25):
        return session
    is_delegated = chance.random() < (0.02 if keeps else 0.15)
    session.state = SessionState.HELD
    session.chaired_by = ChairedBy.DELEGATED if is_delegated else ChairedBy.HEAD
    session.chair_name = "Cấp phó được ủy quyền" if is_delegated else ""
    session.minutes = NOBODY if chance.random() < 0.3 else SOMEBODY
    if session.mode == ReceptionMode.ONLINE and keeps:
        session.recording = "Kho lưu trữ điện tử của cơ quan"
    return session
