"""What voters think of answers, written down by the Front: a page of answers, a line each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
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


@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if not actor.may(Right.GATHER_FEEDBACK):
        raise Http404
    session, place = asked_number(request, "ky"), asked_number(request, "noi")
    is_asked = request.GET.get("muc") == "da-hoi"
    page = paginate(request, selectors.to_ask(actor, session=session, place=place, asked=is_asked), size=ON_A_PAGE)
    askings = selectors.askings(list(page.object_list), on=actor.on)
    posted = request.POST if request.method == "POST" else None
    hearing = HearingForm(posted, initial={"on": timezone.localdate()})
    lines = [
        (
            each,
            HeardForm(posted, prefix=str(each.response.pk), initial={"response": each.response.pk}),
        )
        for each in askings
    ]
    if posted is not None and _keep(request, hearing, [form for _asking, form in lines]):
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


def _keep(request: HttpRequest, hearing: HearingForm, forms_of_lines: list[HeardForm]) -> bool:
    is_sound = all([hearing.is_valid(), *[form.is_valid() for form in forms_of_lines]])
    found = []
    for form in forms_of_lines:
        if not form.is_valid() or not form.is_filled:
            continue
        given: dict[str, Any] = dict(form.cleaned_data)
        heard = services.Heard(response_id=given.pop("response"), **given)
        if why := services.why_not(heard):
            form.add_error("asked", forms.ValidationError(why))
            is_sound = False
        found.append(heard)
    if not is_sound:
        return False
    try:
        made = services.record_feedback(
            found,
            channel=hearing.cleaned_data["channel"],
            actor=request.actor,
            on=hearing.cleaned_data["on"],
            at=timezone.now(),
        )
    except NotFound as missing:
        raise Http404 from missing
    except RuleError as refusal:
        show_refusal(hearing, refusal)
        return False
    messages.success(request, f"Đã ghi phản hồi về {len(made)} trả lời.")
    return True
