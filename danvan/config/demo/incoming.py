"""Invented ways letters come besides the desk: mails waiting at the commune, a page of its register of last year.

Nobody in them exists.
"""

import io
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from PIL import Image

from danvan.authority.rules.actor import Actor, system_actor
from danvan.casework.choices import Channel
from danvan.intake.services import SheetLetter, import_letters, receive_mail
from danvan.petitions.rules.old_register import PastActs
from danvan.petitions.services import NewPetition, NewWriter

BRIDGE = (
    "Kính gửi UBND xã,\n\nCầu tràn qua suối ở đầu bản bị lũ cuốn hỏng lan can từ tuần trước, học sinh đi qua rất nguy "
    "hiểm. Tôi gửi kèm ảnh chụp. Đề nghị xã sớm cho sửa.\n\nVi Văn Ví Dụ, bản 2"
)
LAND = (
    "<html><body><p>Kính gửi Chủ tịch UBND xã,</p><p>Tôi <b>không đồng ý</b> với biên bản đo đạc thửa đất vườn ngày "
    "05/10/2026 vì diện tích ghi thiếu 42 m².</p><p>Đề nghị:</p><ul><li>đo lại có mặt gia đình;</li>"
    "<li>trả lời bằng văn bản.</li></ul><p>Lô Thị Minh Họa<br>bản 5</p></body></html>"
)
DENOUNCING = (
    "Tôi viết thư này tố cáo một cán bộ thu tiền làm nhà văn hóa bản không có biên lai. Đề nghị giữ kín tên tôi."
)
PASSED_ON = "Kính chuyển UBND xã xem xét theo thẩm quyền, đề nghị thông báo kết quả. Số 15/MTTQ-BTT."
FEES = "Khoản đóng góp làm nhà văn hóa bản chưa được công khai thu, chi; đề nghị công khai cho dân biết."

# Of the register of last year: received and handled after so many days, settled after so many, how.
OLD: tuple[tuple[str, str, str, int, int, str, dict[str, str]], ...] = (
    ("12", "complaint", "Không đồng ý với phương án bồi thường cây trồng.", 7, 30, "decided", {"verdict": "partly"}),
    ("15", "recommendation", "Đề nghị sửa đường vào bản sau mưa lũ.", 5, 21, "answered", {"reply": "taken_up"}),
    ("19", "recommendation", "Phản ánh việc xả rác ra suối.", 4, 33, "answered", {"reply": "explained"}),
    ("27", "complaint", "Không đồng ý với việc trả lại hồ sơ cấp giấy chứng nhận.", 8, 0, "", {}),
)


def invent(desk: Actor, *, today: date, at: datetime) -> int:
    """Let mails wait at a desk and bring a page of its old register over; returns how many mails."""
    unit_id = desk.unit_id or 0
    mails = [
        _mail("Vi Văn Ví Dụ", "Phản ánh cầu tràn hỏng", BRIDGE, at - timedelta(days=1, hours=2), picture=True),
        _mail("Lô Thị Minh Họa", "Đơn khiếu nại đo đất", LAND, at - timedelta(days=2), is_html=True),
        _mail("Không rõ tên", "(không tiêu đề)", DENOUNCING, at - timedelta(hours=5)),
        _passed_on(at - timedelta(days=3)),
        _mail("Kha Thị Phỏng", "Hồ sơ gửi xã", "Tôi gửi hồ sơ, xã xem giúp.", at - timedelta(hours=9), winmail=True),
        _mail("Trần Văn Thử", "Trả lời tự động: nghỉ phép", "Tôi nghỉ đến hết tuần.", at, automatic=True),
    ]
    for each in mails:
        receive_mail(each.as_bytes(), unit_id=unit_id, actor=system_actor(today), at=at)
    _old_register(desk, unit_id, today=today, at=at)
    return len(mails)


def _mail(
    sender: str,
    subject: str,
    text: str,
    sent_at: datetime,
    *,
    is_html: bool = False,
    picture: bool = False,
    winmail: bool = False,
    automatic: bool = False,
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{sender} <nguoi.gui@thu.vi-du.vn>"
    message["To"], message["Subject"] = "xa@vi-du.vn", subject
    message["Date"] = format_datetime(sent_at)
    message["Received"] = f"from thu.vi-du.vn by xa.vi-du.vn; {format_datetime(sent_at)}"
    message["Message-ID"] = f"<{sent_at:%Y%m%d%H%M}.{len(text)}@thu.vi-du.vn>"
    if automatic:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(text, subtype="html" if is_html else "plain")
    if picture:
        message.add_attachment(_picture(), maintype="image", subtype="png", filename="cau-tran.png")
    if winmail:
        message.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return message


def _passed_on(sent_at: datetime) -> EmailMessage:
    """Return a letter the Front sends on as it got it."""
    outer = _mail("Ủy ban MTTQ (minh họa)", "Chuyển đơn kiến nghị", PASSED_ON, sent_at)
    outer.add_attachment(_mail("Moong Thị Mẫu", "Đề nghị công khai khoản thu", FEES, sent_at - timedelta(days=2)))
    return outer


def _picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (640, 420), "#b9c4c9").save(kept, "PNG")
    return kept.getvalue()


def _old_register(desk: Actor, unit_id: int, *, today: date, at: datetime) -> None:
    letters = []
    for place, (number, kind, text, handled, settled, how, more) in enumerate(OLD):
        received = date(today.year - 1, 4 + 2 * place, 3)
        past = PastActs(
            handled="accepted",
            handled_on=received + timedelta(days=handled),
            handled_number=f"{number}/TB-UBND",
            settled=how,
            settled_on=received + timedelta(days=settled) if how else None,
            settled_number=f"{number}/UBND" if how else "",
            is_over=bool(how),
            **more,
        )
        new = NewPetition(
            kind=kind,
            unit_id=unit_id,
            received_on=received,
            channel=Channel.POST,
            summary=text,
            writers=[NewWriter("Nguyễn Văn Giả Định", address=f"bản {place + 1}")],
            old_number=number,
            invented=True,
        )
        letters.append(SheetLetter(place + 4, new, past))
    import_letters(
        letters, unit_id=unit_id, file_name="so-don-nam-truoc (minh họa).xlsx", sha256="0" * 64, actor=desk, at=at
    )
