"""Papers in force: agreements, committees, assignments, evaluation schemes (T19, T20, T30, T36, T37).

A paper holds over years, so one query brings all that ever held for some
units, and the measure asks each of them about its day.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count as CountOf
from django.db.models import Min, Q
from django.db.models.functions import ExtractYear

from danvan.committees.models import EvaluationScheme, EvaluationUse, FocalAssignment, SteeringCommittee
from danvan.committees.selectors import left_on
from danvan.coordination.models import CoordinationAgreement, CoordinationReview
from danvan.evidence.models import InForce
from danvan.kernel.periods import Period
from danvan.schemes.sources.facts import Count, Exhibit, Wanted, exhibit

AGREEMENT, REVIEW, COMMITTEE, ASSIGNMENT, SCHEME, USE = (
    model.kind_code()
    for model in (
        CoordinationAgreement,
        CoordinationReview,
        SteeringCommittee,
        FocalAssignment,
        EvaluationScheme,
        EvaluationUse,
    )
)
Paper = TypeVar("Paper", bound=InForce)


def agreements(wanted: Wanted) -> dict[int, list[CoordinationAgreement]]:
    """Return the agreements of each unit that held on some day of these years.  One query."""
    return _papers(CoordinationAgreement, wanted)


def committees(wanted: Wanted) -> dict[int, list[Any]]:
    """Return the committees of each unit, each with the day its head left.  One query."""
    return _papers(SteeringCommittee, wanted, annotate={"left_on": left_on()})


def assignments(wanted: Wanted, duty: str) -> dict[int, list[FocalAssignment]]:
    """Return the assignments of each unit to a duty.  One query."""
    return _papers(FocalAssignment, wanted, only=Q(duty=duty))


def evaluation_schemes(wanted: Wanted) -> dict[int, list[EvaluationScheme]]:
    """Return the evaluation schemes of each unit.  One query."""
    return _papers(EvaluationScheme, wanted)


def _papers(
    model: type[Paper], wanted: Wanted, *, only: Q | None = None, annotate: dict[str, Any] | None = None
) -> dict[int, list[Paper]]:
    first, last = date(min(wanted.years), 1, 1), date(max(wanted.years), 12, 31)
    rows = model._default_manager.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first), only or Q(), valid_from__lte=last, **wanted.narrow()
    )
    found: dict[int, list[Any]] = {}
    for row in rows.annotate(**annotate or {}).order_by("valid_from", "pk"):
        found.setdefault(row.unit_id, []).append(row)
    return found


def held_in(found: Mapping[int, list[Paper]], unit_id: int, period: Period) -> list[Paper]:
    """Return the papers of a unit that held on some day of a period, of those asked for together with other years."""
    return [
        paper
        for paper in found.get(unit_id, [])
        if paper.valid_from <= period.last_day and (paper.ends_on is None or paper.ends_on >= period.start)
    ]


def shown(paper: InForce, year: int) -> Exhibit:
    """Return a paper as it stands behind the figure of a year."""
    return exhibit(paper, year=year)


def count_coordination_reviews(wanted: Wanted) -> Iterator[Count]:
    """Return the joint conferences of each unit and year; letters do not count.  One query."""
    rows = (
        CoordinationReview.objects.filter(is_conference=True, happened_on__year__in=wanted.years, **wanted.narrow())
        .annotate(of_year=ExtractYear("happened_on"))
        .values("unit_id", "of_year", "state")
        .annotate(number=CountOf("pk"), first_on=Min("happened_on"))
        .order_by()
    )
    for row in rows:
        yield Count(row["unit_id"], row["of_year"], row["state"], row["number"], row["first_on"])


def list_coordination_reviews(wanted: Wanted) -> Iterator[tuple[Exhibit, bool]]:
    """Return the reviews themselves, each with whether it was a conference.  One query."""
    rows = CoordinationReview.objects.filter(happened_on__year__in=wanted.years, **wanted.narrow())
    for review in rows.order_by("happened_on", "pk"):
        if review.happened_on:
            yield exhibit(review, year=review.happened_on.year), review.is_conference


def count_uses(wanted: Wanted) -> Iterator[Count]:
    """Return the evaluations of each unit and year.  One query."""
    rows = (
        EvaluationUse.objects.filter(year__in=wanted.years, **wanted.narrow())
        .values("unit_id", "year", "state")
        .annotate(number=CountOf("pk"), first_on=Min("happened_on"))
        .order_by()
    )
    for row in rows:
        yield Count(row["unit_id"], row["year"], row["state"], row["number"], row["first_on"])


def list_uses(wanted: Wanted) -> Iterator[Exhibit]:
    """Return the evaluations themselves.  One query."""
    for use in EvaluationUse.objects.filter(year__in=wanted.years, **wanted.narrow()).order_by("year", "pk"):
        yield exhibit(use, year=use.year)
