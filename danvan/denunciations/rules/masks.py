"""Black boxes over a page: where they are, and which pixels they take.

A place is counted in ten-thousandths of the page, so that it means the same on
whatever size the page is drawn.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WHOLE, MOST_BOXES = 10_000, 80


@dataclass(frozen=True)
class Box:
    """A box on a page, in ten-thousandths of its width and height."""

    left: int
    top: int
    width: int
    height: int

    def __post_init__(self) -> None:
        """Refuse a box that covers nothing, or lies outside the page."""
        fits = self.left >= 0 and self.top >= 0 and self.left + self.width <= WHOLE and self.top + self.height <= WHOLE
        if not fits or self.width < 1 or self.height < 1:
            raise ValueError("a box outside its page")

    def in_pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom in pixels, right and bottom included; never less than the box."""
        return (
            self.left * width // WHOLE,
            self.top * height // WHOLE,
            min(-(-(self.left + self.width) * width // WHOLE), width) - 1,
            min(-(-(self.top + self.height) * height // WHOLE), height) - 1,
        )


def from_percent(left: Decimal, top: Decimal, width: Decimal, height: Decimal) -> Box:
    """Return a box typed in percent of the page, cut at its edges.  Raises ValueError when nothing of it is inside."""
    start, upper = (min(max(each, Decimal(0)), Decimal(100)) for each in (left, top))
    right, lower = (min(each, Decimal(100)) for each in (left + width, top + height))
    # Outwards, so that what was meant to be covered is.
    first = [math.floor(each * 100) for each in (start, upper)]
    last = [math.ceil(each * 100) for each in (right, lower)]
    return Box(first[0], first[1], last[0] - first[0], last[1] - first[1])


def as_rows(boxes: Iterable[Box]) -> list[list[int]]:
    """Return boxes as plain numbers, to be sealed."""
    return [[box.left, box.top, box.width, box.height] for box in boxes]


def from_rows(rows: Iterable[Sequence[int]]) -> list[Box]:
    """Return boxes from plain numbers."""
    return [Box(*row) for row in rows]
