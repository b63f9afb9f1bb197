"""With whom a recommendation lay on a day, and what that makes of it in a year (T23).

A year is looked at on its last day, or today while it runs.  Units answer for
what lay with them then; the keeper for what was not routed, or came back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Stay:
    """The days a recommendation lay with a unit; `until` is the day it left, empty while it lies there."""

    unit_id: int | None
    since: date
    until: date | None
    due_on: date


@dataclass(frozen=True, slots=True)
class Known:
    """The counting facts of one recommendation.

    `answered_on` is the day of the first answer, `settled_on` of the one that
    says it is settled; `over_on` the day of a last answer that leaves nothing
    open: settled or explained, never being studied.
    """

    key: int
    keeper_id: int
    received_on: date
    kept_due_on: date
    stays: Sequence[Stay] = ()
    answered_on: date | None = None
    settled_on: date | None = None
    over_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lying:
    """Whose it was on a day and by when it was to be answered; `unit_id` is empty for a body outside the platform."""

    unit_id: int | None
    due_on: date
    is_routed: bool


@dataclass(slots=True)
class Standing:
    """What a unit has in a year: items, those unrouted or unanswered past their day, those due, those settled."""

    items: int = 0
    unrouted: int = 0
    unanswered: int = 0
    due: int = 0
    settled: int = 0
    keys: list[int] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """How many were left past their day."""
        return self.unrouted + self.unanswered


def lying(known: Known, on: date) -> Lying:
    """Return with whom it lay at the end of a day."""
    for stay in reversed(known.stays):
        if stay.since <= on and (stay.until is None or stay.until > on):
            return Lying(stay.unit_id, stay.due_on, is_routed=True)
    return Lying(known.keeper_id, known.kept_due_on, is_routed=False)


def is_of_year(known: Known, year: int) -> bool:
    """Whether a year has it: it had come by its end, and was still unanswered or open when the year began."""
    return known.received_on.year <= year and (known.over_on is None or known.over_on.year >= year)


def is_fault(known: Known, lies: Lying, day: date) -> bool:
    """Whether it stood unanswered past its day at the end of that day."""
    return lies.due_on < day and (known.answered_on is None or known.answered_on > day)


def is_due(known: Known, lies: Lying, year: int, day: date) -> bool:
    """Whether its day to be answered fell in the year and is over."""
    return lies.due_on.year == year and lies.due_on <= day


def standings(found: Iterable[Known], year: int, *, on: date) -> dict[int, Standing]:
    """Return what each unit has in a year, looked at on its last day or today."""
    day = min(on, date(year, 12, 31))
    units: dict[int, Standing] = {}
    for known in found:
        if not is_of_year(known, year) or known.received_on > day:
            continue
        lies = lying(known, day)
        if lies.unit_id is None:
            # A ministry answers to nobody here.
            continue
        unit = units.setdefault(lies.unit_id, Standing())
        unit.items += 1
        unit.keys.append(known.key)
        if is_fault(known, lies, day):
            if lies.is_routed:
                unit.unanswered += 1
            else:
                unit.unrouted += 1
        if is_due(known, lies, year, day):
            unit.due += 1
            unit.settled += known.settled_on is not None and known.settled_on <= day
    return units
