"""Reads one spreadsheet in a program of its own and prints what came of it and how much memory that took.

Run by the tests of size: what goes wrong there ends the whole program.
"""

import json
import resource
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings

from danvan.kernel.errors import RuleError
from danvan.ui.catalogue import check_sheet, text_column

ENOUGH_BYTES = 4 * 1024**3


def main() -> None:
    """Read the file named on the command line."""
    settings.configure()
    resource.setrlimit(resource.RLIMIT_AS, (ENOUGH_BYTES, ENOUGH_BYTES))
    kind: Any = SimpleNamespace(
        sheet=(text_column("title", "Tên", most=400),), columns=(), checks=(), most_rows=0, hints=lambda actor, rows: ()
    )
    with open(sys.argv[1], "rb") as stream:
        try:
            checked = check_sheet(kind, stream, None)
        except RuleError as refusal:
            told = {"code": refusal.code, "message": str(refusal)}
        else:
            told = {"rows": len(checked.rows), "problems": len(checked.problems)}
    # Not getrusage, which begins with what the program held that started this one.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps({**told, "kilobytes": int(peak.split()[1])}))


main()
