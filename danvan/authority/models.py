"""Rights are role × unit subtree × time, and belong to a post, not to a person."""

import pghistory
from django.db import models
from django.db.models import F, Q

from danvan.authority.choices import Role


@pghistory.track()
class RoleAssignment(models.Model):
    """A role given to a post over a unit, with or without everything below it, for a stretch of time."""

    post = models.ForeignKey("orgs.Post", models.PROTECT, related_name="role_assignments")
    role = models.CharField("vai trò", max_length=30, choices=Role)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", verbose_name="phạm vi")
    with_subtree = models.BooleanField("cả đơn vị cấp dưới", default=False)
    valid_from = models.DateField("từ ngày")
    valid_until = models.DateField("trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "phân quyền"
        verbose_name_plural = "phân quyền"
        constraints = [
            models.CheckConstraint(
                name="role_assignment_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["post", "role", "unit", "valid_from"], name="a_role_is_assigned_to_a_post_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} → {self.post_id}"
