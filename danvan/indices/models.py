"""Provincial index series: score and rank of one index year, with source and confidence (T09 to T12)."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q

from danvan.authority.rules.rights import Right
from danvan.evidence.models import Record
from danvan.indices.choices import Confidence, IndexName


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="index_score_editions"))
class IndexScore(Record):
    """The province's place in one index for one index year.  `happened_on` is the day of publication, where known."""

    write_right = Right.KEEP_INDICES
    is_dated = False
    page = "indices:score_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_index_score")
    index = models.CharField("chỉ số", max_length=20, choices=IndexName)
    year = models.PositiveSmallIntegerField("năm chỉ số")
    score = models.DecimalField("điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    rank = models.PositiveSmallIntegerField("thứ hạng")
    of_total = models.PositiveSmallIntegerField("trong tổng số tỉnh")
    source_url = models.URLField("nguồn", max_length=500, blank=True)
    confidence = models.CharField("độ tin cậy", max_length=20, choices=Confidence)

    class Meta:
        verbose_name = "chỉ số"
        verbose_name_plural = "chỉ số"
        constraints = [
            models.UniqueConstraint(
                fields=["index", "year"],
                name="one_score_per_index_and_year",
                violation_error_message="Năm này của chỉ số đã có dữ liệu.",
            ),
            models.CheckConstraint(
                name="rank_is_within_the_number_ranked", condition=Q(rank__gte=1, rank__lte=F("of_total"))
            ),
        ]

    def counting_days(self) -> list[date]:
        """Return the last day of the index year, whenever it was published."""
        return [date(self.year, 12, 31)]

    def locking_days(self) -> list[date]:
        """Return nothing: an index year is published by others after the year has been closed."""
        return []
