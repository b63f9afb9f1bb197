"""Words of notices."""

from django.db import models


class Rhythm(models.TextChoices):
    """How often notices are gathered into a letter."""

    WEEKLY = "weekly", "mỗi tuần một thư, sáng thứ Hai"
    DAILY = "daily", "mỗi sáng ngày làm việc, khi có thông báo mới"
    NEVER = "never", "không gửi thư, chỉ xem trong hệ thống"
