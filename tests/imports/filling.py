"""Spreadsheets of any kind, filled from what the kind says about its own columns.

A new kind is covered without a line here: the plainest row is the example of
its template, rows differ in their title, and what is wrong with a cell follows
from the column of the database behind it.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from python_calamine import CalamineWorkbook

from danvan.evidence.models import Record
from danvan.evidence.selectors.batches import model_of
from danvan.ui.catalogue import Kind, SheetColumn
from danvan.ui.catalogue.sheets import DATA, heading

Row = dict[str, Any]
FIRST_YEAR, YEARS = 2015, 80


def rows_of(kind: Kind, actor: Any, count: int, *, unit: str, parents: Sequence[Row] = ()) -> list[Row]:
    """Return sound rows, no two alike, as cells by field; fewer where there cannot be as many."""
    columns = {column.field: column for column in kind.sheet}
    plain = {name: _plain(column, actor) for name, column in columns.items()}
    if "unit" in columns:
        plain["unit"] = unit
    if "title" not in columns:
        return _every_combination(plain, columns, actor)[:count]
    found = []
    for number in range(count):
        row = {**plain, "title": f"{plain['title']} số {number}"}
        if "number" in row:
            row["number"] = f"{number}/2026/QĐ-UBND"
        for name in columns:
            if names_parent(name) and parents:
                row[name] = parents[number % len(parents)]["title"]
        found.append(row)
    return found


def names_parent(field: str) -> bool:
    """Tell whether a column names the record this one belongs to."""
    return field.endswith("_title")


def parent_of(model: type[Record]) -> type[Record] | None:
    """Return the kind a record of this kind cannot be without."""
    for field in model._meta.concrete_fields:
        target = field.related_model
        if not (field.primary_key or field.null) and isinstance(target, type) and issubclass(target, Record):
            return target
    return None


def faults_of(kind: Kind) -> Iterator[tuple[str, Any]]:
    """Return what can be wrong with a cell, column by column: its field and what stands there."""
    for column in kind.sheet:
        if column.required:
            yield column.field, None
            yield column.field, " \u00a0 "
        for wrong in _wrong(column, _field(kind, column)):
            yield column.field, wrong


def workbook_of(kind: Kind, rows: Sequence[Row]) -> bytes:
    """Return the rows as an officer would send them."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet, day = book.add_worksheet(DATA), book.add_format({"num_format": "dd/mm/yyyy"})
    for place, column in enumerate(kind.sheet):
        sheet.write_string(0, place, heading(column))
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(kind.sheet):
            cell = row[column.field]
            if isinstance(cell, date):
                sheet.write_datetime(line, place, cell, day)
            elif isinstance(cell, Formula):
                sheet.write_formula(line, place, cell, None, 1)
            elif isinstance(cell, str):
                sheet.write_string(line, place, cell)
            elif cell is not None:
                sheet.write(line, place, cell)
    book.close()
    return content.getvalue()


def cells_of(content: bytes) -> list[list[Any]]:
    """Return every cell of the sheet of data."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(DATA).to_python()


class Formula(str):
    """A cell that computes instead of saying."""


def _plain(column: SheetColumn, actor: Any) -> Any:
    if column.example != "":
        return column.example
    return column.choices(actor)[0] if column.required and column.choices else None


def _every_combination(plain: Row, columns: dict[str, SheetColumn], actor: Any) -> list[Row]:
    name, choose = next((name, column.choices) for name, column in columns.items() if column.choices)
    assert choose
    return [{**plain, name: choice, "year": FIRST_YEAR + year} for choice in choose(actor) for year in range(YEARS)]


def _field(kind: Kind, column: SheetColumn) -> Any:
    model = model_of(kind.code)
    for owner in (model, parent_of(model)):
        if owner:
            try:
                return owner._meta.get_field(column.field)
            except FieldDoesNotExist:
                continue
    return None


DAYS = ("31/02/2026", "giữa tháng 3", "15/13/2026", "15/01/26", 15, 46_037.5, True, "=TODAY()", Formula("=TODAY()"))
NUMBERS = ("mười hai", "=1+1", True, date(2026, 3, 5), 10**9, -(10**9), "1e999", "NaN", "12 người", Formula("=1+1"))


def _wrong(column: SheetColumn, field: Any) -> Sequence[Any]:
    if column.field == "unit":
        return (
            "xã Không Có", "xã Đông Hiéuu", 99_999, "=A1", Formula("=A1"), "xã Đông Hiếu; xã Hòa Sơn", "17008x",
            "x" * 300, date(2026, 3, 5), True, 12.5, "????", "UBND huyện Không Có", "Đông", "xã Đông Hiếu 2",
        )  # fmt: skip
    if isinstance(field, models.ForeignKey):
        return ("Sở Không Có", 99_999, "x" * 201)
    if isinstance(field, models.BooleanField):
        return ("có lẽ", 7, date(2026, 3, 5), "=TRUE()", Formula("=TRUE()"))
    if column.choices or (field is not None and field.choices):
        return ("không có loại này", 99, "x" * 300, date(2026, 3, 5), "=A1", Formula("=A1"))
    if isinstance(field, models.DateField) or isinstance(column.example, date):
        return DAYS
    if isinstance(field, models.DecimalField):
        return (*NUMBERS, 12.34567)
    if isinstance(field, models.IntegerField):
        return (*NUMBERS, 2.5)
    if isinstance(field, models.URLField):
        return ("không phải địa chỉ", "javascript:alert(1)", "https://" + "x" * 600)
    if names_parent(column.field):
        return ("Không có hồ sơ tên này", "x" * 401, Formula("=A1"))
    return ("x" * ((getattr(field, "max_length", None) or 4_000) + 1), Formula("=A1"))
