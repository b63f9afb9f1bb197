"""The staff home: my work, where the scheme stands for me, what changed; and search over what I may see."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from danvan.conclusions.selectors import waiting_for as conclusions_waiting_for
from danvan.conclusions.selectors import watched_late
from danvan.desk.selectors import (
    found_by,
    glance,
    hand_overs_waiting_for,
    lately,
    letters_waiting,
    limits_moving,
    my_work,
)
from danvan.desk.web.records import quick_entries
from danvan.opinions.selectors import waiting_for as waiting_opinions
from danvan.ui.pages import render_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render_page(
        request,
        "desk/home.html",
        {
            "work": my_work(request.actor, on=request.actor.on),
            "letters": letters_waiting(request.actor),
            "handing_over": hand_overs_waiting_for(request.actor),
            "conclusions": conclusions_waiting_for(request.actor),
            "promises_late": watched_late(request.actor),
            "moving": limits_moving(request.actor),
            "opinions": waiting_opinions(request.actor, on=request.actor.on),
            "quick": quick_entries(request.actor),
            "glance": glance(request.actor, on=request.as_of),
            "changes": lately(request.actor),
        },
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    return render_page(
        request,
        "desk/search.html",
        {"search_text": text, "found": found_by(request.actor, text, on=request.as_of) if text else None},
        fragment="desk/_search_results.html",
    )
