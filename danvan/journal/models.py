"""The record of acts: who, in which post, did what to which subject, and why.

People, posts, units and subjects are plain numbers: this area knows no other,
and an entry must outlive everything it names.
"""

import pgtrigger
from django.db import models


class Entry(models.Model):
    """One act, written in the transaction of the act itself.  Never changed, never deleted."""

    at = models.DateTimeField("lúc", db_index=True)
    act = models.CharField("việc", max_length=80, db_index=True)
    person_id = models.BigIntegerField("người", null=True)
    holding_id = models.BigIntegerField("chức vụ đang giữ", null=True)
    unit_id = models.BigIntegerField("đơn vị", null=True)
    subject_kind = models.CharField("loại đối tượng", max_length=60)
    subject_id = models.BigIntegerField("đối tượng", null=True)
    reason = models.TextField("lý do", blank=True)
    detail = models.JSONField("chi tiết", default=dict)

    class Meta:
        verbose_name = "việc đã làm"
        verbose_name_plural = "nhật ký"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="journal_entry_subject"),
            models.Index(fields=["unit_id", "id"], name="journal_entry_unit"),
            models.Index(fields=["person_id", "id"], name="journal_entry_person"),
        ]
        triggers = [
            pgtrigger.Protect(name="entry_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.act} #{self.subject_kind}-{self.subject_id}"


class Seal(models.Model):
    """The link of one entry in the hash chain.

    Sealing is a separate step so that acts of different people never wait for
    each other's transaction; docs/adr/0003 gives the reason.
    """

    position = models.BigIntegerField("vị trí", primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="seal")
    hash = models.CharField("mã băm", max_length=64)

    class Meta:
        verbose_name = "dấu niêm phong"
        triggers = [
            pgtrigger.Protect(name="seal_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.position}:{self.hash[:12]}"
