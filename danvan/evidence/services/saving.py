"""What every act on a record shares: taking it under lock, checking it, keeping its state, telling others."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.events import RecordChanged
from danvan.evidence.models import Record
from danvan.evidence.rules.states import record_state
from danvan.journal.services import announce
from danvan.kernel.errors import InputError, InputErrors, NotFound


def locked_record(record_id: int, *, actor: Actor) -> Record:
    """Return the record as its own kind, locked until the transaction ends.

    Raises NotFound also when it exists outside what the actor may see.
    """
    record = Record.objects.select_for_update().filter(pk=record_id).first()
    if record is None or not actor.may(Right.SEE_RECORDS, record.unit_id):
        raise NotFound
    return record.concrete


def check_input(instance: models.Model, *, exclude: Iterable[str] = ()) -> None:
    """Check the row as the database would.  Raises InputErrors, each with the label of its field."""
    try:
        instance.full_clean(exclude=set(exclude))
    except ValidationError as error:
        found = []
        for name, messages in error.message_dict.items():
            label = "" if name == "__all__" else str(instance._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            found += [InputError(message, field=label) for message in messages]
        raise InputErrors(found) from error


def keep_state(record: Record) -> None:
    """Make the record's state follow from its evidence."""
    state = record_state(record.evidence.order_by("pk").values_list("state", flat=True))
    if state != record.state:
        Record.objects.filter(pk=record.pk).update(state=state)
        record.state = state


def tell_of_change(record: Record, days: Iterable[date], *, units: Iterable[int] | None = None) -> None:
    """Announce that figures over these days may be different now, once for each unit the record counts for.

    `units` are those it counted for before as well, where they may differ.
    """
    told = tuple(sorted({day.isoformat() for day in days}))
    for unit_id in sorted(set(record.counting_units() if units is None else units)):
        announce(RecordChanged(record_id=record.pk, kind=record.kind, unit_id=unit_id, days=told))


def tell_of_batch(records: Iterable[Record]) -> None:
    """Announce once for each kind and unit, with all its days."""
    by_unit: dict[tuple[str, int], set[date]] = {}
    for record in records:
        for unit_id in record.counting_units():
            by_unit.setdefault((record.kind, unit_id), set()).update(record.counting_days())
    for (kind, unit_id), days in by_unit.items():
        announce(
            RecordChanged(
                record_id=None, kind=kind, unit_id=unit_id, days=tuple(sorted(day.isoformat() for day in days))
            )
        )


def tell_of_records(records: Iterable[Record]) -> None:
    """Announce that something these records depend on has changed."""
    for record in records:
        tell_of_change(record, record.counting_days())
