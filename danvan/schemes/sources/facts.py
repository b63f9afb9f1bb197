"""What every source answers with."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose facts of which years; `units` is None for everybody's."""

    years: Collection[int]
    units: Collection[int] | None = None

    def narrow(self, unit: str = "unit") -> dict[str, Collection[int]]:
        """Return the filter on units, empty when all are wanted."""
        return {} if self.units is None else {f"{unit}__in": self.units}


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of one unit, year and state there are, and the earliest day among them."""

    unit_id: int
    year: int
    state: str
    number: int
    first_on: date | None = None


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One record behind a figure: what it is, where it stands, whether it counts and why."""

    record_id: int
    kind: str
    kind_label: str
    title: str
    unit_id: int
    year: int
    state: str
    state_label: str
    happened_on: date | None
    due_on: date | None = None
    owner: str = ""
    is_counted: bool = False
    is_provisional: bool = False
    is_inherited: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Regulation:
    """What the data of an area say a measure goes by: dated, with its article; days are set where they lie inside."""

    label: str
    said: str
    since: date | None
    last_day: date | None
    basis: str
    is_sure: bool


def by_seat(counts: Iterable[Count]) -> dict[tuple[int, int], list[Count]]:
    """Return the counts of each unit and year."""
    found: dict[tuple[int, int], list[Count]] = {}
    for count in counts:
        found.setdefault((count.unit_id, count.year), []).append(count)
    return found


def exhibit(
    record: Any, *, year: int, unit_id: int | None = None, due_on: date | None = None, owner: str = ""
) -> Exhibit:
    """Return a record as it stands behind a figure of one year, under the unit it counts for."""
    return Exhibit(
        record_id=record.pk,
        kind=record.kind,
        kind_label=str(record._meta.verbose_name),
        title=record.title,
        unit_id=record.unit_id if unit_id is None else unit_id,
        year=year,
        state=record.state,
        state_label=record.get_state_display(),
        happened_on=record.happened_on,
        due_on=due_on,
        owner=owner,
    )
