"""Answering with a page, or with just the part of it that changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property

from danvan.kernel.text import parse_date

PAGE_SIZE = 50
# The year of the scheme, before which nothing is recorded.
FIRST_YEAR = 2021


def render_page(
    request: HttpRequest, page: str, context: Mapping[str, Any], *, fragment: str = "", status: int = 200
) -> HttpResponse:
    """Return the whole page, or only the fragment when htmx asks for it; both are the same template file."""
    part = bool(fragment) and request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers
    response = render(request, fragment if part else page, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


class LongList(Paginator):
    """Pages of rows nobody turns through to the end: counted, and turned, no further than `most`.

    Counting a register of a million rows takes longer than showing a page of
    it, and tells the reader nothing but that there are many.
    """

    def __init__(self, rows: "QuerySet[Any, Any]", size: int, *, most: int, known: int | None = None) -> None:
        super().__init__(rows, size)
        self.rows, self.most, self.known = rows, most, known

    @cached_property
    def _counted(self) -> int:
        if self.known is not None:
            return self.known
        # In their order: that is what the rows have an index for.
        return self.rows.select_related(None)[: self.most + 1].count()

    @cached_property
    def count(self) -> int:
        """How many rows can be turned through."""
        return min(self._counted, self.most)

    @property
    def is_cut(self) -> bool:
        """Whether there are more."""
        return self._counted > self.most


def paginate(
    request: HttpRequest,
    rows: "QuerySet[Any, Any] | Sequence[Any]",
    *,
    size: int = PAGE_SIZE,
    most: int | None = None,
    count: int | None = None,
) -> Page:
    """Return the page ?trang= asks for; a number outside the range gives the nearest page.

    With `most`, rows of the database are counted and turned through no further;
    `count` is how many there are, when that was counted already.
    """
    if most is None:
        pages = Paginator(rows, size)
    else:
        pages = LongList(cast("QuerySet[Any, Any]", rows), size, most=most, known=count)
    return pages.get_page(request.GET.get("trang"))


def changed_query(request: HttpRequest, **changes: Any) -> str:
    """Return the query of the address with these parameters changed, an empty one left out; a new view starts anew."""
    values = request.GET.copy()
    values.pop("trang", None)
    for name, value in changes.items():
        if value in (None, ""):
            values.pop(name, None)
        else:
            values[name] = str(value)
    return values.urlencode()


def asked_number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number from the address, nothing when it is not given; 404 when it is no number."""
    typed = request.GET.get(name, "").strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 15:
        raise Http404
    return int(typed)


def asked_year(request: HttpRequest, usual: int, *, latest: int | None = None) -> int:
    """Return ?nam=, else the usual year; 404 for one out of `years_until`."""
    year = asked_number(request, "nam") or usual
    if year not in years_until(latest):
        raise Http404
    return year


def asked_month(request: HttpRequest, usual: date) -> date:
    """Return the first day of ?thang=mm/yyyy, else of the usual day's month; 404 for what is no month of our years."""
    typed = request.GET.get("thang", "").strip()
    if not typed:
        return usual.replace(day=1)
    try:
        month = parse_date(f"1/{typed}")
    except ValueError:
        raise Http404 from None
    if not FIRST_YEAR <= month.year <= timezone.localdate().year + 2:
        raise Http404
    return month


def years_until(latest: int | None = None) -> range:
    """Return the years one may choose, the latest last."""
    return range(FIRST_YEAR, (latest or timezone.localdate().year) + 1)


def usual_year(as_of: date) -> int:
    """Return the year a page shows when none is asked for: that of the chosen day."""
    return max(FIRST_YEAR, min(as_of.year, timezone.localdate().year))
