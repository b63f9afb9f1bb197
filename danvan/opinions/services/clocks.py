"""Counting by when a recommendation is to be answered; the caller holds the row and saves it."""

from dataclasses import dataclass
from datetime import date

from danvan.calendars.rules.due_dates import due_date
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.kernel.text import format_date
from danvan.opinions.choices import Body, RoutingState
from danvan.opinions.models import CouncilSession, VoterRecommendation
from danvan.opinions.rules.deadlines import answer_rule


@dataclass(frozen=True)
class Counted:
    """A day with why."""

    rule: str
    due_on: date
    explanation: str


def count(session: CouncilSession, trigger: date, set_by: date | None) -> Counted:
    """Return by when what came on a day is to be answered; a day the council's standing body set wins.

    A set day that was past when it came gives nobody time to answer: then the house rule counts.
    """
    limit = time_limits().in_force(answer_rule(session.body), trigger)
    days = (set_by, session.answer_by) if session.body == Body.COUNCIL else ()
    day = next((day for day in days if day and day >= trigger), None)
    if day is not None:
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


def recount_every_step(recommendation: VoterRecommendation, session: CouncilSession) -> None:
    """Count the whole way again, after it was said that the session is of another body."""
    before = None
    for step in recommendation.routings.order_by("position"):
        if before is not None and before.state == RoutingState.PASSED_ON:
            # Who follows a unit that ended has its limit.
            step.due_on, step.explanation = before.due_on, before.explanation
        else:
            found = count(session, step.on, recommendation.set_by)
            step.due_on, step.explanation = found.due_on, found.explanation
        step.save(update_fields=["due_on", "explanation"])
        before = step
    kept = count(session, recommendation.received_on, recommendation.set_by)
    recommendation.kept_due_on = kept.due_on
    recommendation.rule = kept.rule
    recommendation.due_on = before.due_on if before is not None and before.until is None else kept.due_on


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
