"""How many came, to whom and about what: counts without a word of anybody, for those who watch a subtree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractMonth

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.orgs.models import Unit
from danvan.orgs.selectors import names_on
from danvan.reception.choices import MatterKind, ReceptionKind
from danvan.reception.models import ReceptionVisit
from danvan.reception.selectors.visits import COUNTS, FourCounts


@dataclass(frozen=True)
class CountRow:
    """One line of the report: of which month, kind of session or matter, and its four counts."""

    label: str
    counts: FourCounts


@dataclass(frozen=True)
class VisitReport:
    """The counts of a year, or of a month of it, of one unit or of all the actor watches."""

    whole: FourCounts
    by_month: Sequence[CountRow]
    by_kind: Sequence[CountRow]
    by_matter: Sequence[CountRow]


def visit_report(actor: Actor, *, year: int, month: int | None = None, unit_id: int | None = None) -> VisitReport:
    """Return the counts, each of the four on its own; five queries.

    Matters are counted within each line: one that came up in two months stands
    in both, and once in the year.
    """
    scope = actor.scope(Right.SEE_RECEPTIONS)
    visits = ReceptionVisit.objects.filter(year=year).order_by().annotate(month=ExtractMonth("on"))
    if not scope.everything:
        visits = visits.filter(unit__in=scope.unit_ids)
    if unit_id is not None:
        visits = visits.filter(unit=unit_id)
    parts = list(visits.values("month", "kind", "matter").annotate(**_ADDED))
    begun = Q(earlier__year=year)
    of_month = _lines(parts, "month", _begun_before(visits, "month", begun & Q(earlier__on__month=F("month"))))
    if month:
        visits, begun = visits.filter(month=month), begun & Q(earlier__on__month=month)
        parts = [part for part in parts if part["month"] == month]
    by_kind, by_matter = (
        _lines(parts, name, _begun_before(visits, name, begun & Q(**{f"earlier__{name}": F(name)})))
        for name in ("kind", "matter")
    )
    return VisitReport(
        whole=_sum(parts, _begun_elsewhere(visits, begun).aggregate(matters=_MATTERS)["matters"]),
        by_month=[CountRow(f"Tháng {each}", of_month.get(each, FourCounts())) for each in range(1, 13)],
        by_kind=[CountRow(label, by_kind.get(code, FourCounts())) for code, label in ReceptionKind.choices],
        by_matter=[CountRow(label, by_matter.get(code, FourCounts())) for code, label in MatterKind.choices],
    )


# Counting distinct matters would sort every visit of a year, four times over.  A matter whose first visit stands in a
# line is that visit; only those that began outside it have to be told apart, and they are few.
_ADDED: Mapping[str, Any] = {name: count for name, count in COUNTS.items() if name != "matters"} | {
    "begun": Count("pk", filter=Q(earlier=None))
}
_MATTERS = Count("earlier", distinct=True)


def _begun_elsewhere(visits: "QuerySet[Any]", first_is_among: Q) -> "QuerySet[Any]":
    """Return the visits on a matter that began outside what is counted."""
    return visits.filter(earlier__isnull=False).exclude(first_is_among)


def _begun_before(visits: "QuerySet[Any]", name: str, first_is_among: Q) -> dict[Any, int]:
    """Return how many matters of each line began outside it."""
    return dict(_begun_elsewhere(visits, first_is_among).values_list(name).annotate(matters=_MATTERS))


def _lines(parts: Iterable[Mapping[str, Any]], name: str, begun_before: Mapping[Any, int]) -> dict[Any, FourCounts]:
    found: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for part in parts:
        found[part[name]].append(part)
    return {value: _sum(those, begun_before.get(value, 0)) for value, those in found.items()}


def _sum(parts: Sequence[Mapping[str, Any]], begun_before: int) -> FourCounts:
    visits, people, groups, begun = (
        sum(part[name] for part in parts) for name in ("visits", "people", "groups", "begun")
    )
    return FourCounts(visits, people, begun + begun_before, groups)


def watched_units(actor: Actor) -> list[tuple[int, str]]:
    """Return the units with visits whose counts the actor may read, by name."""
    scope = actor.scope(Right.SEE_RECEPTIONS)
    units = Unit.objects.filter(Exists(ReceptionVisit.objects.filter(unit=OuterRef("pk"))))
    ids = set((units if scope.everything else units.filter(pk__in=scope.unit_ids)).values_list("pk", flat=True))
    return sorted(
        ((pk, version.full_name) for pk, version in names_on(ids, actor.on).items()), key=lambda each: each[1]
    )
