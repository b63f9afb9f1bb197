"""What letters and cases look like to those who answer for a unit, or watch all of them: counting facts only."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Q, QuerySet
from django.db.models.functions import ExtractMonth

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.casework.choices import CaseKind
from danvan.casework.models import Case, HandOver
from danvan.casework.rules.ratios import Handling, Ratio, Resolution
from danvan.casework.rules.tenures import Tenures
from danvan.casework.selectors import (
    cases_counted_for,
    count_handling,
    count_resolution,
    facts_known_to,
    facts_visible_to,
    hand_overs_counted_for,
)
from danvan.kernel.errors import NotFound
from danvan.orgs.selectors import names_on
from danvan.petitions.choices import Handled, Subject
from danvan.petitions.models import Petition
from danvan.petitions.rules.remarks import unprocessed_until

LISTED = 30
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class KindGroup:
    """Kinds counted together, never with the others (rule R11)."""

    code: str
    label: str
    kinds: tuple[str, ...]


GROUPS = (
    KindGroup("kntc", "Khiếu nại, tố cáo", (CaseKind.COMPLAINT, CaseKind.DENUNCIATION)),
    KindGroup("knpa", "Kiến nghị, phản ánh", (CaseKind.RECOMMENDATION, CaseKind.REGULATION)),
)
# Ages of what is open, in days since it was received: from, to, in words.
AGES = (
    (0, 10, "đến 10 ngày"),
    (11, 30, "11–30 ngày"),
    (31, 60, "31–60 ngày"),
    (61, 90, "61–90 ngày"),
    (91, 365, "91 ngày–12 tháng"),
    (366, None, "trên 12 tháng"),
)


@dataclass(frozen=True)
class GroupFigures:
    """The letters and cases of one group in a year."""

    group: KindGroup
    received: int
    handling: Handling
    median_days: int | None
    resolution: Resolution

    @property
    def ratios(self) -> list[tuple[Ratio, int, int]]:
        """Every way to say how many were settled, side by side: numerator and denominator."""
        return [(ratio, *ratio.of(self.resolution)) for ratio in Ratio]


@dataclass(frozen=True)
class AgeRow:
    """How many open ones are that old, by group, and how many of all are past a limit."""

    label: str
    numbers: tuple[int, ...]
    late: int


@dataclass(frozen=True)
class MonthRow:
    """One month: letters received, cases settled."""

    month: int
    received: int
    settled: int


@dataclass(frozen=True)
class SubjectRow:
    """One subject: letters received, those that repeat one already there, second complaints."""

    label: str
    received: int
    repeated: int
    second: int


@dataclass(frozen=True)
class UnitFigures:
    """One unit: what came, what is open, what is late; handling and R1 of complaints and denunciations."""

    unit_id: int
    code: str
    name: str
    sort_name: str
    received: int
    open: int
    late: int
    handling: Handling
    resolution: Resolution


@dataclass(frozen=True)
class Overview:
    """Everything the page shows of a year."""

    unit_id: int | None
    unit_name: str
    received: int
    open: int
    late: int
    unprocessed: int
    groups: Sequence[GroupFigures]
    ages: Sequence[AgeRow]
    months: Sequence[MonthRow]
    subjects: Sequence[SubjectRow]
    long_cases: Sequence[Case]
    long_count: int
    units: Sequence[UnitFigures]


class Median(Aggregate):
    """The middle value."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def overview(actor: Actor, year: int, *, on: date, unit_id: int | None = None) -> Overview:
    """Return what stands in the registers the actor watches, for one unit when named.  A fixed number of queries.

    Raises NotFound for a unit whose figures are not the actor's to see.
    """
    scope = actor.scope(Right.SEE_CASE_FIGURES)
    unit_name = _name(unit_id, on)
    if unit_id is not None and (unit_id not in scope or not unit_name):
        raise NotFound
    counted, facts = cases_counted_for(actor), facts_visible_to(actor)
    handed = hand_overs_counted_for(actor)
    units = None if scope.everything else scope.unit_ids
    if unit_id is not None:
        counted, facts = counted.filter(unit=unit_id), facts.filter(unit=unit_id)
        handed = handed.filter(Q(from_unit=unit_id) | Q(to_unit=unit_id))
        units = frozenset({unit_id})
    stands = _Standing(counted, handed, units, year, on)
    too_old = unprocessed_until(on, time_limits(), work_calendar())
    totals = counted.filter(stands.in_year | Q(is_open=True)).aggregate(
        received=Count("pk", filter=stands.in_year),
        open=Count("pk", filter=Q(is_open=True)),
        late=Count("pk", filter=_late(on)),
        unprocessed=Count("pk", filter=Q(is_open=True, handled="", received_on__lte=too_old or date.min)),
    )
    long_cases = facts.filter(is_open=True, accepted_on__lte=on - A_YEAR, settled_on=None)
    return Overview(
        unit_id=unit_id,
        unit_name=unit_name,
        received=totals["received"],
        open=totals["open"],
        late=totals["late"],
        unprocessed=totals["unprocessed"],
        groups=[_group(stands, group) for group in GROUPS],
        ages=_ages(counted, on),
        months=_months(counted, year),
        subjects=_subjects(_watched(actor, unit_id), stands.in_year),
        long_cases=list(long_cases.order_by("accepted_on", "pk")[:LISTED]),
        long_count=long_cases.count(),
        units=_units(stands),
    )


def _late(on: date) -> Q:
    return Q(is_open=True, due_on__lt=on)


def _name(unit_id: int | None, on: date) -> str:
    if unit_id is None:
        return ""
    version = names_on({unit_id}, on).get(unit_id)
    return version.full_name if version else ""


@dataclass(frozen=True)
class _Standing:
    """What is counted, on a day, for units that answer together; None for units means all of them.

    A hand-over touches two units: what the other one counts is kept out.
    """

    cases: "QuerySet[Case, Case]"
    handed: "QuerySet[HandOver, HandOver]"
    units: Collection[int] | None
    year: int
    on: date

    @property
    def in_year(self) -> Q:
        """The condition that a letter came in the year."""
        return Q(received_on__range=(date(self.year, 1, 1), date(self.year, 12, 31)))

    def of(self, group: KindGroup) -> "QuerySet[Case, Case]":
        """Return the cases of a group."""
        return self.cases.filter(kind__in=group.kinds)

    def handling(self, group: KindGroup) -> dict[int, Handling]:
        """Return the handling of the letters of a group, by unit."""
        handed = self.handed.filter(case__kind__in=group.kinds)
        counted = count_handling(self.of(group), handed, self.year, on=self.on)
        return {unit: of for unit, of in counted.items() if self.units is None or unit in self.units}

    def resolution(self, group: KindGroup) -> Tenures:
        """Return the resolution of the cases of a group, by who had them."""
        handed = self.handed.filter(case__kind__in=group.kinds)
        return count_resolution(self.of(group), handed, self.year, on=self.on)


def _group(stands: _Standing, group: KindGroup) -> GroupFigures:
    in_year = stands.of(group).filter(stands.in_year)
    found = in_year.aggregate(
        received=Count("pk"),
        median=Median(
            F("handled_on") - F("received_on"), filter=Q(handled_on__isnull=False), output_field=DurationField()
        ),
    )
    resolved = stands.resolution(group)
    return GroupFigures(
        group=group,
        received=found["received"],
        median_days=None if found["median"] is None else round(found["median"].total_seconds() / 86_400),
        handling=reduce(add, stands.handling(group).values(), Handling()),
        # Each case once, wherever it lay among these.
        resolution=resolved.total if stands.units is None else resolved.of(stands.units),
    )


def _ages(facts: "QuerySet[Case, Case]", on: date) -> list[AgeRow]:
    """Return the open ones by age, in one query."""
    asked = {}
    for index, (least, most, _label) in enumerate(AGES):
        received = Q(received_on__lte=on - timedelta(days=least))
        if most is not None:
            received &= Q(received_on__gte=on - timedelta(days=most))
        asked[f"late_{index}"] = Count("pk", filter=received & _late(on))
        for group in GROUPS:
            asked[f"{group.code}_{index}"] = Count("pk", filter=received & Q(kind__in=group.kinds))
    found = facts.filter(is_open=True).aggregate(**asked)
    return [
        AgeRow(label, tuple(found[f"{group.code}_{index}"] for group in GROUPS), found[f"late_{index}"])
        for index, (_least, _most, label) in enumerate(AGES)
    ]


def _months(facts: "QuerySet[Case, Case]", year: int) -> list[MonthRow]:
    """Return what came and what was settled in each month, in two queries."""
    came, settled = (
        {
            row["month"]: row["number"]
            for row in facts.filter(**{f"{day}__range": (date(year, 1, 1), date(year, 12, 31))})
            .annotate(month=ExtractMonth(day))
            .values("month")
            .annotate(number=Count("pk"))
            .order_by()
        }
        for day in ("received_on", "settled_on")
    )
    return [MonthRow(month, came.get(month, 0), settled.get(month, 0)) for month in range(1, 13)]


def _watched(actor: Actor, unit_id: int | None) -> Q:
    return facts_known_to(actor) if unit_id is None else facts_known_to(actor) & Q(unit=unit_id)


def _subjects(watched: Q, received: Q) -> list[SubjectRow]:
    """Return what people write about, most first; what is not classified yet stands last.  One query."""
    rows: Iterable[Any] = (
        Petition.objects.filter(received, watched)
        .exclude(handled=Handled.SPLIT)
        .values("subject")
        .annotate(
            number=Count("pk"),
            repeated=Count("pk", filter=Q(handled=Handled.LINKED)),
            second=Count("pk", filter=Q(instance=2)),
        )
        .order_by("-number", "subject")
    )
    labels = dict(Subject.choices)
    found = [
        SubjectRow(labels.get(row["subject"], "chưa phân loại"), row["number"], row["repeated"], row["second"])
        for row in rows
    ]
    return sorted(found, key=lambda row: row.label == "chưa phân loại")


def _units(stands: _Standing) -> list[UnitFigures]:
    """Return each unit that has anything to show, those with most late first.  Eight queries."""
    handled, resolved = stands.handling(GROUPS[0]), stands.resolution(GROUPS[0])
    rows: Iterable[Any] = (
        stands.cases.filter(stands.in_year | Q(is_open=True))
        .values("unit")
        .annotate(
            received=Count("pk", filter=stands.in_year),
            open_now=Count("pk", filter=Q(is_open=True)),
            late=Count("pk", filter=_late(stands.on)),
        )
        .order_by()
    )
    nothing = {"received": 0, "open_now": 0, "late": 0}
    judged = {unit for unit in resolved.units if stands.units is None or unit in stands.units} | handled.keys()
    counted = {**dict.fromkeys(judged, nothing), **{row["unit"]: row for row in rows}}
    names = names_on(counted.keys(), stands.on)
    found = [
        UnitFigures(
            unit_id=unit_id,
            code=names[unit_id].code,
            name=names[unit_id].full_name,
            sort_name=names[unit_id].sort_name,
            received=row["received"],
            open=row["open_now"],
            late=row["late"],
            handling=handled.get(unit_id, Handling()),
            resolution=resolved.of({unit_id}),
        )
        for unit_id, row in counted.items()
    ]
    return sorted(found, key=lambda row: (-row.late, -row.open, row.sort_name))
