"""What voters think of answers, written down by the Front: a page of answers, a line each."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from danvan.authority.rules.rights import Right
from danvan.kernel.errors import NotFound, RuleError
from danvan.opinions import selectors, services
from danvan.opinions.web.forms import HeardForm, HearingForm
from danvan.ui.forms import show_refusal
from danvan.ui.pages import asked_number, changed_query, paginate, render_page

ON_A_PAGE = 10
Line = tuple[selectors.Asking, HeardForm]


@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if not actor.may(Right.GATHER_FEEDBACK):
        raise Http404
    session, place = asked_number(request, "ky"), asked_number(request, "noi")
    is_asked = request.GET.get("muc") == "da-hoi"
    page = paginate(request, selectors.to_ask(actor, session=session, place=place, asked=is_asked), size=ON_A_PAGE)
    posted = request.POST if request.method == "POST" else None
    hearing = HearingForm(posted, initial={"on": timezone.localdate(), "key": uuid4()})
    # The answers the form was filled in for: others may have left the page since it was opened, or come to it.
    answers = list(page.object_list) if posted is None else selectors.answers_named(actor, _named(posted))
    lines = [
        (each, HeardForm(posted, prefix=str(each.response.pk), initial={"response": each.response.pk}))
        for each in selectors.askings(answers, on=actor.on)
    ]
    if posted is not None and _keep(request, hearing, lines):
        return redirect(f"{reverse('opinions:feedback')}?{changed_query(request)}")
    return render_page(
        request,
        "opinions/feedback.html",
        {
            "page": page,
            "lines": lines,
            "hearing": hearing,
            "is_asked": is_asked,
            "choices": selectors.filter_choices(actor, on=actor.on),
            "session": str(session or ""),
            "place": str(place or ""),
            "may_keep": actor.may(Right.KEEP_OPINIONS),
            "may_ask": True,
            "may_see": selectors.may_see_any(actor),
        },
    )


def _named(posted: QueryDict) -> list[int]:
    """Return the answers a form has lines for, no more than a page holds."""
    found = [name.removesuffix("-response") for name in posted if name.endswith("-response")]
    return [int(key) for key in found if key.isascii() and key.isdigit() and len(key) < 16][:ON_A_PAGE]


def _keep(request: HttpRequest, hearing: HearingForm, lines: list[Line]) -> bool:
    is_sound = all([hearing.is_valid(), *[form.is_valid() for _asking, form in lines]])
    on = hearing.cleaned_data.get("on")
    if gone := _filled_and_gone(request.POST, {asking.response.pk for asking, _form in lines}):
        hearing.add_error(
            None,
            f"{gone} dòng đã điền không ghi được: kiến nghị vừa rời danh sách hoặc không còn lời không nêu tên. "
            "Các dòng khác còn ở dưới; bấm ghi lại để lưu.",
        )
        is_sound = False
    found = []
    for asking, form in lines:
        if not form.is_valid() or not form.is_filled:
            continue
        given: dict[str, Any] = dict(form.cleaned_data)
        heard = services.Heard(response_id=asking.response.pk, **{k: v for k, v in given.items() if k != "response"})
        if on and (why := services.why_not(heard, on=on, answered_on=asking.response.on)):
            form.add_error("asked", forms.ValidationError(why))
            is_sound = False
        found.append(heard)
    if not is_sound:
        if not hearing.errors:
            hearing.add_error(None, "Có dòng cần xem lại; chưa dòng nào được ghi.")
        return False
    try:
        made = services.record_feedback(
            found,
            channel=hearing.cleaned_data["channel"],
            actor=request.actor,
            on=hearing.cleaned_data["on"],
            at=timezone.now(),
            key=hearing.cleaned_data["key"],
        )
    except NotFound as missing:
        raise Http404 from missing
    except RuleError as refusal:
        show_refusal(hearing, refusal)
        return False
    messages.success(request, f"Đã ghi phản hồi về {len(made)} trả lời.")
    return True


def _filled_and_gone(posted: QueryDict, shown: set[int]) -> int:
    """Return how many lines were filled in for answers one may not ask about any more."""
    names = (*HeardForm.COUNTS, "comment")
    return sum(
        any(posted.get(f"{key}-{name}", "").strip() not in ("", "0") for name in names)
        for key in _named(posted)
        if key not in shown
    )
