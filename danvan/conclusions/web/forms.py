"""Forms of conclusions: a draft with its rows, its issue, the acts on a task, what the list is narrowed by."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from danvan.casework.web.forms import CaseActForm, choice_field, line_field, truth_field, words_field
from danvan.conclusions.choices import CitizenView, Origin, TaskState
from danvan.conclusions.rules.naming import Names, units_read
from danvan.conclusions.selectors import Asked
from danvan.conclusions.selectors.board import OUTCOMES
from danvan.conclusions.selectors.reminding import MOST
from danvan.documents.kinds import SYMBOL
from danvan.ui.filters import ListFilter, one_day, one_of, words_sought
from danvan.ui.forms import LongTextField, ManyFilesField, NfcCharField, OneOfField, TruthField, VnDateField

# What has a register of its own begins there.
ELSEWHERE = (Origin.RECEPTION, Origin.DIALOGUE)
LONGEST_NOTICE = 60_000
MISSING = "Chưa ghi."


def _day(label: str, **how: Any) -> Callable[[], forms.Field]:
    return lambda: VnDateField(label=label, **how)


FIELDS: Mapping[str, Callable[[], forms.Field]] = {
    "note": words_field("Nội dung"),
    "number": line_field("Số văn bản", 80, help_text="Ví dụ: 15/UBND-VP"),
    "done_on": _day("Ngày làm xong", help_text="Ngày việc thực sự xong, không phải ngày báo cáo; ví dụ: 05/03/2026"),
    "no_document": line_field(
        "Vì sao không có văn bản, hình ảnh kết quả", 300, help_text="Chỉ ghi khi không kèm tệp và không có số văn bản"
    ),
    "answered_on": _day("Ngày trả lời công dân"),
    "answer_number": line_field("Số văn bản trả lời công dân", 80, help_text="Ví dụ: 120/UBND-TD"),
    "until": _day("Đến ngày", help_text="Ngày làm việc, sau hạn hiện tại; ví dụ: 05/03/2026"),
    "officer": lambda: forms.TypedChoiceField(label="Người phụ trách", coerce=int, empty_value=None),
    "right_body": line_field("Cơ quan có thẩm quyền", 200, help_text="Đơn vị mà việc này nên được giao"),
    "to_unit": lambda: forms.TypedChoiceField(label="Giao cho đơn vị", coerce=int, empty_value=None),
    "citizen_view": choice_field(
        "Ý kiến của công dân về kết quả", [(code, label[:1].upper() + label[1:]) for code, label in CitizenView.choices]
    ),
    "view_on": _day("Ngày công dân có ý kiến"),
    "awaits_answer": truth_field("Có công dân chờ trả lời"),
}
NOTE_LABELS = {
    "accept": "Ghi chú",
    "report": "Kết quả đã làm",
    "progress": "Đã làm được gì, còn vướng gì",
    "ask_time": "Lý do xin gia hạn",
    "entrust": "Ghi chú",
    "return": "Lý do không thuộc thẩm quyền",
    "verify": "Ghi chú",
    "send_back": "Cần làm thêm gì",
    "reassign": "Lý do, ghi chú",
    "insist": "Lý do giữ nguyên",
    "grant_time": "Lý do gia hạn",
    "refuse_time": "Lý do không gia hạn",
    "add_file": "Ghi chú",
    "await_answer": "Lý do",
    "cancel": "Lý do hủy",
    "reopen": "Lý do mở lại",
}
WITHOUT_NAMES = "Không nêu tên, địa chỉ của công dân."


class TaskActForm(CaseActForm):
    """One act on a task, in the version its page showed, with its files."""

    FIELDS = FIELDS
    NOTE_LABELS = NOTE_LABELS

    def __init__(self, *args: Any, answers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "Ngày ghi"
        if not answers:
            # Nobody waits, or they were answered.
            for name in ("answered_on", "answer_number"):
                self.fields.pop(name, None)
        if "note" in self.fields:
            self.fields["note"].help_text = WITHOUT_NAMES


class SourceForm(forms.Form):
    """A conclusion of a meeting no register here keeps, with its text where there is one."""

    origin = OneOfField([each for each in Origin.choices if each[0] not in ELSEWHERE], label="Kết luận tại")
    title = NfcCharField(
        label="Cuộc làm việc", max_length=300, help_text="Ví dụ: Kiểm tra việc tiếp công dân của xã quý III năm 2026"
    )
    day = VnDateField(label="Ngày làm việc")
    text = LongTextField(
        label="Nội dung thông báo kết luận",
        required=False,
        rows=12,
        max_length=LONGEST_NOTICE,
        help_text="Dán nguyên văn từ Word; mỗi nhiệm vụ được đề xuất thành một dòng để sửa. " + WITHOUT_NAMES,
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = units
        if len(units) > 1:
            self.fields["unit"] = forms.TypedChoiceField(label="Đơn vị ban hành", coerce=int, choices=units)
            self.order_fields(["unit"])

    @property
    def unit_id(self) -> int:
        """The unit that issues it."""
        return int(self.cleaned_data.get("unit") or self.units[0][0])


class HeadForm(forms.Form):
    """What stands above the rows of a draft."""

    title = NfcCharField(label="Cuộc làm việc", max_length=300)
    day = VnDateField(label="Ngày làm việc", help_text="")
    summary = LongTextField(
        label="Kết luận chung", required=False, rows=3, help_text=f"Đoạn mở đầu của thông báo. {WITHOUT_NAMES}"
    )
    signer_title = NfcCharField(
        label="Chức vụ người ký",
        max_length=160,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Cấp phó ký thay ghi hai dòng: KT. CHỦ TỊCH, PHÓ CHỦ TỊCH.",
    )
    signer = NfcCharField(label="Họ và tên người ký", max_length=160, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class PasteForm(forms.Form):
    """The text of a notice that was written elsewhere, and its day."""

    text = LongTextField(label="Dán nội dung thông báo", required=False, rows=8, max_length=LONGEST_NOTICE)
    read_on = VnDateField(
        label="Ngày thông báo", help_text="Thời hạn “trong … ngày” tính từ ngày này; ví dụ: 05/03/2026"
    )


class RowForm(forms.Form):
    """One row of a draft; units are typed by name, by short form or by a former name."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = LongTextField(label="Nhiệm vụ", required=False, rows=3, max_length=4_000)
    unit = NfcCharField(label="Đơn vị thực hiện", required=False, max_length=200)
    coordinating = NfcCharField(
        label="Đơn vị phối hợp", required=False, max_length=1_000, help_text="Cách nhau bằng dấu chấm phẩy"
    )
    due_on = VnDateField(label="Hạn", required=False, help_text="")
    awaits_answer = TruthField(label="Có công dân chờ trả lời")

    def __init__(
        self, *args: Any, names: Callable[[], Names], remarks: Mapping[int, Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        known = self["pk"].value()
        self.remarks = remarks.get(int(known), ()) if str(known or "").isdigit() else ()
        for name in ("unit", "coordinating"):
            self.fields[name].widget.attrs |= {"list": "unit-names", "autocomplete": "off"}

    def clean_unit(self) -> int | None:
        """Return the unit that was typed."""
        units = self._read("unit")
        if len(units) > 1:
            raise forms.ValidationError("Chỉ một đơn vị chủ trì; ghi các đơn vị khác ở mục phối hợp.")
        return units[0] if units else None

    def clean_coordinating(self) -> list[int]:
        """Return the units that were typed."""
        return self._read("coordinating")

    def _read(self, name: str) -> list[int]:
        found, unread = units_read(self.cleaned_data[name], self.names()) if self.cleaned_data[name] else ([], [])
        if unread:
            raise forms.ValidationError([f"“{text}”: {why}" for text, why in unread])
        return found


class IssueForm(forms.Form):
    """The number, the day and the signer a conclusion goes out with."""

    OWN, OTHER = "own", "other"

    numbering = OneOfField(
        [(OWN, "lấy số của sổ văn bản đi ở đây"), (OTHER, "số đã cấp ở hệ thống khác")], label="Số thông báo"
    )
    number = forms.IntegerField(
        label="Số", required=False, min_value=1, max_value=999_999, help_text="Số tiếp theo trong sổ",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Cần số từ 1 đến 999999."),
    )  # fmt: skip
    symbol = NfcCharField(label="Ký hiệu", required=False, max_length=40, help_text="Ví dụ: TB-UBND")
    other_number = NfcCharField(
        label="Số đã cấp ở hệ thống khác", required=False, max_length=80, help_text="Ghi đủ, ví dụ: 112/TB-UBND"
    )
    on = VnDateField(label="Ngày thông báo")
    signer_title = NfcCharField(
        label="Chức vụ người ký",
        max_length=160,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Cấp phó ký thay ghi hai dòng: KT. CHỦ TỊCH, PHÓ CHỦ TỊCH.",
    )
    signer = NfcCharField(label="Họ và tên người ký", max_length=160, required=False)
    uploads = ManyFilesField(
        label="Bản thông báo đã ký", required=False, help_text="Một tệp; có thể kèm sau khi ban hành"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> None:
        """Ask for the number of the chosen kind."""
        given = self.cleaned_data
        if given.get("numbering") == self.OTHER:
            if not given.get("other_number"):
                self.add_error("other_number", MISSING)
        elif given.get("numbering") == self.OWN:
            if "number" not in self.errors and not given.get("number"):
                self.add_error("number", "Cần số từ 1 đến 999999.")
            symbol = given["symbol"] = (given.get("symbol") or "").upper()
            if not SYMBOL.fullmatch(symbol):
                self.add_error("symbol", "Ký hiệu gồm chữ in hoa và dấu gạch nối, ví dụ: TB-UBND.")
        if len(given.get("uploads") or ()) > 1:
            self.add_error("uploads", "Chỉ kèm một tệp thông báo.")


class NoticeFileForm(forms.Form):
    """The signed notice, when it comes after the issue."""

    uploads = ManyFilesField(label="Bản thông báo đã ký")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_uploads(self) -> Any:
        """Refuse more than one file."""
        files = self.cleaned_data["uploads"]
        if len(files) > 1:
            raise forms.ValidationError("Chỉ kèm một tệp thông báo.")
        return files


class CancelForm(forms.Form):
    """Why what is left of a notice is not done any more."""

    note = LongTextField(label="Lý do hủy", rows=3, max_length=2_000, help_text=WITHOUT_NAMES)
    number = NfcCharField(
        label="Số văn bản hủy", max_length=80, required=False, help_text="Ví dụ: 130/TB-UBND; để trống nếu không có"
    )
    on = VnDateField(label="Ngày hủy")
    version = forms.IntegerField(widget=forms.HiddenInput)


class TaskFilter(ListFilter):
    """What the list of tasks is narrowed by."""

    q = words_sought()
    tinh_trang = one_of("Tình trạng", TaskState.choices)
    ket_qua = one_of("Kết quả", [(code, label[:1].upper() + label[1:]) for code, label in OUTCOMES])
    nguon = one_of("Nguồn", Origin.choices)
    don_vi = one_of("Đơn vị thực hiện", [])
    theo_doi = one_of("Đơn vị theo dõi", [])
    ai = one_of("Người phụ trách", [])
    don_doc = one_of("Đôn đốc", [(str(times), f"Từ {times} lần") for times in range(1, MOST + 1)])
    han_tu, han_den = one_day("Hạn từ ngày"), one_day("Hạn đến ngày")

    USUAL = ("q", "don_vi", "tinh_trang")
    STRETCHES = (("han_tu", "han_den"),)

    def __init__(self, data: Any, **choices: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = [*field.choices, *((str(pk), said[:1].upper() + said[1:]) for pk, said in offered)]

    @property
    def asked(self) -> Asked:
        """What the list is to be narrowed by."""
        given = self.cleaned_data

        def number(name: str) -> int | None:
            return int(given[name]) if given.get(name) else None

        def day(name: str) -> date | None:
            found: date | None = given.get(name)
            return found

        return Asked(
            text=given.get("q", ""),
            state=given.get("tinh_trang", ""),
            origin=given.get("nguon", ""),
            unit=number("don_vi"),
            keeper=number("theo_doi"),
            officer=number("ai"),
            due_from=day("han_tu"),
            due_until=day("han_den"),
            part=given.get("ket_qua", ""),
            reminders=number("don_doc"),
            on=timezone.localdate(),
        )
