"""Delivering events to those who react, and sealing the journal.

`config.wiring` fills the table of reactions when the project starts; this area
knows none of the areas behind it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from danvan.journal.services import seal_entries

Reaction = Callable[[Mapping[str, Any]], None]
_reactions: dict[str, list[Reaction]] = {}
# Three heartbeats of a worker missed for certain; a job that broke its worker this often is not tried again.
SILENT_SECONDS, MOST_TRIES = 60, 10


def react(event: str, *reactions: Reaction) -> None:
    """Have these functions called, in this order, with the payload of every such event."""
    _reactions[event] = list(reactions)


def reactions_to(event: str) -> list[Reaction]:
    """Return who reacts to an event; an event nobody is wired to is a fault."""
    return _reactions[event]


@app.task(name="deliver_event", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def deliver_event(name: str, payload: dict[str, Any]) -> None:
    """Hand one event to everyone wired to it."""
    for reaction in reactions_to(name):
        reaction(payload)


@app.periodic(cron="* * * * *")
@app.task(name="take_up_again", queueing_lock="take_up_again", pass_context=True)
async def take_up_again(context: JobContext, timestamp: int) -> None:
    """Queue again what a worker had in hand when it died; every job bears being done twice (ADR 0026)."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.attempts >= MOST_TRIES:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
            continue
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # One like it waits already and will see everything this one should have.
            await manager.finish_job(job, status=Status.ABORTED, delete_job=False)


@app.periodic(cron="* * * * *")
@app.task(name="seal_journal", queueing_lock="seal_journal")
def seal_journal(timestamp: int) -> None:
    """Chain new journal entries every minute."""
    while seal_entries():
        pass
