"""Documents and their files, as long as nothing rests on them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.evidence.choices import ProofState
from danvan.evidence.models import Document, DocumentFile, Evidence
from danvan.evidence.services.saving import check_input
from danvan.files.rules.names import clean_name
from danvan.files.services import store_upload
from danvan.journal.services import record_act
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.text import fold, nfc

FIELDS = frozenset({"kind", "number", "issued_on", "title", "issuer", "signer", "signer_title"})
RESTING = (ProofState.SUBMITTED, ProofState.VERIFIED)


class DocumentIsProof(RuleError):
    """What waits for verification, or was verified, rests on the document as it is."""

    code = "document_is_proof"
    message = _(
        "Văn bản đang là minh chứng đã nộp hoặc đã xác minh nên không sửa được. "
        "Cần rút lại minh chứng, hoặc thu hồi hồ sơ đã xác minh, trước khi sửa."
    )


class FileAttachedTwice(RuleError):
    """The document has a file with the very same content."""

    code = "file_attached_twice"
    message = _("Văn bản đã có tệp với đúng nội dung này (%(name)s).")


@transaction.atomic
def add_document(
    unit_id: int,
    *,
    actor: Actor,
    uploads: "Iterable[UploadedFile[bytes]]" = (),
    right: Right = Right.WRITE_RECORDS,
    **fields: Any,
) -> Document:
    """Enter a document of a unit, with its files.

    `right` is that of the record it proves, where another than writing records.
    Raises NoAuthority, InputErrors and what `files` refuses; then nothing is kept.
    """
    require(actor, right, unit_id=unit_id)
    document = Document(unit_id=unit_id, created_by_id=actor.holding_id, **_texts(fields))
    document.folded_title = fold(document.title)[:400]
    check_input(document)
    document.save()
    _journal("add_document", document, actor)
    for upload in uploads:
        _attach(document, upload, actor)
    return document


@transaction.atomic
def change_document(
    document_id: int, *, actor: Actor, changes: Mapping[str, Any], uploads: "Iterable[UploadedFile[bytes]]" = ()
) -> Document:
    """Change what is said of a document and add files.

    Raises NotFound, NoAuthority, DocumentIsProof, InputErrors and what `files` refuses.
    """
    document = _locked(document_id, actor)
    changed = [name for name, value in _texts(changes).items() if getattr(document, name) != value]
    for name, value in _texts(changes).items():
        setattr(document, name, value)
    if changed:
        document.folded_title = fold(document.title)[:400]
        check_input(document)
        document.save()
        _journal("change_document", document, actor, detail={"fields": changed})
    for upload in uploads:
        _attach(document, upload, actor)
    return document


@transaction.atomic
def attach_file(document_id: int, *, upload: "UploadedFile[bytes]", actor: Actor) -> DocumentFile:
    """Add a file.  Raises NotFound, NoAuthority, DocumentIsProof, FileAttachedTwice and what `files` refuses."""
    return _attach(_locked(document_id, actor), upload, actor)


@transaction.atomic
def remove_file(file_id: int, *, actor: Actor) -> Document:
    """Take a file off its document.  Raises NotFound, NoAuthority, DocumentIsProof."""
    file = DocumentFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NotFound
    document = _locked(file.document_id, actor)
    _journal("remove_file", document, actor, detail={"name": file.name})
    file.delete()
    return document


def _locked(document_id: int, actor: Actor) -> Document:
    document = Document.objects.select_for_update().filter(pk=document_id).first()
    if document is None or not actor.may(Right.SEE_RECORDS, document.unit_id):
        raise NotFound
    require(actor, Right.WRITE_RECORDS, unit_id=document.unit_id)
    if Evidence.objects.filter(documents=document_id, state__in=RESTING).exists():
        raise DocumentIsProof
    return document


def _attach(document: Document, upload: "UploadedFile[bytes]", actor: Actor) -> DocumentFile:
    stored = store_upload(upload)
    name = clean_name(upload.name or "", stored.content_type)
    if document.files.filter(file=stored).exists():
        raise FileAttachedTwice(params={"name": name})
    file = DocumentFile.objects.create(document=document, file=stored, name=name, uploaded_by_id=actor.holding_id)
    _journal("attach_file", document, actor, detail={"name": name, "sha256": stored.sha256})
    return file


def _texts(fields: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"not set by hand: {', '.join(sorted(unknown))}")
    return {name: nfc(value).strip() if isinstance(value, str) else value for name, value in fields.items()}


def _journal(act: str, document: Document, actor: Actor, *, detail: Mapping[str, Any] | None = None) -> None:
    record_act(
        f"evidence.{act}", actor=actor, subject_kind="document", subject_id=document.pk, unit_id=document.unit_id,
        detail=detail,
    )  # fmt: skip
