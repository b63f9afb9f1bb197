"""Yearly plans on government mass mobilisation and grassroots democracy, and their tasks (T03, T04, T05)."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from danvan.evidence.models import Record
from danvan.plans.choices import PlanKind


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="plan_editions"))
class Plan(Record):
    """A signed, numbered plan that names its year.  `happened_on` is the day it was issued."""

    page = "plans:plan_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_plan")
    plan_kind = models.CharField("về", max_length=40, choices=PlanKind)
    year = models.PositiveSmallIntegerField("năm")
    document = models.ForeignKey(
        "evidence.Document", models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="văn bản"
    )
    basis = models.CharField("văn bản cấp trên làm căn cứ", max_length=200, blank=True)
    basis_on = models.DateField("ngày văn bản cấp trên", null=True, blank=True)

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        indexes = [models.Index(fields=["year", "plan_kind"], name="plan_year_kind")]
        constraints = [models.CheckConstraint(name="plan_year_is_a_year", condition=Q(year__gte=2015, year__lte=2100))]

    @property
    def days_after_basis(self) -> int | None:
        """How many days after the document of the higher body it was issued (S06)."""
        return (self.happened_on - self.basis_on).days if self.happened_on and self.basis_on else None

    def counting_days(self) -> list[date]:
        """Return the last day of the year the plan is for, whenever it was issued."""
        return [date(self.year, 12, 31)]


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="plan_task_editions"))
class PlanTask(Record):
    """One task of a plan: who answers for it, by when, and what came of it.  `happened_on` is the day it was done."""

    page = "plans:task_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_plan_task")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks", verbose_name="kế hoạch")
    owner = models.CharField("người chịu trách nhiệm", max_length=160)
    due_on = models.DateField("hạn")
    regular_function = models.CharField("nhiệm vụ thường xuyên gắn với", max_length=200, blank=True)
    result = models.TextField("kết quả", blank=True)

    class Meta:
        verbose_name = "nhiệm vụ trong kế hoạch"
        verbose_name_plural = "nhiệm vụ trong kế hoạch"
        indexes = [models.Index(fields=["due_on"], name="plan_task_due")]

    def counting_days(self) -> list[date]:
        """Return the day the task is due and the day it was done."""
        return [self.due_on, *([self.happened_on] if self.happened_on else [])]
