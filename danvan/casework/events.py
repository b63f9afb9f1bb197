"""What other areas may react to."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from danvan.casework.models import Case
from danvan.journal.services import Event, announce


@dataclass(frozen=True)
class CaseChanged(Event):
    """A case of a unit is no longer what it was; figures from `first_year` on may have changed."""

    name: ClassVar[str] = "CaseChanged"

    kind: str
    unit_id: int
    first_year: int


def announce_change(case: Case, *, unit_id: int | None = None) -> None:
    """Tell that a case changed, for its unit or for one that had it before."""
    days: tuple[date | None, ...] = (case.received_on, case.handling_due_on, case.accepted_on)
    first_year = min(day.year for day in days if day is not None)
    announce(CaseChanged(kind=case.kind, unit_id=unit_id or case.unit_id, first_year=first_year))
