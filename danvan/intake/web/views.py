"""The desk: taking a letter in, printing its receipt, splitting it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.services import case_of_token, keys_of, new_token
from danvan.casework.web.acting import was_moved_on
from danvan.files.keeping import session_keeper
from danvan.files.services import CannotStoreFile
from danvan.intake import services
from danvan.intake.web.forms import LetterForm, SplitForm
from danvan.kernel.errors import NotFound, RuleError
from danvan.petitions.selectors import PetitionPage, Sought, petition_page, similar_to
from danvan.ui.forms import keep_files
from danvan.ui.pages import render_page
from danvan.ui.qr import qr_svg

TOKENS, MOST_TOKENS = "receipt_tokens", 20


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    desk = _desk(request)
    initial = {"received_on": timezone.localdate(), "token": new_token()}
    form = LetterForm(request.POST or None, request.FILES or None, initial=initial)
    keep_files(form, session_keeper(request))
    similar = []
    if request.method == "POST" and form.is_valid():
        letter, token = form.letter(desk), form.cleaned_data["token"]
        # Sent again because no answer came, a letter is like itself.
        if not (token and case_of_token(token)):
            sought = Sought(
                names=[writer.name for writer in letter.writers],
                id_numbers=[writer.id_number for writer in letter.writers],
                text=letter.summary,
                respondent=letter.respondent,
                forwarded_by=letter.forwarded_by,
                forwarded_number=letter.forwarded_number,
            )
            similar = similar_to(request.actor, sought)
        if similar and "confirmed" not in request.POST:
            form.add_error(None, "Có đơn giống đơn này. Xem các đơn bên dưới; nếu là đơn khác, bấm vào sổ lần nữa.")
        elif petition := _register(request, form, letter):
            _keep_token(request, petition.code, token)
            messages.success(request, f"Đã vào sổ đơn {petition.code}.")
            return redirect("intake:receipt", code=petition.code)
    return render_page(request, "intake/register.html", {"form": form, "similar": similar})


def _register(request: HttpRequest, form: LetterForm, letter: Any) -> Any:
    try:
        return services.register_letter(
            letter,
            actor=request.actor,
            at=timezone.now(),
            papers=form.cleaned_data["uploads"],
            first_code=form.cleaned_data["first_code"],
            token=form.cleaned_data["token"],
        )
    except CannotStoreFile as refusal:
        form.add_error("uploads", str(refusal))
    except services.UnknownFirstComplaint as refusal:
        form.add_error("first_code", str(refusal))
    except RuleError as refusal:
        form.add_error(None, str(refusal))
    return None


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    page = _page(request, code)
    token = request.session.get(TOKENS, {}).get(code)
    address = request.build_absolute_uri(reverse("portal:follow"))
    return render_page(
        request,
        "intake/receipt.html",
        {
            "page": page,
            "petition": page.petition,
            "keys": keys_of(token) if token else None,
            "may_renew": request.actor.may(Right.RECEIVE_CASES, page.petition.unit_id),
            "address": address,
            "qr": qr_svg(address),
        },
    )


@require_POST
def renew(request: HttpRequest, code: str) -> HttpResponse:
    page = _page(request, code)
    token = new_token()
    services.renew_following(page.petition.pk, actor=request.actor, token=token, at=timezone.now())
    _keep_token(request, code, token)
    messages.success(request, "Đã cấp mã theo dõi mới; mã cũ không dùng được nữa.")
    return redirect("intake:receipt", code=code)


def _keep_token(request: HttpRequest, code: str, token: str) -> None:
    """Keep in the session what the receipt prints; later only a new code can be given."""
    if not token:
        return
    kept = {**request.session.get(TOKENS, {}), code: token}
    request.session[TOKENS] = dict(list(kept.items())[-MOST_TOKENS:])


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, code: str) -> HttpResponse:
    page = _page(request, code)
    if not any(offer.act.code == "split" and offer.may for offer in page.offers):
        if was_moved_on(request, page.petition.version):
            return redirect("petitions:petition", code=code)
        raise Http404
    form = SplitForm(request.POST or None)
    form.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=page.petition.version)
    if request.method == "POST" and form.is_valid():
        try:
            parts = services.split_letter(
                page.petition.pk,
                form.parts,
                actor=request.actor,
                at=timezone.now(),
                version=form.cleaned_data["version"],
            )
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã tách thành {len(parts)} đơn: {', '.join(part.code for part in parts)}.")
            return redirect("petitions:petition", code=code)
    return render_page(request, "intake/split.html", {"form": form, "petition": page.petition})


def _desk(request: HttpRequest) -> int:
    """Return the unit whose desk the actor sits at; nobody else gets the page."""
    units = request.actor.scope(Right.RECEIVE_CASES).unit_ids
    if not units:
        raise Http404
    return request.actor.unit_id if request.actor.unit_id in units else min(units)


def _page(request: HttpRequest, code: str) -> PetitionPage:
    try:
        return petition_page(request.actor, code, on=request.actor.on)
    except NotFound as missing:
        raise Http404 from missing
