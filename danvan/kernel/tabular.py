"""Rows as text for a terminal, as JSON for a program, as CSV for a spreadsheet.

The command line prints every answer through here, so all of them look alike
and machines can rely on the JSON: keys in the order given, dates in ISO form,
fractions as "n/d", Vietnamese unescaped.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

from danvan.kernel.text import format_date, nfc

FORMATS = ("table", "json", "csv")


def print_rows(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str], form: str) -> str:
    """Return rows in one of FORMATS.  `headings` gives the columns, in order, and their Vietnamese names.

    A table and a CSV show only these columns; JSON gives the rows whole.
    """
    if form == "json":
        return to_json(rows)
    if form == "csv":
        return _csv(rows, headings)
    return _table(rows, headings)


def to_json(value: Any) -> str:
    """Return any answer as JSON text."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"cannot be written as JSON: {value!r}")


def _csv(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_cell(row.get(name), iso=True) for name in headings])
    return out.getvalue().rstrip("\n")


def _table(rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str]) -> str:
    body = [[_cell(row.get(name)) for name in headings] for row in rows]
    names = list(headings.values())
    widths = [max(len(line[i]) for line in [names, *body]) for i in range(len(names))]
    numeric = [bool(rows) and all(_is_number(row.get(name)) for row in rows) for name in headings]

    def line(cells: Sequence[str]) -> str:
        placed = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(cells, widths, numeric, strict=True)
        ]
        return "  ".join(placed).rstrip()

    return "\n".join([line(names), line(["-" * width for width in widths]), *map(line, body)])


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | Fraction | Decimal) and not isinstance(value, bool))


def _cell(value: Any, *, iso: bool = False) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date) and not isinstance(value, datetime) and not iso:
        return format_date(value)
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_cell(item, iso=iso) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    plain = value if isinstance(value, int | float) else _plain(value)
    return str(plain)
