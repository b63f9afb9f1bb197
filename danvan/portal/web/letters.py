"""Writing to the authorities online: step by step, without an account, without scripts; what is typed is kept.

The draft is found by a token in a cookie of this browser, sealed with it, and
forgotten after a week.  The receipt's code and secret come from the same
token, so that sending twice gives the same receipt and never a second letter.
"""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.casework.choices import CaseKind
from danvan.casework.services import case_of_token, keys_of, new_token
from danvan.files.receiving import receive_more, receive_new
from danvan.files.rules.holding import Holder
from danvan.intake import services
from danvan.intake.rules import online_letter
from danvan.intake.selectors import desk_choices, draft_of, draft_papers
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.text import format_date
from danvan.petitions.selectors import followed_page
from danvan.portal.web.letter_forms import (
    KINDS,
    ComplaintStep,
    ContentStep,
    KindStep,
    PapersStep,
    ReviewStep,
    WriterStep,
)
from danvan.portal.web.limits import address_of, may_try
from danvan.ui.pages import render_page
from danvan.ui.qr import qr_svg
from danvan.ui.wording import in_record_language, in_vietnamese, refusal_in_words

# One cookie for the addresses of each language, both with the same token, so that a letter goes on in either
# and nothing is sent along to any other page.
COOKIES, COOKIE_SECONDS = {"vi": "danvan_draft", "en": "danvan_draft_en"}, 7 * 24 * 3600
LABELS = {
    online_letter.KIND: _("Gửi gì, đến đâu"),
    online_letter.CONTENT: _("Nội dung"),
    online_letter.WRITER: _("Người gửi"),
    online_letter.PAPERS: _("Tài liệu"),
    online_letter.REVIEW: _("Xem lại và gửi"),
}
TOO_MANY = _("Đã gửi quá nhiều từ kết nối này. Xin thử lại sau một giờ.")


@login_not_required
@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    token = _token(request)
    sent = case_of_token(token) is not None if token else False
    _draft, given = draft_of(token) if token and not sent else (None, {})
    return render_page(request, "portal/letter_start.html", {"has_draft": bool(given), "sent": sent})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, step: str) -> HttpResponse:
    if step not in LABELS:
        raise Http404
    token = _token(request) or new_token()
    if case_of_token(token) is not None:
        # This letter went out; a further one begins with a token of its own.
        token = new_token() if step == online_letter.KIND and request.method == "GET" else token
        if case_of_token(token) is not None:
            return redirect("portal:letter_receipt")
    _draft, given = draft_of(token)
    if not online_letter.is_open(step, given):
        return redirect("portal:letter_step", step=online_letter.furthest(given))
    form = _form(request, step, given)
    if request.method == "POST" and form.is_valid() and (answer := _take(request, step, token, given, form)):
        return _remember(answer, token)
    page = render_page(
        request,
        "portal/letter_step.html",
        {
            "form": form,
            "step": step,
            "label": LABELS[step],
            "steps": [(code, label, online_letter.is_open(code, given)) for code, label in LABELS.items()],
            "number": list(LABELS).index(step) + 1,
            "back": online_letter.neighbour(step, -1),
            # Asked again: some files of a refused upload may have been kept.
            "papers": draft_papers(token),
            "review": _review(given) if step == online_letter.REVIEW else [],
        },
    )
    return _remember(page, token)


@login_not_required
@never_cache
@require_POST
def remove_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    draft, _given = draft_of(_token(request))
    if draft is not None:
        services.remove_draft_paper(draft, paper_id)
    return redirect("portal:letter_step", step=online_letter.PAPERS)


@login_not_required
@never_cache
def begin_paper(request: HttpRequest) -> HttpResponse:
    """Begin a file that comes piece by piece; it is the letter's once it is whole."""
    token = _token(request)
    draft, _given = draft_of(token)
    if draft is None:
        return redirect("portal:letter_start")
    if request.method == "POST" and not may_try(request, "upload_paper"):
        return HttpResponse(TOO_MANY, status=429, content_type="text/plain; charset=utf-8")
    return receive_new(
        request,
        _holder(request, token),
        address_of=lambda secret: reverse("portal:letter_go_on_paper", args=[secret]),
        may_begin=lambda size: services.require_room(draft, size),
    )


@login_not_required
@never_cache
def go_on_paper(request: HttpRequest, token: str) -> HttpResponse:
    mine = _token(request)
    draft, _given = draft_of(mine)
    if draft is None:
        return redirect("portal:letter_start")
    return receive_more(
        request,
        _holder(request, mine),
        token,
        then=lambda file: services.add_draft_paper(draft, file),
        undo=lambda file: services.take_back_draft_paper(draft, file),
    )


@login_not_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    services.discard_draft(_token(request))
    answer = redirect("portal:letter_start")
    for name, path in _cookies():
        answer.delete_cookie(name, path=path)
    return answer


@login_not_required
@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    token = _token(request)
    case = case_of_token(token) if token else None
    if case is None:
        return redirect("portal:letter_start")
    try:
        page = followed_page(case, on=timezone.localdate())
    except NotFound as sealed:
        raise Http404 from sealed
    address = request.build_absolute_uri(reverse("portal:follow"))
    return render_page(
        request,
        "portal/letter_receipt.html",
        {
            "letter": page.letter,
            "keys": keys_of(token),
            "address": address,
            "qr": qr_svg(address),
        },
    )


def _form(request: HttpRequest, step: str, given: dict[str, Any]) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if step == online_letter.KIND:
        return KindStep(data, initial=given, units=desk_choices(on=timezone.localdate()))
    if step == online_letter.CONTENT:
        kind: type[forms.Form] = ComplaintStep if given.get("kind") == CaseKind.COMPLAINT else ContentStep
        initial = {**given, "decision_received_on": _day(given.get("decision_received_on"))}
        return kind(data, initial=initial)
    if step == online_letter.WRITER:
        return WriterStep(data, initial=given)
    if step == online_letter.PAPERS:
        return PapersStep(data, request.FILES or None, address=reverse("portal:letter_begin_paper"))
    return ReviewStep(data)


def _take(request: HttpRequest, step: str, token: str, given: dict[str, Any], form: forms.Form) -> HttpResponse | None:
    """Keep one step and go on to the next; nothing when the form now carries why not."""
    try:
        if step == online_letter.REVIEW:
            if not may_try(request, "send_letter"):
                form.add_error(None, TOO_MANY)
                return None
            with in_record_language():
                services.send_draft(token, given, at=timezone.now())
            return redirect("portal:letter_receipt")
        if step == online_letter.PAPERS:
            if not may_try(request, "upload_paper"):
                form.add_error("uploads", TOO_MANY)
                return None
            draft = services.save_draft(token, given)
            if refused := _add_papers(draft, form.cleaned_data["uploads"]):
                form.add_error("uploads", refused)
                return None
            return redirect(
                "portal:letter_step",
                step=online_letter.PAPERS if form.cleaned_data["uploads"] else online_letter.REVIEW,
            )
    except RuleError as refusal:
        form.add_error(None, refusal_in_words(refusal))
        return None
    typed = {name: value.isoformat() if hasattr(value, "isoformat") else value
             for name, value in form.cleaned_data.items()}  # fmt: skip
    services.save_draft(token, online_letter.kept(given, typed))
    return redirect("portal:letter_step", step=online_letter.neighbour(step, 1))


def _add_papers(draft: Any, uploads: list[Any]) -> list[str]:
    """Keep each file that can be kept and return why the others cannot."""
    refused = []
    for upload in uploads:
        try:
            services.add_draft_paper(draft, upload)
        except RuleError as refusal:
            refused.append(refusal_in_words(refusal))
    return refused


def _holder(request: HttpRequest, token: str) -> Holder:
    return Holder.of("draft", token, address=address_of(request))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _review(given: dict[str, Any]) -> list[tuple[Any, str, str]]:
    """Return what will be sent, each line with the step it is corrected at."""
    units = dict(desk_choices(on=timezone.localdate()))
    lines = [
        (_("Loại"), str(dict(KINDS).get(given["kind"], "")), online_letter.KIND),
        (_("Gửi đến"), in_vietnamese(capfirst(units.get(given["unit"], ""))), online_letter.KIND),
        (_("Sự việc"), given["summary"], online_letter.CONTENT),
        (_("Đề nghị"), given.get("request", ""), online_letter.CONTENT),
        (_("Khiếu nại ai"), given.get("respondent", ""), online_letter.CONTENT),
        (_("Quyết định"), given.get("decision_ref", ""), online_letter.CONTENT),
        (_("Ngày nhận, biết"), _said_day(given.get("decision_received_on")), online_letter.CONTENT),
        (_("Họ và tên"), given["name"], online_letter.WRITER),
        (_("Địa chỉ"), given.get("address", ""), online_letter.WRITER),
        (_("Điện thoại"), given.get("phone", ""), online_letter.WRITER),
        (_("Số định danh"), given.get("id_number", ""), online_letter.WRITER),
    ]
    return [line for line in lines if line[1]]


def _said_day(text: str | None) -> str:
    day = _day(text)
    return format_date(day) if day else ""


def _cookies() -> list[tuple[str, str]]:
    """Return the name of the cookie of each language, and the addresses it is for."""
    found = []
    for language, name in COOKIES.items():
        with override(language):
            found.append((name, reverse("portal:letter_start")))
    return found


def _token(request: HttpRequest) -> str:
    """Return the token of this browser's letter; empty for one that has none."""
    return request.COOKIES.get(COOKIES[get_language() or settings.LANGUAGE_CODE], "")


def _remember(answer: HttpResponse, token: str) -> HttpResponse:
    for name, path in _cookies():
        answer.set_cookie(
            name,
            token,
            max_age=COOKIE_SECONDS,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return answer
