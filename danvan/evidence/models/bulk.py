"""Writing many records of one kind at once.

Django's bulk_create refuses models with a parent table; a record is such a
model, and a spreadsheet brings thousands.  Two statements do what it refuses.
"""

from collections.abc import Sequence

from django.db import connection, models, transaction

from danvan.evidence.models.records import Record


@transaction.atomic
def bulk_insert(model: type[Record], instances: Sequence[Record], *, batch_size: int = 2_000) -> None:
    """Insert records of one kind, parents first, and give every instance its key."""
    shared = [field for field in Record._meta.concrete_fields if not field.primary_key]
    parents = [
        Record(**{field.attname: getattr(instance, field.attname) for field in shared}) for instance in instances
    ]
    Record.objects.bulk_create(parents, batch_size=batch_size)
    for parent, instance in zip(parents, instances, strict=True):
        instance.pk = instance.record_ptr_id = parent.pk  # type: ignore[attr-defined]
        instance.id = parent.pk
        instance._state.adding = False
    own: list[models.Field] = list(model._meta.local_concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in own)
    marks = ", ".join(["%s"] * len(own))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})',
            [
                [field.get_db_prep_save(field.pre_save(instance, add=True), connection) for field in own]
                for instance in instances
            ],
        )
