"""Words of what units do."""

from django.db import models


class MeetingForm(models.TextChoices):
    """How people met."""

    IN_PERSON = "in_person", "trực tiếp"
    ONLINE = "online", "trực tuyến"
    MIXED = "mixed", "trực tiếp kết hợp trực tuyến"


class CourseLevel(models.TextChoices):
    """The tier that organises a course."""

    PROVINCE = "province", "cấp tỉnh"
    DISTRICT = "district", "cấp huyện"
    COMMUNE = "commune", "cấp xã"


class CourseState(models.TextChoices):
    """Whether a course took place."""

    PLANNED = "planned", "dự kiến"
    HELD = "held", "đã tổ chức"
    CANCELLED = "cancelled", "đã hủy"


class CourseSubject(models.TextChoices):
    """What a course teaches."""

    GOVERNMENT_MOBILIZATION = "government_mobilization", "dân vận chính quyền"
    GRASSROOTS_DEMOCRACY = "grassroots_democracy", "dân chủ ở cơ sở"
    RECEPTION_SKILLS = "reception_skills", "kỹ năng tiếp công dân, đối thoại"
    ONE_STOP_SKILLS = "one_stop_skills", "kỹ năng phục vụ tại bộ phận một cửa"
    OTHER = "other", "nội dung khác"


class TraineeRole(models.TextChoices):
    """What those who attended do in their unit."""

    FOCAL_OFFICER = "focal_officer", "cán bộ đầu mối dân vận"
    ONE_STOP = "one_stop", "cán bộ một cửa"
    RECEPTION = "reception", "cán bộ tiếp công dân"
    LEADER = "leader", "lãnh đạo"
    OTHER = "other", "đối tượng khác"


class ReviewKind(models.TextChoices):
    """What a review conference looks back on."""

    SIX_MONTH = "six_month", "sơ kết 6 tháng"
    ANNUAL = "annual", "tổng kết năm"
    TERM = "term", "tổng kết giai đoạn"


class OutreachChannel(models.TextChoices):
    """How people were reached; meetings, broadcasts and posts are counted apart (S04)."""

    MEETING = "meeting", "họp thôn, khối, bản"
    BROADCAST = "broadcast", "truyền thanh"
    POST = "post", "bài đăng trên mạng"
    LEAFLET = "leaflet", "tờ rơi, pa nô"
    HOME_VISIT = "home_visit", "đến từng hộ"
    CONTEST = "contest", "hội thi, sân khấu hóa"
    OTHER = "other", "hình thức khác"


class Initiator(models.TextChoices):
    """Who proposed a joint activity (S31)."""

    NOT_JOINT = "not_joint", "đơn vị tự làm"
    UNIT = "unit", "làm chung, chính quyền đề xuất"
    FRONT = "front", "làm chung, Mặt trận hoặc tổ chức đề xuất"


class ProposalOutcome(models.TextChoices):
    """What became of a proposal heard on a visit (S26)."""

    OPEN = "open", "chưa xử lý"
    ANSWERED = "answered", "đã trả lời"
    DOCUMENT = "document", "đã có văn bản tham mưu"
    PASSED_ON = "passed_on", "đã chuyển nơi có thẩm quyền"
