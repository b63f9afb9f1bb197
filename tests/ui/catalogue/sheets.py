"""Spreadsheets as officers send them."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from danvan.ui.catalogue.sheets import DATA

PLAN_HEADINGS = ("STT", "Đơn vị *", "Về *", "Năm *", "Kế hoạch *", "Ngày ban hành")
KIND = "công tác dân vận chính quyền"
SOUND = (1, "xã Đông Hiếu", KIND, 2026, "Kế hoạch dân vận năm 2026", date(2026, 1, 15))
FIRST = 2


def workbook(
    rows: Sequence[Sequence[Any]] = (SOUND,),
    *,
    headings: Sequence[str] = PLAN_HEADINGS,
    name: str = DATA,
    finish: Callable[[Any, Any], None] | None = None,
) -> bytes:
    """Return a workbook with a line of headings and rows below; `finish` may do more to the sheet."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for line, row in enumerate([headings, *rows] if headings else rows):
        for place, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, place, value, day)
            elif value is not None:
                sheet.write(line, place, value)
    if finish:
        finish(book, sheet)
    book.close()
    return content.getvalue()


def plan_row(**changes: Any) -> tuple[Any, ...]:
    """Return a sound row of a plan with some cells changed."""
    names = ("line", "unit", "kind", "year", "title", "day")
    given = dict(zip(names, SOUND, strict=True)) | changes
    return tuple(given[name] for name in names)
