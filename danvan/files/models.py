"""Stored files.  Who may read one is decided by the area that attaches it."""

from django.db import models


class StoredFile(models.Model):
    """The bytes of one upload, kept once under the hash of its content."""

    sha256 = models.CharField("mã băm", max_length=64, unique=True)
    content_type = models.CharField("kiểu nội dung", max_length=100)
    size = models.BigIntegerField("số byte")
    stored_at = models.DateTimeField("lưu lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"

    def __str__(self) -> str:
        return f"tệp {self.pk}"
