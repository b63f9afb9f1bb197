"""The starter checklist, as dated data."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "checklist.toml"


@cache
def _tables() -> tuple[Mapping[str, Any], ...]:
    return tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["checklist"])


def starter_checklist(on: date) -> tuple[str, ...]:
    """Return what a team looks at on a day, unless it chooses otherwise."""
    valid = [table for table in _tables() if table["from"] <= on]
    return tuple(max(valid, key=lambda table: table["from"])["items"]) if valid else ()
