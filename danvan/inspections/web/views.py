"""The shared calendar of inspections."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from danvan.authority.rules.rights import Right
from danvan.inspections.selectors import calendar_of
from danvan.ui.pages import render_page

MONTHS = range(1, 13)


def calendar(request: HttpRequest) -> HttpResponse:
    """Show who is inspected in which month by whom, units with two teams in a month first."""
    actor: Any = request.actor
    if not actor.may(Right.SEE_RECORDS):
        raise Http404
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and 2015 <= int(asked[:4]) <= 2100 and len(asked) == 4 else actor.on.year
    rows = calendar_of(actor, year)
    context = {
        "year": year,
        "before": year - 1,
        "after": year + 1,
        "months": list(MONTHS),
        "rows": [
            {"name": row.unit_name, "crowded": row.crowded, "cells": [row.months.get(month, []) for month in MONTHS]}
            for row in rows
        ],
        "crowded": sum(bool(row.crowded) for row in rows),
        "may_add": actor.may(Right.KEEP_INSPECTIONS),
    }
    return render_page(request, "inspections/calendar.html", context)
