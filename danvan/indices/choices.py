"""Words of the index series."""

from django.db import models


class IndexName(models.TextChoices):
    """An index that ranks provinces, published once a year by somebody else."""

    PAR_INDEX = "PAR_INDEX", "Chỉ số cải cách hành chính (PAR Index)"
    PAPI = "PAPI", "Chỉ số hiệu quả quản trị và hành chính công (PAPI)"
    PCI = "PCI", "Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)"
    SIPAS = "SIPAS", "Chỉ số hài lòng về phục vụ hành chính (SIPAS)"


class Confidence(models.TextChoices):
    """How the figure was found."""

    OFFICIAL = "official", "công bố chính thức"
    SEEN = "seen", "đăng trên báo chí"
    SEEN_DERIVED = "seen-derived", "suy ra từ nguồn đã đăng"
