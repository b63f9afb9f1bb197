"""Invented denunciations: some at every turn of their way, sealed like real ones.  Nobody in them exists."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from danvan.authority.rules.actor import Actor, system_actor
from danvan.config.demo.people import PASSWORD
from danvan.denunciations.models import Denunciation
from danvan.denunciations.rules.acts import RECEIVE, TEAM
from danvan.denunciations.selectors import act_table
from danvan.denunciations.services.acts import perform
from danvan.denunciations.services.register import Accused, Denouncer, NewDenunciation, take_in
from danvan.denunciations.services.vaults import make_custodian_key, make_key_ring, make_vault, recover
from danvan.documents.layout import Sheet
from danvan.documents.pdf import to_pdf
from danvan.kernel.text import format_date

FEES = "Công chức tiếp nhận hồ sơ yêu cầu nộp thêm tiền ngoài quy định khi làm giấy tờ, nhiều lần trong quý."
SAND = "Cho khai thác cát ở bãi bồi không có giấy phép, nhận tiền của chủ máy."
LISTS = "Đưa người nhà vào danh sách hỗ trợ nhà ở dù không thuộc diện."
CHECK: dict[str, Any] = {"competent": True, "sphere": "duty", "conditions": []}

Step = tuple[int, str, dict[str, Any]]
TO_TEAM: tuple[Step, ...] = (
    (3, "check", CHECK),
    (5, "accept", {"number": "04/QĐ-UBND"}),
    (6, "notify", {"note": "Đã gửi thông báo."}),
    (6, "team", {"number": "05/QĐ-UBND"}),
)


@dataclass(frozen=True)
class Case:
    """One invented denunciation: how many days ago it came, what it says, against whom, what was done."""

    days_ago: int
    extract: str
    standing: str = "staff"
    online: bool = False
    steps: tuple[Step, ...] = field(default=())


CASES = (
    Case(1, FEES),
    Case(4, SAND, online=True),
    Case(20, LISTS, steps=TO_TEAM),
    Case(55, FEES, steps=TO_TEAM),
    Case(40, FEES, steps=(
        *TO_TEAM,
        (25, "report", {"note": "Có hai lần thu ngoài quy định."}),
        (28, "conclude", {"number": "02/KL-UBND", "verdict": "partly", "note": "Tố cáo đúng một phần."}),
        (30, "send_conclusion", {"note": "Đã gửi."}),
        (32, "act_on", {"number": "61/QĐ-UBND", "note": "Khiển trách, trả lại tiền."}),
        (33, "publish", {"publication": "posting"}),
    )),
    Case(3, SAND, standing="head"),
)  # fmt: skip


def invent(actors: Mapping[str, Actor], *, today: date, at: datetime) -> int:
    """Make the vault with one custodian, and write the invented denunciations down; returns how many."""
    platform = system_actor(today)
    if not settings.SEAL_KEYS.exists():
        make_key_ring(at=at)
    shares = make_vault(needed=3, count=5, actor=platform, at=at)
    # The demo's custodian has the demo's password for a passphrase, as the demo says.
    recover(shares[:3], make_custodian_key(PASSWORD, actor=actors["giukhoa"], at=at), actor=platform)
    for number, case in enumerate(CASES):
        _tell(case, number, actors, today=today, at=at)
    return Denunciation.objects.filter(invented=True).count()


def _scanned(case: Case, number: int, received: date) -> SimpleUploadedFile:
    """Return the letter as it lay on the desk, so that there is something to blacken."""
    sheet = Sheet("Đơn tố cáo (minh họa)")
    sheet.title("ĐƠN TỐ CÁO", "(dữ liệu minh họa)")
    for line in (
        f"Kính gửi: Ủy ban nhân dân xã, ngày {format_date(received)}",
        f"Tôi là Người Minh Họa {number + 1}, ở địa chỉ minh họa.",
        f"Tôi tố cáo ông Giả Định {number + 1}, cán bộ xã. {case.extract}",
        f"Người tố cáo: Người Minh Họa {number + 1}",
    ):
        sheet.line(line, align=None)
    return SimpleUploadedFile("don-to-cao.pdf", to_pdf(sheet.content()), content_type="application/pdf")


def _tell(case: Case, number: int, actors: Mapping[str, Actor], *, today: date, at: datetime) -> None:
    received = today - timedelta(days=case.days_ago)
    desk, commune = actors["tiepnhantc"], actors["chutich"].unit_id or 0
    accused = Accused(commune, case.standing, f"Ông Giả Định {number + 1}", "cán bộ xã (minh họa)")
    row, _is_new = take_in(
        NewDenunciation(
            unit_id=commune,
            received_on=received,
            channel="portal" if case.online else "post",
            accused=[accused],
            denouncers=() if case.online else [Denouncer(f"Người Minh Họa {number + 1}", "địa chỉ minh họa")],
            is_formal=not case.online,
            story=case.extract if case.online else "",
            extract="" if case.online else case.extract,
            invented=True,
        ),
        actor=desk,
        at=at,
        papers=() if case.online else [_scanned(case, number, received)],
    )
    for days, act, given in case.steps:
        on = received + timedelta(days=days)
        if on > today:
            return
        who = {RECEIVE: desk, TEAM: actors["congchuc"]}.get(act_table()[act].right, actors["chutich"])
        filled = dict(given)
        if act == "notify":
            who = actors["chutich"]
        if act == "team":
            members = [actors[name].holding_id for name in ("congchuc", "tiepdan")]
            filled |= {"leader": members[0], "members": members}
        perform(row.pk, act, filled, actor=who, on=on, at=at)
