"""Words of dialogues, their questions and hot spots."""

from django.db import models


class Audience(models.TextChoices):
    """With whom a head holds a dialogue; a mixed conference has several."""

    PEOPLE = "people", "người dân"
    BUSINESS = "business", "doanh nghiệp, hợp tác xã"
    OFFICIALS = "officials", "cán bộ, công chức, viên chức"
    YOUTH = "youth", "thanh niên"
    OTHERS = "others", "đối tượng khác"


class Group(models.TextChoices):
    """Who sat in the hall, or asked."""

    VOTERS = "voters", "cử tri, người dân"
    OFFICIALS = "officials", "cán bộ, công chức, viên chức"
    ENTERPRISES = "enterprises", "doanh nghiệp"
    COOPERATIVES = "cooperatives", "hợp tác xã, hộ kinh doanh"
    YOUTH = "youth", "thanh niên"
    OTHERS = "others", "đối tượng khác"


class Channel(models.TextChoices):
    """How people are told of a dialogue beforehand."""

    BOARD = "board", "niêm yết tại trụ sở"
    HAMLETS = "hamlets", "thông báo đến thôn, khối, bản"
    LOUDSPEAKER = "loudspeaker", "truyền thanh"
    MEDIA = "media", "báo chí"
    WEBSITE = "website", "trang thông tin điện tử"
    LETTER = "letter", "giấy mời"


class Meeting(models.TextChoices):
    """Where people meet."""

    IN_PERSON = "in_person", "trực tiếp"
    ONLINE = "online", "trực tuyến"
    BOTH = "both", "trực tiếp kết hợp trực tuyến"


class Chair(models.TextChoices):
    """Who chaired: only the head's post counts, and whoever acts in it."""

    HEAD = "head", "người đứng đầu"
    ACTING_HEAD = "acting_head", "người được giao quyền đứng đầu"
    DEPUTY = "deputy", "cấp phó"
    OTHER = "other", "người khác"


class DialogueState(models.TextChoices):
    """How far a dialogue is; the steps between follow from its days."""

    PLANNED = "planned", "theo kế hoạch"
    HELD = "held", "đã tổ chức"
    CANCELLED = "cancelled", "đã hủy"


class AskedHow(models.TextChoices):
    """Where a question came from."""

    BEFORE = "before", "gửi trước"
    ONLINE = "online", "gửi qua mạng"
    HALL = "hall", "tại hội nghị"


class Field(models.TextChoices):
    """What a question or a hot spot is about."""

    LAND = "land", "đất đai, giải phóng mặt bằng"
    CONSTRUCTION = "construction", "xây dựng, giao thông, hạ tầng"
    ENVIRONMENT = "environment", "môi trường, nước sạch"
    AGRICULTURE = "agriculture", "nông, lâm, thủy sản"
    POLICY = "policy", "chính sách xã hội, giảm nghèo"
    EDUCATION = "education", "giáo dục, y tế, văn hóa"
    BUSINESS = "business", "sản xuất, kinh doanh, thuế"
    PROCEDURES = "procedures", "thủ tục hành chính"
    STAFF = "staff", "cán bộ, tổ chức bộ máy"
    SECURITY = "security", "an ninh, trật tự"
    OTHER = "other", "nội dung khác"


class QuestionState(models.TextChoices):
    """Where a question stands."""

    WAITING = "waiting", "chờ duyệt"
    OPEN = "open", "chưa trả lời"
    ANSWERED = "answered", "đã trả lời"
    DEFERRED = "deferred", "hẹn trả lời sau"
    IN_CASE = "in_case", "đã vào sổ đơn thư"
    SET_ASIDE = "set_aside", "không đưa vào đối thoại"


# Not, or no longer, part of the dialogue: read by its keepers alone.
NOT_TAKEN = (QuestionState.WAITING, QuestionState.SET_ASIDE)


class HotSpotState(models.TextChoices):
    """Whether many still disagree."""

    OPEN = "open", "đang theo dõi"
    CLOSED = "closed", "đã kết thúc"
