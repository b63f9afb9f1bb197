"""What every case shares, whatever its kind: where it lies, its clocks, its acts, its papers.

The rows here hold counting facts only: kind, unit, dates, state, outcome.  What
a person wrote, and who, stands in the areas above, so that a list of cases can
never tell more than its reader may know.
"""

from django.db import models
from django.db.models import Q

from danvan.calendars.rules.due_dates import PauseKind
from danvan.casework.choices import CaseKind, MoveOutcome, PaperKind, Stage, Task
from danvan.casework.rules.reminding import ReminderStep


class NumberSeries(models.Model):
    """The last number given in a series.  Its row is locked while a number is taken, so none is given twice."""

    name = models.CharField("dãy số", max_length=60, unique=True)
    last = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "dãy số"
        verbose_name_plural = "dãy số"

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class OutgoingNumber(models.Model):
    """A number given to a paper that goes out, in a series of the unit's year; never given again.

    Says nothing of the paper: whose it is stands with the paper.  Papers of
    sealed files have series of their own, so that no other jumps over a number
    they took, nor refuses it.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm")
    symbol = models.CharField("ký hiệu", max_length=40)
    number = models.PositiveIntegerField("số")
    issued_on = models.DateField("ngày ban hành")
    is_sealed = models.BooleanField("của hồ sơ kín", default=False)

    class Meta:
        verbose_name = "số văn bản đi"
        verbose_name_plural = "số văn bản đi"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "symbol", "number", "is_sealed"], name="an_outgoing_number_is_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.symbol} {self.year}"


class Case(models.Model):
    """One matter on its way from receipt to the end of the file.

    `unit` is who has it now; `due_on` the earliest day among its running
    clocks, `due_stage` what is due then; `version` grows with every act, so
    that two people cannot act on the same page at once.
    """

    code = models.CharField("mã", max_length=24, unique=True)
    kind = models.CharField("loại", max_length=20, choices=CaseKind)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="cases", verbose_name="đơn vị")
    received_on = models.DateField("ngày nhận")
    state = models.CharField("trạng thái", max_length=20)
    state_before = models.CharField("trạng thái trước khi tạm đình chỉ", max_length=20, blank=True)
    last_act_on = models.DateField("ngày của việc gần nhất")
    is_open = models.BooleanField("đang mở", default=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    due_stage = models.CharField("việc đến hạn", max_length=20, choices=Stage, blank=True)
    officer = models.ForeignKey(
        "orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="người phụ trách"
    )
    handled = models.CharField("kết quả xử lý đơn", max_length=20, blank=True)
    handled_on = models.DateField("ngày xử lý đơn", null=True, blank=True)
    handling_due_on = models.DateField("hạn xử lý đơn", null=True, blank=True)
    accepted_on = models.DateField("ngày thụ lý", null=True, blank=True)
    resolution_due_on = models.DateField("hạn giải quyết", null=True, blank=True)
    resolution_first_due_on = models.DateField("hạn giải quyết ban đầu", null=True, blank=True)
    settled = models.CharField("cách kết thúc giải quyết", max_length=20, blank=True)
    settled_on = models.DateField("ngày giải quyết xong", null=True, blank=True)
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    transferred_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="transferred_to")
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    # The record that brought it to its unit; empty for nearly all, so that no index is worth its writes.
    handed_over = models.ForeignKey(
        "HandOver", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="bàn giao"
    )
    version = models.PositiveIntegerField("phiên bản", default=1)
    invented = models.BooleanField("dữ liệu minh họa", default=False)
    made_at = models.DateTimeField("vào sổ lúc", auto_now_add=True)

    class Meta:
        verbose_name = "vụ việc"
        verbose_name_plural = "vụ việc"
        constraints = [
            models.CheckConstraint(condition=~Q(duplicate_of=models.F("id")), name="a_case_is_not_its_own_duplicate"),
            models.CheckConstraint(
                condition=Q(settled="", settled_on=None) | (~Q(settled="") & Q(settled_on__isnull=False)),
                name="a_settled_case_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(handled="", handled_on=None) | (~Q(handled="") & Q(handled_on__isnull=False)),
                name="a_handled_letter_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_on", "id"], condition=Q(is_open=True), name="case_open_of_unit"),
            models.Index(fields=["officer", "due_on", "id"], condition=Q(is_open=True), name="case_open_of_officer"),
            models.Index(fields=["due_on", "id"], condition=Q(is_open=True), name="case_open_by_due"),
            models.Index(fields=["unit", "-received_on", "-id"], name="case_of_unit"),
            models.Index(fields=["-received_on", "-id"], name="case_newest"),
            models.Index(fields=["unit", "handling_due_on"], name="case_handling_of_unit"),
            models.Index(
                fields=["unit", "accepted_on"], condition=Q(accepted_on__isnull=False), name="case_accepted_by_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Clock(models.Model):
    """One statutory limit running, paused or ended for a case (C16: it keeps what it was derived from).

    `agreed_on` is a day fixed by a decision, which wins over the counted one.
    `due_on` is empty while a pause has no end.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    stage = models.CharField("việc", max_length=20, choices=Stage)
    rule = models.CharField("quy tắc", max_length=30, blank=True)
    is_extended = models.BooleanField("áp dụng mức dài hơn", default=False)
    extensions = models.PositiveSmallIntegerField("số lần gia hạn", default=0)
    trigger_on = models.DateField("tính từ")
    agreed_on = models.DateField("ngày ấn định", null=True, blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    excluded_days = models.PositiveIntegerField("số ngày không tính", default=0)
    explanation = models.TextField("vì sao là ngày này")
    is_provisional = models.BooleanField("lịch chưa quyết định", default=False)
    calendar_version = models.CharField("phiên bản lịch", max_length=12, blank=True)
    ended_on = models.DateField("kết thúc ngày", null=True, blank=True)

    class Meta:
        verbose_name = "đồng hồ thời hạn"
        verbose_name_plural = "đồng hồ thời hạn"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "stage"], condition=Q(ended_on=None), name="one_clock_runs_per_stage"
            )
        ]
        indexes = [
            models.Index(fields=["rule", "trigger_on"], condition=Q(ended_on=None), name="clock_running_by_rule")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage}"


class ClockPause(models.Model):
    """Days a clock does not count: a suspension, an expert examination, an obstacle."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    kind = models.CharField("loại", max_length=12, choices=[(kind.value, kind.value) for kind in PauseKind])
    start = models.DateField("từ")
    end = models.DateField("đến", null=True, blank=True)

    class Meta:
        verbose_name = "thời gian không tính"
        verbose_name_plural = "thời gian không tính"
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=models.F("start")), name="a_pause_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["clock"], condition=Q(end=None), name="one_pause_lasts_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.kind}"


class ClockMove(models.Model):
    """A day that a corrected working calendar gives a running clock, until somebody confirms it (C16).

    `old_on` and `new_on` are empty where the clock stands still.
    """

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="moves")
    old_on = models.DateField("hạn đang ghi", null=True, blank=True)
    new_on = models.DateField("hạn theo lịch mới", null=True, blank=True)
    why = models.TextField("vì sao là ngày mới")
    calendar_version = models.CharField("phiên bản lịch", max_length=12)
    listed_at = models.DateTimeField("lập lúc")
    outcome = models.CharField("kết quả", max_length=10, choices=MoveOutcome, blank=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "hạn dời theo lịch"
        verbose_name_plural = "hạn dời theo lịch"
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(decided_at=None), name="one_move_waits_per_clock"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="a_decided_move_has_its_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id}"

    @property
    def is_earlier(self) -> bool:
        """Whether there is less time than was promised."""
        return self.new_on is not None and (self.old_on is None or self.new_on < self.old_on)


class MoveListing(models.Model):
    """One pass over the running clocks after the calendar changed: what it found.

    `uncounted` are clocks whose days the calendar does not know any more; they stay as they are.
    """

    at = models.DateTimeField("lúc", db_index=True)
    calendar_version = models.CharField("phiên bản lịch", max_length=12)
    moved = models.PositiveIntegerField("số hạn dời")
    restated = models.PositiveIntegerField("số hạn không dời, lời giải thích đổi")
    uncounted = models.PositiveIntegerField("số hạn chưa tính lại được")

    class Meta:
        verbose_name = "lượt rà hạn theo lịch"
        verbose_name_plural = "lượt rà hạn theo lịch"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class CaseAct(models.Model):
    """One act in the life of a case, as its timeline shows it.

    `note` may hold words of the file and is read with it; the journal of the
    platform carries only that the act happened.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="acts")
    act = models.CharField("việc", max_length=30)
    on = models.DateField("ngày")
    at = models.DateTimeField("ghi lúc")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    from_state = models.CharField("từ", max_length=20, blank=True)
    to_state = models.CharField("đến", max_length=20)
    number = models.CharField("số văn bản", max_length=80, blank=True)
    note = models.TextField("nội dung", blank=True)
    detail = models.JSONField("chi tiết", default=dict, blank=True)
    is_told = models.BooleanField("người gửi đơn được biết", default=False)

    class Meta:
        verbose_name = "diễn biến"
        verbose_name_plural = "diễn biến"
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}"


class Assignment(models.Model):
    """A case lying with a unit, and with somebody there, for a task.  Those of other units see it while it lasts."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    task = models.CharField("việc", max_length=10, choices=Task)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField("từ")
    until = models.DateField("đến", null=True, blank=True)

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        constraints = [
            models.UniqueConstraint(fields=["case", "task"], condition=Q(until=None), name="one_assignment_per_task")
        ]
        indexes = [models.Index(fields=["unit", "case"], condition=Q(until=None), name="assignment_stands_with")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.task}"


class HandOver(models.Model):
    """An open case of a unit that ended, passing to another: proposed first, then decided by a person.

    `since` is the first day without the old unit, from which the case counts for
    the new one; `on` the day of the record.  Clocks keep their days and the
    versions of their rules (deadlines.md section 11).  `to_unit` is who is asked
    to take it over; where that is not clear, who decides to whom it goes.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="hand_overs")
    from_unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="từ đơn vị")
    to_unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="sang đơn vị")
    since = models.DateField("thuộc đơn vị mới từ ngày")
    before = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    legal_act = models.ForeignKey("orgs.LegalAct", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField("căn cứ đề xuất")
    is_clear = models.BooleanField("rõ đơn vị kế thừa")
    is_declined = models.BooleanField("đơn vị được đề xuất đã trả lại", default=False)
    made_at = models.DateTimeField("đề xuất lúc")
    on = models.DateField("ngày bàn giao", null=True, blank=True)
    number = models.CharField("số biên bản", max_length=80, blank=True)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("bàn giao lúc", null=True, blank=True)

    class Meta:
        verbose_name = "bàn giao hồ sơ"
        verbose_name_plural = "bàn giao hồ sơ"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(decided_at=None), name="one_hand_over_waits_per_case"),
            models.CheckConstraint(
                condition=Q(decided_at=None) | (Q(on__isnull=False) & ~Q(to_unit=models.F("from_unit"))),
                name="a_hand_over_has_its_day_and_goes_elsewhere",
            ),
        ]
        indexes = [models.Index(fields=["to_unit"], condition=Q(decided_at=None), name="hand_over_waiting")]

    def __str__(self) -> str:
        return f"{self.case_id}"


class Paper(models.Model):
    """One stored file of a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="papers")
    stored = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    kind = models.CharField("loại", max_length=12, choices=PaperKind)
    name = models.CharField("tên", max_length=200)
    number = models.CharField("số văn bản", max_length=80, blank=True)
    act = models.ForeignKey(CaseAct, models.PROTECT, null=True, blank=True, related_name="papers")
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"

    def __str__(self) -> str:
        return f"{self.case_id}: {self.pk}"


class Following(models.Model):
    """What lets a writer without an account come back to their case: a code and a secret, kept only as hashes.

    A newer one ends the one before.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="followings")
    code_hash = models.CharField("mã băm của mã theo dõi", max_length=64, unique=True)
    secret_hash = models.CharField("mã băm của mật khẩu", max_length=200)
    made_at = models.DateTimeField("cấp lúc", auto_now_add=True)
    ended_at = models.DateTimeField("hết dùng lúc", null=True, blank=True)

    class Meta:
        verbose_name = "mã theo dõi"
        verbose_name_plural = "mã theo dõi"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_following_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class WriterSending(models.Model):
    """Something a writer sent from a page, known by that page's token: taken in once, however often it is sent."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    token_hash = models.CharField("mã băm", max_length=64, unique=True)
    made_at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "lần người viết gửi"
        verbose_name_plural = "lần người viết gửi"

    def __str__(self) -> str:
        return f"{self.case_id}"


class Reminder(models.Model):
    """Somebody was told of a limit: each step once for each limit."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reminders")
    stage = models.CharField("việc", max_length=20, choices=Stage)
    due_on = models.DateField("hạn")
    step = models.PositiveSmallIntegerField("mức", choices=[(step.value, step.label) for step in ReminderStep])
    made_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "lần nhắc hạn"
        verbose_name_plural = "lần nhắc hạn"
        constraints = [models.UniqueConstraint(fields=["case", "stage", "due_on", "step"], name="a_step_is_told_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.stage} {self.step}"


class ReminderRun(models.Model):
    """One hourly pass of reminding.  `canary_seen`: an invented case, long late, was found as a real one would be."""

    at = models.DateTimeField("lúc", db_index=True)
    told = models.PositiveIntegerField("số lần nhắc")
    canary_seen = models.BooleanField("tìm thấy vụ việc thử")

    class Meta:
        verbose_name = "lượt nhắc hạn"
        verbose_name_plural = "lượt nhắc hạn"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
