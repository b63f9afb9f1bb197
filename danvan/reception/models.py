"""Sessions of citizen reception and the book of visits (reception_dialogue.md section 1).

Four counts are kept apart and never added: visits (lượt), people (người),
matters (vụ việc) and groups (đoàn) (rule R11).
"""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from danvan.petitions.choices import Subject
from danvan.reception.choices import (
    AdHocGround,
    ChairedBy,
    IdKind,
    MatterKind,
    NotHeldCause,
    OnlineGround,
    ReceptionKind,
    ReceptionMode,
    SessionState,
    VisitOutcome,
)


class ReceptionSession(models.Model):
    """One day of reception at a unit: planned and published, then held by somebody, or not.

    Whose duty a periodic or ad hoc session is follows from the unit and the day:
    a unit has one head (`rules.required`).  `key` is made where the session is
    first written down, so that a sheet kept open without a line names it before
    the platform knows it.  `publish_by` is the last day on which publishing was
    in time, as counted when the day was set.
    """

    key = models.UUIDField("khóa", default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    kind = models.CharField("loại", max_length=10, choices=ReceptionKind)
    mode = models.CharField("hình thức", max_length=10, choices=ReceptionMode, default=ReceptionMode.DIRECT)
    on = models.DateField("ngày tiếp")
    starts_at = models.TimeField("từ giờ", null=True, blank=True)
    ends_at = models.TimeField("đến giờ", null=True, blank=True)
    place = models.CharField("nơi tiếp", max_length=200)
    subject = models.CharField("nội dung dự kiến", max_length=300, blank=True)
    participants = models.CharField("thành phần", max_length=300, blank=True)
    ground = models.CharField("căn cứ tiếp đột xuất", max_length=20, choices=AdHocGround, blank=True)
    reason = models.CharField("lý do", max_length=400, blank=True)
    cause = models.CharField("loại lý do", max_length=10, choices=NotHeldCause, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=SessionState, default=SessionState.PLANNED)
    publish_by = models.DateField("công bố chậm nhất", null=True, blank=True)
    published_on = models.DateField("ngày công bố", null=True, blank=True)
    moved_to = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="moved_from", verbose_name="dời sang buổi"
    )
    chaired_by = models.CharField("ai tiếp", max_length=10, choices=ChairedBy, blank=True)
    chair = models.ForeignKey(
        "orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người tiếp"
    )
    chair_name = models.CharField("người tiếp, chức vụ", max_length=200, blank=True)
    opened_at = models.DateTimeField("mở buổi tiếp lúc", null=True, blank=True)
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    minutes = models.TextField("diễn biến, ý kiến người chủ trì", blank=True)
    recording = models.CharField("nơi lưu bản ghi hình", max_length=300, blank=True)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("lập lúc", auto_now_add=True)
    version = models.PositiveIntegerField("phiên bản", default=1)
    invented = models.BooleanField("dữ liệu minh họa", default=False)

    class Meta:
        verbose_name = "buổi tiếp công dân"
        verbose_name_plural = "buổi tiếp công dân"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "on"],
                condition=Q(kind=ReceptionKind.REGULAR),
                name="one_regular_reception_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReceptionKind.AD_HOC) | ~Q(ground=""), name="an_ad_hoc_session_has_its_ground"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ReceptionKind.REGULAR) | Q(chaired_by__in=("", ChairedBy.STAFF)),
                name="staff_receive_on_ordinary_days",
            ),
            models.CheckConstraint(
                condition=Q(moved_to=None) | Q(state=SessionState.MOVED), name="only_a_moved_session_has_a_new_day"
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.HELD) | ~Q(chaired_by=""), name="a_held_session_has_its_chair"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="a_session_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(SessionState.MOVED, SessionState.CANCELLED)) | ~Q(reason=""),
                name="a_session_not_held_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-on", "-id"], name="session_of_unit"),
            models.Index(
                fields=["on", "unit"],
                include=["state", "chaired_by", "published_on"],
                condition=Q(kind=ReceptionKind.PERIODIC),
                name="session_periodic",
            ),
            models.Index(fields=["on", "id"], condition=Q(published_on__isnull=False), name="session_published"),
        ]

    def __str__(self) -> str:
        return f"buổi tiếp {self.pk}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("reception:session", args=[self.pk])

    @property
    def is_published_late(self) -> bool:
        """Whether it was published after the last day for it."""
        return bool(self.published_on and self.publish_by and self.published_on > self.publish_by)

    @property
    def hours(self) -> str:
        """Its hours as printed: "8 giờ 00 – 11 giờ 30"; empty where none are set."""
        return " – ".join(f"{each:%-H giờ %M}" for each in (self.starts_at, self.ends_at) if each)


class SessionAct(models.Model):
    """One act in the life of a session, as its page shows it; what a correction replaced stays readable in `detail`."""

    session = models.ForeignKey(ReceptionSession, models.CASCADE, related_name="acts")
    act = models.CharField("việc", max_length=20)
    at = models.DateTimeField("ghi lúc")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("lý do", max_length=400, blank=True)
    detail = models.JSONField("chi tiết", default=dict, blank=True)

    class Meta:
        verbose_name = "diễn biến của buổi tiếp"
        verbose_name_plural = "diễn biến của buổi tiếp"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.session_id} {self.act}"


class VisitBatch(models.Model):
    """One spreadsheet of an earlier book a unit brought over."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("mã băm", max_length=64)
    rows = models.PositiveIntegerField("số dòng")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField("nhập lúc")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đợt nhập sổ tiếp công dân"
        verbose_name_plural = "đợt nhập sổ tiếp công dân"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sha256"], condition=Q(undone_at=None), name="a_book_of_visits_is_taken_in_once"
            )
        ]
        indexes = [models.Index(fields=["unit", "-imported_at"], name="visit_batch_of_unit")]

    def __str__(self) -> str:
        return f"đợt nhập sổ tiếp công dân {self.pk}"


class ReceptionVisit(models.Model):
    """One visit in the book (sổ tiếp công dân): who came, about what, what was answered.

    Of a visit about a denunciation only counting facts stand here; who came and
    what was said lie in the sealed register, and nothing here leads there.
    `unit`, `on`, `year`, `kind` and `mode` repeat the session, so that counts
    ask one table.  `earlier` is the first visit on the same matter, so that
    matters are counted by it; `key` is made where the visit is first written
    down, so that what is sent twice is stored once.
    """

    key = models.UUIDField("khóa", default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(ReceptionSession, models.PROTECT, related_name="visits")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    on = models.DateField("ngày tiếp")
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("loại buổi tiếp", max_length=10, choices=ReceptionKind)
    mode = models.CharField("hình thức", max_length=10, choices=ReceptionMode, default=ReceptionMode.DIRECT)
    number = models.PositiveIntegerField("số thứ tự")
    old_number = models.CharField("số trong sổ cũ", max_length=40, blank=True)
    name = models.CharField("họ và tên", max_length=120, blank=True)
    folded_name = models.CharField("tên để tìm", max_length=120, blank=True, editable=False)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    id_kind = models.CharField("loại giấy tờ", max_length=12, choices=IdKind, blank=True)
    id_number = models.CharField("số định danh", max_length=20, blank=True)
    no_id_reason = models.CharField("vì sao không có số giấy tờ", max_length=200, blank=True)
    representatives = models.TextField("người cùng đến, người đại diện", blank=True)
    people = models.PositiveIntegerField("số người", default=1)
    is_group = models.BooleanField("đoàn đông người", default=False)
    is_repeat = models.BooleanField("tiếp nhiều lần", default=False)
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name="đã tiếp lần trước"
    )
    matter = models.CharField("loại việc", max_length=20, choices=MatterKind)
    subject = models.CharField("lĩnh vực", max_length=20, choices=Subject, blank=True)
    content = models.TextField("nội dung trình bày", blank=True)
    handled_before = models.TextField("cơ quan đã giải quyết", blank=True)
    request = models.TextField("yêu cầu", blank=True)
    papers = models.TextField("tài liệu đã nhận", blank=True)
    competent = models.CharField("cơ quan có thẩm quyền", max_length=200, blank=True)
    online_ground = models.CharField("lý do tiếp trực tuyến", max_length=10, choices=OnlineGround, blank=True)
    outcome = models.CharField("kết quả", max_length=12, choices=VisitOutcome)
    answer = models.TextField("trả lời, hướng dẫn", blank=True)
    contact = models.CharField("nơi liên hệ tiếp", max_length=200, blank=True)
    promised_on = models.DateField("hẹn trả lời ngày", null=True, blank=True)
    refusal_ground = models.CharField("căn cứ từ chối", max_length=30, blank=True)
    refusal_due_on = models.DateField("hạn thông báo từ chối", null=True, blank=True)
    refused_in_writing_on = models.DateField("ngày thông báo từ chối", null=True, blank=True)
    refusal_number = models.CharField("số thông báo từ chối", max_length=60, blank=True)
    refusal_file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    case = models.ForeignKey(
        "casework.Case", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="đơn"
    )
    # What links took the place of, given back with them: outcome, ground of refusal, the tick of a repeat.
    replaced = models.JSONField("trước khi gắn", default=dict, blank=True, editable=False)
    batch = models.ForeignKey(VisitBatch, models.PROTECT, null=True, blank=True, related_name="visits", db_index=False)
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    version = models.PositiveIntegerField("phiên bản", default=1)
    invented = models.BooleanField("dữ liệu minh họa", default=False)
    folded = models.TextField("lời để tìm", blank=True, editable=False)
    words = models.GeneratedField(
        expression=SearchVector("folded", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = "lượt tiếp công dân"
        verbose_name_plural = "lượt tiếp công dân"
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="a_visit_has_one_number_in_the_book"),
            models.CheckConstraint(condition=Q(people__gte=1), name="somebody_came"),
            models.CheckConstraint(
                condition=~Q(matter=MatterKind.DENUNCIATION)
                | Q(
                    **dict.fromkeys(
                        (
                            "name",
                            "folded_name",
                            "address",
                            "phone",
                            "id_kind",
                            "id_number",
                            "no_id_reason",
                            "representatives",
                            "subject",
                            "content",
                            "handled_before",
                            "request",
                            "papers",
                            "competent",
                            "answer",
                            "contact",
                            "refusal_ground",
                            "refusal_number",
                            "old_number",
                            "folded",
                        ),
                        "",
                    ),
                    promised_on=None,
                    refusal_file=None,
                    earlier=None,
                    case=None,
                ),
                name="a_denunciation_leaves_counting_facts_only",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=VisitOutcome.REFUSED) | ~Q(refusal_ground=""), name="a_refusal_has_its_ground"
            ),
            models.CheckConstraint(
                condition=Q(earlier=None) | Q(is_repeat=True), name="a_visit_after_another_is_a_repeat"
            ),
        ]
        indexes = [
            # What the four counts need stands beside the order of the book, so that a long book is counted from here.
            models.Index(
                fields=["unit", "-on", "-number"],
                include=["id", "people", "is_group", "earlier"],
                name="visit_book_counted",
            ),
            models.Index(fields=["folded_name"], condition=~Q(folded_name=""), name="visit_by_name"),
            models.Index(fields=["id_number"], condition=~Q(id_number=""), name="visit_by_id_number"),
            models.Index(fields=["case"], condition=Q(case__isnull=False), name="visit_of_case"),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="visit_of_batch"),
            models.Index(
                fields=["unit", "refusal_due_on"],
                condition=Q(refusal_due_on__isnull=False, refused_in_writing_on=None),
                name="visit_refusal_owed",
            ),
            models.Index(
                fields=["unit", "-on", "-number"],
                condition=Q(outcome=VisitOutcome.WAITING),
                name="visit_unfinished",
            ),
            GinIndex(fields=["words"], name="visit_by_words"),
        ]

    def __str__(self) -> str:
        return f"lượt tiếp {self.pk}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("reception:visit", args=[self.pk])

    @property
    def owes_refusal(self) -> bool:
        """Whether a written notice of refusal is still to be given."""
        return self.refusal_due_on is not None and self.refused_in_writing_on is None

    @property
    def is_denunciation(self) -> bool:
        """Whether only counting facts stand here."""
        return self.matter == MatterKind.DENUNCIATION


class VisitChange(models.Model):
    """What a line of the book said before it was put right, by whom and why; read with the line itself."""

    visit = models.ForeignKey(ReceptionVisit, models.CASCADE, related_name="changes")
    at = models.DateTimeField("sửa lúc")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField("lý do", max_length=300, blank=True)
    before = models.JSONField("trước khi sửa", default=dict)

    class Meta:
        verbose_name = "đính chính lượt tiếp"
        verbose_name_plural = "đính chính lượt tiếp"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"đính chính {self.pk}"

    @property
    def told(self) -> list[tuple[str, object]]:
        """What was changed, by the words of the book, as it stood before."""
        names = {each.name: str(each.verbose_name) for each in ReceptionVisit._meta.fields}
        return [(names[name], value) for name, value in self.before.items()]
