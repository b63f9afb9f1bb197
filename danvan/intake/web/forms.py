"""The desk's form for a letter, and for its parts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.casework.choices import FORWARDED, CaseKind, Channel
from danvan.denunciations.choices import Standing
from danvan.denunciations.services.register import Accused
from danvan.intake.choices import BY_ITSELF, AsideReason
from danvan.intake.web.reading import id_number, signers
from danvan.petitions.services import NewPetition, NewWriter
from danvan.ui.forms import ManyFilesField, NfcCharField, OneOfField, VnDateField

OPEN_KINDS = [choice for choice in CaseKind.choices if choice[0] != CaseKind.DENUNCIATION]
PART_KINDS = [choice for choice in OPEN_KINDS if choice[0] != CaseKind.MIXED]
MOST_PARTS = 5
# How letters come that no other body passed on, so that no outcome is owed to one.
NEVER_FORWARDED = frozenset({Channel.DESK, Channel.POST, Channel.BOX, Channel.PORTAL, Channel.EMAIL})


class LetterForm(forms.Form):
    """A letter as it lies on the desk."""

    kind = OneOfField(OPEN_KINDS, label=_("Loại đơn"))
    name = NfcCharField(label=_("Họ và tên người viết"), max_length=120)
    address = NfcCharField(label=_("Địa chỉ"), max_length=250, required=False)
    summary = NfcCharField(label=_("Nội dung"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))
    request = NfcCharField(
        label=_("Yêu cầu"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    received_on = VnDateField(label=_("Ngày nhận"))
    channel = forms.ChoiceField(label=_("Nguồn"), choices=Channel.choices, initial=Channel.DESK)
    uploads = ManyFilesField(
        label=_("Bản quét hoặc ảnh chụp"),
        required=False,
    )
    phone = NfcCharField(label=_("Điện thoại"), max_length=30, required=False)
    email = forms.EmailField(
        label=_("Thư điện tử"), max_length=120, required=False, error_messages={"invalid": _("Ví dụ: ten@vi-du.vn")}
    )
    id_number = NfcCharField(label=_("Số định danh, hộ chiếu"), max_length=20, required=False)
    written_on = VnDateField(label=_("Ngày ghi trên đơn"), required=False)
    posted_on = VnDateField(label=_("Ngày dấu bưu điện"), required=False)
    pages = forms.IntegerField(label=_("Số trang"), min_value=1, max_value=9_999, initial=1)
    people_count = forms.IntegerField(label=_("Số người ký"), min_value=1, max_value=100_000, initial=1)
    others = NfcCharField(
        label=_("Người cùng ký"),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi người một dòng: họ tên; địa chỉ. Dấu * trước tên người đại diện."),
    )
    leads = forms.BooleanField(label=_("Người viết ở trên là người đại diện"), required=False)
    all_signed = forms.BooleanField(label=_("Đủ chữ ký và văn bản cử người đại diện"), required=False)
    forwarded_by = NfcCharField(label=_("Cơ quan chuyển"), max_length=200, required=False)
    forwarded_number = NfcCharField(label=_("Số văn bản chuyển"), max_length=80, required=False)
    first_code = NfcCharField(
        label=_("Mã khiếu nại lần đầu"),
        max_length=24,
        required=False,
        help_text=_("Chỉ khi khiếu nại lần hai, ví dụ: KN-2026-00012"),
    )

    token = forms.RegexField(r"[\w-]{20,64}", required=False, widget=forms.HiddenInput)

    BASICS = ("kind", "name", "address", "summary", "request", "received_on", "channel", "uploads")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.IntegerField):
                field.widget.attrs["class"] = "short"
                for code in ("invalid", "min_value", "max_value"):
                    field.error_messages[code] = _("Cần một số nguyên dương.")
            if name == "name":
                field.widget.attrs["autofocus"] = True

    @property
    def basics(self) -> list[forms.BoundField]:
        """What every letter needs."""
        return [self[name] for name in self.BASICS]

    @property
    def more(self) -> list[forms.BoundField]:
        """What some letters have."""
        return [self[name] for name in self.fields if name not in (*self.BASICS, "token")]

    @property
    def opens_more(self) -> bool:
        """Whether something there was typed or is wrong."""
        return any(bound.errors for bound in self.more)

    def clean_id_number(self) -> str:
        try:
            return id_number(self.cleaned_data["id_number"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("channel") in FORWARDED and not given.get("forwarded_by"):
            self.add_error("forwarded_by", _("Đơn do nơi khác chuyển thì cần ghi cơ quan chuyển."))
        if given.get("forwarded_number") and given.get("channel") in NEVER_FORWARDED:
            self.add_error("channel", _("Có số văn bản chuyển thì nguồn là nơi chuyển đơn đến."))
        if given.get("first_code") and given.get("kind") != CaseKind.COMPLAINT:
            self.add_error("first_code", _("Chỉ khiếu nại mới có lần hai."))
        return given

    def letter(self, unit_id: int) -> NewPetition:
        """Return what was typed as a letter of a unit."""
        given = self.cleaned_data
        first = NewWriter(
            given["name"], given["address"], given["phone"], given["id_number"], given["leads"], given["email"]
        )
        writers = [first, *signers(given["others"])]
        return NewPetition(
            kind=given["kind"],
            unit_id=unit_id,
            received_on=given["received_on"],
            channel=given["channel"],
            summary=given["summary"],
            request=given["request"],
            writers=writers,
            written_on=given["written_on"],
            posted_on=given["posted_on"],
            pages=given["pages"],
            forwarded_by=given["forwarded_by"],
            forwarded_number=given["forwarded_number"],
            people_count=max(given["people_count"], len(writers)),
            all_signed=given["all_signed"],
            instance=2 if given["first_code"] else 1,
        )


class SplitForm(forms.Form):
    """The matters of one letter, each with its kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PARTS + 1):
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Phần %(number)s: loại") % {"number": number}, choices=[("", "—"), *PART_KINDS], required=False
            )
            self.fields[f"text_{number}"] = NfcCharField(
                label=_("Phần %(number)s: nội dung") % {"number": number},
                max_length=20_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(1, MOST_PARTS + 1):
            kind, text = given.get(f"kind_{number}"), given.get(f"text_{number}")
            if text and not kind:
                self.add_error(f"kind_{number}", _("Chưa chọn loại của phần này."))
            if kind and not text:
                self.add_error(f"text_{number}", _("Chưa ghi nội dung của phần này."))
        return given

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The parts as typed."""
        given = self.cleaned_data
        return [(given[f"kind_{number}"], given[f"text_{number}"]) for number in range(1, MOST_PARTS + 1)]


class AsideForm(forms.Form):
    """Why a mail is no letter."""

    reason = OneOfField(
        [choice for choice in AsideReason.choices if choice[0] not in BY_ITSELF], label=_("Vì sao không vào sổ")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = _("Chọn lý do để riêng thư này.")


class MailFilesForm(forms.Form):
    """Messages saved from a mail program."""

    uploads = ManyFilesField(
        label=_("Tệp thư (.eml)"),
        help_text=_("Lưu thư từ hộp thư thành tệp .eml; chọn được nhiều tệp một lần."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget: Any = self.fields["uploads"].widget
        widget.attrs["accept"] = ".eml,message/rfc822"
        # A message waits as soon as it arrived, whatever is wrong with those beside it.
        widget.settles = True

    def clean_uploads(self) -> list[Any]:
        if not self.cleaned_data["uploads"]:
            raise forms.ValidationError(_("Chưa chọn tệp nào."))
        return list(self.cleaned_data["uploads"])


class SealMailForm(forms.Form):
    """Whom a mail denounces: who may not see it, and who resolves it, follow from that."""

    accused_unit = forms.TypedChoiceField(label=_("Đơn vị của người bị tố cáo"), coerce=int)
    standing = OneOfField(Standing.choices, label=_("Người bị tố cáo là"))
    accused_name = NfcCharField(label=_("Họ tên người bị tố cáo"), max_length=120, required=False,
                                widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    accused_position = NfcCharField(label=_("Chức vụ"), max_length=120, required=False)

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accused_unit"].choices = [("", _("Chọn đơn vị")), *units]

    def accused(self) -> Accused:
        """Return whom it denounces."""
        given = self.cleaned_data
        return Accused(given["accused_unit"], given["standing"], given["accused_name"], given["accused_position"])
