"""Questions about inspections and findings."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.selectors import records_visible_to
from danvan.evidence.selectors.dues import Due, due_record
from danvan.evidence.selectors.naming import UnitFinder, names_of_units, unit_finder
from danvan.inspections.choices import FindingState, InspectionForm, InspectionState
from danvan.inspections.models import Inspection, InspectionFinding
from danvan.inspections.rules.bodies import is_higher_body, why_not_counted
from danvan.inspections.rules.likeness import shared_words
from danvan.kernel.text import shorten
from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import names_on

# Two teams this near to each other are one too many.
NEAR = timedelta(days=30)
CHOICES_SHOWN = 100
# Findings are written while an inspection is done and not ended.
UNDER_WAY = (InspectionState.DONE, InspectionState.CONCLUDED)


def inspections_visible_to(actor: Actor) -> "QuerySet[Inspection, Inspection]":
    """Return the inspections of units the actor may look into."""
    return records_visible_to(actor, Inspection)


def findings_visible_to(actor: Actor) -> "QuerySet[InspectionFinding, InspectionFinding]":
    """Return the findings at units the actor may look into, each with its inspection."""
    return records_visible_to(actor, InspectionFinding).select_related("inspection", "repeats")


def versions_of(unit_ids: Iterable[int], on: date) -> dict[int, UnitVersion]:
    """Return what each unit is on a day.  One query."""
    return names_on(set(unit_ids), on)


def remarks_on(inspections: Sequence[Inspection], on: date) -> dict[int, str]:
    """Return why an inspection does not, or would not, count; nothing of one that does.  One query."""
    versions = versions_of({unit for each in inspections for unit in (each.unit_id, each.inspecting_unit_id)}, on)
    return {each.pk: remark for each in inspections if (remark := remark_on(each, versions))}


def remark_on(inspection: Inspection, versions: dict[int, UnitVersion]) -> str:
    """Return why an inspection does not count for the unit; empty when it does."""
    body, unit = versions[inspection.inspecting_unit_id], versions[inspection.unit_id]
    higher = is_higher_body(
        body.level, body.kind, unit.level, is_same_unit=inspection.inspecting_unit_id == inspection.unit_id
    )
    return why_not_counted(inspection.inspection_form, has_section=inspection.has_section, by_higher_body=higher)


# --- the shared calendar ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clash:
    """Another inspection of the same unit, planned or done close to a day."""

    inspection_id: int
    team: str
    on: date
    title: str


def clashes_of(unit_id: int, on: date, *, other_than: int | None = None, day: date) -> list[Clash]:
    """Return the inspections of a unit within a month of a day, whoever's they are.  Two queries.

    What another team plans is told to everybody who plans, so that no unit is visited twice.
    """
    near = (
        Inspection.objects.filter(unit=unit_id)
        .filter(Q(planned_on__range=(on - NEAR, on + NEAR)) | Q(happened_on__range=(on - NEAR, on + NEAR)))
        .exclude(inspection_state=InspectionState.CANCELLED)
        .exclude(pk=other_than or 0)
        .order_by("planned_on", "pk")
    )
    names = names_of_units({each.inspecting_unit_id for each in near}, day)
    return [
        Clash(each.pk, names.get(each.inspecting_unit_id, ""), each.happened_on or each.planned_on, each.title)
        for each in near
    ]


@dataclass(frozen=True)
class CalendarRow:
    """One unit in the calendar of a year: its inspections by month, and the months with more than one team."""

    unit_id: int
    unit_name: str
    months: dict[int, list[Inspection]]

    @property
    def crowded(self) -> list[int]:
        """The months of visits that come within a month of one another; a self-check is no visit."""
        days = sorted(
            each.happened_on or each.planned_on
            for found in self.months.values()
            for each in found
            if each.inspection_form != InspectionForm.SELF_CHECK
        )
        close = [pair for pair in pairwise(days) if pair[1] - pair[0] <= NEAR]
        return sorted({day.month for pair in close for day in pair})


def number_made_by(actor: Actor, unit_ids: Iterable[int], year: int) -> int:
    """Return how many inspections these units planned for a year or made in it.  One query."""
    its = inspections_visible_to(actor).exclude(inspection_state=InspectionState.CANCELLED).filter(_in_year(year))
    return its.filter(inspecting_unit__in=unit_ids).count()


def calendar_of(actor: Actor, year: int) -> list[CalendarRow]:
    """Return the inspections of a year that one may see, by inspected unit and month.  Two queries."""
    found = list(
        inspections_visible_to(actor)
        .exclude(inspection_state=InspectionState.CANCELLED)
        .filter(_in_year(year))
        .order_by("planned_on", "pk")
    )
    names = names_of_units({unit for each in found for unit in (each.unit_id, each.inspecting_unit_id)}, actor.on)
    by_unit: dict[int, dict[int, list[Inspection]]] = {}
    for each in found:
        day = each.happened_on or each.planned_on
        each.team_name = names.get(each.inspecting_unit_id, "")  # type: ignore[attr-defined]
        by_unit.setdefault(each.unit_id, {}).setdefault(day.month, []).append(each)
    rows = [CalendarRow(unit_id, names.get(unit_id, ""), months) for unit_id, months in by_unit.items()]
    return sorted(rows, key=lambda row: (-len(row.crowded), row.unit_name))


# --- findings ---------------------------------------------------------------------------------------------------------


def findings_of(inspections: Iterable[Inspection]) -> dict[int, dict[str, int]]:
    """Return how many findings each inspection made, and how many are put right.  One query."""
    rows: Any = (
        InspectionFinding.objects.filter(inspection__in=[each.pk for each in inspections])
        .order_by()
        .values("inspection_id")
        .annotate(made=Count("pk"), closed=Count("pk", filter=Q(finding_state=FindingState.CLOSED)))
    )
    return {row["inspection_id"]: row for row in rows}


def inspection_choices(actor: Actor, *, chosen: int | None = None) -> list[tuple[int, str]]:
    """Return the inspections one may write findings for, done and not ended, newest first, as choices."""
    scope = actor.scope(Right.KEEP_INSPECTIONS)
    found = inspections_visible_to(actor).filter(inspection_state__in=UNDER_WAY)
    if not scope.everything:
        found = found.filter(unit__in=scope.unit_ids)
    rows = list(found.filter(pk=chosen)) if chosen else []
    rows += [each for each in found.order_by("-planned_on", "-pk")[:CHOICES_SHOWN] if each.pk != chosen]
    names = names_of_units({each.unit_id for each in rows}, actor.on)
    return [(each.pk, f"{names.get(each.unit_id, '')}: {shorten(each.title, 90)}") for each in rows]


def inspection_days(actor: Actor, unit_ids: Iterable[int]) -> Iterator[tuple[int, int, date]]:
    """Return the inspections of some units one may write findings for: key, unit and day.  One query."""
    for each in inspections_visible_to(actor).filter(unit__in=set(unit_ids), inspection_state__in=UNDER_WAY):
        yield each.pk, each.unit_id, each.happened_on or each.planned_on


def body_finder(actor: Actor) -> UnitFinder:
    """Return a finder of inspecting bodies by name.  One query."""
    return unit_finder(actor, None)


def unit_of_inspection(actor: Actor, inspection_id: int) -> int | None:
    """Return the inspected unit of an inspection one may see."""
    return inspections_visible_to(actor).filter(pk=inspection_id).values_list("unit_id", flat=True).first()


def likely_repeats(actor: Actor, unit_id: int, title: str, *, other_than: int | None = None) -> list[Any]:
    """Return earlier findings at a unit that look like this one, each with the words they share (`shared`)."""
    found: list[Any] = []
    kept: Any = findings_visible_to(actor).filter(unit=unit_id).exclude(pk=other_than or 0)
    for earlier in kept.order_by("-pk")[:CHOICES_SHOWN]:
        if shared := shared_words(title, earlier.title):
            earlier.shared = ", ".join(sorted(shared))
            found.append(earlier)
    return found


def repeat_choices(actor: Actor, unit_ids: Iterable[int] | None = None) -> list[tuple[int, str]]:
    """Return the earlier findings one may name as repeated, newest first, as choices."""
    found = findings_visible_to(actor).order_by("-pk")
    if unit_ids is not None:
        found = found.filter(unit__in=list(unit_ids))
    return [(each.pk, f"{each.due_on:%d/%m/%Y}: {shorten(each.title, 90)}") for each in found[:CHOICES_SHOWN]]


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return inspections planned, for the team and for the unit it will visit, and findings due.  Three queries."""
    units: dict[str, Any] = {} if unit_ids is None else {"unit__in": unit_ids}
    ours = Q() if unit_ids is None else Q(**units) | Q(inspecting_unit__in=unit_ids)
    planned = list(
        Inspection.objects.filter(ours, planned_on__range=(start, end)).exclude(
            inspection_state=InspectionState.CANCELLED
        )
    )
    names = names_of_units({inspection.unit_id for inspection in planned}, end)
    for inspection in planned:
        is_own = inspection.inspecting_unit_id == inspection.unit_id
        visit = due_record(
            inspection,
            inspection.planned_on,
            f"{'Tự kiểm tra' if is_own else 'Được kiểm tra'}: {inspection.title}",
            is_done=inspection.happened_on is not None,
        )
        if unit_ids is None or inspection.unit_id in unit_ids:
            yield replace(visit, announced=not is_own)
        if not is_own and (unit_ids is None or inspection.inspecting_unit_id in unit_ids):
            yield replace(
                visit,
                unit_id=inspection.inspecting_unit_id,
                what=f"Kiểm tra {names.get(inspection.unit_id, '')}: {inspection.title}",
                uid=f"team-{visit.uid}",
                right=Right.KEEP_INSPECTIONS,
            )
    for finding in InspectionFinding.objects.filter(due_on__range=(start, end), **units):
        yield due_record(
            finding,
            finding.due_on,
            f"Khắc phục: {finding.title}",
            is_done=finding.finding_state == FindingState.CLOSED,
        )


def _in_year(year: int) -> Q:
    return Q(happened_on__year=year) | Q(happened_on__isnull=True, planned_on__year=year)
