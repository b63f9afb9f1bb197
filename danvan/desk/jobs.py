"""What the platform reminds of: dues every morning, limits of cases every hour, proof sent back at once."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.casework.services import remind_of_cases
from danvan.desk.selectors import AUDIENCES, reminders, returned_message
from danvan.notices.services import tell


@app.periodic(cron="30 23 * * *")  # in UTC: half past six in the morning here
@app.task(name="remind", queueing_lock="remind")
def remind(timestamp: int) -> None:
    """Tell everyone once of what is due within a week, and of what was not done in time."""
    tell(reminders(on=timezone.localdate()), at=timezone.now())


@app.periodic(cron="5 * * * *")
@app.task(name="remind_of_cases", queueing_lock="remind_of_cases")
def remind_of_case_limits(timestamp: int) -> None:
    """Every hour, tell whoever has a case of the limits it has come to."""
    remind_of_cases(at=timezone.now(), audiences=AUDIENCES)


def tell_of_returned_evidence(payload: Mapping[str, Any]) -> None:
    """Tell those who write for a unit that a piece of its proof was sent back, and why."""
    tell(returned_message(payload["evidence_id"], on=timezone.localdate()), at=timezone.now())
