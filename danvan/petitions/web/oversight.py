"""How letters and cases stand, for those who answer for them: counting facts, never the file."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.rules.ratios import Ratio
from danvan.kernel.errors import NotFound
from danvan.kernel.figures import share
from danvan.kernel.text import format_date, format_number, format_percent
from danvan.petitions import selectors
from danvan.ui.pages import asked_number, asked_year, paginate, render_page, years_until
from danvan.ui.sheets import sheet


@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    if not request.actor.may(Right.SEE_CASE_FIGURES):
        raise Http404
    today = timezone.localdate()
    year = asked_year(request, today.year)
    try:
        found = selectors.overview(request.actor, year, on=today, unit_id=asked_number(request, "don_vi"))
    except NotFound as missing:
        raise Http404 from missing
    if request.GET.get("xem") == "xlsx":
        return _sheet(found, year)
    page = paginate(request, found.units)
    return render_page(
        request,
        "petitions/overview.html",
        {
            "found": found,
            "year": year,
            "years": years_until(),
            "ratios": [(ratio, [_cell(of, ratio) for of in found.groups]) for ratio in Ratio],
            "ages": [(row.label, _by_group(found, row.numbers), row.late) for row in found.ages],
            "unit_rows": [(row, *_shares(row)) for row in page.object_list],
            "page": page,
            "busiest": max((max(row.received, row.settled) for row in found.months), default=0) or 1,
            "may_read": request.actor.may(Right.SEE_CASES),
        },
    )


def _cell(of: selectors.GroupFigures, ratio: Ratio) -> tuple[str, int, int, str]:
    part, whole = ratio.of(of.resolution)
    return of.group.label, part, whole, _percent(part, whole)


def _by_group(found: selectors.Overview, numbers: Sequence[int]) -> list[tuple[str, int]]:
    return [(of.group.label, number) for of, number in zip(found.groups, numbers, strict=True)]


def _shares(row: selectors.UnitFigures) -> tuple[str, str]:
    """Return how the letters of a unit were handled and its cases settled, in words; a dash where there were none."""
    settled = Ratio.OF_OPEN_AND_ACCEPTED.of(row.resolution)
    return _share(row.handling.in_time, row.handling.due), _share(*settled)


def _share(part: int, whole: int) -> str:
    return f"{format_number(part)}/{format_number(whole)} {_percent(part, whole)}" if whole else "–"


def _sheet(found: selectors.Overview, year: int) -> HttpResponseBase:
    ratios = list(Ratio)
    return sheet(
        f"don-thu-{year}.xlsx",
        title=f"Tình hình đơn thư năm {year}{f', {found.unit_name}' if found.unit_name else ''}",
        note=f"Số liệu từ sổ đơn, tính đến {format_date(timezone.localdate())}; tỷ lệ của khiếu nại, tố cáo.",
        columns=[
            ("Mã đơn vị", 12), ("Đơn vị", 40), ("Đơn nhận trong năm", 12), ("Đang mở", 10), ("Quá hạn", 10),
            ("Đơn đến hạn xử lý", 12), ("Xử lý đúng hạn", 12), ("Tồn đầu kỳ", 10), ("Thụ lý", 10),
            ("Đã giải quyết", 12), ("Trong đó rút", 10), ("Chưa đến hạn", 12),
            *((ratio.short, 12) for ratio in ratios),
        ],
        rows=(
            (
                row.code, row.name, row.received, row.open, row.late, row.handling.due, row.handling.in_time,
                row.resolution.open_at_start, row.resolution.accepted, row.resolution.settled,
                row.resolution.withdrawn, row.resolution.not_yet_due,
                *(_percent(*ratio.of(row.resolution)) for ratio in ratios),
            )
            for row in found.units
        ),
    )  # fmt: skip


def _percent(part: int, whole: int) -> str:
    of = share(part, whole)
    return "" if of is None else format_percent(of)
