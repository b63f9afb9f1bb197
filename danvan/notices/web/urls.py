"""Addresses of notices."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.notices.selectors import notices_visible_to
from danvan.notices.web import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("doc-het/", views.read_all, name="read_all"),
    path("cach-nhan/", views.settings, name="settings"),
    path("<int:notice>/", views.open_notice, name="open"),
]


def _first(actor: Actor) -> dict[str, Any] | None:
    notice = notices_visible_to(actor).first()
    return {"notice": notice.pk} if notice else None


EXAMPLES = {"open": _first}
