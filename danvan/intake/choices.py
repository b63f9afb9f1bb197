"""Words of intake."""

from django.db import models


class MailState(models.TextChoices):
    """What became of a mail."""

    WAITING = "waiting", "chờ vào sổ"
    REGISTERED = "registered", "đã vào sổ"
    ASIDE = "aside", "để riêng"
    MOVED = "moved", "đã chuyển sổ niêm phong"


class AsideReason(models.TextChoices):
    """Why a mail is no letter."""

    NOT_A_LETTER = "not_a_letter", "không phải đơn: quảng cáo, thư rác, hỏi thông tin"
    REPEATED = "repeated", "trùng đơn đã vào sổ"
    ANSWERED = "answered", "đã trả lời ngay, không phải đơn"
    ELSEWHERE = "elsewhere", "không gửi đơn vị này, đã chuyển bằng thư công vụ"
    AUTOMATIC = "automatic", "thư trả lời tự động"
    BOUNCE = "bounce", "báo thư không gửi được"
    LOOP = "loop", "thư của chính hệ thống quay lại"
    BULK = "bulk", "thư gửi hàng loạt"


# What the platform finds out by itself when a mail comes.
BY_ITSELF = frozenset({AsideReason.AUTOMATIC, AsideReason.BOUNCE, AsideReason.LOOP, AsideReason.BULK})
