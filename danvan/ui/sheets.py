"""Sheets people take away: one head line with what the figures are, then rows, written as they come."""

from collections.abc import Iterable, Sequence
from tempfile import NamedTemporaryFile
from typing import Any

import xlsxwriter
from django.http import FileResponse

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(
    name: str,
    *,
    title: str,
    note: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    is_bare: bool = False,
) -> FileResponse:
    """Return a spreadsheet to download; a bare one begins with its column heads, to be filled and sent back.

    Text stays text: nothing typed by people is read as a formula.
    """
    file = NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115  the response closes it when it has been sent
    book = xlsxwriter.Workbook(
        file.name, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet("Số liệu")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    head = 0 if is_bare else 3
    if not is_bare:
        page.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 13}))
        page.write_string(1, 0, note)
    for index, (label, width) in enumerate(columns):
        page.set_column(index, index, width)
        page.write_string(head, index, label, bold)
    page.freeze_panes(head + 1, 0)
    for number, row in enumerate(rows, start=head + 1):
        for index, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, int) and not isinstance(value, bool):
                page.write_number(number, index, value)
            else:
                page.write_string(number, index, str(value))
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPE)
