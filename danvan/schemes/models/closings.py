"""Closed periods: a frozen, hashed copy of every result; later changes stand beside it as corrections."""

import pgtrigger
from django.db import models
from django.db.models import Q

from danvan.schemes.models.results import Figures


class PeriodClosing(models.Model):
    """One closing of one year of a scheme.  Re-opening ends it and leaves it in place."""

    scheme = models.CharField("đề án", max_length=20)
    year = models.PositiveSmallIntegerField("năm")
    version = models.ForeignKey("schemes.SchemeVersion", models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("đóng lúc")
    closed_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")
    results_hash = models.CharField("mã băm kết quả", max_length=64)
    reopened_at = models.DateTimeField("mở lại lúc", null=True, blank=True)
    reopened_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    reopen_reason = models.TextField("lý do mở lại", blank=True)

    class Meta:
        verbose_name = "lần đóng kỳ"
        verbose_name_plural = "lần đóng kỳ"
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "year"],
                condition=Q(reopened_at__isnull=True),
                name="a_year_is_closed_once_at_a_time",
            ),
            models.CheckConstraint(
                name="reopening_has_a_reason", condition=Q(reopened_at__isnull=True) | ~Q(reopen_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.year}"


class ClosedResult(Figures):
    """A result as it stood at the closing.  Never changed."""

    closing_of = models.ForeignKey(PeriodClosing, models.PROTECT, related_name="results")

    class Meta:
        verbose_name = "kết quả đã đóng"
        verbose_name_plural = "kết quả đã đóng"
        indexes = [models.Index(fields=["closing_of", "target", "unit"], name="closed_result_lookup")]
        triggers = [
            pgtrigger.Protect(name="closed_result_never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.unit_id} {self.year}"
