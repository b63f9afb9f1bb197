"""Conferences and study sessions; sessions of cells."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from danvan.activities import services
from danvan.activities.choices import MeetingForm
from danvan.activities.selectors import attendance_of, events_visible_to, named_lines, sessions_visible_to
from danvan.authority.rules.actor import Actor
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.catalogue import ProvenForm, date_year_filter, proven_kind, units_of_lines
from danvan.ui.catalogue import (
    Act,
    CatalogueForm,
    Column,
    Empty,
    Filter,
    LinesField,
    choice_column,
    date_column,
    one_value_each,
    text_column,
    truth_column,
    whole_column,
)
from danvan.ui.forms import CountField, NfcCharField, OneOfField, TruthField, VnDateField

# A line of attendance as it is pasted.
ATTENDANCE = (
    text_column("unit", "Đơn vị", most=200),
    whole_column("invited", "Triệu tập", lowest=0, highest=100_000),
    whole_column("present", "Có mặt", lowest=0, highest=100_000),
    truth_column("head_present", "Người đứng đầu dự"),
)
OTHERS = "Các đơn vị khác cùng dự"


def check_presence(form: Any, given: Mapping[str, Any]) -> None:
    """See that no more people came than were called."""
    if (given.get("present") or 0) > (given.get("invited") or 0):
        form.add_error("present", "Số người có mặt không thể nhiều hơn số người được triệu tập.")


def attendance_lines(actor: Actor, lines: Sequence[Mapping[str, Any]], on: date | None) -> list[dict[str, Any]]:
    """Return pasted lines with their units found.  Raises InputErrors."""
    units = units_of_lines(actor, lines, on, label=OTHERS)
    return [
        {"unit_id": unit_id, **{name: value for name, value in line.items() if name not in ("unit", "line")}}
        for unit_id, line in zip(units, lines, strict=True)
    ]


class EventForm(ProvenForm):
    """One conference, whoever took part."""

    document_kind = DocumentKind.MINUTES
    new_only = ("others",)

    title = NfcCharField(
        label="Tên hội nghị, buổi học tập",
        max_length=400,
        help_text="Ví dụ: Hội nghị quán triệt Chỉ thị về công tác dân vận",
    )
    happened_on = VnDateField(label="Ngày tổ chức")
    about_directive = TruthField(label="Quán triệt chỉ thị, nghị quyết về dân vận")
    about_article = TruthField(
        label="Học tập bài báo “Dân vận”", help_text="Đánh dấu cả hai nếu chương trình ghi cả hai nội dung."
    )
    meeting_form = OneOfField(MeetingForm.choices, label="Hình thức", initial=MeetingForm.IN_PERSON)
    invited = CountField(label="Số người của đơn vị được triệu tập")
    present = CountField(label="Số người của đơn vị có mặt")
    head_present = TruthField(label="Người đứng đầu đơn vị dự")
    place = NfcCharField(label="Địa điểm", max_length=200, required=False)
    disseminated = NfcCharField(
        label="Văn bản được quán triệt", max_length=400, required=False, help_text="Ví dụ: Chỉ thị 33/CT-TTg"
    )
    others = LinesField(label=OTHERS, columns=ATTENDANCE, rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        check_presence(self, given)
        if not given.get("about_directive") and not given.get("about_article"):
            self.add_error("about_directive", "Chọn ít nhất một nội dung.")
        return given


class AttendanceForm(CatalogueForm):
    """Who else attended; what is typed replaces the list."""

    others = LinesField(label=OTHERS, columns=ATTENDANCE, rows=12, required=False)


def _with_lines(actor: Actor, events: Sequence[Any]) -> None:
    lines = attendance_of(events)
    for event in events:
        event.lines = lines.get(event.pk, [])
        event.units = len({event.unit_id, *(line.unit_id for line in event.lines if line.present)})


def _write_others(actor: Actor, event: Any, given: dict[str, Any]) -> None:
    if given.get("others"):
        lines = attendance_lines(actor, given["others"], event.happened_on)
        services.list_attendance(event.pk, lines, actor=actor)


def _pasted(actor: Actor, event: Any) -> dict[str, str]:
    lines = named_lines(event.lines, on=event.happened_on or actor.on)
    return {
        "others": "\n".join(
            f"{line.unit_name}; {line.invited}; {line.present}; {'có' if line.head_present else 'không'}"
            for line in lines
        )
    }


def _topics() -> Filter:
    choices = (("chi_thi", "chỉ thị, nghị quyết"), ("bai_bao", "bài báo “Dân vận”"))
    conditions = {"chi_thi": Q(about_directive=True), "bai_bao": Q(about_article=True)}

    def narrow(rows: Any, value: str, _actor: Actor) -> Any:
        return rows.filter(conditions[value]) if value in conditions else rows.none()

    return Filter("noi_dung", "Nội dung", lambda actor: choices, narrow)


def topics_of(event: Any) -> str:
    """Return what an event was about, in words."""
    said = [("chỉ thị, nghị quyết", event.about_directive), ("bài báo “Dân vận”", event.about_article)]
    return "; ".join(word for word, holds in said if holds)


EVENTS = proven_kind(
    code="dissemination_event",
    area="activities",
    name="dissemination",
    label="hội nghị quán triệt, học tập",
    label_plural="hội nghị quán triệt, học tập",
    visible_to=events_visible_to,
    columns=(
        Column("title", "Hội nghị", order=("folded_title",)),
        Column("happened_on", "Ngày", form="date", order=("happened_on",)),
        Column("topics", "Nội dung", value=topics_of),
        Column("present", "Có mặt", form="number", total=Sum("present")),
        Column("invited", "Triệu tập", form="number", total=Sum("invited")),
        Column("units", "Số đơn vị dự", form="number"),
    ),
    filters=(date_year_filter(events_visible_to), _topics()),
    order="-happened_on",
    prepare=_with_lines,
    detail=lambda actor, event: {"lines": named_lines(event.lines, on=event.happened_on or actor.on)},
    detail_template="activities/event.html",
    empty=Empty(
        "Chưa có hội nghị nào",
        "Hội nghị quán triệt chỉ thị, nghị quyết và buổi học tập bài báo “Dân vận” ghi một lần; "
        "đơn vị nào có người dự thì được tính cho đơn vị đó.",
        "Ghi hội nghị đầu tiên",
    ),
    form=EventForm,
    parts=_write_others,
    acts=(
        Act(
            name="attendance",
            address="don-vi-du/",
            label="Ghi đơn vị cùng dự",
            lede="Ví dụ: xã Đông Hiếu; 12; 11; có. Danh sách dưới đây thay cho danh sách đã ghi.",
            done="Đã ghi các đơn vị cùng dự.",
            form=AttendanceForm,
            initial=_pasted,
            run=lambda actor, event, given, at: services.list_attendance(
                event.pk, attendance_lines(actor, given["others"], event.happened_on), actor=actor
            ),
            may=lambda actor, event: (
                actor.may(event.write_right, event.unit_id) and event.state in ("draft", "rejected")
            ),
        ),
    ),
    sheet=(
        text_column("title", "Hội nghị", most=400, example="Hội nghị quán triệt Chỉ thị về công tác dân vận"),
        date_column("happened_on", "Ngày", example=date(2026, 3, 5)),
        truth_column("about_directive", "Chỉ thị, nghị quyết"),
        truth_column("about_article", "Bài báo Dân vận", example="không"),
        choice_column(
            "meeting_form", "Hình thức", MeetingForm.choices, required=False, example=MeetingForm.IN_PERSON.label
        ),
        whole_column("invited", "Triệu tập", lowest=0, highest=100_000, required=False, example=40),
        whole_column("present", "Có mặt", lowest=0, highest=100_000, required=False, example=38),
        truth_column("head_present", "Người đứng đầu dự"),
        text_column("place", "Địa điểm", most=200, required=False, example="Hội trường UBND xã"),
        text_column("disseminated", "Văn bản được quán triệt", most=400, required=False),
    ),
    checks=(
        one_value_each(
            "unit_id", "happened_on", "title", among=events_visible_to, message="Hội nghị này đã có trong hệ thống."
        ),
    ),
)

# --- sessions of cells ------------------------------------------------------------------------------------------------


class CellSessionForm(ProvenForm):
    """Counts and the number of the minutes; the minutes themselves stay with the cell."""

    document_kind = DocumentKind.REPORT

    title = NfcCharField(
        label="Chuyên đề", max_length=400, help_text="Ví dụ: Học tập và làm theo phong cách dân vận Hồ Chí Minh"
    )
    happened_on = VnDateField(label="Ngày sinh hoạt", help_text="Buổi trong tháng 10 được tính cho chỉ tiêu T29.")
    cells_held = CountField(label="Số chi bộ đã sinh hoạt", required=True)
    cells_total = CountField(label="Tổng số chi bộ vào ngày 31/10", required=True)
    present = CountField(label="Số đảng viên có mặt")
    absent = CountField(label="Số đảng viên vắng")
    about_article = TruthField(label="Có học tập bài báo “Dân vận”", initial=True)
    minutes_reference = NfcCharField(
        label="Số hiệu biên bản",
        max_length=200,
        required=False,
        help_text="Chỉ ghi số hiệu. Không tải biên bản nội bộ của Đảng lên hệ thống; "
        "minh chứng là báo cáo hoặc thông báo của cấp ủy.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if (given.get("cells_held") or 0) > (given.get("cells_total") or 0):
            self.add_error("cells_held", "Số chi bộ đã sinh hoạt không thể nhiều hơn số chi bộ.")
        return given


def _in_month() -> Filter:
    choices = (("thang_10", "trong tháng 10"), ("ngoai_thang", "ngoài tháng 10"))

    def narrow(rows: Any, value: str, _actor: Actor) -> Any:
        october = Q(happened_on__month=10)
        return rows.filter({"thang_10": october, "ngoai_thang": ~october}.get(value, Q(pk__in=[])))

    return Filter("thang", "Tháng", lambda actor: choices, narrow)


CELL_SESSIONS = proven_kind(
    code="cell_session",
    area="activities",
    name="cell_session",
    label="buổi sinh hoạt chuyên đề chi bộ",
    label_plural="sinh hoạt chuyên đề chi bộ",
    visible_to=sessions_visible_to,
    columns=(
        Column(
            "title",
            "Chuyên đề",
            order=("folded_title",),
            sub=lambda row: "ngoài tháng 10 nên không tính" if row.is_out_of_month else "",
        ),
        Column("happened_on", "Ngày", form="date", order=("happened_on",)),
        Column("cells_held", "Chi bộ đã sinh hoạt", form="number", total=Sum("cells_held")),
        Column("cells_total", "Số chi bộ", form="number"),
        Column("present", "Đảng viên có mặt", form="number", total=Sum("present")),
        Column("absent", "Vắng", form="number", total=Sum("absent")),
        Column("minutes_reference", "Số hiệu biên bản"),
    ),
    filters=(date_year_filter(sessions_visible_to), _in_month()),
    order="-happened_on",
    empty=Empty(
        "Chưa có buổi sinh hoạt nào",
        "Tháng 10 hằng năm các chi bộ sinh hoạt chuyên đề về công tác dân vận; chỉ ghi số lượng và số hiệu biên bản.",
        "Ghi buổi đầu tiên",
    ),
    form=CellSessionForm,
    sheet=(
        text_column("title", "Chuyên đề", most=400, example="Phong cách dân vận Hồ Chí Minh"),
        date_column("happened_on", "Ngày", example=date(2026, 10, 14)),
        whole_column("cells_held", "Chi bộ đã sinh hoạt", lowest=0, highest=1_000, example=9),
        whole_column("cells_total", "Số chi bộ", lowest=0, highest=1_000, example=10),
        whole_column("present", "Đảng viên có mặt", lowest=0, highest=100_000, required=False, example=120),
        whole_column("absent", "Vắng", lowest=0, highest=100_000, required=False, example=6),
        truth_column("about_article", "Có bài báo Dân vận"),
        text_column("minutes_reference", "Số hiệu biên bản", most=200, required=False, example="05-BB/CB"),
    ),
    checks=(
        one_value_each(
            "unit_id", "happened_on", "title", among=sessions_visible_to, message="Buổi này đã có trong hệ thống."
        ),
    ),
)
