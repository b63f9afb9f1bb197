"""Counting by when a recommendation is to be answered; the caller holds the row and saves it."""

from dataclasses import dataclass
from datetime import date

from danvan.calendars.rules.due_dates import due_date
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.kernel.text import format_date
from danvan.opinions.choices import Body
from danvan.opinions.models import CouncilSession, VoterRecommendation
from danvan.opinions.rules.deadlines import answer_rule


@dataclass(frozen=True)
class Counted:
    """A day with why."""

    rule: str
    due_on: date
    explanation: str


def count(session: CouncilSession, trigger: date, set_by: date | None) -> Counted:
    """Return by when what came on a day is to be answered; a day the council's standing body set wins."""
    limit = time_limits().in_force(answer_rule(session.body), trigger)
    if session.body == Body.COUNCIL and (day := set_by or session.answer_by):
        why = f"Thường trực Hội đồng nhân dân ấn định trả lời trước hết ngày {format_date(day)}."
        return Counted(limit.id, day, why)
    found = due_date(limit, trigger, calendar=work_calendar())
    assert found.due_on is not None, "nothing pauses this limit"
    return Counted(limit.id, found.due_on, found.explanation)


def start_kept(recommendation: VoterRecommendation, session: CouncilSession) -> Counted:
    """Count from the day the keeper received it, while it lies with nobody else."""
    found = count(session, recommendation.received_on, recommendation.set_by)
    recommendation.rule, recommendation.triggered_on = found.rule, recommendation.received_on
    recommendation.kept_due_on = recommendation.due_on = found.due_on
    return found


def recount(recommendation: VoterRecommendation, session: CouncilSession) -> None:
    """Count again after the set day changed: for the keeper, and for whoever it lies with."""
    kept = count(session, recommendation.received_on, recommendation.set_by)
    recommendation.kept_due_on = kept.due_on
    standing = recommendation.routings.filter(until=None).first()
    found = kept
    if standing is not None:
        found = count(session, recommendation.triggered_on, recommendation.set_by)
        standing.due_on, standing.explanation = found.due_on, found.explanation
        standing.save(update_fields=["due_on", "explanation"])
    recommendation.rule, recommendation.due_on = found.rule, found.due_on
