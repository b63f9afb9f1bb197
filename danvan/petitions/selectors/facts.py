"""What the guards of the tables ask about a petition."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value

from danvan.calendars.selectors import time_limits, work_calendar
from danvan.casework.choices import FORWARDED, CaseKind, Stage
from danvan.casework.models import Case, CaseAct, ClockPause
from danvan.casework.rules.acts import Act
from danvan.petitions.models import Petition
from danvan.petitions.rules.guards import Facts, why_not
from danvan.petitions.rules.remarks import Known

REOPENING = ("reopen", "contest")


def facts_of(petition: Petition, given: Mapping[str, Any], on: date, *, today: date | None = None) -> Facts:
    """Return what the guards ask about; `on` is the day of the act, `today` that of whoever asks."""
    return facts_of_all([petition], given, on, today=today)[petition.pk]


def facts_of_all(
    petitions: Collection[Petition], given: Mapping[str, Any], on: date, *, today: date | None = None
) -> dict[int, Facts]:
    """Return what the guards ask about many petitions that are given the same, by petition.

    One query for any number of them; the calendar, and the units a letter came
    through, are asked only where a guard needs them.
    """
    rows = {row["pk"]: row for row in _counted([petition.pk for petition in petitions])}
    duplicate = given.get("duplicate_of")
    found = {}
    for petition in petitions:
        row = rows[petition.pk]
        found[petition.pk] = Facts(
            on=on,
            today=today or on,
            given=given,
            unit_id=petition.unit_id,
            received_on=petition.received_on,
            is_competent=petition.is_competent,
            failed_tests=tuple(petition.failed_tests),
            was_forwarded=petition.channel in FORWARDED,
            instance=petition.instance,
            is_discipline=petition.is_discipline,
            is_complex=petition.is_complex,
            is_remote=petition.is_remote,
            views_differ=petition.views_differ,
            people_count=petition.people_count,
            representatives=row["representatives"],
            all_signed=petition.all_signed,
            code=petition.code,
            duplicate_code=duplicate.code if duplicate else "",
            duplicate_is_linked=bool(duplicate and duplicate.duplicate_of_id),
            running=frozenset(row["running"]),
            running_due_on=row["running_due_on"],
            paused_since=row["paused_since"],
            effect_on=row["effect_on"],
            first_is_remote=row["first_is_remote"],
            has_second_complaint=row["is_followed"],
            reopened=row["is_reopened"],
            owed=petition.get_due_stage_display(),
            has_originals=petition.has_originals,
            decision_paused_on=petition.decision_paused_on,
            officer=petition.officer_id,
            respondent_holding=petition.respondent_holding_id,
            state=petition.state,
            chain_units=frozenset(_chain_units(petition) if given.get("to_unit") else ()),
            limits=time_limits(),
            calendar=work_calendar,
        )
    return found


def _counted(ids: Collection[int]) -> "QuerySet[Any, Any]":
    """Return what other rows say of these petitions: writers, running clocks, pauses, what followed."""
    running = Q(clocks__ended_on=None)
    lasting = ClockPause.objects.filter(
        clock__case=OuterRef("pk"), clock__stage=Stage.RESOLUTION, clock__ended_on=None, end=None
    )
    return (
        Petition.objects.filter(pk__in=ids)
        .values("pk")
        .annotate(
            representatives=Count("writers", filter=Q(writers__is_representative=True), distinct=True),
            running=ArrayAgg("clocks__stage", filter=running, distinct=True, default=Value([])),
            running_due_on=Min("clocks__due_on", filter=running & Q(clocks__stage=Stage.RESOLUTION)),
            effect_on=Min("clocks__due_on", filter=running & Q(clocks__stage=Stage.EFFECT)),
            paused_since=Subquery(lasting.values("start")[:1]),
            first_is_remote=Exists(Petition.objects.filter(pk=OuterRef("follows"), is_remote=True)),
            is_followed=Exists(Case.objects.filter(follows=OuterRef("pk"))),
            is_reopened=Exists(CaseAct.objects.filter(case=OuterRef("pk"), act__in=REOPENING)),
        )
    )


def against(act: Act, facts: Facts) -> str:
    """Return the first reason against an act; empty when there is none."""
    return next((why for guard in act.guards if (why := why_not(guard, facts))), "")


def known_of(petition: Petition, facts: Facts) -> Known:
    """Return what the remarks look at; the facts were asked for the same day."""
    return Known(
        on=facts.on,
        is_complaint=petition.kind == CaseKind.COMPLAINT,
        instance=petition.instance,
        is_discipline=petition.is_discipline,
        is_remote=petition.is_remote or facts.first_is_remote,
        state=petition.state,
        received_on=petition.received_on,
        decision_received_on=petition.decision_received_on,
        is_handled=bool(petition.handled),
        is_settled=bool(petition.settled),
        resolution_due_on=facts.running_due_on,
        effect_on=facts.effect_on,
        has_second_complaint=facts.has_second_complaint,
        has_originals=petition.has_originals,
        decision_paused_on=petition.decision_paused_on,
    )


def _chain_units(petition: Petition) -> list[int]:
    units, case = [petition.unit_id], petition.transferred_from
    while case is not None:
        units.append(case.unit_id)
        case = case.transferred_from
    return units
