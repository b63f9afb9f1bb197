"""Exceptional days of the working calendar: days off on weekdays, Saturdays worked.

A day is working when it is swapped in, or falls on Monday to Friday without an
exception.  Rows come from dated files and are corrected by an administrator;
every change leaves its earlier version in the history.
"""

import pghistory
from django.db import models

from danvan.calendars.choices import DayKind, DayStatus


@pghistory.track()
class ExceptionalDay(models.Model):
    """One day whose weekday alone does not say whether agencies work (Labour Code 2019, art. 111–112)."""

    on = models.DateField("ngày", unique=True)
    kind = models.CharField("loại", max_length=20, choices=DayKind)
    name = models.CharField("tên", max_length=160)
    decision = models.CharField("văn bản", max_length=200)
    decided_on = models.DateField("ngày văn bản", null=True, blank=True)
    published_on = models.DateField("ngày công bố", null=True, blank=True)
    status = models.CharField("tình trạng", max_length=20, choices=DayStatus)
    confidence = models.CharField("độ tin cậy", max_length=20, blank=True)

    class Meta:
        verbose_name = "ngày đặc biệt"
        verbose_name_plural = "ngày đặc biệt"
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y}"
