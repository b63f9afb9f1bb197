"""What custodians do: their keys, consenting to an identity, handing the vault's key over, renewing the vault."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from danvan.authority.rules.rights import Right
from danvan.denunciations import selectors
from danvan.denunciations.services import opening, vaults
from danvan.denunciations.web.forms import NewKeyForm, PassphraseForm, RenewVaultForm, SharesForm
from danvan.denunciations.web.sealed import sealed
from danvan.kernel.errors import RuleError
from danvan.ui.pages import render_page


@sealed
@require_http_methods(["GET", "POST"])
def seals(request: HttpRequest) -> HttpResponse:
    if not request.actor.may(Right.KEEP_SEALS):
        raise Http404
    own = selectors.custodian_of(request.actor)
    form = NewKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            vaults.make_custodian_key(form.cleaned_data["passphrase"], actor=request.actor, at=timezone.now())
        except RuleError as refusal:
            form.add_error("passphrase", str(refusal))
        else:
            messages.success(request, "Đã lập khóa riêng. Kho niêm phong mở được sau khi khóa kho được giao.")
            return redirect("denunciations:seals")
    found = selectors.seals()
    return render_page(
        request,
        "denunciations/seals.html",
        {
            "form": form,
            "own": own,
            "holds_vault": _opens_vault(own),
            "custodians": selectors.custodians(request.actor),
            "waiting": opening.requests_waiting_for(request.actor),
            "seals": found,
            "is_overdue": found.is_overdue(timezone.now()),
        },
    )


@sealed
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, custodian_id: int) -> HttpResponse:
    own = selectors.custodian_of(request.actor)
    other = next((each for each in selectors.custodians_without_vault(request.actor) if each.pk == custodian_id), None)
    if own is None or other is None:
        raise Http404
    form = PassphraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            vaults.hand_over(other, own, form.cleaned_data["passphrase"], actor=request.actor)
        except RuleError as refusal:
            form.add_error("passphrase", str(refusal))
        else:
            messages.success(request, "Đã giao khóa kho.")
            return redirect("denunciations:seals")
    return render_page(request, "denunciations/hand_over.html", {"form": form, "other": other})


@sealed
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, request_id: int) -> HttpResponse:
    own = selectors.custodian_of(request.actor)
    waiting = next((each for each in opening.requests_waiting_for(request.actor) if each[0].pk == request_id), None)
    if own is None or waiting is None:
        raise Http404
    refuses = request.method == "POST" and "refuse" in request.POST
    form = PassphraseForm(None if refuses else request.POST or None)
    if refuses or (request.method == "POST" and form.is_valid()):
        try:
            if refuses:
                opening.refuse_consent(request_id, custodian=own, actor=request.actor, at=timezone.now())
            else:
                opening.consent(
                    request_id,
                    custodian=own,
                    passphrase=form.cleaned_data["passphrase"],
                    actor=request.actor,
                    at=timezone.now(),
                )
        except RuleError as refusal:
            form.add_error("passphrase", str(refusal))
        else:
            messages.success(request, "Đã từ chối." if refuses else "Đã đồng ý mở danh tính.")
            return redirect("denunciations:seals")
    return render_page(request, "denunciations/consent.html", {"form": form, "asked": waiting[0], "reason": waiting[1]})


@sealed
@require_http_methods(["GET", "POST"])
def renew_vault(request: HttpRequest) -> HttpResponse:
    own = selectors.custodian_of(request.actor)
    if own is None or not _opens_vault(own):
        raise Http404
    form = RenewVaultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            shares = vaults.renew_vault(
                own,
                given["passphrase"],
                needed=given["needed"],
                count=given["count"],
                actor=request.actor,
                at=timezone.now(),
            )
        except RuleError as refusal:
            form.add_error("passphrase", str(refusal))
        else:
            # Shown at once and kept nowhere: no address to come back to.
            context = {"shares": shares, "form": SharesForm(), "seals": selectors.seals()}
            return render_page(request, "denunciations/new_shares.html", context)
    context = {"form": form, "seals": selectors.seals(), "custodians": selectors.custodians(request.actor)}
    return render_page(request, "denunciations/renew_vault.html", context)


@sealed
@require_http_methods(["GET", "POST"])
def prove_shares(request: HttpRequest) -> HttpResponse:
    if not _opens_vault(selectors.custodian_of(request.actor)):
        raise Http404
    form = SharesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            vaults.prove_shares(form.typed, actor=request.actor, at=timezone.now())
        except RuleError as refusal:
            form.add_error("shares", str(refusal))
        else:
            messages.success(request, "Các mảnh ghép được: kho niêm phong mới khôi phục được từ giấy.")
            return redirect("denunciations:seals")
    return render_page(request, "denunciations/prove_shares.html", {"form": form, "seals": selectors.seals()})


def _opens_vault(own: Any) -> bool:
    return bool(own and own.vault_keys.exists())
