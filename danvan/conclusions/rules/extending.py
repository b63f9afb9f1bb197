"""What an extension does to the day that counts (targets.md, A11).

Granted on the due date or before it, the day moves and the extension is
counted.  Granted later, the task is late already: what was agreed on is only
the day the work is expected by, and the day that counts stays.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Days:
    """The day that counts, the day expected after it where that has passed, and how often it was moved."""

    due_on: date
    expected_on: date | None = None
    extensions: int = 0


def moves_due_day(due_on: date, *, granted_on: date) -> bool:
    """Whether an extension granted on a day moves the day that counts."""
    return granted_on <= due_on


def extended(days: Days, *, granted_on: date, until: date) -> Days:
    """Return the days of a task after an extension; `until` lies after what was promised before."""
    if moves_due_day(days.due_on, granted_on=granted_on):
        return Days(until, None, days.extensions + 1)
    return Days(days.due_on, until, days.extensions)
