"""Words of inspections and findings."""

from django.db import models


class InspectionForm(models.TextChoices):
    """How a unit is inspected."""

    ON_SITE = "on_site", "trực tiếp tại đơn vị"
    COMBINED = "combined", "kết hợp với đoàn kiểm tra khác"
    DESK = "desk", "qua hồ sơ, báo cáo"
    SELF_CHECK = "self_check", "đơn vị tự kiểm tra"


class InspectionState(models.TextChoices):
    """How far an inspection is."""

    PLANNED = "planned", "theo kế hoạch"
    DONE = "done", "đã kiểm tra"
    CONCLUDED = "concluded", "đã kết luận"
    CLOSED = "closed", "đã kết thúc"
    CANCELLED = "cancelled", "đã hủy"


class FindingKind(models.TextChoices):
    """What a fault is about."""

    PLAN = "plan", "kế hoạch, triển khai"
    DEMOCRACY = "democracy", "dân chủ, công khai"
    PROCEDURE = "procedure", "thủ tục hành chính"
    RECEPTION = "reception", "tiếp công dân, đối thoại, đơn thư"
    STYLE = "style", "tác phong, kỷ luật"
    COORDINATION = "coordination", "phối hợp với Mặt trận"
    OTHER = "other", "nội dung khác"


class Seriousness(models.TextChoices):
    """How bad it is."""

    LIGHT = "light", "nhẹ"
    MEDIUM = "medium", "vừa"
    SERIOUS = "serious", "nghiêm trọng"


class FindingState(models.TextChoices):
    """How far a fault is put right; overdue is asked of the day, never kept."""

    OPEN = "open", "chưa khắc phục"
    REPORTED = "reported", "đã báo cáo khắc phục"
    CLOSED = "closed", "đã khắc phục"


class Recipient(models.TextChoices):
    """Whom a team proposes to commend."""

    COLLECTIVE = "collective", "tập thể"
    INDIVIDUAL = "individual", "cá nhân"
