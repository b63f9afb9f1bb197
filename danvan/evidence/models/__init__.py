"""Records, documents, evidence, batches, locked periods."""

from danvan.evidence.models.bulk import bulk_insert, copy_in
from danvan.evidence.models.documents import Document, DocumentFile
from danvan.evidence.models.evidence import Evidence
from danvan.evidence.models.records import ImportBatch, InForce, LockedPeriod, Record, in_force_on

__all__ = [
    "Document",
    "DocumentFile",
    "Evidence",
    "ImportBatch",
    "InForce",
    "LockedPeriod",
    "Record",
    "bulk_insert",
    "copy_in",
    "in_force_on",
]
