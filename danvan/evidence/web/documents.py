"""Documents: list, page, form, and the only door to their files."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.evidence import selectors, services
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.forms import DocumentForm
from danvan.files.keeping import session_keeper
from danvan.files.sending import send_file
from danvan.kernel.errors import NotFound, RuleError
from danvan.ui.forms import keep_files, show_refusal
from danvan.ui.pages import paginate, render_page


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    if not request.actor.may(Right.SEE_RECORDS):
        raise Http404
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "nam", "loai", "don_vi")}
    found = selectors.documents_matching(
        request.actor,
        text=asked["q"],
        year=_number(asked["nam"], longest=4),
        kind=asked["loai"],
        unit_id=_number(asked["don_vi"], longest=17),
    )
    page = paginate(request, found)
    return render_page(
        request,
        "evidence/document_list.html",
        {
            "page": page,
            "rows": selectors.document_rows(page.object_list, on=request.actor.on),
            "asked": asked,
            "is_narrowed": any(asked.values()),
            "kinds": DocumentKind.choices,
            "units": selectors.document_units(request.actor),
            "years": range(request.actor.on.year, 2020, -1),
            "may_add": request.actor.may(Right.WRITE_RECORDS),
        },
    )


@require_safe
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    found = _visible(request, document_id)
    (row,) = selectors.document_rows([found], on=request.actor.on)
    return render_page(
        request,
        "evidence/document.html",
        {
            "row": row,
            "proven": selectors.records_proven_by(found, actor=request.actor),
            "may_change": selectors.may_change_document(request.actor, found),
            "history": selectors.document_history(found),
            "crumbs": [{"label": "Văn bản", "url": reverse("evidence:document_list")}, {"label": found.number}],
        },
    )


@require_http_methods(["GET", "POST"])
def document_add(request: HttpRequest) -> HttpResponse:
    units = selectors.writable_units(request.actor)
    if not units:
        raise Http404
    record = _record_of(request)
    start = {"unit": record.unit_id if record else request.actor.unit_id}
    form = DocumentForm(request.POST or None, request.FILES or None, units=units, initial=start)
    keep_files(form, session_keeper(request))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            added = services.add_document(given.pop("unit"), actor=request.actor, uploads=given.pop("uploads"), **given)
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã thêm văn bản {added.number}.")
            if record:
                return redirect(f"{reverse('evidence:attach', args=[record.pk])}?van_ban={added.pk}")
            return redirect("evidence:document", added.pk)
    return render_page(
        request,
        "evidence/document_form.html",
        {
            "form": form,
            "heading": "Thêm văn bản",
            "cancel": record.get_absolute_url() if record else reverse("evidence:document_list"),
            "crumbs": [{"label": "Văn bản", "url": reverse("evidence:document_list")}, {"label": "Thêm văn bản"}],
        },
    )


@require_http_methods(["GET", "POST"])
def document_change(request: HttpRequest, document_id: int) -> HttpResponse:
    found = _visible(request, document_id)
    if request.method == "GET" and not selectors.may_change_document(request.actor, found):
        raise Http404
    names = ("kind", "number", "issued_on", "title", "issuer", "signer", "signer_title")
    start = {name: getattr(found, name) for name in names}
    form = DocumentForm(request.POST or None, request.FILES or None, units=None, initial=start)
    keep_files(form, session_keeper(request))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            services.change_document(document_id, actor=request.actor, uploads=given.pop("uploads"), changes=given)
        except NotFound as error:
            raise Http404 from error
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã lưu văn bản.")
            return redirect("evidence:document", document_id)
    address = reverse("evidence:document", args=[document_id])
    return render_page(
        request,
        "evidence/document_form.html",
        {
            "form": form,
            "heading": "Sửa văn bản",
            "cancel": address,
            "crumbs": [
                {"label": "Văn bản", "url": reverse("evidence:document_list")},
                {"label": found.number, "url": address},
                {"label": "Sửa"},
            ],
        },
    )


@require_safe
def document_file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    found = selectors.file_visible_to(request.actor, file_id)
    if found is None:
        raise Http404
    return send_file(request, found.file, found.name)


@require_POST
def file_remove(request: HttpRequest, file_id: int) -> HttpResponse:
    found = selectors.file_visible_to(request.actor, file_id)
    if found is None:
        raise Http404
    try:
        services.remove_file(file_id, actor=request.actor)
    except NotFound as error:
        raise Http404 from error
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Đã gỡ tệp {found.name}.")
    return redirect("evidence:document", found.document_id)


# --- parts --------------------------------------------------------------------------------------------------------


def _visible(request: HttpRequest, document_id: int) -> Any:
    found = selectors.documents_visible_to(request.actor).filter(pk=document_id).first()
    if found is None:
        raise Http404
    return found


def _record_of(request: HttpRequest) -> Any:
    """Return the record the document is being entered for, when there is one."""
    key = _number(request.GET.get("ho_so", ""), longest=17)
    return selectors.records_visible_to(request.actor).filter(pk=key).first() if key else None


def _number(text: str, *, longest: int) -> int | None:
    """Return the number in an address; nonsense is 0, which matches nothing."""
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) <= longest else 0
