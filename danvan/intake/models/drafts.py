"""Letters somebody is still writing online: sealed with a key only their browser has, gone after a week."""

from django.db import models


class OnlineDraft(models.Model):
    """What was typed so far, readable only with the token it is found by."""

    token_hash = models.CharField("mã băm", max_length=64, unique=True)
    sealed = models.BinaryField("nội dung đã niêm phong")
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        verbose_name = "bản nháp gửi trực tuyến"
        verbose_name_plural = "bản nháp gửi trực tuyến"
        indexes = [models.Index(fields=["changed_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return f"{self.pk}"


class DraftPaper(models.Model):
    """A file that goes with a draft; checked by content when it came."""

    draft = models.ForeignKey(OnlineDraft, models.CASCADE, related_name="papers")
    stored = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("tên", max_length=200)

    class Meta:
        verbose_name = "tệp của bản nháp"
        verbose_name_plural = "tệp của bản nháp"

    def __str__(self) -> str:
        return f"{self.pk}"
