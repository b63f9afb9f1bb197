"""The weaknesses a scheme names: where a leader should look, unit by unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from danvan.authority.rules.rights import Right
from danvan.kernel.text import fold, format_date, format_number
from danvan.schemes.rules.definition import Look, SchemeDefinition, Weakness
from danvan.schemes.selectors import weaknesses
from danvan.schemes.selectors.weaknesses import (
    ROLES,
    CoordinationOfUnit,
    InspectionOfUnit,
    InspectionView,
    PlanHint,
    PlansOfUnit,
    StaffOfUnit,
)
from danvan.schemes.web.asked import address, asked_year, frame_of, require_results, years
from danvan.schemes.web.rows import linked, unit_card_url
from danvan.ui.pages import paginate, render_page
from danvan.ui.sheets import sheet

SIZE = 60


@dataclass(frozen=True)
class Cell:
    """What stands in a column: words, whether they need somebody's attention, where they lead; or months."""

    text: str = ""
    is_bad: bool = False
    url: str = ""
    months: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True)
class Row:
    """One unit."""

    name: str
    url: str
    is_bad: bool
    cells: Sequence[Cell]
    hints: Sequence["Hint"] = ()


@dataclass(frozen=True)
class Hint:
    """A plan that reads like another's, with the passages."""

    title: str
    url: str
    said: str
    shared: Sequence[str]


@dataclass(frozen=True)
class View:
    """One weakness as the page prints it: a sentence, a table, sometimes a trend by month."""

    said: str
    columns: Sequence[str]
    rows: Sequence[Row]
    note: str
    trend: Sequence[tuple[int, str]] = ()


@require_safe
def weakness(request: HttpRequest, scheme: str, weakness: str = "") -> HttpResponseBase:
    definition = require_results(request, scheme)
    about = next((each for each in definition.weaknesses if weakness in ("", each.id)), None)
    if about is None:
        raise Http404
    year = asked_year(request)
    text = request.GET.get("q", "").strip()[:100]
    only_bad = request.GET.get("loc") == "can-xem"
    found = _VIEWS[about.look](request.actor, definition, about, year, request.as_of) if about.look else _NOTHING
    words = fold(text).split()
    rows = [row for row in found.rows if (row.is_bad or not only_bad) and all(word in fold(row.name) for word in words)]
    here = address(scheme, "weakness", weakness=about.id)
    if request.GET.get("xem") == "xlsx":
        return sheet(
            f"{about.id}-{year}.xlsx",
            title=f"{about.id} {about.name}, năm {year}",
            note=found.note,
            columns=[("Đơn vị", 40), *((label, 26) for label in found.columns)],
            rows=((row.name, *(_plain(cell) for cell in row.cells)) for row in rows),
        )
    page = paginate(request, rows, size=SIZE)
    page.object_list = [(row, list(zip(found.columns, row.cells, strict=True))) for row in page.object_list]
    return render_page(
        request,
        "schemes/weakness.html",
        {
            **frame_of(definition, "weaknesses", year=year),
            "tabs": [
                (
                    each.id,
                    each.name,
                    f"{address(scheme, 'weakness', weakness=each.id)}?nam={year}",
                    each is about,
                )
                for each in definition.weaknesses
            ],
            "about": about,
            "links": linked(definition, about.links, year),
            "found": found,
            "page": page,
            "year": year,
            "years": years(),
            "kept": {"q": text, "loc": "can-xem" if only_bad else ""},
            "plain_url": f"{here}?nam={year}",
        },
    )


def _plain(cell: Cell) -> str:
    if cell.months:
        silent = [str(month) for month, number in cell.months if not number]
        return f"không có: tháng {', '.join(silent)}" if silent else "tháng nào cũng có"
    return cell.text


def _row(definition: SchemeDefinition, unit: Any, year: int, cells: Sequence[Cell], hints: Sequence[Hint] = ()) -> Row:
    url = unit_card_url(definition.scheme.id, unit.unit_id, year)
    return Row(unit.full_name, url, any(cell.is_bad for cell in cells), cells, hints)


def _number(number: int) -> Cell:
    return Cell(format_number(number) if number else "–", is_bad=number > 0)


# --- L1 ---------------------------------------------------------------------------------------------------------------


def _plans(actor: Any, definition: SchemeDefinition, weakness: Weakness, year: int, on: date) -> View:
    lines = weaknesses.plans_view(actor, definition, weakness, year, on=on)
    without = sum(not line.plans for line in lines)
    empty = sum(bool(line.empty) for line in lines)
    alike = sum(len(line.hints) for line in lines)
    may_open = actor.scope(Right.SEE_RECORDS)
    return View(
        said=f"{format_number(without)} trong {format_number(len(lines))} đơn vị chưa có kế hoạch năm {year}; "
        f"{format_number(empty)} đơn vị có kế hoạch chưa giao nhiệm vụ cho ai; "
        f"{format_number(alike)} kế hoạch đọc giống kế hoạch của đơn vị khác.",
        columns=(
            "Kế hoạch đã nộp",
            "Chưa có nhiệm vụ, người, hạn",
            "Nhiệm vụ không có người phụ trách",
            "Quá hạn chưa có kết quả",
            "Đọc giống đơn vị khác",
        ),
        rows=[_plans_row(definition, line, year, may_open) for line in lines],
        note="Hai kế hoạch đọc giống nhau khi phần lớn nhiệm vụ chỉ khác nhau ở dấu, con số, tên đơn vị. Đây là gợi ý "
        "để xem lại, không phải kết luận sao chép.",
    )


def _plans_row(definition: SchemeDefinition, line: PlansOfUnit, year: int, may_open: Any) -> Row:
    first = line.empty[0] if line.empty else None
    cells = (
        Cell(format_number(line.plans) if line.plans else "chưa có", is_bad=not line.plans),
        Cell(
            f"{format_number(len(line.empty))} kế hoạch" if first else "–",
            is_bad=first is not None,
            url=first.get_absolute_url() if first and first.unit_id in may_open else "",
        ),
        _number(line.unowned),
        _number(line.without_result),
        Cell(f"{format_number(len(line.hints))} kế hoạch" if line.hints else "–", is_bad=bool(line.hints)),
    )
    return _row(
        definition,
        line.unit,
        year,
        cells,
        # What a plan says is for those who may read records; others get the number only.
        [_hint(each) for each in line.hints if each.plan.unit_id in may_open],
    )


def _hint(hint: PlanHint) -> Hint:
    return Hint(
        title=hint.plan.title,
        url=hint.plan.get_absolute_url(),
        said=f"{len(hint.alike.shared)} trong {hint.alike.of} nhiệm vụ giống kế hoạch của {hint.other_name}",
        shared=hint.alike.shared,
    )


# --- L2 ---------------------------------------------------------------------------------------------------------------


def _coordination(actor: Any, definition: SchemeDefinition, weakness: Weakness, year: int, on: date) -> View:
    lines = weaknesses.coordination_view(actor, definition, weakness, year, on=on)
    silent = sum(bool(line.silent) for line in lines)
    unsigned = sum(line.agreement is None for line in lines)
    overdue = sum(line.overdue for line in lines)
    may_open = actor.scope(Right.SEE_RECORDS)
    return View(
        said=f"{format_number(silent)} trong {format_number(len(lines))} đơn vị có tháng không làm chung việc gì với "
        f"Mặt trận, các tổ chức; {format_number(unsigned)} đơn vị không có quy chế phối hợp còn hiệu lực; "
        f"{format_number(overdue)} kết luận chung quá hạn.",
        columns=("Hoạt động chung theo tháng", "Tháng trống", "Kết luận quá hạn", "Quy chế phối hợp"),
        rows=[_coordination_row(definition, line, year, may_open) for line in lines],
        note="Hoạt động chung gồm hoạt động tuyên truyền ghi là làm chung và hội nghị đánh giá phối hợp. "
        "Quy chế của đơn vị đã kết thúc không còn hiệu lực cho đơn vị mới.",
    )


def _coordination_row(definition: SchemeDefinition, line: CoordinationOfUnit, year: int, may_open: Any) -> Row:
    paper = line.agreement or line.lapsed
    if line.agreement:
        until = f", đến {format_date(line.agreement.ends_on)}" if line.agreement.ends_on else ""
        said = f"còn hiệu lực{until}"
    elif line.lapsed:
        said = "đã hết hiệu lực"
    else:
        said = "chưa có"
    cells = (
        Cell(months=tuple(enumerate(line.months, start=1))),
        Cell(f"{line.silent}/{len(line.months)}", is_bad=line.silent > 0),
        _number(line.overdue),
        Cell(
            said,
            is_bad=line.agreement is None,
            url=paper.get_absolute_url() if paper and paper.unit_id in may_open else "",
        ),
    )
    return _row(definition, line.unit, year, cells)


# --- L3 ---------------------------------------------------------------------------------------------------------------


def _inspection(actor: Any, definition: SchemeDefinition, weakness: Weakness, year: int, on: date) -> View:
    found = weaknesses.inspection_view(actor, definition, weakness, year, on=on)
    lines = found.lines
    without = sum(line.inspected_on is None for line in lines)
    interim = sum(found.is_interim_late(line) for line in lines)
    final = sum(found.is_final_late(line) for line in lines)
    return View(
        said=f"{format_number(without)} trong {format_number(len(lines))} đơn vị chưa được kiểm tra trong năm {year}; "
        f"{format_number(interim)} đơn vị chậm sơ kết 6 tháng (hạn {format_date(found.interim_due)}), "
        f"{format_number(final)} đơn vị chậm tổng kết (hạn {format_date(found.final_due)}).",
        columns=("Kiểm tra", "Sơ kết 6 tháng", "Tổng kết năm"),
        rows=[_inspection_row(definition, line, found, year) for line in lines],
        note="Không tính đơn vị tự kiểm tra. Sơ kết, tổng kết tính cả hồ sơ đã nộp, chờ xác minh.",
        trend=[
            (month, f"{format_number(number)}/{format_number(len(lines))}")
            for month, number in enumerate(found.by_month, start=1)
        ],
    )


def _inspection_row(definition: SchemeDefinition, line: InspectionOfUnit, found: InspectionView, year: int) -> Row:
    if line.inspected_on:
        checked = Cell(format_date(line.inspected_on))
    elif line.planned_on:
        checked = Cell(f"dự kiến {format_date(line.planned_on)}", is_bad=True)
    else:
        checked = Cell("chưa có kế hoạch", is_bad=True)
    cells = (
        checked,
        _review(line.interim_on, is_late=found.is_interim_late(line)),
        _review(line.final_on, is_late=found.is_final_late(line)),
    )
    return _row(definition, line.unit, year, cells)


def _review(held_on: date | None, *, is_late: bool) -> Cell:
    if held_on is None:
        return Cell("quá hạn, chưa tổ chức" if is_late else "chưa đến hạn", is_bad=is_late)
    return Cell(f"{format_date(held_on)}{', chậm' if is_late else ''}", is_bad=is_late)


# --- L4 ---------------------------------------------------------------------------------------------------------------


def _staff(actor: Any, definition: SchemeDefinition, weakness: Weakness, year: int, on: date) -> View:
    lines = weaknesses.staff_view(actor, definition, weakness, year, on=on)
    staff, untrained = sum(sum(line.staff) for line in lines), sum(line.untrained for line in lines)
    nobody = sum(not sum(line.staff) for line in lines)
    return View(
        said=f"{format_number(untrained)} trong {format_number(staff)} cán bộ được phân công chưa được tập huấn trong "
        f"năm {year}; {format_number(nobody)} đơn vị chưa ghi phân công cán bộ nào.",
        columns=tuple(label for _, _, label in ROLES),
        rows=[_staff_row(definition, line, year) for line in lines],
        note="So số người được phân công (phân công còn hiệu lực) với số lượt người của đơn vị dự lớp đã tổ chức trong "
        "năm, theo từng đối tượng. Không nêu tên cá nhân.",
    )


def _staff_row(definition: SchemeDefinition, line: StaffOfUnit, year: int) -> Row:
    cells = tuple(
        Cell(
            f"{format_number(min(trained, staff))}/{format_number(staff)} đã tập huấn"
            if staff
            else ("chưa phân công" if not trained else f"{format_number(trained)} lượt, chưa phân công"),
            is_bad=staff > trained or not staff,
        )
        for staff, trained in zip(line.staff, line.trained, strict=True)
    )
    return _row(definition, line.unit, year, cells)


_VIEWS: dict[Look, Callable[[Any, SchemeDefinition, Weakness, int, date], View]] = {
    Look.PLANS: _plans,
    Look.COORDINATION: _coordination,
    Look.INSPECTIONS: _inspection,
    Look.STAFF: _staff,
}
_NOTHING = View(said="Chưa có cách xem hạn chế này từ hồ sơ.", columns=(), rows=(), note="")
