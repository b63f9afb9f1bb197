"""Directives and the article “Dân vận” brought to staff (T01, T02), and the October sessions of cells (T29)."""

from typing import Any

import pghistory
from django.db import models
from django.db.models import F, Q

from danvan.activities.choices import MeetingForm
from danvan.evidence.models import Record


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="dissemination_event_editions"))
class DisseminationEvent(Record):
    """A conference or study session of the unit that organised it, and of every unit on its list.

    `invited`, `present` and `head_present` are the organiser's own people;
    each other unit has a line of its own.
    """

    page = "activities:dissemination_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_dissemination_event")
    about_directive = models.BooleanField("quán triệt chỉ thị, nghị quyết về dân vận", default=False)
    about_article = models.BooleanField("học tập bài báo “Dân vận”", default=False)
    meeting_form = models.CharField("hình thức", max_length=20, choices=MeetingForm, default=MeetingForm.IN_PERSON)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    invited = models.PositiveIntegerField("số người được triệu tập", default=0)
    present = models.PositiveIntegerField("số người có mặt", default=0)
    head_present = models.BooleanField("người đứng đầu dự", default=False)
    disseminated = models.CharField("văn bản được quán triệt", max_length=400, blank=True)

    class Meta:
        verbose_name = "hội nghị quán triệt, học tập"
        verbose_name_plural = "hội nghị quán triệt, học tập"
        constraints = [
            models.CheckConstraint(
                name="dissemination_has_a_topic",
                condition=Q(about_directive=True) | Q(about_article=True),
                violation_error_message="Chọn ít nhất một nội dung: chỉ thị, nghị quyết hoặc bài báo “Dân vận”.",
            ),
            models.CheckConstraint(
                name="dissemination_present_among_invited",
                condition=Q(present__lte=F("invited")),
                violation_error_message="Số người có mặt không thể nhiều hơn số người được triệu tập.",
            ),
        ]

    def counting_units(self) -> list[int]:
        """Return the organiser, when its own people attended, and every unit that sent somebody."""
        own = [self.unit_id] if self.present else []
        lines: Any = self.attendances.filter(present__gt=0) if self.pk else ()
        return own + [line.unit_id for line in lines if line.unit_id != self.unit_id]


class Attendance(models.Model):
    """How many people of another unit were called to a joint event, and how many came."""

    event = models.ForeignKey(DisseminationEvent, models.CASCADE, related_name="attendances")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    invited = models.PositiveIntegerField("được triệu tập")
    present = models.PositiveIntegerField("có mặt")
    head_present = models.BooleanField("người đứng đầu dự", default=False)

    class Meta:
        verbose_name = "đơn vị dự"
        verbose_name_plural = "đơn vị dự"
        constraints = [
            models.UniqueConstraint(fields=["event", "unit"], name="a_unit_attends_once"),
            models.CheckConstraint(name="attendance_present_among_invited", condition=Q(present__lte=F("invited"))),
        ]
        indexes = [models.Index(fields=["unit", "event"], name="attendance_of_unit")]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.unit_id}"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="cell_session_editions"))
class CellThematicSession(Record):
    """Cells of a unit that held a session on the work: counts and the number of the minutes, never the minutes."""

    page = "activities:cell_session_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_cell_session")
    cells_held = models.PositiveIntegerField("số chi bộ đã sinh hoạt")
    cells_total = models.PositiveIntegerField("số chi bộ vào ngày 31/10")
    present = models.PositiveIntegerField("số đảng viên có mặt", default=0)
    absent = models.PositiveIntegerField("số đảng viên vắng", default=0)
    about_article = models.BooleanField("có học tập bài báo “Dân vận”", default=True)
    minutes_reference = models.CharField("số hiệu biên bản", max_length=200, blank=True)

    class Meta:
        verbose_name = "sinh hoạt chuyên đề chi bộ"
        verbose_name_plural = "sinh hoạt chuyên đề chi bộ"
        constraints = [
            models.CheckConstraint(
                name="cells_held_among_all",
                condition=Q(cells_held__lte=F("cells_total")),
                violation_error_message="Số chi bộ đã sinh hoạt không thể nhiều hơn số chi bộ.",
            ),
        ]

    @property
    def is_out_of_month(self) -> bool:
        """Whether it was held outside October and so does not count."""
        return self.happened_on is not None and self.happened_on.month != 10
