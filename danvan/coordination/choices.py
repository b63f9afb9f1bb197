"""Words of coordination with the Front and the organisations."""

from django.db import models


class Party(models.TextChoices):
    """Who signs with the People's Committee: the Front and the five organisations."""

    FRONT = "front", "Ủy ban MTTQ Việt Nam"
    TRADE_UNION = "trade_union", "Công đoàn"
    FARMERS = "farmers", "Hội Nông dân"
    WOMEN = "women", "Hội Liên hiệp Phụ nữ"
    YOUTH = "youth", "Đoàn Thanh niên"
    VETERANS = "veterans", "Hội Cựu chiến binh"
