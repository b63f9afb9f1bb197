"""Addresses of the desk."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.intake.web import views
from danvan.petitions.selectors import petitions_visible_to

app_name = "intake"
urlpatterns = [
    path("tiep-nhan/", views.register, name="register"),
    path("<slug:code>/bien-nhan/", views.receipt, name="receipt"),
    path("<slug:code>/cap-lai-ma/", views.renew, name="renew"),
    path("<slug:code>/tach-don/", views.split, name="split"),
]


def _petition(actor: Actor, **states: Any) -> dict[str, Any] | None:
    found = petitions_visible_to(actor).filter(**states).order_by("pk").first()
    return {"code": found.code} if found else None


EXAMPLES = {"receipt": _petition, "split": lambda actor: _petition(actor, state="received")}
