"""`danvan fetch-mail`."""

import argparse
import sys
from typing import Any

from django.utils import timezone

from danvan.kernel.tabular import FORMATS, print_rows


def commands(subparsers: Any) -> None:
    """Add the commands of intake."""
    fetch = subparsers.add_parser("fetch-mail", help="đọc hộp thư của các đơn vị; thư nằm chờ vào sổ ở bàn tiếp nhận")
    fetch.add_argument("--format", choices=FORMATS, default="table", help="cách in")
    fetch.set_defaults(act=_fetch)


def _fetch(options: argparse.Namespace) -> int:
    from danvan.intake.services import fetch_mail

    rows = [
        {"unit": each.unit, "new": each.new, "aside": each.aside, "known": each.known, "problem": each.problem}
        for each in fetch_mail(at=timezone.now())
    ]
    if not rows:
        print("Chưa khai hộp thư nào: đặt DANVAN_MAILBOXES.", file=sys.stderr)
        return 0
    headings = {"unit": "đơn vị", "new": "thư mới", "aside": "để riêng", "known": "đã có", "problem": "vướng mắc"}
    print(print_rows(rows, headings, options.format))
    return 1 if any(row["problem"] for row in rows) else 0
