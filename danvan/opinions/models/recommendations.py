"""Voters' recommendations, the way they took, what was answered, and which say the same again."""

from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from danvan.opinions.choices import Competence, Field, ResultKind, RoutingState, State, VoterGroup
from danvan.opinions.models.meetings import CouncilSession, VoterMeeting


class OpinionBatch(models.Model):
    """One spreadsheet of a council's list, taken in as a whole."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("mã băm", max_length=64)
    rows = models.PositiveIntegerField("số dòng")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField("nhập lúc")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đợt nhập kiến nghị"
        verbose_name_plural = "đợt nhập kiến nghị"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sha256"], condition=Q(undone_at=None), name="a_list_of_opinions_is_taken_in_once"
            )
        ]

    def __str__(self) -> str:
        return f"đợt nhập kiến nghị {self.pk}"


class VoterRecommendation(models.Model):
    """What voters asked for at a meeting, kept by one office until it is answered and over.

    `unit` is the keeper.  `text` is as it was said and may tell of people: only
    the keeper and whoever answers read it; `public_text` names nobody and is
    what everybody else sees.  `addressee` is the unit it lies with, empty while
    unrouted; `addressee_body` a body outside the platform.  `due_on` is counted
    from `triggered_on`, `set_by` wins over it where a council's standing body
    set a day.  `promised_on` is the day whoever studies it promised.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="cơ quan lập danh sách")
    session = models.ForeignKey(CouncilSession, models.PROTECT, related_name="recommendations", verbose_name="kỳ họp")
    meeting = models.ForeignKey(
        VoterMeeting, models.PROTECT, null=True, blank=True, related_name="recommendations", verbose_name="tại cuộc"
    )
    number = models.PositiveIntegerField("số thứ tự trong kỳ họp")
    text = models.TextField("nội dung kiến nghị")
    public_text = models.CharField("lời không nêu tên", max_length=600, blank=True)
    folded = models.TextField("lời để tìm", editable=False)
    # By which its repeats are looked for among all there are.
    words = models.GeneratedField(
        expression=SearchVector("folded", config="simple"), output_field=SearchVectorField(), db_persist=True
    )
    # What everybody finds it by holds nothing but the public words; where it was raised is found by who sees it inside.
    folded_public = models.TextField("lời công khai để tìm", editable=False, default="")
    folded_place = models.TextField("nơi nêu để tìm", editable=False, default="")
    field = models.CharField("lĩnh vực", max_length=12, choices=Field)
    place = models.CharField("nơi nêu", max_length=200, blank=True)
    commune = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã, phường"
    )
    voters = models.CharField("cử tri", max_length=12, choices=VoterGroup, default=VoterGroup.ALL)
    competence = models.CharField("thẩm quyền", max_length=10, choices=Competence, default=Competence.PROVINCE)
    received_on = models.DateField("ngày nhận")
    proposed = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đề xuất chuyển tới"
    )
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.RECORDED)
    is_open = models.BooleanField("còn phải trả lời hoặc giải quyết", default=True)
    addressee = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan trả lời"
    )
    addressee_body = models.CharField("cơ quan ngoài hệ thống", max_length=200, blank=True)
    is_decided = models.BooleanField("đã ấn định thẩm quyền", default=False)
    bounces = models.PositiveSmallIntegerField("số lần bị trả lại", default=0)
    set_by = models.DateField("hạn do Thường trực HĐND ấn định", null=True, blank=True)
    rule = models.CharField("thời hạn áp dụng", max_length=20)
    triggered_on = models.DateField("tính từ ngày")
    kept_due_on = models.DateField("hạn tính từ ngày lập danh sách")
    due_on = models.DateField("hạn trả lời")
    promised_on = models.DateField("ngày hẹn giải quyết", null=True, blank=True)
    promises = models.PositiveSmallIntegerField("số lần hẹn", default=0)
    result = models.CharField("kết quả", max_length=10, choices=ResultKind, blank=True)
    answered_on = models.DateField("ngày trả lời lần đầu", null=True, blank=True)
    settled_on = models.DateField("ngày giải quyết xong", null=True, blank=True)
    over_on = models.DateField("ngày không còn phải theo dõi", null=True, blank=True)
    first_raised = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="raised_again", verbose_name="nêu lần đầu"
    )
    sessions_raised = models.PositiveSmallIntegerField("số kỳ họp nêu", default=1)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="ghép vào"
    )
    public_answer = models.TextField("trả lời công khai", blank=True)
    published_at = models.DateTimeField("công khai lúc", null=True, blank=True)
    batch = models.ForeignKey(
        OpinionBatch, models.SET_NULL, null=True, blank=True, related_name="recommendations", verbose_name="đợt nhập"
    )
    version = models.PositiveIntegerField("phiên bản", default=1)
    invented = models.BooleanField("dữ liệu minh họa", default=False)

    class Meta:
        verbose_name = "kiến nghị cử tri"
        verbose_name_plural = "kiến nghị cử tri"
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="a_recommendation_has_its_number"),
            models.CheckConstraint(
                condition=~Q(state=State.STUDIED) | Q(promised_on__isnull=False),
                name="what_is_studied_has_a_promised_day",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | (~Q(public_text="") & ~Q(public_answer="")),
                name="a_public_answer_has_words_for_the_public",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.ANSWERED, State.STUDIED)) | Q(answered_on__isnull=False),
                name="what_is_answered_has_its_day",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="nothing_is_merged_into_itself"),
        ]
        indexes = [
            GinIndex(fields=["words"], name="recommendation_by_words"),
            models.Index(fields=["unit", "-received_on", "-id"], name="recommendation_of_keeper"),
            models.Index(fields=["addressee", "due_on", "id"], name="recommendation_of_addressee"),
            models.Index(fields=["due_on", "id"], condition=Q(is_open=True), name="recommendation_open_by_due"),
            models.Index(
                fields=["-published_at"], condition=Q(published_at__isnull=False), name="recommendation_published"
            ),
        ]

    def __str__(self) -> str:
        return f"kiến nghị {self.pk}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("opinions:recommendation", args=[self.pk])

    @property
    def awaited_on(self) -> date:
        """The day something is expected by: the promised one once it is studied, else the limit."""
        return self.promised_on if self.state == State.STUDIED and self.promised_on else self.due_on

    @property
    def is_repeated(self) -> bool:
        """Whether it was raised at more than one session."""
        return self.sessions_raised > 1


class Routing(models.Model):
    """One step of the way to whoever answers.

    `due_on` is the day it was to be answered by while it lay there, `until` the
    day it left.
    """

    recommendation = models.ForeignKey(VoterRecommendation, models.CASCADE, related_name="routings")
    position = models.PositiveSmallIntegerField("lần")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    body = models.CharField("cơ quan ngoài hệ thống", max_length=200, blank=True)
    on = models.DateField("ngày chuyển")
    number = models.CharField("số văn bản", max_length=80, blank=True)
    state = models.CharField("kết quả", max_length=10, choices=RoutingState, default=RoutingState.WAITING)
    is_binding = models.BooleanField("ấn định thẩm quyền", default=False)
    due_on = models.DateField("hạn trả lời")
    explanation = models.TextField("vì sao ngày này")
    outcome_on = models.DateField("ngày có kết quả", null=True, blank=True)
    accepted_on = models.DateField("ngày tiếp nhận", null=True, blank=True)
    until = models.DateField("rời đi ngày", null=True, blank=True)
    reason = models.TextField("lý do", blank=True)
    named_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    named_body = models.CharField("cơ quan được nêu", max_length=200, blank=True)

    class Meta:
        verbose_name = "lần chuyển kiến nghị"
        verbose_name_plural = "lần chuyển kiến nghị"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "position"], name="a_step_of_the_way_has_its_place"),
            models.UniqueConstraint(
                fields=["recommendation"], condition=Q(until=None), name="a_recommendation_lies_with_one"
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, body="") | (Q(unit=None) & ~Q(body="")), name="a_step_leads_somewhere"
            ),
            models.CheckConstraint(
                condition=~Q(state=RoutingState.BOUNCED) | ~Q(reason=""), name="who_bounces_says_why"
            ),
        ]
        indexes = [models.Index(fields=["unit", "on"], name="routing_to_unit")]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.position}"


class RecommendationAct(models.Model):
    """One act in the life of a recommendation, as its timeline shows it."""

    recommendation = models.ForeignKey(VoterRecommendation, models.CASCADE, related_name="acts")
    act = models.CharField("việc", max_length=20)
    on = models.DateField("ngày")
    at = models.DateTimeField("ghi lúc")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    from_state = models.CharField("từ", max_length=10, blank=True)
    to_state = models.CharField("đến", max_length=10)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField("số văn bản", max_length=80, blank=True)
    note = models.TextField("nội dung", blank=True)
    detail = models.JSONField("chi tiết", default=dict, blank=True)

    class Meta:
        verbose_name = "diễn biến của kiến nghị"
        verbose_name_plural = "diễn biến của kiến nghị"
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.recommendation_id} {self.act}"


class RecommendationResponse(models.Model):
    """An answer: one of three kinds, with its document; a studied one promises a day."""

    recommendation = models.ForeignKey(VoterRecommendation, models.CASCADE, related_name="responses")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    body = models.CharField("cơ quan ngoài hệ thống", max_length=200, blank=True)
    kind = models.CharField("kết quả", max_length=10, choices=ResultKind)
    on = models.DateField("ngày trả lời")
    number = models.CharField("số văn bản trả lời", max_length=80)
    text = models.TextField("nội dung trả lời")
    promised_on = models.DateField("ngày hẹn", null=True, blank=True)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "trả lời kiến nghị"
        verbose_name_plural = "trả lời kiến nghị"
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=ResultKind.STUDIED) & Q(promised_on__isnull=False))
                | (~Q(kind=ResultKind.STUDIED) & Q(promised_on=None)),
                name="only_what_is_studied_promises_a_day",
            )
        ]
        indexes = [models.Index(fields=["unit", "on"], name="response_of_unit")]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.kind}"


class ResponseFile(models.Model):
    """A stored file of an answer."""

    response = models.ForeignKey(RecommendationResponse, models.CASCADE, related_name="files")
    stored = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("tên", max_length=200)

    class Meta:
        verbose_name = "tệp trả lời kiến nghị"
        verbose_name_plural = "tệp trả lời kiến nghị"

    def __str__(self) -> str:
        return f"{self.response_id}: {self.pk}"


class RepeatLink(models.Model):
    """What a person said of two recommendations: that they say the same, or that they do not."""

    one = models.ForeignKey(VoterRecommendation, models.CASCADE, related_name="+")
    other = models.ForeignKey(VoterRecommendation, models.CASCADE, related_name="+")
    is_same = models.BooleanField("là một nội dung")
    on = models.DateField("ngày xác nhận")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "nối kiến nghị lặp lại"
        verbose_name_plural = "nối kiến nghị lặp lại"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="two_recommendations_are_compared_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="the_earlier_key_stands_first"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id}–{self.other_id}"
