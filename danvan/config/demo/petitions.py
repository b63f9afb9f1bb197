"""Invented letters: one at every turn of its way, for a commune, a department and the province.

Days are counted back from the day the demo is made, so that some are always
new, some nearly due and some late.  Nobody in them exists.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from danvan.authority.rules.actor import Actor
from danvan.casework.services import remind_of_cases
from danvan.desk.selectors import AUDIENCES
from danvan.intake.services import register_letter
from danvan.orgs.selectors import governments_on, names_on
from danvan.petitions.models import Petition
from danvan.petitions.selectors import table_of
from danvan.petitions.services import NewPetition, NewWriter, perform

NAMES = ("Vi Văn Ví Dụ", "Lô Thị Minh Họa", "Nguyễn Văn Giả Định", "Moong Thị Mẫu", "Trần Văn Thử", "Kha Thị Phỏng")
LAND = "Gia đình không đồng ý với diện tích đo đạc khi thu hồi thửa đất vườn để mở rộng đường vào bản, đề nghị đo lại."
RED_BOOK = "Đã nộp đủ hồ sơ cấp giấy chứng nhận quyền sử dụng đất từ lâu nhưng bị trả lại, không nêu rõ lý do."
BRIDGE = "Cầu tràn qua suối bị nước lũ cuốn hỏng lan can, học sinh đi lại nguy hiểm, đề nghị sớm sửa chữa."
ROAD = "Xe tải chở vật liệu làm hỏng đường liên bản, bụi bẩn kéo dài, đề nghị có biện pháp và sửa đường."
POLICY = "Hộ thuộc diện được hỗ trợ sau thiên tai nhưng chưa có tên trong danh sách đã niêm yết."
FEES = "Khoản đóng góp làm nhà văn hóa bản chưa được công khai thu, chi; đề nghị công khai cho dân biết."

OURS: dict[str, Any] = {"competent": True}
LAND_CASE: dict[str, Any] = {**OURS, "subject": "land_recovery", "respondent_kind": "commune", "instance": 1}
WORKS: dict[str, Any] = {**OURS, "subject": "works"}

Step = tuple[int, str, dict[str, Any]]
TO_PROPOSED: tuple[Step, ...] = ((1, "classify", LAND_CASE), (2, "propose", {}))
TO_WORK: tuple[Step, ...] = (
    *TO_PROPOSED,
    (3, "accept", {"number": "21/TB-UBND"}),
    (4, "assign", {"officer": "desk"}),
)
REPORT = "Đã đo lại thửa đất có mặt gia đình; diện tích chênh so với bản vẽ."
DECISION: dict[str, Any] = {
    "number": "35/QĐ-UBND",
    "verdict": "partly",
    "remedy": "amend",
    "note": "Sửa diện tích thu hồi theo kết quả đo lại.",
}
HELD: tuple[Step, ...] = (
    *TO_WORK,
    (12, "report", {"note": REPORT, "views_differ": True}),
    (13, "invite", {"number": "40/GM-UBND", "dialogue_on": 21}),
    (21, "dialogue", {"note": "Hai bên thống nhất kết quả đo lại."}),
)
DECIDED: tuple[Step, ...] = (*HELD, (26, "decide", DECISION), (28, "send", {"decision_received_on": 30}))


@dataclass(frozen=True)
class Letter:
    """One invented letter: how many days ago it came, what it says, what was done after how many days."""

    days_ago: int
    kind: str
    summary: str
    steps: Sequence[Step] = ()
    more: Mapping[str, Any] = field(default_factory=dict)


COMMUNE = (
    Letter(1, "complaint", LAND),
    Letter(2, "mixed", f"{RED_BOOK} {FEES}"),
    Letter(5, "complaint", RED_BOOK, ((1, "classify", {**LAND_CASE, "subject": "land_rights"}),)),
    Letter(9, "complaint", LAND, TO_PROPOSED),
    Letter(20, "complaint", LAND, TO_WORK),
    Letter(44, "complaint", RED_BOOK, TO_WORK),
    Letter(40, "complaint", LAND, (
        *TO_WORK,
        (10, "suspend", {"number": "30/QĐ-UBND", "suspension_ground": "illness", "note": "Điều trị tại bệnh viện."}),
        (11, "send_notice", {}), (25, "continue", {"number": "33/QĐ-UBND"}), (26, "send_notice", {}),
    )),
    Letter(24, "complaint", LAND, HELD),
    Letter(35, "complaint", LAND, DECIDED),
    Letter(120, "complaint", LAND, (
        *DECIDED, (60, "take_effect", {}),
        (62, "execute", {"executor": "Phòng Kinh tế", "execution_due_on": 135, "note": "Điều chỉnh phương án."}),
    )),
    Letter(30, "complaint", POLICY, (
        (1, "classify", {**LAND_CASE, "subject": "policy", "respondent_kind": "department", "competent": False}),
        (3, "guide", {"number": "12/HD-UBND", "addressee": "Giám đốc Sở Nội vụ"}),
    )),
    Letter(28, "complaint", LAND, (
        (1, "classify", {**LAND_CASE, "failed_tests": ["no_signature"]}), (2, "file", {"note": "Đơn không ký tên."}),
    )),
    Letter(55, "complaint", LAND, (
        *TO_PROPOSED, (4, "refuse", {"number": "18/TB-UBND", "refusal_ground": "6", "note": "Hết thời hiệu."}),
    )),
    Letter(50, "complaint", LAND, (
        *TO_WORK, (15, "stop", {"number": "29/QĐ-UBND", "stop_ground": "withdrawn"}), (16, "send_notice", {}),
    )),
    Letter(4, "recommendation", BRIDGE),
    Letter(12, "recommendation", ROAD, ((1, "classify", WORKS), (2, "accept", {}), (3, "assign", {"officer": "desk"}))),
    Letter(45, "recommendation", BRIDGE, ((1, "classify", WORKS), (2, "accept", {}))),
    Letter(60, "recommendation", FEES, (
        (1, "classify", {**WORKS, "subject": "finance"}), (2, "accept", {}), (3, "assign", {"officer": "desk"}),
        (15, "answer", {"number": "55/UBND-VP", "reply": "taken_up", "note": "Đã niêm yết bảng thu, chi."}),
        (22, "close", {"satisfaction": 4}),
    )),
    Letter(10, "recommendation", ROAD, (
        (1, "classify", {**WORKS, "competent": False}),
        (3, "transfer", {"number": "07/PC-UBND", "addressee": "Sở Xây dựng", "to_unit": "department"}),
    )),
)  # fmt: skip
PROVINCE = (
    Letter(3, "recommendation", POLICY),
    Letter(
        15, "complaint", RED_BOOK, ((2, "classify", {**LAND_CASE, "respondent_kind": "province"}), (4, "propose", {}))
    ),
    Letter(25, "recommendation", ROAD, ((1, "classify", WORKS), (3, "accept", {}))),
)
# What the other communes have: received days apart through the year, most of it done, some of it late.
ELSEWHERE = (
    Letter(300, "recommendation", ROAD, (
        (2, "classify", WORKS), (4, "accept", {}),
        (26, "answer", {"number": "61/UBND-KT", "reply": "taken_up", "note": "Đã sửa đoạn đường hỏng."}),
    )),
    Letter(210, "complaint", LAND, (
        *TO_PROPOSED, (7, "accept", {"number": "14/TB-UBND"}),
        (20, "stop", {"number": "17/QĐ-UBND", "stop_ground": "withdrawn"}),
    )),
    Letter(150, "recommendation", POLICY, (
        (3, "classify", {**WORKS, "subject": "policy"}), (14, "accept", {}),
        (50, "answer", {"number": "70/UBND-VX", "reply": "explained", "note": "Đã giải thích điều kiện hỗ trợ."}),
    )),
    Letter(90, "complaint", RED_BOOK, (*TO_PROPOSED, (8, "accept", {"number": "19/TB-UBND"}))),
    Letter(35, "recommendation", BRIDGE, ((2, "classify", WORKS), (5, "accept", {}))),
    Letter(6, "complaint", RED_BOOK),
)  # fmt: skip
EVERY, COMMUNES = 5, 20


def invent(actors: Mapping[str, Actor], *, today: date, at: datetime) -> int:
    """Write the invented letters down through the same acts everybody uses; returns how many."""
    commune = {"desk": actors["congchuc"], "head": actors["chutich"]}
    province = {"desk": actors["tiepdan"], "head": actors["lanhdao"]}
    department = actors["soxaydung"].unit_id
    where = names_on({commune["desk"].unit_id or 0}, today)[commune["desk"].unit_id or 0].full_name
    for number, letter in enumerate(COMMUNE):
        _tell(letter, number, commune, department, where=where, unit=commune["desk"].unit_id, today=today, at=at)
    root = actors["lanhdao"].unit_id
    _invent_elsewhere(actors["congchuc"], today=today, at=at)
    for number, letter in enumerate(PROVINCE):
        _tell(letter, number + 3, province, department, where="tỉnh Nghệ An", unit=root, today=today, at=at)
    remind_of_cases(at=at, audiences=AUDIENCES)
    return Petition.objects.filter(invented=True).count()


def _invent_elsewhere(desk: Actor, *, today: date, at: datetime) -> None:
    """Let every fifth commune have some letters too, written down by the platform in their name."""
    communes = [version for version in governments_on(today, level="commune") if version.unit_id != desk.unit_id]
    platform = replace(desk, system=True)
    for place, version in enumerate(communes[::EVERY][:COMMUNES]):
        for number in range(3):
            letter = ELSEWHERE[(place + number * 2) % len(ELSEWHERE)]
            _tell(
                replace(letter, days_ago=letter.days_ago + place % EVERY),
                place + number,
                {"desk": replace(platform, unit_id=version.unit_id), "head": platform},
                None,
                where=version.full_name,
                unit=version.unit_id,
                today=today,
                at=at,
            )


def _tell(
    letter: Letter, number: int, people: Mapping[str, Actor], department: int | None, *, where: str, unit: int | None,
    today: date, at: datetime,
) -> None:  # fmt: skip
    received = today - timedelta(days=letter.days_ago)
    petition = register_letter(
        NewPetition(
            kind=letter.kind,
            unit_id=unit or 0,
            received_on=received,
            channel="desk" if number % 3 else "post",
            summary=letter.summary,
            writers=[NewWriter(NAMES[number % len(NAMES)], address=f"bản {number + 1}, {where}")],
            pages=2,
            invented=True,
        ),
        actor=people["desk"],
        at=at,
    )
    for days, act, given in letter.steps:
        on = received + timedelta(days=days)
        if on > today:
            return
        who = people["head"] if _needs_head(petition, act) else people["desk"]
        perform(petition.pk, act, _filled(given, people, department, received), actor=who, on=on, at=at)


def _needs_head(petition: Petition, act: str) -> bool:
    return table_of(petition.kind)[act].right == "decide_cases"


def _filled(
    given: Mapping[str, Any], people: Mapping[str, Actor], department: int | None, received: date
) -> dict[str, Any]:
    filled = dict(given)
    for name in ("dialogue_on", "decision_received_on", "execution_due_on"):
        if name in filled:
            filled[name] = received + timedelta(days=filled[name])
    if filled.get("officer") == "desk":
        filled["officer"], filled["officer_unit"] = people["desk"].holding_id, people["desk"].unit_id
    if filled.get("respondent_kind") == "commune":
        filled["respondent_unit"] = people["desk"].unit_id
    if filled.get("to_unit") == "department":
        filled["to_unit"] = department
    return filled
