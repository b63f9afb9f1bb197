"""Records, documents, evidence, batches, locked periods."""

from danvan.evidence.models.bulk import bulk_insert
from danvan.evidence.models.documents import Document, DocumentFile
from danvan.evidence.models.evidence import Evidence
from danvan.evidence.models.records import ImportBatch, LockedPeriod, Record

__all__ = ["Document", "DocumentFile", "Evidence", "ImportBatch", "LockedPeriod", "Record", "bulk_insert"]
