"""Sums over letters and cases, straight from their register: nobody verifies them (S21, S27)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from danvan.casework.models import Case
from danvan.petitions.models import Petition
from danvan.schemes.indicators.base import Amounts
from danvan.schemes.sources.cases import exhibit_received
from danvan.schemes.sources.facts import Exhibit, Wanted

LONG = timedelta(days=365)


@dataclass(frozen=True)
class Letters:
    """Sums over letters, by the year they were received in."""

    kinds: frozenset[str]
    amounts: Mapping[str, Any]
    where: Q = field(default_factory=Q)

    def totals(self, wanted: Wanted, on: date) -> Iterator[tuple[int, int, Amounts]]:
        """Return the sums of each unit and year.  One query."""
        names = {key: f"sum_{key}" for key in self.amounts}
        rows: Iterable[Any] = (
            self._letters(wanted)
            .annotate(year=ExtractYear("received_on"))
            .values("unit", "year")
            .annotate(**{names[key]: expression for key, expression in self.amounts.items()})
            .order_by()
        )
        for row in rows:
            yield row["unit"], row["year"], {key: row[name] for key, name in names.items()}

    def records(self, wanted: Wanted, on: date) -> Iterator[Exhibit]:
        """Return the letters themselves.  One query."""
        for letter in self._letters(wanted).order_by("received_on", "pk"):
            yield exhibit_received(letter, letter.received_on.year, on)

    def _letters(self, wanted: Wanted) -> "QuerySet[Petition, Petition]":
        first, last = date(min(wanted.years), 1, 1), date(max(wanted.years), 12, 31)
        return Petition.objects.filter(
            self.where, kind__in=self.kinds, received_on__range=(first, last), **wanted.narrow()
        )


@dataclass(frozen=True)
class LongCases:
    """Cases open for twelve months or longer at the end of a year, or today while it runs."""

    kinds: frozenset[str]
    key: str

    def totals(self, wanted: Wanted, on: date) -> Iterator[tuple[int, int, Amounts]]:
        """Return how many each unit had in each year.  One query."""
        for case, year in self._found(wanted, on):
            yield case.unit_id, year, {self.key: 1}

    def records(self, wanted: Wanted, on: date) -> Iterator[Exhibit]:
        """Return the cases, once for each year they were open so long.  One query."""
        for case, year in self._found(wanted, on):
            yield exhibit_received(case, year, on)

    def _found(self, wanted: Wanted, on: date) -> Iterator[tuple[Case, int]]:
        lasted = Coalesce("settled_on", on) - F("accepted_on")
        cases = Case.objects.annotate(lasted=lasted).filter(
            kind__in=self.kinds, accepted_on__isnull=False, lasted__gte=LONG, **wanted.narrow()
        )
        for case in cases.order_by("accepted_on", "pk"):
            assert case.accepted_on is not None, "only accepted cases were asked for"
            for year in wanted.years:
                last = min(date(year, 12, 31), on)
                still_open = case.settled_on is None or case.settled_on > last
                if year <= on.year and still_open and last - case.accepted_on >= LONG:
                    yield case, year
