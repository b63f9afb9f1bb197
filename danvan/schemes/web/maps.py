"""A target and a year on the map of the province."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from danvan.kernel.figures import Status
from danvan.orgs.selectors import map_outlines
from danvan.schemes import selectors
from danvan.schemes.rules.definition import ValueKind
from danvan.schemes.web.asked import address, asked_year, frame_of, require_results, years
from danvan.schemes.web.rows import SHORT, target_url, unit_url
from danvan.ui.pages import render_page


@dataclass(frozen=True)
class Shape:
    """A unit on the map with its verdict."""

    name: str
    path: str
    status: str
    url: str
    label: str


@dataclass(frozen=True)
class Key:
    """One line of the key."""

    code: str
    label: str
    count: int


@require_safe
def map_of_target(request: HttpRequest, scheme: str) -> HttpResponse:
    definition = require_results(request, scheme)
    year = asked_year(request)
    drawable = [target for target in definition.targets if not target.is_pending and target.value is ValueKind.SHARE]
    wanted = request.GET.get("chi-tieu", "") or (drawable or definition.targets)[0].id
    chosen = next((target for target in definition.targets if target.id == wanted), None)
    if chosen is None:
        raise Http404
    on = min(request.as_of, date(year, 12, 31)) if request.as_of.year == year else date(year, 12, 31)
    drawing = map_outlines(on)
    # Districts of the first half of 2025 have closing results; all other units on a map have those of the year.
    statuses = {
        **selectors.map_statuses(request.actor, scheme, chosen.id, year, closing=True),
        **selectors.map_statuses(request.actor, scheme, chosen.id, year),
    }
    shapes = [
        Shape(
            name=unit.name,
            path=unit.path,
            status=str(statuses[unit.unit_id].status),
            url=unit_url(scheme, statuses[unit.unit_id].target, unit.unit_id, year),
            label=f"{unit.name}: {statuses[unit.unit_id].status.label}",
        )
        for unit in drawing.units
        if unit.unit_id in statuses
    ]
    key = [
        Key(status, status.label, count)
        for status in Status
        if (count := sum(shape.status == status for shape in shapes))
    ]
    tier = "huyện, thành phố, thị xã" if drawing.level == "district" else "xã, phường"
    counted = ", ".join(f"{each.count} {each.label}" for each in key)
    return render_page(
        request,
        "schemes/map.html",
        {
            **frame_of(definition, "map", year=year),
            "target": chosen,
            "target_choices": drawable,
            "target_url": target_url(scheme, chosen.id, year),
            "year": year,
            "years": years(),
            "drawing": drawing,
            "shapes": shapes,
            "key": key,
            "level_said": f"{len(shapes)} {tier}",
            "said": f"{chosen.name}. Trong {len(shapes)} {tier}: {counted}." if shapes else f"{chosen.name}.",
            "short": sorted((shape for shape in shapes if shape.status in SHORT), key=lambda shape: -len(shape.status)),
            "why": "Chỉ tiêu của riêng cấp tỉnh, hoặc năm này chưa có kết quả của đơn vị nào trong phạm vi được xem.",
            "plain_url": address(scheme, "map"),
        },
    )
