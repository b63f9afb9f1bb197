"""How conclusions are followed, as indicators of the tasks they belong to (S27, S32)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from danvan.schemes.indicators.base import Amounts
from danvan.schemes.sources.conclusions import TASK, following, list_tasks
from danvan.schemes.sources.facts import Exhibit, Wanted


@dataclass(frozen=True)
class Followed:
    """Tasks of conclusions of some origins that fell due, and those confirmed done, late or not."""

    origins: frozenset[str]
    done: str
    due: str

    @property
    def kinds(self) -> frozenset[str]:
        """What moves it."""
        return frozenset({TASK})

    def totals(self, wanted: Wanted, on: date) -> Iterator[tuple[int, int, Amounts]]:
        """Return the numbers of each unit and year.  One query."""
        for (unit_id, year), of in following(self.origins, wanted, on).items():
            done, due = of.done
            if due:
                yield unit_id, year, {self.done: done, self.due: due}

    def records(self, wanted: Wanted, on: date) -> Iterator[Exhibit]:
        """Return the tasks themselves.  One query."""
        return list_tasks(self.origins, wanted, on)
