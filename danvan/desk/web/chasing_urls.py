"""Addresses of chasing."""

from typing import Any

from django.urls import path
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.desk.selectors import late_units
from danvan.desk.web import chasing

app_name = "chasing"
urlpatterns = [
    path("don-doc/", chasing.chasing, name="list"),
    path("don-doc/<int:unit>/van-ban/", chasing.letter, name="letter"),
]


def _unit(actor: Actor) -> dict[str, Any] | None:
    found = late_units(actor, on=timezone.localdate())
    return {"unit": found[0].unit_id} if found else None


EXAMPLES = {"letter": _unit}
