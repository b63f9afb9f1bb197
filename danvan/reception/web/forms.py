"""Forms of sessions: a schedule at once, one session, moving, closing, putting right."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from django import forms

from danvan.reception.choices import AdHocGround, ChairedBy, NotHeldCause, ReceptionMode
from danvan.reception.rules.planning import OffDay, Pattern
from danvan.reception.selectors import ChairChoice
from danvan.reception.services import Details
from danvan.ui.forms import LongTextField, NfcCharField, OneOfField, SomeOfField, TruthField, VnDateField

WEEKDAYS = [("0", "thứ Hai"), ("1", "thứ Ba"), ("2", "thứ Tư"), ("3", "thứ Năm"), ("4", "thứ Sáu"), ("5", "thứ Bảy")]
WEEKS = [("1", "tuần thứ nhất"), ("2", "thứ hai"), ("3", "thứ ba"), ("4", "thứ tư"), ("-1", "tuần cuối")]
OFF_DAYS = [
    (OffDay.NEXT, "chuyển sang ngày làm việc sau, trong cùng tháng"),
    (OffDay.BEFORE, "chuyển về ngày làm việc trước, trong cùng tháng"),
    (OffDay.SKIP, "bỏ ngày đó"),
]
LONGEST_PLAN = 366


class HourField(forms.TimeField):
    """An hour typed as people write it: 8:00, 8h, 8h30, 8 giờ 30."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs.update({"autocomplete": "off", "class": "short"})
        self.error_messages["invalid"] = "Cần giờ như 8:00 hoặc 13:30."

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, str):
            value = value.lower().replace("giờ", ":").replace("h", ":").replace(" ", "").rstrip(":")
            value = f"{value}:00" if value.isdigit() else value
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class VersionForm(forms.Form):
    """A form that knows how old its page is."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ConfirmForm(forms.Form):
    """A form whose words become public: the confirmation shows once there is something to look at."""

    confirmed = TruthField(label="Đã xem từng chỗ được nêu, giữ nguyên")

    def __iter__(self) -> Iterator[forms.BoundField]:
        return (bound for bound in super().__iter__() if bound.name != "confirmed" or bound.errors or bound.value())


class PublishForm(VersionForm, ConfirmForm):
    """Publishing one session."""


class PublishManyForm(ConfirmForm):
    """Publishing the sessions that were ticked, asked again because of their words."""

    session = forms.Field(widget=forms.MultipleHiddenInput)
    thang = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don-vi"] = forms.CharField(required=False, widget=forms.HiddenInput)


class ReasonForm(VersionForm):
    """Why, in a word for those who watch, and in full for those who keep the register."""

    cause = OneOfField(
        NotHeldCause.choices, label="Loại lý do", help_text="Cơ quan theo dõi đọc được; không hiện ra công khai",
        error_messages={"required": "Chọn loại lý do."},
    )  # fmt: skip
    reason = LongTextField(label="Lý do", rows=2, max_length=400, help_text="Chỉ đơn vị giữ sổ tiếp công dân đọc được")
    field_order = ["cause", "reason", "version"]


class DetailsForm(VersionForm):
    """What a schedule says of a session besides its day."""

    starts_at = HourField(label="Từ giờ", help_text="Ví dụ: 8:00")
    ends_at = HourField(label="Đến giờ", help_text="Ví dụ: 11:30")
    place = NfcCharField(label="Nơi tiếp", max_length=200, help_text="Ví dụ: Phòng tiếp công dân, trụ sở UBND xã")
    mode = OneOfField(ReceptionMode.choices, label="Hình thức", initial=ReceptionMode.DIRECT)
    subject = NfcCharField(
        label="Nội dung dự kiến", max_length=300, required=False,
        help_text="Được công bố: ghi lĩnh vực, không ghi tên người dân. Ví dụ: đất đai, giải phóng mặt bằng",
    )  # fmt: skip
    participants = NfcCharField(
        label="Thành phần", max_length=300, required=False, help_text="Ví dụ: Công an xã, công chức địa chính"
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", "Giờ kết thúc phải sau giờ bắt đầu.")
        return cleaned

    @property
    def details(self) -> Details:
        """What was typed, as the services take it."""
        names = ("place", "starts_at", "ends_at", "subject", "participants", "mode")
        return Details(**{name: self.cleaned_data[name] for name in names})


class PlanForm(DetailsForm):
    """A stretch of the schedule at once."""

    first = VnDateField(label="Từ ngày")
    last = VnDateField(label="Đến ngày")
    weekdays = SomeOfField(WEEKDAYS, label="Thứ trong tuần", required=False)
    weeks = SomeOfField(WEEKS, label="Chỉ các tuần", required=False, help_text="Không chọn: mọi tuần trong tháng")
    month_days = NfcCharField(label="Hoặc ngày trong tháng", required=False, max_length=100, help_text="Ví dụ: 5, 20")
    off_day = OneOfField(OFF_DAYS, label="Gặp ngày nghỉ", initial=OffDay.NEXT)
    field_order = [
        "first", "last", "weekdays", "weeks", "month_days", "off_day", "starts_at", "ends_at", "place", "mode",
        "subject", "participants", "version",
    ]  # fmt: skip

    def clean_month_days(self) -> list[int]:
        typed = self.cleaned_data["month_days"].replace(";", ",").split(",")
        days = [text.strip() for text in typed if text.strip()]
        if any(not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 31 for text in days):
            raise forms.ValidationError("Cần các số từ 1 đến 31, cách nhau bằng dấu phẩy.")
        return [int(text) for text in days]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "Ngày cuối không thể trước ngày đầu.")
        elif first and last and (last - first).days > LONGEST_PLAN:
            self.add_error("last", "Mỗi lần lập lịch nhiều nhất một năm.")
        if not self.errors and not cleaned.get("weekdays") and not cleaned.get("month_days"):
            self.add_error("weekdays", "Chọn ít nhất một thứ trong tuần, hoặc ghi ngày trong tháng.")
        return cleaned

    @property
    def pattern(self) -> Pattern:
        """The days asked for."""
        return Pattern(
            weekdays=[int(day) for day in self.cleaned_data["weekdays"]],
            weeks=[int(week) for week in self.cleaned_data["weeks"]],
            month_days=self.cleaned_data["month_days"],
            off_day=OffDay(self.cleaned_data["off_day"]),
        )


class SessionForm(DetailsForm):
    """One session on a day."""

    on = VnDateField(label="Ngày tiếp")
    field_order = ["on", "starts_at", "ends_at", "place", "mode", "subject", "participants", "version"]


class AdHocForm(SessionForm):
    """An ad hoc session with its ground."""

    ground = OneOfField(AdHocGround.choices, label="Căn cứ (Điều 18.3 Luật Tiếp công dân)")
    reason = LongTextField(label="Tóm tắt tình hình", rows=2, max_length=400, required=False)
    field_order = ["on", "ground", "reason", *SessionForm.field_order[1:]]


class ChangeForm(SessionForm, ConfirmForm):
    """What the schedule says, changed."""

    reason = LongTextField(
        label="Lý do", rows=2, max_length=400, required=False, help_text="Cần ghi khi lịch đã công bố"
    )


class MoveForm(ReasonForm):
    """Another day for good reason."""

    on = VnDateField(label="Ngày mới")
    starts_at = HourField(label="Từ giờ")
    ends_at = HourField(label="Đến giờ")
    field_order = ["on", "starts_at", "ends_at", "cause", "reason", "version"]


class ChairForm(VersionForm):
    """Who received, and what happened."""

    chaired_by = OneOfField(
        [(each.value, each.label) for each in (ChairedBy.HEAD, ChairedBy.DELEGATED)], label="Ai đã tiếp",
        help_text="Cấp phó được giao quyền (quyền chủ tịch) là người đứng đầu; cấp phó khác là ủy quyền",
    )  # fmt: skip
    chair = forms.TypedChoiceField(
        label="Người tiếp", coerce=int, empty_value=None, required=False,
        help_text="Người đứng đầu có chức vụ đã ghi trong hệ thống thì để trống cũng được; ủy quyền thì chọn cấp phó",
        error_messages={"invalid_choice": "Người được chọn không giữ chức vụ ở đơn vị vào ngày tiếp."},
    )  # fmt: skip
    chair_name = NfcCharField(
        label="Họ tên, chức vụ người tiếp", max_length=200, required=False,
        help_text="Ghi khi không có trong danh sách trên",
    )  # fmt: skip
    minutes = LongTextField(
        label="Diễn biến, ý kiến người chủ trì", rows=6, max_length=20_000, required=False,
        help_text="Không có công dân đến thì ghi rõ; buổi tiếp vẫn được tính",
    )  # fmt: skip
    recording = NfcCharField(
        label="Nơi lưu bản ghi âm, ghi hình", max_length=300, required=False,
        help_text="Buổi trực tuyến từ 01/07/2026 phải lưu (Điều 18.2 và 24 Nghị định 154/2026/NĐ-CP); để trống thì "
        "buổi tiếp mang dấu thiếu bản ghi",
    )  # fmt: skip

    def __init__(self, *args: Any, chairs: list[ChairChoice], is_regular: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["chair"]
        people.choices = [("", "Không chọn"), *((each.holding_id, each.label) for each in chairs)]
        if is_regular:
            del self.fields["chaired_by"], self.fields["chair"]

    @property
    def chair_facts(self) -> dict[str, Any]:
        """Who received, as the services take it."""
        given = self.cleaned_data
        return {
            "chaired_by": given.get("chaired_by", ChairedBy.STAFF.value),
            "chair_holding_id": given.get("chair"),
            "chair_name": given["chair_name"],
            "minutes": given["minutes"],
            "recording": given["recording"],
        }


class CorrectForm(ChairForm):
    """What was written of a session held, put right."""

    starts_at = HourField(label="Từ giờ")
    ends_at = HourField(label="Đến giờ")
    reason = LongTextField(label="Lý do đính chính", rows=2, max_length=400)


class PastForm(ChairForm, SessionForm, ConfirmForm):
    """A session held before it stood here."""

    published_on = VnDateField(
        label="Lịch đã niêm yết, công bố từ ngày", required=False, help_text="Để trống: buổi tiếp không được tính"
    )
    field_order = [
        "on", "published_on", "starts_at", "ends_at", "place", "mode", "subject", "participants", "chaired_by", "chair",
        "chair_name", "minutes", "recording", "version",
    ]  # fmt: skip


def this_year(on: date) -> dict[str, Any]:
    """Return the days a new schedule usually spans: the rest of the year, or the next one from December on."""
    year = on.year + 1 if on.month == 12 else on.year
    return {"first": max(on, date(year, 1, 1)), "last": date(year, 12, 31)}
