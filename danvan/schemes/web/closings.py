"""Closing a year, opening it again, and what changed since."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.figures import Status
from danvan.kernel.text import format_date, format_number
from danvan.schemes import selectors
from danvan.schemes.roster import Asked, asked_of
from danvan.schemes.rules.verdict import Outcome
from danvan.schemes.rules.wording import say_counts
from danvan.schemes.services.closings import close_year, reopen_year
from danvan.schemes.web.asked import SCHEME, asked_year, board, require_results, views_of, years
from danvan.schemes.web.forms import CloseForm, ReopenForm
from danvan.schemes.web.rows import figure_of, unit_url
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
def closing(request: HttpRequest) -> HttpResponse:
    require_results(request)
    latest: dict[int, Any] = {}
    for each in selectors.closings_of(SCHEME).select_related("version", "closed_by__post"):
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
            "views": views_of(request, "schemes:closing", year=asked_year(request)),
            "lines": lines,
            "may_close": _may_close(request),
        },
    )


@require_safe
def closing_year(request: HttpRequest, year: int) -> HttpResponse:
    require_results(request)
    scope = request.actor.scope(Right.SEE_RESULTS)
    try:
        found = [each for each in selectors.corrections(SCHEME, year) if each.unit_id in scope]
    except NotFound:
        raise Http404 from None
    last = selectors.closings_of(SCHEME, year=year).select_related("closed_by__post").first()
    assert last is not None  # corrections exist only for a year that was closed
    by_id = {asked.id: asked for asked in asked_of(selectors.scheme_in_force(SCHEME))}
    page = paginate(request, found)
    page.object_list = [
        Changed(
            unit=each.unit_name,
            url=unit_url(each.target, each.unit_id, year),
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
            "year": year,
            "page": page,
            "closed_at": last.closed_at,
            "closed_by": last.closed_by.post.title if last.closed_by else "",
            "results_hash": last.results_hash,
            "reopened_at": last.reopened_at,
            "is_intact": selectors.is_intact(last),
            "crumbs": [*_crumbs(year), {"label": f"Điều chỉnh {year}", "url": ""}],
        },
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, year: int) -> HttpResponse:
    _require_closing(request, year)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = close_year(SCHEME, year, actor=request.actor, at=timezone.now())
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã đóng kỳ {year}. Mã băm kết quả: {done.results_hash[:12]}…")
            return redirect("schemes:closing")
    card = selectors.scorecard(request.actor, SCHEME, year, on=request.actor.on)
    counts = card.counts
    sourced = sum(number for code, number in counts.items() if code != "pending")
    rows = selectors.results_visible_to(request.actor).filter(scheme=SCHEME, year=year)
    waiting = sum(1 for line in card.lines if line.differs_provisionally)
    missing = sum(1 for line in card.lines if not line.asked.is_companion and line.statuses.get(Status.NO_DATA))
    version = selectors.version_in_force(SCHEME)
    return render_page(
        request,
        "schemes/close.html",
        {
            "year": year,
            "form": form,
            "counts": counts,
            "said": f"{say_counts(counts, sourced=sourced)}.",
            "frozen": [
                f"{format_number(rows.count())} kết quả của từng đơn vị theo từng chỉ tiêu, tính theo định nghĩa "
                f"{version.scheme} phiên bản {version.version}.",
                f"Đơn vị không gửi gì được ghi “chưa có dữ liệu” và vẫn nằm trong mẫu số ({format_number(missing)} chỉ "
                "tiêu còn đơn vị như vậy).",
                f"Hồ sơ chờ xác minh không được tính; {format_number(waiting)} chỉ tiêu có số tạm tính khác số đã xác "
                "minh.",
                f"Hồ sơ có ngày từ 01/01/{year} đến {format_date(date(year, 12, 31))} bị khóa cho đến khi mở lại.",
            ],
            "crumbs": [*_crumbs(year), {"label": f"Đóng kỳ {year}", "url": ""}],
        },
    )


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, year: int) -> HttpResponse:
    _require_closing(request, year)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen_year(SCHEME, year, actor=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã mở lại kỳ {year}.")
            return redirect("schemes:closing")
    return render_page(
        request,
        "schemes/reopen.html",
        {"year": year, "form": form, "crumbs": [*_crumbs(year), {"label": f"Mở lại kỳ {year}", "url": ""}]},
    )


def _may_close(request: HttpRequest) -> bool:
    return bool(request.actor.scope(Right.CLOSE_PERIODS).everything)


def _require_closing(request: HttpRequest, year: int) -> None:
    if not _may_close(request) or year not in years():
        raise Http404


def _crumbs(year: int) -> list[dict[str, str]]:
    return [board(year), {"label": "Đóng kỳ", "url": reverse("schemes:closing")}]


def _said(asked: Asked | None, outcome: Outcome | None) -> str:
    if outcome is None:
        return "không có"
    if asked is None:
        return f"{outcome.numerator}/{outcome.denominator}"
    return str(figure_of(asked, outcome.numerator, outcome.denominator))
