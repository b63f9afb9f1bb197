"""A spreadsheet taken in as a whole, and undone as a whole.

The rows were read and explained by the catalogue; here they become records or
none of them does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.evidence.choices import ProofState
from danvan.evidence.models import ImportBatch, Record, bulk_insert
from danvan.evidence.services.periods import refuse_locked
from danvan.evidence.services.records import ReasonRequired, clean_values
from danvan.evidence.services.saving import tell_of_batch
from danvan.journal.services import record_act
from danvan.kernel.errors import InputError, InputErrors, NotFound, RuleError
from danvan.kernel.text import fold, nfc


class BatchDoesNotFit(RuleError):
    """The database refuses one of the rows; none is kept."""

    code = "batch_does_not_fit"
    message = _("Trong tệp có dòng trùng với dữ liệu vừa được ghi. Chưa dòng nào được lưu; đề nghị kiểm tra lại tệp.")


class CannotUndoBatch(RuleError):
    """Somebody has worked on what the batch brought."""

    code = "cannot_undo_batch"
    message = _(
        "Không hoàn tác được đợt nhập: %(touched)s trong %(all)s hồ sơ đã được sửa, gắn minh chứng "
        "hoặc có hồ sơ khác gắn với."
    )


class BatchIsUndone(RuleError):
    """There is nothing left of it."""

    code = "batch_is_undone"
    message = _("Đợt nhập này đã được hoàn tác.")


@transaction.atomic
def import_batch(
    model: type[Record], rows: Sequence[Mapping[str, Any]], *, file_name: str, sha256: str, actor: Actor
) -> ImportBatch:
    """Write down every row as a draft of one kind, or none.

    Raises NoAuthority, InputErrors (with the place of the row in `rows`, from
    1), PeriodIsLocked, BatchDoesNotFit.
    """
    records = [
        model(**clean_values(model, row), kind=model.kind_code(), created_by_id=actor.holding_id) for row in rows
    ]
    for unit_id in {record.unit_id for record in records}:
        require(actor, model.write_right, unit_id=unit_id)
    _check(records)
    refuse_locked(day for record in records for day in record.locking_days())
    batch = ImportBatch.objects.create(
        kind=model.kind_code(),
        file_name=nfc(file_name)[:200],
        sha256=sha256,
        rows=len(records),
        person_id=actor.person_id,
        holding_id=actor.holding_id,
    )
    for record in records:
        record.batch, record.folded_title = batch, fold(record.title)[:400]
    try:
        with transaction.atomic():
            bulk_insert(model, records)
    except IntegrityError as error:
        raise BatchDoesNotFit from error
    _journal("import_batch", batch, actor)
    tell_of_batch(records)
    return batch


@transaction.atomic
def undo_batch(batch_id: int, *, reason: str, actor: Actor, at: datetime) -> int:
    """Delete every record of a batch nobody has worked on since; return how many.

    Raises NotFound, NoAuthority, ReasonRequired, BatchIsUndone, CannotUndoBatch, PeriodIsLocked.
    """
    batch = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    model = Record(kind=batch.kind).own_model
    records = list(model.objects.select_for_update(of=("self",)).filter(batch=batch))
    units = {record.unit_id for record in records}
    if batch.person_id != actor.person_id and not any(actor.may(Right.SEE_RECORDS, unit_id) for unit_id in units):
        raise NotFound
    for unit_id in units:
        require(actor, model.write_right, unit_id=unit_id)
    if batch.undone_at or not (records or batch.rows == 0):
        raise BatchIsUndone
    if not (reason := nfc(reason).strip()):
        raise ReasonRequired
    proven = set(Record.objects.filter(batch=batch, evidence__isnull=False).values_list("pk", flat=True))
    touched = [r for r in records if r.edition != 1 or r.state != ProofState.DRAFT or r.pk in proven]
    if touched:
        raise CannotUndoBatch(params={"touched": len(touched), "all": len(records)})
    refuse_locked(day for record in records for day in record.locking_days())
    try:
        Record.objects.filter(batch=batch).delete()
    except ProtectedError as error:
        held = {getattr(row, field.attname) for row in error.protected_objects for field in _links(row, model)}
        raise CannotUndoBatch(params={"touched": len(held) or 1, "all": len(records)}) from error
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    _journal("undo_batch", batch, actor, reason=reason)
    tell_of_batch(records)
    return len(records)


def _check(records: Sequence[Record]) -> None:
    """Check every value by itself; what only the database can tell it says when the rows arrive."""
    relations = (
        {field.name for field in type(records[0])._meta.concrete_fields if field.is_relation} if records else set()
    )
    wrong = []
    for number, record in enumerate(records, start=1):
        try:
            record.clean_fields(exclude=relations)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                label = str(record._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
                wrong += [InputError(message, field=label, row=number) for message in messages]
    if wrong:
        raise InputErrors(wrong)


def _links(row: Any, model: type[Record]) -> list[Any]:
    return [
        field for field in row._meta.concrete_fields if field.related_model in (model, Record) and not field.primary_key
    ]


def _journal(act: str, batch: ImportBatch, actor: Actor, *, reason: str = "") -> None:
    record_act(
        f"evidence.{act}",
        actor=actor,
        subject_kind="batch",
        subject_id=batch.pk,
        unit_id=actor.unit_id,
        reason=reason,
        detail={"kind": batch.kind, "file": batch.file_name, "rows": batch.rows, "sha256": batch.sha256},
    )
