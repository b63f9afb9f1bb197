"""What the calendar alone does with conclusions."""

from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.conclusions.services.reminding import remind_of_tasks


# The schedule is kept in UTC: 06:20 in Việt Nam, before the letters of the morning.
@app.periodic(cron="20 23 * * *")
@app.task(name="remind_of_tasks", queueing_lock="remind_of_tasks")
def remind_daily(timestamp: int) -> None:
    """Every morning, tell of tasks that fall due and prepare the letters that chase the late ones."""
    remind_of_tasks(at=timezone.now())
