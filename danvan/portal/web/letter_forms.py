"""The steps of an online letter, in words of whoever writes it."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.casework.choices import CaseKind
from danvan.intake.web.reading import ID_NUMBER
from danvan.ui.forms import ManyFilesField, NamesSelect, NfcCharField, VnDateField

KINDS = (
    (CaseKind.RECOMMENDATION, _("Kiến nghị, phản ánh: góp ý, đề xuất, báo việc chưa tốt, đề nghị giúp đỡ")),
    (CaseKind.COMPLAINT, _("Khiếu nại: không đồng ý với quyết định hoặc việc làm của cơ quan đối với chính mình")),
    (CaseKind.REGULATION, _("Phản ánh về quy định, thủ tục hành chính chưa hợp lý")),
)


class Step(forms.Form):
    """One page of the letter."""


class KindStep(Step):
    """What it is, and whom it is for."""

    kind = forms.ChoiceField(label=_("Ông, bà muốn gửi"), choices=KINDS, widget=forms.RadioSelect)
    unit = forms.TypedChoiceField(
        label=_("Gửi đến"),
        coerce=int,
        widget=NamesSelect,
        help_text=_(
            "Thường là Ủy ban nhân dân xã, phường nơi có việc. Không thấy cơ quan cần gửi thì chọn tỉnh; "
            "nếu chưa đúng nơi, đơn sẽ được chuyển tiếp."
        ),
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Chọn cơ quan")), *units]


class ContentStep(Step):
    """What happened, and what is asked for."""

    summary = NfcCharField(
        label=_("Sự việc"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Việc gì, ở đâu, từ khi nào, ai liên quan."),
    )
    request = NfcCharField(
        label=_("Đề nghị"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ComplaintStep(ContentStep):
    """What a complaint says besides."""

    respondent = NfcCharField(
        label=_("Khiếu nại ai"), max_length=200, help_text=_("Chức vụ và cơ quan, ví dụ: Chủ tịch UBND xã …")
    )
    decision_ref = NfcCharField(
        label=_("Số quyết định bị khiếu nại"), max_length=120, required=False, help_text=_("Ví dụ: 12/QĐ-UBND")
    )
    decision_received_on = VnDateField(label=_("Ngày nhận hoặc biết quyết định, việc làm đó"), required=False)

    def clean_decision_received_on(self) -> date | None:
        day: date | None = self.cleaned_data["decision_received_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Ngày này ở tương lai."))
        return day


class WriterStep(Step):
    """Who writes; only the office that handles it reads this."""

    name = NfcCharField(label=_("Họ và tên"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    address = NfcCharField(
        label=_("Địa chỉ"), max_length=250, widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    phone = NfcCharField(
        label=_("Điện thoại"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    id_number = NfcCharField(
        label=_("Số định danh"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def clean_id_number(self) -> str:
        number = self.cleaned_data["id_number"].replace(" ", "").upper()
        if number and not ID_NUMBER.fullmatch(number):
            raise forms.ValidationError(_("Số định danh có 12 số, chứng minh cũ 9 số, hoặc số hộ chiếu."))
        return number


class PapersStep(forms.Form):
    """Photos and papers; each is kept as soon as it came."""

    uploads = ManyFilesField(
        label=_("Thêm ảnh, tài liệu"),
        required=False,
        help_text=_("PDF, DOCX, JPEG, PNG; nhiều nhất 10 tệp. Tệp đã gửi lên được giữ lại khi mất mạng."),
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: Any = self.fields["uploads"].widget
        widget.address, widget.settles = address, True


class ReviewStep(forms.Form):
    """The last word."""

    is_true = forms.BooleanField(
        label=_("Tôi xác nhận nội dung trên là đúng sự thật"),
        error_messages={"required": _("Cần xác nhận trước khi gửi.")},
    )
