"""Who verifies whose records: the body of the next level up, and never the author.

The table is dated data (`authority/data/verifiers.toml`), because the body in
charge is the province's choice and changes with reorganisations.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from danvan.kernel.ranges import ValidRange

DEFAULT_TABLE = Path(__file__).parents[1] / "data" / "verifiers.toml"


@dataclass(frozen=True)
class Verifier:
    """One row: the role that verifies these kinds of units during this time."""

    units: frozenset[str]
    role: str
    valid: ValidRange
    except_unit_of_role: str = ""


def load_verifiers(path: Path = DEFAULT_TABLE) -> tuple[Verifier, ...]:
    """Read the table.  Raises ValueError or KeyError naming what is wrong."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["verifier"]
    return tuple(
        Verifier(
            units=frozenset(row["units"]),
            role=row["role"],
            valid=ValidRange(row["valid_from"], row.get("valid_until")),
            except_unit_of_role=row.get("except_unit_of_role", ""),
        )
        for row in rows
    )


def verifying_role(
    table: Sequence[Verifier], *, unit_kind: str, roles_seated_in_unit: Iterable[str], on: date
) -> str | None:
    """Return the role that verifies records of such a unit on a day, or None when no row fits.

    `roles_seated_in_unit` are the roles held by posts of the unit itself: the
    standing agency is a department, and does not verify its own records.
    """
    seated = frozenset(roles_seated_in_unit)
    for row in table:
        if unit_kind in row.units and row.valid.contains(on) and row.except_unit_of_role not in seated:
            return row.role
    return None
