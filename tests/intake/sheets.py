"""Spreadsheets of letters, as somebody at a desk fills them in."""

import io
from datetime import date

import xlsxwriter

from danvan.intake.web.kinds import SHEET
from danvan.ui.catalogue.sheets import DATA, heading

HEADINGS = {column.field: heading(column) for column in SHEET}


def row(**given):
    """Return the plainest row."""
    return {
        "kind": "khiếu nại",
        "name": "Vi Thị Ví Dụ",
        "summary": "Không đồng ý với diện tích đo đạc khi thu hồi đất.",
        "received_on": date(2026, 11, 20),
        "channel": "bưu chính",
        **given,
    }


def old_row(**given):
    """Return a case of the register of an earlier year, settled there."""
    return row(
        received_on=date(2024, 3, 1), old_number="12", handled="thụ lý", handled_on=date(2024, 3, 8),
        handled_number="21/TB-UBND", settled="có quyết định giải quyết", settled_on=date(2024, 4, 5),
        settled_number="35/QĐ-UBND", verdict="khiếu nại sai toàn bộ", is_over="có", **given,
    )  # fmt: skip


def workbook(*rows):
    """Return a file with these rows."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"strings_to_formulas": False})
    sheet, day = book.add_worksheet(DATA), book.add_format({"num_format": "dd/mm/yyyy"})
    fields = list(HEADINGS)
    sheet.write_row(0, 0, [HEADINGS[field] for field in fields])
    for line, cells in enumerate(rows, start=1):
        for place, field in enumerate(fields):
            value = cells.get(field)
            if isinstance(value, date):
                sheet.write_datetime(line, place, value, day)
            elif value is not None:
                sheet.write(line, place, value)
    book.close()
    return kept.getvalue()
