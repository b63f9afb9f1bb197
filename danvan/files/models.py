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


class HeldUpload(models.Model):
    """A file on its way to a form: arriving in pieces, or whole and waiting for a form that was refused.

    Found only with the secret the form carries, by whoever sent it, for a day.
    """

    token_hash = models.CharField("mã băm", max_length=64, unique=True)
    holder_hash = models.CharField("mã băm của người gửi", max_length=64)
    address_hash = models.CharField("mã băm của địa chỉ mạng", max_length=64, blank=True)
    name = models.CharField("tên", max_length=200)
    size = models.BigIntegerField("số byte")
    # Empty while pieces are missing.
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="holds")
    expires_at = models.DateTimeField("giữ đến")
    # When the form it was for went through.
    taken_at = models.DateTimeField("nhận lúc", null=True)

    class Meta:
        verbose_name = "tệp giữ tạm"
        verbose_name_plural = "tệp giữ tạm"
        indexes = [
            models.Index(fields=["holder_hash"], name="held_by_holder"),
            models.Index(fields=["expires_at"], name="held_by_age"),
        ]

    def __str__(self) -> str:
        return f"tệp giữ tạm {self.pk}"
