"""Writing down a fact together with what proves it, in one go."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.models import Document, Record
from danvan.evidence.selectors.naming import issuer_named_for
from danvan.evidence.selectors.visibility import documents_visible_to
from danvan.evidence.services.documents import add_document
from danvan.evidence.services.records import create_record
from danvan.evidence.services.verification import attach_evidence, submit_evidence
from danvan.kernel.errors import NotFound, RuleError

Kind = TypeVar("Kind", bound=Record)


class NothingToSubmit(RuleError):
    """What is handed in needs something one can open; without it the record stays a draft."""

    code = "nothing_to_submit"
    message = _("Chưa có văn bản kèm tệp nên chưa nộp được. Đề nghị chọn hoặc thêm văn bản, hoặc lưu nháp.")


@dataclass(frozen=True)
class Paper:
    """A document there is (`document_id`), or what is needed to enter a new one (`said`, a column each)."""

    document_id: int | None = None
    said: Mapping[str, Any] | None = None
    uploads: "Iterable[UploadedFile[Any]]" = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether no document is meant at all."""
        return self.document_id is None and self.said is None


NO_PAPER = Paper()


def keep_paper(
    paper: Paper,
    unit_id: int,
    *,
    actor: Actor,
    title: str,
    issued_on: date | None,
    right: Right = Right.WRITE_RECORDS,
) -> Document | None:
    """Return the document meant, entering it when it is new; none when none is meant.

    Title and day of the record are those of a new document unless it says
    otherwise.  Raises NotFound, NoAuthority, InputErrors and what files refuse.
    """
    if paper.document_id is not None:
        found = documents_visible_to(actor).filter(pk=paper.document_id).first()
        if found is None:
            raise NotFound
        return found
    if paper.said is None:
        return None
    given = {"issued_on": issued_on, "title": title, **paper.said}
    given["issuer"] = given.get("issuer") or issuer_named_for(unit_id, given["issued_on"] or actor.on)
    return add_document(unit_id, actor=actor, uploads=paper.uploads, right=right, **given)


@transaction.atomic
def record_with_proof(
    model: type[Kind],
    *,
    actor: Actor,
    at: datetime,
    fields: Mapping[str, Any],
    paper: Paper = NO_PAPER,
    proves: Callable[[Any], str] = lambda record: "",
    link: str = "",
    submit: bool = False,
    after: Callable[[Kind], None] | None = None,
) -> Kind:
    """Write down a fact, its document and its proof, and hand the proof in when asked to.

    `after` writes the parts of the record before its proof is handed in.
    Raises NothingToSubmit and what creating a record, a document and evidence
    refuses; then nothing is kept.
    """
    record = create_record(model, actor=actor, **fields)
    if after is not None:
        after(record)
    document = keep_paper(
        paper,
        record.unit_id,
        actor=actor,
        title=record.title,
        issued_on=record.happened_on,
        right=record.write_right,
    )
    prove(
        record, [document.pk] if document else [], actor=actor, at=at, proves=proves(record), link=link, submit=submit
    )
    return record


def prove(
    record: Record,
    document_ids: Collection[int],
    *,
    actor: Actor,
    at: datetime,
    proves: str = "",
    link: str = "",
    submit: bool = False,
) -> None:
    """Attach what proves a record, and hand it in when asked to.  Raises NothingToSubmit and what evidence refuses."""
    if not document_ids and not link:
        if submit:
            raise NothingToSubmit
        return
    piece = attach_evidence(
        record.pk,
        actor=actor,
        proves=(proves or record.title)[:300],
        fact_on=record.happened_on,
        document_ids=document_ids,
        link=link,
    )
    if submit:
        submit_evidence(piece.pk, actor=actor, at=at)
