"""What a page of a scheme was asked for: scheme, year, group, kind of unit.  Anything senseless is a 404."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from danvan.authority.rules.rights import Right
from danvan.kernel.errors import NotFound
from danvan.schemes import selectors
from danvan.schemes.rules.definition import SchemeDefinition
from danvan.schemes.rules.wording import say_moment
from danvan.ui import pages
from danvan.ui.templatetags.ui import vn_datetime


def address(scheme: str, page: str, **where: Any) -> str:
    """Return the address of a page of a scheme, its query left to the caller."""
    return reverse(f"schemes:{page}", kwargs={"scheme": scheme, **where})


def asked_scheme(scheme: str) -> SchemeDefinition:
    """Return the definition in force of the scheme in the address; one never loaded is a 404."""
    try:
        return selectors.scheme_in_force(scheme)
    except NotFound:
        raise Http404 from None


def require_results(request: HttpRequest, scheme: str) -> SchemeDefinition:
    """Return the definition in force; 404 unless the actor may see results of at least one unit."""
    if not request.actor.may(Right.SEE_RESULTS):
        raise Http404
    return asked_scheme(scheme)


def asked_year(request: HttpRequest) -> int:
    """Return ?nam=, else the year of the chosen day; a year the scheme has no figures for is a 404."""
    return pages.asked_year(request, pages.usual_year(request.as_of))


def years() -> list[int]:
    """Return the years one may choose, the latest last."""
    return list(pages.years_until())


def asked_choice(request: HttpRequest, name: str, choices: Collection[str]) -> str:
    """Return one of the choices or nothing; anything else is a 404."""
    typed = request.GET.get(name, "").strip()
    if typed and typed not in choices:
        raise Http404
    return typed


@dataclass(frozen=True)
class View:
    """One way to look at a scheme."""

    label: str
    url: str
    active: bool


_VIEWS = (
    ("Bảng", "scorecard"),
    ("Ma trận", "matrix"),
    ("Bản đồ", "map"),
    ("Nhiệm vụ", "indicators"),
    ("Hạn chế", "weaknesses"),
    ("Việc chậm", "late"),
    ("Khai báo", "declared"),
    ("Đóng kỳ", "closing"),
)


def views_of(definition: SchemeDefinition, active: str, *, year: int) -> list[View]:
    """Return the ways to look at a scheme, keeping the year; what the scheme says nothing of has none."""
    missing = {
        name for name, parts in (("indicators", definition.tasks), ("weaknesses", definition.weaknesses)) if not parts
    }
    return [
        View(label, f"{address(definition.scheme.id, name)}?nam={year}", name == active)
        for label, name in _VIEWS
        if name not in missing
    ]


def switch_of(definition: SchemeDefinition, *, year: int) -> list[View]:
    """Return the scorecards of all schemes in a year, this one marked; nothing while there is only one."""
    schemes = [each.scheme for each in selectors.schemes_in_force()]
    if len(schemes) < 2:
        return []
    return [
        View(
            f"{each.short_name} ({each.number})",
            f"{address(each.id, 'scorecard')}?nam={year}",
            each.id == definition.scheme.id,
        )
        for each in schemes
    ]


def frame_of(definition: SchemeDefinition, active: str, *, year: int) -> dict[str, Any]:
    """Return what the head of every way to look at a scheme shows."""
    return {
        "scheme": definition.scheme,
        "switch": switch_of(definition, year=year),
        "views": views_of(definition, active, year=year),
    }


def board(definition: SchemeDefinition, year: int) -> dict[str, str]:
    """Return the first crumb of every page below the scorecard."""
    scheme = definition.scheme
    label = f"Bảng chỉ tiêu {year}" if scheme.is_leading else f"Đề án {scheme.number}: bảng chỉ tiêu {year}"
    return {"label": label, "url": f"{address(scheme.id, 'scorecard')}?nam={year}"}


def moment_said(definition: SchemeDefinition, computed_at: datetime | None) -> str:
    """Return when the figures were computed and by which definition, so that the same ones can be asked for again."""
    return say_moment(
        vn_datetime(computed_at) if computed_at else "chưa tính lần nào",
        definition.scheme.version,
        definition.definition_hash,
    )
