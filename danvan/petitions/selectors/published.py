"""What everybody may know of letters: how many, of which kind, where, and how they went; nobody can be told from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q

from danvan.casework.choices import CaseKind
from danvan.casework.rules.small_cells import rounded
from danvan.casework.selectors import letters_and_cases
from danvan.orgs.selectors import names_on
from danvan.petitions.choices import Handled

KINDS = (CaseKind.COMPLAINT, CaseKind.RECOMMENDATION, CaseKind.REGULATION)


@dataclass(frozen=True)
class PublishedKind:
    """One kind in the whole province, exact."""

    label: str
    received: int
    in_time: int
    due: int
    settled: int


@dataclass(frozen=True)
class PublishedUnit:
    """One unit, every number rounded; `received` by kind."""

    name: str
    sort_name: str
    received: Sequence[tuple[str, int]]
    settled: int

    @property
    def is_shown(self) -> bool:
        """Whether anything is left after rounding: that a unit stands on the page must not tell of one letter."""
        return bool(self.settled) or any(number for _label, number in self.received)


@dataclass(frozen=True)
class PublishedLetters:
    """The page: the last day it counts, the province by kind, the units."""

    until: date
    kinds: Sequence[PublishedKind]
    units: Sequence[PublishedUnit]
    kind_labels: Sequence[str]


def published_letters(year: int, *, today: date) -> PublishedLetters:
    """Return the public numbers of a year up to the end of the last full month.  Three queries.

    Full months only, so that two looks a day apart tell nothing of one letter.
    """
    until = min(date(year, 12, 31), today.replace(day=1) - timedelta(days=1))
    cases = letters_and_cases(KINDS).exclude(handled=Handled.SPLIT)
    received = Q(received_on__range=(date(year, 1, 1), until))
    settled = Q(settled_on__range=(date(year, 1, 1), until))
    due = Q(handling_due_on__range=(date(year, 1, 1), until))
    kinds: Iterable[Any] = (
        cases.values("kind")
        .annotate(
            received=Count("pk", filter=received),
            due=Count("pk", filter=due),
            in_time=Count("pk", filter=due & Q(handled_on__lte=F("handling_due_on"))),
            number_settled=Count("pk", filter=settled),
        )
        .order_by()
    )
    by_kind = {row["kind"]: row for row in kinds}
    units: Iterable[Any] = (
        cases.filter(received | settled)
        .values("unit")
        .annotate(
            **{f"number_{kind}": Count("pk", filter=received & Q(kind=kind)) for kind in KINDS},
            number_settled=Count("pk", filter=settled),
        )
        .order_by()
    )
    rows = list(units)
    names = names_on({row["unit"] for row in rows}, until)
    named = [
        PublishedUnit(
            names[row["unit"]].full_name,
            names[row["unit"]].sort_name,
            tuple((str(kind.label), rounded(row[f"number_{kind}"])) for kind in KINDS),
            rounded(row["number_settled"]),
        )
        for row in rows
        if row["unit"] in names
    ]
    return PublishedLetters(
        until=until,
        kinds=[
            PublishedKind(str(kind.label), row["received"], row["in_time"], row["due"], row["number_settled"])
            for kind in KINDS
            if (row := by_kind.get(kind))
        ],
        units=sorted((unit for unit in named if unit.is_shown), key=lambda unit: unit.sort_name),
        kind_labels=[str(kind.label) for kind in KINDS],
    )
