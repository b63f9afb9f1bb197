"""`danvan verify-journal`."""

import argparse
from typing import Any

from danvan.journal.selectors import check_chain
from danvan.journal.services import seal_entries
from danvan.kernel.tabular import FORMATS, print_rows


def commands(subparsers: Any) -> None:
    """Add this area's commands."""
    verify = subparsers.add_parser("verify-journal", help="kiểm tra chuỗi niêm phong của nhật ký")
    verify.add_argument("--format", choices=FORMATS, default="table", help="cách in")
    verify.set_defaults(act=verify_journal)


def verify_journal(options: argparse.Namespace) -> int:
    """Seal what is new, walk the chain, print what was found; 1 when it is broken."""
    while seal_entries():
        pass
    found = check_chain()
    row = {
        "whole": found.is_whole,
        "sealed": found.sealed,
        "unsealed": found.unsealed,
        "broken_at": found.broken_at,
        "reason": found.reason,
    }
    headings = {
        "whole": "nguyên vẹn",
        "sealed": "đã niêm phong",
        "unsealed": "chờ niêm phong",
        "broken_at": "hỏng tại dòng",
        "reason": "vì sao",
    }
    print(print_rows([row], headings, options.format))
    return 0 if found.is_whole else 1
