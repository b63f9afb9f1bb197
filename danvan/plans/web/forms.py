"""Forms of plans and tasks: the officer enters the fact and its document once."""

from collections.abc import Mapping
from typing import Any

from django import forms

from danvan.evidence.choices import DocumentKind
from danvan.evidence.selectors import papers
from danvan.evidence.web.catalogue import RecordForm
from danvan.evidence.web.forms import SUBMIT, DocumentFields, YearField
from danvan.plans import selectors
from danvan.plans.choices import PlanKind
from danvan.ui.catalogue import CatalogueForm, LinesField, date_column, text_column
from danvan.ui.forms import ButtonChoice, NfcCharField, VnDateField


class BasisFields(forms.Form):
    """The document of a higher body that a plan carries out; the days between the two are indicator S06."""

    basis = NfcCharField(
        label="Văn bản cấp trên làm căn cứ",
        max_length=200,
        required=False,
        help_text="Số và tên văn bản mà kế hoạch này cụ thể hóa. Ví dụ: Kế hoạch 05/KH-UBND của UBND tỉnh",
    )
    basis_on = VnDateField(label="Ngày văn bản cấp trên", required=False)


class PlanForm(BasisFields, DocumentFields, RecordForm):
    """A new plan with its document; ticking both kinds makes two plans on one document."""

    buttons = SUBMIT
    field_order = (
        "edition",
        "unit_id",
        "kinds",
        "year",
        "title",
        "happened_on",
        "document_id",
        "number",
        "signer",
        "signer_title",
        "uploads",
        "basis",
        "basis_on",
        "again",
    )

    kinds = forms.MultipleChoiceField(
        label="Kế hoạch về",
        choices=[(code, str(label).capitalize()) for code, label in PlanKind.choices],
        widget=forms.CheckboxSelectMultiple,
        help_text="Chọn cả hai nếu một văn bản có phần riêng cho từng nội dung.",
    )
    year = YearField(label="Năm", help_text="Năm kế hoạch áp dụng.")
    title = NfcCharField(
        label="Tên kế hoạch",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Như trích yếu của văn bản. Ví dụ: Kế hoạch công tác dân vận chính quyền năm 2026",
    )
    happened_on = VnDateField(label="Ngày ban hành", required=False)
    again = forms.BooleanField(label="Vẫn ghi thêm một kế hoạch", required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        super().prepare()
        self.fields["document_id"].choices = [("", "– văn bản mới –"), *papers(self.actor)]
        self.initial.setdefault("year", self.actor.on.year)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.check_document(given)
        if given.get("number") and not given.get("happened_on") and "happened_on" not in self.errors:
            self.add_error("happened_on", "Văn bản mới cần ngày ban hành.")
        if self.is_known_already(given):
            # Shown only now, as a question; a second plan for the year may be meant.
            self.fields["again"].widget = forms.CheckboxInput()
            if not given.get("again"):
                self.add_error(
                    "again",
                    f"Đơn vị đã có kế hoạch loại này cho năm {given['year']}. "
                    "Nếu đúng là kế hoạch khác, đánh dấu ô này rồi lưu.",
                )
        return given

    def is_known_already(self, given: Mapping[str, Any]) -> bool:
        """Whether the unit has a plan of one of these kinds for the year."""
        if not all(given.get(name) for name in ("unit_id", "kinds", "year")):
            return False
        return selectors.plans_like(given["unit_id"], given["kinds"], given["year"], actor=self.actor).exists()


class PlanChangeForm(BasisFields, RecordForm):
    """What is said of a plan; its document is changed on the document's own page."""

    field_order = ("edition", "plan_kind", "year", "title", "happened_on", "document_id", "basis", "basis_on")

    plan_kind = forms.ChoiceField(
        label="Kế hoạch về",
        choices=[(code, str(label).capitalize()) for code, label in PlanKind.choices],
        widget=ButtonChoice,
    )
    year = YearField(label="Năm")
    title = NfcCharField(label="Tên kế hoạch", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    happened_on = VnDateField(label="Ngày ban hành", required=False)
    document_id = forms.TypedChoiceField(label="Văn bản", required=False, coerce=int, empty_value=None)

    def prepare(self) -> None:
        super().prepare()
        chosen = self.record.document_id
        choices = papers(self.actor, unit_id=self.record.unit_id, chosen=chosen)
        self.fields["document_id"].choices = [("", "– chưa có –"), *choices]


class TaskForm(CatalogueForm):
    """A task: what, who, by when.  Its result comes later, on its own form."""

    field_order = ("edition", "plan_id", "title", "owner", "due_on", "regular_function")

    plan_id = forms.TypedChoiceField(label="Kế hoạch", coerce=int)
    title = NfcCharField(
        label="Nội dung",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ví dụ: Tổ chức đối thoại với nhân dân quý II",
    )
    owner = NfcCharField(label="Người chịu trách nhiệm", max_length=160, help_text="Ví dụ: Văn phòng HĐND và UBND")
    due_on = VnDateField(label="Hạn")
    regular_function = NfcCharField(
        label="Nhiệm vụ thường xuyên gắn với", max_length=200, required=False, help_text="Ví dụ: Tiếp công dân"
    )

    def prepare(self) -> None:
        if self.record is not None:
            del self.fields["plan_id"]
            return
        chosen = self.initial.get("plan_id")
        choices = selectors.plan_choices(self.actor, chosen=chosen)
        self.fields["plan_id"].choices = choices if chosen else [("", "– chọn kế hoạch –"), *choices]


class FinishForm(DocumentFields, CatalogueForm):
    """What came of a task, and what proves it."""

    buttons = SUBMIT
    field_order = (
        "edition",
        "happened_on",
        "result",
        "document_id",
        "kind",
        "number",
        "signer",
        "signer_title",
        "uploads",
        "link",
    )

    happened_on = VnDateField(label="Ngày hoàn thành")
    result = NfcCharField(
        label="Kết quả",
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: Đã tổ chức 01 buổi, 120 người dự, 15 ý kiến, trả lời tại chỗ 12 ý kiến",
    )
    kind = forms.ChoiceField(label="Loại văn bản mới", choices=DocumentKind.choices, initial=DocumentKind.REPORT)
    link = forms.URLField(
        label="Hoặc đường dẫn công khai",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Đường dẫn cần đủ dạng https://…"},
    )

    def prepare(self) -> None:
        known = papers(self.actor, unit_id=self.record.unit_id)
        self.fields["document_id"].choices = [("", "– văn bản mới hoặc chưa có –"), *known]
        self.fields["kind"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.check_document(given)
        if given.get("happened_on") and given["happened_on"] > self.actor.on:
            self.add_error("happened_on", "Ngày hoàn thành không thể sau ngày hôm nay.")
        return given


class PasteForm(CatalogueForm):
    """Many tasks at once: a line each, as copied from Excel or typed with semicolons."""

    lines = LinesField(
        label="Các nhiệm vụ, mỗi dòng một nhiệm vụ",
        columns=(
            text_column("title", "Nội dung", most=400),
            text_column("owner", "Người chịu trách nhiệm", most=160),
            date_column("due_on", "Hạn"),
            text_column("regular_function", "Nhiệm vụ thường xuyên gắn với", most=200, required=False),
        ),
        rows=12,
    )

    def clean_lines(self) -> list[dict[str, Any]]:
        return [{name: value for name, value in line.items() if name != "line"} for line in self.cleaned_data["lines"]]
