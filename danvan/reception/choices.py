"""Words of citizen reception (reception_dialogue.md section 1)."""

from django.db import models


class ReceptionKind(models.TextChoices):
    """By whom and when: Law on Citizen Reception, article 2.1."""

    REGULAR = "regular", "thường xuyên"
    PERIODIC = "periodic", "định kỳ"
    AD_HOC = "ad_hoc", "đột xuất"


class ReceptionMode(models.TextChoices):
    """How people are met; online since 01/07/2026 (article 3a)."""

    DIRECT = "direct", "trực tiếp"
    ONLINE = "online", "trực tuyến"


class SessionState(models.TextChoices):
    """Where a session stands.  What was planned and neither held, moved nor cancelled by its day is missed."""

    PLANNED = "planned", "theo lịch"
    OPEN = "open", "đang tiếp"
    HELD = "held", "đã tiếp"
    MOVED = "moved", "đã dời"
    CANCELLED = "cancelled", "không tổ chức"


class NotHeldCause(models.TextChoices):
    """Why a session was moved or not held, in words anybody who watches may read."""

    MEETING = "meeting", "trùng lịch họp, làm việc của cấp trên"
    AWAY = "away", "người đứng đầu đi công tác"
    LEAVE = "leave", "người đứng đầu nghỉ ốm, nghỉ phép"
    EMERGENCY = "emergency", "thiên tai, dịch bệnh, việc khẩn cấp"
    OTHER = "other", "lý do khác"


class AdHocGround(models.TextChoices):
    """When the head must receive outside the schedule: Law on Citizen Reception, article 18.3."""

    COMPLEX = "complex", "vụ việc gay gắt, phức tạp, đông người, nhiều cơ quan có trách nhiệm hoặc còn ý kiến khác nhau"
    GRAVE = "grave", "nếu không kịp thời xem xét có thể gây hậu quả nghiêm trọng"


class ChairedBy(models.TextChoices):
    """Who chaired a periodic or ad hoc session."""

    HEAD = "head", "người đứng đầu trực tiếp"
    DELEGATED = "delegated", "ủy quyền"
    STAFF = "staff", "người phụ trách tiếp công dân"


class MatterKind(models.TextChoices):
    """What a visitor brought."""

    COMPLAINT = "complaint", "khiếu nại"
    DENUNCIATION = "denunciation", "tố cáo"
    RECOMMENDATION = "recommendation", "kiến nghị"
    REFLECTION = "reflection", "phản ánh"
    OTHER = "other", "nội dung khác"


class VisitOutcome(models.TextChoices):
    """How the visit itself ended."""

    ANSWERED = "answered", "trả lời tại chỗ"
    RECEIVED = "received", "nhận đơn"
    LINKED = "linked", "gắn với đơn đang giải quyết"
    SEALED = "sealed", "nhận tố cáo vào sổ kín"
    GUIDED = "guided", "hướng dẫn nơi có thẩm quyền"
    CONCLUDED = "concluded", "chờ kết luận"
    REFUSED = "refused", "từ chối tiếp"
    WAITING = "waiting", "chưa ghi kết quả"


# What follows from an act of its own, never from a choice on the form.
BY_ACT = frozenset({VisitOutcome.RECEIVED, VisitOutcome.LINKED, VisitOutcome.SEALED})


class IdKind(models.TextChoices):
    """What the number of an identity paper is of: Decree 154/2026, article 12.1."""

    CARD = "card", "thẻ căn cước, căn cước công dân"
    CERTIFICATE = "certificate", "giấy chứng nhận căn cước"
    PERSONAL = "personal", "số định danh cá nhân"
    PASSPORT = "passport", "hộ chiếu"


class OnlineGround(models.TextChoices):
    """Why somebody is received online: Decree 154/2026, article 20."""

    COMPLEX = "complex", "vụ việc phức tạp, liên quan nhiều cơ quan"
    REMOTE = "remote", "người ở vùng sâu, vùng xa, đặc biệt khó khăn có nguyện vọng"
    FRAIL = "frail", "người có công, người cao tuổi, người khuyết tật có nguyện vọng"
    DISASTER = "disaster", "thiên tai, dịch bệnh, lý do an ninh trật tự"
    OTHER = "other", "nhu cầu thực tế khác"
