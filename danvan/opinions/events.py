"""What other areas may react to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from danvan.journal.services import Event, announce


@dataclass(frozen=True)
class RecommendationChanged(Event):
    """A recommendation is no longer what it was for a unit; figures from `first_year` on may have changed."""

    name: ClassVar[str] = "RecommendationChanged"

    unit_id: int
    first_year: int


def announce_change(unit_ids: Iterable[int], first_year: int) -> None:
    """Tell each unit it concerns or concerned."""
    for unit_id in sorted(set(unit_ids)):
        announce(RecommendationChanged(unit_id=unit_id, first_year=first_year))
