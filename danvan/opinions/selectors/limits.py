"""Days counted for sessions and answers, where law and calendar know the day; nothing where they do not."""

from datetime import date

from django.db.models import Q

from danvan.calendars.rules.due_dates import DueDate, due_date
from danvan.calendars.rules.time_limits import NotInForce
from danvan.calendars.rules.working_days import OutsideWorkCalendar
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.opinions.choices import Body, State
from danvan.opinions.models import CouncilSession, VoterRecommendation
from danvan.opinions.rules.deadlines import POSTING_RULE, PUBLISH_RULE, REPORT_RULE, answer_rule


def counted(rule: str, trigger: date) -> DueDate | None:
    """Return what a limit gives from a day; nothing before it was in force or beyond the working calendar."""
    try:
        return due_date(time_limits().in_force(rule, trigger), trigger, calendar=work_calendar())
    except (NotInForce, OutsideWorkCalendar):
        return None


def _day(rule: str, trigger: date) -> date | None:
    found = counted(rule, trigger)
    return found.due_on if found else None


def why_not_counted(body: str, received_on: date) -> str:
    """Return why no limit can be counted for what was received on a day; empty when it can."""
    try:
        due_date(time_limits().in_force(answer_rule(body), received_on), received_on, calendar=work_calendar())
    except (NotInForce, OutsideWorkCalendar) as refusal:
        return str(refusal)
    return ""


def report_by(session: CouncilSession) -> date | None:
    """Return by when the report on answers is due; nothing for a council, which sets its own day."""
    return _day(REPORT_RULE, session.opens_on) if session.body == Body.NATIONAL_ASSEMBLY else None


def publish_by(row: VoterRecommendation) -> date | None:
    """Return by when the answer must be public, counted from the end of the limit for answering.

    Nothing while it is not answered, and once it is public.
    """
    if row.answered_on is None or row.published_at is not None:
        return None
    return _day(PUBLISH_RULE, row.due_on)


# Answered and owed to the public: it is published, or not, in whatever state it goes on to.
UNPUBLISHED = Q(answered_on__isnull=False, published_at=None, state__in=(State.STUDIED, State.ANSWERED, State.CLOSED))


def posted_until(row: VoterRecommendation) -> date | None:
    """Return until when it must stay public."""
    return _day(POSTING_RULE, row.published_at.date()) if row.published_at else None
