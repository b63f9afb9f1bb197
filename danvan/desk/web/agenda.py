"""The calendar of a unit: a month on a page, and a feed for calendar programs under a private address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from danvan.authority.rules.rights import Right
from danvan.authority.selectors import actor_in
from danvan.desk.selectors import Entry, Usual, agenda_of, feed_of
from danvan.desk.web.records import KINDS
from danvan.kernel.text import format_number
from danvan.notices.selectors import calendar_address_of, seat_behind
from danvan.notices.services import drop_calendar_address, make_calendar_address, note_reading
from danvan.ui.pages import asked_month, render_page

# The secret stands in the query, which is in no log of ours; the path is.
SECRET = "ma"
NEW_ADDRESS = "new_calendar_address"


@dataclass(frozen=True)
class Day:
    """A day with what is due on it."""

    on: date
    entries: Sequence[Entry]


@dataclass(frozen=True)
class UsualRow:
    """Work of the season with its list and the way to write one down."""

    what: str
    said: str
    list_url: str
    add_url: str


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    actor: Any = request.actor
    if not actor.may(Right.SEE_RECORDS):
        raise Http404
    first = asked_month(request, request.as_of)
    found = agenda_of(actor, first, on=request.as_of)
    days: dict[date, list[Entry]] = {}
    for entry in found.entries:
        days.setdefault(entry.due.on, []).append(entry)
    here = reverse("agenda:month")
    fresh = request.session.pop(NEW_ADDRESS, "")
    left = sum(entry.state != "done" for entry in found.entries)
    return render_page(
        request,
        "desk/agenda.html",
        {
            "first": first,
            "said": f"{format_number(left)} việc còn phải làm trong tháng, {format_number(len(found.overdue))} việc "
            "quá hạn từ trước.",
            "days": [Day(on, entries) for on, entries in days.items()],
            "overdue": found.overdue,
            "usual": [_usual(each, actor, first.year) for each in found.usual],
            "before_url": f"{here}?thang={first - timedelta(days=1):%m/%Y}",
            "after_url": f"{here}?thang={first + timedelta(days=32):%m/%Y}",
            "now_url": here,
            "address": calendar_address_of(actor),
            "fresh_url": request.build_absolute_uri(f"{reverse('agenda:feed')}?{SECRET}={fresh}") if fresh else "",
        },
    )


def _usual(each: Usual, actor: Any, year: int) -> UsualRow:
    kind = KINDS[each.kind]
    may_add = kind.form is not None and kind.may_add(actor)
    return UsualRow(
        what=each.what,
        said=f"đã ghi {format_number(each.number)} trong năm {year}" if each.number else f"chưa ghi trong năm {year}",
        list_url=reverse(kind.url_name("list")),
        add_url=reverse(kind.url_name("add")) if may_add else "",
    )


@require_POST
def new_address(request: HttpRequest) -> HttpResponse:
    if not request.actor.may(Right.SEE_RECORDS):
        raise Http404
    # Shown once, on the page that follows.
    request.session[NEW_ADDRESS] = make_calendar_address(request.actor, at=timezone.now())
    return redirect(f"{reverse('agenda:month')}#dia-chi")


@require_POST
def drop_address(request: HttpRequest) -> HttpResponse:
    if not request.actor.may(Right.SEE_RECORDS):
        raise Http404
    drop_calendar_address(request.actor)
    return redirect(f"{reverse('agenda:month')}#dia-chi")


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Answer a calendar program; a wrong, replaced or ended secret is not found, whichever it is."""
    on, token = timezone.localdate(), request.GET.get(SECRET, "")
    if not token:
        return HttpResponseBadRequest("Địa chỉ lịch thiếu mã riêng.", content_type="text/plain; charset=utf-8")
    behind = seat_behind(token, on=on)
    if behind is None:
        raise Http404
    seat, person_id = behind
    entries = feed_of(actor_in(seat, person_id=person_id, on=on))
    note_reading(token, at=timezone.now())
    content = _calendar(f"Dân vận · {seat.unit_name}", entries, request).to_ical()
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="dan-van.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _calendar(name: str, entries: Sequence[Entry], request: HttpRequest) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//danvan//lich don vi//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    now = timezone.now()
    for entry in entries:
        due = entry.due
        event = Event()
        event.add("uid", f"{due.uid}@danvan")
        event.add("dtstamp", now)
        event.add("dtstart", due.on)
        event.add("dtend", due.on + timedelta(days=1))
        event.add("summary", f"{_MARKS[entry.state]}{due.what}")
        event.add("transp", "TRANSPARENT")
        event.add("url", request.build_absolute_uri(due.url))
        if due.owner:
            event.add("description", f"Người chịu trách nhiệm: {due.owner}")
        calendar.add_component(event)
    return calendar


_MARKS = {"done": "(đã xong) ", "late": "(quá hạn) ", "open": ""}
