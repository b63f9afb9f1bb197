"""Who verifies whose records: the body of the next level up, and never the author.

The table is dated data (`authority/data/verifiers.toml`), because the body in
charge is the province's choice and changes with reorganisations.
"""

import tomllib
from dataclasses import dataclass
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
