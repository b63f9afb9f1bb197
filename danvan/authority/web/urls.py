"""Addresses of posts and people."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.authority.web import views

app_name = "authority"
urlpatterns = [
    path("", views.index, name="index"),
    path("doi-chuc-vu/", views.switch_post, name="switch_post"),
    path("nguoi-dung/", views.people, name="people"),
    path("nguoi-dung/them/", views.person_add, name="person_add"),
    path("nguoi-dung/<int:person_id>/", views.person, name="person"),
    path("nguoi-dung/<int:person_id>/chuc-vu/", views.person_seat, name="person_seat"),
    path("chuc-vu/<int:holding_id>/ket-thuc/", views.holding_end, name="holding_end"),
]


def _own(actor: Actor) -> dict[str, Any] | None:
    return {"person_id": actor.person_id} if actor.person_id else None


EXAMPLES = {
    "person": _own,
    "person_seat": _own,
    "holding_end": lambda actor: {"holding_id": actor.holding_id} if actor.holding_id else None,
}
