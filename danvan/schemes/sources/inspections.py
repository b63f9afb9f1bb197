"""Inspections of units (T38)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from danvan.inspections.models import Inspection
from danvan.inspections.selectors import remark_on, versions_of
from danvan.schemes.sources.facts import Exhibit, Wanted, exhibit

INSPECTION = Inspection.kind_code()


@dataclass(frozen=True, slots=True)
class Inspected:
    """One inspection that was done, and why it does not count; `remark` is empty when it does."""

    shown: Exhibit
    remark: str


def inspections(wanted: Wanted) -> Iterator[Inspected]:
    """Return the inspections done in these years.  A fixed number of queries for each year."""
    for year in sorted(wanted.years):
        done = list(Inspection.objects.filter(happened_on__year=year, **wanted.narrow()).order_by("happened_on", "pk"))
        units = {unit for each in done for unit in (each.unit_id, each.inspecting_unit_id)}
        # A unit that ended in the year is judged by what it was last.
        versions = versions_of(units, date(year, 12, 31))
        for each in done:
            yield Inspected(exhibit(each, year=year), remark_on(each, versions))
