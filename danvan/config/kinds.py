"""Taking a spreadsheet of any kind in from the command line."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from danvan.authority.rules.actor import Actor
from danvan.desk.web.records import KINDS
from danvan.intake.web.kinds import LETTERS
from danvan.kernel.errors import InputError, InputErrors
from danvan.ui.catalogue import check_sheet


@dataclass(frozen=True)
class Imported:
    """What an import did, or what stood in its way."""

    rows: int
    errors: Sequence[dict[str, Any]]


ALL = {**KINDS, LETTERS.code: LETTERS}


def import_file(code: str, path: Path, *, actor: Actor, dry_run: bool) -> Imported:
    """Check a spreadsheet and, when nothing is wrong and it is not a dry run, save all of it.

    Raises InputErrors for an unknown kind, OSError for a file that cannot be read, and RuleErrors.
    """
    if code not in ALL:
        known = {"code": code, "kinds": ", ".join(ALL)}
        raise InputErrors([InputError("Không có loại hồ sơ “%(code)s”. Các loại: %(kinds)s.", params=known)])
    kind = ALL[code]
    with path.open("rb") as stream:
        digest = sha256(stream.read()).hexdigest()
        checked = check_sheet(kind, stream, actor)
    if checked.problems:
        return Imported(0, [_row(problem) for problem in checked.problems])
    if not dry_run:
        kind.insert(actor, checked.rows, path.name, digest)
    return Imported(len(checked.rows), [])


def _row(problem: Any) -> dict[str, Any]:
    given = asdict(problem)
    return {"row": given["row"], "field": given["column"], "found": given["found"], "message": given["message"]}
