"""Training courses (T25, T25n, T26)."""

from datetime import date
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from danvan.activities.choices import CourseLevel, CourseState, CourseSubject, TraineeRole
from danvan.evidence.models import Record
from danvan.orgs.choices import UnitKind
from danvan.orgs.models import UnitVersion


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="training_course_editions"))
class TrainingCourse(Record):
    """One class: who organised it, on what, whether it took place.  `happened_on` is its last day, once held.

    Two sittings of one programme with different people are two classes.
    """

    page = "activities:course_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_training_course")
    level = models.CharField("cấp tổ chức", max_length=20, choices=CourseLevel)
    subjects = ArrayField(models.CharField(max_length=40, choices=CourseSubject), verbose_name="nội dung")
    course_state = models.CharField(
        "tình hình", max_length=20, choices=CourseState, default=CourseState.PLANNED, editable=False
    )
    planned_on = models.DateField("ngày dự kiến")
    hours = models.PositiveSmallIntegerField("số giờ", default=0)
    lecturer = models.CharField("người giảng", max_length=200, blank=True)
    cancel_reason = models.CharField("lý do hủy", max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = "lớp tập huấn"
        verbose_name_plural = "lớp tập huấn"

    def counting_days(self) -> list[date]:
        """Return the day it was held, or is planned for."""
        return [self.happened_on or self.planned_on]

    def counting_units(self) -> list[int]:
        """Return the organiser, every unit that sent somebody, and the province for a course of its level."""
        lines: Any = self.attendances.filter(present__gt=0) if self.pk else ()
        found = {self.unit_id, *(line.unit_id for line in lines)}
        if self.level == CourseLevel.PROVINCE:
            found.update(UnitVersion.objects.filter(kind=UnitKind.PROVINCE).values_list("unit_id", flat=True))
        return sorted(found)


class TrainingAttendance(models.Model):
    """How many people of a unit, in one role, were expected at a class and came."""

    course = models.ForeignKey(TrainingCourse, models.CASCADE, related_name="attendances")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    role = models.CharField("đối tượng", max_length=20, choices=TraineeRole, default=TraineeRole.FOCAL_OFFICER)
    planned = models.PositiveIntegerField("dự kiến")
    present = models.PositiveIntegerField("có mặt")

    class Meta:
        verbose_name = "người học"
        verbose_name_plural = "người học"
        constraints = [
            models.UniqueConstraint(fields=["course", "unit", "role"], name="a_role_of_a_unit_attends_once"),
        ]
        indexes = [models.Index(fields=["unit", "course"], name="training_of_unit")]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.unit_id} {self.role}"
