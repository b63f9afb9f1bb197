"""Addresses of a scheme: scorecard, targets, matrix, map, what is late, declared figures, closings."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.schemes.web import closings, declared, indicators, late, maps, matrix, scorecard, targets, weaknesses
from danvan.schemes.web.addresses import of_any_scheme

_PAGES = [
    path("", scorecard.scorecard, name="scorecard"),
    path("chi-tieu/<str:target>/", targets.target, name="target"),
    path("chi-tieu/<str:target>/don-vi/<int:unit>/", targets.target_unit, name="target_unit"),
    path("nhiem-vu/", indicators.indicators, name="indicators"),
    path("nhiem-vu/<str:indicator>/", indicators.indicator, name="indicator"),
    path("han-che/", weaknesses.weakness, name="weaknesses"),
    path("han-che/<str:weakness>/", weaknesses.weakness, name="weakness"),
    path("ma-tran/", matrix.matrix, name="matrix"),
    path("ban-do/", maps.map_of_target, name="map"),
    path("cham/", late.late, name="late"),
    path("khai-bao/", declared.declared, name="declared"),
    path("khai-bao/moi/", declared.declare, name="declare"),
    path("khai-bao/nhap/", declared.declare_import, name="declare_import"),
    path("khai-bao/mau/", declared.declare_template, name="declare_template"),
    path("dong-ky/", closings.closing, name="closing"),
    path("dong-ky/<int:year>/", closings.closing_year, name="closing_year"),
    path("dong-ky/<int:year>/dong/", closings.close, name="close"),
    path("dong-ky/<int:year>/mo-lai/", closings.reopen, name="reopen"),
]

app_name = "schemes"
urlpatterns = of_any_scheme(_PAGES)


def _target(actor: Actor) -> dict[str, Any] | None:
    return {"target": "T03"} if actor.may(Right.SEE_RESULTS) else None


def _target_unit(actor: Actor) -> dict[str, Any] | None:
    if actor.unit_id is None or not actor.may(Right.SEE_RESULTS, actor.unit_id):
        return None
    return {"target": "T03", "unit": actor.unit_id}


def _last_year(actor: Actor) -> dict[str, Any] | None:
    return {"year": actor.on.year - 1} if actor.may(Right.CLOSE_PERIODS) else None


EXAMPLES = {
    "weakness": lambda actor: {"weakness": "L2"} if actor.may(Right.SEE_RESULTS) else None,
    "indicator": lambda actor: {"indicator": "S04"} if actor.may(Right.SEE_RESULTS) else None,
    "target": _target,
    "target_unit": _target_unit,
    "closing_year": _last_year,
    "close": _last_year,
    "reopen": _last_year,
}
