"""Figures a unit merely declares: welcome, shown apart, checked for arithmetic sense."""

import pghistory
from django.db import models
from django.db.models import F, Q


@pghistory.track()
class DeclaredFigure(models.Model):
    """What a unit typed or sent for one target and period, with what does not add up in it."""

    scheme = models.CharField("đề án", max_length=20)
    target = models.CharField("chỉ tiêu", max_length=12)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="declared_figures", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm")
    period_from = models.DateField("từ ngày")
    period_to = models.DateField("đến ngày")
    numerator = models.BigIntegerField("tử số", null=True, blank=True)
    denominator = models.BigIntegerField("mẫu số", null=True, blank=True)
    percent = models.CharField("tỷ lệ như đã khai", max_length=20, blank=True)
    units_counted = models.PositiveIntegerField("số đơn vị đã tính", null=True, blank=True)
    parts = models.JSONField("các phần", default=list, blank=True)
    findings = models.JSONField("điều chưa khớp", default=list)
    source = models.CharField("nguồn", max_length=300, blank=True)
    declared_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField("khai lúc", auto_now=True)

    class Meta:
        verbose_name = "số liệu khai báo"
        verbose_name_plural = "số liệu khai báo"
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "target", "unit", "year"], name="one_declared_figure_per_target_unit_and_year"
            ),
            models.CheckConstraint(name="declared_period_is_in_order", condition=Q(period_to__gte=F("period_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.unit_id} {self.year}"
