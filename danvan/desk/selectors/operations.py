"""Whether the platform's own work goes on: reminding, the queue of jobs, sealing of the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from danvan.casework.selectors import ReminderHealth, reminder_health
from danvan.denunciations.selectors import Seals, seals
from danvan.journal.selectors import unsealed_since

NEWEST = 10
# Sealing is done every minute, jobs at once: what waits longer than this has nobody to do it.
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Operations:
    """Everything the operations page shows."""

    reminding: ReminderHealth
    waiting: int
    waiting_since: datetime | None
    failures: Sequence[ProcrastinateJob]
    failed: int
    unsealed_since: datetime | None
    seals: Seals
    at: datetime

    @property
    def queue_stands(self) -> bool:
        """Whether a job waits longer than anything should."""
        return self.waiting_since is not None and self.at - self.waiting_since > PATIENCE

    @property
    def wants_rehearsal(self) -> bool:
        """Whether bringing the vault's key back was not tried within a year."""
        return self.seals.is_overdue(self.at)

    @property
    def sealing_stands(self) -> bool:
        """Whether an act is unsealed longer than anything should be."""
        return self.unsealed_since is not None and self.at - self.unsealed_since > PATIENCE


def operations(*, at: datetime) -> Operations:
    """Return how the platform's own work stands, in twelve queries.

    Jobs belong to the platform and to nobody's unit; only names and times are shown.
    """
    due = Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=at))
    waiting, failed = ProcrastinateJob.objects.filter(due), ProcrastinateJob.objects.filter(status="failed")
    deferred = ProcrastinateEvent.objects.filter(job__in=waiting, type="deferred")
    return Operations(
        reminding=reminder_health(at=at),
        waiting=waiting.count(),
        waiting_since=deferred.aggregate(since=Min("at"))["since"],
        failures=list(failed.order_by("-pk")[:NEWEST]),
        failed=failed.count(),
        unsealed_since=unsealed_since(at=at),
        seals=seals(),
        at=at,
    )
