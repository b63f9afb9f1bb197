"""The leader's board: promises kept, late and open, each number leading to its list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from danvan.authority.rules.rights import Right
from danvan.conclusions.choices import Origin
from danvan.conclusions.selectors.board import (
    PROMISED,
    Board,
    LatePromise,
    Line,
    Narrowed,
    Numbers,
    Part,
    board,
    late_promises,
)
from danvan.conclusions.selectors.reminding import MOST
from danvan.kernel.text import format_date, shorten
from danvan.orgs.selectors import names_on
from danvan.ui.pages import asked_number, asked_year, changed_query, render_page, years_until
from danvan.ui.sheets import sheet

SAID = 240
# The colours of the one scale of statuses.
COLOURS = {
    Part.KEPT: "achieved",
    Part.KEPT_LATE: "no_data",
    Part.REPORTED: "not_yet_due",
    Part.OPEN: "not_applicable",
    Part.LATE: "not_achieved",
}


@dataclass(frozen=True)
class Cell:
    """One number with the list it is the number of."""

    label: str
    number: int
    url: str
    part: str


@dataclass(frozen=True)
class Bar:
    """The parts of what was promised as one bar, and the same in words."""

    parts: list[dict[str, object]]
    said: str


@dataclass(frozen=True)
class Row:
    """One origin, unit or month, as the page prints it."""

    label: str
    narrow: str
    promised: Cell
    cells: list[Cell]
    numbers: Numbers
    bar: "Bar"


@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    if not request.actor.may(Right.SEE_CONCLUSIONS):
        raise Http404
    today = timezone.localdate()
    year = asked_year(request, today.year, latest=today.year + 1)
    origin = request.GET.get("nguon", "")
    if origin and origin not in Origin.values:
        raise Http404
    asked = Narrowed(year, origin, asked_number(request, "don_vi"), asked_number(request, "theo_doi"))
    if request.GET.get("xem") == "xlsx":
        return _sheet(board(request.actor, asked, on=today), year, today)
    if request.GET.get("xem") == "xlsx-qua-han":
        return _late_sheet(late_promises(request.actor, asked, on=today), today)
    found = board(request.actor, asked, on=today)
    return render_page(
        request,
        "conclusions/board.html",
        {
            "found": found,
            "worst": [(each, shorten(each.task.text, SAID)) for each in found.worst],
            "year": year,
            "years": years_until(today.year + 1),
            "today": today,
            "chips": _chips(request, asked, today),
            "total": _row(Line("", "", found.total), asked, request),
            "tables": [
                (title, head, [_row(line, asked, request, name) for line in lines])
                for title, head, name, lines in (
                    ("Theo đơn vị thực hiện", "Đơn vị", "don_vi", found.units),
                    ("Theo nguồn", "Nguồn", "nguon", found.origins),
                    ("Theo đơn vị theo dõi", "Đơn vị", "theo_doi", found.keepers),
                )
            ],
            "months": [_row(line, asked, request, **_month(year, int(line.key))) for line in found.months],
            "ages": [(age, _url(asked, Part.LATE, **_days(age.due_from, age.due_until))) for age in found.ages],
            "late_now_url": _url(asked, Part.LATE, han_tu="", han_den=""),
            "chased_out_url": _url(asked, Part.LATE, han_tu="", han_den="", don_doc=str(MOST)),
            "from_before_url": _url(asked, Part.LATE, **_days(None, date(year - 1, 12, 31))),
            "may_publish": request.actor.may(Right.PUBLISH_WORK),
            "may_remind": request.actor.may(Right.KEEP_CONCLUSIONS),
            "view": "board",
        },
    )


def _row(line: Line, asked: Narrowed, request: HttpRequest, name: str = "", **narrower: str) -> Row:
    """Return a line; `name` is what the board, and its lists, are narrowed by to show it alone."""
    numbers = line.numbers
    if name:
        narrower[name] = line.key
    return Row(
        label=line.label,
        narrow=f"?{changed_query(request, **{name: line.key})}" if name else "",
        promised=Cell("được giao", numbers.promised, _url(asked, None, **narrower), ""),
        cells=[Cell(part.label, getattr(numbers, part), _url(asked, part, **narrower), part.value) for part in Part],
        numbers=numbers,
        bar=_bar(numbers),
    )


def _bar(numbers: Numbers) -> Bar:
    whole, start, parts = numbers.promised or 1, 0.0, []
    for part, colour in COLOURS.items():
        width = 1000 * getattr(numbers, part) / whole
        if width:
            parts.append({"code": colour, "x": round(start, 1), "width": round(max(width - 2, 1), 1)})
        start += width
    said = ", ".join(f"{getattr(numbers, part)} {part.label}" for part in Part if getattr(numbers, part))
    return Bar(parts, said)


def _url(asked: Narrowed, part: Part | None, **narrower: str) -> str:
    """Return the address of the list of tasks behind a number."""
    given: dict[str, Any] = {
        "muc": "all",
        "nguon": asked.origin,
        "don_vi": asked.unit_id or "",
        "theo_doi": asked.keeper_id or "",
        "ket_qua": part.value if part else PROMISED,
        **_days(date(asked.year, 1, 1), date(asked.year, 12, 31)),
        **narrower,
    }
    query = urlencode({name: value for name, value in given.items() if value != ""})
    return f"{reverse('conclusions:task_list')}?{query}"


def _days(first: date | None, last: date | None) -> dict[str, str]:
    return {"han_tu": format_date(first) if first else "", "han_den": format_date(last) if last else ""}


def _month(year: int, month: int) -> dict[str, str]:
    after = date(year + month // 12, month % 12 + 1, 1)
    return _days(date(year, month, 1), date.fromordinal(after.toordinal() - 1))


def _chips(request: HttpRequest, asked: Narrowed, on: date) -> list[dict[str, str]]:
    """Return what the board is narrowed to, each with the address without it.  One query when it is to a unit."""
    chosen = {unit for unit in (asked.unit_id, asked.keeper_id) if unit}
    names = names_on(chosen, on) if chosen else {}
    if not chosen <= names.keys():
        raise Http404
    said = []
    if asked.origin:
        said.append(("nguon", f"Nguồn: {Origin(asked.origin).label}"))
    if asked.unit_id:
        said.append(("don_vi", f"Thực hiện: {names[asked.unit_id].full_name}"))
    if asked.keeper_id:
        said.append(("theo_doi", f"Theo dõi: {names[asked.keeper_id].full_name}"))
    return [{"label": label, "url": f"?{changed_query(request, **{name: None})}"} for name, label in said]


# --- taken away -------------------------------------------------------------------------------------------------------


def _sheet(found: Board, year: int, today: date) -> HttpResponseBase:
    parts = list(Part)
    return sheet(
        f"ket-luan-{year}.xlsx",
        title=f"Thực hiện kết luận, nhiệm vụ đến hạn năm {year}",
        note=f"Tính đến {format_date(today)}; đơn vị là đơn vị đang giữ nhiệm vụ.",
        columns=[("Đơn vị thực hiện", 46), ("Được giao", 10), *((part.label.capitalize(), 12) for part in parts)],
        rows=(
            (line.label, line.numbers.promised, *(getattr(line.numbers, part) for part in parts))
            for line in (*found.units, Line("", "Cộng", found.total))
        ),
    )


def _late_sheet(promises: Iterable[LatePromise], today: date) -> HttpResponseBase:
    return sheet(
        f"ket-luan-qua-han-{today:%Y%m%d}.xlsx",
        title="Nhiệm vụ theo kết luận đã quá hạn, chưa xong",
        note=f"Tính đến {format_date(today)}, chậm lâu nhất trước.",
        columns=[
            ("Nhiệm vụ", 70), ("Thông báo kết luận", 24), ("Đơn vị thực hiện", 40), ("Đơn vị theo dõi", 40),
            ("Hạn ban đầu", 12), ("Hạn", 12), ("Quá (ngày)", 10), ("Đã đôn đốc (lần)", 10),
        ],
        rows=(
            (
                each.task.text, each.task.conclusion.number, each.unit, each.keeper,
                format_date(each.task.first_due_on), format_date(each.task.due_on), each.days, each.task.reminders,
            )
            for each in promises
        ),
    )  # fmt: skip
