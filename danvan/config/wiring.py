"""Who reacts to which event.  The whole of it, in one table."""

from danvan.journal.jobs import react
from danvan.schemes import jobs as schemes


def wire() -> None:
    """Fill the table of reactions; called once, when the project starts."""
    react("RecordChanged", schemes.refresh_after_record_changed)
    react("UnitsImported", schemes.recompute_after_units_imported)
