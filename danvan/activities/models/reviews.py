"""Interim and final reviews (T27, T27a)."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from danvan.activities.choices import ReviewKind
from danvan.evidence.models import Record


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="review_conference_editions"))
class ReviewConference(Record):
    """A review of the work, or a named part of a general conference with a report of its own."""

    page = "activities:review_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_review_conference")
    review_kind = models.CharField("loại", max_length=20, choices=ReviewKind)
    year = models.PositiveSmallIntegerField("năm")
    is_part = models.BooleanField("là một phần của hội nghị chung", default=False)
    present = models.PositiveIntegerField("số người dự", default=0)

    class Meta:
        verbose_name = "sơ kết, tổng kết"
        verbose_name_plural = "sơ kết, tổng kết"
        constraints = [
            models.CheckConstraint(name="review_year_is_a_year", condition=Q(year__gte=2015, year__lte=2100))
        ]

    def counting_days(self) -> list[date]:
        """Return the last day of the year it looks back on, whenever it was held."""
        return [date(self.year, 12, 31)]
