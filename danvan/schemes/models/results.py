"""Kept results (decision D4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from danvan.kernel.figures import Status

STATUSES = [(status.value, status.label) for status in Status]


class SchemeVersion(models.Model):
    """A definition file as it was loaded, so that an old figure can name the rules it followed."""

    scheme = models.CharField("đề án", max_length=20)
    version = models.PositiveIntegerField("phiên bản")
    definition_hash = models.CharField("mã băm", max_length=64)
    text = models.TextField("nội dung")
    loaded_at = models.DateTimeField("nạp lúc", auto_now_add=True)

    class Meta:
        verbose_name = "phiên bản đề án"
        verbose_name_plural = "phiên bản đề án"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "definition_hash"], name="a_definition_is_loaded_once")
        ]

    def __str__(self) -> str:
        return f"{self.scheme} v{self.version}"


class Figures(models.Model):
    """What a measure answers about one unit in one period: the columns that results and their frozen copies share.

    Numerator and denominator are whole numbers; their meaning is the
    measure's.  `closing` marks the part-period of a unit that ended inside it
    (rule R4).  `detail` holds what a screen shows beside the figure.
    """

    scheme = models.CharField("đề án", max_length=20)
    target = models.CharField("chỉ tiêu", max_length=12)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    period_from = models.DateField("từ ngày")
    period_to = models.DateField("đến ngày")
    closing = models.BooleanField("kết quả đóng kỳ", default=False)
    numerator = models.BigIntegerField("tử số", null=True)
    denominator = models.BigIntegerField("mẫu số", null=True)
    provisional_numerator = models.BigIntegerField("tử số tạm tính", null=True)
    provisional_denominator = models.BigIntegerField("mẫu số tạm tính", null=True)
    status = models.CharField("kết quả", max_length=20, choices=STATUSES)
    provisional_status = models.CharField("kết quả tạm tính", max_length=20, choices=STATUSES)
    flags = ArrayField(models.CharField(max_length=30), verbose_name="dấu hiệu", default=list)
    detail = models.JSONField("chi tiết", default=dict)

    class Meta:
        abstract = True


class IndicatorSum(models.Model):
    """One kept sum of an indicator, for one unit and year, equal at any time to a sum over the records."""

    scheme = models.CharField("đề án", max_length=20)
    task = models.CharField("nhiệm vụ", max_length=12)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    key = models.CharField("đại lượng", max_length=20)
    amount = models.BigIntegerField("giá trị")

    class Meta:
        verbose_name = "tổng của chỉ báo"
        verbose_name_plural = "tổng của chỉ báo"
        indexes = [models.Index(fields=["unit", "scheme", "year"], name="indicator_sum_unit")]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "task", "year", "unit", "key"], name="one_sum_per_task_and_unit")
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.unit_id} {self.year} {self.key}"


class TargetResult(Figures):
    """The kept result of one target for one unit and period, refreshed by jobs, equal to a full recomputation."""

    computed_at = models.DateTimeField("tính lúc", auto_now=True)

    class Meta:
        verbose_name = "kết quả chỉ tiêu"
        verbose_name_plural = "kết quả chỉ tiêu"
        indexes = [
            models.Index(fields=["unit", "scheme", "year"], name="target_result_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "year", "target", "unit", "period_to"], name="one_result_per_target_unit_and_period"
            ),
            models.CheckConstraint(name="result_period_is_in_order", condition=Q(period_to__gte=F("period_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.unit_id} {self.year}"
