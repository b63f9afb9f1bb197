"""Words of voters' recommendations (Joint Resolution 72/2025; nghean_practice.md section 9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Body(models.TextChoices):
    """Whose session it is: what limit applies follows from it."""

    NATIONAL_ASSEMBLY = "national_assembly", _("Quốc hội")
    COUNCIL = "council", _("Hội đồng nhân dân")


class Timing(models.TextChoices):
    """How a meeting with voters stands to its session."""

    BEFORE = "before", "trước kỳ họp"
    AFTER = "after", "sau kỳ họp"
    BETWEEN = "between", "ngoài kỳ họp"


class MeetingKind(models.TextChoices):
    """With whom the deputies met."""

    PLACE = "place", "theo đơn vị hành chính"
    RESIDENCE = "residence", "nơi cư trú"
    WORK = "work", "nơi làm việc"
    THEME = "theme", "theo chuyên đề"
    GROUP = "group", "theo đối tượng"


class Field(models.TextChoices):
    """What a recommendation is about."""

    ROADS = "roads", _("giao thông, hạ tầng")
    LAND = "land", _("đất đai, tài nguyên, môi trường")
    FARMING = "farming", _("nông nghiệp, nông thôn, thủy lợi")
    BUILDING = "building", _("xây dựng, quy hoạch, nhà ở")
    HEALTH = "health", _("y tế, bảo hiểm")
    EDUCATION = "education", _("giáo dục, đào tạo")
    CULTURE = "culture", _("văn hóa, thể thao, du lịch")
    SOCIAL = "social", _("lao động, chính sách xã hội")
    ETHNIC = "ethnic", _("dân tộc, miền núi")
    ECONOMY = "economy", _("ngân sách, đầu tư, doanh nghiệp")
    ORDER = "order", _("an ninh, trật tự, quốc phòng")
    STAFF = "staff", _("tổ chức bộ máy, cán bộ, thủ tục hành chính")
    OTHER = "other", _("lĩnh vực khác")


class VoterGroup(models.TextChoices):
    """Who spoke, as a group only: no person is named."""

    ALL = "all", "cử tri nói chung"
    FARMERS = "farmers", "nông dân"
    WORKERS = "workers", "công nhân, người lao động"
    BUSINESS = "business", "doanh nghiệp, hộ kinh doanh"
    STAFF = "staff", "cán bộ, công chức, viên chức"
    YOUNG = "young", "thanh niên, học sinh, sinh viên"
    WOMEN = "women", "phụ nữ"
    OLD = "old", "người cao tuổi, cựu chiến binh"
    ETHNIC = "ethnic", "đồng bào dân tộc thiểu số"


class Competence(models.TextChoices):
    """At which level it can be decided."""

    CENTRE = "centre", "Trung ương"
    PROVINCE = "province", "tỉnh"
    COMMUNE = "commune", "xã, phường"


class State(models.TextChoices):
    """Where a recommendation stands."""

    RECORDED = "recorded", "chưa chuyển"
    ROUTED = "routed", "đã chuyển, chờ tiếp nhận"
    BOUNCED = "bounced", "bị trả lại, chờ chuyển lại"
    ACCEPTED = "accepted", "đã tiếp nhận, đang giải quyết"
    STUDIED = "studied", "đang nghiên cứu, có hẹn ngày"
    ANSWERED = "answered", "đã trả lời"
    CLOSED = "closed", "đã kết thúc"
    MERGED = "merged", "đã ghép với kiến nghị khác"
    WITHDRAWN = "withdrawn", "đã rút khỏi danh sách"
    LETTER = "letter", "đã chuyển thành đơn"


class ResultKind(models.TextChoices):
    """The three groups of results of every report to the next session."""

    SETTLED = "settled", _("đã giải quyết xong")
    STUDIED = "studied", _("đang nghiên cứu, giải quyết")
    EXPLAINED = "explained", _("đã giải trình, cung cấp thông tin")


class RoutingState(models.TextChoices):
    """What became of one step of the way to whoever answers."""

    WAITING = "waiting", "chờ tiếp nhận"
    ACCEPTED = "accepted", "đã tiếp nhận"
    BOUNCED = "bounced", "trả lại"
    TAKEN_BACK = "taken_back", "thu hồi, chuyển nơi khác"
    PASSED_ON = "passed_on", "chuyển sang đơn vị kế tục"


class FeedbackChannel(models.TextChoices):
    """How the Front asked."""

    MEETING = "meeting", "tại hội nghị tiếp xúc cử tri"
    VISIT = "visit", "gặp tại thôn, bản, khối"
    PHONE = "phone", "điện thoại"
    FORM = "form", "phiếu hỏi"
    ONLINE = "online", "trực tuyến"
