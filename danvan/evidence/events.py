"""What other areas may react to."""

from dataclasses import dataclass
from typing import ClassVar

from danvan.journal.services import Event


@dataclass(frozen=True)
class EvidenceRejected(Event):
    """A piece of proof was sent back with a reason."""

    name: ClassVar[str] = "EvidenceRejected"

    evidence_id: int
    unit_id: int


@dataclass(frozen=True)
class RecordChanged(Event):
    """A record, or the state of its proof, is no longer what it was.

    `days` are the dates (ISO) whose periods the record counted in before or
    counts in now.  `record_id` is empty when a whole batch of one unit changed.
    """

    name: ClassVar[str] = "RecordChanged"

    record_id: int | None
    kind: str
    unit_id: int
    days: tuple[str, ...]
