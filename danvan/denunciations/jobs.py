"""What the sealed register does by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.denunciations.services.opening import end_releases


@app.periodic(cron="*/5 * * * *")
@app.task(name="end_identity_releases", queueing_lock="end_identity_releases")
def end_identity_releases(timestamp: int) -> None:
    """Every five minutes, destroy the keys of identities whose hours are over; a late pass opens nothing longer."""
    end_releases(at=timezone.now())
