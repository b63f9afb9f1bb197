"""One conclusion that was issued: its tasks, its paper, the signed notice."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.casework.web.acting import attempt
from danvan.conclusions import selectors, services
from danvan.conclusions.notice_paper import NOTICE
from danvan.conclusions.web.forms import CancelForm, NoticeFileForm
from danvan.conclusions.web.papers import TYPES, paper_response
from danvan.files.keeping import session_keeper
from danvan.files.sending import send_file
from danvan.kernel.errors import NotFound
from danvan.ui.forms import keep_files
from danvan.ui.pages import render_page


@require_safe
def conclusion(request: HttpRequest, conclusion_id: int) -> HttpResponse:
    page = page_of(request, conclusion_id)
    if page.is_draft:
        return redirect("conclusions:draft", conclusion_id=conclusion_id)
    return _shown(request, page, NoticeFileForm(initial={"version": page.conclusion.version}))


@require_POST
def attach(request: HttpRequest, conclusion_id: int) -> HttpResponse:
    page = page_of(request, conclusion_id)
    if not page.may_keep:
        raise Http404
    version = page.conclusion.version
    form = NoticeFileForm(request.POST, request.FILES, initial={"version": version})
    keep_files(form, session_keeper(request))
    if form.is_valid():
        given = form.cleaned_data

        def keep() -> None:
            services.attach_notice(conclusion_id, given["uploads"][0], actor=request.actor, version=given["version"])

        if attempt(form, keep, version=version):
            messages.success(request, "Đã kèm bản thông báo đã ký.")
            return redirect("conclusions:conclusion", conclusion_id=conclusion_id)
    return _shown(request, page, form)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, conclusion_id: int) -> HttpResponse:
    page = page_of(request, conclusion_id)
    if page.is_draft or not page.may_keep:
        raise Http404
    found = page.conclusion
    form = CancelForm(request.POST or None, initial={"version": found.version, "on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        cancelled = 0

        def act() -> None:
            nonlocal cancelled
            cancelled = services.cancel_what_is_left(
                conclusion_id,
                reason=given["note"],
                number=given["number"],
                on=given["on"],
                actor=request.actor,
                at=timezone.now(),
                version=given["version"],
            )

        if attempt(form, act, version=found.version):
            messages.success(request, f"Đã hủy {cancelled} nhiệm vụ chưa xong của thông báo.")
            return redirect("conclusions:conclusion", conclusion_id=conclusion_id)
    return render_page(request, "conclusions/cancel.html", {"form": form, "page": page, "conclusion": found})


@require_safe
def notice(request: HttpRequest, conclusion_id: int) -> HttpResponseBase:
    page = page_of(request, conclusion_id)
    if page.conclusion.notice is None or not page.may_read_notice:
        raise Http404
    return send_file(request, page.conclusion.notice, page.conclusion.notice_name)


@require_safe
def paper(request: HttpRequest, conclusion_id: int, form: str) -> HttpResponse:
    page = page_of(request, conclusion_id)
    if form not in TYPES or not page.may_keep:
        raise Http404
    fields = selectors.notice_fields(page.conclusion, on=timezone.localdate())
    name, back = f"thong-bao-ket-luan-{conclusion_id}", page.conclusion.get_absolute_url()
    return paper_response(request, NOTICE, fields, name=name, form=form, back=back)


def page_of(request: HttpRequest, conclusion_id: int) -> selectors.ConclusionPage:
    """Return the page of a conclusion this person may see; 404 otherwise."""
    try:
        return selectors.conclusion_page(request.actor, conclusion_id)
    except NotFound as missing:
        raise Http404 from missing


def _shown(request: HttpRequest, page: selectors.ConclusionPage, form: NoticeFileForm) -> HttpResponse:
    address = reverse("conclusions:attach", args=[page.conclusion.pk])
    return render_page(
        request,
        "conclusions/conclusion.html",
        {"page": page, "conclusion": page.conclusion, "form": form, "attach_url": address},
    )
