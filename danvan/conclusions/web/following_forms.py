"""Forms of what follows a task: a letter that went out, words for the public."""

from collections.abc import Sequence
from typing import Any

from django import forms

from danvan.conclusions.rules.publishing import Found
from danvan.conclusions.services.publishing import LONGEST
from danvan.documents.forms import IssueForm
from danvan.ui.forms import NfcCharField

# Stands in no words that are pointed at.
_APART = "|"


class SentForm(IssueForm):
    """With which number and on which day a letter went out, and which tasks stood in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, needs_number=True, **kwargs)
        self.fields["on"].label = "Ngày gửi"
        self.fields["symbol"].help_text = "Cơ quan ban hành, ví dụ: UBND"
        # The tasks themselves are what is compared.
        del self.fields["version"]
        for name in ("newest", "count"):
            self.fields[name] = forms.IntegerField(widget=forms.HiddenInput)


class PublishForm(forms.Form):
    """What the public reads of a task."""

    public_text = NfcCharField(
        label="Lời công khai về việc đã hứa",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Viết cho người dân, không ghi tên, địa chỉ nhà, số điện thoại. "
        "Ví dụ: Sửa xong đoạn đường hỏng ở bản Huồi Giảng trước ngày 30/06/2026.",
    )
    public_result = NfcCharField(
        label="Kết quả công khai",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ghi khi nhiệm vụ đã được xác nhận xong.",
    )
    reason = NfcCharField(
        label="Lý do sửa",
        max_length=300,
        help_text="Lưu cùng nhiệm vụ, không công khai; không nhắc lại thông tin cá nhân.",
    )
    confirmed = forms.BooleanField(
        label="Đã xem từng chỗ được nêu, không phải thông tin cá nhân cần bỏ; giữ nguyên", required=False
    )
    # What the page pointed at: the confirmation is of this, and of nothing typed since.
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_published: bool, may_have_result: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_published:
            del self.fields["reason"]
        if not may_have_result:
            del self.fields["public_result"]

    @property
    def kept(self) -> list[str]:
        """What was shown and is kept, by the keys of what was found."""
        given = self.cleaned_data
        return given["shown"].split(_APART) if given["confirmed"] else []

    def ask_to_confirm(self, found: Sequence[Found]) -> None:
        """Show the confirmation only where there is something to look at, not ticked for what is new."""
        if not found:
            del self.fields["confirmed"], self.fields["shown"]
            return
        keys = [each.key for each in found]
        if not self.is_bound:
            self.initial["shown"] = _APART.join(keys)
            return
        fresh = self.data.copy()
        if not set(keys) <= set(fresh.get("shown", "").split(_APART)):
            fresh.pop("confirmed", None)
        fresh["shown"] = _APART.join(keys)
        self.data = fresh


class WithdrawForm(forms.Form):
    """Why a task is taken off the public pages."""

    reason = NfcCharField(
        label="Lý do rút",
        max_length=300,
        help_text="Lưu cùng nhiệm vụ, không công khai; không nhắc lại thông tin cá nhân.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
