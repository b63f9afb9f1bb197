"""Words of the working calendar."""

from django.db import models


class DayKind(models.TextChoices):
    """Why a day differs from what its weekday says."""

    HOLIDAY = "holiday", "nghỉ lễ"
    COMPENSATION = "compensation", "nghỉ bù"
    SWAPPED_OFF = "swapped_off", "nghỉ hoán đổi"
    SWAPPED_IN = "swapped_in", "làm bù"


class DayStatus(models.TextChoices):
    """How sure the day is."""

    LAW = "law", "theo luật"
    DECIDED = "decided", "đã có quyết định"
    PROVISIONAL = "provisional", "chưa có quyết định"
