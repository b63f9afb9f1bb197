"""Words of committees, assignments and evaluation."""

from django.db import models


class MemberRole(models.TextChoices):
    """What a member is in the committee."""

    HEAD = "head", "trưởng ban"
    STANDING_DEPUTY = "standing_deputy", "phó trưởng ban thường trực"
    DEPUTY = "deputy", "phó trưởng ban"
    MEMBER = "member", "thành viên"


class Duty(models.TextChoices):
    """What the officer was assigned to, beside the work as such (S19, S29)."""

    MOBILIZATION = "mobilization", "công tác dân vận"
    RECEPTION = "reception", "tiếp công dân"
    ONE_STOP = "one_stop", "bộ phận một cửa"
