"""Sessions of the National Assembly and of councils, and the meetings with voters before and after them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from danvan.opinions.choices import Body, MeetingKind, Timing


class CouncilSession(models.Model):
    """A session (kỳ họp) of an elected body, as one office keeps the list of voters' recommendations for it.

    `answer_by` is the day the standing body of a people's council set for
    answers; it wins over the house rule (reception_dialogue.md section 5).
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="cơ quan lập danh sách")
    body = models.CharField("kỳ họp của", max_length=20, choices=Body)
    number = models.PositiveSmallIntegerField("kỳ họp thứ")
    term = models.CharField("nhiệm kỳ", max_length=20)
    is_extraordinary = models.BooleanField("kỳ họp chuyên đề, bất thường", default=False)
    opens_on = models.DateField("ngày khai mạc")
    closes_on = models.DateField("ngày bế mạc", null=True, blank=True)
    answer_by = models.DateField("hạn trả lời do Thường trực HĐND ấn định", null=True, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1)
    invented = models.BooleanField("dữ liệu minh họa", default=False)

    class Meta:
        verbose_name = "kỳ họp"
        verbose_name_plural = "kỳ họp"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "body", "term", "number", "is_extraordinary"], name="a_session_is_kept_once"
            ),
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")), name="a_session_closes_after_it_opens"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-opens_on"], name="council_session_of_unit")]

    def __str__(self) -> str:
        kind = "kỳ họp chuyên đề" if self.is_extraordinary else "kỳ họp"
        return f"{kind} thứ {self.number}, {self.get_body_display()} nhiệm kỳ {self.term}"

    def get_absolute_url(self) -> str:
        """Return its board."""
        return reverse("opinions:session", args=[self.pk])


class VoterMeeting(models.Model):
    """A meeting of deputies with voters (tiếp xúc cử tri).  Voters are counted, never named."""

    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="meetings", verbose_name="kỳ họp")
    timing = models.CharField("thời điểm", max_length=10, choices=Timing, default=Timing.BEFORE)
    kind = models.CharField("hình thức", max_length=12, choices=MeetingKind, default=MeetingKind.PLACE)
    place = models.CharField("địa điểm", max_length=200)
    commune = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    held_on = models.DateField("ngày")
    deputies = models.CharField("tổ đại biểu", max_length=200, blank=True)
    present = models.PositiveIntegerField("số cử tri dự", default=0)
    invented = models.BooleanField("dữ liệu minh họa", default=False)

    class Meta:
        verbose_name = "cuộc tiếp xúc cử tri"
        verbose_name_plural = "cuộc tiếp xúc cử tri"
        constraints = [
            models.UniqueConstraint(fields=["session", "held_on", "place"], name="a_voter_meeting_stands_once")
        ]
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.place}, {self.held_on:%d/%m/%Y}"
