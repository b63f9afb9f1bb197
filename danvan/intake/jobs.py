"""What the calendar alone does at the desk."""

from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.intake.services import drop_old_drafts


# The schedule is kept in UTC: 02:20 in Việt Nam.
@app.periodic(cron="20 19 * * *")
@app.task(name="drop_old_drafts", queueing_lock="drop_old_drafts")
def drop_drafts(timestamp: int) -> None:
    """Forget online letters nobody went on with."""
    drop_old_drafts(at=timezone.now())
