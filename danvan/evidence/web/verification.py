"""The verifier's screens: the queue, one piece, the decision."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.evidence import selectors, services
from danvan.evidence.web.forms import ReasonForm
from danvan.kernel.errors import NotFound, RuleError
from danvan.ui.forms import show_refusal
from danvan.ui.pages import paginate, render_page

MOST_AT_ONCE = 100


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    _only_verifiers(request)
    kinds, units = selectors.queue_choices(request.actor)
    chosen = _filters(request)
    page = paginate(request, selectors.queue_matching(request.actor, **_narrowing(chosen)))
    return render_page(
        request,
        "evidence/queue.html",
        {
            "page": page,
            "rows": selectors.piece_rows(page.object_list, on=request.actor.on),
            "kinds": kinds,
            "units": units,
            "chosen": chosen,
            "view": _view(chosen),
        },
    )


@require_safe
def piece(request: HttpRequest, evidence_id: int) -> HttpResponse:
    return _piece_page(request, evidence_id, ReasonForm(initial={"seen": _mark(_visible(request, evidence_id))}))


@require_POST
def verify(request: HttpRequest, evidence_id: int) -> HttpResponse:
    found = _visible(request, evidence_id)
    following = _following(request, found)
    try:
        services.verify_evidence(
            evidence_id, actor=request.actor, at=timezone.now(), seen_submitted_at=_seen(request.POST.get("seen", ""))
        )
    except NotFound as error:
        raise Http404 from error
    except RuleError as refusal:
        messages.error(request, str(refusal))
        return redirect(_address(request, evidence_id))
    messages.success(request, f"Đã xác minh: {found.record.title}")
    return redirect(following)


@require_POST
def reject(request: HttpRequest, evidence_id: int) -> HttpResponse:
    found = _visible(request, evidence_id)
    following = _following(request, found)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.reject_evidence(
                evidence_id,
                actor=request.actor,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
                seen_submitted_at=_seen(form.cleaned_data["seen"]),
            )
        except NotFound as error:
            raise Http404 from error
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã trả lại: {found.record.title}")
            return redirect(following)
    return _piece_page(request, evidence_id, form)


@require_POST
def verify_several(request: HttpRequest) -> HttpResponse:
    _only_verifiers(request)
    chosen = _filters(request)
    done, refused = 0, []
    for value in request.POST.getlist("piece")[:MOST_AT_ONCE]:
        key, _, mark = value.partition("@")
        found = (
            selectors.evidence_visible_to(request.actor)
            .filter(pk=int(key) if key.isdecimal() and len(key) < 18 else 0)
            .first()
        )
        if found is None:
            raise Http404
        try:
            services.verify_evidence(found.pk, actor=request.actor, at=timezone.now(), seen_submitted_at=_seen(mark))
        except RuleError as refusal:
            refused.append(str(refusal))
        else:
            done += 1
    if done:
        messages.success(request, f"Đã xác minh {done} minh chứng.")
    for sentence in dict.fromkeys(refused):
        messages.error(request, sentence)
    if not done and not refused:
        messages.warning(request, "Chưa chọn minh chứng nào.")
    return redirect(reverse("evidence:queue") + _view(chosen))


# --- parts --------------------------------------------------------------------------------------------------------


def _only_verifiers(request: HttpRequest) -> None:
    if not request.actor.may(Right.VERIFY_EVIDENCE):
        raise Http404


def _visible(request: HttpRequest, evidence_id: int) -> Any:
    found = selectors.evidence_visible_to(request.actor).select_related("record").filter(pk=evidence_id).first()
    if found is None:
        raise Http404
    return found


def _piece_page(request: HttpRequest, evidence_id: int, form: ReasonForm) -> HttpResponse:
    found = _visible(request, evidence_id)
    (row,) = selectors.piece_rows([found], on=request.actor.on)
    chosen = _filters(request)
    panel = selectors.evidence_panel(found.record, actor=request.actor)
    may_decide = selectors.may_verify(request.actor, found)
    near = (
        selectors.neighbours(selectors.queue_matching(request.actor, **_narrowing(chosen)), found)
        if request.actor.may(Right.VERIFY_EVIDENCE)
        else None
    )
    return render_page(
        request,
        "evidence/piece.html",
        {
            "row": row,
            "panel": panel,
            "form": form,
            "may_verify": may_decide and found.state == "submitted",
            "may_reject": may_decide and found.state in {"submitted", "verified"},
            "seen": _mark(found),
            "near": near,
            "view": _view(chosen),
            "history": selectors.record_history(found.record),
            "crumbs": [
                {"label": "Xác minh", "url": reverse("evidence:queue") + _view(chosen)}
                if near
                else {"label": "Hồ sơ", "url": found.record.get_absolute_url()},
                {"label": found.record.title},
            ],
        },
    )


def _following(request: HttpRequest, found: Any) -> str:
    """Return the address of the next piece of the queue as it was filtered, or the queue when that was the last."""
    chosen = _filters(request)
    near = selectors.neighbours(selectors.queue_matching(request.actor, **_narrowing(chosen)), found)
    if near.following or near.previous:
        return _address(request, near.following or near.previous)
    return reverse("evidence:queue")


def _address(request: HttpRequest, evidence_id: int | None) -> str:
    return reverse("evidence:piece", args=[evidence_id]) + _view(_filters(request))


def _filters(request: HttpRequest) -> dict[str, str]:
    """Return the filters in the address; what is not one of them narrows to nothing rather than to everything."""
    return {name: value for name in ("loai", "don_vi") if (value := request.GET.get(name, "").strip())}


def _narrowing(chosen: dict[str, str]) -> dict[str, Any]:
    unit = chosen.get("don_vi", "")
    return {
        "kind": chosen.get("loai", ""),
        "unit_id": None if not unit else int(unit) if unit.isdecimal() and len(unit) < 18 else 0,
    }


def _view(chosen: dict[str, str]) -> str:
    return f"?{urlencode(chosen)}" if chosen else ""


def _mark(found: Any) -> str:
    return found.submitted_at.isoformat() if found.submitted_at else ""


def _seen(mark: str) -> datetime | None:
    try:
        return parse_datetime(mark)
    except ValueError:
        return None
