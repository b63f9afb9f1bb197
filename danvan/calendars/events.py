"""What other areas may react to."""

from dataclasses import dataclass
from typing import ClassVar

from danvan.journal.services import Event


@dataclass(frozen=True)
class CalendarChanged(Event):
    """Days of the working calendar were entered, corrected, decided or taken away."""

    name: ClassVar[str] = "CalendarChanged"
