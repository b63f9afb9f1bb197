"""Writing many rows at once.

A spreadsheet brings thousands, a recomputation a hundred thousand.  PostgreSQL
takes them fastest by COPY, with their keys drawn beforehand.  Django's
bulk_create also refuses models with a parent table, as records are.
"""

from collections.abc import Sequence

from django.db import connection, models, transaction

from danvan.evidence.models.records import Record


@transaction.atomic
def bulk_insert(model: type[Record], instances: Sequence[Record]) -> None:
    """Insert records of one kind, parents first, and give every instance its key."""
    shared = [field for field in Record._meta.concrete_fields if not field.primary_key]
    parents = [
        Record(**{field.attname: getattr(instance, field.attname) for field in shared}) for instance in instances
    ]
    copy_in(Record, parents)
    for parent, instance in zip(parents, instances, strict=True):
        instance.pk = instance.record_ptr_id = parent.pk  # type: ignore[attr-defined]
        instance.id = parent.pk
    copy_in(model, instances)


def copy_in(model: type[models.Model], instances: Sequence[models.Model]) -> None:
    """Insert rows into the model's own table and give a key to those that have none.

    Sends no signal and looks at no conflict: a row that is there already is an IntegrityError.
    """
    if not instances:
        return
    own: list[models.Field] = list(model._meta.local_concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in own)
    table = f'"{model._meta.db_table}"'
    with connection.cursor() as cursor:
        new = [instance for instance in instances if instance.pk is None]
        if new:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, model._meta.pk.column, len(new)],
            )
            for instance, (key,) in zip(new, cursor.fetchall(), strict=True):
                instance.pk = key
        cells = [(field.pre_save, field.get_db_prep_save) for field in own]
        with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for instance in instances:
                copy.write_row([prepared(value(instance, True), connection) for value, prepared in cells])
    for instance in instances:
        instance._state.adding = False
        instance._state.db = connection.alias
