"""On which grounds reception may be refused, read once from the dated file."""

from functools import cache
from pathlib import Path

from danvan.reception.rules.refusals import Grounds, read_grounds

DATA = Path(__file__).parent.parent / "data"


@cache
def grounds() -> Grounds:
    """Return every ground, all versions."""
    return read_grounds((DATA / "refusals.toml").read_text(encoding="utf-8"))
