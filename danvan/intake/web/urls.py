"""Addresses of the desk."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.intake.selectors import mails_visible_to
from danvan.intake.selectors.batches import batches_visible_to
from danvan.intake.web import batches, mail, views
from danvan.intake.web.kinds import LETTERS
from danvan.petitions.selectors import petitions_visible_to
from danvan.ui.catalogue.views import ImportView, ProblemsView, TemplateView, UndoView

app_name = "intake"
urlpatterns = [
    path("tiep-nhan/", views.register, name="register"),
    path("tiep-nhan/bang-tinh/", ImportView.as_view(kind=LETTERS), name="letter_import"),
    path("tiep-nhan/bang-tinh/mau.xlsx", TemplateView.as_view(kind=LETTERS), name="letter_template"),
    path("tiep-nhan/bang-tinh/loi/", ProblemsView.as_view(kind=LETTERS), name="letter_problems"),
    path("tiep-nhan/bang-tinh/<int:batch>/hoan-tac/", UndoView.as_view(kind=LETTERS), name="letter_undo"),
    path("tiep-nhan/bang-tinh/<int:batch_id>/", batches.batch, name="batch"),
    path("tiep-nhan/bang-tinh/<int:batch_id>/bien-nhan/", batches.receipts, name="batch_receipts"),
    path("tiep-nhan/thu-dien-tu/", mail.mails, name="mails"),
    path("tiep-nhan/thu-dien-tu/<int:mail_id>/", mail.mail, name="mail"),
    path("tiep-nhan/thu-dien-tu/<int:mail_id>/de-rieng/", mail.aside, name="mail_aside"),
    path("tiep-nhan/thu-dien-tu/<int:mail_id>/lay-lai/", mail.take_back, name="mail_take_back"),
    path("tiep-nhan/thu-dien-tu/<int:mail_id>/niem-phong/", mail.seal, name="mail_seal"),
    path("tiep-nhan/thu-dien-tu/<int:mail_id>/tep/<int:paper_id>/", mail.paper, name="mail_paper"),
    path("<slug:code>/bien-nhan/", views.receipt, name="receipt"),
    path("<slug:code>/cap-lai-ma/", views.renew, name="renew"),
    path("<slug:code>/tach-don/", views.split, name="split"),
]


def _petition(actor: Actor, **states: Any) -> dict[str, Any] | None:
    found = petitions_visible_to(actor).filter(**states).order_by("pk").first()
    return {"code": found.code} if found else None


def _mail(actor: Actor, **states: Any) -> dict[str, Any] | None:
    found = mails_visible_to(actor).filter(**states).order_by("pk").first()
    return {"mail_id": found.pk} if found else None


def _mail_paper(actor: Actor) -> dict[str, Any] | None:
    found = mails_visible_to(actor).filter(papers__isnull=False).values("pk", "papers").first()
    return {"mail_id": found["pk"], "paper_id": found["papers"]} if found else None


def _batch(actor: Actor) -> dict[str, Any] | None:
    found = batches_visible_to(actor).first()
    return {"batch_id": found.pk} if found else None


def _standing_batch(actor: Actor) -> dict[str, Any] | None:
    found = batches_visible_to(actor).filter(undone_at=None).first()
    return {"batch": found.pk} if found else None


EXAMPLES = {
    "receipt": _petition,
    "split": lambda actor: _petition(actor, state="received"),
    "letter_problems": lambda actor: None,
    "letter_undo": _standing_batch,
    "batch": _batch,
    "batch_receipts": _batch,
    "mail": lambda actor: _mail(actor, state="waiting"),
    "mail_seal": lambda actor: _mail(actor, state="waiting"),
    "mail_paper": _mail_paper,
}
