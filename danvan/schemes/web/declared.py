"""Declared figures: the list with its gaps, one typed, many from a file."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.kernel.errors import InputErrors, RuleError
from danvan.kernel.periods import Period
from danvan.kernel.text import fold, format_number
from danvan.orgs.selectors import class_members, names_on
from danvan.schemes import selectors
from danvan.schemes.roster import Asked, asked_of
from danvan.schemes.rules.declared import Finding
from danvan.schemes.rules.definition import SchemeDefinition
from danvan.schemes.rules.wording import Said, say_figure
from danvan.schemes.services.declared import (
    COLUMNS,
    Checked,
    Statement,
    declare_figure,
    findings_about,
    import_declared,
)
from danvan.schemes.web.asked import (
    address,
    asked_choice,
    asked_scheme,
    asked_year,
    board,
    frame_of,
    require_results,
    years,
)
from danvan.schemes.web.forms import DeclareForm, FileForm, whole_year
from danvan.schemes.web.rows import declared_of, figure_of, unit_url
from danvan.ui.forms import show_refusal
from danvan.ui.pages import paginate, render_page
from danvan.ui.sheets import sheet

FILE_LIMIT = 1024**2
GAP, FOUND = "chenh-lech", "chua-khop"


@dataclass(frozen=True)
class Line:
    """One declared figure beside the computed one."""

    unit: str
    url: str
    target: str
    name: str
    declared: str
    computed: str
    gap: str
    findings: Sequence[dict[str, str]]
    source: str


@dataclass(frozen=True)
class Chip:
    """A way to narrow the list."""

    label: str
    url: str
    on: bool


@dataclass(frozen=True)
class CheckedRow:
    """One row of a file as it was understood."""

    number: int | None
    unit: str
    target: str
    said: str
    findings: Sequence[Finding]


@require_safe
def declared(request: HttpRequest, scheme: str) -> HttpResponse:
    definition = require_results(request, scheme)
    year = asked_year(request)
    by_id = {asked.id: asked for asked in asked_of(definition)}
    target = asked_choice(request, "chi-tieu", by_id)
    only = asked_choice(request, "loc", [GAP, FOUND])
    text = request.GET.get("q", "").strip()[:100]
    found = selectors.declared_lines(request.actor, scheme, year, target=target)
    words = fold(text).split()
    lines = [
        line
        for line in found
        if all(word in line.unit.folded_name for word in words)
        and (only != GAP or line.declared.gap)
        and (only != FOUND or line.declared.findings)
    ]
    page = paginate(request, lines)
    page.object_list = [
        Line(
            unit=line.unit_name,
            url=unit_url(scheme, line.target, line.unit_id, year),
            target=line.target,
            name=by_id[line.target].name,
            declared=declared_of(by_id[line.target], line.declared)[0],
            computed=str(figure_of(by_id[line.target], line.numerator, line.denominator)),
            gap=declared_of(by_id[line.target], line.declared)[1],
            findings=line.declared.findings,
            source=line.declared.source,
        )
        for line in page.object_list
    ]
    here = address(scheme, "declared")
    kept = {"nam": year, **({"chi-tieu": target} if target else {}), **({"q": text} if text else {})}
    labels = {"": "Tất cả", GAP: "Khác số tính", FOUND: "Có điều chưa khớp"}
    gaps = sum(1 for line in found if line.declared.gap)
    unsound = sum(1 for line in found if line.declared.findings)
    return render_page(
        request,
        "schemes/declared.html",
        {
            **frame_of(definition, "declared", year=year),
            "year": year,
            "years": years(),
            "page": page,
            "may_declare": request.actor.may(Right.DECLARE_FIGURES),
            "chips": [
                Chip(label, f"{here}?{urlencode({**kept, **({'loc': key} if key else {})})}", key == only)
                for key, label in labels.items()
            ],
            "target_choices": [(asked.id, asked.name) for asked in by_id.values() if not asked.is_companion],
            "kept": {"q": text, "loc": only, "chi_tieu": target},
            "said": (
                f"{format_number(len(found))} số liệu khai; {format_number(gaps)} khác số tính từ hồ sơ, "
                f"{format_number(unsound)} có điều chưa khớp về số học, kỳ hoặc số đơn vị."
                if found
                else "Chưa có số liệu khai nào của năm này. Số liệu khai chỉ để đối chiếu với số tính từ hồ sơ."
            ),
            "plain_url": f"{here}?nam={year}",
        },
    )


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, scheme: str) -> HttpResponse:
    definition = _require_declaring(request, scheme)
    year = asked_year(request)
    targets = _targets(definition)
    start: dict[str, Any] = {"unit": request.actor.unit_id, "year": year, **whole_year(year)}
    target = request.GET.get("chi-tieu", "")
    if target in dict(targets):
        start["target"] = target
    form = DeclareForm(
        request.POST or None, initial=start, units=_units(request, definition), targets=targets, years=years()
    )
    findings = None
    if request.method == "POST" and form.is_valid():
        statement = _statement(form.cleaned_data)
        try:
            if request.POST.get("buoc") == "luu":
                declare_figure(scheme, statement, actor=request.actor)
                messages.success(request, "Đã lưu số liệu khai.")
                return redirect(f"{address(scheme, 'declared')}?nam={statement.year}")
            findings = findings_about(scheme, statement)
        except InputErrors as refusal:
            for error in refusal.errors:
                form.add_error(None, str(error))
        except RuleError as refusal:
            show_refusal(form, refusal)
    return render_page(
        request,
        "schemes/declare.html",
        {
            "scheme": definition.scheme,
            "form": form,
            "findings": findings,
            "crumbs": [*_crumbs(definition, year), {"label": "Khai một số liệu", "url": ""}],
        },
    )


@require_http_methods(["GET", "POST"])
def declare_import(request: HttpRequest, scheme: str) -> HttpResponse:
    """Check a file, show what was understood, then take it in: the checked file travels along in the form."""
    definition = _require_declaring(request, scheme)
    form = FileForm()
    checked: list[CheckedRow] = []
    errors: list[str] = []
    kept = name = ""
    if request.method == "POST":
        taking = request.POST.get("buoc") == "nhap" and "file" not in request.FILES
        content: bytes | None = None
        if taking:
            name = request.POST.get("name", "")[:200]
            try:
                content = base64.b64decode(request.POST.get("kept", ""), validate=True) or None
            except (binascii.Error, ValueError):
                content = None
        if content is None:
            taking = False
            form = FileForm(request.POST, request.FILES)
            if form.is_valid():
                upload = form.cleaned_data["file"]
                if upload.size > FILE_LIMIT:
                    form.add_error("file", "Tệp lớn hơn 1 MB. Đề nghị chia thành nhiều tệp.")
                else:
                    content, name = upload.read(), upload.name
        if content is not None:
            try:
                found = _read(scheme, content, name, request, check_only=not taking)
            except InputErrors as refusal:
                errors = [str(error) for error in refusal.errors]
            except RuleError as refusal:
                errors = [str(refusal)]
            else:
                if taking:
                    messages.success(request, f"Đã nhập {format_number(len(found))} số liệu khai.")
                    return redirect("schemes:declared", scheme=scheme)
                by_id = {asked.id: asked for asked in asked_of(definition)}
                checked = [_checked_row(each, by_id) for each in found]
                kept = base64.b64encode(content).decode("ascii")
    return render_page(
        request,
        "schemes/declare_import.html",
        {
            "scheme": definition.scheme,
            "form": form,
            "checked": checked,
            "errors": errors,
            "kept": kept,
            "name": name,
            "crumbs": [*_crumbs(definition, asked_year(request)), {"label": "Nhập từ tệp", "url": ""}],
        },
    )


@require_safe
def declare_template(request: HttpRequest, scheme: str) -> HttpResponseBase:
    """Give a sheet with the right columns and one line per target of the actor's own unit."""
    definition = _require_declaring(request, scheme)
    year = asked_year(request)
    own = names_on([request.actor.unit_id] if request.actor.unit_id else [], request.as_of)
    unit = next(iter(own.values()), None)
    rows = [
        [(unit.code or unit.full_name) if unit else "", target, year, f"01/01/{year}", f"31/12/{year}"]
        for target, _ in _targets(definition)
    ]
    return sheet(
        f"mau-so-lieu-khai-{scheme}-{year}.xlsx",
        title="",
        note="",
        columns=[(column, 16) for column in COLUMNS],
        rows=rows,
        is_bare=True,
    )


def _require_declaring(request: HttpRequest, scheme: str) -> SchemeDefinition:
    if not request.actor.may(Right.DECLARE_FIGURES):
        raise Http404
    return asked_scheme(scheme)


def _crumbs(definition: SchemeDefinition, year: int) -> list[dict[str, str]]:
    url = f"{address(definition.scheme.id, 'declared')}?nam={year}"
    return [board(definition, year), {"label": "Số liệu đơn vị khai", "url": url}]


def _units(request: HttpRequest, definition: SchemeDefinition) -> list[tuple[int, str]]:
    scope = request.actor.scope(Right.DECLARE_FIGURES)
    members = class_members(definition.unit_classes, request.as_of)
    return [(unit, version.full_name) for unit, version in members.items() if unit in scope]


def _targets(definition: SchemeDefinition) -> list[tuple[str, str]]:
    return [
        (asked.id, f"{asked.id} · {asked.name}")
        for asked in asked_of(definition)
        if not asked.is_companion and not asked.is_published
    ]


def _statement(given: dict[str, Any]) -> Statement:
    return Statement(
        unit_id=given["unit"],
        target=given["target"],
        year=given["year"],
        window=Period(given["period_from"], given["period_to"]),
        numerator=given["numerator"],
        denominator=given["denominator"],
        percent=given["percent"],
        units_counted=given["units_counted"],
        source=given["source"],
    )


def _read(scheme: str, content: bytes, name: str, request: HttpRequest, *, check_only: bool) -> list[Checked]:
    with NamedTemporaryFile(suffix=Path(name).suffix[:8]) as file:
        file.write(content)
        file.flush()
        return import_declared(scheme, Path(file.name), actor=request.actor, name=name, check_only=check_only)


def _checked_row(each: Checked, by_id: dict[str, Asked]) -> CheckedRow:
    statement = each.statement
    asked = by_id[statement.target]
    said = say_figure(asked.value, statement.numerator, statement.denominator, counts=asked.own.counts)
    printed = Said(statement.percent) if statement.numerator is None else said
    return CheckedRow(each.row, each.unit_name, statement.target, str(printed), each.findings)
