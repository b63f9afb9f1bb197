"""A mail as a paper of the letter it became: who sent it, when, its words as they came."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from danvan.documents.layout import Sheet
from danvan.documents.pdf import to_pdf
from danvan.kernel.text import format_date, parse_date


def mail_as_pdf(words: Mapping[str, Any], arrived_at: datetime, *, unit_name: str) -> bytes:
    """Return what a mail said as a PDF."""
    sheet = Sheet("Thư điện tử")
    sheet.title("THƯ ĐIỆN TỬ", f"gửi {unit_name}" if unit_name else "gửi đơn vị")
    arrived = timezone.localtime(arrived_at)
    sent_on = format_date(parse_date(words["sent_on"])) if words["sent_on"] else "không ghi"
    sender = " ".join(filter(None, [words["sender_name"], f"<{words['sender_address']}>"]))
    for label, value in (
        ("Người gửi", sender),
        ("Ngày ghi trên thư", sent_on),
        ("Đến hộp thư", f"{arrived:%d/%m/%Y %H:%M}"),
        ("Tiêu đề", words["subject"] or "không có"),
        ("Tệp kèm theo", "; ".join(each["name"] for each in [*words["files"], *words["refused"]]) or "không có"),
    ):
        sheet.line(f"{label}: {value}", align=None, size=12)
    sheet.heading("Lời thư")
    for line in words["text"].split("\n"):
        sheet.line(line, align=None, size=12, before=2)
    return to_pdf(sheet.content())
