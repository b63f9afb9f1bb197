"""Results follow changes: reactions to events, and what the calendar alone changes."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from danvan.schemes.selectors.definitions import loaded_schemes, scheme_in_force
from danvan.schemes.services import recompute, refresh_after, sum_indicators, tasks_fed_by
from danvan.schemes.services.results import refresh_for_day
from danvan.schemes.sources.conclusions import TASK
from danvan.schemes.sources.opinions import RECOMMENDATION
from danvan.schemes.sources.reception import SESSION, years_of_holding


def refresh_after_record_changed(payload: Mapping[str, Any]) -> None:
    """React to RecordChanged: refresh what the record feeds, in the years it counted or counts in."""
    years = {date.fromisoformat(day).year for day in payload["days"]}
    refresh_after(payload["kind"], payload["unit_id"], years, on=timezone.localdate())
    _sum_soon(payload["kind"])


def refresh_after_case_changed(payload: Mapping[str, Any]) -> None:
    """React to CaseChanged: queue one refresh for however many acts on the cases of a unit."""
    unit_id, first_year = payload["unit_id"], payload["first_year"]
    with suppress(AlreadyEnqueued), transaction.atomic():
        lock = f"cases {payload['kind']} {unit_id} {first_year}"
        job = refresh_cases_of_unit.configure(queueing_lock=lock)
        job.defer(kind=payload["kind"], unit_id=unit_id, first_year=first_year)
    _sum_soon(payload["kind"])


def refresh_after_recommendation_changed(payload: Mapping[str, Any]) -> None:
    """React to RecommendationChanged: queue one refresh for however many acts on the recommendations of a unit."""
    unit_id, first_year = payload["unit_id"], payload["first_year"]
    with suppress(AlreadyEnqueued), transaction.atomic():
        job = refresh_recommendations_of_unit.configure(queueing_lock=f"recommendations {unit_id} {first_year}")
        job.defer(unit_id=unit_id, first_year=first_year)


@app.task(name="refresh_recommendations_of_unit", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def refresh_recommendations_of_unit(unit_id: int, first_year: int) -> None:
    """Refresh what voters' recommendations of a unit feed, in every year since the first of them."""
    today = timezone.localdate()
    refresh_after(RECOMMENDATION, unit_id, range(first_year, today.year + 1), on=today)


@app.task(name="refresh_cases_of_unit", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def refresh_cases_of_unit(kind: str, unit_id: int, first_year: int) -> None:
    """Refresh what letters and cases of a unit feed, in every year since the first of them."""
    today = timezone.localdate()
    refresh_after(kind, unit_id, range(first_year, today.year + 1), on=today)


def refresh_after_conclusion_task_changed(payload: Mapping[str, Any]) -> None:
    """React to ConclusionTaskChanged: queue one refresh a year for however many acts on the tasks of a unit."""
    unit_id = payload["unit_id"]
    for year in payload["years"]:
        with suppress(AlreadyEnqueued), transaction.atomic():
            job = refresh_conclusions_of_unit.configure(queueing_lock=f"conclusions {unit_id} {year}")
            job.defer(unit_id=unit_id, year=year)
    _sum_soon(TASK)


@app.task(name="refresh_conclusions_of_unit", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def refresh_conclusions_of_unit(unit_id: int, year: int) -> None:
    """Refresh what the tasks of a unit feed in a year."""
    refresh_after(TASK, unit_id, [year], on=timezone.localdate())


def refresh_after_session_changed(payload: Mapping[str, Any]) -> None:
    """React to SessionChanged: queue one refresh for however many acts on the sessions of a unit in these years."""
    unit_id, years = payload["unit_id"], list(payload["years"])
    with suppress(AlreadyEnqueued), transaction.atomic():
        job = refresh_sessions_of_unit.configure(queueing_lock=f"sessions {unit_id} {years}")
        job.defer(unit_id=unit_id, years=years)


def refresh_after_holding_changed(payload: Mapping[str, Any]) -> None:
    """React to HoldingChanged: when heads were in office decides how often they had to receive."""
    since = date.fromisoformat(payload["since"])
    if years := list(years_of_holding(payload["post_kind"], since, timezone.localdate())):
        refresh_after_session_changed({"unit_id": payload["unit_id"], "years": years})


@app.task(name="refresh_sessions_of_unit", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def refresh_sessions_of_unit(unit_id: int, years: list[int]) -> None:
    """Refresh what the sessions of a unit feed."""
    refresh_after(SESSION, unit_id, years, on=timezone.localdate())


def recompute_after_units_imported(payload: Mapping[str, Any]) -> None:
    """React to UnitsImported: who must answer may have changed anywhere."""
    for scheme in loaded_schemes():
        recompute(scheme, on=timezone.localdate())


def _sum_soon(kind: str) -> None:
    """Queue one summing for however many changes of a kind: one that has not begun sees everything until now."""
    for scheme in loaded_schemes():
        if tasks_fed_by(scheme_in_force(scheme), kind):
            job = sum_indicators_of_kind.configure(queueing_lock=f"indicators {scheme} {kind}")
            with suppress(AlreadyEnqueued), transaction.atomic():
                job.defer(scheme=scheme, kind=kind)


@app.task(name="sum_indicators_of_kind", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def sum_indicators_of_kind(scheme: str, kind: str) -> None:
    """Sum the indicators that records of a kind move."""
    sum_indicators(scheme, tasks=tasks_fed_by(scheme_in_force(scheme), kind), on=timezone.localdate())


@app.task(name="recompute_scheme", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def recompute_scheme(scheme: str) -> None:
    """Compute every figure of a scheme again."""
    recompute(scheme, on=timezone.localdate())


# The schedule is kept in UTC: 00:10 in Việt Nam.
@app.periodic(cron="10 17 * * *")
@app.task(name="refresh_results_for_day", queueing_lock="refresh_results_for_day")
def refresh_results_for_day(timestamp: int) -> None:
    """Soon after midnight, settle what is due since today."""
    for scheme in loaded_schemes():
        refresh_for_day(scheme, on=timezone.localdate())
