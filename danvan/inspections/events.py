"""What others may react to."""

from dataclasses import dataclass
from typing import ClassVar

from danvan.journal.services import Event


@dataclass(frozen=True)
class CommendationProposed(Event):
    """A team proposes that somebody of an inspected unit be commended."""

    name: ClassVar[str] = "CommendationProposed"

    inspection_id: int
    unit_id: int
    recipient: str
    recipient_kind: str
    reason: str
    on: str
