"""Inspections of units, what they found and how it was put right (T38, S24, S37, S38)."""

from datetime import date

import pghistory
from django.core.exceptions import ValidationError
from django.db import models

from danvan.authority.rules.rights import Right
from danvan.evidence.models import Record
from danvan.inspections.choices import FindingKind, FindingState, InspectionForm, InspectionState, Seriousness
from danvan.orgs.selectors import reach


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="inspection_editions"))
class Inspection(Record):
    """One unit inspected by one body.  `unit` is the inspected one; `happened_on` the day it was done."""

    page = "inspections:inspection_detail"
    write_right = Right.KEEP_INSPECTIONS

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_inspection")
    inspecting_unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="cơ quan kiểm tra")
    inspection_form = models.CharField("hình thức", max_length=20, choices=InspectionForm)
    has_section = models.BooleanField("biên bản có phần riêng về dân vận", default=True)
    about_style = models.BooleanField("có kiểm tra tác phong, kỷ luật", default=False)
    planned_on = models.DateField("ngày dự kiến")
    period_examined = models.CharField("thời kỳ được kiểm tra", max_length=120, blank=True)
    inspection_state = models.CharField(
        "tình hình", max_length=20, choices=InspectionState, default=InspectionState.PLANNED, editable=False
    )
    conclusion = models.TextField("kết luận", blank=True, editable=False)
    concluded_on = models.DateField("ngày kết luận", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "cuộc kiểm tra"
        verbose_name_plural = "cuộc kiểm tra"
        indexes = [models.Index(fields=["planned_on"], name="inspection_planned_on")]

    def counting_days(self) -> list[date]:
        """Return the day it was done, or is planned for."""
        return [self.happened_on or self.planned_on]


class TeamMember(models.Model):
    """One member of an inspection team: the post first."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="team")
    post = models.CharField("chức vụ, cơ quan", max_length=200)
    name = models.CharField("họ và tên", max_length=120, blank=True)
    is_lead = models.BooleanField("trưởng đoàn", default=False)

    class Meta:
        verbose_name = "thành viên đoàn"
        verbose_name_plural = "thành viên đoàn"

    def __str__(self) -> str:
        return f"{self.inspection_id}: {self.pk}"


class CheckedItem(models.Model):
    """One line of the checklist of an inspection: what was looked at, how it stood."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="checklist")
    item = models.CharField("nội dung", max_length=300)
    score = models.PositiveSmallIntegerField("mức", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=400, blank=True)

    class Meta:
        verbose_name = "nội dung kiểm tra"
        verbose_name_plural = "nội dung kiểm tra"
        constraints = [
            models.CheckConstraint(
                name="score_is_zero_to_two", condition=models.Q(score__isnull=True) | models.Q(score__lte=2)
            )
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id}: {self.pk}"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="inspection_finding_editions"))
class InspectionFinding(Record):
    """A fault an inspection named, due to be put right.  `happened_on` is the day it was put right."""

    page = "inspections:finding_detail"
    write_right = Right.KEEP_INSPECTIONS

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_inspection_finding")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings", verbose_name="cuộc kiểm tra")
    finding_kind = models.CharField("về", max_length=20, choices=FindingKind)
    seriousness = models.CharField("mức độ", max_length=20, choices=Seriousness, default=Seriousness.MEDIUM)
    due_on = models.DateField("hạn khắc phục")
    repeats = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by", verbose_name="lặp lại hạn chế"
    )
    finding_state = models.CharField(
        "tình hình", max_length=20, choices=FindingState, default=FindingState.OPEN, editable=False
    )

    class Meta:
        verbose_name = "hạn chế, khuyết điểm"
        verbose_name_plural = "hạn chế, khuyết điểm"
        indexes = [models.Index(fields=["due_on"], name="finding_due_on")]

    def clean(self) -> None:
        """Refuse a repeated fault of another unit; one of a unit before it is its own."""
        if self.repeats and self.repeats.unit_id not in reach(self.unit_id, on=self.due_on, with_subtree=False):
            raise ValidationError({"repeats": "Hạn chế lặp lại phải là của chính đơn vị này."})

    def counting_days(self) -> list[date]:
        """Return the day it is due and the day it was put right."""
        return [self.due_on, *([self.happened_on] if self.happened_on else [])]

    def locking_days(self) -> list[date]:
        """Return none: faults of a closed year are still to be put right, and move no target."""
        return []


class RectificationAction(models.Model):
    """One step in putting a fault right: reported by the unit, accepted or returned by the team."""

    finding = models.ForeignKey(InspectionFinding, models.CASCADE, related_name="actions")
    on = models.DateField("ngày")
    text = models.CharField("nội dung", max_length=600)
    leads_to = models.CharField("tình hình sau đó", max_length=20, choices=FindingState)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "việc khắc phục"
        verbose_name_plural = "việc khắc phục"

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.leads_to}"
