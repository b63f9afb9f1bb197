"""The scorecard: every target of a year on one page, for the province or for one unit."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from danvan.kernel.errors import NotFound
from danvan.kernel.figures import Status
from danvan.kernel.text import format_date
from danvan.orgs.selectors import class_counts, names_on
from danvan.schemes import selectors
from danvan.schemes.rules.wording import ShortTarget, most_short, say_before, say_change, say_counts, say_units
from danvan.schemes.selectors import Scorecard, TargetLine
from danvan.schemes.web.asked import (
    address,
    asked_choice,
    asked_year,
    frame_of,
    moment_said,
    require_results,
    years,
)
from danvan.schemes.web.rows import Row, row_of, target_url
from danvan.ui.pages import asked_number, render_page
from danvan.ui.sheets import sheet

PENDING = "pending"
# Most targets bind every unit; then it is said how many those are.
ALL = "UC_ALL"
UNKNOWN = (None, Status.NO_DATA, Status.NOT_APPLICABLE)


@dataclass(frozen=True)
class Chip:
    """A way to narrow the table."""

    label: str
    url: str
    on: bool
    count: int | None = None


@dataclass(frozen=True)
class Worst:
    """A target that holds the scorecard back."""

    target: str
    name: str
    units: int
    url: str


@dataclass(frozen=True)
class Group:
    """A heading of the table with its lines."""

    name: str
    rows: Sequence[Row]


@require_safe
def scorecard(request: HttpRequest, scheme: str) -> HttpResponseBase:
    definition = require_results(request, scheme)
    year = asked_year(request)
    unit_id = asked_number(request, "don-vi")
    try:
        card = selectors.scorecard(request.actor, scheme, year, on=request.as_of, unit_id=unit_id)
    except NotFound:
        raise Http404 from None
    only = asked_choice(request, "loc", ("chua-dat", "chenh-lech", "co-nguon"))
    group = asked_choice(request, "nhom", [each.id for each in definition.groups])
    lines = [line for line in card.lines if _wanted(line, only) and (not group or line.asked.target.group == group)]
    last_day = date(year, 12, 31)
    name = ""
    if card.unit_id:
        named = names_on([card.unit_id], min(last_day, request.as_of)).get(card.unit_id)
        if named is None:
            raise Http404
        name = named.full_name
    heading = f"{name[:1].upper()}{name[1:]} · " if name else f"Đề án {definition.scheme.number} · "
    heading += f"Bảng chỉ tiêu năm {year}"
    moment = moment_said(definition, card.computed_at)
    if request.GET.get("xem") == "xlsx":
        return _sheet(heading, moment, year, card, lines)
    counts = card.counts
    sourced = sum(number for code, number in counts.items() if code != PENDING)
    about = {"don-vi": unit_id} if unit_id else {}
    briefing = reverse("reports:briefing", kwargs={"scheme": scheme})
    shown = {"nam": year, **about, **({"nhom": group} if group else {})}
    closing = max((line.closing.units for line in card.lines if line.closing and not card.unit_id), default=0)
    return render_page(
        request,
        "schemes/scorecard.html",
        {
            "heading": heading,
            **frame_of(definition, "scorecard", year=year),
            "year": year,
            "years": years(),
            "is_closed": card.is_closed,
            "counts": counts,
            "counts_said": _said(counts, sourced),
            "worst": [] if card.unit_id else _worst(card),
            "change_said": _change(card, year, request.as_of),
            "chips": _chips(card, only, shown),
            "group_choices": definition.groups if len(definition.groups) > 1 else (),
            "kept": {"loc": only, "nhom": group},
            "unit_id": card.unit_id,
            "groups": list(_groups(card, lines, year)),
            "trend_label": f"{year - 4}–{year % 100:02}",
            "briefing_url": f"{briefing}?{urlencode({'nam': year, **about})}",
            "unit_page": reverse("units:unit", args=[card.unit_id]) if card.unit_id else "",
            "back_url": f"{address(scheme, 'scorecard')}?nam={year}" if unit_id else "",
            "denominator_said": ""
            if card.unit_id or ALL not in definition.unit_classes
            else f"Mẫu số là các đơn vị có hiệu lực ngày {format_date(last_day)}: "
            f"{say_units(class_counts(ALL, last_day))}.",
            "closing_count": closing,
            "closing_url": target_url(scheme, _first_with_closing(card), year, ky="dong") if closing else "",
            "moment_said": moment,
            "plain_url": f"{address(scheme, 'scorecard')}?nam={year}",
        },
    )


def _wanted(line: TargetLine, only: str) -> bool:
    if only == "chua-dat":
        return line.status in (Status.NOT_ACHIEVED, Status.NO_DATA)
    if only == "chenh-lech":
        return bool(line.declared and (line.declared.gap or line.declared.findings))
    return not line.is_pending if only == "co-nguon" else True


def _said(counts: dict[str, int], sourced: int) -> str:
    waiting = counts.get(PENDING, 0)
    more = f"; {waiting} chỉ tiêu chưa có nguồn dữ liệu" if waiting else ""
    return say_counts(counts, sourced=sourced) + more


def _worst(card: Scorecard) -> list[Worst]:
    short = [
        ShortTarget(line.id, line.asked.name, line.units_short)
        for line in card.lines
        if not line.asked.is_companion and line.status is not None
    ]
    return [
        Worst(each.target, each.name, each.units, target_url(card.definition.scheme.id, each.target, card.year))
        for each in most_short(short)
    ]


def _change(card: Scorecard, year: int, on: date) -> str:
    """Compare with the year before over the targets that have a verdict in both years."""
    now = before = both = 0
    running = not card.is_closed and on <= date(year, 12, 31)
    for line in card.lines:
        if line.asked.is_companion or line.status in UNKNOWN:
            continue
        earlier = {point.year: point.status for point in line.trend}.get(year - 1)
        if earlier not in UNKNOWN:
            both += 1
            now += line.status is Status.ACHIEVED
            before += earlier is Status.ACHIEVED
    if not both:
        return ""
    # What is not due yet is no worse than last year's result.
    return say_before(before, year - 1, both) if running else say_change(now, before, year - 1, both)


def _chips(card: Scorecard, only: str, shown: dict[str, Any]) -> list[Chip]:
    found = Counter(
        key
        for key in ("", "chua-dat", "chenh-lech", "co-nguon")
        for line in card.lines
        if not line.asked.is_companion and _wanted(line, key)
    )
    labels = {
        "": "Tất cả",
        "co-nguon": "Đã có nguồn",
        "chua-dat": "Chưa đạt, thiếu dữ liệu",
        "chenh-lech": "Có chênh lệch khai báo",
    }
    here = address(card.definition.scheme.id, "scorecard")
    return [
        Chip(label, f"{here}?{urlencode({**shown, **({'loc': key} if key else {})})}", key == only, found[key])
        for key, label in labels.items()
    ]


def _groups(card: Scorecard, lines: Sequence[TargetLine], year: int) -> Iterator[Group]:
    for group in card.definition.groups:
        # What can be read comes first; what waits for a source is one quiet line each.
        its = [
            row_of(line, year, is_one_unit=card.unit_id is not None)
            for line in lines
            if line.asked.target.group == group.id and not (line.is_pending and line.asked.is_companion)
        ]
        rows = sorted(its, key=lambda row: row.is_pending)
        if rows:
            yield Group(group.name, rows)


def _first_with_closing(card: Scorecard) -> str:
    return next(line.id for line in card.lines if line.closing)


def _sheet(heading: str, moment: str, year: int, card: Scorecard, lines: Sequence[TargetLine]) -> HttpResponseBase:
    columns = [
        ("Mã", 8), ("Chỉ tiêu", 60), ("Ngưỡng", 12), ("Tử số", 10), ("Mẫu số", 10), ("Kết quả", 22),
        ("Trạng thái", 18), ("Tử số tạm tính", 10), ("Mẫu số tạm tính", 10), ("Đơn vị còn thiếu", 10),
        ("Đơn vị khai", 22), ("Chênh lệch", 28),
    ]  # fmt: skip
    rows = []
    for line in lines:
        row = row_of(line, year)
        word = "chưa có nguồn dữ liệu" if line.is_pending else line.status.label if line.status else ""
        rows.append(
            (row.id, row.name, row.threshold, line.numerator, line.denominator,
             "" if line.numerator is None else str(row.result), word, line.provisional_numerator,
             line.provisional_denominator, line.units_short or None, row.declared, row.gap)
        )  # fmt: skip
    return sheet(
        f"bang-chi-tieu-{card.definition.scheme.id}-{year}.xlsx", title=heading, note=moment, columns=columns, rows=rows
    )
