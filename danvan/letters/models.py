"""Letters that go out on a case."""

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """One letter or slip on a case: a draft until it has its number and day, then as it went out.

    `typed` holds what somebody wrote for it and is read with the file of the
    case.  A number once given stays given: a withdrawn letter keeps it.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="letters")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    kind = models.CharField("mẫu", max_length=40)
    typed = models.JSONField("nội dung", default=dict)
    signer_title = models.CharField("chức vụ người ký", max_length=200)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = models.CharField("ký hiệu", max_length=40, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    word = models.ForeignKey("casework.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    pdf = models.ForeignKey("casework.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    drafted_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    withdrawn_why = models.CharField("lý do thu hồi", max_length=300, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        verbose_name = "văn bản đi"
        verbose_name_plural = "văn bản đi"
        ordering = ["-year", "symbol", "-number", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "symbol", "number"], name="a_number_is_given_once"),
            models.CheckConstraint(
                condition=Q(number=None) | Q(year__isnull=False, issued_on__isnull=False, number__gte=1),
                name="a_numbered_letter_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None, word=None) | Q(issued_on__isnull=False, word__isnull=False),
                name="an_issued_letter_is_kept",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-issued_on", "-id"], name="letter_of_unit")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.number or ''}"

    @property
    def is_draft(self) -> bool:
        """Whether it has not gone out yet."""
        return self.issued_on is None
