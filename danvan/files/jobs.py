"""Nightly sweeping of files nothing refers to."""

from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.files.services import sweep


# The schedule is kept in UTC: 02:40 in Việt Nam.
@app.periodic(cron="40 19 * * *")
@app.task(name="sweep_files", queueing_lock="sweep_files")
def sweep_files(timestamp: int) -> None:
    """Remove rows without a use and bytes without a row, both older than a day."""
    sweep(at=timezone.now())
