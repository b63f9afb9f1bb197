"""What the calendar alone does at the desk."""

import logging
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.intake.services import drop_old_drafts, fetch_mail, forget_old_mail, pass_on_mail

log = logging.getLogger(__name__)


# The schedule is kept in UTC: 02:20 in Việt Nam.
@app.periodic(cron="20 19 * * *")
@app.task(name="drop_old_drafts", queueing_lock="drop_old_drafts")
def drop_drafts(timestamp: int) -> None:
    """Forget online letters nobody went on with, and mails set aside a month ago."""
    drop_old_drafts(at=timezone.now())
    forget_old_mail(at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="fetch_mail", queueing_lock="fetch_mail", lock="fetch_mail")
def read_mailboxes(timestamp: int) -> None:
    """Let what came to the mailboxes wait at the desks."""
    for fetched in fetch_mail(at=timezone.now()):
        if fetched.problem:
            log.warning("mailbox of unit %s: %s", fetched.unit, fetched.problem)


@app.periodic(cron="25 17 * * *")  # in UTC: just past midnight here, when a unit may have ended
@app.task(name="pass_on_mail", queueing_lock="pass_on_mail")
def pass_on_mail_daily(timestamp: int) -> None:
    """Every day, let mail of ended units wait where somebody sees it."""
    pass_on_mail(at=timezone.now())


def pass_on_mail_now(payload: Mapping[str, Any]) -> None:
    """React to UnitsImported: some unit may have ended, or its successor become known."""
    pass_on_mail(at=timezone.now())
