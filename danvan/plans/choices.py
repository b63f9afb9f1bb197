"""Words of plans."""

from django.db import models


class PlanKind(models.TextChoices):
    """Which yearly duty the plan fulfils."""

    GOVERNMENT_MOBILIZATION = "government_mobilization", "công tác dân vận chính quyền"
    GRASSROOTS_DEMOCRACY = "grassroots_democracy", "thực hiện dân chủ ở cơ sở"
