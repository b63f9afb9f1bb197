"""Addresses of petitions."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.petitions import selectors
from danvan.petitions.web import handing_over, inbox, oversight, views

app_name = "petitions"
urlpatterns = [
    path("", inbox.petition_list, name="petition_list"),
    path("ban-giao/", handing_over.hand_overs, name="hand_overs"),
    path("nhieu-don/", inbox.bulk, name="bulk"),
    path("tong-quan/", oversight.overview, name="overview"),
    path("tep/<int:paper_id>/", views.paper, name="paper"),
    path("<slug:code>/", views.petition, name="petition"),
    path("<slug:code>/<slug:act>/", views.act, name="act"),
]


def _petition(actor: Actor) -> dict[str, Any] | None:
    found = selectors.petitions_visible_to(actor).filter(is_open=True).order_by("due_on", "pk").first()
    return {"code": found.code} if found else None


def _act(actor: Actor) -> dict[str, Any] | None:
    found = _petition(actor)
    if found is None:
        return None
    offers = selectors.petition_page(actor, found["code"], on=actor.on).offers
    act = next((each.act.code for each in offers if each.may and each.act.code not in views.ELSEWHERE), None)
    return {**found, "act": act} if act else None


EXAMPLES = {"petition": _petition, "act": _act, "paper": lambda actor: None}
