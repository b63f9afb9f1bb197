"""Complaints, recommendations and feedback: what a person wrote, and who (petitions.md).

One petition is one matter on its way.  It is a letter from the day it is
received and becomes a case of its unit when it is accepted: letters are counted
by rows, cases by rows with `accepted_on` (targets.md section 8).  A duplicate
is a letter linked to the first; the parts of a mixed letter are rows of their own.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from danvan.casework.choices import Channel, Retention
from danvan.casework.models import Case
from danvan.petitions.choices import Remedy, Reply, Respondent, Subject, Verdict


class Petition(Case):
    """One matter somebody brought: the words, what it is about, how it was classified, how it ended."""

    case_ptr = models.OneToOneField(Case, models.CASCADE, parent_link=True, related_name="as_petition")
    channel = models.CharField("nguồn", max_length=20, choices=Channel)
    forwarded_by = models.CharField("cơ quan chuyển", max_length=200, blank=True)
    forwarded_number = models.CharField("số văn bản chuyển", max_length=80, blank=True)
    old_number = models.CharField("số sổ cũ", max_length=80, blank=True)
    written_on = models.DateField("ngày ghi trên đơn", null=True, blank=True)
    posted_on = models.DateField("ngày dấu bưu điện", null=True, blank=True)
    pages = models.PositiveSmallIntegerField("số trang", default=1)
    summary = models.TextField("nội dung")
    request = models.TextField("yêu cầu", blank=True)
    subject = models.CharField("lĩnh vực", max_length=20, choices=Subject, blank=True)
    respondent_kind = models.CharField("loại đối tượng", max_length=20, choices=Respondent, blank=True)
    respondent = models.CharField("cơ quan, người bị khiếu nại", max_length=200, blank=True)
    respondent_unit = models.ForeignKey(
        "orgs.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị bị khiếu nại"
    )
    respondent_holding = models.ForeignKey(
        "orgs.PostHolding", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người bị khiếu nại"
    )
    decision_ref = models.CharField("quyết định bị khiếu nại", max_length=120, blank=True)
    decision_received_on = models.DateField("ngày nhận quyết định bị khiếu nại", null=True, blank=True)
    instance = models.PositiveSmallIntegerField("lần khiếu nại", default=1)
    is_discipline = models.BooleanField("khiếu nại quyết định kỷ luật", default=False)
    is_competent = models.BooleanField("thuộc thẩm quyền", null=True, blank=True)
    failed_tests = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    decision_paused_on = models.DateField("ngày tạm đình chỉ thi hành quyết định bị khiếu nại", null=True, blank=True)
    has_originals = models.BooleanField("có bản gốc kèm theo", default=False)
    people_count = models.PositiveIntegerField("số người ký", default=1)
    all_signed = models.BooleanField("đủ chữ ký và văn bản cử người đại diện", default=False)
    complex_tests = ArrayField(models.CharField(max_length=1), default=list, blank=True)
    is_remote = models.BooleanField("vùng sâu, vùng xa", default=False)
    remote_reason = models.CharField("lý do xác định vùng sâu, vùng xa", max_length=300, blank=True)
    views_differ = models.BooleanField("yêu cầu còn khác kết quả xác minh", null=True, blank=True)
    verdict = models.CharField("kết luận", max_length=10, choices=Verdict, blank=True)
    remedy = models.CharField("xử lý quyết định, hành vi", max_length=10, choices=Remedy, blank=True)
    reply = models.CharField("cách trả lời", max_length=12, choices=Reply, blank=True)
    satisfaction = models.PositiveSmallIntegerField("mức hài lòng", null=True, blank=True)
    retention = models.CharField("thời hạn bảo quản", max_length=12, choices=Retention, blank=True)
    folded = models.TextField("lời để tìm", editable=False)
    # Kept beside the text: taking it apart anew for each row a search looks at costs more than the search.
    words = models.GeneratedField(
        expression=SearchVector("folded", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = "đơn"
        verbose_name_plural = "đơn"
        constraints = [
            models.CheckConstraint(condition=Q(instance__in=(1, 2)), name="a_complaint_is_first_or_second"),
            models.CheckConstraint(condition=Q(people_count__gte=1), name="a_petition_has_a_writer"),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 5)), name="satisfaction_is_one_to_five"
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="petition_by_words"),
            models.Index(
                fields=["forwarded_number"], condition=~Q(forwarded_number=""), name="petition_by_sender_number"
            ),
            models.Index(fields=["old_number"], condition=~Q(old_number=""), name="petition_by_old_number"),
        ]

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("petitions:petition", args=[self.code])

    @property
    def is_complex(self) -> bool:
        """Whether a written finding says so."""
        return bool(self.complex_tests)


class Writer(models.Model):
    """Somebody who wrote or signed; the first is whom letters go to."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="writers")
    name = models.CharField("họ và tên", max_length=120)
    folded_name = models.CharField("tên để tìm", max_length=120, editable=False)
    address = models.CharField("địa chỉ", max_length=250, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    email = models.EmailField("thư điện tử", max_length=120, blank=True)
    id_number = models.CharField("số định danh", max_length=20, blank=True)
    is_representative = models.BooleanField("người đại diện", default=False)

    class Meta:
        verbose_name = "người viết đơn"
        verbose_name_plural = "người viết đơn"
        indexes = [
            models.Index(fields=["folded_name"], name="writer_by_name"),
            models.Index(fields=["id_number"], condition=~Q(id_number=""), name="writer_by_id_number"),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.pk}"
