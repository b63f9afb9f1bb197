"""The forms of a letter that goes out, whatever it is about."""

from typing import Any

from django import forms

from danvan.documents.kinds import SYMBOL, LetterKind
from danvan.ui.forms import NfcCharField, VnDateField

SIGNER = ("signer_title", "signer_name")


class LetterForm(forms.Form):
    """What a kind of letter asks to be typed, and who signs."""

    def __init__(self, *args: Any, kind: LetterKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in kind.typed:
            self.fields[each.name] = NfcCharField(
                label=each.label,
                max_length=20_000 if each.has_lines else 500,
                required=each.required,
                help_text=each.hint,
                widget=forms.Textarea(attrs={"rows": each.rows}) if each.has_lines else forms.TextInput(),
            )
        if kind.has_signer_title:
            self.fields["signer_title"] = NfcCharField(
                label="Chức vụ người ký",
                max_length=200,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Cấp phó ký thay ghi hai dòng: KT. CHỦ TỊCH, PHÓ CHỦ TỊCH.",
            )
        self.fields["signer_name"] = NfcCharField(label="Họ và tên người ký", max_length=120, required=False)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed for the letter itself."""
        return {name: text for name, text in self.cleaned_data.items() if name not in (*SIGNER, "version")}

    @property
    def signer(self) -> tuple[str, str]:
        """Title and name of whoever signs."""
        return self.cleaned_data.get("signer_title", ""), self.cleaned_data["signer_name"]


class IssueForm(forms.Form):
    """The number and the day of a letter that goes out."""

    def __init__(self, *args: Any, needs_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_number:
            self.fields["number"] = forms.IntegerField(
                label="Số",
                min_value=1,
                max_value=999_999,
                error_messages=dict.fromkeys(
                    ("required", "invalid", "min_value", "max_value"), "Cần số từ 1 đến 999999."
                ),
                help_text="Số tiếp theo trong sổ; sửa nếu văn thư đã cấp số khác.",
            )
            self.fields["symbol"] = NfcCharField(
                label="Ký hiệu", max_length=40, help_text="Loại văn bản và cơ quan, ví dụ: TB-UBND"
            )
        self.fields["on"] = VnDateField(label="Ngày ban hành")
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def clean_symbol(self) -> str:
        """Refuse what cannot follow a number."""
        symbol: str = self.cleaned_data["symbol"].upper()
        if not SYMBOL.fullmatch(symbol):
            raise forms.ValidationError("Ký hiệu gồm chữ in hoa và dấu gạch nối, ví dụ: TB-UBND.")
        return symbol


class DiscardForm(forms.Form):
    """Which state of a draft is thrown away."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(DiscardForm):
    """Why a letter is withdrawn."""

    why = NfcCharField(label="Lý do thu hồi", max_length=300)
