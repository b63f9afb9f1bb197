"""When and where heads receive people: what each unit published, for a month, on paper, for calendar programs."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from danvan.kernel.text import fold
from danvan.reception.selectors import PublicSession, public_feed, public_schedules, public_units
from danvan.ui.pages import asked_month, asked_number, paginate, render_page

UNITS_ON_A_PAGE = 20
FEED_BACK = timedelta(days=31)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@login_not_required
@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    first = asked_month(request, today)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    text = request.GET.get("q", "").strip()[:100]
    units = public_units(max(first, min(today, last)))
    asked = asked_number(request, "don-vi")
    if asked is not None:
        units = [unit for unit in units if unit.unit_id == asked]
        if not units:
            raise Http404
    words = fold(text).split()
    units = [unit for unit in units if all(word in unit.folded_name for word in words)]
    page = paginate(request, units, size=UNITS_ON_A_PAGE)
    schedules = public_schedules([unit.unit_id for unit in page.object_list], first, last, on=today)
    return render_page(
        request,
        "portal/reception.html",
        {
            "first": first,
            "month": f"{first:%m/%Y}",
            "before": f"{first - timedelta(days=1):%m/%Y}",
            "after": f"{first + timedelta(days=32):%m/%Y}",
            "schedules": schedules,
            "page": page,
            "text": text,
            "unit_id": asked,
            "feed_url": request.build_absolute_uri(reverse("portal:reception_feed", args=[asked])) if asked else "",
        },
    )


@login_not_required
@require_safe
def feed(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Answer a calendar program with what a unit published."""
    today = timezone.localdate()
    version, sessions = public_feed(unit_id, today - FEED_BACK)
    if version is None or unit_id not in {unit.unit_id for unit in public_units(today)}:
        raise Http404
    content = _calendar(f"Tiếp công dân · {version.full_name}", sessions).to_ical()
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="lich-tiep-cong-dan.ics"'
    return response


def _calendar(name: str, sessions: Sequence[PublicSession]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//danvan//lich tiep cong dan//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(ZONE))
    now = timezone.now()
    for each in sessions:
        event = Event()
        event.add("uid", f"{each.key}@danvan")
        event.add("dtstamp", now)
        if each.starts_at:
            event.add("dtstart", datetime.combine(each.on, each.starts_at, tzinfo=ZONE))
            if each.ends_at:
                event.add("dtend", datetime.combine(each.on, each.ends_at, tzinfo=ZONE))
        else:
            event.add("dtstart", each.on)
            event.add("dtend", each.on + timedelta(days=1))
        event.add("summary", name)
        event.add("location", each.place)
        if each.subject:
            event.add("description", each.subject)
        event.add("status", "CANCELLED" if each.state in ("moved", "cancelled") else "CONFIRMED")
        calendar.add_component(event)
    # RFC 5545, 3.2.19: a zone that is named is told.
    calendar.add_missing_timezones()
    return calendar
