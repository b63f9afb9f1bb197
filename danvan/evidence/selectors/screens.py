"""Evidence and documents as the screens show them: rows with names, files and what one may do next.

However many rows, the number of queries stays the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.choices import ProofState
from danvan.evidence.models import Document, DocumentFile, Evidence, Record
from danvan.evidence.rules.states import EVIDENCE, ON_ITS_WAY, OPEN_TO_CHANGE
from danvan.evidence.selectors.queue import evidence_to_verify, may_verify
from danvan.evidence.selectors.visibility import documents_visible_to
from danvan.kernel.text import fold
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import names_on, unit_choices


@dataclass(frozen=True)
class FileRow:
    """A file as a link: pictures are shown, PDFs open beside, the rest is taken home."""

    pk: int
    name: str
    size: int
    is_picture: bool
    is_viewable: bool


@dataclass(frozen=True)
class DocumentRow:
    """A document with its files and the name of its unit on the day asked about."""

    document: Document
    files: tuple[FileRow, ...]
    unit_name: str


@dataclass(frozen=True)
class PieceRow:
    """A piece of evidence with everything a verifier reads before deciding."""

    piece: Evidence
    record: Record
    unit_name: str
    documents: tuple[DocumentRow, ...]
    submitted_by: str
    decided_by: str
    days_waiting: int


@dataclass(frozen=True)
class Panel:
    """The proof of one record, and what this actor may do about it."""

    record: Record
    pieces: tuple[PieceRow, ...]
    on_its_way: PieceRow | None
    may_attach: bool
    may_change: bool
    may_submit: bool
    may_withdraw: bool
    may_decide: bool
    may_recall: bool
    may_change_record: bool
    may_delete_record: bool


def piece_rows(pieces: Iterable[Evidence], *, on: date) -> list[PieceRow]:
    """Return the pieces with their names, documents and files."""
    found = list(pieces)
    documents = _documents_of([piece.pk for piece in found], on)
    names = names_on({piece.record.unit_id for piece in found}, on)
    held = PostHolding.objects.select_related("post", "person").in_bulk(
        {key for piece in found for key in (piece.submitted_by_id, piece.decided_by_id) if key}
    )
    return [
        PieceRow(
            piece=piece,
            record=piece.record,
            unit_name=names[piece.record.unit_id].full_name if piece.record.unit_id in names else "",
            documents=tuple(documents.get(piece.pk, ())),
            submitted_by=_who(held.get(piece.submitted_by_id or 0)),
            decided_by=_who(held.get(piece.decided_by_id or 0)),
            days_waiting=_days(piece.submitted_at, on),
        )
        for piece in found
    ]


def document_rows(documents: Iterable[Document], *, on: date) -> list[DocumentRow]:
    """Return the documents with their files and units."""
    found = list(documents)
    names = names_on({document.unit_id for document in found}, on)
    files: dict[int, list[FileRow]] = {}
    for file in DocumentFile.objects.filter(document__in=found).select_related("file").order_by("pk"):
        files.setdefault(file.document_id, []).append(_file(file))
    return [
        DocumentRow(
            document=document,
            files=tuple(files.get(document.pk, ())),
            unit_name=names[document.unit_id].full_name if document.unit_id in names else "",
        )
        for document in found
    ]


def queue_matching(actor: Actor, *, kind: str = "", unit_id: int | None = None) -> "QuerySet[Evidence, Evidence]":
    """Return what waits for the actor, of one kind or unit when asked."""
    narrowed = Q()
    if kind:
        narrowed &= Q(record__kind=kind)
    if unit_id is not None:
        narrowed &= Q(record__unit=unit_id)
    return evidence_to_verify(actor).filter(narrowed).select_related("record")


def queue_choices(actor: Actor) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """Return the kinds and the units that occur in the actor's queue, as choices of its filters."""
    waiting = evidence_to_verify(actor).order_by()
    kinds = waiting.values_list("record__kind", flat=True).distinct()
    units = names_on(set(waiting.values_list("record__unit", flat=True).distinct()), actor.on)
    return (
        sorted((kind, Record(kind=kind).kind_name) for kind in kinds),
        [(unit, version.full_name) for unit, version in sorted(units.items(), key=lambda found: found[1].sort_name)],
    )


@dataclass(frozen=True)
class Neighbours:
    """The pieces before and after one in the queue."""

    previous: int | None
    following: int | None


def neighbours(queue: "QuerySet[Evidence, Evidence]", piece: Evidence) -> Neighbours:
    """Return the neighbours of a piece in the queue, whether or not it is still in it."""
    after = Q(submitted_at__gt=piece.submitted_at) | Q(submitted_at=piece.submitted_at, pk__gt=piece.pk)
    before = Q(submitted_at__lt=piece.submitted_at) | Q(submitted_at=piece.submitted_at, pk__lt=piece.pk)
    if piece.submitted_at is None:
        after, before = Q(), Q(pk__in=[])
    others = queue.exclude(pk=piece.pk)
    return Neighbours(
        previous=others.filter(before).order_by("-submitted_at", "-pk").values_list("pk", flat=True).first(),
        following=others.filter(after).values_list("pk", flat=True).first(),
    )


def evidence_panel(record: Record, *, actor: Actor) -> Panel:
    """Return the evidence of a record the actor may see, newest first, with the acts open to them."""
    pieces = piece_rows(Evidence.objects.filter(record=record.pk).select_related("record").order_by("-pk"), on=actor.on)
    waiting = next((row for row in pieces if row.piece.state in ON_ITS_WAY), None)
    in_force = next((row for row in pieces if row.piece.state == ProofState.VERIFIED), None)
    may_write = actor.may(record.own_model.write_right, record.unit_id)
    decided = waiting if waiting and waiting.piece.state == ProofState.SUBMITTED else in_force

    def may(act: str, row: PieceRow | None) -> bool:
        return row is not None and act in EVIDENCE.allowed(row.piece.state)

    submitted = may("withdraw", waiting)
    return Panel(
        record=record,
        pieces=tuple(pieces),
        on_its_way=waiting,
        may_attach=may_write and waiting is None,
        may_change=may_write and may("change", waiting),
        may_submit=may_write and may("submit", waiting),
        may_withdraw=may_write and submitted,
        may_decide=may("reject", decided) and decided is not None and may_verify(actor, decided.piece),
        may_recall=may_write and in_force is not None,
        may_change_record=may_write and record.state in OPEN_TO_CHANGE and not submitted,
        may_delete_record=may_write and all(row.piece.state == ProofState.DRAFT for row in pieces),
    )


def documents_matching(
    actor: Actor, *, text: str = "", year: int | None = None, kind: str = "", unit_id: int | None = None
) -> "QuerySet[Document, Document]":
    """Return the visible documents whose title, number, issuer or signer match, newest first.

    The title is found with and without accents.
    """
    found = documents_visible_to(actor)
    for word in fold(text).split():
        found = found.filter(folded_title__contains=word) | found.filter(number__icontains=word)
    if year is not None:
        found = found.filter(issued_on__year=year) if MINYEAR <= year <= MAXYEAR else found.none()
    if kind:
        found = found.filter(kind=kind)
    if unit_id is not None:
        found = found.filter(unit=unit_id)
    return found.order_by("-issued_on", "-pk")


def document_units(actor: Actor) -> list[tuple[int, str]]:
    """Return the units that have documents the actor may see, as choices."""
    ids = set(documents_visible_to(actor).values_list("unit", flat=True).distinct())
    names = names_on(ids, actor.on)
    return [(unit, version.full_name) for unit, version in sorted(names.items(), key=lambda found: found[1].sort_name)]


def writable_units(actor: Actor, right: Right = Right.WRITE_RECORDS) -> list[tuple[int, str]]:
    """Return the units the actor may write for today, their own first, as choices."""
    scope = actor.scope(right)
    choices = [choice for choice in unit_choices(on=actor.on) if choice[0] in scope]
    return sorted(choices, key=lambda choice: choice[0] != actor.unit_id)


def records_proven_by(document: Document, *, actor: Actor) -> list[PieceRow]:
    """Return the pieces of evidence resting on a document, of records the actor may see."""
    scope = actor.scope(Right.SEE_RECORDS)
    pieces = Evidence.objects.filter(documents=document.pk).exclude(state=ProofState.SUPERSEDED)
    if not scope.everything:
        pieces = pieces.filter(record__unit__in=scope.unit_ids)
    return piece_rows(pieces.select_related("record").order_by("-pk")[:100], on=actor.on)


def may_change_document(actor: Actor, document: Document) -> bool:
    """Say whether the actor may write here and nothing rests on the document."""
    resting = Evidence.objects.filter(documents=document.pk, state__in=[ProofState.SUBMITTED, ProofState.VERIFIED])
    return actor.may(Right.WRITE_RECORDS, document.unit_id) and not resting.exists()


def document_choices(record: Record, *, actor: Actor, chosen: Iterable[int] = ()) -> list[tuple[int, str]]:
    """Return the documents one may attach to a record: those of its unit with a file, and those chosen already."""
    with_file = DocumentFile.objects.filter(document=OuterRef("pk"))
    found = documents_visible_to(actor).filter(Q(Exists(with_file), unit=record.unit_id) | Q(pk__in=list(chosen)))
    return [
        (document.pk, f"{document.number} ngày {document.issued_on:%d/%m/%Y}: {document.title}")
        for document in found.order_by("-issued_on", "-pk")[:200]
    ]


def _documents_of(piece_ids: list[int], on: date) -> dict[int, list[DocumentRow]]:
    links = list(
        Evidence.documents.through.objects.filter(evidence__in=piece_ids)
        .order_by("document_id")
        .values_list("evidence_id", "document_id")
    )
    documents = Document.objects.filter(pk__in={document for _piece, document in links})
    rows = {row.document.pk: row for row in document_rows(documents, on=on)}
    found: dict[int, list[DocumentRow]] = {}
    for piece, document in links:
        found.setdefault(piece, []).append(rows[document])
    return found


def _file(file: DocumentFile) -> FileRow:
    is_picture = file.file.content_type.startswith("image/")
    return FileRow(
        pk=file.pk,
        name=file.name,
        size=file.file.size,
        is_picture=is_picture,
        is_viewable=is_picture or file.file.content_type == "application/pdf",
    )


def _who(holding: PostHolding | None) -> str:
    return f"{holding.post.title}, {holding.person.full_name}" if holding else ""


def _days(since: datetime | None, on: date) -> int:
    return max(0, (on - timezone.localdate(since)).days) if since else 0
