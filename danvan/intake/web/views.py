"""The desk: taking a letter in, printing its receipt, splitting it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.services import keys_of, new_token
from danvan.casework.web.acting import was_moved_on
from danvan.files.keeping import session_keeper
from danvan.intake import selectors, services
from danvan.intake.web.forms import LetterForm, SplitForm
from danvan.intake.web.registering import TOKENS, desk_or_404, keep_token, try_registering
from danvan.kernel.errors import NotFound, RuleError
from danvan.petitions.selectors import PetitionPage, may_at, petition_page
from danvan.ui.forms import keep_files, show_refusal
from danvan.ui.pages import render_page
from danvan.ui.qr import qr_svg


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    desk = desk_or_404(request)
    initial = {"received_on": timezone.localdate(), "token": new_token()}
    form = LetterForm(request.POST or None, request.FILES or None, initial=initial)
    keep_files(form, session_keeper(request))
    similar, petition = try_registering(request, form, desk, services.register_letter)
    if petition:
        return redirect("intake:receipt", code=petition.code)
    context = {"form": form, "similar": similar, "waiting": selectors.count_waiting(request.actor)}
    return render_page(request, "intake/register.html", context)


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
            "may_renew": may_at(page.petition, Right.RECEIVE_CASES, request.actor),
            "address": address,
            "qr": qr_svg(address),
        },
    )


@require_POST
def renew(request: HttpRequest, code: str) -> HttpResponse:
    page = _page(request, code)
    token = new_token()
    services.renew_following(page.petition.pk, actor=request.actor, token=token, at=timezone.now())
    keep_token(request, code, token)
    messages.success(request, "Đã cấp mã theo dõi mới; mã cũ không dùng được nữa.")
    return redirect("intake:receipt", code=code)


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
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã tách thành {len(parts)} đơn: {', '.join(part.code for part in parts)}.")
            return redirect("petitions:petition", code=code)
    return render_page(request, "intake/split.html", {"form": form, "petition": page.petition})


def _page(request: HttpRequest, code: str) -> PetitionPage:
    try:
        return petition_page(request.actor, code, on=request.actor.on)
    except NotFound as missing:
        raise Http404 from missing
