"""Addresses of the sealed register."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.denunciations import selectors
from danvan.denunciations.web import handing_over, views

app_name = "denunciations"
urlpatterns = [
    path("", views.denunciation_list, name="list"),
    path("tiep-nhan/", views.take_in, name="take_in"),
    path("ban-giao/", handing_over.hand_overs, name="hand_overs"),
    path("giu-khoa/", views.seals, name="seals"),
    path("giu-khoa/giao/<int:custodian_id>/", views.hand_over, name="hand_over"),
    path("giu-khoa/yeu-cau/<int:request_id>/", views.consent, name="consent"),
    path("<slug:code>/", views.denunciation, name="denunciation"),
    path("<slug:code>/ma-moi/", views.renew, name="renew"),
    path("<slug:code>/xin-mo/", views.ask, name="ask"),
    path("<slug:code>/mo/<slug:part>/", views.part, name="part"),
    path("<slug:code>/tep/<int:paper_id>/", views.paper, name="paper"),
    path("<slug:code>/viec/<slug:act>/", views.act, name="act"),
]


def _denunciation(actor: Actor) -> dict[str, Any] | None:
    found = selectors.denunciations_visible_to(actor).filter(is_open=True).order_by("due_on", "pk").first()
    return {"code": found.code} if found else None


EXAMPLES = {
    "denunciation": _denunciation,
    "ask": _denunciation,
    "part": lambda actor: None,
    "paper": lambda actor: None,
    "act": lambda actor: None,
    "consent": lambda actor: None,
    "hand_over": lambda actor: None,
}
