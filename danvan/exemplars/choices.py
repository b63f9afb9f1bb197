"""Words of models, bright spots, emulation and awards."""

from django.db import models


class Category(models.TextChoices):
    """What an exemplar counts as; it has one category at a time, so it never counts twice (rule R12)."""

    SKILFUL_MOBILIZATION = "skilful_mobilization", "mô hình “Dân vận khéo”"
    GOVERNMENT = "government", "điểm sáng dân vận chính quyền"
    GRASSROOTS_DEMOCRACY = "grassroots_democracy", "điểm sáng quy chế dân chủ ở cơ sở"


class Field(models.TextChoices):
    """The four fields of the movement."""

    ECONOMIC = "economic", "kinh tế"
    CULTURAL_SOCIAL = "cultural_social", "văn hóa – xã hội"
    DEFENCE_SECURITY = "defence_security", "quốc phòng – an ninh"
    POLITICAL_SYSTEM = "political_system", "xây dựng hệ thống chính trị"


class Stage(models.TextChoices):
    """Where an exemplar is in its life."""

    PROPOSED = "proposed", "đề xuất"
    REGISTERED = "registered", "đã đăng ký"
    ACTIVE = "active", "đang hoạt động"
    SUSPENDED = "suspended", "tạm dừng"
    COMPLETED = "completed", "đã hoàn thành"
    RECOGNISED = "recognised", "đã được công nhận"
    REPLICATED = "replicated", "đã nhân rộng"
    CLOSED = "closed", "đã kết thúc"


class Step(models.TextChoices):
    """The five milestones of a year (T18)."""

    PLAN = "plan", "kế hoạch"
    INTERIM_REVIEW = "interim_review", "sơ kết"
    FINAL_REVIEW = "final_review", "tổng kết"
    EFFECT_ASSESSMENT = "effect_assessment", "đánh giá hiệu quả"
    REPLICATION = "replication", "nhân rộng"


class ReplicationOutcome(models.TextChoices):
    """What was decided about copying an exemplar."""

    NONE = "", "không phải bước nhân rộng"
    DECIDED = "decided", "có quyết định nhân rộng"
    COPIED = "copied", "đơn vị khác đã làm theo"
    REASONED_NO = "reasoned_no", "không nhân rộng, có lý do"


class AwardLevel(models.TextChoices):
    """Who awards."""

    COMMUNE = "commune", "cấp xã"
    DISTRICT = "district", "cấp huyện"
    DEPARTMENT = "department", "sở, ban, ngành"
    PROVINCE = "province", "cấp tỉnh"
    CENTRAL = "central", "Trung ương"


class AwardForm(models.TextChoices):
    """What is awarded."""

    CERTIFICATE_HIGHER = "certificate_higher", "bằng khen"
    CERTIFICATE_LOWER = "certificate_lower", "giấy khen"
    COMMENDATION = "commendation", "biểu dương"
    TITLE = "title", "danh hiệu thi đua"
    NONE = "none", "không có đối tượng (nêu lý do)"


class AwardStage(models.TextChoices):
    """Whether it has been awarded."""

    PROPOSED = "proposed", "đề nghị"
    AWARDED = "awarded", "đã khen thưởng"
    NIL = "nil", "không có đối tượng"


class AwardOrigin(models.TextChoices):
    """Where the proposal came from (S39)."""

    UNIT = "unit", "đơn vị"
    INSPECTION = "inspection", "đoàn kiểm tra"


class Recipient(models.TextChoices):
    """Who is honoured."""

    COLLECTIVE = "collective", "tập thể"
    INDIVIDUAL = "individual", "cá nhân"
