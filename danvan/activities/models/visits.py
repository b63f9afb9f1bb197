"""Leaders among people: visits and what was heard (S25, S26)."""

from datetime import date

import pghistory
from django.db import models

from danvan.activities.choices import ProposalOutcome
from danvan.evidence.models import Record


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="grassroots_visit_editions"))
class GrassrootsVisit(Record):
    """A visit of a leader, planned or made.  `happened_on` is the day it was made."""

    page = "activities:visit_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_grassroots_visit")
    leader_post = models.CharField("lãnh đạo đi (chức vụ)", max_length=160)
    planned_on = models.DateField("ngày dự kiến", null=True, blank=True)
    hamlets = models.CharField("thôn, khối, bản đã đến", max_length=400, blank=True)
    hamlets_reached = models.PositiveSmallIntegerField("số thôn, khối, bản", default=0)

    class Meta:
        verbose_name = "chuyến đi cơ sở"
        verbose_name_plural = "chuyến đi cơ sở"

    def counting_days(self) -> list[date]:
        """Return the day it was made, or is planned for."""
        day = self.happened_on or self.planned_on
        return [day] if day else []


class VisitProposal(models.Model):
    """Something people proposed on a visit, and what became of it."""

    visit = models.ForeignKey(GrassrootsVisit, models.CASCADE, related_name="proposals")
    text = models.CharField("đề xuất", max_length=600)
    outcome = models.CharField("kết quả", max_length=20, choices=ProposalOutcome, default=ProposalOutcome.OPEN)
    follow_up = models.CharField("văn bản, việc tiếp theo", max_length=400, blank=True)
    settled_on = models.DateField("ngày có kết quả", null=True, blank=True)

    class Meta:
        verbose_name = "đề xuất của cơ sở"
        verbose_name_plural = "đề xuất của cơ sở"

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.outcome}"
