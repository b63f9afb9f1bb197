"""What bringing kept figures in line with the records changed, and how they differ from them."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Settled:
    """What settling changed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: "Settled") -> "Settled":
        return Settled(self.added + other.added, self.changed + other.changed, self.removed + other.removed)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Difference:
    """One row that is not what it should be: a result of a target, or a sum of an indicator (`target` is its task).

    `fields` holds (kept, right) of each; empty for a result too many or too few.
    """

    kind: str
    target: str
    unit_id: int
    year: int
    period_to: date
    fields: dict[str, tuple[Any, Any]]
