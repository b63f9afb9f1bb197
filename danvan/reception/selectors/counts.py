"""How many came, to whom and about what: counts without a word of anybody, for those who watch a subtree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.functions import ExtractMonth

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
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
    """Return the counts, each of the four on its own; four queries.

    Matters are counted within each line: one that came up in two months stands
    in both, and once in the year.
    """
    scope = actor.scope(Right.SEE_RECEPTIONS)
    visits = ReceptionVisit.objects.filter(year=year).order_by()
    if not scope.everything:
        visits = visits.filter(unit__in=scope.unit_ids)
    if unit_id is not None:
        visits = visits.filter(unit=unit_id)
    months = visits.annotate(month=ExtractMonth("on")).values("month").annotate(**COUNTS)
    of_month = _by("month", months)
    asked = visits.filter(on__month=month) if month else visits
    by_kind = _by("kind", asked.values("kind").annotate(**COUNTS))
    by_matter = _by("matter", asked.values("matter").annotate(**COUNTS))
    return VisitReport(
        whole=FourCounts(**asked.aggregate(**COUNTS)),
        by_month=[CountRow(f"Tháng {each}", of_month.get(each, FourCounts())) for each in range(1, 13)],
        by_kind=[CountRow(label, by_kind.get(code, FourCounts())) for code, label in ReceptionKind.choices],
        by_matter=[CountRow(label, by_matter.get(code, FourCounts())) for code, label in MatterKind.choices],
    )


def _by(name: str, rows: Iterable[Mapping[str, Any]]) -> dict[Any, FourCounts]:
    return {row[name]: FourCounts(**{count: row[count] for count in COUNTS}) for row in rows}


def watched_units(actor: Actor) -> list[tuple[int, str]]:
    """Return the units with visits whose counts the actor may read, by name."""
    scope = actor.scope(Right.SEE_RECEPTIONS)
    rows = ReceptionVisit.objects.order_by().values_list("unit", flat=True).distinct()
    ids = set(rows if scope.everything else rows.filter(unit__in=scope.unit_ids))
    return sorted(
        ((pk, version.full_name) for pk, version in names_on(ids, actor.on).items()), key=lambda each: each[1]
    )
