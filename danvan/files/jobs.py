"""Sweeping up: files nothing refers to, files held too long for a form."""

from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.files.services import drop_expired, sweep


# The schedule is kept in UTC: 02:40 in Việt Nam.
@app.periodic(cron="40 19 * * *")
@app.task(name="sweep_files", queueing_lock="sweep_files")
def sweep_files(timestamp: int) -> None:
    """Remove rows without a use and bytes without a row, both older than a day."""
    sweep(at=timezone.now())


@app.periodic(cron="25 * * * *")
@app.task(name="drop_held_uploads", queueing_lock="drop_held_uploads")
def drop_held_uploads(timestamp: int) -> None:
    """Forget files held for a form for more than a day."""
    drop_expired(at=timezone.now())
