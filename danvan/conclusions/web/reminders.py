"""Letters that chase late tasks: the list of those that wait for signature, the letters, and what became of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.web.acting import attempt
from danvan.conclusions.papers import GENERAL, REMINDER
from danvan.conclusions.selectors.reminding import (
    LateUnit,
    chased_out_by_keeper,
    general_letter,
    next_letter_number,
    reminder_letter,
    unit_to_remind,
    units_to_remind,
)
from danvan.conclusions.services.reminding import send_reminder
from danvan.conclusions.web.following_forms import SentForm
from danvan.conclusions.web.papers import paper_response
from danvan.documents.word import WordTemplate
from danvan.kernel.errors import NotFound
from danvan.kernel.text import fold
from danvan.ui.pages import paginate, render_page


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    _only_keepers(request)
    letters = units_to_remind(request.actor)
    page = paginate(request, letters, size=20)
    return render_page(
        request,
        "conclusions/reminders.html",
        {
            "page": page,
            "tasks": sum(len(letter.tasks) for letter in letters),
            "several_keepers": len({letter.keeper_id for letter in letters}) > 1,
            "chased_out": chased_out_by_keeper(request.actor),
            "may_remind": True,
            "may_publish": request.actor.may(Right.PUBLISH_WORK),
            "view": "reminders",
        },
    )


@require_safe
def letter(request: HttpRequest, keeper: int, unit: int) -> HttpResponseBase:
    found = _letter(request, keeper, unit)
    fields = reminder_letter(found, on=request.actor.on)
    return _paper(request, REMINDER, fields, f"don-doc-ket-luan-{_file_name(found.unit)}")


@require_safe
def general(request: HttpRequest, keeper: int) -> HttpResponseBase:
    _only_keepers(request)
    try:
        fields = general_letter(request.actor, keeper, on=request.actor.on)
    except NotFound as missing:
        raise Http404 from missing
    return _paper(request, GENERAL, fields, "chan-chinh-ket-luan")


@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, keeper: int, unit: int) -> HttpResponse:
    """Write down with which number and on which day the letter went out."""
    found = _letter(request, keeper, unit)
    today = timezone.localdate()
    number, symbol = next_letter_number(keeper, today)
    looked_at = {"newest": found.newest, "count": len(found.tasks)}
    form = SentForm(request.POST or None, initial={"number": number, "symbol": symbol, "on": today, **looked_at})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            send_reminder(
                keeper,
                unit,
                number=given["number"],
                symbol=given["symbol"],
                on=given["on"],
                newest=given["newest"],
                count=given["count"],
                actor=request.actor,
                at=timezone.now(),
            )

        if attempt(form, act, version=0):
            messages.success(request, f"Đã ghi văn bản đôn đốc gửi {found.unit}.")
            return redirect("conclusions:reminders")
        # What is sent again is weighed against the letter as it is shown now.
        fresh = form.data.copy()
        for name, value in looked_at.items():
            fresh[name] = str(value)
        form.data = fresh
    return render_page(
        request,
        "conclusions/reminder_sent.html",
        {"form": form, "letter": found, "cancel": reverse("conclusions:reminders")},
    )


def _letter(request: HttpRequest, keeper: int, unit: int) -> LateUnit:
    _only_keepers(request)
    try:
        return unit_to_remind(request.actor, keeper, unit)
    except NotFound as missing:
        raise Http404 from missing


def _only_keepers(request: HttpRequest) -> None:
    if not request.actor.may(Right.KEEP_CONCLUSIONS):
        raise Http404


def _paper(request: HttpRequest, template: WordTemplate, fields: dict[str, object], name: str) -> HttpResponseBase:
    form = "pdf" if request.GET.get("dang") == "pdf" else "docx"
    name = f"{name}-{request.actor.on:%Y%m%d}"
    return paper_response(request, template, fields, name=name, form=form, back=reverse("conclusions:reminders"))


def _file_name(unit: str) -> str:
    return "-".join("".join(each for each in word if each.isalnum()) for word in fold(unit).split())
