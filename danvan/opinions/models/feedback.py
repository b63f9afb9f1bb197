"""What voters think of an answer, as the Front asked them."""

from django.db import models
from django.db.models import F, Q

from danvan.opinions.choices import FeedbackChannel
from danvan.opinions.models.recommendations import RecommendationResponse


class FeedbackReport(models.Model):
    """How many were asked about an answer, and what they said; nobody is named.

    Who could not say was asked and is not satisfied.  What is left of `asked`
    gave no answer at all.
    """

    response = models.ForeignKey(RecommendationResponse, models.PROTECT, related_name="feedback")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="nơi lấy ý kiến")
    on = models.DateField("ngày")
    channel = models.CharField("cách hỏi", max_length=10, choices=FeedbackChannel)
    asked = models.PositiveIntegerField("số người được hỏi")
    satisfied = models.PositiveIntegerField("hài lòng", default=0)
    partly = models.PositiveIntegerField("hài lòng một phần", default=0)
    not_satisfied = models.PositiveIntegerField("chưa hài lòng", default=0)
    unsure = models.PositiveIntegerField("khó nói", default=0)
    comment = models.CharField("ý kiến, không nêu tên", max_length=600, blank=True)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    # Of the form it came with: sent twice, it is kept once.
    key = models.UUIDField("khóa của lần gửi", null=True, blank=True)
    invented = models.BooleanField("dữ liệu minh họa", default=False)

    class Meta:
        verbose_name = "phản hồi của cử tri"
        verbose_name_plural = "phản hồi của cử tri"
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked__gt=0)
                & Q(asked__gte=F("satisfied") + F("partly") + F("not_satisfied") + F("unsure")),
                name="no_more_answer_than_were_asked",
            ),
            models.UniqueConstraint(fields=["key", "response"], name="feedback_sent_twice_is_kept_once"),
        ]
        indexes = [models.Index(fields=["on"], name="feedback_by_day")]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.on}"

    @property
    def given(self) -> int:
        """How many said something."""
        return self.satisfied + self.partly + self.not_satisfied + self.unsure
