"""The sealed register: taking in, one case by its days, its acts, opening a part of the file, consenting."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_with
from danvan.casework.services import keys_of, new_token
from danvan.casework.web.acting import attempt, was_moved_on
from danvan.denunciations import selectors
from danvan.denunciations.choices import Compartment
from danvan.denunciations.services import acts, masking, opening, register
from danvan.denunciations.web.forms import ActForm, AskForm, TakeInForm
from danvan.denunciations.web.sealed import page_of, sealed
from danvan.files.sending import send_content
from danvan.kernel.errors import NoAuthority, NotFound, RuleError
from danvan.orgs.selectors import unit_choices
from danvan.ui.forms import show_refusal
from danvan.ui.pages import paginate, render_page
from danvan.ui.qr import qr_svg

TABS = (("open", "Đang mở"), ("late", "Quá hạn"), ("all", "Tất cả"))
WATCHED = ("watched", "Theo dõi thời hạn")
REACHED_NOBODY = "Không có đơn vị nào trong hệ thống nhận được yêu cầu này; đề nghị gửi bằng văn bản kín."
RIGHTS = (
    Right.RECEIVE_DENUNCIATIONS,
    Right.RESOLVE_DENUNCIATIONS,
    Right.WATCH_DENUNCIATIONS,
    Right.KEEP_SEALS,
    Right.HANDLE_CASES,
)


@sealed
@require_safe
def denunciation_list(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if not any(actor.may(right) for right in RIGHTS) and not selectors.denunciations_visible_to(actor).exists():
        raise Http404
    tabs = [*TABS, WATCHED] if actor.may(Right.WATCH_DENUNCIATIONS) else list(TABS)
    asked = request.GET.get("muc", "")
    reads = actor.may(Right.RECEIVE_DENUNCIATIONS) or actor.may(Right.RESOLVE_DENUNCIATIONS)
    first = "watched" if actor.may(Right.WATCH_DENUNCIATIONS) and not reads else "open"
    tab = asked if asked in dict(tabs) else first
    page = paginate(request, selectors.work_list(actor, tab, on=actor.on))
    return render_page(
        request,
        "denunciations/list.html",
        {
            "page": page,
            "names": selectors.unit_names(list(page.object_list), on=actor.on),
            "tabs": tabs,
            "tab": tab,
            "may_receive": actor.may(Right.RECEIVE_DENUNCIATIONS),
            "may_resolve": actor.may(Right.RESOLVE_DENUNCIATIONS),
            "may_hand_over": any(actor.may(right) for right in selectors.HANDING_OVER),
            "may_seal": selectors.may_seal(),
            "keeps_seals": actor.may(Right.KEEP_SEALS),
        },
    )


@sealed
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    units = request.actor.scope(Right.RECEIVE_DENUNCIATIONS).unit_ids
    if not units:
        raise Http404
    desk = request.actor.unit_id if request.actor.unit_id in units else min(units)
    form = TakeInForm(
        request.POST or None,
        request.FILES or None,
        units=unit_choices(on=request.actor.on),
        initial={"received_on": timezone.localdate(), "token": new_token()},
    )
    if request.method == "POST" and not form.wants_more and form.is_valid():
        token = form.cleaned_data["token"] or new_token()
        try:
            row, _is_new = register.take_in(
                form.denunciation(desk),
                actor=request.actor,
                at=timezone.now(),
                papers=form.cleaned_data["uploads"],
                token=token,
            )
        except RuleError as refusal:
            form.refuse(refusal)
        else:
            return _receipt(request, row, token)
    return render_page(request, "denunciations/take_in.html", {"form": form, "may_seal": selectors.may_seal()})


@sealed
@require_POST
def renew(request: HttpRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    token = new_token()
    try:
        register.renew_following(page.row.pk, actor=request.actor, token=token, at=timezone.now())
    except NoAuthority as refusal:
        raise Http404 from refusal
    return _receipt(request, page.row, token)


def _receipt(request: HttpRequest, row: Any, token: str) -> HttpResponse:
    """Print the code and secret at once; they are kept nowhere, so they are never shown again."""
    address = request.build_absolute_uri(reverse("portal:follow"))
    context = {"row": row, "keys": keys_of(token), "address": address, "qr": qr_svg(address)}
    return render_page(request, "denunciations/receipt.html", context)


@sealed
@require_safe
def denunciation(request: HttpRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    return render_page(
        request,
        "denunciations/denunciation.html",
        {
            "page": page,
            "row": page.row,
            "may_renew": request.actor.may(Right.RECEIVE_DENUNCIATIONS, page.row.unit_id),
            "may_draft": page.may_draft,
            "may_mask": page.may(masking.GIVE),
        },
    )


@sealed
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    page = page_of(request, code)
    offer = next((each for each in page.offers if each.act.code == act and each.may), None)
    if offer is None:
        if was_moved_on(request, page.row.version):
            return redirect("denunciations:denunciation", code=code)
        raise Http404
    found = page.row
    known: dict[str, Any] = {
        "version": found.version,
        "sphere": found.sphere,
        # The paper that went out for it brings its number along.
        **selectors.issued_for(found, act),
    }
    if found.is_competent is not None:
        known["competent"] = "1" if found.is_competent else "0"
    form = ActForm(
        request.POST or None,
        request.FILES or None,
        act=offer.act,
        today=timezone.localdate(),
        choices=_choices(request, offer.act, page),
        known=known,
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        on, version, papers = given.pop("on"), given.pop("version"), given.pop("uploads")

        def perform() -> None:
            acts.perform(
                found.pk, act, given, actor=request.actor, on=on, at=timezone.now(), version=version, papers=papers
            )

        if attempt(form, perform, version=found.version):
            messages.success(request, f"Đã {offer.act.label}.")
            if selectors.has_reached_nobody(found):
                messages.warning(request, REACHED_NOBODY)
            return redirect("denunciations:denunciation", code=code)
    return render_page(request, "denunciations/act.html", {"form": form, "act": offer.act, "row": found})


@sealed
@require_safe
def part(request: HttpRequest, code: str, part: str) -> HttpResponseBase:
    page = page_of(request, code)
    if part not in page.opens:
        raise Http404
    # Whoever left their screen does not open a file with it.
    return _open(request, page, Compartment(part))


@reauthentication_required(allow_get=False)
def _open(request: HttpRequest, page: selectors.DenunciationPage, compartment: Compartment) -> HttpResponse:
    try:
        opened = opening.open_part(page.row, compartment, actor=request.actor, at=timezone.now())
    except NoAuthority:
        return redirect("denunciations:ask", code=page.row.code)
    except NotFound as gone:
        raise Http404 from gone
    context = {"page": page, "row": page.row, "opened": opened, "part": compartment,
               "acts": {entry.act.pk: entry.label for entry in page.timeline}}  # fmt: skip
    return render_page(request, "denunciations/part.html", context)


@sealed
@require_safe
def paper(request: HttpRequest, code: str, paper_id: int) -> HttpResponseBase:
    return _open_paper(request, page_of(request, code), paper_id)


@reauthentication_required(allow_get=False)
def _open_paper(request: HttpRequest, page: selectors.DenunciationPage, paper_id: int) -> HttpResponseBase:
    try:
        sheet = opening.open_paper(page.row, paper_id, actor=request.actor, at=timezone.now())
    except (NoAuthority, NotFound) as refusal:
        raise Http404 from refusal
    return send_content(request, sheet.content, sheet.name, sheet.content_type)


@sealed
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    if Compartment.IDENTITY not in page.opens:
        raise Http404
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opening.ask_for_identity(page.row, **form.cleaned_data, actor=request.actor, at=timezone.now())
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã gửi yêu cầu đến người giữ khóa.")
            return redirect("denunciations:denunciation", code=code)
    return render_page(request, "denunciations/ask.html", {"form": form, "row": page.row})


def _choices(request: HttpRequest, act: Any, page: selectors.DenunciationPage) -> dict[str, list[tuple[int, str]]]:
    wanted, today = {*act.needs, *act.may}, request.actor.on
    found: dict[str, list[tuple[int, str]]] = {}
    if "to_unit" in wanted:
        found["to_unit"] = [each for each in selectors.desk_units(on=today) if each[0] != page.row.unit_id]
    if wanted & {"leader", "excluded"}:
        holders = [
            (each.holding_id, f"{each.person}, {each.post_title} ({each.unit_name})")
            for each in holders_with(Right.HANDLE_CASES, on=today)
        ]
        hidden = selectors.excluded_holdings(page.row, [pk for pk, _name in holders], on=today)
        allowed = [each for each in holders if each[0] not in hidden]
        found |= {"leader": allowed, "members": allowed, "excluded": allowed}
    if "safe_papers" in wanted:
        papers = masking.papers_to_mask(page.row, actor=request.actor, at=timezone.now())
        again = " (đã đưa; đưa lại thì thay bản trước)"
        found["safe_papers"] = [
            (paper.pk, f"{paper.name}{again if paper.is_given else ''}") for paper in papers if paper.is_ready
        ]
    return found
