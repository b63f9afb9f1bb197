"""Coming back to one's letter with the code and the secret of the receipt."""

import time
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.casework.choices import CaseKind
from danvan.casework.rules.follow_keys import code_hash
from danvan.casework.services import case_followed, following_opened_by, new_token
from danvan.denunciations.selectors import followed_denunciation
from danvan.denunciations.services.writing import act_as_denouncer, words_told
from danvan.files.keeping import Keeper
from danvan.files.receiving import receive_more, receive_new
from danvan.files.rules.holding import Holder
from danvan.files.sending import send_file
from danvan.files.services import CannotStoreFile
from danvan.kernel.errors import RuleError
from danvan.petitions.choices import Satisfaction
from danvan.petitions.selectors import FollowedLetter, followed_page, papers_followed
from danvan.petitions.services import act_as_writer
from danvan.portal.web.limits import address_of, forgive, may_try
from danvan.ui.forms import ButtonChoice, LongTextField, ManyFilesField, NfcCharField, keep_files
from danvan.ui.pages import render_page
from danvan.ui.wording import choices_in_words, in_record_language, refusal_in_words

SESSION, IDLE_SECONDS = "followed", 30 * 60
NO_MATCH = _("Mã theo dõi hoặc mật khẩu không đúng. Xin xem lại trên biên nhận.")
TOO_OFTEN = _("Đã thử quá nhiều lần. Xin đợi 15 phút rồi thử lại.")


class FollowForm(forms.Form):
    """What stands on the receipt."""

    code = NfcCharField(
        label=_("Mã theo dõi"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("13 chữ và số trên biên nhận, không cần gõ dấu gạch."),
    )
    secret = NfcCharField(
        label=_("Mật khẩu"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("8 chữ và số trên biên nhận."),
    )


class WriterForm(forms.Form):
    """What a writer sends from the page of their letter; its token lets the same page count once."""

    token = forms.RegexField(r"[\w-]{20,64}", required=False, widget=forms.HiddenInput)


class SupplementForm(WriterForm):
    """An answer, or something to add."""

    note = LongTextField(label=_("Nội dung bổ sung, trả lời"), rows=4, max_length=10_000)
    uploads = ManyFilesField(label=_("Ảnh, tài liệu"), required=False)


class ContestForm(SupplementForm):
    """Why the answer is not enough."""

    note = LongTextField(label=_("Vì sao chưa đồng ý"), rows=4, max_length=10_000)


class RateForm(WriterForm):
    """How it was handled."""

    satisfaction = forms.TypedChoiceField(
        label=_("Ông, bà thấy việc giải quyết thế nào"), coerce=int, widget=ButtonChoice,
        choices=choices_in_words(Satisfaction.choices),
        error_messages={"required": _("Xin chọn một mức.")},
    )  # fmt: skip
    note = LongTextField(label=_("Góp ý"), rows=2, max_length=2_000, required=False)


class ProtectionForm(WriterForm):
    """Why whoever denounced needs protection."""

    note = LongTextField(
        label=_("Bị đe dọa, trả thù thế nào; cần bảo vệ ai, điều gì"), rows=4, max_length=10_000,
    )  # fmt: skip


FORMS: dict[str, tuple[type[forms.Form], Any, Any]] = {
    "supplement": (SupplementForm, _("Bổ sung, trả lời câu hỏi"), _("Gửi bổ sung")),
    "ask_protection": (ProtectionForm, _("Đề nghị được bảo vệ"), _("Gửi đề nghị")),
    "contest": (ContestForm, _("Không đồng ý với trả lời"), _("Gửi ý kiến")),
    "rate": (RateForm, _("Đánh giá việc giải quyết"), _("Gửi đánh giá")),
}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        tried = code_hash(code)
        if not may_try(request, "follow_letter", key=tried):
            form.add_error(None, TOO_OFTEN)
        elif following := following_opened_by(code, form.cleaned_data["secret"]):
            forgive(request, "follow_letter", key=tried)
            request.session.cycle_key()
            request.session[SESSION] = {"id": following.pk, "seen": time.time()}
            return redirect("portal:followed")
        else:
            form.add_error(None, NO_MATCH)
    return render_page(request, "portal/follow.html", {"form": form})


@login_not_required
@never_cache
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    case = _case(request)
    if case is None:
        return redirect("portal:follow")
    return _page(request, case)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, act: str, code: str = "") -> HttpResponse:
    """Do one of the writer's acts: on the letter whose code was given, or on one its matter went on in."""
    case = _case(request)
    if case is None:
        return redirect("portal:follow")
    if act not in FORMS:
        raise Http404
    if request.method == "GET":
        # A refused form that is loaded again.
        return redirect("portal:followed")
    is_sealed = case.kind == CaseKind.DENUNCIATION
    if code and code != case.code:
        page = None if is_sealed else followed_page(case, on=timezone.localdate())
        letter = page.opened(code) if page else None
        if letter is None:
            raise Http404
        case_acted_on: Any = letter.petition
    else:
        case_acted_on = case
    form = FORMS[act][0](request.POST, request.FILES or None, prefix=act, auto_id=_ids(case_acted_on.code))
    keep_files(form, _keeper(request, case))
    bound = Bound(case_acted_on.code, act, form)
    if not form.is_valid():
        return _page(request, case, bound)
    given = dict(form.cleaned_data)
    papers, token = given.pop("uploads", []), given.pop("token")
    if not may_try(request, "write_to_case", key=str(case.pk)):
        form.add_error(None, TOO_OFTEN)
        return _page(request, case, bound)
    try:
        with in_record_language():
            writes = act_as_denouncer if is_sealed else act_as_writer
            writes(case_acted_on, act, given, at=timezone.now(), papers=papers, token=token)
    except CannotStoreFile as refusal:
        form.add_error("uploads", refusal_in_words(refusal))
    except RuleError as refusal:
        form.add_error(None, refusal_in_words(refusal))
    else:
        messages.success(request, _("Đã gửi. Cơ quan giải quyết sẽ thấy ngay."))
        return redirect("portal:followed")
    return _page(request, case, bound)


@login_not_required
@never_cache
@require_safe
def paper(request: HttpRequest, paper_id: int) -> HttpResponseBase:
    case = _case(request)
    if case is None:
        return redirect("portal:follow")
    found = papers_followed(case).filter(pk=paper_id).first()
    if found is None:
        raise Http404
    return send_file(request, found.stored, found.name)


@login_not_required
@never_cache
def begin_paper(request: HttpRequest) -> HttpResponse:
    case = _case(request)
    if case is None or (keeper := _keeper(request, case)) is None:
        return redirect("portal:follow")
    if request.method == "POST" and not may_try(request, "upload_paper"):
        return HttpResponse(TOO_OFTEN, status=429, content_type="text/plain; charset=utf-8")
    return receive_new(
        request, keeper.holder, address_of=lambda token: reverse("portal:followed_go_on_paper", args=[token])
    )


@login_not_required
@never_cache
def go_on_paper(request: HttpRequest, token: str) -> HttpResponse:
    case = _case(request)
    if case is None or (keeper := _keeper(request, case)) is None:
        return redirect("portal:follow")
    return receive_more(request, keeper.holder, token)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    request.session.pop(SESSION, None)
    return redirect("portal:follow")


def _case(request: HttpRequest) -> Any:
    """Return the case this browser was let in to, as long as somebody is there; nothing otherwise."""
    kept = request.session.get(SESSION)
    if not kept or time.time() - kept["seen"] > IDLE_SECONDS:
        return None
    request.session[SESSION] = {"id": kept["id"], "seen": time.time()}
    return case_followed(kept["id"])


@dataclass(frozen=True)
class Bound:
    """A form as it was sent and refused, and the letter it was sent for."""

    code: str
    act: str
    form: forms.Form


@dataclass(frozen=True)
class Offer:
    """Something the writer can do now, with its form."""

    act: str
    title: Any
    submit: Any
    form: forms.Form
    is_open: bool


def _keeper(request: HttpRequest, case: Any) -> Keeper | None:
    """Return what keeps the files of whoever wrote this letter; nothing for a denunciation, which is sealed."""
    if case.kind == CaseKind.DENUNCIATION:
        return None
    secret = f"{case.pk}:{request.session.session_key}"
    return Keeper(Holder.of("followed", secret, address=address_of(request)), reverse("portal:followed_begin_paper"))


def _page(request: HttpRequest, case: Any, bound: Bound | None = None) -> HttpResponse:
    if sealed := followed_denunciation(case, on=timezone.localdate()):
        context = {
            "page": sealed,
            "words": words_told(sealed.row),
            "offers": _offers(sealed.acts, case.code, bound, None),
        }
        return render_page(request, "portal/followed_denunciation.html", context)
    page, keeper = followed_page(case, on=timezone.localdate()), _keeper(request, case)

    def with_offers(letter: FollowedLetter) -> tuple[FollowedLetter, list[Offer]]:
        asked = "supplement" if letter.is_asked else ""
        return letter, _offers(letter.acts, letter.petition.code, bound, keeper, asked)

    letter, offers = with_offers(page.letter)
    context = {"letter": letter, "offers": offers, "onward": [with_offers(each) for each in page.onward]}
    return render_page(request, "portal/followed.html", context)


def _ids(code: str) -> str:
    """Return how the fields of a letter's forms are named on a page that shows several letters."""
    return f"id_{code}_%s"


def _offers(
    acts: frozenset[str], code: str, bound: Bound | None, keeper: Keeper | None, asked: str = ""
) -> list[Offer]:
    """Return what the writer can do now, each with its form; one that was refused as it was sent."""
    sent = bound if bound and bound.code == code else None
    offers = []
    for act, (kind, title, submit) in FORMS.items():
        if sent and sent.act == act:
            form = sent.form
        elif act in acts:
            form = kind(prefix=act, auto_id=_ids(code), initial={"token": new_token()})
            keep_files(form, keeper)
        else:
            continue
        offers.append(Offer(act, title, submit, form, is_open=act in (sent.act if sent else asked, "rate")))
    return offers
