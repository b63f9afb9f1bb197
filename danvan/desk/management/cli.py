"""What the desk tells at a terminal: limits that a corrected calendar moves."""

import argparse
from typing import Any

from django.urls import reverse
from django.utils import timezone

from danvan.casework.selectors import move_counts
from danvan.casework.services import list_moves
from danvan.desk.selectors import AUDIENCES
from danvan.kernel.tabular import FORMATS, print_rows

HEADINGS = {"unit": "Đơn vị", "earlier": "Sớm hơn", "later": "Muộn hơn"}


def commands(subparsers: Any) -> None:
    """Add the commands of this area."""
    moved = subparsers.add_parser(
        "moved-limits", help="hạn đang chạy phải dời vì lịch làm việc được sửa, theo đơn vị; thoát với mã 1 khi còn hạn"
    )
    moved.add_argument("--again", action="store_true", help="rà lại mọi hạn đang chạy trước khi in")
    moved.add_argument("--format", choices=FORMATS, default="table", help="dạng in ra")
    moved.set_defaults(act=_moved)


def _moved(options: argparse.Namespace) -> int:
    if options.again:
        list_moves(at=timezone.now(), audiences=AUDIENCES, address=reverse("moves:list"))
    counts = move_counts(on=timezone.localdate())
    rows: list[dict[str, Any]] = [
        {"unit": unit.name, "earlier": unit.earlier, "later": unit.later} for unit in counts.units
    ]
    if counts.sealed:
        rows.append({"unit": "Sổ tố cáo, toàn tỉnh", "earlier": None, "later": counts.sealed})
    print(print_rows(rows, HEADINGS, options.format))
    return 1 if counts.total else 0
