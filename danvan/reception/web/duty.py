"""How heads kept their duty: a year of all units, one unit stretch by stretch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from danvan.authority.rules.rights import Right
from danvan.kernel.text import format_date
from danvan.orgs.selectors import names_on
from danvan.reception import selectors
from danvan.reception.rules.required import HEAD_TITLES, Head, Kept
from danvan.reception.web.schedule import require_watch
from danvan.reception.web.shown import SessionLine, lines_of
from danvan.ui.pages import asked_year, paginate, render_page, usual_year, years_until
from danvan.ui.sheets import sheet

SHORT = "thieu"
LOOKS = {"kept": "achieved", "short": "not_achieved", "running": "not_yet_due", "none": ""}


@dataclass(frozen=True)
class Cell:
    """One month of a unit: days held of days asked, and how it stands."""

    said: str
    look: str
    title: str


@dataclass(frozen=True)
class Row:
    """One unit in the table."""

    name: str
    title: str
    url: str
    cells: Sequence[Cell]
    required: int
    held: int
    delegated: int
    missed: int
    is_unsure: bool


def _cell(row: selectors.DutyRow, number: int) -> Cell:
    total = row.months[number - 1]
    if not total.required:
        return Cell("", "", f"Tháng {number}: không phải tiếp")
    said = f"{total.held}/{total.required}"
    parts = [f"Tháng {number}: trực tiếp {said} ngày"]
    if total.delegated:
        parts.append(f"ủy quyền {total.delegated}")
    if total.missed:
        parts.append(f"thiếu {total.missed}")
    return Cell(said, LOOKS[total.state], ", ".join(parts))


def _row(row: selectors.DutyRow, year: int) -> Row:
    return Row(
        name=row.unit.full_name,
        title=row.title,
        url=f"{reverse('reception:duty_unit', args=[row.unit_id])}?nam={year}",
        cells=[_cell(row, number) for number in range(1, 13)],
        required=row.total.required,
        held=row.total.held,
        delegated=row.total.delegated,
        missed=row.total.missed,
        is_unsure=row.is_unsure,
    )


@require_safe
def duty(request: HttpRequest) -> HttpResponseBase:
    require_watch(request)
    year = asked_year(request, usual_year(request.as_of))
    head = request.GET.get("ai", "")
    if head and head not in set(Head):
        raise Http404
    only_short = request.GET.get("loc", "") == SHORT
    text = request.GET.get("q", "").strip()[:100]
    everybody = selectors.duty_rows(request.actor, year, on=request.as_of)
    rows = selectors.narrowed_rows(everybody, text=text, heads=[head] if head else [])
    passing = sum(not row.total.missed for row in rows)
    if only_short:
        rows = [row for row in rows if row.total.missed]
    if request.GET.get("xem") == "xlsx":
        return _sheet(rows, year, request.as_of)
    page = paginate(request, rows)
    page.object_list = [_row(row, year) for row in page.object_list]
    narrowed = selectors.narrowed_rows(everybody, text=text, heads=[head] if head else [])
    total = selectors.sum_of([kept for row in narrowed for kept in row.kept if kept.has_ended])
    heads = {row.head for row in everybody}
    here = reverse("reception:duty")
    return render_page(
        request,
        "reception/duty.html",
        {
            "year": year,
            "years": years_until(),
            "page": page,
            "total": total,
            "passing": passing,
            "units": len(narrowed),
            "head_choices": [(each.value, HEAD_TITLES[each]) for each in Head if each in heads],
            "asked": {"head": head, "text": text, "short": only_short},
            "plain_url": f"{here}?nam={year}",
            "months": range(1, 13),
            "rules": [
                row
                for row in selectors.requirements().rows
                if row.first_day.year <= year and (row.last_day is None or row.last_day.year >= year)
                and row.head in heads
            ],
            "parts": selectors.part_periods(),
        },
    )  # fmt: skip


@dataclass(frozen=True)
class SlotRow:
    """One stretch of a unit with its sessions."""

    said: str
    asked: str
    held: int
    delegated: int
    missed: int
    look: str
    word: str
    sessions: Sequence[SessionLine]
    reasons: Sequence[str]


@require_safe
def duty_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    require_watch(request)
    year = asked_year(request, usual_year(request.as_of))
    on = request.as_of
    rows = selectors.duty_rows(request.actor, year, on=on, unit_ids=[unit_id])
    if not rows and not _is_watched(request, unit_id):
        raise Http404
    row = rows[0] if rows else None
    first, last = selectors.days_of_year(year)
    sessions = list(selectors.sessions_between(request.actor, first, last, unit_ids=[unit_id]))
    version = row.unit if row else names_on([unit_id], min(on, date(year, 12, 31))).get(unit_id)
    lines = lines_of(sessions, {unit_id: version} if version else {}, on, frozenset())
    kept = row.kept if row else ()
    may_keep = selectors.may_keep(request.actor, unit_id)
    inside = {fact.key for each in kept for fact in each.facts}
    return render_page(
        request,
        "reception/duty_unit.html",
        {
            "year": year,
            "years": years_until(),
            "unit": version,
            "row": row,
            "slots": [
                _slot(each, lines, on, may_keep=may_keep)
                for each in reversed(kept)
                if each.slot.first <= on or each.facts
            ],
            "others": [line for line in lines if line.session.pk not in inside],
            "may_see_results": request.actor.may(Right.SEE_RESULTS, unit_id),
            "schedule_url": f"{reverse('reception:schedule')}?{urlencode({'don-vi': unit_id})}",
        },
    )


def _is_watched(request: HttpRequest, unit_id: int) -> bool:
    return any(unit.unit_id == unit_id for unit in selectors.units_with_head(request.actor, request.as_of))


def _slot(kept: Kept, lines: Sequence[SessionLine], on: date, *, may_keep: bool) -> SlotRow:
    keys = {fact.key for fact in kept.facts}
    state = "short" if kept.missed else "kept" if kept.held >= kept.required else "running"
    word = {"short": f"thiếu {kept.missed} ngày", "kept": "đủ", "running": "chưa hết kỳ"}[state]
    reasons = selectors.reasons_of(kept, on)
    if may_keep:
        reasons += [
            f"{format_date(line.session.on)}, lý do đã ghi: {line.session.reason}"
            for line in lines
            if line.session.pk in keys and line.session.state in ("moved", "cancelled")
        ]
    return SlotRow(
        said=selectors.say_slot(kept.slot),
        asked=kept.slot.requirement.said,
        held=kept.held_days,
        delegated=kept.delegated_days,
        missed=kept.missed,
        look=LOOKS[state],
        word=word,
        sessions=[line for line in lines if line.session.pk in keys],
        reasons=reasons,
    )


def _reasons(row: selectors.DutyRow, on: date) -> Iterator[str]:
    """Return why days lack in the stretches that are over."""
    for kept in row.kept:
        if kept.missed:
            for reason in selectors.reasons_of(kept, on):
                yield reason if kept.facts else f"{selectors.say_slot(kept.slot)}: {reason}"


def _sheet(rows: Sequence[selectors.DutyRow], year: int, on: date) -> HttpResponseBase:
    months: list[tuple[str, int]] = [(f"Tháng {number}", 9) for number in range(1, 13)]

    def line(row: selectors.DutyRow) -> list[Any]:
        cells = [f"{month.held}/{month.required}" if month.required else "" for month in row.months]
        total = row.total
        counted = (total.required, total.held, total.delegated, total.missed)
        return [row.unit.full_name, row.title, *cells, *counted, "; ".join(_reasons(row, on))]

    return sheet(
        f"trach-nhiem-tiep-cong-dan-{year}.xlsx",
        title=f"Trách nhiệm tiếp công dân của người đứng đầu năm {year}",
        note=f"Ngày trực tiếp tiếp trên số ngày phải tiếp; tính đến ngày {format_date(min(on, timezone.localdate()))}.",
        columns=[
            ("Đơn vị", 32), ("Người đứng đầu", 40), *months, ("Phải tiếp", 10), ("Trực tiếp", 10), ("Ủy quyền", 10),
            ("Thiếu", 10), ("Buổi không tính, kỳ không có lịch", 80),
        ],
        rows=(line(row) for row in rows),
    )  # fmt: skip
