"""Blackening scans on the screen, page by page; pictures come inside the page, so that no address gives one alone."""

from base64 import b64encode
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from danvan.denunciations.rules.masks import MOST_BOXES, Box, from_percent
from danvan.denunciations.selectors import DenunciationPage
from danvan.denunciations.services import masking
from danvan.denunciations.services.papers import CannotStrip
from danvan.denunciations.web.sealed import page_of, sealed
from danvan.kernel.errors import NoAuthority, NotFound
from danvan.ui.forms import VnDecimalField
from danvan.ui.pages import render_page

ZOOMS = ("100", "150", "200", "300")
SPARE_ROWS = 3
MERGED = _(
    "Người khác vừa lưu ô che khác cho trang này nên chưa lưu gì. Dưới đây có cả ô của họ và ô vừa gửi: bỏ ô thừa rồi "
    "lưu."
)
CHANGED = _("Đã lưu các ô che vừa thêm. Xem lại trang sau khi che ở cuối trang này rồi xác nhận.")


class BoxForm(forms.Form):
    """One black box, in percent of the page: for the keyboard, and for whoever has no script."""

    left = VnDecimalField(label=_("Cách mép trái (%)"), required=False, min_value=0, max_value=100)
    top = VnDecimalField(label=_("Cách mép trên (%)"), required=False, min_value=0, max_value=100)
    width = VnDecimalField(label=_("Rộng (%)"), required=False, min_value=0, max_value=100)
    height = VnDecimalField(label=_("Cao (%)"), required=False, min_value=0, max_value=100)

    SIDES = ("left", "top", "width", "height")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            for code in ("min_value", "max_value"):
                field.error_messages[code] = _("Cần một số từ 0 đến 100.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        sides = [given.get(name) for name in self.SIDES]
        if self.errors or all(side is None for side in sides):
            return given
        missing = [name for name, side in zip(self.SIDES, sides, strict=True) if side is None]
        for name in missing:
            self.add_error(name, _("Chưa nhập số này."))
        if not missing:
            try:
                given["box"] = from_percent(*(side for side in sides if side is not None))
            except ValueError:
                self.add_error("width", _("Ô này không che được phần nào của trang."))
        return given


BoxFormSet = forms.formset_factory(
    BoxForm, extra=SPARE_ROWS, max_num=MOST_BOXES, absolute_max=MOST_BOXES + SPARE_ROWS, can_delete=True
)


@sealed
@require_safe
def masks(request: HttpRequest, code: str) -> HttpResponseBase:
    return _list(request, _page(request, code))


@reauthentication_required(allow_get=False)
def _list(request: HttpRequest, page: DenunciationPage) -> HttpResponse:
    papers = masking.papers_to_mask(page.row, actor=request.actor, at=timezone.now())
    return render_page(
        request,
        "denunciations/masks.html",
        {
            "row": page.row,
            "papers": papers,
            "ready": any(paper.is_ready for paper in papers),
            "waits": masking.waits_for_consent(page.row, request.actor, timezone.now()),
        },
    )


@sealed
@require_http_methods(["GET", "POST"])
def mask(request: HttpRequest, code: str, paper_id: int, number: int) -> HttpResponseBase:
    page = _page(request, code)
    try:
        if request.method == "POST":
            # Keeping boxes shows nothing, so nobody is asked who they are while they draw; looking again is asked for.
            return _keep(request, page, paper_id, number)
        return _work(request, page, paper_id, number, None)
    except (NoAuthority, NotFound) as refusal:
        raise Http404 from refusal
    except CannotStrip as refusal:
        messages.error(request, str(refusal))
        return redirect("denunciations:masks", code=code)


@reauthentication_required(allow_get=False)
def _work(request: HttpRequest, page: DenunciationPage, paper_id: int, number: int, rows: Any = None) -> HttpResponse:
    work = masking.page_to_mask(page.row, paper_id, number, actor=request.actor, at=timezone.now())
    shown = rows or _rows_of(work.boxes)
    return _draw(request, page, paper_id, number, work, shown, seen=work.seen, is_kept=rows is None)


def _draw(
    request: HttpRequest,
    page: DenunciationPage,
    paper_id: int,
    number: int,
    work: masking.PageToMask | None,
    rows: Any,
    *,
    seen: str,
    is_kept: bool,
) -> HttpResponse:
    return render_page(
        request,
        "denunciations/mask.html",
        {
            "row": page.row,
            "paper_id": paper_id,
            "number": number,
            "work": work,
            "rows": rows,
            "before": _in_page(work.before) if work else "",
            "after": _in_page(work.after) if work else "",
            "pages": list(enumerate(work.treatments, start=1)) if work else [],
            "seen": seen,
            "is_kept": is_kept,
            "zoom": _zoom(request),
            "zooms": ZOOMS,
        },
    )


def _keep(request: HttpRequest, page: DenunciationPage, paper_id: int, number: int) -> HttpResponseBase:
    rows = BoxFormSet(request.POST, prefix="box")
    does, seen = request.POST.get("do"), request.POST.get("seen", "")
    if not rows.is_valid():
        return _again(request, page, paper_id, number, rows, seen=seen)
    boxes = [form.cleaned_data["box"] for form in rows if _stays(form)]
    how: dict[str, Any] = {"actor": request.actor, "at": timezone.now()}
    here = _to_page(request, page, paper_id, number)
    try:
        changed = masking.save_boxes(page.row, paper_id, number, boxes, seen=seen, **how)
        if does == "leave_out":
            masking.leave_page_out(page.row, paper_id, number, seen=masking.name_of(boxes), **how)
        elif does == "check" and changed:
            messages.warning(request, CHANGED)
            return here
        elif does == "check":
            masking.check_page(page.row, paper_id, number, seen=seen, **how)
        else:
            messages.success(request, "Đã lưu các ô che. Xem trang sau khi che ở cuối trang này.")
            return here
    except masking.BoxesChanged as refusal:
        if list(refusal.now) == boxes:
            messages.error(request, str(refusal))
            return here
        messages.error(request, MERGED)
        both = _rows_of(dict.fromkeys([*refusal.now, *boxes]))
        return _again(request, page, paper_id, number, both, seen=masking.name_of(refusal.now))
    except masking.CannotMask as refusal:
        messages.error(request, str(refusal))
        return _again(request, page, paper_id, number, rows, seen=seen)
    following = masking.next_open_page(page.row, paper_id, number)
    messages.success(request, "Trang này được bỏ ra." if does == "leave_out" else "Trang này đã soát.")
    if following is None:
        return redirect("denunciations:masks", code=page.row.code)
    return _to_page(request, page, paper_id, following)


def _again(
    request: HttpRequest, page: DenunciationPage, paper_id: int, number: int, rows: Any, *, seen: str
) -> HttpResponse:
    """Show the page once more with the boxes that were sent, of which none was kept."""
    try:
        return _work(request, page, paper_id, number, rows)
    except ReauthenticationRequired:
        # What was typed comes back at once; the picture after they said who they are.
        return _draw(request, page, paper_id, number, None, rows, seen=seen, is_kept=False)


def _to_page(request: HttpRequest, page: DenunciationPage, paper_id: int, number: int) -> HttpResponseRedirect:
    zoom = _zoom(request)
    query = {"phong": zoom} if zoom != ZOOMS[0] else None
    return redirect(reverse("denunciations:mask", args=[page.row.code, paper_id, number], query=query))


def _zoom(request: HttpRequest) -> str:
    zoom = request.GET.get("phong", "")
    return zoom if zoom in ZOOMS else ZOOMS[0]


def _stays(form: forms.Form) -> bool:
    return "box" in form.cleaned_data and not form.cleaned_data.get("DELETE")


def _rows_of(boxes: Iterable[Box]) -> Any:
    def percent(side: int) -> Decimal:
        return (Decimal(side) / 100).normalize() + 0

    typed = [{name: percent(getattr(box, name)) for name in BoxForm.SIDES} for box in boxes]
    return BoxFormSet(prefix="box", initial=typed)


def _in_page(picture: bytes) -> str:
    return f"data:image/jpeg;base64,{b64encode(picture).decode()}"


def _page(request: HttpRequest, code: str) -> DenunciationPage:
    page = page_of(request, code)
    if not page.may(masking.GIVE):
        raise Http404
    return page
