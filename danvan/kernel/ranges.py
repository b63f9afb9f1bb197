"""Stretches of time in which something is valid.

Units, posts, agreements and statutes change on a day.  Writing their end as
the first day they are no longer valid lets one version follow the next without
arithmetic: what ends on 01/07/2025 is touched by what begins on 01/07/2025.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ValidRange:
    """From `valid_from` until the day before `valid_until`, which is empty while the range is open."""

    valid_from: date
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError(f"a range from {self.valid_from} cannot end on {self.valid_until}")

    @classmethod
    def through(cls, first_day: date, last_day: date | None) -> Self:
        """Return the range whose last valid day is known, as catalogues and decisions state it."""
        return cls(first_day, None if last_day is None else last_day + _DAY)

    @property
    def last_day(self) -> date | None:
        """The last day in it, or None while it is open."""
        return None if self.valid_until is None else self.valid_until - _DAY

    @property
    def is_open(self) -> bool:
        """Whether no end is known yet."""
        return self.valid_until is None

    def contains(self, day: date) -> bool:
        """Whether it is valid on that day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    def intersect(self, other: "ValidRange") -> "ValidRange | None":
        """Return the days common to both, or None when there are none."""
        valid_from = max(self.valid_from, other.valid_from)
        valid_until = min((end for end in (self.valid_until, other.valid_until) if end is not None), default=None)
        if valid_until is not None and valid_until <= valid_from:
            return None
        return ValidRange(valid_from, valid_until)

    def overlaps(self, other: "ValidRange") -> bool:
        """Whether they share at least one day."""
        return self.intersect(other) is not None

    def touches(self, other: "ValidRange") -> bool:
        """Whether one begins on the very day the other is no longer valid."""
        return self.valid_until == other.valid_from or other.valid_until == self.valid_from


def find_overlaps(ranges: Iterable[ValidRange]) -> list[tuple[ValidRange, ValidRange]]:
    """Return every pair that shares a day, in order of their beginning."""
    pairs: list[tuple[ValidRange, ValidRange]] = []
    running: list[ValidRange] = []
    for current in _in_order(ranges):
        running = [earlier for earlier in running if earlier.overlaps(current)]
        pairs += [(earlier, current) for earlier in running]
        running.append(current)
    return pairs


def find_gaps(ranges: Iterable[ValidRange], within: ValidRange | None = None) -> list[ValidRange]:
    """Return the stretches that no range covers.

    Without `within`, only holes between the first beginning and the last end
    are meant.  With it, the answer is every part of `within` left uncovered:
    for a child's range and its parent's versions, when it had no parent.
    """
    ordered = _in_order(ranges)
    covered_until: date | None = ordered[0].valid_from if ordered else None
    if within is not None:
        ordered = [common for each in ordered if (common := each.intersect(within))]
        covered_until = within.valid_from
    gaps: list[ValidRange] = []
    for each in ordered:
        if covered_until is None:
            return gaps
        if each.valid_from > covered_until:
            gaps.append(ValidRange(covered_until, each.valid_from))
        covered_until = None if each.valid_until is None else max(covered_until, each.valid_until)
    if within is not None and covered_until is not None and covered_until != within.valid_until:
        gaps.append(ValidRange(covered_until, within.valid_until))
    return gaps


def _in_order(ranges: Iterable[ValidRange]) -> list[ValidRange]:
    return sorted(ranges, key=lambda each: (each.valid_from, each.valid_until or date.max))
