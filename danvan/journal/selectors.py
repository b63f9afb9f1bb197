"""Reading the journal, and proving that nobody changed it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from danvan.journal.models import Entry, Seal
from danvan.journal.rules.chain import entry_hash

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ChainCheck:
    """What a walk along the chain found."""

    sealed: int
    unsealed: int
    broken_at: int | None
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def acts_on(subject_kind: str, subject_id: int) -> "QuerySet[Entry, Entry]":
    """Return the acts on one subject, newest first.  The caller has established that the subject may be seen."""
    return Entry.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-pk")


def unsealed_since(*, at: datetime) -> datetime | None:
    """Return when the oldest act of the last day that is not sealed was done; nothing when all are.  One query."""
    rows = Entry.objects.filter(at__gte=at - A_DAY, seal=None).order_by("at")
    return rows.values_list("at", flat=True).first()


def check_chain() -> ChainCheck:
    """Recompute every hash in order and report the first entry that does not fit."""
    previous = ""
    expected = 0
    seals: Any = Seal.objects.select_related("entry").order_by("position").iterator(chunk_size=5_000)
    for seal in seals:
        expected += 1
        if seal.position != expected:
            return ChainCheck(expected - 1, 0, expected, "thiếu một mắt xích")
        previous = entry_hash(previous, seal.entry)
        if previous != seal.hash:
            return ChainCheck(expected - 1, 0, seal.entry_id, "nội dung không khớp mã băm")
    return ChainCheck(expected, Entry.objects.filter(seal__isnull=True).count(), None)


def entries_matching(
    *, act: str = "", since: date | None = None, until: date | None = None
) -> "QuerySet[Entry, Entry]":
    """Return entries whose act begins with a text, on the days from `since` to `until`, newest first."""
    found = Entry.objects.order_by("-pk")
    if act:
        found = found.filter(act__startswith=act)
    if since:
        found = found.filter(at__date__gte=since)
    if until:
        found = found.filter(at__date__lte=until)
    return found
