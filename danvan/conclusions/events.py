"""What other areas may react to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from danvan.conclusions.models import ConclusionTask
from danvan.journal.services import Event, announce


@dataclass(frozen=True)
class ConclusionTaskChanged(Event):
    """A task of a unit is no longer what it was; figures of these years may have changed."""

    name: ClassVar[str] = "ConclusionTaskChanged"

    unit_id: int
    years: tuple[int, ...]


def announce_change(task: ConclusionTask, *, units: Iterable[int] = (), days: Iterable[date] = ()) -> None:
    """Tell that a task changed: for who does it and who follows it, or did before, in the years it was or is due."""
    years = tuple(sorted({day.year for day in (task.first_due_on, task.due_on, *days)}))
    known = {task.unit_id, task.keeper_id, task.due_with_id or task.unit_id, *units}
    for unit_id in sorted(known):
        announce(ConclusionTaskChanged(unit_id=unit_id, years=years))
