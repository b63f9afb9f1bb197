"""Addresses of voters' recommendations."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.opinions import selectors
from danvan.opinions.web import feedback, sessions, views
from danvan.opinions.web.kinds import LISTS
from danvan.ui.catalogue.views import ImportView, ProblemsView, TemplateView, UndoView

app_name = "opinions"
urlpatterns = [
    path("", views.recommendation_list, name="recommendation_list"),
    path("ghi/", views.record, name="record"),
    path("lap-lai/", sessions.repeats, name="repeats"),
    path("phan-hoi/", feedback.feedback, name="feedback"),
    path("bang-tinh/", ImportView.as_view(kind=LISTS), name="list_import"),
    path("bang-tinh/mau.xlsx", TemplateView.as_view(kind=LISTS), name="list_template"),
    path("bang-tinh/loi/", ProblemsView.as_view(kind=LISTS), name="list_problems"),
    path("bang-tinh/<int:batch>/hoan-tac/", UndoView.as_view(kind=LISTS), name="list_undo"),
    path("ky-hop/", sessions.sessions, name="sessions"),
    path("ky-hop/them/", sessions.session_add, name="session_add"),
    path("ky-hop/<int:pk>/", sessions.session, name="session"),
    path("ky-hop/<int:pk>/sua/", sessions.session_change, name="session_change"),
    path("ky-hop/<int:pk>/tiep-xuc/", sessions.meeting_add, name="meeting_add"),
    path("ky-hop/<int:pk>/danh-sach.xlsx", sessions.session_sheet, name="session_sheet"),
    path("ky-hop/<int:pk>/tong-hop.<str:form>", sessions.session_summary, name="session_summary"),
    path("ky-hop/<int:pk>/bao-cao.<str:form>", sessions.session_report, name="session_report"),
    path("ky-hop/<int:pk>/chuyen/<int:unit>.<str:form>", sessions.slip, name="slip"),
    path("tep/<int:file_id>/", views.paper, name="paper"),
    path("<int:pk>/", views.recommendation, name="recommendation"),
    path("<int:pk>/sua/", views.change, name="change"),
    path("<int:pk>/lap-lai/", views.say_repeat, name="say_repeat"),
    path("<int:pk>/thanh-don/", views.to_letter, name="to_letter"),
    path("<int:pk>/<slug:act>/", views.act, name="act"),
]


def _recommendation(actor: Actor, **states: Any) -> dict[str, Any] | None:
    found = selectors.recommendations_visible_to(actor).filter(**states).order_by("pk").first()
    return {"pk": found.pk} if found else None


def _act(actor: Actor) -> dict[str, Any] | None:
    found = _recommendation(actor, is_open=True)
    if found is None:
        return None
    acts = selectors.recommendation_page(actor, found["pk"], on=actor.on).acts
    return {**found, "act": acts[0].code} if acts else None


def _session(actor: Actor) -> dict[str, Any] | None:
    found = selectors.sessions_visible_to(actor).first()
    return {"pk": found.pk} if found else None


def _batch(actor: Actor) -> dict[str, Any] | None:
    found = selectors.batches_visible_to(actor).filter(undone_at=None).first()
    return {"batch": found.pk} if found else None


EXAMPLES = {
    "recommendation": _recommendation,
    "change": _recommendation,
    "say_repeat": lambda actor: None,
    "to_letter": lambda actor: _recommendation(actor, state="recorded"),
    "act": _act,
    "paper": lambda actor: None,
    "session": _session,
    "session_change": _session,
    "meeting_add": _session,
    "session_sheet": _session,
    "session_summary": lambda actor: None,
    "session_report": lambda actor: None,
    "slip": lambda actor: None,
    "list_problems": lambda actor: None,
    "list_undo": _batch,
}
