"""Dialogues of heads with people and businesses, their questions, hot spots (T21, T22, S05, S11, S28).

A dialogue is neither a reception of citizens nor a meeting of deputies with
voters; no record of one counts as another.
"""

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from danvan.authority.rules.rights import Right
from danvan.dialogues.choices import (
    AskedHow,
    Audience,
    Chair,
    Channel,
    DialogueState,
    Field,
    Group,
    HotSpotState,
    Meeting,
    QuestionState,
)
from danvan.evidence.models import Record


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="dialogue_editions"))
class Dialogue(Record):
    """One dialogue of a unit, from its plan to what was made public.  `happened_on` is the day it was held.

    `results_on` is the day the results were first made public anywhere;
    `published_at` says since when they stand on the public page.
    """

    page = "dialogues:dialogue_detail"
    write_right = Right.KEEP_RECEPTIONS

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_dialogue")
    audiences = ArrayField(models.CharField(max_length=20, choices=Audience), verbose_name="đối tượng")
    plan_number = models.CharField("số kế hoạch", max_length=80, blank=True)
    plan_on = models.DateField("ngày kế hoạch", null=True, blank=True)
    topics = models.TextField("nội dung đối thoại", blank=True)
    meeting = models.CharField("hình thức", max_length=20, choices=Meeting, default=Meeting.IN_PERSON)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    planned_on = models.DateField("ngày dự kiến")
    starts_at = models.CharField("giờ bắt đầu", max_length=40, blank=True)
    cancelled = models.BooleanField("đã hủy", default=False, editable=False)
    reason = models.CharField("lý do hoãn, hủy", max_length=400, blank=True, editable=False)
    noticed_on = models.DateField("ngày thông báo", null=True, blank=True)
    notice_number = models.CharField("số thông báo", max_length=80, blank=True)
    channels = ArrayField(
        models.CharField(max_length=20, choices=Channel), default=list, blank=True, verbose_name="kênh thông báo"
    )
    public_notice = models.TextField("lời thông báo công khai", blank=True, editable=False)
    announced_at = models.DateTimeField("đăng thông báo lúc", null=True, blank=True, editable=False)
    # Moved to another day, the notice there was says the wrong one until it is written anew.
    notice_is_stale = models.BooleanField("thông báo công khai chờ viết lại", default=False, editable=False)
    takes_questions = models.BooleanField("nhận câu hỏi qua mạng", default=False, editable=False)
    questions_until = models.DateField("nhận câu hỏi đến hết ngày", null=True, blank=True, editable=False)
    chaired_by = models.CharField("chủ trì", max_length=12, choices=Chair, blank=True)
    chair_holding = models.ForeignKey(
        "orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người chủ trì"
    )
    chair_note = models.CharField("lý do người đứng đầu không chủ trì", max_length=400, blank=True)
    with_secretary = models.BooleanField("có bí thư cấp ủy đồng chủ trì", default=False)
    voters = models.PositiveIntegerField("cử tri, người dân dự", default=0)
    officials = models.PositiveIntegerField("cán bộ, công chức dự", default=0)
    enterprises = models.PositiveIntegerField("doanh nghiệp dự", default=0)
    cooperatives = models.PositiveIntegerField("hợp tác xã, hộ kinh doanh dự", default=0)
    youth = models.PositiveIntegerField("thanh niên dự", default=0)
    others = models.PositiveIntegerField("đối tượng khác dự", default=0)
    results_on = models.DateField("ngày công khai kết quả", null=True, blank=True)
    public_summary = models.TextField("kết quả chung công khai", blank=True, editable=False)
    published_at = models.DateTimeField("đăng kết quả lúc", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "cuộc đối thoại"
        verbose_name_plural = "cuộc đối thoại"
        constraints = [
            models.CheckConstraint(
                name="a_published_notice_has_its_words",
                condition=Q(announced_at__isnull=True) | ~Q(public_notice=""),
                violation_error_message="Thông báo công khai cần có lời.",
            ),
        ]
        indexes = [
            models.Index(fields=["planned_on"], name="dialogue_planned_on"),
            models.Index(fields=["-published_at"], name="dialogue_published"),
        ]

    def clean(self) -> None:
        """Refuse a dialogue that was held by nobody, or was told of or published before its time."""
        if self.happened_on and not self.chaired_by:
            raise ValidationError({"chaired_by": "Cuộc đối thoại đã tổ chức cần ghi ai chủ trì."})
        if self.results_on and (self.happened_on is None or self.results_on < self.happened_on):
            raise ValidationError({"results_on": "Kết quả được công khai từ ngày đối thoại trở đi."})

    @property
    def dialogue_state(self) -> DialogueState:
        """How far it is."""
        if self.cancelled:
            return DialogueState.CANCELLED
        return DialogueState.HELD if self.happened_on else DialogueState.PLANNED

    @property
    def is_held(self) -> bool:
        """Whether it took place."""
        return self.dialogue_state == DialogueState.HELD

    @property
    def takes_place_on(self) -> date:
        """Return the day it was held, or is planned for."""
        return self.happened_on or self.planned_on

    def collects_on(self, day: date) -> bool:
        """Whether strangers may send questions for it on a day."""
        is_coming = self.announced_at is not None and self.happened_on is None and not self.cancelled
        return is_coming and self.takes_questions and day <= (self.questions_until or self.planned_on)

    def counting_days(self) -> list[date]:
        """Return the day it was held, or is planned for."""
        return [self.takes_place_on]


class DialogueQuestion(models.Model):
    """One question, from asking to the last word on it.

    Who asked is read by those who keep the dialogues of the unit and by nobody
    else.  What the public reads is `public_text` and `public_answer`, once
    `published_at` is set.
    """

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField("thứ tự")
    asked_how = models.CharField("nguồn", max_length=10, choices=AskedHow, default=AskedHow.HALL)
    asked_at = models.DateTimeField("ghi lúc")
    group = models.CharField("nhóm", max_length=20, choices=Group, default=Group.VOTERS)
    hamlet = models.CharField("thôn, khối, bản, doanh nghiệp", max_length=160, blank=True)
    field = models.CharField("lĩnh vực", max_length=20, choices=Field, default=Field.OTHER)
    text = models.TextField("câu hỏi")
    folded = models.TextField("lời để tìm", editable=False)
    asker = models.CharField("người hỏi", max_length=120, blank=True)
    contact = models.CharField("liên hệ", max_length=160, blank=True)
    wants_answer = models.BooleanField("muốn nhận trả lời riêng", default=False)
    state = models.CharField("tình trạng", max_length=12, choices=QuestionState, default=QuestionState.OPEN)
    aside_reason = models.CharField("lý do không đưa vào", max_length=300, blank=True)
    answer = models.TextField("trả lời", blank=True)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    answered_by = models.CharField("người, cơ quan trả lời", max_length=160, blank=True)
    in_hall = models.BooleanField("trả lời ngay tại hội nghị", default=False)
    owner_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị trả lời"
    )
    due_on = models.DateField("hẹn trả lời", null=True, blank=True)
    case = models.OneToOneField(
        "casework.Case", models.PROTECT, null=True, blank=True, related_name="dialogue_question", verbose_name="vụ việc"
    )
    repeats = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by", verbose_name="lặp lại câu hỏi"
    )
    public_text = models.CharField("câu hỏi công khai", max_length=1000, blank=True)
    public_answer = models.CharField("trả lời công khai", max_length=2000, blank=True)
    published_at = models.DateTimeField("công khai lúc", null=True, blank=True)
    # Sent twice from the public page, it is one question.
    token = models.CharField("mã gửi", max_length=64, null=True, blank=True, unique=True)
    batch = models.ForeignKey(
        "evidence.ImportBatch", models.PROTECT, null=True, blank=True, related_name="dialogue_questions"
    )
    version = models.PositiveIntegerField("phiên bản", default=1)
    invented = models.BooleanField("dữ liệu minh họa", default=False)

    class Meta:
        verbose_name = "câu hỏi tại đối thoại"
        verbose_name_plural = "câu hỏi tại đối thoại"
        constraints = [
            models.UniqueConstraint(fields=["dialogue", "position"], name="a_question_has_its_place"),
            models.CheckConstraint(
                name="a_deferred_question_has_owner_and_day",
                condition=~Q(state=QuestionState.DEFERRED) | Q(owner_unit__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="an_answered_question_has_its_day",
                condition=~Q(state=QuestionState.ANSWERED) | Q(answered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_question_in_a_case_has_the_case",
                condition=~Q(state=QuestionState.IN_CASE) | Q(case__isnull=False),
            ),
            models.CheckConstraint(
                name="a_public_question_has_its_words", condition=Q(published_at__isnull=True) | ~Q(public_text="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], name="question_deferred", condition=Q(state=QuestionState.DEFERRED)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"câu hỏi {self.pk}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("dialogues:question_detail", args=[self.pk])

    @property
    def edition(self) -> int:
        """Return which saving this is, by the name the catalogue asks for."""
        return self.version


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="hot_spot_editions"))
class HotSpot(Record):
    """A place and a matter where many disagree.  `happened_on` is the day it was flagged.

    Watched again, it waits for a dialogue anew from `reopened_on`; the year it
    counts in stays that of its flagging.  `dialogue_on` repeats the first day
    since then on which a dialogue about it was held: one held before is no
    answer to what was flagged later.
    """

    page = "dialogues:hot_spot_detail"
    write_right = Right.KEEP_RECEPTIONS

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_hot_spot")
    place = models.CharField("địa bàn", max_length=200)
    field = models.CharField("lĩnh vực", max_length=20, choices=Field)
    flagged_by = models.CharField("người, cơ quan nêu", max_length=200)
    why = models.TextField("vì sao nhiều người chưa đồng thuận")
    people_concerned = models.PositiveIntegerField("số người liên quan", null=True, blank=True)
    hot_spot_state = models.CharField(
        "tình hình", max_length=12, choices=HotSpotState, default=HotSpotState.OPEN, editable=False
    )
    reopened_on = models.DateField("ngày theo dõi lại", null=True, blank=True, editable=False)
    dialogue_on = models.DateField("ngày đã đối thoại", null=True, blank=True, editable=False)
    closed_on = models.DateField("ngày kết thúc", null=True, blank=True, editable=False)
    outcome = models.TextField("kết quả", blank=True, editable=False)
    dialogues = models.ManyToManyField(Dialogue, related_name="hot_spots", blank=True)

    class Meta:
        verbose_name = "điểm nóng"
        verbose_name_plural = "điểm nóng"
        constraints = [
            models.CheckConstraint(
                name="a_closed_hot_spot_says_how",
                condition=Q(hot_spot_state=HotSpotState.OPEN) | (Q(closed_on__isnull=False) & ~Q(outcome="")),
            ),
        ]

    @property
    def waits_since(self) -> date | None:
        """Return the day from which it waits for a dialogue."""
        return self.reopened_on or self.happened_on


class HotSpotCase(models.Model):
    """A letter that belongs to a hot spot: the case and nothing of its content."""

    hot_spot = models.ForeignKey(HotSpot, models.CASCADE, related_name="cases")
    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đơn thư của điểm nóng"
        verbose_name_plural = "đơn thư của điểm nóng"
        constraints = [models.UniqueConstraint(fields=["hot_spot", "case"], name="a_letter_is_linked_once")]

    def __str__(self) -> str:
        return f"{self.hot_spot_id}: {self.case_id}"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="local_enterprises_editions"))
class LocalEnterprises(Record):
    """How many enterprises and cooperatives were registered in a unit's area on a day (T22)."""

    page = "dialogues:enterprises_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_local_enterprises")
    enterprises = models.PositiveIntegerField("số doanh nghiệp")
    cooperatives = models.PositiveIntegerField("số hợp tác xã")

    class Meta:
        verbose_name = "số doanh nghiệp, hợp tác xã"
        verbose_name_plural = "số doanh nghiệp, hợp tác xã"
