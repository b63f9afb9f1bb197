"""What the database says of letters, in one value: two that are alike mean that nothing was stored, not even half."""

from django.db import connection

# Where letters, cases, their files and what follows from them stand.
AREAS = ("casework_", "petitions_", "denunciations_", "intake_", "letters_", "files_", "journal_", "notices_",
         "procrastinate_jobs")  # fmt: skip
# Files wait here for their form, a day at most; that they do is the point (ADR 0030).
WAITING = "files_heldupload"


def fingerprint() -> dict[str, str]:
    """Return a digest of every table of ours and of the queue."""
    tables = connection.introspection.table_names()
    parts = [
        f"SELECT '{table}', count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') "
        f'FROM "{table}" t'
        for table in tables
        if table.startswith(AREAS) and table != WAITING
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def difference(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the tables that changed."""
    return [f"{table}: {before[table]} → {after[table]}" for table in before if before[table] != after[table]]
