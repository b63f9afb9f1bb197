"""What other areas may react to."""

from dataclasses import dataclass
from typing import ClassVar

from danvan.journal.services import Event


@dataclass(frozen=True)
class SessionChanged(Event):
    """A periodic session of a unit is no longer what it was; figures of these years may have changed."""

    name: ClassVar[str] = "SessionChanged"

    unit_id: int
    years: tuple[int, ...]
