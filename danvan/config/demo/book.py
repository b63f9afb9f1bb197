"""Invented records on their way to the database: real units, one seed, everything marked as invented.

An area invents its records with `Book.record` and what belongs to them with
`Book.line`; `Book.write` saves all of it in a few statements, with the
documents and the evidence that prove them.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import timezone
from docx import Document as WordDocument

from danvan.config.demo.people import PROVINCE, unit_named
from danvan.evidence.choices import NO_NUMBER, DocumentKind, ProofState
from danvan.evidence.models import Document, DocumentFile, Evidence, Record, bulk_insert, copy_in
from danvan.files.models import StoredFile
from danvan.files.services import store_upload
from danvan.kernel.text import fold
from danvan.orgs.models import UnitVersion

SEED = 404
# The invented work ends here; what is due later waits to be done.
WORKED_UNTIL = date(2026, 11, 20)
CLOSED_YEAR = 2025
REASONS = (
    "Văn bản chưa có chữ ký và dấu.",
    "Thiếu danh sách nhiệm vụ có người phụ trách và thời hạn.",
    "Tệp tải lên mờ, không đọc được số và ngày văn bản.",
)

Kind = TypeVar("Kind", bound=Record)
Line = TypeVar("Line", bound=models.Model)
SIGNS = {
    DocumentKind.PLAN: "KH",
    DocumentKind.DECISION: "QĐ",
    DocumentKind.REPORT: "BC",
    DocumentKind.PROGRAMME: "CTr",
    DocumentKind.NOTICE: "TB",
}


@dataclass
class Book:
    """What is invented, in the order it is written.  One book, one demo."""

    standing_holding: int
    adviser_holding: int
    random: Random = field(default_factory=lambda: Random(SEED))
    records: dict[type[Record], list[Any]] = field(default_factory=dict)
    lines: dict[type[models.Model], list[Any]] = field(default_factory=dict)
    documents: dict[int, Document] = field(default_factory=dict)
    papers: dict[int, Document] = field(default_factory=dict)
    pictures: dict[int, bytes] = field(default_factory=dict)
    # Exemplars and those they follow, told once all of them are saved.
    copies: list[tuple[Any, Any]] = field(default_factory=list)

    def record(self, model: type[Kind], unit_id: int, title: str, on: date | None, **columns: Any) -> Kind:
        """Return a new record; `state` is drawn by how long ago it was unless given."""
        state = columns.pop("state", None) or self.state(on)
        record = model(
            kind=model.kind_code(),
            unit_id=unit_id,
            title=title,
            folded_title=fold(title)[:400],
            happened_on=on,
            state=state,
            invented=True,
            **columns,
        )
        self.records.setdefault(model, []).append(record)
        return record

    def line(self, model: type[Line], **columns: Any) -> Line:
        """Return a new part of a record that is written when the records are."""
        line = model(**columns)
        self.lines.setdefault(model, []).append(line)
        return line

    def paper(
        self, record: Record, version: UnitVersion, kind: str, *, issued_on: date | None = None, numbered: bool = True
    ) -> Document:
        """Give a record the document that proves it."""
        is_agency = version.kind == "department"
        sign = "SNV" if is_agency else "UBND"
        number = f"{self.random.randint(3, 180):02d}/{SIGNS.get(DocumentKind(kind), 'VB')}-{sign}"
        issued = issued_on or record.happened_on
        assert issued is not None, "a document has a day"
        document = Document(
            unit_id=record.unit_id,
            kind=kind,
            number=number if numbered else NO_NUMBER,
            issued_on=issued,
            title=record.title,
            folded_title=record.folded_title,
            issuer=f"{'' if is_agency else 'UBND '}{version.full_name}",
            signer="(người ký minh họa)",
            signer_title="Giám đốc" if is_agency else "Chủ tịch",
            invented=True,
        )
        self.share(record, document)
        return document

    def share(self, record: Record, document: Document) -> None:
        """Let a document, this one's or another record's, prove a record."""
        self.documents.setdefault(id(document), document)
        self.papers[id(record)] = document

    def state(self, on: date | None) -> str:
        """Return how far the proof is: what is recent waits, of a closed year nothing does."""
        if on is None:
            return ProofState.DRAFT
        if on.year <= CLOSED_YEAR:
            weights = (95, 0, 3, 2)
        elif on > WORKED_UNTIL - timedelta(days=40):
            weights = (45, 40, 8, 7)
        else:
            weights = (93, 3, 2, 2)
        states = (ProofState.VERIFIED, ProofState.SUBMITTED, ProofState.REJECTED, ProofState.DRAFT)
        return self.random.choices(states, weights)[0]

    def day(self, first: date, last: date) -> date:
        """Return a day between two, both included."""
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def write(self) -> dict[str, int]:
        """Save everything and return how many rows of each kind."""
        self._unique_numbers()
        documents = list(self.documents.values())
        copy_in(Document, documents)
        paper = store_upload(_word_paper(), allowed=None)
        files = [DocumentFile(document=document, file=paper, name="van-ban-minh-hoa.docx") for document in documents]
        files += list(self._picture_files())
        copy_in(DocumentFile, files)
        for model, records in self.records.items():
            for record in records:
                _follow_links(record)
            bulk_insert(model, records)
        for copy, first in self.copies:
            type(copy)._default_manager.filter(pk=copy.pk).update(copied_from=first.pk)
        for line_model, lines in self.lines.items():
            for line in lines:
                _follow_links(line)
            copy_in(line_model, lines)
        pieces = self._prove([record for records in self.records.values() for record in records])
        counted = {str(model._meta.verbose_name): len(records) for model, records in self.records.items()}
        return {**counted, "văn bản": len(self.documents), "minh chứng": pieces}

    def _unique_numbers(self) -> None:
        """A register gives no number twice: move on to the next free one."""
        taken: set[tuple[Any, ...]] = set()
        for document in self.documents.values():
            while (key := (document.unit_id, document.kind, document.number, document.issued_on)) in taken:
                number, _, sign = document.number.partition("/")
                if not sign:
                    break
                document.number = f"{int(number) + 1:02d}/{sign}"
            taken.add(key)

    def _picture_files(self) -> list[DocumentFile]:
        kept: dict[bytes, StoredFile] = {}
        for content in self.pictures.values():
            if content not in kept:
                kept[content] = store_upload(
                    SimpleUploadedFile("anh-minh-hoa.png", content, content_type="image/png"), allowed=None
                )
        return [
            DocumentFile(document=self.documents[key], file=kept[content], name="anh-minh-hoa.png")
            for key, content in self.pictures.items()
        ]

    def _prove(self, records: Sequence[Record]) -> int:
        own_units = {unit_named(PROVINCE), unit_named("Sở Nội vụ")}
        pieces: list[Evidence] = []
        for record in records:
            document = self.papers.get(id(record))
            if document is None or (record.state == ProofState.DRAFT and record.happened_on is None):
                continue
            submitted = (record.happened_on or document.issued_on) + timedelta(days=self.random.randint(1, 6))
            decided = record.state in {ProofState.VERIFIED, ProofState.REJECTED}
            decider = self.adviser_holding if record.unit_id in own_units else self.standing_holding
            piece = Evidence(
                record_id=record.pk,
                proves=record.title[:300],
                fact_on=record.happened_on,
                state=record.state,
                submitted_at=None if record.state == ProofState.DRAFT else _moment(submitted),
                decided_at=_moment(submitted + timedelta(days=3)) if decided else None,
                decided_by_id=decider if decided else None,
                reason=self.random.choice(REASONS) if record.state == ProofState.REJECTED else "",
            )
            piece.__dict__["shown"] = document
            pieces.append(piece)
        copy_in(Evidence, pieces)
        through = Evidence.documents.through
        copy_in(through, [through(evidence_id=piece.pk, document_id=piece.__dict__["shown"].pk) for piece in pieces])
        return len(pieces)


def _follow_links(row: models.Model) -> None:
    """Give a row the keys its neighbours got when they were saved."""
    for column in row._meta.concrete_fields:
        if isinstance(column, models.ForeignKey) and not column.primary_key and column.is_cached(row):
            neighbour = getattr(row, column.name)
            setattr(row, column.attname, neighbour.pk if neighbour else None)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(min(day, timezone.localdate()), time(9, 30)))


def _word_paper() -> SimpleUploadedFile:
    """Return the one document of the demo: a page that says what it is."""
    page = WordDocument()
    page.core_properties.created = page.core_properties.modified = datetime(2025, 1, 1)  # noqa: DTZ001  a fixed mark
    page.add_heading("VĂN BẢN MINH HỌA", level=1)
    page.add_paragraph(
        "Tệp này được tạo để minh họa phần mềm danvan. Nội dung không có thật, không có giá trị pháp lý."
    )
    content = io.BytesIO()
    page.save(content)
    return SimpleUploadedFile(
        "van-ban-minh-hoa.docx",
        content.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
