"""Spreadsheets going out: the template people fill, and the export of a view, row by row in constant memory."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from danvan.kernel.text import format_date, format_number
from danvan.ui.catalogue.cells import SheetColumn, as_text
from danvan.ui.catalogue.declaration import Column, Kind
from danvan.ui.statuses import STATUSES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATA, LISTS, GUIDE = "Dữ liệu", "Danh mục", "Hướng dẫn"
# The first column tells what a line is; these lines are never read as data.
LINE, HELP, EXAMPLE = "STT", "hướng dẫn", "ví dụ"
FILLED_LINES = 5_000
# One import takes no more.
MOST_ROWS = 50_000
CHUNK = 2_000
EXCEL_LINES = 1_048_576
# As a program sees them, not as text: a spreadsheet would take these for formulas.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


def template(kind: Kind, actor: Any) -> IO[bytes]:
    """Return the workbook to fill: headings, a line of help, a marked example, drop-down lists."""
    file = TemporaryFile()  # noqa: SIM115  the response closes it when it has been sent
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet, lists = book.add_worksheet(DATA), book.add_worksheet(LISTS)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#eef1f4"})
    quiet = book.add_format({"italic": True, "font_color": "#505b69", "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "italic": True, "font_color": "#505b69"})
    for place, text in enumerate((LINE, HELP, EXAMPLE)):
        sheet.write_string(place, 0, text, quiet if place else head)
    sheet.write_comment(0, 0, f"Mỗi tệp nhiều nhất {format_number(kind.most_rows or MOST_ROWS)} dòng dữ liệu.")
    for place, column in enumerate(kind.sheet, start=1):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, heading(column), head)
        sheet.write_string(1, place, column.help, quiet)
        _write(sheet, 2, place, column.example, {"date": day, "text": quiet})
        if column.choices:
            _offer(sheet, lists, place, column.choices(actor))
    sheet.set_column(0, 0, 11)
    sheet.freeze_panes(3, 1)
    if kind.notes:
        _explain(kind, book.add_worksheet(GUIDE), {"head": head, "text": book.add_format({"text_wrap": True})})
    book.close()
    file.seek(0)
    return file


def _explain(kind: Kind, sheet: Worksheet, formats: Mapping[str, Any]) -> None:
    """Write what to know of the whole sheet, then what each column wants."""
    for line, note in enumerate(kind.notes):
        sheet.merge_range(line, 0, line, 2, note, formats["text"])
        sheet.set_row(line, 32)
    top = len(kind.notes) + 1
    for place, (text, width) in enumerate((("Cột", 30), ("Bắt buộc", 10), ("Cách ghi", 90))):
        sheet.set_column(place, place, width)
        sheet.write_string(top, place, text, formats["head"])
    for line, column in enumerate(kind.sheet, start=top + 1):
        sheet.write_string(line, 0, column.heading)
        sheet.write_string(line, 1, "có" if column.required else "")
        sheet.write_string(line, 2, column.help, formats["text"])


def heading(column: SheetColumn) -> str:
    """Return the heading as printed: what must be filled in carries a star."""
    return f"{column.heading} *" if column.required else column.heading


def _offer(sheet: Worksheet, lists: Worksheet, place: int, choices: Sequence[str]) -> None:
    for line, choice in enumerate(choices):
        lists.write_string(line, place, choice)
    if choices:
        letter = xlsxwriter.utility.xl_col_to_name(place)
        sheet.data_validation(
            3,
            place,
            FILLED_LINES,
            place,
            {
                "validate": "list",
                "source": f"='{LISTS}'!${letter}$1:${letter}${len(choices)}",
                "error_title": "Chưa có trong danh sách",
                "error_message": "Đề nghị chọn một giá trị trong danh sách.",
            },
        )


def export_headings(kind: Kind) -> list[str]:
    """Return the headings of an export: those of the spreadsheet, so that it can be read again, then the list's own."""
    return [heading(column) for column in kind.sheet] + [column.label for column in only_exported(kind)]


def only_exported(kind: Kind) -> list[Column]:
    """Return the columns of the list that the spreadsheet does not have."""
    known = {column.field for column in kind.sheet} | {column.heading for column in kind.sheet}
    return [column for column in kind.columns if column.key not in known and column.label not in known]


def export_rows(kind: Kind, actor: Any, rows: Any) -> Iterator[list[Any]]:
    """Return the cells of every row of a view, prepared chunk by chunk."""
    readers: list[Callable[[Any], Any]] = [column.value for column in kind.sheet]
    readers += [_in_words(column) for column in only_exported(kind)]
    found = iter(rows.iterator(chunk_size=CHUNK))
    while part := list(islice(found, CHUNK)):
        kind.prepare(actor, part)
        for row in part:
            yield [read(row) for read in readers]


def _in_words(column: Column) -> Callable[[Any], Any]:
    return (lambda row: STATUSES[column.of(row)].word) if column.form == "status" else column.of


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """Return a workbook with these rows; memory does not grow with their number."""
    file = TemporaryFile()  # noqa: SIM115  the response closes it when it has been sent
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {"date": book.add_format({"num_format": "dd/mm/yyyy"}), "text": None}
    head = book.add_format({"bold": True, "bottom": 1})
    number, sheet = 0, book.add_worksheet(DATA)
    for place, text in enumerate(headings):
        sheet.set_column(place, place, 20)
        sheet.write_string(0, place, text, head)
    sheet.freeze_panes(1, 0)
    line = 0
    for row in rows:
        line += 1
        if line == EXCEL_LINES:
            number, line = number + 1, 1
            sheet = book.add_worksheet(f"{DATA} {number + 1}")
            for place, text in enumerate(headings):
                sheet.write_string(0, place, text, head)
        for place, value in enumerate(row):
            _write(sheet, line, place, value, formats)
    book.close()
    file.seek(0)
    return file


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Return the same as CSV, line by line; the mark at the start makes Excel read it as UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in chain([headings], rows):
        yield writer.writerow([_plain(value) for value in row])


class _Echo:
    """Hands each written line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    text = as_text(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_MARKS) else text


def _write(sheet: Worksheet, line: int, place: int, value: Any, formats: Mapping[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(line, place, value, formats["date"])
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        sheet.write_number(line, place, value, formats["text"])
    else:
        sheet.write_string(line, place, str(value)[:32_767], formats["text"])
