"""Units by targets, one tiny cell each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from danvan.kernel.text import fold, format_number
from danvan.orgs.choices import UnitKind
from danvan.orgs.selectors import former_districts, names_on
from danvan.schemes import selectors
from danvan.schemes.roster import asked_of, deciding
from danvan.schemes.web.asked import address, asked_choice, asked_year, frame_of, require_results, years
from danvan.schemes.web.rows import SHORT, target_url, unit_card_url, unit_url
from danvan.ui.pages import asked_number, paginate, render_page
from danvan.ui.templatetags.ui import WORDS

SIZE = 60


@dataclass(frozen=True)
class Column:
    """A target as the head of a column, with how many units are short of it."""

    id: str
    name: str
    url: str
    short: int
    # The figure the verdicts are read from: the target's own or that of a companion.
    read: str


@dataclass(frozen=True)
class Cell:
    """One verdict and where it is explained."""

    status: str
    url: str
    label: str


@dataclass(frozen=True)
class Line:
    """One unit."""

    name: str
    url: str
    cells: tuple[Cell | None, ...]
    short: int


@require_safe
def matrix(request: HttpRequest, scheme: str) -> HttpResponse:
    definition = require_results(request, scheme)
    year = asked_year(request)
    kind = asked_choice(request, "loai", UnitKind.values)
    text = request.GET.get("q", "").strip()[:100]
    # Published ranks are the province's alone and stand on the scorecard.
    shown = [each.id for each in asked_of(definition) if not each.is_published]
    whole = selectors.matrix(request.actor, scheme, year, targets=shown, worst_first=True)
    land = former_districts(date(year, 12, 31)) if year >= 2025 else {}
    district = asked_number(request, "huyen")
    if district is not None and district not in land:
        raise Http404
    words = fold(text).split()
    rows = [
        row
        for row in whole.rows
        if (not kind or row.unit.kind == kind)
        and all(word in row.unit.folded_name for word in words)
        and (district is None or row.unit_id in land[district])
    ]
    short = Counter(
        index for row in whole.rows for index, cell in enumerate(row.cells) if cell and cell.status in SHORT
    )
    columns = [
        Column(asked.id, asked.name, target_url(scheme, asked.id, year), short[index], deciding(asked, year).id)
        for index, asked in enumerate(whole.columns)
    ]
    page = paginate(request, rows, size=SIZE)
    page.object_list = [
        Line(
            name=row.unit_name,
            url=unit_card_url(scheme, row.unit_id, year),
            short=row.short,
            cells=tuple(
                Cell(
                    str(cell.status),
                    unit_url(scheme, column.read, row.unit_id, year),
                    f"{column.id}: {WORDS[cell.status]}",
                )
                if cell
                else None
                for column, cell in zip(columns, row.cells, strict=True)
            ),
        )
        for row in page.object_list
    ]
    kinds = {row.unit.kind for row in whole.rows}
    behind = sum(1 for row in whole.rows if row.short)
    return render_page(
        request,
        "schemes/matrix.html",
        {
            **frame_of(definition, "matrix", year=year),
            "year": year,
            "years": years(),
            "columns": columns,
            "page": page,
            "kind_choices": [(code, label) for code, label in UnitKind.choices if code in kinds],
            "district_choices": sorted(
                ((unit, version.full_name) for unit, version in names_on(list(land), date(2025, 6, 30)).items()),
                key=lambda pair: pair[1],
            ),
            "kept": {"q": text, "loai": kind, "huyen": district},
            "said": (
                f"{format_number(behind)} trong {format_number(len(whole.rows))} đơn vị còn ít nhất một chỉ tiêu chưa "
                "đạt hoặc chưa có dữ liệu. Đơn vị còn thiếu nhiều nhất đứng trước."
                if whole.rows
                else "Chưa có kết quả của đơn vị nào trong phạm vi được xem."
            ),
            "is_bare": not whole.rows,
            "plain_url": f"{address(scheme, 'matrix')}?nam={year}",
        },
    )
