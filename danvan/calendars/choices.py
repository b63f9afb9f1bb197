"""Words of the working calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    """Why a day differs from what its weekday says."""

    HOLIDAY = "holiday", "nghỉ lễ"
    COMPENSATION = "compensation", "nghỉ bù"
    SWAPPED_OFF = "swapped_off", "nghỉ hoán đổi"
    SWAPPED_IN = "swapped_in", "làm bù"


class Procedure(models.TextChoices):
    """What a statutory time limit belongs to."""

    COMPLAINT = "complaint", _("Khiếu nại")
    DISCIPLINE = "discipline", _("Khiếu nại quyết định kỷ luật")
    DENUNCIATION = "denunciation", _("Tố cáo")
    RECOMMENDATION = "recommendation", _("Kiến nghị, phản ánh")
    RECEPTION = "reception", _("Tiếp công dân, xử lý đơn")
    VOTER = "voter", _("Kiến nghị cử tri")
    PROCEDURE = "procedure", _("Thủ tục hành chính")
    DEMOCRACY = "democracy", _("Dân chủ ở cơ sở")
    DOCUMENT = "document", _("Văn bản")


class LimitUnit(models.TextChoices):
    """What a time limit is counted in."""

    CALENDAR = "C", _("ngày")
    WORKING = "W", _("ngày làm việc")
    HOUR = "H", _("giờ")
    MONTH = "M", _("tháng")


class DayStatus(models.TextChoices):
    """How sure the day is."""

    LAW = "law", "theo luật"
    DECIDED = "decided", "đã có quyết định"
    PROVISIONAL = "provisional", "chưa có quyết định"
