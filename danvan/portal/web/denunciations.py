"""Denouncing online without saying who one is: one page, nothing kept in the browser, sealed as it arrives."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from danvan.casework.choices import Channel
from danvan.casework.services import keys_of, new_token
from danvan.denunciations.selectors import may_seal
from danvan.denunciations.services.register import NewDenunciation
from danvan.denunciations.services.writing import send_in
from danvan.denunciations.web.people import PeopleForm, accused_in, writers_in
from danvan.kernel.errors import RuleError
from danvan.orgs.selectors import governments_on, unit_choices
from danvan.portal.web.limits import may_try_unseen
from danvan.ui.forms import LongTextField, ManyFilesField
from danvan.ui.pages import render_page
from danvan.ui.wording import in_record_language

TOO_MANY = _("Đang có quá nhiều lượt gửi. Điều đã viết vẫn còn trên trang này; xin thử lại sau ít phút.")
CLOSED = _("Hiện chưa nhận tố cáo trực tuyến. Xin nộp trực tiếp hoặc qua bưu điện, trong phong bì dán kín.")


class DenounceForm(PeopleForm):
    """What happened, and whose doing it was; who writes is theirs to say or not."""

    story = LongTextField(
        label=_("Việc gì đã xảy ra"),
        rows=9,
        max_length=20_000,
        help_text=_("Việc gì, ở đâu, khi nào, ai biết, có chứng cứ gì. Không cần viết mình là ai."),
    )
    uploads = ManyFilesField(
        label=_("Ảnh, tài liệu"),
        required=False,
        help_text=_("Được niêm phong; người xác minh chỉ nhận bản dựng lại đã bỏ thông tin ẩn như nơi chụp, tên máy."),
    )
    token = forms.RegexField(r"[\w-]{20,64}", widget=forms.HiddenInput)

    @property
    def matter_fields(self) -> list[forms.BoundField]:
        """What happened."""
        return [self["story"], self["uploads"]]

    def denunciation(self, unit_id: int) -> NewDenunciation:
        """Return what was written; online it is not yet a denunciation in law (art. 22)."""
        return NewDenunciation(
            unit_id=unit_id,
            received_on=timezone.localdate(),
            channel=Channel.PORTAL,
            accused=accused_in(self.accused),
            denouncers=writers_in(self.writers),
            story=self.cleaned_data["story"],
            papers_tell_who=False,
        )


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def denounce(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    province = governments_on(today, level="province").first()
    if province is None or not may_seal():
        return render_page(request, "portal/denounce_closed.html", {"closed": CLOSED})
    form = DenounceForm(
        request.POST or None, request.FILES or None, units=unit_choices(on=today), initial={"token": new_token()}
    )
    if request.method == "POST" and not form.wants_more and form.is_valid():
        token = form.cleaned_data["token"]
        try:
            if not may_try_unseen(request, "send_sealed"):
                form.add_error(None, TOO_MANY)
            else:
                with in_record_language():
                    row = send_in(
                        form.denunciation(province.unit_id),
                        at=timezone.now(),
                        papers=form.cleaned_data["uploads"],
                        token=token,
                    )
                # Shown at once and kept nowhere: no cookie, no address to come back to.
                return render_page(request, "portal/denounce_receipt.html", {"row": row, "keys": keys_of(token)})
        except RuleError as refusal:
            form.refuse(refusal)
    return render_page(request, "portal/denounce.html", {"form": form})
