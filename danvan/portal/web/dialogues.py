"""Dialogues on the public site: what is coming, how to ask beforehand, what came of the last ones."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from danvan.casework.services import new_token
from danvan.dialogues.choices import AskedHow, Field, Group
from danvan.dialogues.selectors import coming_dialogues, past_dialogues, public_page, public_rows
from danvan.dialogues.services import NewQuestion, QuestionsClosed, QuestionSpeaksOfDenunciation, send_question
from danvan.kernel.errors import NotFound
from danvan.portal.web.limits import may_try
from danvan.portal.web.promises import WORDS
from danvan.ui.forms import LongTextField, NfcCharField
from danvan.ui.pages import paginate, render_page
from danvan.ui.wording import choices_in_words, in_record_language

PAST_ON_A_PAGE = 30
TOO_MANY = _("Đã gửi quá nhiều câu hỏi từ kết nối này. Điều đã viết vẫn còn trên trang; xin thử lại sau một giờ.")
SEALED_DOOR = _(
    "Nội dung có vẻ là tố cáo. Xin gửi ở trang riêng được niêm phong (đường dẫn ở trên), nơi danh tính được giữ bí "
    "mật; ở đây chưa lưu gì. Nếu không phải tố cáo, xin viết lại câu này."
)
CLOSED = _("Cuộc đối thoại này không còn nhận câu hỏi qua mạng. Xin nêu trực tiếp tại hội nghị.")


class QuestionForm(forms.Form):
    """A question sent beforehand; who asks is theirs to say or not."""

    text = LongTextField(
        label=_("Câu hỏi, ý kiến"),
        rows=6,
        max_length=4_000,
        help_text=_("Không dùng trang này để tố cáo. Người phụ trách đọc và duyệt trước khi đưa vào đối thoại."),
    )
    hamlet = NfcCharField(
        label=_("Thôn, khối, bản, hoặc doanh nghiệp, hợp tác xã"), max_length=160, required=False
    )  # fmt: skip
    field = forms.ChoiceField(label=_("Lĩnh vực"))
    group = forms.ChoiceField(label=_("Ông, bà hỏi với tư cách"))
    asker = NfcCharField(
        label=_("Họ và tên"),
        max_length=120,
        required=False,
        help_text=_("Chỉ ghi khi muốn nhận trả lời riêng. Tên và liên hệ không bao giờ được công khai."),
    )
    contact = NfcCharField(label=_("Điện thoại hoặc địa chỉ"), max_length=160, required=False)
    wants_answer = forms.BooleanField(label=_("Tôi muốn nhận trả lời riêng"), required=False)
    token = forms.RegexField(r"[\w-]{20,64}", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["field"]
        choices.choices, choices.initial = choices_in_words(Field.choices, capitals=True), Field.OTHER
        groups: Any = self.fields["group"]
        groups.choices, groups.initial = choices_in_words(Group.choices, capitals=True), Group.VOTERS

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("wants_answer") and not (given.get("asker") and given.get("contact")):
            self.add_error("asker", _("Muốn nhận trả lời riêng thì cần ghi họ tên và nơi liên hệ."))
        return given


@login_not_required
@require_safe
def dialogues(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = paginate(request, past_dialogues(), size=PAST_ON_A_PAGE)
    context = {
        "coming": coming_dialogues(on=today),
        "past": public_rows(list(page.object_list), today),
        "page": page,
    }
    return render_page(request, "portal/dialogues.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def dialogue(request: HttpRequest, pk: int) -> HttpResponse:
    page = public_page(pk, on=timezone.localdate())
    if page is None:
        raise Http404
    form = QuestionForm(request.POST or None, initial={"token": new_token()}) if page.dialogue.takes_questions else None
    if form is not None and request.method == "POST" and form.is_valid() and _sent(request, pk, form):
        return redirect("portal:dialogue_sent", pk=pk)
    promises = [(each, *WORDS[each.status]) for each in page.promises]
    return render_page(request, "portal/dialogue.html", {"page": page, "promises": promises, "form": form})


@login_not_required
@require_safe
def dialogue_sent(request: HttpRequest, pk: int) -> HttpResponse:
    page = public_page(pk, on=timezone.localdate())
    if page is None:
        raise Http404
    return render_page(request, "portal/dialogue_sent.html", {"page": page})


def _sent(request: HttpRequest, pk: int, form: QuestionForm) -> bool:
    """Send what is written; False when the form now says why not."""
    given = dict(form.cleaned_data)
    token = given.pop("token")
    if not may_try(request, "send_question"):
        form.add_error(None, TOO_MANY)
        return False
    try:
        with in_record_language():
            send_question(pk, NewQuestion(asked_how=AskedHow.ONLINE, **given), token=token, at=timezone.now())
    except NotFound as error:
        raise Http404 from error
    except QuestionSpeaksOfDenunciation:
        form.add_error("text", SEALED_DOOR)
        return False
    except QuestionsClosed:
        form.add_error(None, CLOSED)
        return False
    return True
