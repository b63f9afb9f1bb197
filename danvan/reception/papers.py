"""The schedule of a month as the paper posted where people are received (article 24.2)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from danvan.documents.layout import CENTER, Sheet
from danvan.documents.word import WordTemplate
from danvan.kernel.text import format_date, say_day, weekday_name
from danvan.orgs.selectors import letterhead_of, names_on
from danvan.reception.choices import ReceptionKind, SessionState
from danvan.reception.models import ReceptionSession
from danvan.reception.selectors import head_on

_COLUMNS = (
    ("TT", "{{ row.number }}", 9, CENTER),
    ("Thứ, ngày", "{{ row.day }}", 30, CENTER),
    ("Thời gian", "{{ row.hours }}", 28, CENTER),
    ("Nơi tiếp", "{{ row.place }}", 38, None),
    ("Nội dung dự kiến", "{{ row.subject }}", 33, None),
    ("Thành phần", "{{ row.participants }}", 32, None),
)


def _notice() -> Sheet:
    sheet = Sheet("Lịch tiếp công dân")
    sheet.head(number="Số: ……/TB-……")
    for text in ("{%p if is_draft %}", "DỰ THẢO, CHƯA CÔNG BỐ", "{%p endif %}"):
        sheet.line(text, bold=True, size=13)
    sheet.title("THÔNG BÁO", "Lịch tiếp công dân định kỳ {{ month }}", "của {{ receiver }}")
    sheet.body("Căn cứ Luật Tiếp công dân; {{ issuer_said }} thông báo lịch tiếp công dân {{ month }} như sau:")
    sheet.heading("1. Tiếp công dân thường xuyên")
    sheet.body("Các ngày làm việc trong tuần, trong giờ hành chính, tại {{ regular_place }}.")
    sheet.heading("2. Tiếp công dân định kỳ của {{ receiver }}")
    sheet.table(_COLUMNS)
    sheet.when("not rows", "Chưa có buổi tiếp định kỳ nào trong lịch của tháng.")
    sheet.each("moves", "- {{ item }}")
    sheet.body(
        "Công dân đến khiếu nại, tố cáo, kiến nghị, phản ánh mang theo giấy tờ tùy thân và tài liệu liên quan.",
    )
    sheet.when("not is_draft", "Lịch này được niêm yết tại nơi tiếp công dân và công bố trên trang thông tin điện tử.")
    sheet.foot("- Niêm yết tại nơi tiếp công dân;", "- Lưu: VT.", signer=("{{ signer_title }}",))
    return sheet


NOTICE = WordTemplate("lich-tiep-cong-dan.docx", _notice)


def notice_fields(unit_id: int, first: date, sessions: Sequence[ReceptionSession], *, on: date) -> Mapping[str, Any]:
    """Return what the notice of a month says: what is published, and what was moved and to when.

    While nothing of the month is published it is a draft, and says so.
    """
    version = names_on([unit_id], max(first, on)).get(unit_id)
    head = head_on(version, first)
    letterhead = letterhead_of(unit_id, on)
    standing = (SessionState.PLANNED, SessionState.OPEN, SessionState.HELD)
    planned = [each for each in sessions if each.kind == ReceptionKind.PERIODIC and each.state in standing]
    published = [each for each in planned if each.published_on]
    is_draft = bool(planned) and not published
    planned = planned if is_draft else published
    moved = [each for each in sessions if each.state == SessionState.MOVED and each.moved_to and each.published_on]
    cancelled = [each for each in sessions if each.state == SessionState.CANCELLED and each.published_on]
    return {
        **vars(letterhead),
        "is_draft": is_draft,
        "issuer": letterhead.issuer,
        "day": say_day(on),
        "month": f"tháng {first:%m/%Y}",
        "receiver": head.title,
        "issuer_said": letterhead.said,
        "regular_place": planned[0].place if planned else "nơi tiếp công dân của cơ quan",
        "rows": [
            {
                "number": number,
                "day": f"{weekday_name(each.on).capitalize()}, {format_date(each.on)}",
                "hours": each.hours,
                "place": f"{each.place} (trực tuyến)" if each.mode == "online" else each.place,
                "subject": each.subject,
                "participants": each.participants,
            }
            for number, each in enumerate(planned, start=1)
        ],
        "moves": [
            f"Buổi tiếp ngày {format_date(each.on)} dời sang ngày {format_date(new.on)}"
            f"{f', {new.hours}' if new.hours else ''}."
            for each in moved
            if (new := each.moved_to)
        ]
        + [f"Buổi tiếp ngày {format_date(each.on)} không tổ chức." for each in cancelled],
    }
