"""Promises kept: what leaders said they would have done, in words written for the public, and what became of it."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from danvan.conclusions.selectors.publishing import (
    KEPT,
    KEPT_LATE,
    LATE,
    REPORTED,
    RUNNING,
    PublicPromises,
    as_public,
    public_list,
    public_promises,
    publication_mark,
    published_years,
)
from danvan.ui.pages import asked_number, paginate, render_page

KEPT_SECONDS = 300
# How a promise stands: its status on the one scale, its words.
WORDS = {
    KEPT: ("achieved", _("đã làm, đúng hạn")),
    KEPT_LATE: ("achieved", _("đã làm, muộn hạn")),
    REPORTED: ("not_yet_due", _("đã báo cáo xong, chờ xác nhận")),
    RUNNING: ("not_yet_due", _("đang làm, còn hạn")),
    LATE: ("not_achieved", _("chưa xong, quá hạn")),
}


@login_not_required
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    # What is withdrawn must be gone at once: the mark changes with every publication.
    mark = f"{today}-{publication_mark()}"
    years = cast("list[int]", cache.get_or_set(f"portal-promise-years-{mark}", published_years, KEPT_SECONDS))
    usual = today.year if not years or today.year in years else years[0]
    year = asked_number(request, "nam") or usual
    if year != usual and year not in years:
        raise Http404
    unit, status = asked_number(request, "don_vi"), request.GET.get("tinh_trang", "")
    if status and status not in WORDS:
        raise Http404
    found = cast(
        "PublicPromises",
        cache.get_or_set(f"portal-promises-{year}-{mark}", lambda: public_promises(year, on=today), KEPT_SECONDS),
    )
    units = {each.unit_id: each for each in found.units}
    if unit is not None and unit not in units:
        raise Http404
    page = paginate(request, public_list(year, on=today, unit_id=unit, status=status), size=30)
    return render_page(
        request,
        "portal/promises.html",
        {
            "found": found,
            "year": year,
            "years": sorted(years),
            "unit": units.get(unit or 0),
            "status": status,
            "statuses": [(code, WORDS[code][1], getattr(units.get(unit or 0) or found, code)) for code in WORDS],
            "page": page,
            "rows": [(each, *WORDS[each.status]) for each in as_public(list(page.object_list), on=today)],
            "today": today,
        },
    )
