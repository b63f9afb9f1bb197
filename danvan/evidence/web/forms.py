"""Forms of documents, evidence and decisions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.evidence.choices import COMMON_REASONS, NO_NUMBER, DocumentKind
from danvan.evidence.services import Paper
from danvan.ui.forms import ManyFiles, ManyFilesField, NfcCharField, VnDateField

ACCEPTED = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"
SUBMIT = (("submit", "Lưu và nộp để xác minh"), ("", "Lưu nháp"))


class DocumentForm(forms.Form):
    """What is said of a document, and its files."""

    unit = forms.TypedChoiceField(label=_("Đơn vị lưu"), coerce=int)
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=DocumentKind.choices)
    number = NfcCharField(label=_("Số, ký hiệu"), max_length=80, help_text=_("Ví dụ: 12/KH-UBND"))
    issued_on = VnDateField(label=_("Ngày ban hành"))
    title = NfcCharField(
        label=_("Trích yếu"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ví dụ: Kế hoạch công tác dân vận chính quyền năm 2026"),
    )  # fmt: skip
    issuer = NfcCharField(label=_("Cơ quan ban hành"), max_length=200, help_text=_("Ví dụ: UBND xã Đông Hiếu"))
    signer = NfcCharField(label=_("Người ký"), max_length=120)
    signer_title = NfcCharField(label=_("Chức vụ người ký"), max_length=160, required=False)
    uploads = ManyFilesField(
        label=_("Tệp"), required=False, widget=ManyFiles(attrs={"accept": ACCEPTED}),
        help_text=_("PDF, DOCX, XLSX, JPEG hoặc PNG; chọn được nhiều tệp cùng lúc."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"]
        else:
            self.fields["unit"].choices = units


class EvidenceForm(forms.Form):
    """What a record is proven by."""

    proves = NfcCharField(
        label=_("Chứng minh điều gì"), max_length=300,
        help_text=_("Ví dụ: Đã ban hành kế hoạch năm, có danh sách nhiệm vụ và người phụ trách"),
    )  # fmt: skip
    fact_on = VnDateField(
        label=_("Ngày của sự việc"), required=False, help_text=_("Để trống thì lấy ngày ghi trong hồ sơ.")
    )
    documents = forms.TypedMultipleChoiceField(
        label=_("Văn bản"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    link = forms.URLField(
        label=_("Đường dẫn công khai"), required=False, max_length=500, assume_scheme="https",
        help_text=_("Chỉ dùng khi nội dung đã đăng công khai; nếu không, gắn văn bản có tệp."),
        error_messages={"invalid": _("Đường dẫn cần đủ dạng https://…")},
    )  # fmt: skip

    def __init__(self, *args: Any, documents: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = documents


class ReasonForm(forms.Form):
    """A reason others will read; the common ones are one click."""

    common = forms.MultipleChoiceField(
        label=_("Lý do thường gặp"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(str(number), reason) for number, reason in enumerate(COMMON_REASONS)],
    )  # fmt: skip
    reason = NfcCharField(
        label=_("Lý do"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3, "data-key": "r"}),
        help_text=_("Nói rõ cần bổ sung hoặc sửa gì để đơn vị làm được ngay."),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = [str(COMMON_REASONS[int(number)]) for number in given.get("common", [])]
        given["reason"] = " ".join([*chosen, given.get("reason", "")]).strip()
        if not given["reason"] and "reason" not in self.errors:
            self.add_error("reason", str(_("Cần chọn hoặc ghi ít nhất một lý do.")))
        return given


class RecallForm(forms.Form):
    """Why a verified record is taken back."""

    reason = NfcCharField(
        label=_("Lý do thu hồi"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ví dụ: Ghi nhầm ngày ban hành, cần sửa theo bản ký."),
    )  # fmt: skip


class YearField(forms.IntegerField):
    """A calendar year."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=2015, max_value=2100, **kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "class": "short"})
        for code in ("invalid", "min_value", "max_value"):
            self.error_messages[code] = "Cần một năm từ 2015 đến 2100."


class DocumentFields(forms.Form):
    """A document there is already, or what is needed to enter a new one."""

    # The field above which a form says that the proof begins.
    proof_from = "document_id"

    document_id = forms.TypedChoiceField(
        label="Văn bản đã có trong hệ thống",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Một văn bản dùng được cho nhiều hồ sơ. Nếu chưa có, điền các mục dưới đây.",
    )
    number = NfcCharField(label="Số, ký hiệu văn bản", max_length=80, required=False, help_text="Ví dụ: 12/KH-UBND")
    signer = NfcCharField(label="Người ký", max_length=120, required=False)
    signer_title = NfcCharField(label="Chức vụ người ký", max_length=160, required=False, help_text="Ví dụ: Chủ tịch")
    uploads = ManyFilesField(
        label="Tệp của văn bản",
        required=False,
        widget=ManyFiles(attrs={"accept": ACCEPTED}),
        help_text="PDF, DOCX, XLSX, JPEG hoặc PNG; chụp ảnh bằng điện thoại cũng được.",
    )

    def check_document(self, given: dict[str, Any], *, is_numbered: bool = True) -> None:
        """See that a new document is whole: half a document proves nothing.

        Minutes and photographs have no number and need none (`is_numbered` False).
        """
        if given.get("document_id"):
            if any(given.get(name) for name in ("number", "signer", "uploads")):
                self.add_error("document_id", "Chọn văn bản đã có, hoặc điền văn bản mới; không làm cả hai.")
            return
        if not any(given.get(name) for name in ("number", "signer", "signer_title", "uploads")):
            return
        if not is_numbered:
            given["number"] = given.get("number") or NO_NUMBER
            return
        for name in ("number", "signer"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, "Văn bản mới cần mục này.")


def paper_of(given: Mapping[str, Any], **more: Any) -> Paper:
    """Return the document a form with `DocumentFields` speaks of; `more` are further columns of a new one."""
    said = None
    if given.get("number"):
        said = {"number": given["number"], "signer": given["signer"], "signer_title": given["signer_title"], **more}
    return Paper(given.get("document_id"), said, given.get("uploads") or ())
