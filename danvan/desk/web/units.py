"""The directory of units on a day, and the page of one unit through time."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.desk.selectors import scorecard_address
from danvan.kernel.ranges import ValidRange
from danvan.kernel.text import format_date, shorten
from danvan.orgs import selectors
from danvan.orgs.choices import Level, UnitClass, UnitKind
from danvan.orgs.rules.pictures import MAP_WIDTH, Projection, draw_lineage
from danvan.schemes.selectors import scorecards
from danvan.ui.forms import NfcCharField
from danvan.ui.pages import render_page

ANY = [("", _("Tất cả"))]
COLUMNS = {
    "code": "Mã",
    "full_name": "Tên đơn vị",
    "kind_label": "Loại",
    "level_label": "Cấp",
    "parent": "Thuộc",
    "in_scope": "Thuộc phạm vi Đề án",
    "classes": "Nhóm đối tượng",
    "valid_from": "Có hiệu lực từ",
    "last_day": "Đến hết ngày",
    "legal_act": "Căn cứ",
}


class DirectoryForm(forms.Form):
    """What narrows the directory; an unknown choice narrows nothing and says so."""

    q = NfcCharField(label=_("Tên hoặc mã, có dấu hay không dấu, kể cả tên cũ"), required=False, max_length=100)
    cap = forms.ChoiceField(label=_("Cấp"), choices=[*ANY, *Level.choices], required=False)
    loai = forms.ChoiceField(label=_("Loại"), choices=[*ANY, *UnitKind.choices], required=False)
    nhom = forms.ChoiceField(label=_("Nhóm đối tượng"), choices=[*ANY, *UnitClass.choices], required=False)

    @property
    def narrowing(self) -> dict[str, str]:
        """Return what was chosen, in the words of the selectors; nothing when a choice is not ours."""
        if not self.is_valid():
            return {}
        chosen = self.cleaned_data
        return {"level": chosen["cap"], "kind": chosen["loai"], "unit_class": chosen["nhom"]}

    @property
    def text(self) -> str:
        """Return the name looked for."""
        return str(self.cleaned_data.get("q", "")).strip() if self.is_valid() else ""


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    form = DirectoryForm(request.GET)
    on = request.as_of
    return render_page(
        request,
        "desk/unit_directory.html",
        {
            "form": form,
            "text": form.text,
            "hits": selectors.search_units(form.text, on, limit=50) if form.text else None,
            "directory": None if form.text else selectors.directory(on, **form.narrowing),
            "narrowed": any(form.narrowing.values()),
            "milestones": MILESTONES,
        },
        fragment="desk/_unit_list.html",
    )


# Days between which the map of the province differs; each opens the directory on that day.
MILESTONES = (date(2021, 12, 31), date(2024, 12, 1), date(2025, 6, 30), date(2025, 7, 1))


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    page = selectors.unit_page(unit_id, request.as_of)
    if page is None:
        raise Http404
    return render_page(
        request,
        "desk/unit.html",
        {
            "page": page,
            "versions": [_version_row(page, version) for version in reversed(page.versions)],
            "classes": [UnitClass(code).label for code in page.classes],
            "lineage": _lineage(page),
            "map": _map(page),
            "crumbs": _crumbs(page),
            "scorecards": _scorecards(request.actor, page),
        },
    )


def _version_row(page: selectors.UnitPage, version: Any) -> dict[str, Any]:
    return {
        "version": version,
        "is_shown": version.pk == page.shown.pk,
        "last_day": ValidRange(version.valid_from, version.valid_until).last_day,
        "parent": page.parents.get(version.parent_id),
    }


def _scorecards(actor: Actor, page: selectors.UnitPage) -> list[dict[str, Any]]:
    """The targets of the unit in the year of its day, by scheme; nothing for units none binds, or out of sight."""
    if not page.classes or not actor.may(Right.SEE_RESULTS, page.unit_id):
        return []
    year = page.day.year
    return [
        {
            "scheme": card.definition.scheme,
            "year": year,
            "counts": card.counts,
            "url": f"{scorecard_address(card)}?don-vi={page.unit_id}&nam={year}",
        }
        for card in scorecards(actor, year, on=page.day, unit_id=page.unit_id)
    ]


@dataclass(frozen=True)
class DrawnBox:
    """A unit of the lineage picture with its words and address."""

    x: int
    y: int
    text_x: int
    text_y: int
    name: str
    url: str
    is_self: bool

    @property
    def short(self) -> str:
        """Return the name cut to the width of its box."""
        return shorten(self.name, 26)


@dataclass(frozen=True)
class DrawnCurve:
    """A passing of the lineage picture."""

    path: str
    said: str
    is_partial: bool


def _lineage(page: selectors.UnitPage) -> dict[str, object] | None:
    passings = page.lineage.passings
    if not passings:
        return None
    picture = draw_lineage(page.unit_id, [(each.predecessor.unit_id, each.successor.unit_id) for each in passings])
    versions = {page.unit_id: page.shown}
    for each in passings:
        versions.setdefault(each.predecessor.unit_id, each.predecessor)
        versions.setdefault(each.successor.unit_id, each.successor)
    boxes = [
        DrawnBox(
            x=box.x,
            y=box.y,
            text_x=box.text_x,
            text_y=box.text_y,
            name=versions[box.unit_id].full_name,
            url=reverse("units:unit", args=[box.unit_id]),
            is_self=box.unit_id == page.unit_id,
        )
        for box in picture.boxes
    ]
    curves = [
        DrawnCurve(
            path=curve.path,
            said=f"{each.predecessor.full_name} → {each.successor.full_name}: "
            f"{each.kind_label}, {format_date(each.on)}, {each.basis}",
            is_partial=each.kind == "partial",
        )
        for curve, each in zip(picture.curves, passings, strict=True)
    ]
    captions = {(curve.middle, each.on) for curve, each in zip(picture.curves, passings, strict=True)}
    return {
        "picture": picture,
        "boxes": boxes,
        "curves": curves,
        "captions": [{"x": x, "day": day} for x, day in sorted(captions)],
    }


def _map(page: selectors.UnitPage) -> dict[str, object] | None:
    around = selectors.surroundings(page)
    if around is None:
        return None
    projection = Projection.around(around.province.geometry)
    return {
        "width": MAP_WIDTH,
        "height": projection.height,
        "province": projection.path(around.province.geometry),
        "own": projection.path(around.own.geometry),
        "own_name": around.own.name,
        "is_own": around.own.unit_id == page.unit_id,
        "area_km2": around.own.area_km2,
        "neighbours": [
            {
                "name": shape.name,
                "url": reverse("units:unit", args=[shape.unit_id]),
                "path": projection.path(shape.geometry),
            }
            for shape in around.neighbours
        ],
    }


def _crumbs(page: selectors.UnitPage) -> list[dict[str, str]]:
    above = [
        {"label": version.full_name, "url": reverse("units:unit", args=[version.unit_id])} for version in page.above
    ]
    return [{"label": "Đơn vị", "url": reverse("units:directory")}, *above, {"label": page.shown.full_name, "url": ""}]


def _exported(request: HttpRequest) -> tuple[list[selectors.UnitRow], str]:
    form = DirectoryForm(request.GET)
    on = request.as_of
    if form.text:
        hits = {hit.unit_id for hit in selectors.search_units(form.text, on, limit=5_000) if hit.is_valid}
        found = selectors.units_on(on).filter(unit__in=hits)
    else:
        found = selectors.listed_units(on, **form.narrowing)
    return selectors.unit_rows(found, on), f"don-vi-{on:%Y-%m-%d}"


def _cells(row: selectors.UnitRow) -> list[object]:
    cells: list[object] = []
    for column in COLUMNS:
        value = getattr(row, column)
        if isinstance(value, bool):
            value = "có" if value else "không"
        elif isinstance(value, tuple):
            value = ", ".join(value)
        cells.append(value)
    return cells


@require_safe
def export_xlsx(request: HttpRequest) -> HttpResponse:
    rows, name = _exported(request)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Đơn vị")
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, list(COLUMNS.values()), bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(_cells(row)):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write(number, column, value)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
        sheet.autofit()
    response = HttpResponse(
        out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@require_safe
def export_csv(request: HttpRequest) -> HttpResponse:
    rows, name = _exported(request)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS.values())
    for row in rows:
        writer.writerow([format_date(cell) if isinstance(cell, date) else cell for cell in _cells(row)])
    # The mark at the beginning tells spreadsheet programs that the file is UTF-8.
    response = HttpResponse(f"\ufeff{out.getvalue()}", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
