"""Documents one may refer to when entering a record."""

from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.models import Document
from danvan.evidence.selectors.visibility import documents_visible_to
from danvan.kernel.text import shorten

CHOICES_SHOWN = 200


def papers(actor: Actor, *, unit_id: int | None = None, chosen: int | None = None) -> list[tuple[int, str]]:
    """Return the documents one may refer to, newest first, as choices: of one unit, or of all one writes for."""
    scope = actor.scope(Right.WRITE_RECORDS)
    found = documents_visible_to(actor).order_by("-issued_on", "-pk")
    if unit_id is not None:
        found = found.filter(Q(unit=unit_id) | Q(pk=chosen))
    elif not scope.everything:
        found = found.filter(Q(unit__in=scope.unit_ids) | Q(pk=chosen))
    return [(paper.pk, _said(paper)) for paper in found[:CHOICES_SHOWN]]


def _said(paper: Document) -> str:
    return f"{paper.number} ngày {paper.issued_on:%d/%m/%Y}: {shorten(paper.title, 90)}"


def number_of(actor: Actor, document_id: int) -> str:
    """Return the number of a document one may see; empty when there is none."""
    return documents_visible_to(actor).filter(pk=document_id).values_list("number", flat=True).first() or ""
