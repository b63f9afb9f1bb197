"""What the guards of the tables ask about a petition."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from danvan.calendars.rules.working_days import WorkCalendar
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.casework.choices import FORWARDED, CaseKind, Stage
from danvan.petitions.models import Petition
from danvan.petitions.rules.guards import Facts
from danvan.petitions.rules.remarks import Known

REOPENING = ("reopen", "contest")
_NOTICES = (Stage.SEND_SUSPENSION, Stage.SEND_CONTINUATION, Stage.SEND_STOP)


def facts_of(petition: Petition, given: Mapping[str, Any], on: date, *, calendar: WorkCalendar | None = None) -> Facts:
    """Return what the guards ask about."""
    clocks = {clock.stage: clock for clock in petition.clocks.filter(ended_on=None).prefetch_related("pauses")}
    resolution, effect = clocks.get(Stage.RESOLUTION), clocks.get(Stage.EFFECT)
    lasting = [pause for pause in (resolution.pauses.all() if resolution else ()) if pause.end is None]
    duplicate = given.get("duplicate_of")
    return Facts(
        on=on,
        given=given,
        is_competent=petition.is_competent,
        failed_tests=tuple(petition.failed_tests),
        was_forwarded=petition.channel in FORWARDED,
        instance=petition.instance,
        is_discipline=petition.is_discipline,
        is_complex=petition.is_complex,
        is_remote=petition.is_remote,
        views_differ=petition.views_differ,
        people_count=petition.people_count,
        representatives=petition.writers.filter(is_representative=True).count(),
        all_signed=petition.all_signed,
        code=petition.code,
        duplicate_code=duplicate.code if duplicate else "",
        duplicate_is_linked=bool(duplicate and duplicate.duplicate_of_id),
        running_due_on=resolution.due_on if resolution else None,
        paused_since=lasting[0].start if lasting else None,
        effect_on=effect.due_on if effect else None,
        has_second_complaint=petition.followers.exists(),
        notice_waits=any(stage in clocks for stage in _NOTICES),
        outcome_waits=Stage.OUTCOME in clocks,
        reopened=petition.acts.filter(act__in=REOPENING).exists(),
        owed=petition.get_due_stage_display(),
        has_originals=petition.has_originals,
        decision_paused_on=petition.decision_paused_on,
        respondent_holding=petition.respondent_holding_id,
        state=petition.state,
        chain_units=frozenset(_chain_units(petition)),
        limits=time_limits(),
        calendar=calendar or work_calendar(),
    )


def known_of(petition: Petition, facts: Facts) -> Known:
    """Return what the remarks look at; the facts were asked for the same day."""
    return Known(
        on=facts.on,
        is_complaint=petition.kind == CaseKind.COMPLAINT,
        instance=petition.instance,
        is_discipline=petition.is_discipline,
        is_remote=petition.is_remote,
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
