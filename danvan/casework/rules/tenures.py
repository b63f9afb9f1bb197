"""Which unit counts a case that was handed over (rules R2 and R4 of targets.md).

A case counts for a unit while it lay with it: for a unit that ended until its
last day, for its successor from the next, as open at its start.  Where the
facts of the old unit count for the new one anyway, because it followed within
the year, the case is one case of both and is counted once, as if it had never
moved.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import add

from danvan.casework.rules.ratios import Resolution


@dataclass(frozen=True)
class Both:
    """The same cases counted two ways: from the day they came to the unit, and from their beginning."""

    since: Resolution
    whole: Resolution


@dataclass(frozen=True)
class Tenures:
    """Cases by who had them.

    Never handed over: by unit.  Received: by unit and from whom.  Passed on: by
    unit, to whom, and from whom it had come before.
    """

    own: Mapping[int, Resolution] = field(default_factory=dict)
    received: Mapping[tuple[int, int], Both] = field(default_factory=dict)
    passed_on: Mapping[tuple[int, int, int | None], Both] = field(default_factory=dict)

    def of(self, units: Collection[int]) -> Resolution:
        """Return what counts for units that answer together, each case once."""
        parts = [self.own[unit] for unit in units if unit in self.own]
        parts += [
            both.whole if origin in units else both.since
            for (unit, origin), both in self.received.items()
            if unit in units
        ]
        parts += [
            both.whole if origin in units else both.since
            for (unit, next_unit, origin), both in self.passed_on.items()
            if unit in units and next_unit not in units
        ]
        return reduce(add, parts, Resolution())

    @property
    def units(self) -> set[int]:
        """The units that count anything."""
        return {*self.own, *(unit for unit, _ in self.received), *(unit for unit, _, _ in self.passed_on)}

    @property
    def total(self) -> Resolution:
        """Every case once, wherever it lies."""
        return reduce(add, (*self.own.values(), *(both.whole for both in self.received.values())), Resolution())
