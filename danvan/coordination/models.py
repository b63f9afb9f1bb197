"""Agreements with the Front and the organisations, yearly programmes and reviews (T19, T20)."""

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from danvan.coordination.choices import Party
from danvan.evidence.models import InForce, Record


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="coordination_agreement_editions"))
class CoordinationAgreement(InForce):
    """A signed regulation or programme of coordination; it ends with its term or with its unit."""

    page = "coordination:agreement_detail"

    record_ptr = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, related_name="as_coordination_agreement"
    )
    parties = ArrayField(models.CharField(max_length=20, choices=Party), verbose_name="các bên ký với UBND")
    names_organisations = models.BooleanField("văn bản nêu tên năm tổ chức chính trị - xã hội", default=False)
    has_supervision = models.BooleanField("có phần giám sát, phản biện xã hội", default=False)
    contents = models.CharField("nội dung phối hợp", max_length=600, blank=True)

    class Meta(InForce.Meta):
        verbose_name = "quy chế phối hợp"
        verbose_name_plural = "quy chế phối hợp"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="coordination_programme_editions"))
class CoordinationProgramme(Record):
    """The programme of one year under the agreement (S32)."""

    page = "coordination:programme_detail"

    record_ptr = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, related_name="as_coordination_programme"
    )
    year = models.PositiveSmallIntegerField("năm")

    class Meta:
        verbose_name = "chương trình phối hợp năm"
        verbose_name_plural = "chương trình phối hợp năm"
        constraints = [
            models.CheckConstraint(name="programme_year_is_a_year", condition=Q(year__gte=2015, year__lte=2100))
        ]

    def counting_days(self) -> list[date]:
        """Return the last day of the year it is for."""
        return [date(self.year, 12, 31)]


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="coordination_review_editions"))
class CoordinationReview(Record):
    """A joint conference that looks back on the agreement; letters exchanged are kept and do not count."""

    page = "coordination:review_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_coordination_review")
    is_conference = models.BooleanField("hội nghị chung có biên bản", default=True)
    is_part = models.BooleanField("là một phần của hội nghị cuối năm", default=False)
    sessions = models.PositiveSmallIntegerField("số buổi làm việc trong kỳ", default=0)
    conclusions = models.PositiveSmallIntegerField("số kết luận chung", default=0)
    overdue = models.PositiveSmallIntegerField("số kết luận quá hạn", default=0)

    class Meta:
        verbose_name = "đánh giá phối hợp"
        verbose_name_plural = "đánh giá phối hợp"
        constraints = [
            models.CheckConstraint(
                name="overdue_conclusions_among_all",
                condition=Q(overdue__lte=F("conclusions")),
                violation_error_message="Số kết luận quá hạn không thể nhiều hơn số kết luận chung.",
            )
        ]
