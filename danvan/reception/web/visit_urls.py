"""Addresses of the reception book and of the sheet of a session."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.reception.choices import MatterKind
from danvan.reception.selectors.visits import batches_visible_to, visits_visible_to
from danvan.reception.web import sheet, visits
from danvan.reception.web.visit_kind import VISITS
from danvan.ui.catalogue.views import ImportView, ProblemsView, TemplateView, UndoView

BOOK = [
    path("so/", visits.book, name="book"),
    path("so/in/", visits.book_paper, name="book_paper"),
    path("so/nhap/", ImportView.as_view(kind=VISITS), name="visit_import"),
    path("so/nhap/mau.xlsx", TemplateView.as_view(kind=VISITS), name="visit_template"),
    path("so/nhap/loi/", ProblemsView.as_view(kind=VISITS), name="visit_problems"),
    path("so/nhap/<int:batch>/hoan-tac/", UndoView.as_view(kind=VISITS), name="visit_undo"),
    path("so-lieu/", visits.counts, name="counts"),
    path("mo-buoi/", visits.open_today, name="open_today"),
    path("luot/<int:visit_id>/", visits.visit, name="visit"),
    path("luot/<int:visit_id>/sua/", visits.change, name="visit_change"),
    path("luot/<int:visit_id>/gan/", visits.link, name="visit_link"),
    path("luot/<int:visit_id>/bo-gan/", visits.unlink, name="visit_unlink"),
    path("luot/<int:visit_id>/don/", visits.petition, name="visit_petition"),
    path("luot/<int:visit_id>/gan-don/", visits.link_case, name="visit_case"),
    path("luot/<int:visit_id>/bo-gan-don/", visits.unlink_case, name="visit_unlink_case"),
    path("luot/<int:visit_id>/tu-choi/", visits.refusal, name="refusal"),
    path("luot/<int:visit_id>/in/<slug:paper>/", visits.visit_paper, name="visit_paper"),
    path("buoi/phieu.js", sheet.worker, name="sheet_worker"),
    path("buoi/<int:session_id>/phieu/", sheet.sheet, name="sheet"),
    path("buoi/<int:session_id>/phieu/khoa/", sheet.keys, name="sheet_keys"),
    path("buoi/<int:session_id>/bien-ban/", visits.minutes, name="minutes"),
    path("buoi/<int:session_id>/ket-luan/", visits.conclude, name="conclude"),
]


def _visit(actor: Actor, **states: Any) -> dict[str, Any] | None:
    found = visits_visible_to(actor).exclude(matter=MatterKind.DENUNCIATION).filter(**states).order_by("pk").first()
    return {"visit_id": found.pk} if found else None


def _paper(actor: Actor) -> dict[str, Any] | None:
    found = _visit(actor)
    return {**found, "paper": "phieu-tiep"} if found else None


def _session(actor: Actor) -> dict[str, Any] | None:
    found = visits_visible_to(actor).order_by("-on", "-number").first()
    return {"session_id": found.session_id} if found else None


def _batch(actor: Actor) -> dict[str, Any] | None:
    found = batches_visible_to(actor).filter(undone_at=None).first()
    return {"batch": found.pk} if found else None


BOOK_EXAMPLES = {
    "visit": _visit,
    "visit_change": _visit,
    "visit_petition": lambda actor: _visit(actor, case=None),
    "refusal": lambda actor: _visit(actor, refusal_due_on__isnull=False, refused_in_writing_on=None),
    "visit_paper": _paper,
    "visit_problems": lambda actor: None,
    "visit_undo": _batch,
    "sheet": _session,
    "sheet_keys": _session,
    "minutes": _session,
}
