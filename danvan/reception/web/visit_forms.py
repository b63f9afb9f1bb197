"""The forms of the reception book."""

from datetime import date
from typing import Any

from django import forms

from danvan.documents.forms import IssueForm
from danvan.intake.web.reading import id_number
from danvan.petitions.choices import Subject
from danvan.reception.choices import BY_ACT, IdKind, MatterKind, OnlineGround, ReceptionKind, VisitOutcome
from danvan.reception.rules.visits import asks_for_id
from danvan.reception.selectors.grounds import grounds
from danvan.reception.selectors.visits import OnlyVisits, VisitConditions
from danvan.reception.services.visits import TYPED, NewVisit
from danvan.ui.filters import ListFilter, one_day, one_of, words_sought
from danvan.ui.forms import CountField, LongTextField, NfcCharField, OneOfField, TruthField, VnDateField

OUTCOMES = [(code, label) for code, label in VisitOutcome.choices if code not in {*BY_ACT, VisitOutcome.WAITING}]
MOST_PEOPLE = 100_000


def _select(label: str, choices: Any, *, empty: str = "—", **more: Any) -> forms.ChoiceField:
    named = [(code, str(name)[:1].upper() + str(name)[1:]) for code, name in choices]
    return forms.ChoiceField(label=label, choices=[("", empty), *named], required=False, **more)


def _line(label: str, most: int, **more: Any) -> NfcCharField:
    return NfcCharField(label=label, max_length=most, required=False, **more)


def _needed(field: Any, sentence: str) -> Any:
    field.required, field.error_messages["required"] = True, sentence
    return field


class VisitForm(forms.Form):
    """A visit as the book asks for it.  What is missing is said by the service, which knows the law of the day."""

    matter = OneOfField(MatterKind.choices, label="Loại việc", error_messages={"required": "Chọn loại việc."})
    name = _needed(_line("Họ và tên", 120), "Ghi họ và tên người đến.")
    address = _line("Địa chỉ", 250)
    id_number = _needed(
        _line("Số căn cước, hộ chiếu", 20, help_text="12 số, chứng minh cũ 9 số, hoặc số hộ chiếu"),
        "Ghi số giấy tờ; người đến không mang theo hoặc không có thì ghi lý do ở mục bên dưới.",
    )
    no_id_reason = _line(
        "Vì sao không ghi được số giấy tờ", 200, help_text="Ví dụ: người cao tuổi, không mang theo; vẫn tiếp như thường"
    )
    people = CountField(
        label="Số người", highest=MOST_PEOPLE, help_text="Từ 5 người về cùng một việc là đoàn đông người"
    )
    content = _needed(LongTextField(label="Nội dung trình bày", max_length=20_000, rows=4), "Ghi nội dung trình bày.")
    request = LongTextField(label="Yêu cầu", required=False, rows=2)
    outcome = _select("Kết quả tiếp", OUTCOMES, empty="Chưa ghi kết quả")
    answer = LongTextField(label="Đã trả lời, hướng dẫn", required=False, rows=2)
    refusal_ground = _select("Căn cứ từ chối", [], help_text="Chỉ khi kết quả là từ chối tiếp")
    phone = _line("Điện thoại", 30)
    id_kind = _select("Loại giấy tờ", IdKind.choices)
    representatives = LongTextField(
        label="Người cùng đến, người đại diện",
        required=False,
        max_length=20_000,
        rows=3,
        help_text="Mỗi người một dòng: họ tên; địa chỉ. Dấu * trước tên người đại diện của đoàn.",
    )
    is_repeat = TruthField(label="Đã đến nhiều lần về việc này")
    subject = _select("Lĩnh vực", Subject.choices)
    handled_before = LongTextField(label="Cơ quan đã giải quyết, kết quả", required=False, rows=2)
    papers = LongTextField(
        label="Tài liệu đã nhận", required=False, rows=2, help_text="Mỗi tài liệu một dòng; in biên nhận 02/TCD"
    )
    competent = _line("Cơ quan có thẩm quyền", 200)
    online_ground = _select("Lý do tiếp trực tuyến", OnlineGround.choices)
    contact = _line("Nơi liên hệ tiếp", 200, help_text="In trên phiếu cho người đến")
    promised_on = VnDateField(label="Hẹn trả lời ngày", required=False)

    BASICS = (
        *("matter", "name", "address", "id_number", "no_id_reason", "people"),
        *("content", "request", "outcome", "answer", "refusal_ground"),
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What a visit needs depends on what it is; the service weighs the same again.
        typed = self.data
        is_sealed = typed.get("matter") == MatterKind.DENUNCIATION
        if is_sealed or typed.get("no_id_reason") or not asks_for_id(on):
            self.fields["id_number"].required = False
        if is_sealed or typed.get("outcome") == VisitOutcome.REFUSED:
            self.fields["content"].required = False
        if is_sealed:
            self.fields["name"].required = False
        offered = [(ground.code, ground.label) for ground in grounds().on(on)]
        field: Any = self.fields["refusal_ground"]
        field.choices = [("", "—"), *((code, label[:1].upper() + label[1:]) for code, label in offered)]

    @property
    def basics(self) -> list[forms.BoundField]:
        """What every visit needs."""
        return [self[name] for name in self.BASICS if name in self.fields]

    @property
    def more(self) -> list[forms.BoundField]:
        """What some visits have."""
        return [self[name] for name in TYPED if name in self.fields and name not in self.BASICS]

    @property
    def opens_more(self) -> bool:
        """Whether something there is wrong, or was typed before."""
        return any(bound.errors or bound.initial for bound in self.more)

    def clean_id_number(self) -> str:
        try:
            return id_number(self.cleaned_data["id_number"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def visit(self, outcome: str = "") -> NewVisit:
        """Return what was typed; a visit that led on keeps its outcome."""
        given = {name: value for name, value in self.cleaned_data.items() if name in TYPED}
        said = given.get("outcome") or outcome or VisitOutcome.WAITING
        return NewVisit(**{**given, "outcome": said, "people": given.get("people") or 1})


class ChangeForm(VisitForm):
    """A line of the book put right."""

    reason = _line("Lý do sửa", 300, help_text="Ghi cùng nội dung trước khi sửa")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, settled: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settled:
            # What the visit led to is said by that act.
            del self.fields["outcome"]

    @property
    def rest(self) -> list[forms.BoundField]:
        """What is asked of a correction besides."""
        return [self["reason"], self["version"]]


class VersionForm(forms.Form):
    """Which state of a visit was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class LinkForm(VersionForm):
    """The earlier visit on the same matter."""

    earlier = forms.IntegerField(widget=forms.HiddenInput)


class CaseForm(VersionForm):
    """The petition a visit is about."""

    code = NfcCharField(label="Mã đơn", max_length=24, help_text="Ví dụ: KN-2026-00012")


class OpenForm(forms.Form):
    """Where today's reception takes place."""

    place = NfcCharField(label="Nơi tiếp", max_length=200)


class RefusalForm(IssueForm):
    """The notice of a refusal: number, day, what is added to the ground, who signs."""

    why = LongTextField(
        label="Nói rõ thêm", required=False, rows=3, help_text="Ví dụ: số, ngày văn bản đã thông báo kết quả giải quyết"
    )
    signer_title = NfcCharField(label="Chức vụ người ký", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    signer_name = _line("Họ và tên người ký", 120)


class BookFilter(ListFilter):
    """What the book is narrowed by, as the address says it."""

    q = words_sought()
    tu, den = one_day("Từ ngày"), one_day("Đến ngày")
    loai = one_of("Loại việc", MatterKind.choices)
    ket_qua = one_of("Kết quả", VisitOutcome.choices)
    rieng = one_of("Chỉ xem", OnlyVisits.choices, empty="Mọi lượt")
    buoi_loai = one_of("Loại buổi tiếp", ReceptionKind.choices)
    giay_to = _line("Số giấy tờ", 20)
    buoi = forms.IntegerField(label="Một buổi tiếp, mã số", required=False, widget=forms.HiddenInput)

    USUAL = ("q", "tu", "den")
    STRETCHES = (("tu", "den"),)

    @property
    def conditions(self) -> VisitConditions:
        """What the book is to be narrowed by."""
        given = self.cleaned_data
        return VisitConditions(
            first=given.get("tu"),
            last=given.get("den"),
            kind=given.get("buoi_loai", ""),
            matter=given.get("loai", ""),
            outcome=given.get("ket_qua", ""),
            only=given.get("rieng", ""),
            id_number=given.get("giay_to", ""),
            session=given.get("buoi"),
            text=given.get("q", ""),
        )

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields behind the fold; the session is chosen elsewhere."""
        return [bound for bound in super().others if bound.name != "buoi"]
