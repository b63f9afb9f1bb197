"""The weaknesses a scheme names, as a leader looks for them: unit by unit, from records.

Each view takes the units a target of the definition binds and what those before them did within
the year.  Records handed in count as well as verified ones: the question is
where to look, not who passes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import ExtractMonth

from danvan.activities.choices import CourseState, Initiator, ReviewKind, TraineeRole
from danvan.activities.models import OutreachActivity, ReviewConference, TrainingAttendance
from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.committees.choices import Duty
from danvan.committees.models import FocalAssignment
from danvan.coordination.models import CoordinationAgreement, CoordinationReview
from danvan.evidence.models import in_force_on
from danvan.inspections.choices import InspectionForm, InspectionState
from danvan.inspections.models import Inspection
from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import names_on
from danvan.plans.models import Plan, PlanTask
from danvan.schemes.roster import Asked, Roster, Seat, asked_of
from danvan.schemes.rules.definition import SchemeDefinition, Weakness
from danvan.schemes.rules.likeness import Alike, PlanText, plans_alike
from danvan.schemes.selectors.definitions import asked_target

SENT = ("submitted", "verified")
SIX_MONTH_DUE = "six_month_due"
ROLES = (
    (Duty.MOBILIZATION, TraineeRole.FOCAL_OFFICER, "Cán bộ đầu mối dân vận"),
    (Duty.ONE_STOP, TraineeRole.ONE_STOP, "Cán bộ một cửa"),
    (Duty.RECEPTION, TraineeRole.RECEPTION, "Cán bộ tiếp công dân"),
)


@dataclass(frozen=True)
class Looked:
    """Whom a view is about in a year: their seats within the actor's sight, and their names."""

    asked: Asked
    year: int
    on: date
    seats: Sequence[Seat]
    names: Mapping[int, UnitVersion]

    @property
    def units(self) -> frozenset[int]:
        """Everybody whose records count: the units and those before them."""
        return frozenset(unit for seat in self.seats for unit in seat.contributors)

    @property
    def last_day(self) -> date:
        """The last day of the year, or today while it runs."""
        return min(date(self.year, 12, 31), max(self.on, date(self.year, 1, 1)))

    @property
    def months(self) -> int:
        """How many months of the year have begun."""
        return self.last_day.month if self.year <= self.on.year else 0


def looked(actor: Actor, definition: SchemeDefinition, weakness: Weakness, year: int, *, on: date) -> Looked:
    """Return the units a weakness is looked for in, as far as the actor sees their results."""
    asked = asked_target(definition, weakness.bound_by or "")
    scope = actor.scope(Right.SEE_RESULTS)
    seats = [seat for seat in Roster().seats(asked, year) if not seat.is_closing and seat.unit_id in scope]
    return Looked(asked, year, on, seats, names_on([seat.unit_id for seat in seats], date(year, 12, 31)))


# --- L1 ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanHint:
    """A plan that reads like another unit's, and whose that is."""

    plan: Plan
    alike: Alike
    other_name: str


@dataclass
class PlansOfUnit:
    """The plans of a unit for a year: how many, without tasks, tasks without owner, late without result, read alike."""

    unit: UnitVersion
    plans: int = 0
    empty: list[Plan] = field(default_factory=list)
    unowned: int = 0
    without_result: int = 0
    hints: list[PlanHint] = field(default_factory=list)


def plans_view(
    actor: Actor, definition: SchemeDefinition, weakness: Weakness, year: int, *, on: date
) -> list[PlansOfUnit]:
    """Return units without a plan, with plans that commit nobody, and plans that read alike (L1).  Few queries."""
    about = looked(actor, definition, weakness, year, on=on)
    home = {unit: seat.unit_id for seat in about.seats for unit in seat.contributors}
    plans = list(Plan.objects.filter(year=year, unit__in=about.units, state__in=SENT).order_by("pk"))
    tasks: dict[int, list[str]] = defaultdict(list)
    unowned: Counter[int] = Counter()
    late: Counter[int] = Counter()
    rows = PlanTask.objects.filter(plan__in=[plan.pk for plan in plans]).order_by("pk")
    for plan_id, title, owner, due_on, done_on in rows.values_list(
        "plan_id", "title", "owner", "due_on", "happened_on"
    ):
        tasks[plan_id].append(title)
        unowned[plan_id] += not owner
        late[plan_id] += done_on is None and due_on < on
    lines = {seat.unit_id: PlansOfUnit(about.names[seat.unit_id]) for seat in about.seats}
    names = names_on({plan.unit_id for plan in plans}, date(year, 12, 31))
    alike = plans_alike(
        PlanText(plan.pk, home[plan.unit_id], names[plan.unit_id].name, tasks[plan.pk]) for plan in plans
    )
    for plan in plans:
        line = lines[home[plan.unit_id]]
        line.plans += 1
        line.unowned += unowned[plan.pk]
        line.without_result += late[plan.pk]
        if not tasks[plan.pk]:
            line.empty.append(plan)
        if hint := alike.get(plan.pk):
            line.hints.append(PlanHint(plan, hint, about.names[hint.other_unit_id].full_name))
    return sorted(
        lines.values(),
        key=lambda line: (line.plans > 0, not line.empty, -line.without_result, not line.hints, line.unit.sort_name),
    )


# --- L2 ---------------------------------------------------------------------------------------------------------------


@dataclass
class CoordinationOfUnit:
    """The year of a unit with the Front: joint activities by month, conclusions late, the agreement."""

    unit: UnitVersion
    months: list[int]
    overdue: int = 0
    agreement: CoordinationAgreement | None = None
    lapsed: CoordinationAgreement | None = None

    @property
    def silent(self) -> int:
        """Months without anything done together."""
        return sum(not number for number in self.months)


def coordination_view(
    actor: Actor, definition: SchemeDefinition, weakness: Weakness, year: int, *, on: date
) -> list[CoordinationOfUnit]:
    """Return months without joint activity, conclusions late, agreements that lapsed (L2).  Few queries."""
    about = looked(actor, definition, weakness, year, on=on)
    lines = {seat.unit_id: CoordinationOfUnit(about.names[seat.unit_id], [0] * about.months) for seat in about.seats}
    home = _home(about.seats)
    sent = Q(unit__in=about.units, state__in=SENT, happened_on__year=year)
    joint = OutreachActivity.objects.filter(sent).exclude(initiator=Initiator.NOT_JOINT)
    reviews = CoordinationReview.objects.filter(sent)
    for rows in (joint, reviews):
        counted = (
            rows.filter(happened_on__lte=on)
            .annotate(month=ExtractMonth("happened_on"))
            .values_list("unit_id", "month")
            .annotate(number=Count("pk"))
            .order_by()
        )
        for unit_id, month, number in counted:
            for holder in home[unit_id]:
                if month <= about.months:
                    lines[holder].months[month - 1] += number
    for unit_id, overdue in reviews.values_list("unit_id").annotate(late=Sum("overdue")).order_by():
        for holder in home[unit_id]:
            lines[holder].overdue += overdue
    signed = CoordinationAgreement.objects.filter(unit__in=about.units, state__in=SENT, valid_from__lte=about.last_day)
    newest = signed.order_by("unit", "-valid_from", "-pk").distinct("unit")
    holds = in_force_on(about.last_day)
    papers = [*newest.filter(holds), *newest.exclude(holds)]
    for paper in sorted(papers, key=lambda paper: (paper.valid_from, paper.pk)):
        for holder in home[paper.unit_id]:
            # An agreement ends with its unit; that of a predecessor only shows what lapsed.
            if paper.unit_id == holder and paper.in_force_on(about.last_day):
                lines[holder].agreement = paper
            else:
                lines[holder].lapsed = paper
    return sorted(
        lines.values(), key=lambda line: (-line.silent, line.agreement is not None, -line.overdue, line.unit.sort_name)
    )


# --- L3 ---------------------------------------------------------------------------------------------------------------


@dataclass
class InspectionOfUnit:
    """Whether a unit was inspected, by when, and its reviews against their due days."""

    unit: UnitVersion
    inspected_on: date | None = None
    planned_on: date | None = None
    interim_on: date | None = None
    final_on: date | None = None


@dataclass(frozen=True)
class InspectionView:
    """Units not inspected first; how many had been by the end of each month; when reviews are due."""

    lines: Sequence[InspectionOfUnit]
    by_month: Sequence[int]
    interim_due: date
    final_due: date
    on: date

    def is_interim_late(self, line: InspectionOfUnit) -> bool:
        """Whether the six-month review was held after its day, or is missing after it."""
        return (line.interim_on or self.on) > self.interim_due

    def is_final_late(self, line: InspectionOfUnit) -> bool:
        """Whether the yearly review was held after its day, or is missing after it."""
        return (line.final_on or self.on) > self.final_due


def inspection_view(
    actor: Actor, definition: SchemeDefinition, weakness: Weakness, year: int, *, on: date
) -> InspectionView:
    """Return units not inspected, by month, and reviews later than their day (L3).  Few queries."""
    about = looked(actor, definition, weakness, year, on=on)
    lines = {seat.unit_id: InspectionOfUnit(about.names[seat.unit_id]) for seat in about.seats}
    home = _home(about.seats)
    inspections = Inspection.objects.filter(
        Q(happened_on__year=year) | Q(happened_on__isnull=True, planned_on__year=year), unit__in=about.units
    ).exclude(inspection_form=InspectionForm.SELF_CHECK)
    rows = inspections.exclude(inspection_state=InspectionState.CANCELLED).order_by("happened_on", "planned_on")
    for unit_id, done, planned in rows.values_list("unit_id", "happened_on", "planned_on"):
        for holder in home[unit_id]:
            line = lines[holder]
            if done and done <= on:
                line.inspected_on = line.inspected_on or done
            elif not done:
                line.planned_on = line.planned_on or planned
    reviews = ReviewConference.objects.filter(year=year, unit__in=about.units, state__in=SENT, happened_on__lte=on)
    for unit_id, kind, day in reviews.order_by("happened_on").values_list("unit_id", "review_kind", "happened_on"):
        for holder in home[unit_id]:
            if kind == ReviewKind.SIX_MONTH:
                lines[holder].interim_on = lines[holder].interim_on or day
            elif kind == ReviewKind.ANNUAL:
                lines[holder].final_on = lines[holder].final_on or day
    interim_due, final_due = _reviews_due(definition, weakness, year)
    firsts = Counter(line.inspected_on.month for line in lines.values() if line.inspected_on)
    running = [sum(firsts[each] for each in range(1, month_ + 1)) for month_ in range(1, about.months + 1)]
    return InspectionView(
        sorted(lines.values(), key=lambda line: (line.inspected_on is not None, line.unit.sort_name)),
        running,
        interim_due,
        final_due,
        on,
    )


def _reviews_due(definition: SchemeDefinition, weakness: Weakness, year: int) -> tuple[date, date]:
    """Return the days of the six-month and the yearly review, of the target linked that has a rule for them."""
    for asked in asked_of(definition, weakness.links):
        if (rule := asked.target.settings.get(SIX_MONTH_DUE)) is not None:
            day, month = str(rule.in_force(date(year, 12, 31)).value).split("/")
            return date(year, int(month), int(day)), asked.target.due_on(year)
    return date(year, 6, 30), date(year, 12, 31)


# --- L4 ---------------------------------------------------------------------------------------------------------------


@dataclass
class StaffOfUnit:
    """Officers in charge of a unit and how many of them were trained in the year, by role."""

    unit: UnitVersion
    staff: list[int]
    trained: list[int]

    @property
    def untrained(self) -> int:
        """How many officers no class of the year is known for."""
        return sum(max(0, staff - trained) for staff, trained in zip(self.staff, self.trained, strict=True))


def staff_view(
    actor: Actor, definition: SchemeDefinition, weakness: Weakness, year: int, *, on: date
) -> list[StaffOfUnit]:
    """Return officers in charge, trained and not, by unit (L4).  Two queries besides the units."""
    about = looked(actor, definition, weakness, year, on=on)
    lines = {
        seat.unit_id: StaffOfUnit(about.names[seat.unit_id], [0] * len(ROLES), [0] * len(ROLES)) for seat in about.seats
    }
    home = _home(about.seats)
    place = {duty.value: index for index, (duty, _, _) in enumerate(ROLES)}
    assigned: Iterable[Any] = (
        FocalAssignment.objects.filter(in_force_on(about.last_day), unit__in=lines, state__in=SENT)
        .values_list("unit_id", "duty")
        .annotate(number=Sum("staff"))
        .order_by()
    )
    for unit_id, duty, number in assigned:
        lines[unit_id].staff[place[duty]] += number
    role_place = {role.value: index for index, (_, role, _) in enumerate(ROLES)}
    trained: Iterable[Any] = (
        TrainingAttendance.objects.filter(
            course__course_state=CourseState.HELD,
            course__happened_on__year=year,
            course__happened_on__lte=on,
            course__state__in=SENT,
            unit__in=about.units,
            role__in=role_place,
        )
        .values_list("unit_id", "role")
        .annotate(number=Sum(F("present")))
        .order_by()
    )
    for unit_id, role, number in trained:
        for holder in home[unit_id]:
            lines[holder].trained[role_place[role]] += number
    return sorted(lines.values(), key=lambda line: (-line.untrained, sum(line.staff) > 0, line.unit.sort_name))


def _home(seats: Iterable[Seat]) -> dict[int, list[int]]:
    """Return for whom each unit's records count: itself, or those that followed it."""
    found: dict[int, list[int]] = defaultdict(list)
    for seat in seats:
        for unit in seat.contributors:
            found[unit].append(seat.unit_id)
    return found
