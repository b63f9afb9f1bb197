"""Emulation launches and awards (T28, S33, S39, S40)."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import Q

from danvan.evidence.models import Record
from danvan.exemplars.choices import AwardForm, AwardLevel, AwardOrigin, AwardStage, Recipient


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="emulation_launch_editions"))
class EmulationLaunch(Record):
    """The launch of the movement in a unit and its divisions."""

    page = "exemplars:launch_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_emulation_launch")
    divisions = models.PositiveSmallIntegerField("số bộ phận được phát động", default=0)
    registrations = models.PositiveIntegerField("số đăng ký", default=0)

    class Meta:
        verbose_name = "phát động thi đua"
        verbose_name_plural = "phát động thi đua"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="award_editions"))
class Award(Record):
    """An award given or proposed, or the reasoned finding that nobody was to be honoured in a year.

    `title` is what it is for; `happened_on` the day of the decision, the proposal or the minute.
    """

    page = "exemplars:award_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_award")
    award_stage = models.CharField("tình hình", max_length=20, choices=AwardStage, default=AwardStage.AWARDED)
    level = models.CharField("cấp", max_length=20, choices=AwardLevel)
    award_form = models.CharField("hình thức", max_length=30, choices=AwardForm)
    recipient_kind = models.CharField(
        "đối tượng", max_length=20, choices=Recipient, default=Recipient.COLLECTIVE, blank=True
    )
    recipient = models.CharField("tập thể, cá nhân được khen", max_length=200, blank=True)
    decision_number = models.CharField("số quyết định", max_length=80, blank=True)
    origin = models.CharField("nguồn đề nghị", max_length=20, choices=AwardOrigin, default=AwardOrigin.UNIT)
    exemplar = models.ForeignKey(
        "exemplars.Exemplar",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name="mô hình, điểm sáng",
    )
    inspection_id = models.BigIntegerField("cuộc kiểm tra", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "khen thưởng, biểu dương"
        verbose_name_plural = "khen thưởng, biểu dương"
        constraints = [
            models.CheckConstraint(
                name="nil_return_honours_nobody",
                condition=(Q(award_stage=AwardStage.NIL) & Q(recipient="") & Q(award_form=AwardForm.NONE))
                | (~Q(award_stage=AwardStage.NIL) & ~Q(recipient="") & ~Q(award_form=AwardForm.NONE)),
                violation_error_message="Khi không có đối tượng thì không ghi người được khen; "
                "các trường hợp khác cần ghi rõ.",
            )
        ]

    def counting_days(self) -> list[date]:
        """Return the day of the decision, the proposal or the minute."""
        return [self.happened_on] if self.happened_on else []
