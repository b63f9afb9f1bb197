"""What a page of the scheme was asked for: year, group, kind of unit.  Anything senseless is a 404."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest
from django.urls import reverse

from danvan.authority.rules.rights import Right
from danvan.schemes import selectors
from danvan.schemes.rules.wording import say_moment
from danvan.ui import pages
from danvan.ui.templatetags.ui import vn_datetime

SCHEME = "da04"


def require_results(request: HttpRequest) -> None:
    """Answer 404 unless the actor may see results of at least one unit."""
    if not request.actor.may(Right.SEE_RESULTS):
        raise Http404


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
    """One way to look at the scheme."""

    label: str
    url: str
    active: bool


_VIEWS = (
    ("Bảng", "schemes:scorecard"),
    ("Ma trận", "schemes:matrix"),
    ("Bản đồ", "schemes:map"),
    ("Nhiệm vụ", "schemes:indicators"),
    ("Hạn chế", "schemes:weaknesses"),
    ("Việc chậm", "schemes:late"),
    ("Khai báo", "schemes:declared"),
    ("Đóng kỳ", "schemes:closing"),
)


def views_of(request: HttpRequest, active: str, *, year: int) -> list[View]:
    """Return the ways to look at the scheme, keeping the year; closing is for those who may close or see all."""
    return [View(label, f"{reverse(name)}?nam={year}", name == active) for label, name in _VIEWS]


def board(year: int) -> dict[str, str]:
    """Return the first crumb of every page below the scorecard."""
    return {"label": f"Bảng chỉ tiêu {year}", "url": f"{reverse('schemes:scorecard')}?nam={year}"}


def moment_said(computed_at: datetime | None) -> str:
    """Return when the figures were computed and by which definition, so that the same ones can be asked for again."""
    version = selectors.version_in_force(SCHEME)
    return say_moment(
        vn_datetime(computed_at) if computed_at else "chưa tính lần nào", version.version, version.definition_hash
    )
