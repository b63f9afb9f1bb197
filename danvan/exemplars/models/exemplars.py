"""Exemplars: “Dân vận khéo” models and bright spots, their stages and yearly milestones (T15–T18)."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from danvan.evidence.models import Record
from danvan.exemplars.choices import Category, Field, ReplicationOutcome, Stage, Step


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="exemplar_editions"))
class Exemplar(Record):
    """One model or bright spot.  `happened_on` is the day it was registered.

    A model promoted to a bright spot keeps its record: from the year of
    `promoted_on` it counts as what it is now, before as `former_category`.
    """

    page = "exemplars:exemplar_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_exemplar")
    category = models.CharField("loại", max_length=30, choices=Category)
    former_category = models.CharField(
        "loại trước khi nâng", max_length=30, choices=Category, blank=True, editable=False
    )
    promoted_on = models.DateField("ngày nâng thành điểm sáng", null=True, blank=True, editable=False)
    field = models.CharField("lĩnh vực", max_length=30, choices=Field)
    is_collective = models.BooleanField("của tập thể", default=True)
    follows_uncle_ho = models.BooleanField("gắn với học tập và làm theo Bác", default=False)
    situation = models.TextField("thực trạng, lý do", blank=True)
    objectives = models.TextField("mục tiêu, tiêu chí", blank=True)
    methods = models.TextField("nội dung, cách làm", blank=True)
    place = models.CharField("nơi thực hiện", max_length=200, blank=True)
    beneficiaries = models.CharField("đối tượng hưởng lợi", max_length=300, blank=True)
    forces = models.CharField("lực lượng tham gia", max_length=400, blank=True)
    resources = models.CharField("nguồn lực, thời gian", max_length=300, blank=True)
    results = models.TextField("kết quả kiểm chứng được", blank=True)
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="copies", verbose_name="làm theo mô hình"
    )
    stage = models.CharField("giai đoạn", max_length=20, choices=Stage, default=Stage.PROPOSED, editable=False)

    class Meta:
        verbose_name = "mô hình, điểm sáng"
        verbose_name_plural = "mô hình, điểm sáng"
        indexes = [models.Index(fields=["category", "stage"], name="exemplar_category_stage")]
        constraints = [
            models.CheckConstraint(
                name="promotion_is_whole",
                condition=Q(promoted_on__isnull=True, former_category="")
                | (Q(promoted_on__isnull=False) & ~Q(former_category="")),
            )
        ]

    def category_in(self, year: int) -> str:
        """Return what it counts as in a year."""
        return self.former_category if self.promoted_on and self.promoted_on.year > year else self.category

    def counting_days(self) -> list[date]:
        """Return a day of every year it may count in: from its registration on, as long as any lasts."""
        if self.happened_on is None:
            return []
        first = self.happened_on.year
        return [self.happened_on, *(date(year, 12, 31) for year in range(first, first + YEARS_OF_LIFE))]

    def locking_days(self) -> list[date]:
        """Return none: its yearly facts are its milestones, which are locked with their year."""
        return []


# Years an exemplar is reckoned to live, so that its figures are refreshed in all of them.
YEARS_OF_LIFE = 15


class ExemplarStage(models.Model):
    """From when until when an exemplar was at a stage, and why it came there."""

    exemplar = models.ForeignKey(Exemplar, models.CASCADE, related_name="stages")
    stage = models.CharField("giai đoạn", max_length=20, choices=Stage)
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    reason = models.CharField("lý do, căn cứ", max_length=400, blank=True)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "giai đoạn"
        verbose_name_plural = "giai đoạn"
        indexes = [models.Index(fields=["stage", "since"], name="stage_since")]

    def __str__(self) -> str:
        return f"{self.exemplar_id}: {self.stage}"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="milestone_editions"))
class Milestone(Record):
    """One of the five steps of an exemplar in one year.  `happened_on` is the day it was done."""

    page = "exemplars:milestone_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_milestone")
    exemplar = models.ForeignKey(Exemplar, models.PROTECT, related_name="milestones", verbose_name="mô hình, điểm sáng")
    step = models.CharField("bước", max_length=20, choices=Step)
    year = models.PositiveSmallIntegerField("năm")
    due_on = models.DateField("hạn")
    result = models.TextField("kết quả", blank=True)
    replication = models.CharField(
        "quyết định nhân rộng", max_length=20, choices=ReplicationOutcome, blank=True, default=ReplicationOutcome.NONE
    )

    class Meta:
        verbose_name = "bước của mô hình"
        verbose_name_plural = "bước của mô hình"
        indexes = [models.Index(fields=["year", "step"], name="milestone_year_step")]
        constraints = [
            models.UniqueConstraint(
                fields=["exemplar", "step", "year"],
                name="a_step_is_taken_once_a_year",
                violation_error_message="Mô hình đã có bước này trong năm.",
            )
        ]

    def counting_days(self) -> list[date]:
        """Return the last day of its year, the day it is due and the day it was done."""
        return sorted({date(self.year, 12, 31), self.due_on, *([self.happened_on] if self.happened_on else [])})

    def locking_days(self) -> list[date]:
        """Return the last day of its year."""
        return [date(self.year, 12, 31)]
