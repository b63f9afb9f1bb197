"""What other areas may react to."""

from dataclasses import dataclass
from typing import ClassVar

from danvan.journal.services import Event


@dataclass(frozen=True)
class ConclusionTaskChanged(Event):
    """A task of a unit is no longer what it was; figures of these years may have changed."""

    name: ClassVar[str] = "ConclusionTaskChanged"

    unit_id: int
    years: tuple[int, ...]
