"""Who answers for the work: steering committees (T36), focal assignments (T37), evaluation schemes (T30)."""

from datetime import date

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from danvan.committees.choices import Duty, MemberRole
from danvan.evidence.models import InForce, Record
from danvan.orgs.choices import PostKind


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="steering_committee_editions"))
class SteeringCommittee(InForce):
    """A committee set up by a decision.  The post of its head decides, and whether its holder still has it.

    `head_left_on` is the day the head left that post; the holding, where the
    platform knows it, says so by itself.
    """

    page = "committees:committee_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_steering_committee")
    head_post = models.CharField("chức vụ của trưởng ban", max_length=20, choices=PostKind)
    head_name = models.CharField("trưởng ban", max_length=120, blank=True)
    head_holding = models.ForeignKey(
        "orgs.PostHolding",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="trưởng ban (tài khoản)",
    )
    head_left_on = models.DateField("trưởng ban thôi giữ chức vụ từ ngày", null=True, blank=True)

    class Meta(InForce.Meta):
        verbose_name = "ban chỉ đạo"
        verbose_name_plural = "ban chỉ đạo"

    def clean(self) -> None:
        """Refuse a head whose account holds another post than the one written down: posts decide."""
        if self.head_holding and self.head_holding.post.kind != self.head_post:
            raise ValidationError({"head_post": "Tài khoản được chọn làm trưởng ban đang giữ chức vụ khác."})


class CommitteeMember(models.Model):
    """One seat of a committee: the post first, the name when known."""

    committee = models.ForeignKey(SteeringCommittee, models.CASCADE, related_name="members")
    role = models.CharField("vai trò", max_length=20, choices=MemberRole, default=MemberRole.MEMBER)
    post = models.CharField("chức vụ, cơ quan", max_length=200)
    name = models.CharField("họ và tên", max_length=120, blank=True)

    class Meta:
        verbose_name = "thành viên"
        verbose_name_plural = "thành viên"

    def __str__(self) -> str:
        return f"{self.committee_id}: {self.role}"


class CommitteeMeeting(models.Model):
    """A meeting of a committee, with how many conclusions it made and how many are carried out (S36)."""

    committee = models.ForeignKey(SteeringCommittee, models.CASCADE, related_name="meetings")
    held_on = models.DateField("ngày họp")
    subject = models.CharField("nội dung", max_length=300)
    conclusions = models.PositiveSmallIntegerField("số kết luận", default=0)
    closed = models.PositiveSmallIntegerField("đã thực hiện xong", default=0)

    class Meta:
        verbose_name = "cuộc họp"
        verbose_name_plural = "cuộc họp"
        constraints = [
            models.CheckConstraint(
                name="closed_conclusions_among_all", condition=Q(closed__lte=models.F("conclusions"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.committee_id}: {self.held_on}"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="focal_assignment_editions"))
class FocalAssignment(InForce):
    """The head of an agency as responsible leader, and the officer or division in charge."""

    page = "committees:assignment_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_focal_assignment")
    duty = models.CharField("phân công về", max_length=20, choices=Duty, default=Duty.MOBILIZATION)
    leader_post = models.CharField("chức vụ của lãnh đạo chịu trách nhiệm", max_length=20, choices=PostKind)
    leader_name = models.CharField("lãnh đạo chịu trách nhiệm", max_length=120, blank=True)
    deputy_name = models.CharField("cấp phó phụ trách hằng ngày", max_length=120, blank=True)
    officer = models.CharField("cán bộ phụ trách", max_length=160, blank=True)
    division = models.CharField("bộ phận phụ trách", max_length=160, blank=True)
    staff = models.PositiveSmallIntegerField("số cán bộ được phân công", default=1)
    years_of_service = models.PositiveSmallIntegerField("số năm công tác", null=True, blank=True)

    class Meta(InForce.Meta):
        verbose_name = "phân công phụ trách"
        verbose_name_plural = "phân công phụ trách"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="evaluation_scheme_editions"))
class EvaluationScheme(InForce):
    """Rules of yearly evaluation: whether the work is a criterion for collectives and for individuals."""

    page = "committees:scheme_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_evaluation_scheme")
    covers_collective = models.BooleanField("có tiêu chí dân vận khi đánh giá tập thể", default=False)
    covers_individual = models.BooleanField("có tiêu chí dân vận khi đánh giá cá nhân", default=False)

    class Meta(InForce.Meta):
        verbose_name = "quy định đánh giá"
        verbose_name_plural = "quy định đánh giá"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="evaluation_use_editions"))
class EvaluationUse(Record):
    """The evaluation of one year by those rules."""

    page = "committees:use_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_evaluation_use")
    year = models.PositiveSmallIntegerField("năm")
    collectives = models.PositiveIntegerField("số tập thể được đánh giá", default=0)
    individuals = models.PositiveIntegerField("số cá nhân được đánh giá", default=0)

    class Meta:
        verbose_name = "áp dụng đánh giá"
        verbose_name_plural = "áp dụng đánh giá"
        constraints = [
            models.CheckConstraint(name="evaluated_year_is_a_year", condition=Q(year__gte=2015, year__lte=2100)),
            models.CheckConstraint(
                name="an_evaluation_rated_somebody",
                condition=Q(collectives__gt=0) | Q(individuals__gt=0),
                violation_error_message="Ghi số tập thể hoặc số cá nhân được đánh giá.",
            ),
        ]

    def counting_days(self) -> list[date]:
        """Return the last day of the year that was evaluated."""
        return [date(self.year, 12, 31)]
