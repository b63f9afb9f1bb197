"""Closing a year, opening it again, and what changed since."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.figures import Status
from danvan.kernel.text import format_date, format_number
from danvan.schemes import selectors
from danvan.schemes.roster import Asked, asked_of
from danvan.schemes.rules.definition import SchemeDefinition
from danvan.schemes.rules.verdict import Outcome
from danvan.schemes.rules.wording import say_counts
from danvan.schemes.services.closings import close_year, reopen_year
from danvan.schemes.web.asked import address, asked_scheme, asked_year, board, frame_of, require_results, years
from danvan.schemes.web.forms import CloseForm, ReopenForm
from danvan.schemes.web.rows import figure_of, unit_url
from danvan.ui.forms import show_refusal
from danvan.ui.pages import paginate, render_page


@dataclass(frozen=True)
class Line:
    """One year with its last closing."""

    year: int
    is_closed: bool
    reopened: bool
    closed_at: datetime | None
    closed_by: str
    version: str
    results_hash: str
    reopened_at: datetime | None
    reopen_reason: str
    may_close: bool


@dataclass(frozen=True)
class Changed:
    """One correction as printed."""

    unit: str
    url: str
    target: str
    before: str
    status_before: str
    after: str
    status_after: str
    at: datetime | None


@require_safe
def closing(request: HttpRequest, scheme: str) -> HttpResponse:
    definition = require_results(request, scheme)
    latest: dict[int, Any] = {}
    for each in selectors.closings_of(scheme).select_related("version", "closed_by__post"):
        latest.setdefault(each.year, each)
    lines = []
    for year in reversed(years()):
        last = latest.get(year)
        lines.append(
            Line(
                year=year,
                is_closed=last is not None and last.reopened_at is None,
                reopened=last is not None and last.reopened_at is not None,
                closed_at=last.closed_at if last else None,
                closed_by=last.closed_by.post.title if last and last.closed_by else "",
                version=f"{last.version.scheme} v{last.version.version}" if last else "",
                results_hash=last.results_hash if last else "",
                reopened_at=last.reopened_at if last else None,
                reopen_reason=last.reopen_reason if last else "",
                may_close=date(year, 12, 31) < timezone.localdate(),
            )
        )
    return render_page(
        request,
        "schemes/closing.html",
        {
            **frame_of(definition, "closing", year=asked_year(request)),
            "lines": lines,
            "may_close": _may_close(request),
        },
    )


@require_safe
def closing_year(request: HttpRequest, scheme: str, year: int) -> HttpResponse:
    definition = require_results(request, scheme)
    scope = request.actor.scope(Right.SEE_RESULTS)
    try:
        found = [each for each in selectors.corrections(scheme, year) if each.unit_id in scope]
    except NotFound:
        raise Http404 from None
    last = selectors.closings_of(scheme, year=year).select_related("closed_by__post").first()
    assert last is not None  # corrections exist only for a year that was closed
    by_id = {asked.id: asked for asked in asked_of(definition)}
    page = paginate(request, found)
    page.object_list = [
        Changed(
            unit=each.unit_name,
            url=unit_url(scheme, each.target, each.unit_id, year),
            target=f"{each.target} {by_id[each.target].name}" if each.target in by_id else each.target,
            before=_said(by_id.get(each.target), each.before),
            status_before=each.before.status.value if each.before else "",
            after=_said(by_id.get(each.target), each.now),
            status_after=each.now.status.value if each.now else "",
            at=each.changed_at,
        )
        for each in page.object_list
    ]
    return render_page(
        request,
        "schemes/closing_year.html",
        {
            "scheme": definition.scheme,
            "year": year,
            "page": page,
            "closed_at": last.closed_at,
            "closed_by": last.closed_by.post.title if last.closed_by else "",
            "results_hash": last.results_hash,
            "reopened_at": last.reopened_at,
            "is_intact": selectors.is_intact(last),
            "crumbs": [*_crumbs(definition, year), {"label": f"Điều chỉnh {year}", "url": ""}],
        },
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, scheme: str, year: int) -> HttpResponse:
    definition = _require_closing(request, scheme, year)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = close_year(scheme, year, actor=request.actor, at=timezone.now())
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã đóng kỳ {year}. Mã băm kết quả: {done.results_hash[:12]}…")
            return redirect("schemes:closing", scheme=scheme)
    card = selectors.scorecard(request.actor, scheme, year, on=request.actor.on)
    counts = card.counts
    sourced = sum(number for code, number in counts.items() if code != "pending")
    rows = selectors.results_visible_to(request.actor).filter(scheme=scheme, year=year)
    waiting = sum(1 for line in card.lines if line.differs_provisionally)
    missing = sum(1 for line in card.lines if not line.asked.is_companion and line.statuses.get(Status.NO_DATA))
    return render_page(
        request,
        "schemes/close.html",
        {
            "scheme": definition.scheme,
            "year": year,
            "form": form,
            "counts": counts,
            "said": f"{say_counts(counts, sourced=sourced)}.",
            "frozen": [
                f"{format_number(rows.count())} kết quả của từng đơn vị theo từng chỉ tiêu, tính theo định nghĩa "
                f"{scheme} phiên bản {definition.scheme.version}.",
                f"Đơn vị không gửi gì được ghi “chưa có dữ liệu” và vẫn nằm trong mẫu số ({format_number(missing)} chỉ "
                "tiêu còn đơn vị như vậy).",
                f"Hồ sơ chờ xác minh không được tính; {format_number(waiting)} chỉ tiêu có số tạm tính khác số đã xác "
                "minh.",
                f"Hồ sơ có ngày từ 01/01/{year} đến {format_date(date(year, 12, 31))} bị khóa cho đến khi mở lại.",
            ],
            "crumbs": [*_crumbs(definition, year), {"label": f"Đóng kỳ {year}", "url": ""}],
        },
    )


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, scheme: str, year: int) -> HttpResponse:
    definition = _require_closing(request, scheme, year)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen_year(scheme, year, actor=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã mở lại kỳ {year}.{_still_locked(scheme, year)}")
            return redirect("schemes:closing", scheme=scheme)
    return render_page(
        request,
        "schemes/reopen.html",
        {
            "scheme": definition.scheme,
            "year": year,
            "form": form,
            "crumbs": [*_crumbs(definition, year), {"label": f"Mở lại kỳ {year}", "url": ""}],
        },
    )


def _still_locked(reopened: str, year: int) -> str:
    """Say which other schemes keep the records of a year locked: they are the same records."""
    others = [each.scheme for each in selectors.schemes_in_force() if each.scheme.id != reopened]
    numbers = [other.number for other in others if selectors.closing_in_force(other.id, year)]
    return f" Hồ sơ của năm vẫn bị khóa vì Đề án {', '.join(numbers)} còn đóng kỳ này." if numbers else ""


def _may_close(request: HttpRequest) -> bool:
    return bool(request.actor.scope(Right.CLOSE_PERIODS).everything)


def _require_closing(request: HttpRequest, scheme: str, year: int) -> SchemeDefinition:
    if not _may_close(request) or year not in years():
        raise Http404
    return asked_scheme(scheme)


def _crumbs(definition: SchemeDefinition, year: int) -> list[dict[str, str]]:
    return [board(definition, year), {"label": "Đóng kỳ", "url": address(definition.scheme.id, "closing")}]


def _said(asked: Asked | None, outcome: Outcome | None) -> str:
    if outcome is None:
        return "không có"
    if asked is None:
        return f"{outcome.numerator}/{outcome.denominator}"
    return str(figure_of(asked, outcome.numerator, outcome.denominator))
