"""What the import screens ask: which batches there were, and what would be wrong with rows before any is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey

from danvan.authority.rules.actor import Actor
from danvan.evidence.models import LockedPeriod, Record
from danvan.evidence.selectors.visibility import batches_visible_to
from danvan.kernel.text import format_date
from danvan.ui.batches import SHOWN, BatchRow


def model_of(kind: str) -> type[Record]:
    """Return the model of a kind by its stored code.  Raises FieldDoesNotExist for an unknown one."""
    return Record(kind=kind).own_model


def batch_rows(actor: Actor, kind: str) -> list[BatchRow]:
    """Return the latest batches the actor may see, in one query."""
    return [
        BatchRow(
            pk=batch.pk,
            file_name=batch.file_name,
            rows=batch.rows,
            imported_at=batch.imported_at,
            by=(batch.person.full_name or batch.person.username) if batch.person else "hệ thống",
            is_undone=batch.undone_at is not None,
        )
        for batch in batches_visible_to(actor, kind)[:SHOWN]
    ]


@dataclass(frozen=True)
class Foresight:
    """What would be refused of one row: (field, its label, sentence), and the closed period it counts in."""

    flaws: tuple[tuple[str, str, str], ...]
    locked: str


def foresee(kind: str, rows: Iterable[Mapping[str, Any]]) -> list[Foresight]:
    """Return for each row what writing it would be refused for, in one query for all of them."""
    model = model_of(kind)
    links = {field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey)}
    periods = list(LockedPeriod.objects.filter(reopened_at__isnull=True).order_by("first_day"))
    found = []
    for row in rows:
        record = model(kind=kind, **row)
        found.append(Foresight(tuple(_flaws(record, links)), _locked(record.locking_days(), periods)))
    return found


def _flaws(record: Record, links: set[str]) -> Iterable[tuple[str, str, str]]:
    try:
        record.clean_fields(exclude=links | {"kind", "folded_title", "state", "edition"})
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            label = str(record._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            yield from ((name, label, sentence) for sentence in sentences)


def _locked(days: Iterable[date], periods: Iterable[LockedPeriod]) -> str:
    counted = list(days)
    for period in periods:
        if any(period.first_day <= day <= period.last_day for day in counted):
            return f"từ {format_date(period.first_day)} đến {format_date(period.last_day)}"
    return ""
