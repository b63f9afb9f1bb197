"""Writing down an act, announcing an event, sealing the record.

Everything here happens inside the caller's transaction: the entry and the
event exist if and only if the change does.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.journal.models import Entry, Seal
from danvan.journal.rules.chain import entry_hash

SEALING = 720_404


class Doer(Protocol):
    """What the journal needs to know of whoever acts."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def holding_id(self) -> int | None: ...


@dataclass(frozen=True)
class Event:
    """Something that has happened.  Subclasses are past tense, frozen, and hold only numbers, texts and dates."""

    name: ClassVar[str]

    def payload(self) -> dict[str, Any]:
        """Return the event as JSON values."""
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}


def record_act(
    act: str,
    *,
    actor: Doer,
    subject_kind: str,
    subject_id: int | None,
    unit_id: int | None = None,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Entry:
    """Write one act into the journal.  Must be called inside a transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an act is written in the transaction of the act")
    return Entry.objects.create(
        at=timezone.now(),
        act=act,
        person_id=actor.person_id,
        holding_id=actor.holding_id,
        unit_id=unit_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        reason=reason,
        detail=dict(detail or {}),
    )


def announce(event: Event) -> None:
    """Queue the event for those `config.wiring` lists, in the caller's transaction (decision D8)."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an event is announced in the transaction of its cause")
    app.configure_task("deliver_event").defer(name=event.name, payload=event.payload())


@transaction.atomic
def seal_entries(*, limit: int = 10_000) -> int:
    """Chain the entries that are not chained yet, oldest first, and return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
    last = Seal.objects.order_by("-position").first()
    position, previous = (last.position, last.hash) if last else (0, "")
    seals = []
    for entry in Entry.objects.filter(seal__isnull=True).order_by("pk")[:limit]:
        position += 1
        previous = entry_hash(previous, entry)
        seals.append(Seal(position=position, entry=entry, hash=previous))
    Seal.objects.bulk_create(seals, batch_size=2_000)
    return len(seals)
