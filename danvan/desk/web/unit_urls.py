"""Addresses of the units."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.desk.web import units

app_name = "units"
urlpatterns = [
    path("", units.directory, name="directory"),
    path("danh-muc.xlsx", units.export_xlsx, name="export_xlsx"),
    path("danh-muc.csv", units.export_csv, name="export_csv"),
    path("<int:unit_id>/", units.unit, name="unit"),
]


def _unit(actor: Actor) -> dict[str, Any] | None:
    return None if actor.unit_id is None else {"unit_id": actor.unit_id}


EXAMPLES = {"unit": _unit}
