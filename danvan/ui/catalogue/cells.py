"""Columns of a spreadsheet: how each reads what people really type, and what its template shows.

A reader gets the cell as the file has it (text, number, date, empty) and
returns the value, or raises ValueError with a Vietnamese sentence.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from danvan.kernel.text import fold, format_number, parse_date, typed

EXCEL_ZERO = date(1899, 12, 30)
# Numbers of days Excel writes for 2000 to 2100; other numbers in a date column are mistakes.
EXCEL_DAYS = range(36_526, 73_051)
YES, NO = frozenset({"co", "x", "1", "true", "dung"}), frozenset({"", "khong", "0", "false", "sai"})


class RowBelongsElsewhere(ValueError):
    """A cell shows that its row may not be read here at all: nothing of the row is repeated, and the file not kept."""


@dataclass(frozen=True)
class SheetColumn:
    """One column of the spreadsheet of a kind, read on import and written on export.

    `field` is where the value goes.  `choices` fills the drop-down list of the
    template.  `value` gives the cell of an export from a prepared row.
    """

    field: str
    heading: str
    read: Callable[[Any], Any]
    value: Callable[[Any], Any]
    required: bool = True
    example: Any = ""
    help: str = ""
    choices: Callable[[Any], Sequence[str]] | None = None
    width: int = 18


def _itself(row: Any) -> Any:
    return row


def attribute(field: str, of: Callable[[Any], Any] = _itself) -> Callable[[Any], Any]:
    """Return a reader of a column of the row, or of what the row belongs to."""
    return lambda row: getattr(of(row), field)


def text_column(
    field: str,
    heading: str,
    *,
    most: int,
    value: Callable[[Any], Any] | None = None,
    keeps_lines: bool = False,
    **more: Any,
) -> SheetColumn:
    """Return a column of text of at most `most` characters, on one line unless its lines mean something."""

    def read(cell: Any) -> str:
        text = _lines(cell) if keeps_lines else as_text(cell)
        if len(text) > most:
            raise ValueError(f"Dài {format_number(len(text))} ký tự; tối đa {format_number(most)} ký tự.")
        return text

    return SheetColumn(field, heading, read, value or attribute(field), width=min(60, max(18, most // 6)), **more)


def date_column(field: str, heading: str, *, value: Callable[[Any], Any] | None = None, **more: Any) -> SheetColumn:
    """Return a column of days: a real date cell, dd/mm/yyyy as text, or Excel's number of a day."""

    def read(cell: Any) -> date | None:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if isinstance(cell, bool):
            raise ValueError("Cần một ngày, ví dụ 05/03/2026.")
        if isinstance(cell, int | float):
            if cell not in EXCEL_DAYS:
                raise ValueError("Cần một ngày, ví dụ 05/03/2026.")
            return EXCEL_ZERO + timedelta(days=int(cell))
        return parse_date(as_text(cell)) if as_text(cell) else None

    more.setdefault("help", "ngày/tháng/năm")
    return SheetColumn(field, heading, read, value or attribute(field), width=14, **more)


def whole_column(
    field: str, heading: str, *, lowest: int, highest: int, of: Callable[[Any], Any] = _itself, **more: Any
) -> SheetColumn:
    """Return a column of whole numbers within bounds."""
    wanted = f"Cần một số nguyên từ {lowest} đến {highest}."

    def read(cell: Any) -> int | None:
        if as_text(cell) == "":
            return None
        number = _number(cell, wanted)
        if number != int(number) or not lowest <= number <= highest:
            raise ValueError(wanted)
        return int(number)

    return SheetColumn(field, heading, read, attribute(field, of), width=12, **more)


def decimal_column(field: str, heading: str, *, lowest: int, highest: int, digits: int, **more: Any) -> SheetColumn:
    """Return a column of numbers with a decimal comma, typed as text or as a number."""
    wanted = f"Cần một số từ {lowest} đến {highest}, phần thập phân sau dấu phẩy, nhiều nhất {digits} chữ số."

    def read(cell: Any) -> Decimal | None:
        if as_text(cell) == "":
            return None
        number = _number(cell, wanted)
        if not lowest <= number <= highest or number != round(number, digits):
            raise ValueError(wanted)
        return number

    return SheetColumn(field, heading, read, attribute(field), width=12, **more)


def choice_column(
    field: str, heading: str, choices: Sequence[tuple[str, Any]], *, of: Callable[[Any], Any] = _itself, **more: Any
) -> SheetColumn:
    """Return a column of labels standing for codes; accents and capitals do not matter."""
    labels = {code: str(label) for code, label in choices}
    codes = {fold(label): code for code, label in labels.items()} | {fold(code): code for code in labels}

    def read(cell: Any) -> str:
        text = as_text(cell)
        if text and fold(text) not in codes:
            raise ValueError(f"Cần một trong các giá trị: {', '.join(labels.values())}.")
        return codes[fold(text)] if text else ""

    def value(row: Any) -> str:
        return labels.get(getattr(of(row), field), "")

    more.setdefault("help", "chọn trong danh sách")
    return SheetColumn(field, heading, read, value, choices=lambda actor: list(labels.values()), width=30, **more)


def choices_column(field: str, heading: str, choices: Sequence[tuple[str, Any]], **more: Any) -> SheetColumn:
    """Return a column of several labels between semicolons, standing for a list of codes."""
    one = choice_column(field, heading, choices)
    labels = {code: str(label) for code, label in choices}

    def read(cell: Any) -> list[str]:
        return [one.read(part) for part in as_text(cell).split(";") if part.strip()]

    def value(row: Any) -> str:
        return "; ".join(labels.get(code, code) for code in getattr(row, field))

    more.setdefault("help", f"một hoặc nhiều, cách nhau bằng dấu chấm phẩy: {', '.join(labels.values())}")
    return SheetColumn(field, heading, read, value, width=30, **more)


def truth_column(field: str, heading: str, **more: Any) -> SheetColumn:
    """Return a column of yes and no; an empty cell is a no."""

    def read(cell: Any) -> bool:
        text = fold(as_text(cell))
        if text not in YES | NO:
            raise ValueError("Ghi “có” hoặc “không”.")
        return text in YES

    more.setdefault("help", "có hoặc không")
    more.setdefault("example", "có")
    return SheetColumn(
        field,
        heading,
        read,
        lambda row: "có" if getattr(row, field) else "không",
        required=False,
        choices=lambda actor: ["có", "không"],
        width=12,
        **more,
    )


def as_text(cell: Any) -> str:
    """Return a cell as the text somebody sees in it: NFC, no blanks around, whole numbers without ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return " ".join(typed(str(cell)).replace("\u00a0", " ").split())


def _lines(cell: Any) -> str:
    lines = str(cell).splitlines() if isinstance(cell, str) else [as_text(cell)]
    return "\n".join(as_text(line) for line in lines).strip()


def _number(cell: Any, wanted: str) -> Decimal:
    if isinstance(cell, bool | date):
        raise ValueError(wanted)
    text = as_text(cell)
    if not isinstance(cell, int | float) and "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise ValueError(wanted) from None
    if not number.is_finite():
        raise ValueError(wanted)
    return number
