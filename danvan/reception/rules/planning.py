"""Which days a pattern names: "every Monday", "the 5th and the 20th", "the first Wednesday".

A day on which agencies do not work is left out or moved, as the planner says.
A moved day never leaves its month and never falls on a day already named, so
that no month loses a session to a holiday without anybody noticing.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)
Works = Callable[[date], bool]


class OffDay(StrEnum):
    """What becomes of a day on which agencies do not work."""

    NEXT = "next"
    BEFORE = "before"
    SKIP = "skip"


@dataclass(frozen=True)
class Pattern:
    """Days of the week (0 is Monday), which of them in a month, and days of the month.

    `weeks` are 1 to 5 and -1 for the last; none means every one.
    """

    weekdays: Collection[int] = ()
    weeks: Collection[int] = ()
    month_days: Collection[int] = ()
    off_day: OffDay = OffDay.NEXT

    def names(self, day: date) -> bool:
        """Whether the pattern names a day as it stands."""
        if day.day in self.month_days:
            return True
        if day.weekday() not in self.weekdays:
            return False
        is_last = (day + 7 * _DAY).month != day.month
        return not self.weeks or (day.day - 1) // 7 + 1 in self.weeks or (is_last and -1 in self.weeks)


@dataclass(frozen=True)
class PlannedDay:
    """A day of a schedule; `instead_of` is the day off it replaces.  `on` is empty for one that was left out."""

    on: date | None
    instead_of: date | None = None


def days_of(pattern: Pattern, first: date, last: date, works: Works) -> list[PlannedDay]:
    """Return the days a pattern names from one day to another, in order, those left out among them."""
    named = [day for day in _days(first, last) if pattern.names(day)]
    taken = {day for day in named if works(day)}
    planned = []
    for day in named:
        if day in taken:
            planned.append(PlannedDay(day))
            continue
        moved = _moved(day, pattern.off_day, works, taken, first, last)
        if moved:
            taken.add(moved)
        planned.append(PlannedDay(moved, instead_of=day))
    return sorted(planned, key=lambda each: each.on or each.instead_of or first)


def _moved(day: date, how: OffDay, works: Works, taken: set[date], first: date, last: date) -> date | None:
    """Return the nearest free working day of the month in the direction chosen, then in the other; none if skipped."""
    if how is OffDay.SKIP:
        return None
    steps = (_DAY, -_DAY) if how is OffDay.NEXT else (-_DAY, _DAY)
    for step in steps:
        other = day + step
        while other.month == day.month and first <= other <= last:
            if works(other) and other not in taken:
                return other
            other += step
    return None


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY
