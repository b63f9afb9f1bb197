"""Invented visitors: a session of the chair at the commune, a month of regular reception at the provincial office.

Days are counted back from the day the demo is made.  Nobody in them exists.
"""

import random
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from danvan.authority.rules.actor import Actor
from danvan.calendars.selectors import work_calendar
from danvan.petitions.selectors import petitions_visible_to
from danvan.reception.choices import ReceptionKind, SessionState
from danvan.reception.models import ReceptionSession, ReceptionVisit
from danvan.reception.selectors.visits import book_of
from danvan.reception.services.visits import NewVisit, link_case, link_visit, record_visit

SEED = 36
DAYS_BACK = 30
NAMES = (
    "Vi Văn Ví Dụ", "Lô Thị Minh Họa", "Nguyễn Văn Giả Định", "Moong Thị Mẫu", "Trần Văn Thử", "Kha Thị Phỏng",
    "Cụt Văn Tạm", "Hoàng Thị Thí Dụ", "Phan Văn Nháp", "Xeo Thị Giả",
)  # fmt: skip
PLACES = ("bản 1, xã Mường Xén", "bản 3, xã Mường Xén", "khối 2, phường Thành Vinh", "xóm 5, xã Diễn Châu")
MATTERS: tuple[tuple[str, str, str, str], ...] = (
    ("complaint", "land_recovery", "Không đồng ý với diện tích đo đạc khi thu hồi đất vườn.", "Đo lại thửa đất."),
    ("complaint", "land_rights", "Hồ sơ cấp giấy chứng nhận bị trả lại, không nêu rõ lý do.", "Trả lời rõ lý do."),
    ("recommendation", "works", "Cầu tràn qua suối hỏng lan can, học sinh đi lại nguy hiểm.", "Sớm sửa cầu."),
    ("reflection", "environment", "Xe chở vật liệu gây bụi, hỏng đường liên bản.", "Có biện pháp che chắn."),
    ("recommendation", "policy", "Chưa có tên trong danh sách hỗ trợ sau thiên tai.", "Xem xét bổ sung."),
)
OUTCOMES = ("answered", "answered", "guided", "guided", "concluded", "waiting")
ANSWERS = {
    "answered": "Đã giải thích quy định và thời hạn; người đến đồng ý.",
    "guided": "Hướng dẫn gửi đơn đến Chủ tịch UBND xã nơi có đất.",
}


def invent(commune: Actor, office: Actor, *, today: date, at: datetime) -> int:
    """Fill two reception books; returns how many visits were written down."""
    chance = random.Random(SEED)
    _chairs_session(commune, today, at)
    _office_month(office, today, at, chance)
    return ReceptionVisit.objects.filter(invented=True).count()


def _chairs_session(actor: Actor, today: date, at: datetime) -> None:
    """Write down three visitors and a group at a session of the chair, and who came before and after it."""
    working = _working_days(today)
    session = _held_by_head(actor) or _session(actor, working[-6], at, kind=ReceptionKind.PERIODIC)
    before = _session(actor, _working_day_before(session.on), at, is_over=True)
    earlier = _record(actor, before, at, "Lô Thị Minh Họa", MATTERS[0], "waiting", address=PLACES[0])
    again = _record(actor, session, at, "Lô Thị Minh Họa", MATTERS[0], "concluded", address=PLACES[0])
    link_visit(again.pk, earlier.pk, actor=actor, version=again.version)
    case = petitions_visible_to(actor).filter(kind="complaint", is_open=True).order_by("pk").first()
    about = _record(actor, session, at, "Vi Văn Ví Dụ", MATTERS[1], "waiting", address=PLACES[1])
    if case is not None:
        link_case(about.pk, case.code, actor=actor, version=about.version)
    _record(
        actor, session, at, "Cụt Thị Cao Tuổi", MATTERS[4], "answered", address=PLACES[1],
        no_id_reason="người cao tuổi, không mang theo",
    )  # fmt: skip
    _record(
        actor, session, at, "Moong Văn Đại Diện", MATTERS[2], "concluded", address=PLACES[1], people=8,
        representatives="*Moong Văn Đại Diện; bản 3\n*Kha Thị Đại Diện; bản 3",
        papers="Đơn kiến nghị có 8 chữ ký\nẢnh chụp cầu tràn (4 ảnh)",
    )  # fmt: skip
    after = _session(actor, working[-1], at)
    _refuse(actor, after, at, "Trần Văn Thử", "closed")
    record_visit(after.pk, NewVisit(matter="denunciation", outcome="sealed", people=2), key=_key(actor, after, "tc"),
                 actor=actor, at=at, invented=True)  # fmt: skip


def _office_month(actor: Actor, today: date, at: datetime, chance: random.Random) -> None:
    """Write down a month of reception by staff, with a group, refusals and people who come again."""
    seen: list[ReceptionVisit] = []
    for place, day in enumerate(_working_days(today)):
        session = _session(actor, day, at, is_over=day != today, mode="online" if place == 7 else "direct")
        for number in range(chance.randint(1, 4)):
            outcome = chance.choice(OUTCOMES[:-1] if day != today else OUTCOMES)
            visit = _record(
                actor, session, at, chance.choice(NAMES), chance.choice(MATTERS), outcome,
                address=chance.choice(PLACES), people=chance.choice((1, 1, 1, 2)) if number else 1,
                online_ground="remote" if place == 7 else "",
            )  # fmt: skip
            same = [each for each in seen if (each.name, each.content) == (visit.name, visit.content)]
            if same:
                link_visit(visit.pk, same[0].pk, actor=actor, version=visit.version)
            seen.append(visit)
        if place == 3:
            _record(
                actor,
                session,
                at,
                "Nguyễn Thị Đại Diện",
                MATTERS[0],
                "guided",
                address=PLACES[3],
                people=23,
                representatives="*Nguyễn Thị Đại Diện; xóm 5\n*Phan Văn Đại Diện; xóm 5\n*Vi Thị Đại Diện; xóm 5",
            )
        if place in (2, 9):
            _refuse(actor, session, at, "Phan Văn Nháp", "answered" if place == 9 else "unfit")


def _working_days(today: date) -> list[date]:
    calendar = work_calendar()
    days = (today - timedelta(days=back) for back in range(DAYS_BACK, -1, -1))
    return [day for day in days if calendar.is_working_day(day)]


def _working_day_before(day: date) -> date:
    calendar = work_calendar()
    before = day - timedelta(days=1)
    while not calendar.is_working_day(before):
        before -= timedelta(days=1)
    return before


def _held_by_head(actor: Actor) -> ReceptionSession | None:
    """Return the latest session the head of the commune held, when its schedule is invented already."""
    held = ReceptionSession.objects.filter(unit=book_of(actor), kind=ReceptionKind.PERIODIC, state=SessionState.HELD)
    return held.order_by("-on", "-pk").first()


def _session(
    actor: Actor,
    on: date,
    at: datetime,
    *,
    kind: ReceptionKind = ReceptionKind.REGULAR,
    is_over: bool = False,
    mode: str = "direct",
) -> ReceptionSession:
    """Return the session of a day, made as held for days gone by: its own acts are for the day itself."""
    unit_id = book_of(actor)
    known = ReceptionSession.objects.filter(
        unit=unit_id, on=on, kind=kind, state__in=(SessionState.OPEN, SessionState.HELD)
    ).first()
    if known:
        return known
    held = {"state": SessionState.HELD, "closed_at": at, "chaired_by": "staff"} if is_over else {}
    return ReceptionSession.objects.create(
        **{
            "unit_id": unit_id,
            "on": on,
            "kind": kind,
            "mode": mode,
            "place": "Trụ sở tiếp công dân",
            "state": SessionState.OPEN,
            "opened_at": at,
            "holding_id": actor.holding_id,
            "invented": True,
            **held,
        }
    )


def _record(
    actor: Actor,
    session: ReceptionSession,
    at: datetime,
    name: str,
    matter: tuple[str, str, str, str],
    outcome: str,
    **more: Any,
) -> ReceptionVisit:
    kind, subject, content, request = matter
    if not more.get("no_id_reason"):
        # No such numbers are given: 000 stands for no province.
        more["id_number"] = f"000{sum(map(ord, name)) % 10**9:09}"
    new = NewVisit(
        matter=kind,
        outcome=outcome,
        name=name,
        subject=subject,
        content=content,
        request=request,
        id_kind="card" if more.get("id_number") else "",
        answer=ANSWERS.get(outcome, ""),
        contact="Bộ phận tiếp công dân, trong giờ làm việc",
        promised_on=session.on + timedelta(days=10) if outcome == "concluded" else None,
        **more,
    )
    key = _key(actor, session, f"{name}{content}{session.visits.count()}")
    visit, _is_new = record_visit(session.pk, new, key=key, actor=actor, at=at, invented=True)
    return visit


def _refuse(actor: Actor, session: ReceptionSession, at: datetime, name: str, ground: str) -> None:
    new = NewVisit(
        matter="complaint",
        outcome="refused",
        name=name,
        address=PLACES[2],
        no_id_reason="không xuất trình",
        content="Việc đã được trả lời bằng văn bản.",
        refusal_ground=ground,
    )
    record_visit(session.pk, new, key=_key(actor, session, name), actor=actor, at=at, invented=True)


def _key(actor: Actor, session: ReceptionSession, text: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{book_of(actor)} {session.on} {session.kind} {text}")
