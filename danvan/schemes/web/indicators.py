"""The tasks the scheme does not count: figures and trends without a verdict, by unit, down to the records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from danvan.kernel.errors import NotFound
from danvan.orgs.selectors import names_on
from danvan.schemes import selectors
from danvan.schemes.indicators.base import Figure
from danvan.schemes.selectors import FigureLine, NamedExhibit, TaskLine, UnitFigures
from danvan.schemes.web.asked import address, asked_year, frame_of, require_results, years
from danvan.schemes.web.drawing import Bar, bars
from danvan.schemes.web.rows import Fact, exhibit_addresses, fact_of, linked
from danvan.ui.pages import asked_number, paginate, render_page
from danvan.ui.sheets import sheet

NOTE = "Chỉ cộng hồ sơ đã xác minh. Nhiệm vụ này không có mức phải đạt nên không có kết luận đạt hay chưa đạt."


@dataclass(frozen=True)
class Trend:
    """One figure as the page prints it: a value for each year and the bars that draw them."""

    label: str
    cells: Sequence[tuple[int, str]]
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Line:
    """One task of the panel; one whose source is to come has no figures."""

    id: str
    name: str
    url: str
    figures: Sequence[Trend]


@dataclass(frozen=True)
class UnitRow:
    """One unit with its figures, each under its name."""

    name: str
    url: str
    inherited: bool
    cells: Sequence[tuple[str, str]]


@require_safe
def indicators(request: HttpRequest, scheme: str) -> HttpResponseBase:
    definition = require_results(request, scheme)
    if not definition.tasks:
        raise Http404
    year, unit_id = asked_year(request), asked_number(request, "don-vi")
    try:
        found = selectors.panel(request.actor, scheme, year, unit_id=unit_id)
    except NotFound:
        raise Http404 from None
    name = _unit_name(found.unit_id, year)
    if request.GET.get("xem") == "xlsx":
        lines = [line for _, its in found.groups for line in its]
        return _sheet(
            f"nhiem-vu-{scheme}-{year}.xlsx", f"Nhiệm vụ định tính năm {year}{f', {name}' if name else ''}", lines
        )
    return render_page(
        request,
        "schemes/indicators.html",
        {
            **frame_of(definition, "indicators", year=year),
            "year": year,
            "years": years(),
            "shown_years": found.years,
            "unit_name": name,
            "groups": [(group, [_line(scheme, line, year, unit_id) for line in its]) for group, its in found.groups],
            "back_url": f"{address(scheme, 'indicators')}?nam={year}" if unit_id else "",
            "note": NOTE,
        },
    )


@require_safe
def indicator(request: HttpRequest, scheme: str, indicator: str) -> HttpResponseBase:
    task = indicator
    definition = require_results(request, scheme)
    year, asked_unit = asked_year(request), asked_number(request, "don-vi")
    text = request.GET.get("q", "").strip()[:100]
    unit_id = selectors.own_or(request.actor, asked_unit)
    try:
        line = selectors.indicator(request.actor, scheme, task, year, unit_id=unit_id)
        units = [] if unit_id else selectors.indicator_units(request.actor, scheme, task, year, text=text)
    except NotFound:
        raise Http404 from None
    here = address(scheme, "indicator", indicator=task)
    figures = [each.figure for each in line.figures]
    if request.GET.get("xem") == "xlsx":
        return _units_sheet(line, year, units) if units else _sheet(f"{task}-{year}.xlsx", _title(line), [line])
    wants_records = unit_id is not None or request.GET.get("xem") == "ho-so"
    records = selectors.indicator_records(request.actor, scheme, task, year, unit_id=unit_id) if wants_records else []
    page = paginate(request, records if wants_records else units)
    page.object_list = (
        _facts(request, list(page)) if wants_records else [_unit_row(row, figures, here, year) for row in page]
    )
    return render_page(
        request,
        "schemes/indicator.html",
        {
            "crumbs": [
                {"label": "Nhiệm vụ định tính", "url": f"{address(scheme, 'indicators')}?nam={year}"},
                {"label": task, "url": f"{here}?nam={year}" if asked_unit else ""},
                *([{"label": _unit_name(asked_unit, year), "url": ""}] if asked_unit else []),
            ],
            "line": line,
            "heading": _title(line),
            "unit_name": _unit_name(unit_id, year),
            "trends": [_trend(each, line.years) for each in line.figures],
            "shown_years": line.years,
            "year": year,
            "years": years(),
            "figures": figures,
            "page": page,
            "wants_records": wants_records,
            "records_url": f"{here}?nam={year}&xem=ho-so",
            "units_url": f"{here}?nam={year}",
            "may_see_units": unit_id is None,
            "kept": {"q": text},
            "links": linked(definition, line.task.links, year),
            "note": NOTE,
        },
    )


def _title(line: TaskLine) -> str:
    return f"{line.task.id} · {line.task.name}"


def _unit_name(unit_id: int | None, year: int) -> str:
    if unit_id is None:
        return ""
    named = names_on([unit_id], date(year, 12, 31)).get(unit_id)
    if named is None:
        raise Http404
    return named.full_name


def _line(scheme: str, line: TaskLine, year: int, unit_id: int | None) -> Line:
    url = f"{address(scheme, 'indicator', indicator=line.task.id)}?nam={year}"
    return Line(
        id=line.task.id,
        name=line.task.name,
        url=f"{url}&don-vi={unit_id}" if unit_id else url,
        figures=[_trend(each, line.years) for each in line.figures],
    )


def _trend(line: FigureLine, shown: Sequence[int]) -> Trend:
    return Trend(
        label=line.figure.label,
        cells=list(zip(shown, line.said, strict=True)),
        bars=bars([line.figure.value(amounts) for amounts in line.amounts]),
    )


def _unit_row(row: UnitFigures, figures: Sequence[Figure], here: str, year: int) -> UnitRow:
    return UnitRow(
        name=row.unit.full_name,
        url=f"{here}?nam={year}&don-vi={row.unit_id}",
        inherited=row.inherited,
        cells=[(figure.label, figure.say(row.amounts)) for figure in figures],
    )


def _facts(request: HttpRequest, records: Sequence[NamedExhibit]) -> list[Fact]:
    addresses = exhibit_addresses(request.actor, (each.record for each in records))
    return [fact_of(each, addresses) for each in records]


def _sheet(name: str, title: str, lines: Sequence[TaskLine]) -> HttpResponseBase:
    shown = lines[0].years
    return sheet(
        name,
        title=title,
        note=NOTE,
        columns=[("Mã", 8), ("Nhiệm vụ", 46), ("Chỉ báo", 60), *((str(year), 20) for year in shown)],
        rows=((line.task.id, line.task.name, each.figure.label, *each.said) for line in lines for each in line.figures),
    )


def _units_sheet(line: TaskLine, year: int, units: Sequence[UnitFigures]) -> HttpResponseBase:
    figures = [each.figure for each in line.figures]
    keys = list(dict.fromkeys(key for each in figures for key in (each.part, each.whole) if key))
    return sheet(
        f"{line.task.id}-{year}.xlsx",
        title=f"{_title(line)}, năm {year}",
        note=NOTE,
        columns=[
            ("Mã đơn vị", 12),
            ("Đơn vị", 40),
            *((each.label, 24) for each in figures),
            *((f"Số liệu: {key}", 14) for key in keys),
        ],
        rows=(
            (
                row.unit.code,
                row.unit.full_name,
                *(each.say(row.amounts) for each in figures),
                *(row.amounts.get(key) for key in keys),
            )
            for row in units
        ),
    )
