"""The counting facts of recommendations, as figures and boards are made of them."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from danvan.opinions.models import (
    FeedbackReport,
    RecommendationAct,
    RecommendationResponse,
    Routing,
    VoterRecommendation,
)
from danvan.opinions.rules.standing import Known, Stay, turns_of
from danvan.opinions.selectors.visible import NOT_COUNTED


def counted() -> "QuerySet[VoterRecommendation, VoterRecommendation]":
    """Return the recommendations that count."""
    return VoterRecommendation.objects.exclude(state__in=NOT_COUNTED)


def known_of(units: Collection[int] | None, years: Collection[int]) -> list[Known]:
    """Return the facts of what these units keep, have or had, as far as these years may need it.  Three queries."""
    rows = counted().filter(received_on__year__lte=max(years))
    rows = rows.filter(Q(over_on=None) | Q(over_on__year__gte=min(years)))
    if units is not None:
        had = Routing.objects.filter(unit__in=units).values("recommendation")
        rows = rows.filter(Q(unit__in=units) | Q(pk__in=had))
    facts = list(rows.order_by("pk").values_list("pk", "unit_id", "received_on", "kept_due_on"))
    told: dict[int, list[tuple[str, date, str]]] = {}
    # The row says what holds today; what a past year saw is in the acts, in the order they were done.
    acts = RecommendationAct.objects.filter(recommendation__in=[row[0] for row in facts], act__in=("answer", "reopen"))
    for key, act, on, kind in acts.order_by("pk").values_list("recommendation_id", "act", "on", "detail__kind"):
        told.setdefault(key, []).append((act, on, kind or ""))
    stays: dict[int, list[Stay]] = {}
    steps = Routing.objects.filter(recommendation__in=[row[0] for row in facts]).order_by("recommendation", "position")
    for key, unit, since, until, due_on in steps.values_list("recommendation_id", "unit_id", "on", "until", "due_on"):
        stays.setdefault(key, []).append(Stay(unit, since, until, due_on))
    return [
        Known(key, unit, received, kept_due, tuple(stays.get(key, ())), turns_of(received, told.get(key, ())))
        for key, unit, received, kept_due in facts
    ]


def first_steps(units: Collection[int] | None, years: Collection[int]) -> "QuerySet[Routing, Any]":
    """Return the first step of each recommendation's way, of these years and to these units."""
    rows = Routing.objects.filter(position=1, unit__isnull=False, on__year__in=years)
    rows = rows.exclude(recommendation__state__in=NOT_COUNTED)
    return rows if units is None else rows.filter(unit__in=units)


def responses_of(units: Collection[int] | None, years: Collection[int]) -> "QuerySet[RecommendationResponse, Any]":
    """Return the answers these units sent in these years."""
    rows = RecommendationResponse.objects.filter(unit__isnull=False, on__year__in=years)
    rows = rows.exclude(recommendation__state__in=NOT_COUNTED)
    return rows if units is None else rows.filter(unit__in=units)


def feedback_of(units: Collection[int] | None, years: Collection[int]) -> "QuerySet[FeedbackReport, Any]":
    """Return what voters said in these years of the answers of these units."""
    rows = FeedbackReport.objects.filter(response__unit__isnull=False, on__year__in=years)
    rows = rows.exclude(response__recommendation__state__in=NOT_COUNTED)
    return rows if units is None else rows.filter(response__unit__in=units)


def units_of(recommendation: VoterRecommendation) -> Iterator[int]:
    """Return every unit whose figures a recommendation may stand in: its keeper, and whoever has or had it."""
    yield recommendation.unit_id
    for unit in recommendation.routings.exclude(unit=None).values_list("unit_id", flat=True):
        if unit is not None:
            yield unit


def last_act_on(recommendation: VoterRecommendation) -> date | None:
    """Return the day of what was done last."""
    return recommendation.acts.order_by("-on", "-pk").values_list("on", flat=True).first()
