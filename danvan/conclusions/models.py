"""What a leader concluded, the tasks that follow, and everything that became of each (reception_dialogue.md 1.4).

One tracker whatever the origin.  The origin stands in an area above this one
and is named by its kind and key only.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from danvan.conclusions.choices import CitizenView, ConclusionState, Origin, TaskState


class Conclusion(models.Model):
    """A notice of conclusion (thông báo kết luận): who concluded what, at what, under which number.

    `unit` issued it, and keeps it until it ends itself; then whoever follows its
    tasks does.  `origin_key` is the session,
    dialogue or inspection in its own area; `origin_title` and `origin_on` say
    which in words, so that a list needs no other area.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị ban hành")
    origin = models.CharField("nguồn", max_length=20, choices=Origin)
    origin_key = models.BigIntegerField("mã của nguồn", null=True, blank=True)
    origin_title = models.CharField("cuộc làm việc", max_length=300)
    origin_on = models.DateField("ngày làm việc")
    state = models.CharField("tình trạng", max_length=12, choices=ConclusionState, default=ConclusionState.DRAFT)
    number = models.CharField("số thông báo", max_length=80, blank=True)
    issued_on = models.DateField("ngày thông báo", null=True, blank=True)
    signer_title = models.CharField("chức danh người ký", max_length=160, blank=True)
    signer = models.CharField("người ký", max_length=160, blank=True)
    summary = models.TextField("kết luận chung", blank=True)
    notice = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="bản thông báo"
    )
    notice_name = models.CharField("tên tệp", max_length=200, blank=True)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("lập lúc", auto_now_add=True)
    version = models.PositiveIntegerField("phiên bản", default=1)
    invented = models.BooleanField("dữ liệu minh họa", default=False)

    class Meta:
        verbose_name = "kết luận"
        verbose_name_plural = "kết luận"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ConclusionState.ISSUED) | (~Q(number="") & Q(issued_on__isnull=False)),
                name="an_issued_conclusion_has_number_and_day",
            ),
            models.UniqueConstraint(
                fields=["unit", "origin", "origin_key"],
                condition=Q(state=ConclusionState.DRAFT, origin_key__isnull=False),
                name="one_draft_conclusion_per_origin",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-issued_on", "-id"], name="conclusion_of_unit"),
            models.Index(fields=["origin", "origin_key"], name="conclusion_by_origin"),
        ]

    def __str__(self) -> str:
        return f"kết luận {self.pk}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("conclusions:conclusion", args=[self.pk])


class DraftTask(models.Model):
    """A row of a draft: an instruction as typed or as it was read of the pasted text; `remarks` is what is doubtful.

    It becomes a task when the conclusion is issued, and must be whole by then.
    """

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField("thứ tự")
    text = models.TextField("nội dung")
    unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị thực hiện"
    )
    coordinating = models.ManyToManyField("orgs.Unit", related_name="+", verbose_name="đơn vị phối hợp")
    due_on = models.DateField("hạn", null=True, blank=True)
    awaits_answer = models.BooleanField("có công dân chờ trả lời", default=False)
    remarks = models.TextField("điều cần xem lại", blank=True)

    class Meta:
        verbose_name = "nhiệm vụ dự thảo"
        verbose_name_plural = "nhiệm vụ dự thảo"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.conclusion_id}: {self.position}"


class TaskQuerySet(models.QuerySet["ConclusionTask"]):
    """The words people use of tasks."""

    def issued(self) -> Self:
        """Return those that were not taken back."""
        return self.exclude(state=TaskState.CANCELLED)


class ConclusionTask(models.Model):
    """One instruction of a conclusion: what, by whom, by when, and how it ended.

    `unit` is responsible; `keeper` repeats the unit that issued the conclusion
    and verifies, so that a list asks one table.  `due_on` is the day that
    counts: an extension granted by then moves it, a later one does not and
    stands in `expected_on` only (A11); `asked_until` is an extension asked for
    and not decided yet.  `done_on` is the day the work was done, as whoever
    verified it confirmed.  `due_with` is the unit that had it on the day it fell
    due, where it passed to another one since: what was late there stays late
    there (R2, R4).  That is the keeper for what lay with it on that day to be
    given on (ADR 0034).
    """

    conclusion = models.ForeignKey(Conclusion, models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    text = models.TextField("nội dung")
    folded = models.TextField("lời để tìm", editable=False)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị thực hiện")
    keeper = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị theo dõi")
    due_with = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị giữ khi đến hạn"
    )
    origin = models.CharField("nguồn", max_length=20, choices=Origin)
    officer = models.ForeignKey(
        "orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người phụ trách"
    )
    state = models.CharField("tình trạng", max_length=12, choices=TaskState, default=TaskState.ASSIGNED)
    is_open = models.BooleanField("đang mở", default=True)
    first_due_on = models.DateField("hạn ban đầu")
    due_on = models.DateField("hạn")
    expected_on = models.DateField("ngày hẹn sau hạn", null=True, blank=True)
    asked_until = models.DateField("xin gia hạn đến", null=True, blank=True)
    extensions = models.PositiveSmallIntegerField("số lần gia hạn", default=0)
    reminders = models.PositiveSmallIntegerField("số lần đôn đốc", default=0)
    last_act_on = models.DateField("ngày của việc gần nhất", null=True, blank=True)
    assigned_on = models.DateField("ngày giao", null=True, blank=True)
    done_on = models.DateField("ngày làm xong", null=True, blank=True)
    verified_on = models.DateField("ngày xác nhận", null=True, blank=True)
    result = models.TextField("kết quả", blank=True)
    awaits_answer = models.BooleanField("có công dân chờ trả lời", default=False)
    answered_on = models.DateField("ngày trả lời công dân", null=True, blank=True)
    answer_number = models.CharField("số văn bản trả lời", max_length=80, blank=True)
    citizen_view = models.CharField("ý kiến của công dân", max_length=12, choices=CitizenView, blank=True)
    citizen_view_on = models.DateField("ngày công dân có ý kiến", null=True, blank=True)
    public_text = models.CharField("lời công khai", max_length=400, blank=True)
    public_result = models.CharField("kết quả công khai", max_length=400, blank=True)
    published_at = models.DateTimeField("công khai lúc", null=True, blank=True)
    version = models.PositiveIntegerField("phiên bản", default=1)
    invented = models.BooleanField("dữ liệu minh họa", default=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "nhiệm vụ theo kết luận"
        verbose_name_plural = "nhiệm vụ theo kết luận"
        constraints = [
            models.UniqueConstraint(fields=["conclusion", "position"], name="a_task_has_its_place"),
            models.CheckConstraint(condition=Q(due_on__gte=F("first_due_on")), name="an_extension_only_gives_time"),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(public_text=""), name="what_is_public_has_words_for_the_public"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(TaskState.REPORTED, TaskState.VERIFIED, TaskState.CLOSED))
                | Q(done_on__isnull=False),
                name="a_task_reported_done_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_on", "id"], condition=Q(is_open=True), name="task_open_of_unit"),
            models.Index(fields=["keeper", "due_on", "id"], condition=Q(is_open=True), name="task_open_of_keeper"),
            models.Index(fields=["due_on", "id"], condition=Q(is_open=True), name="task_open_by_due"),
            models.Index(fields=["unit", "due_on"], name="task_due_of_unit"),
            models.Index(fields=["due_with"], condition=Q(due_with__isnull=False), name="task_fell_due_with"),
            models.Index(fields=["-published_at"], condition=Q(published_at__isnull=False), name="task_published"),
        ]

    def __str__(self) -> str:
        return f"nhiệm vụ {self.pk}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("conclusions:task", args=[self.pk])


class Coordination(models.Model):
    """A unit that takes part in a task of another."""

    task = models.ForeignKey(ConclusionTask, models.CASCADE, related_name="coordinating")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đơn vị phối hợp"
        verbose_name_plural = "đơn vị phối hợp"
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="a_unit_coordinates_once")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.unit_id}"


class TaskAct(models.Model):
    """One act in the life of a task, as its timeline shows it."""

    task = models.ForeignKey(ConclusionTask, models.CASCADE, related_name="acts")
    act = models.CharField("việc", max_length=30)
    on = models.DateField("ngày")
    at = models.DateTimeField("ghi lúc")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    from_state = models.CharField("từ", max_length=12, blank=True)
    to_state = models.CharField("đến", max_length=12)
    number = models.CharField("số văn bản", max_length=80, blank=True)
    note = models.TextField("nội dung", blank=True)
    detail = models.JSONField("chi tiết", default=dict, blank=True)

    class Meta:
        verbose_name = "diễn biến của nhiệm vụ"
        verbose_name_plural = "diễn biến của nhiệm vụ"
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.act}"


class TaskFile(models.Model):
    """A stored file that proves or answers something in a task."""

    act = models.ForeignKey(TaskAct, models.CASCADE, related_name="files")
    stored = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("tên", max_length=200)

    class Meta:
        verbose_name = "tệp của nhiệm vụ"
        verbose_name_plural = "tệp của nhiệm vụ"

    def __str__(self) -> str:
        return f"{self.act_id}: {self.pk}"


class TaskReminder(models.Model):
    """A letter that chases a late task: first, second, third; ready to be signed, then signed and sent."""

    task = models.ForeignKey(ConclusionTask, models.CASCADE, related_name="chasing")
    step = models.PositiveSmallIntegerField("lần")
    made_on = models.DateField("ngày lập")
    number = models.CharField("số văn bản", max_length=80, blank=True)
    sent_on = models.DateField("ngày gửi", null=True, blank=True)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "lần đôn đốc nhiệm vụ"
        verbose_name_plural = "lần đôn đốc nhiệm vụ"
        constraints = [models.UniqueConstraint(fields=["task", "step"], name="a_task_is_chased_once_a_step")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.step}"
