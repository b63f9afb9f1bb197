"""Training courses: planned, held with their list, or cancelled."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from danvan.activities import services
from danvan.activities.choices import CourseLevel, CourseState, CourseSubject, TraineeRole
from danvan.activities.selectors import courses_visible_to, named_lines, trainees_of
from danvan.authority.rules.actor import Actor
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.catalogue import (
    ProofFields,
    RecordForm,
    choice_filter,
    date_year_filter,
    proven_kind,
    units_of_lines,
)
from danvan.evidence.web.forms import paper_of
from danvan.ui.catalogue import (
    Act,
    CatalogueForm,
    Column,
    Empty,
    LinesField,
    choice_column,
    choices_column,
    date_column,
    one_value_each,
    text_column,
    whole_column,
)
from danvan.ui.forms import CountField, LongTextField, NfcCharField, OneOfField, SomeOfField, VnDateField

TRAINEES = "Người học theo đơn vị"
LINES = (
    text_column("unit", "Đơn vị", most=200),
    choice_column("role", "Đối tượng", TraineeRole.choices),
    whole_column("planned", "Dự kiến", lowest=0, highest=10_000),
    whole_column("present", "Có mặt", lowest=0, highest=10_000),
)


class CourseForm(RecordForm):
    """A class as planned; its list of people comes when it has been held."""

    title = NfcCharField(
        label="Tên lớp", max_length=400, help_text="Ví dụ: Tập huấn nghiệp vụ dân vận chính quyền, lớp thứ nhất"
    )
    level = OneOfField(CourseLevel.choices, label="Cấp tổ chức")
    subjects = SomeOfField(CourseSubject.choices, label="Nội dung")
    planned_on = VnDateField(label="Ngày dự kiến")
    hours = CountField(label="Số giờ", highest=500)
    lecturer = NfcCharField(label="Người giảng", max_length=200, required=False)


class HoldForm(ProofFields, CatalogueForm):
    """When it was held, who came, and the list or decision that proves it."""

    document_kind = DocumentKind.MINUTES

    held_on = VnDateField(label="Ngày tổ chức (ngày cuối)")
    lines = LinesField(label=TRAINEES, columns=LINES, rows=10)


class CancelForm(CatalogueForm):
    """Why a class is not held."""

    reason = LongTextField(label="Lý do hủy", max_length=400)


def _hold(actor: Actor, course: Any, given: Mapping[str, Any], at: Any) -> Any:
    units = units_of_lines(actor, given["lines"], given["held_on"], label=TRAINEES)
    lines = [
        {"unit_id": unit_id, "role": line["role"], "planned": line["planned"], "present": line["present"]}
        for unit_id, line in zip(units, given["lines"], strict=True)
    ]
    return services.hold_course(
        course.pk,
        actor=actor,
        held_on=given["held_on"],
        lines=lines,
        paper=paper_of(given, kind=HoldForm.document_kind),
        at=at,
        submit=given["then"] == "submit",
    )


def _with_lines(actor: Actor, courses: Sequence[Any]) -> None:
    lines = trainees_of(courses)
    for course in courses:
        course.lines = lines.get(course.pk, [])
        course.trainees = sum(line.present for line in course.lines)
        course.units = len({line.unit_id for line in course.lines if line.present})


def _is_planned(actor: Actor, course: Any) -> bool:
    return actor.may(course.write_right, course.unit_id) and course.course_state == CourseState.PLANNED


COURSES = proven_kind(
    code="training_course",
    area="activities",
    name="course",
    label="lớp tập huấn",
    label_plural="lớp tập huấn",
    visible_to=courses_visible_to,
    columns=(
        Column(
            "title",
            "Lớp",
            order=("folded_title",),
            sub=lambda course: f"Lý do hủy: {course.cancel_reason}" if course.cancel_reason else "",
        ),
        Column("level", "Cấp", value=lambda course: course.get_level_display(), order=("level",)),
        Column(
            "subjects",
            "Nội dung",
            value=lambda course: "; ".join(str(CourseSubject(code).label) for code in course.subjects),
        ),
        Column("planned_on", "Dự kiến", form="date", order=("planned_on",)),
        Column("happened_on", "Đã tổ chức", form="date", order=("happened_on",)),
        Column("course_state", "Tình hình", value=lambda course: course.get_course_state_display()),
        Column("trainees", "Người học", form="number"),
        Column("units", "Đơn vị có người học", form="number"),
    ),
    filters=(
        date_year_filter(courses_visible_to, "planned_on"),
        choice_filter("cap", "Cấp", CourseLevel.choices, "level"),
        choice_filter("tinh_hinh", "Tình hình", CourseState.choices, "course_state"),
    ),
    order="-planned_on",
    prepare=_with_lines,
    detail=lambda actor, course: {"lines": named_lines(course.lines, on=course.happened_on or actor.on)},
    detail_template="activities/course.html",
    empty=Empty(
        "Chưa có lớp tập huấn nào",
        "Lên kế hoạch lớp trước; khi đã tổ chức, ghi danh sách người học theo đơn vị. "
        "Xã, phường được tính khi có người dự.",
        "Thêm lớp đầu tiên",
    ),
    form=CourseForm,
    acts=(
        Act(
            name="hold",
            address="da-to-chuc/",
            label="Ghi lớp đã tổ chức",
            lede="Ví dụ một dòng: xã Đông Hiếu; cán bộ đầu mối dân vận; 2; 2.",
            done="Đã ghi lớp đã tổ chức.",
            form=HoldForm,
            initial=lambda actor, course: {"held_on": course.planned_on},
            run=_hold,
            may=_is_planned,
            is_main=True,
        ),
        Act(
            name="cancel",
            address="huy/",
            label="Hủy lớp",
            done="Đã ghi lớp bị hủy.",
            form=CancelForm,
            run=lambda actor, course, given, at: services.cancel_course(course.pk, actor=actor, reason=given["reason"]),
            may=_is_planned,
        ),
    ),
    sheet=(
        text_column("title", "Lớp", most=400, example="Tập huấn nghiệp vụ dân vận chính quyền, lớp 1"),
        choice_column("level", "Cấp", CourseLevel.choices, example=CourseLevel.COMMUNE.label),
        choices_column("subjects", "Nội dung", CourseSubject.choices, example=CourseSubject.GRASSROOTS_DEMOCRACY.label),
        date_column("planned_on", "Dự kiến", example=date(2026, 6, 15)),
        whole_column("hours", "Số giờ", lowest=0, highest=500, required=False, example=16),
        text_column("lecturer", "Người giảng", most=200, required=False),
    ),
    checks=(
        one_value_each(
            "unit_id", "planned_on", "title", among=courses_visible_to, message="Lớp này đã có trong hệ thống."
        ),
    ),
    day_of=lambda values: values.get("planned_on"),
)
