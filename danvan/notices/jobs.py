"""Letters with what people were told."""

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.notices import services


@app.periodic(cron="0 0 * * *")  # in UTC: seven in the morning here
@app.task(name="send_digests", queueing_lock="send_digests")
def send_digests(timestamp: int) -> None:
    """Write to those who want to be written to today."""
    services.send_digests(at=timezone.now(), on=timezone.localdate(), site=settings.SITE)
