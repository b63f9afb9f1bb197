"""Invented voters' recommendations: two sessions of the province's council and one of a commune, at every turn.

Days are counted back from the day the demo is made.  Nobody in them exists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from danvan.authority.rules.actor import Actor
from danvan.opinions.models import CouncilSession, VoterMeeting, VoterRecommendation
from danvan.opinions.services import (
    Heard,
    NewRecommendation,
    perform,
    record_feedback,
    record_recommendation,
    say_repeat,
)
from danvan.orgs.selectors import governments_on

BRIDGE = "Cầu tràn qua suối bị lũ cuốn hỏng, mùa mưa học sinh không đi học được; đề nghị làm cầu mới."
ROAD = "Quốc lộ qua xã nhiều ổ gà, xe tải chạy cả đêm; đề nghị sửa đường và hạn chế tải trọng."
POWER = "Ba bản vùng cao chưa có điện lưới; đề nghị sớm kéo điện."
TEACHERS = "Điểm trường lẻ thiếu giáo viên mầm non; đề nghị bổ sung biên chế."
PLANNING = "Quy hoạch khu dân cư treo nhiều năm, dân không được sửa nhà; đề nghị điều chỉnh hoặc hủy."
HOUSING = "Nhà ở cho hộ nghèo sau lũ chưa xong; đề nghị đẩy nhanh."
WATER = "Công trình nước sạch xuống cấp, nước đục; đề nghị sửa chữa."
FEES = "Đề nghị công khai các khoản thu đầu năm học."
CLINIC = "Trạm y tế thiếu thuốc bảo hiểm; đề nghị bảo đảm đủ thuốc."

Step = tuple[int, str, str, Mapping[str, Any]]


@dataclass(frozen=True)
class Voiced:
    """One invented recommendation: how many days ago, what, and what was done after how many days, by whom."""

    days_ago: int
    text: str
    about: str
    steps: Sequence[Step] = ()
    names_nobody: bool = True
    competence: str = "province"
    commune: int = 0
    heard: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    more: Mapping[str, Any] = field(default_factory=dict)


def _to(unit: str, day: int = 2) -> tuple[Step, ...]:
    return (day, "route", "keeper", {"to_unit": unit, "number": "18/VP"}), (day + 3, "accept", unit, {})


def _answer(unit: str, day: int, kind: str, text: str, **more: Any) -> Step:
    return day, "answer", unit, {"kind": kind, "number": "112/TL", "note": text, **more}


BUILT = "Đã bố trí vốn và hoàn thành sửa chữa, đưa vào sử dụng."
PUBLIC = {"public_answer": BUILT}
OLD_SESSION: tuple[Voiced, ...] = (
    Voiced(200, BRIDGE, "roads", (
        *_to("building"), _answer("building", 25, "studied", "Đang lập dự án, chờ bố trí vốn.", promised_on=120),
        (115, "promise", "building", {"promised_on": 260, "note": "Chưa được giao vốn trung hạn."}),
    ), heard=(12, 2, 3, 6, 1)),
    Voiced(200, ROAD, "roads", (
        *_to("building"), _answer("building", 20, "settled", BUILT), (24, "publish", "keeper", PUBLIC),
        (60, "close", "keeper", {}),
    ), commune=1, heard=(20, 14, 3, 2, 1)),
    Voiced(198, PLANNING, "building", (
        *_to("building"), _answer("building", 28, "studied", "Đang rà soát quy hoạch.", promised_on=150),
    ), commune=2),
    Voiced(196, TEACHERS, "education", (
        (2, "route", "keeper", {"to_body": "Bộ Giáo dục và Đào tạo"}), (10, "accept", "keeper", {}),
        (50, "answer", "keeper", {
            "kind": "explained", "number": "901/BGDĐT", "note": "Biên chế giao theo định mức; tỉnh cân đối chung."}),
    ), competence="centre", commune=1),
    Voiced(190, HOUSING, "building", (
        *_to("building"), _answer("building", 22, "settled", "Đã bàn giao toàn bộ số nhà còn lại."),
        (26, "publish", "keeper", {"public_answer": "Đã bàn giao toàn bộ số nhà còn lại cho các hộ."}),
    ), heard=(15, 9, 4, 1, 1)),
)  # fmt: skip
NEW_SESSION: tuple[Voiced, ...] = (
    Voiced(50, BRIDGE, "roads", _to("building")),
    Voiced(48, POWER, "economy", (
        (2, "route", "keeper", {"to_unit": "building"}),
        (6, "bounce", "building", {"note": "Điện lưới do Sở Công Thương quản lý.", "named_body": "Sở Công Thương"}),
    )),
    Voiced(48, WATER, "farming", (
        (2, "route", "keeper", {"to_unit": "building"}),
        (5, "bounce", "building", {"note": "Công trình do xã quản lý.", "named_unit": "commune"}),
        (8, "route", "keeper", {"to_unit": "commune"}),
        (12, "bounce", "commune", {"note": "Vượt khả năng ngân sách xã.", "named_unit": "building"}),
        (15, "route", "keeper", {
            "to_unit": "commune", "decides": True, "note": "Xã được giao quản lý, khai thác công trình."}),
    )),
    Voiced(12, PLANNING, "building", ((2, "route", "keeper", {"to_unit": "building"}),), commune=2),
    Voiced(9, ROAD, "roads", (
        *_to("building", 1), _answer("building", 6, "studied", "Đang kiểm định mặt đường.", promised_on=40),
    ), commune=1),
    Voiced(20, "Đề nghị bố trí bãi đỗ xe gần chợ huyện cũ, hộ kinh doanh ở đầu chợ phản ánh.", "building",
           _to("building", 3), names_nobody=False, commune=2),
    Voiced(7, CLINIC, "health", more={"proposed": "commune"}),
    Voiced(40, FEES, "education", commune=1),
)  # fmt: skip
COMMUNE_SESSION: tuple[Voiced, ...] = (
    Voiced(45, FEES, "education", (
        *_to("commune", 1), _answer("commune", 10, "settled", "Đã niêm yết công khai tại các điểm trường."),
        (14, "publish", "keeper", {"public_answer": "Đã niêm yết công khai tại các điểm trường."}),
    ), competence="commune", heard=(10, 8, 1, 1, 0)),
    Voiced(38, WATER, "farming", _to("commune", 1), competence="commune"),
    Voiced(5, "Đề nghị lắp đèn đường ở bản.", "roads", ((1, "route", "keeper", {"to_unit": "commune"}),),
           competence="commune"),
)  # fmt: skip


def invent(users: Mapping[str, Actor], *, today: date, at: datetime) -> int:
    """Invent the recommendations and what became of them; return how many there are."""
    office, building, commune = users["hoidong"], users["soxaydung"], users["congchuc"]
    units = {name: unit_of(actor) for name, actor in (("building", building), ("commune", commune))}
    communes = [units["commune"]]
    others = governments_on(today, level="commune").exclude(unit=units["commune"])
    communes += others.order_by("sort_name").values_list("unit_id", flat=True)[:2]
    how = _Inventing({"building": building, "commune": commune}, units, communes, today, at, users["mattran"])
    old = how.session(unit_of(office), 2, 190)
    new = how.session(unit_of(office), 3, -14, answer_by=None)
    own = how.session(units["commune"], 2, 30)
    first = [how.voice(each, old, office) for each in OLD_SESSION]
    second = [how.voice(each, new, office) for each in NEW_SESSION]
    third = [how.voice(each, own, commune) for each in COMMUNE_SESSION]
    for earlier, later in ((first[0], second[0]), (first[1], second[4])):
        say_repeat(later.pk, earlier.pk, is_same=True, actor=office, on=today, at=at)
    return len(first) + len(second) + len(third)


def unit_of(actor: Actor) -> int:
    """Return where somebody of the cast sits."""
    assert actor.unit_id is not None, "everybody of the cast sits somewhere"
    return actor.unit_id


class _Inventing:
    """What every recommendation of the demo is made with."""

    def __init__(
        self,
        actors: Mapping[str, Actor],
        units: Mapping[str, int],
        communes: Sequence[int],
        today: date,
        at: datetime,
        front: Actor,
    ) -> None:
        self.actors, self.units, self.communes = actors, units, communes
        self.today, self.at, self.front = today, at, front

    def session(self, unit_id: int, number: int, days_ago: int, **more: Any) -> tuple[CouncilSession, VoterMeeting]:
        opens = self.today - timedelta(days=days_ago)
        session = CouncilSession.objects.create(
            unit_id=unit_id, body="council", number=number, term="2026–2031", opens_on=opens, invented=True, **more
        )
        meeting = VoterMeeting.objects.create(
            session=session,
            place="Hội trường xã (minh họa)",
            commune_id=self.communes[0],
            held_on=min(opens, self.today) - timedelta(days=15),
            deputies="Tổ đại biểu số 3 (minh họa)",
            present=120,
            invented=True,
        )
        return session, meeting

    def voice(
        self, voiced: Voiced, at_session: tuple[CouncilSession, VoterMeeting], keeper: Actor
    ) -> VoterRecommendation:
        session, meeting = at_session
        first = self.today - timedelta(days=voiced.days_ago)
        proposed = voiced.more.get("proposed")
        row = record_recommendation(
            NewRecommendation(
                session_id=session.pk,
                text=voiced.text,
                field=voiced.about,
                received_on=first,
                names_nobody=voiced.names_nobody,
                meeting_id=meeting.pk if meeting.held_on <= first else None,
                commune_id=self.communes[voiced.commune % len(self.communes)],
                competence=voiced.competence,
                proposed_id=self.units[proposed] if proposed else None,
                invented=True,
            ),
            actor=keeper,
            at=self.at,
        )
        for day, act, who, given in voiced.steps:
            on = min(first + timedelta(days=day), self.today)
            actor = keeper if who == "keeper" else self.actors[who]
            row = perform(row.pk, act, self._given(row, given, first), actor=actor, on=on, at=self.at)
        if sum(voiced.heard):
            response = row.responses.latest("pk")
            asked, satisfied, partly, not_satisfied, unsure = voiced.heard
            heard = Heard(response.pk, asked, satisfied, partly, not_satisfied, unsure)
            asked_on = min(response.on + timedelta(days=20), self.today)
            record_feedback([heard], channel="visit", actor=self.front, on=asked_on, at=self.at, invented=True)
        return row

    def _given(self, row: VoterRecommendation, given: Mapping[str, Any], first: date) -> dict[str, Any]:
        made = dict(given)
        for name in ("to_unit", "named_unit"):
            if name in made:
                made[name] = self.units[made[name]]
        if "promised_on" in made:
            made["promised_on"] = first + timedelta(days=made["promised_on"])
        if "public_answer" in made:
            made["public_text"] = row.public_text
        return made
