"""Posts and who holds them, with dates."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from danvan.orgs.choices import PostKind


@pghistory.track()
class Post(models.Model):
    """A place in a unit that somebody holds.  What comes from a predecessor unit is marked as inherited."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="posts")
    title = models.CharField("chức danh", max_length=160)
    kind = models.CharField("loại", max_length=20, choices=PostKind)
    valid_from = models.DateField("từ ngày")
    valid_until = models.DateField("trước ngày", null=True, blank=True)
    inherited_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="inherited_by", verbose_name="kế thừa từ"
    )

    class Meta:
        verbose_name = "chức vụ"
        verbose_name_plural = "chức vụ"
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class PostHolding(models.Model):
    """A person in a post from a day until a day."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="holdings")
    acting = models.BooleanField("quyền, tạm giao", default=False)
    valid_from = models.DateField("từ ngày")
    valid_until = models.DateField("trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "người giữ chức vụ"
        verbose_name_plural = "người giữ chức vụ"
        constraints = [
            models.CheckConstraint(
                name="holding_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
            ExclusionConstraint(
                name="a_person_holds_a_post_once_at_a_time",
                expressions=[
                    (Func(F("post"), F("post"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("person"), F("person"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("valid_from"), F("valid_until"), function="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"chức vụ {self.post_id}, người {self.person_id}"
