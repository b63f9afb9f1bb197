"""Mails waiting to be looked at by a desk.  Nothing here is a letter yet, and nothing of it is readable as stored."""

from django.db import models
from django.db.models import Q

from danvan.intake.choices import AsideReason, MailState


class WaitingMail(models.Model):
    """One message to a unit's mailbox.

    `mark` tells a message fetched twice from two messages; what was written,
    and by whom, lies in `sealed` and is gone once it is decided what became of
    it.  `case` is the letter it was registered as; nothing leads from here to
    the sealed register.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    mark = models.CharField("dấu nhận biết", max_length=64)
    arrived_at = models.DateTimeField("đến lúc")
    fetched_at = models.DateTimeField("nhận vào lúc")
    state = models.CharField("tình trạng", max_length=12, choices=MailState, default=MailState.WAITING)
    reason = models.CharField("lý do để riêng", max_length=12, choices=AsideReason, blank=True)
    sealed = models.BinaryField("nội dung đã niêm phong", null=True)
    case = models.ForeignKey(
        "casework.Case", models.SET_NULL, null=True, blank=True, related_name="mails", verbose_name="đơn"
    )
    decided_at = models.DateTimeField("xử lý lúc", null=True, blank=True)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "thư điện tử chờ vào sổ"
        verbose_name_plural = "thư điện tử chờ vào sổ"
        constraints = [
            models.UniqueConstraint(fields=["unit", "mark"], name="a_mail_waits_once"),
            models.CheckConstraint(
                condition=~Q(state=MailState.WAITING) | Q(sealed__isnull=False), name="a_waiting_mail_can_be_read"
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "-arrived_at"], name="mail_of_unit")]

    def __str__(self) -> str:
        return f"thư {self.pk}"

    @property
    def place(self) -> str:
        """Where its sealed bytes belong; they open nowhere else."""
        return f"mail {self.unit_id} {self.mark}"


class MailPaper(models.Model):
    """A file a mail brought, sealed with it, name and all."""

    mail = models.ForeignKey(WaitingMail, models.CASCADE, related_name="papers")
    sealed = models.BinaryField("tệp đã niêm phong")

    class Meta:
        verbose_name = "tệp của thư điện tử"
        verbose_name_plural = "tệp của thư điện tử"

    def __str__(self) -> str:
        return f"{self.mail_id}: {self.pk}"
