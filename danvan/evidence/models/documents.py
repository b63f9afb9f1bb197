"""Documents as the administration knows them: number, date, signer, issuer, and their files."""

import pghistory
from django.db import models
from django.db.models import Q

from danvan.evidence.choices import NO_NUMBER, DocumentKind


@pghistory.track()
class Document(models.Model):
    """An issued document.  One document may prove several records (a combined plan proves T03 and T04)."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="documents", verbose_name="đơn vị lưu")
    kind = models.CharField("loại văn bản", max_length=30, choices=DocumentKind)
    number = models.CharField("số, ký hiệu", max_length=80)
    issued_on = models.DateField("ngày ban hành")
    title = models.CharField("trích yếu", max_length=400)
    folded_title = models.CharField("trích yếu không dấu", max_length=400, editable=False)
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    signer = models.CharField("người ký", max_length=120, blank=True)
    signer_title = models.CharField("chức vụ người ký", max_length=160, blank=True)
    invented = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    created_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        indexes = [models.Index(fields=["unit", "-issued_on"], name="document_unit_issued")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "number", "issued_on"],
                condition=~Q(number=NO_NUMBER),
                name="a_document_is_entered_once",
                violation_error_message="Đơn vị đã có văn bản này (cùng loại, số và ngày ban hành).",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.issued_on:%d/%m/%Y})"


class DocumentFile(models.Model):
    """A file of a document, under the name it was uploaded with."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="files")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("tên tệp", max_length=200)
    uploaded_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tệp của văn bản"
        verbose_name_plural = "tệp của văn bản"
        constraints = [models.UniqueConstraint(fields=["document", "file"], name="a_file_is_attached_once")]

    def __str__(self) -> str:
        return f"tệp {self.pk}"
