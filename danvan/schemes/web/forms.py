"""Forms of the scheme: a declared figure, a file of them, a closing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from danvan.ui.forms import NfcCharField, VnDateField


class WholeNumberField(forms.IntegerField):
    """A whole number; dots and spaces may group thousands."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "class": "short"})
        self.error_messages["invalid"] = "Cần một số nguyên, ví dụ 130 hoặc 18.402."

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = value.strip().replace(".", "").replace(" ", "").replace("\u00a0", "")
        number: int | None = super().to_python(value)
        if number is not None and abs(number) > 10**15:
            raise ValidationError("Số này quá lớn.", code="too_large")
        return number


class DeclareForm(forms.Form):
    """What a unit declares for one target and year."""

    unit = forms.TypedChoiceField(label="Đơn vị", coerce=int)
    target = forms.ChoiceField(label="Chỉ tiêu")
    year = forms.TypedChoiceField(label="Năm", coerce=int)
    period_from = VnDateField(label="Số liệu từ ngày")
    period_to = VnDateField(label="Đến ngày")
    numerator = WholeNumberField(label="Tử số", required=False, help_text="Số đã làm được, ví dụ 121")
    denominator = WholeNumberField(label="Mẫu số", required=False, help_text="Tổng số phải tính, ví dụ 130")
    percent = NfcCharField(label="Tỷ lệ như đã khai", required=False, max_length=20, help_text="Ví dụ 93,1 %")
    units_counted = WholeNumberField(label="Số đơn vị đã tính", required=False, min_value=0)
    source = NfcCharField(
        label="Nguồn",
        required=False,
        max_length=300,
        help_text="Số, ngày văn bản báo cáo, ví dụ 45/BC-UBND ngày 05/12/2025",
    )

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[int, str]],
        targets: Sequence[tuple[str, str]],
        years: Sequence[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = list(units)
        self.fields["target"].choices = list(targets)
        self.fields["year"].choices = [(year, str(year)) for year in years]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        start, end = given.get("period_from"), given.get("period_to")
        if start and end and end < start:
            self.add_error("period_to", "Ngày cuối đứng trước ngày đầu.")
        if not self.errors and all(given.get(name) in (None, "") for name in ("numerator", "denominator", "percent")):
            raise ValidationError("Cần ít nhất tử số, mẫu số hoặc tỷ lệ.", code="nothing_declared")
        return given


def whole_year(year: int) -> dict[str, date]:
    """Return the days of a year as the form shows them."""
    return {"period_from": date(year, 1, 1), "period_to": date(year, 12, 31)}


class FileForm(forms.Form):
    """A file of declared figures."""

    file = forms.FileField(
        label="Tệp XLSX hoặc CSV",
        error_messages={
            "required": "Chưa chọn tệp.",
            "invalid": "Chưa nhận được tệp. Đề nghị chọn lại.",
            "empty": "Tệp không có nội dung.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class CloseForm(forms.Form):
    """The confirmation that a year is to be closed."""

    sure = forms.BooleanField(
        label="Tôi đã xem kết quả ở trên và đóng kỳ này",
        error_messages={"required": "Đề nghị đánh dấu xác nhận trước khi đóng kỳ."},
    )


class ReopenForm(forms.Form):
    """Why a closed year is opened again."""

    reason = NfcCharField(
        label="Lý do mở lại",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Cần ghi lý do mở lại."},
        help_text="Ví dụ: bổ sung minh chứng của 03 xã theo văn bản số 12/SNV ngày 05/02/2026",
    )
