"""Documents that concern people, and bringing them to people (T31)."""

from datetime import date
from typing import Any

import pghistory
from django.db import models

from danvan.activities.choices import Initiator, OutreachChannel
from danvan.evidence.models import Record


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="people_document_editions"))
class PeopleDocument(Record):
    """The finding that a document concerns people: who found so, and when, are those of the record.

    `happened_on` is the day the document was issued.  It is to be brought to
    every area named, or to all communes.
    """

    page = "activities:people_document_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_people_document")
    number = models.CharField("số, ký hiệu", max_length=80)
    everywhere = models.BooleanField("áp dụng ở mọi xã, phường", default=False)
    areas: Any = models.ManyToManyField("orgs.Unit", related_name="+", verbose_name="địa bàn", blank=True)

    class Meta:
        verbose_name = "văn bản liên quan người dân"
        verbose_name_plural = "văn bản liên quan người dân"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="outreach_activity_editions"))
class OutreachActivity(Record):
    """One activity in one area by one channel, and how many people it reached."""

    page = "activities:outreach_detail"

    record_ptr = models.OneToOneField(Record, models.CASCADE, parent_link=True, related_name="as_outreach_activity")
    channel = models.CharField("hình thức", max_length=20, choices=OutreachChannel)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    area = models.ForeignKey(
        "orgs.Unit", models.PROTECT, related_name="+", verbose_name="địa bàn", null=True, blank=True
    )
    reach = models.PositiveIntegerField("số người tiếp cận", default=0)
    is_estimate = models.BooleanField("số người là ước tính", default=True)
    initiator = models.CharField("phối hợp", max_length=20, choices=Initiator, default=Initiator.NOT_JOINT)
    people_document = models.ForeignKey(
        PeopleDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="văn bản liên quan người dân",
    )

    class Meta:
        verbose_name = "hoạt động tuyên truyền"
        verbose_name_plural = "hoạt động tuyên truyền"

    def counting_units(self) -> list[int]:
        """Return the unit, and the unit whose document it carries out."""
        return sorted({self.unit_id, *([self.people_document.unit_id] if self.people_document else [])})

    def counting_days(self) -> list[date]:
        """Return its own day and that of the document it carries out."""
        days = {self.happened_on, self.people_document.happened_on if self.people_document else None}
        return sorted(day for day in days if day)
