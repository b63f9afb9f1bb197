"""Forms of voters' recommendations."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from danvan.casework.choices import CaseKind
from danvan.conclusions.rules.publishing import Found
from danvan.opinions.choices import (
    Body,
    Competence,
    FeedbackChannel,
    Field,
    MeetingKind,
    ResultKind,
    State,
    Timing,
    VoterGroup,
)
from danvan.ui.filters import ListFilter, words_sought
from danvan.ui.forms import (
    CountField,
    LongTextField,
    ManyFilesField,
    NfcCharField,
    OneOfField,
    SomeOfField,
    TruthField,
    VnDateField,
)

NAMES_NOBODY = "Nội dung không nêu tên, địa chỉ hay chuyện riêng của ai: dùng luôn làm lời công khai"
PUBLIC_HINT = "Lời cho mọi người đọc: không tên người, không địa chỉ nhà, không chuyện riêng."


def _choice(label: str, choices: Sequence[tuple[Any, str]] = (), **how: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=[("", "—"), *choices], coerce=int, empty_value=None, required=False, **how
    )


def _words(label: str, choices: Any, **how: Any) -> forms.ChoiceField:
    named = [(str(code), str(name)[:1].upper() + str(name)[1:]) for code, name in choices]
    return forms.ChoiceField(label=label, choices=named, **how)


class SessionForm(forms.Form):
    """A session."""

    body = OneOfField(label="Kỳ họp của", choices=Body.choices)
    number = forms.IntegerField(
        label="Kỳ họp thứ",
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"invalid": "Cần một số từ 1 đến 99."},
    )
    term = NfcCharField(label="Nhiệm kỳ", max_length=20, help_text="Ví dụ: 2026–2031")
    is_extraordinary = TruthField(label="Kỳ họp chuyên đề, bất thường")
    opens_on = VnDateField(label="Ngày khai mạc")
    closes_on = VnDateField(label="Ngày bế mạc", required=False)
    answer_by = VnDateField(
        label="Hạn trả lời do Thường trực Hội đồng nhân dân ấn định",
        required=False,
        help_text="Chỉ cho kỳ họp Hội đồng nhân dân; để trống thì tính 30 ngày. Đổi ngày này thì mọi kiến nghị còn mở "
        "của kỳ họp được tính lại.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning, and a set day where the law sets it."""
        given = self.cleaned_data
        opens, closes = given.get("opens_on"), given.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "Ngày bế mạc không thể trước ngày khai mạc.")
        if given.get("answer_by") and given.get("body") == Body.NATIONAL_ASSEMBLY:
            self.add_error("answer_by", "Kiến nghị gửi Quốc hội có hạn 60 ngày theo nghị quyết; để trống mục này.")
        return given


class MeetingForm(forms.Form):
    """A meeting with voters."""

    timing = OneOfField(label="Thời điểm", choices=Timing.choices, initial=Timing.BEFORE)
    kind = _words("Hình thức", MeetingKind.choices)
    held_on = VnDateField(label="Ngày")
    place = NfcCharField(label="Địa điểm", max_length=200, help_text="Ví dụ: Hội trường xã Mường Xén")
    commune_id = _choice("Xã, phường")
    deputies = NfcCharField(label="Tổ đại biểu", max_length=200, required=False, help_text="Ví dụ: Tổ đại biểu số 3")
    present = CountField(label="Số cử tri dự", highest=100_000)

    def __init__(self, *args: Any, communes: Sequence[tuple[int, str]], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        _offer(self, "commune_id", communes)

    def clean_held_on(self) -> date:
        """Refuse a meeting that was not held yet."""
        day: date = self.cleaned_data["held_on"]
        if day > self.today:
            raise forms.ValidationError("Cuộc tiếp xúc chưa diễn ra.")
        return day


class RecommendationForm(forms.Form):
    """What voters asked for, written down or mended."""

    session_id = _choice("Kỳ họp")
    text = LongTextField(label="Nội dung kiến nghị", rows=5)
    names_nobody = TruthField(label=NAMES_NOBODY)
    public_text = LongTextField(
        label="Lời không nêu tên", rows=3, max_length=600, required=False, help_text=f"{PUBLIC_HINT} Có thể ghi sau."
    )
    # No field is chosen at first: a wrong one that nobody looked at would be counted.
    field = _words("Lĩnh vực", [("", "—"), *Field.choices], error_messages={"required": "Chưa chọn lĩnh vực."})
    meeting_id = _choice("Nêu tại cuộc tiếp xúc")
    commune_id = _choice("Xã, phường")
    place = NfcCharField(label="Thôn, bản, khối", max_length=200, required=False)
    voters = _words("Cử tri", VoterGroup.choices)
    competence = OneOfField(label="Thẩm quyền giải quyết", choices=Competence.choices, initial=Competence.PROVINCE)
    proposed_id = _choice("Đề xuất chuyển tới")
    received_on = VnDateField(label="Ngày nhận (ngày biên bản)")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, choices: Mapping[str, Sequence[tuple[int, str]]], is_new: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            _offer(self, name, offered)
        if is_new:
            self.fields["session_id"].required = True
            self.fields["session_id"].error_messages["required"] = "Chưa chọn kỳ họp."
        else:
            del self.fields["session_id"]
            del self.fields["received_on"]


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, str]]) -> None:
    field: Any = form.fields[name]
    field.choices = [("", "—"), *choices]


FIELDS: Mapping[str, Callable[[], forms.Field]] = {
    "to_unit": lambda: _choice("Đơn vị nhận"),
    "to_body": lambda: NfcCharField(
        label="Hoặc cơ quan ngoài hệ thống",
        max_length=200,
        required=False,
        help_text="Ví dụ: Bộ Xây dựng. Cơ quan lập danh sách ghi thay việc tiếp nhận, trả lời của cơ quan này.",
    ),
    "decides": lambda: TruthField(label="Ấn định thẩm quyền: nơi nhận không được trả lại"),
    "named_unit": lambda: _choice("Cơ quan có thẩm quyền"),
    "named_body": lambda: NfcCharField(label="Hoặc cơ quan ngoài hệ thống", max_length=200, required=False),
    "kind": lambda: OneOfField(label="Kết quả", choices=ResultKind.choices),
    "promised_on": lambda: VnDateField(
        label="Ngày hẹn giải quyết", required=False, help_text="Bắt buộc khi kết quả là “đang nghiên cứu, giải quyết”."
    ),
    "number": lambda: NfcCharField(label="Số văn bản", max_length=80, required=False, help_text="Ví dụ: 245/SXD-VP"),
    "note": lambda: LongTextField(label="Nội dung", rows=4, required=False),
    "set_by": lambda: VnDateField(label="Hạn ấn định"),
    "into": lambda: forms.IntegerField(
        label="Số thứ tự của kiến nghị được giữ lại",
        min_value=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"invalid": "Cần một số."},
    ),
    "public_text": lambda: LongTextField(label="Kiến nghị, lời công khai", max_length=600, help_text=PUBLIC_HINT),
    "public_answer": lambda: LongTextField(label="Trả lời, lời công khai", rows=5, help_text=PUBLIC_HINT),
    "uploads": lambda: ManyFilesField(label="Văn bản trả lời", required=False),
}
# Which fields each act asks for, and which of them must be given.
NEEDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "route": (("to_unit", "to_body", "number", "decides", "note"), ()),
    "accept": (("note",), ()),
    "bounce": (("note", "named_unit", "named_body", "number"), ("note",)),
    "answer": (("kind", "promised_on", "number", "note", "uploads"), ("kind", "number", "note")),
    "promise": (("promised_on", "note"), ("promised_on", "note")),
    "take_back": (("note",), ("note",)),
    "pass_on": (("to_unit", "note"), ("to_unit",)),
    "close": (("note",), ()),
    "reopen": (("note",), ("note",)),
    "set_limit": (("set_by", "number"), ("set_by",)),
    "merge": (("into", "note"), ("into",)),
    "withdraw": (("note",), ("note",)),
    "publish": (("public_text", "public_answer"), ("public_text", "public_answer")),
    "unpublish": (("note",), ()),
}
NOTES = {
    "route": "Căn cứ ấn định thẩm quyền (chỉ khi ấn định)",
    "bounce": "Vì sao không thuộc thẩm quyền",
    "answer": "Nội dung trả lời",
    "promise": "Lý do hẹn ngày khác",
    "take_back": "Lý do thu hồi",
    "reopen": "Điều chưa được trả lời",
    "withdraw": "Lý do rút",
}


class ActForm(forms.Form):
    """One act on one recommendation, in the version its page showed."""

    def __init__(
        self,
        *args: Any,
        act: str,
        today: date,
        choices: Mapping[str, Sequence[tuple[int, str]]],
        known: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        asked, needed = NEEDS[act]
        for name in asked:
            field = self.fields[name] = FIELDS[name]()
            field.required = name in needed
            if name in choices:
                _offer(self, name, choices[name])
            if name in known:
                field.initial = known[name]
            if name == "note":
                field.label = NOTES.get(act, "Ghi chú")
        self.fields["on"] = VnDateField(label="Ngày thực hiện", initial=today)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=known["version"])
        if "decides" in self.fields and not known.get("may_decide"):
            del self.fields["decides"], self.fields["note"]

    def ask_about(self, found: Sequence[Found]) -> None:
        """Show each place that looks personal with a box to keep it; what is not there any more asks nothing."""
        if not found:
            return
        self.fields["confirmed"] = SeenField(
            label="Chỗ giống thông tin cá nhân, đã xem và giữ nguyên",
            required=False,
            help_text="Tên đường, tên địa danh thì đánh dấu để giữ; tên người, số điện thoại thì sửa ở trên.",
            choices=[
                (each.key, f"“{each.words}”: {each.kind.label}{', có trong hồ sơ' if each.is_in_record else ''}")
                for each in found
            ],
        )
        self.order_fields(["public_text", "public_answer", "confirmed"])


class SeenField(SomeOfField):
    """Places to keep; one that was mended since is no mistake."""

    def valid_value(self, value: Any) -> bool:
        return True


class LetterForm(forms.Form):
    """What a desk needs to take in as a letter what a voter voiced."""

    kind = OneOfField(
        label="Là đơn",
        choices=[(CaseKind.COMPLAINT, "khiếu nại"), (CaseKind.RECOMMENDATION, "kiến nghị, phản ánh của một người")],
    )
    desk_unit = _choice("Nơi tiếp nhận đơn")
    name = NfcCharField(label="Họ tên người nêu", max_length=120)
    address = NfcCharField(label="Địa chỉ", max_length=200, required=False)
    phone = NfcCharField(label="Điện thoại", max_length=20, required=False)
    number = NfcCharField(label="Số văn bản chuyển", max_length=80, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, desks: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "desk_unit", desks)
        self.fields["desk_unit"].required = True
        self.fields["desk_unit"].error_messages["required"] = "Chưa chọn nơi tiếp nhận."


class FilterForm(ListFilter):
    """What the list is narrowed by, as the address says it; what is not understood narrows nothing."""

    q = words_sought()
    ky = forms.ChoiceField(label="Kỳ họp", required=False)
    don_vi = forms.ChoiceField(label="Cơ quan trả lời", required=False)
    trang_thai = forms.ChoiceField(label="Tình trạng", required=False)
    ket_qua = forms.ChoiceField(label="Kết quả", required=False)
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False)
    noi = forms.ChoiceField(label="Xã, phường", required=False)
    rieng = forms.ChoiceField(label="Chỉ xem", required=False)

    USUAL = ("q", "ky", "don_vi")
    ONLY = (("late", "Quá hạn, quá hẹn"), ("repeated", "Lặp lại"), ("bounced", "Từng bị trả lại"),
            ("published", "Đã công khai"), ("wordless", "Chưa có lời không nêu tên"))  # fmt: skip

    def __init__(self, data: Any, *, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(data)
        offered = {
            "ky": choices["session"],
            "don_vi": choices["unit"],
            "noi": choices["place"],
            "trang_thai": State.choices,
            "ket_qua": ResultKind.choices,
            "linh_vuc": Field.choices,
            "rieng": self.ONLY,
        }
        for name, each in offered.items():
            field: Any = self.fields[name]
            field.choices = [("", "Tất cả"), *((code, str(label)[:1].upper() + str(label)[1:]) for code, label in each)]

    @property
    def asked(self) -> dict[str, Any]:
        """What the list is to be narrowed by."""
        given = self.cleaned_data
        return {
            "text": given.get("q", ""),
            "session": int(given.get("ky") or 0),
            "unit": int(given.get("don_vi") or 0),
            "state": given.get("trang_thai", ""),
            "result": given.get("ket_qua", ""),
            "field": given.get("linh_vuc", ""),
            "place": int(given.get("noi") or 0),
            "only": given.get("rieng", ""),
        }


class HeardForm(forms.Form):
    """What voters said of one answer; left empty it says nothing."""

    response = forms.IntegerField(widget=forms.HiddenInput)
    asked = CountField(label="Số người được hỏi", highest=10_000)
    satisfied = CountField(label="Hài lòng", highest=10_000)
    partly = CountField(label="Một phần", highest=10_000)
    not_satisfied = CountField(label="Chưa hài lòng", highest=10_000)
    unsure = CountField(label="Khó nói", highest=10_000)
    comment = NfcCharField(label="Ý kiến, không nêu tên", max_length=600, required=False)

    COUNTS = ("asked", "satisfied", "partly", "not_satisfied", "unsure")

    @property
    def is_filled(self) -> bool:
        """Whether anything was typed."""
        given = self.cleaned_data
        return any(given.get(name) for name in (*self.COUNTS, "comment"))


class HearingForm(forms.Form):
    """When and how voters were asked, for every line of the page."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    on = VnDateField(label="Ngày lấy ý kiến")
    channel = OneOfField(label="Cách hỏi", choices=FeedbackChannel.choices, initial=FeedbackChannel.VISIT)
