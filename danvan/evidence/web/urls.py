"""Addresses of documents, evidence and its verification."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.evidence import selectors
from danvan.evidence.web import documents, proof, verification

app_name = "evidence"
urlpatterns = [
    path("xac-minh/", verification.queue, name="queue"),
    path("xac-minh/nhieu/", verification.verify_several, name="verify_several"),
    path("<int:evidence_id>/", verification.piece, name="piece"),
    path("<int:evidence_id>/xac-minh/", verification.verify, name="verify"),
    path("<int:evidence_id>/tra-lai/", verification.reject, name="reject"),
    path("<int:evidence_id>/sua/", proof.change, name="change"),
    path("<int:evidence_id>/nop/", proof.submit, name="submit"),
    path("<int:evidence_id>/rut/", proof.withdraw, name="withdraw"),
    path("ho-so/<int:record_id>/gan/", proof.attach, name="attach"),
    path("ho-so/<int:record_id>/thu-hoi/", proof.recall, name="recall"),
    path("van-ban/", documents.document_list, name="document_list"),
    path("van-ban/them/", documents.document_add, name="document_add"),
    path("van-ban/<int:document_id>/", documents.document, name="document"),
    path("van-ban/<int:document_id>/sua/", documents.document_change, name="document_change"),
    path("tep/<int:file_id>/", documents.document_file, name="document_file"),
    path("tep/<int:file_id>/go/", documents.file_remove, name="file_remove"),
]


def _piece(actor: Actor) -> dict[str, Any] | None:
    found = selectors.evidence_to_verify(actor).first() or selectors.evidence_visible_to(actor).order_by("pk").first()
    return {"evidence_id": found.pk} if found else None


def _draft(actor: Actor) -> dict[str, Any] | None:
    found = selectors.evidence_visible_to(actor).filter(state="draft").order_by("pk").first()
    return {"evidence_id": found.pk} if found else None


def _record(actor: Actor, **states: Any) -> dict[str, Any] | None:
    found = selectors.records_visible_to(actor).filter(**states).order_by("pk").first()
    return {"record_id": found.pk} if found else None


def _document(actor: Actor) -> dict[str, Any] | None:
    found = selectors.documents_visible_to(actor).order_by("pk").first()
    return {"document_id": found.pk} if found else None


def _loose_document(actor: Actor) -> dict[str, Any] | None:
    found = selectors.documents_visible_to(actor).exclude(evidence__state__in=["submitted", "verified"]).first()
    return {"document_id": found.pk} if found else None


EXAMPLES = {
    "piece": _piece,
    "change": _draft,
    "attach": lambda actor: _record(actor, state="draft", evidence__isnull=True),
    "recall": lambda actor: _record(actor, state="verified"),
    "document": _document,
    "document_change": _loose_document,
    "document_file": lambda actor: None,
}
