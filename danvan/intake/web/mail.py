"""Mails waiting at the desk: the list, one beside the form of a letter, what else may become of it.

What a mail says may be a denunciation: no cache keeps these pages, no error
report what was typed on them.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.casework.choices import Channel
from danvan.casework.services import case_of_token, new_token
from danvan.denunciations.selectors import may_seal
from danvan.files.sending import send_content
from danvan.intake import selectors, services
from danvan.intake.choices import MailState
from danvan.intake.rules.mail_reading import MOST_BYTES
from danvan.intake.web.forms import AsideForm, LetterForm, MailFilesForm, SealMailForm
from danvan.intake.web.registering import desk_or_404, try_registering
from danvan.kernel.errors import NotFound, RuleError
from danvan.orgs.selectors import unit_choices
from danvan.petitions.services import NewPetition
from danvan.ui.forms import show_refusal
from danvan.ui.pages import paginate, render_page

if TYPE_CHECKING:
    from danvan.petitions.models import Petition

TABS = (
    (MailState.WAITING, "Chờ vào sổ"),
    (MailState.ASIDE, "Để riêng"),
    (MailState.REGISTERED, "Đã vào sổ"),
    (MailState.MOVED, "Đã chuyển sổ niêm phong"),
)
# As much of a text as the form of a letter takes.
MOST_SUMMARY = 20_000
View = Callable[..., HttpResponse]


def unseen(view: View) -> View:
    """Keep a page out of caches, and what was sent to it out of error reports."""
    guarded: View = never_cache(sensitive_post_parameters()(view))
    return guarded


@unseen
@require_http_methods(["GET", "POST"])
def mails(request: HttpRequest) -> HttpResponse:
    desk = desk_or_404(request)
    form = MailFilesForm(request.POST, request.FILES) if request.method == "POST" else MailFilesForm()
    if request.method == "POST" and form.is_valid():
        found = [_receive(request, upload, desk) for upload in form.cleaned_data["uploads"]]
        if refused := [name for name in found if isinstance(name, str)]:
            form.add_error("uploads", f"Không phải là tệp thư, hoặc lớn hơn 60 MB: {', '.join(refused)}.")
        new = sum(not isinstance(each, str) and each.is_new for each in found)
        known = len(found) - len(refused) - new
        if new or known:
            again = f" {known} thư đã có từ trước." if known else ""
            messages.success(request, f"Đã nhận {new} thư mới.{again}")
        if not refused:
            return redirect("intake:mails")
    asked = request.GET.get("muc", "")
    tab = MailState(asked) if asked in MailState.values else MailState.WAITING
    page = paginate(request, selectors.mail_list(request.actor, tab))
    context = {
        "form": form,
        "page": page,
        "pages": selectors.opened(list(page.object_list)),
        "tabs": TABS,
        "tab": tab,
        "waiting": selectors.count_waiting(request.actor),
    }
    return render_page(request, "intake/mails.html", context)


def _receive(request: HttpRequest, upload: Any, desk: int) -> Any:
    """Return what came of a file, or its name when it is no message."""
    if upload.size > MOST_BYTES:
        return upload.name
    try:
        return services.receive_mail(upload.read(), unit_id=desk, actor=request.actor, at=timezone.now())
    except services.NotAMail:
        return upload.name


@unseen
@require_http_methods(["GET", "POST"])
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    page = _page(request, mail_id)
    if request.method == "POST" and not page.is_open:
        return _decided(request, page)
    form = LetterForm(request.POST or None, request.FILES or None, initial=_initial(page))
    is_new = False

    def take_in(letter: NewPetition, **given: Any) -> "Petition":
        nonlocal is_new
        petition, is_new = services.register_mail(page.mail.pk, letter, **given)
        return petition

    similar, petition = try_registering(request, form, page.mail.unit_id, take_in)
    if petition:
        if is_new and "acknowledge" in request.POST:
            _acknowledge(request, petition, form.cleaned_data["email"], form.cleaned_data["token"])
        return redirect("intake:receipt", code=petition.code)
    context = {
        "page": page,
        "mail": page.mail,
        "words": page.words,
        "form": form,
        "similar": similar,
        "aside": AsideForm(),
        "acknowledges": request.method != "POST" or "acknowledge" in request.POST,
    }
    return render_page(request, "intake/mail.html", context)


def _decided(request: HttpRequest, page: selectors.MailPage) -> HttpResponse:
    """Lead to the letter when the button was pressed twice; otherwise say that somebody was faster."""
    token = request.POST.get("token", "")
    known = case_of_token(token) if token else None
    if known and known.pk == page.mail.case_id:
        return redirect("intake:receipt", code=known.code)
    messages.error(request, f"Thư này đã được xử lý: {page.mail.get_state_display()}.")
    return redirect("intake:mail", mail_id=page.mail.pk)


def _initial(page: selectors.MailPage) -> dict[str, Any]:
    words, arrived_on = page.words, timezone.localdate(page.mail.arrived_at)
    return {
        "received_on": arrived_on,
        "written_on": page.sent_on if page.sent_on and page.sent_on <= arrived_on else None,
        "token": new_token(),
        "channel": Channel.EMAIL,
        "name": words["sender_name"],
        "email": words["sender_address"],
        "summary": (words["text"] or words["subject"])[:MOST_SUMMARY],
    }


def _acknowledge(request: HttpRequest, petition: "Petition", address: str, token: str) -> None:
    """Write to the sender; that the mail did not leave does not undo the letter."""
    if not address or not token:
        return
    try:
        services.acknowledge(petition, address, token=token, at=timezone.now())
    except OSError:
        messages.warning(request, "Chưa gửi được thư xác nhận cho người viết; mã theo dõi in trên biên nhận.")
    else:
        messages.info(request, "Đã gửi người viết thư xác nhận có mã theo dõi.")


@unseen
@require_safe
def paper(request: HttpRequest, mail_id: int, paper_id: int) -> HttpResponse:
    try:
        name, content_type, content = selectors.mail_paper(request.actor, mail_id, paper_id)
    except RuleError as missing:
        raise Http404 from missing
    return send_content(request, content, name, content_type)


@unseen
@require_POST
def aside(request: HttpRequest, mail_id: int) -> HttpResponse:
    page = _page(request, mail_id)
    return _do(
        request,
        page,
        lambda: services.set_aside(
            page.mail.pk, request.POST.get("reason", ""), actor=request.actor, at=timezone.now()
        ),
        "Đã để riêng thư; trong 30 ngày có thể lấy lại.",
    )


@unseen
@require_POST
def take_back(request: HttpRequest, mail_id: int) -> HttpResponse:
    page = _page(request, mail_id)
    return _do(
        request, page, lambda: services.take_back(page.mail.pk, actor=request.actor), "Thư đã trở lại mục chờ vào sổ."
    )


def _do(request: HttpRequest, page: selectors.MailPage, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except RuleError as refusal:
        messages.error(request, str(refusal))
        return redirect("intake:mail", mail_id=page.mail.pk)
    messages.success(request, said)
    return redirect("intake:mails")


@unseen
@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest, mail_id: int) -> HttpResponse:
    page = _page(request, mail_id)
    if not page.is_open:
        raise Http404
    form = SealMailForm(request.POST if request.method == "POST" else None, units=unit_choices(on=request.actor.on))
    if request.method == "POST" and form.is_valid():
        try:
            services.move_to_sealed_register(page.mail.pk, form.accused(), actor=request.actor, at=timezone.now())
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã chuyển vào sổ tố cáo niêm phong; ở đây không còn lời thư và tệp.")
            return redirect("intake:mails")
    context = {"page": page, "mail": page.mail, "form": form, "may_seal": may_seal()}
    return render_page(request, "intake/seal_mail.html", context)


def _page(request: HttpRequest, mail_id: int) -> selectors.MailPage:
    try:
        return selectors.mail_page(request.actor, mail_id)
    except NotFound as missing:
        raise Http404 from missing
