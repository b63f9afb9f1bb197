"""The unit's side: attaching proof to a record, handing it in, taking it back, recalling what was verified."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from danvan.evidence import selectors, services
from danvan.evidence.web.forms import EvidenceForm, RecallForm
from danvan.kernel.errors import NotFound, RuleError
from danvan.ui.forms import show_refusal
from danvan.ui.pages import render_page


@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, record_id: int) -> HttpResponse:
    record = _record(request, record_id)
    added = request.GET.get("van_ban", "")
    initial = {
        "proves": record.title[:300],
        "fact_on": record.happened_on,
        "documents": [int(added)] if added.isdecimal() and len(added) < 18 else [],
    }
    return _form_page(
        request,
        record,
        initial,
        lambda given: services.attach_evidence(record_id, actor=request.actor, **given),
        _open(record, request),
        "Gắn minh chứng",
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, evidence_id: int) -> HttpResponse:
    piece = _piece(request, evidence_id)
    documents = list(piece.documents.values_list("pk", flat=True))
    initial = {"proves": piece.proves, "fact_on": piece.fact_on, "documents": documents, "link": piece.link}
    return _form_page(
        request,
        piece.record,
        initial,
        lambda given: services.change_evidence(evidence_id, actor=request.actor, **given),
        selectors.evidence_panel(piece.record, actor=request.actor).may_change,
        "Sửa minh chứng",
    )


@require_POST
def submit(request: HttpRequest, evidence_id: int) -> HttpResponse:
    piece = _piece(request, evidence_id)
    return _act(
        request,
        piece.record,
        lambda: services.submit_evidence(evidence_id, actor=request.actor, at=timezone.now()),
        "Đã nộp minh chứng để xác minh.",
    )


@require_POST
def withdraw(request: HttpRequest, evidence_id: int) -> HttpResponse:
    piece = _piece(request, evidence_id)
    return _act(
        request,
        piece.record,
        lambda: services.withdraw_evidence(evidence_id, actor=request.actor),
        "Đã rút lại minh chứng; có thể sửa rồi nộp lại.",
    )


@require_http_methods(["GET", "POST"])
def recall(request: HttpRequest, record_id: int) -> HttpResponse:
    record = _record(request, record_id)
    if not selectors.evidence_panel(record, actor=request.actor).may_recall:
        raise Http404
    form = RecallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.recall_verified(record_id, actor=request.actor, reason=form.cleaned_data["reason"])
        except NotFound as error:
            raise Http404 from error
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã thu hồi hồ sơ để sửa. Số liệu đã được tính lại.")
            return redirect(record.get_absolute_url())
    crumbs = [{"label": record.title, "url": record.get_absolute_url()}, {"label": "Thu hồi để sửa"}]
    return render_page(request, "evidence/recall.html", {"record": record, "form": form, "crumbs": crumbs})


# --- parts --------------------------------------------------------------------------------------------------------


def _record(request: HttpRequest, record_id: int) -> Any:
    found = selectors.records_visible_to(request.actor).filter(pk=record_id).first()
    if found is None:
        raise Http404
    return found


def _piece(request: HttpRequest, evidence_id: int) -> Any:
    found = selectors.evidence_visible_to(request.actor).select_related("record").filter(pk=evidence_id).first()
    if found is None:
        raise Http404
    return found


def _open(record: Any, request: HttpRequest) -> bool:
    return selectors.evidence_panel(record, actor=request.actor).may_attach


def _form_page(
    request: HttpRequest,
    record: Any,
    initial: dict[str, Any],
    save: Callable[[dict[str, Any]], Any],
    is_open: bool,
    heading: str,
) -> HttpResponse:
    if request.method == "GET" and not is_open:
        raise Http404
    choices = selectors.document_choices(record, actor=request.actor, chosen=initial.get("documents", ()))
    form = EvidenceForm(request.POST or None, initial=initial, documents=choices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            piece = save(
                {
                    "proves": given["proves"],
                    "fact_on": given["fact_on"],
                    "document_ids": given["documents"],
                    "link": given["link"],
                }
            )
        except NotFound as error:
            raise Http404 from error
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            if "submit" not in request.POST:
                messages.success(request, "Đã lưu minh chứng, chưa nộp.")
                return redirect(record.get_absolute_url())
            return _act(
                request,
                record,
                lambda: services.submit_evidence(piece.pk, actor=request.actor, at=timezone.now()),
                "Đã nộp minh chứng để xác minh.",
            )
    return render_page(
        request,
        "evidence/evidence_form.html",
        {
            "record": record,
            "form": form,
            "heading": heading,
            "add_document": f"{reverse('evidence:document_add')}?ho_so={record.pk}",
            "crumbs": [{"label": record.title, "url": record.get_absolute_url()}, {"label": heading}],
        },
    )


def _act(request: HttpRequest, record: Any, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except NotFound as error:
        raise Http404 from error
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(record.get_absolute_url())
