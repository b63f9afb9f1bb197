"""On which grounds reception may be refused on a day, and which of them need a written notice.

Law on Citizen Reception 2013, article 9; since 01/07/2026 Decree 154/2026/NĐ-CP,
article 4.  Most refusals are explained on the spot; two need form 01/TCD.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Ground:
    """One ground in one version; `until` is its last day, empty while it holds."""

    code: str
    label: str
    basis: str
    since: date
    until: date | None = None
    in_writing: bool = False

    def holds(self, on: date) -> bool:
        """Whether somebody may be refused on it that day."""
        return self.since <= on and (self.until is None or on <= self.until)


class Grounds:
    """Every ground, in the order of the law."""

    def __init__(self, rows: Iterable[Ground]) -> None:
        self._rows = tuple(rows)

    def on(self, day: date) -> Sequence[Ground]:
        """Return the grounds that hold on a day."""
        return [each for each in self._rows if each.holds(day)]

    def get(self, code: str, on: date) -> Ground | None:
        """Return a ground as it stands on a day; nothing for one the law of that day does not know."""
        return next((each for each in self._rows if each.code == code and each.holds(on)), None)


def read_grounds(text: str) -> Grounds:
    """Return the grounds a dated file holds.  Raises ValueError when two versions of one hold on one day."""
    rows = [Ground(**row) for row in tomllib.loads(text)["ground"]]
    for place, one in enumerate(rows):
        for other in rows[place + 1 :]:
            if one.code == other.code and (one.holds(other.since) or other.holds(one.since)):
                raise ValueError(f"two versions of {one.code} hold on one day")
    return Grounds(rows)
