"""When a task is reminded of, and which letter comes next.

A letter is never prepared sooner after the one before than the steps lie apart:
a first letter that was signed late does not bring the second one the next day.
The steps and their days are those of the province's practice (nghean_practice.md
section 5); the days are data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from danvan.casework.rules.reminding import ReminderStep, Steps

LETTERS = (ReminderStep.FIRST, ReminderStep.SECOND, ReminderStep.THIRD)


@dataclass(frozen=True)
class Chasing:
    """The steps as they hold on a day."""

    steps: Steps

    @property
    def _days(self) -> Mapping[ReminderStep, int]:
        return dict(self.steps.days)

    @property
    def first_letter_after(self) -> timedelta:
        """How long after its day a task is chased by letter."""
        return timedelta(days=self._days[ReminderStep.FIRST])

    @property
    def soon_before(self) -> timedelta:
        """How long before its day a task is told of."""
        return self.steps.horizon

    def letter_due(self, due_on: date, *, sent: int, last_sent_on: date | None, on: date) -> int | None:
        """Return which letter (1 to 3) is to be prepared for a task still owed, or None."""
        if sent >= len(LETTERS):
            return None
        days = self._days
        if (on - due_on).days < days[LETTERS[sent]]:
            return None
        if sent and last_sent_on is not None:
            apart = days[LETTERS[sent]] - days[LETTERS[sent - 1]]
            if (on - last_sent_on).days < apart:
                return None
        return sent + 1


def chasing_on(rows: Iterable[Mapping[str, Any]], on: date) -> Chasing:
    """Return the steps that hold on a day, from the rows of the data file.

    Raises ValueError when none has begun, or when the rows are not in the order of their days.
    """
    known = list(rows)
    if any(later["from"] <= earlier["from"] for earlier, later in pairwise(known)):
        raise ValueError("later steps hold from a later day on")
    begun = [row for row in known if row["from"] <= on]
    if not begun:
        raise ValueError(f"no steps hold on {on}")
    return Chasing(Steps(tuple((step, begun[-1][step.name.lower()]) for step in ReminderStep)))
