"""What others may react to."""

from dataclasses import dataclass
from typing import ClassVar

from danvan.journal.services import Event


@dataclass(frozen=True)
class UnitsImported(Event):
    """Units were added, changed or ended, so denominators may have moved."""

    name: ClassVar[str] = "UnitsImported"

    import_id: int


@dataclass(frozen=True)
class HoldingEnded(Event):
    """Somebody's time in a post has an end; what depends on the post being held may be different."""

    name: ClassVar[str] = "HoldingEnded"

    holding_id: int


@dataclass(frozen=True)
class HoldingChanged(Event):
    """Who holds a post of a unit, or nobody, is no longer what it was from a day (ISO) on."""

    name: ClassVar[str] = "HoldingChanged"

    unit_id: int
    post_kind: str
    since: str
