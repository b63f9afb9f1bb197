"""Letters taken in from a spreadsheet, as a whole; what is undone leaves its numbers behind."""

from django.db import models
from django.db.models import Q


class LetterBatch(models.Model):
    """One spreadsheet of letters a desk took in."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("mã băm", max_length=64)
    rows = models.PositiveIntegerField("số dòng")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField("nhập lúc")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đợt nhập đơn"
        verbose_name_plural = "đợt nhập đơn"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sha256"], condition=Q(undone_at=None), name="a_file_of_letters_is_taken_in_once"
            )
        ]
        indexes = [models.Index(fields=["unit", "-imported_at"], name="letter_batch_of_unit")]

    def __str__(self) -> str:
        return f"đợt nhập đơn {self.pk}"


class BatchLine(models.Model):
    """One line of a file and the letter it became; the number stays written here when the letter is taken back."""

    batch = models.ForeignKey(LetterBatch, models.CASCADE, related_name="lines")
    row = models.PositiveIntegerField("dòng")
    code = models.CharField("mã đơn", max_length=24)
    case = models.OneToOneField(
        "casework.Case", models.SET_NULL, null=True, blank=True, related_name="batch_line", verbose_name="đơn"
    )

    class Meta:
        verbose_name = "dòng của đợt nhập đơn"
        verbose_name_plural = "dòng của đợt nhập đơn"
        ordering = ["row"]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.row}"
