"""Words of denunciations (petitions.md sections 4.2, 5–7; Law on Denunciations 2018)."""

from django.db import models

from danvan.denunciations.rules.letters import KINDS


class State(models.TextChoices):
    """Where a denunciation stands."""

    RECEIVED = "received", "mới nhận"
    CHECKED = "checked", "đã kiểm tra điều kiện"
    TRANSFERRED = "transferred", "đã chuyển"
    NOT_HANDLED = "not_handled", "không xử lý"
    TO_INSPECTION = "to_inspection", "chuyển thanh tra, kiểm tra"
    NOT_ACCEPTED = "not_accepted", "không thụ lý"
    ACCEPTED = "accepted", "đã thụ lý"
    VERIFYING = "verifying", "đang xác minh"
    SUSPENDED = "suspended", "tạm đình chỉ"
    VERIFIED = "verified", "đã xác minh"
    CONCLUDED = "concluded", "đã kết luận"
    ACTED = "acted", "đã xử lý theo kết luận"
    PUBLISHED = "published", "đã công khai"
    MONITORED = "monitored", "đã theo dõi, kết thúc"
    WITHDRAWN = "withdrawn", "đã rút tố cáo"
    STOPPED = "stopped", "đình chỉ"
    ARCHIVED = "archived", "đã lưu trữ"
    DISPOSED = "disposed", "đã hủy khóa"


class Compartment(models.TextChoices):
    """The three parts a sealed file is kept in, each with keys of its own."""

    IDENTITY = "identity", "danh tính, bút tích"
    ORIGINAL = "original", "lời và tài liệu gốc"
    STRIPPED = "stripped", "bản trích, hồ sơ xác minh"


class TextKind(models.TextChoices):
    """What a sealed text is."""

    WRITER = "writer", "người tố cáo"
    LETTER = "letter", "nội dung tố cáo"
    ACCUSED = "accused", "người bị tố cáo"
    EXTRACT = "extract", "bản trích nội dung"
    ACT = "act", "lời của một việc"
    REASON = "reason", "lý do xin mở danh tính"


class Treatment(models.TextChoices):
    """What becomes of a page on its way to the team."""

    OPEN = "open", "chưa soát"
    CHECKED = "checked", "đã soát"
    LEFT_OUT = "left_out", "không đưa"


class Sphere(models.TextChoices):
    """What kind of breach is reported: Law on Denunciations, art. 2."""

    DUTY = "duty", "thực hiện nhiệm vụ, công vụ"
    STATE_MANAGEMENT = "state_management", "quản lý nhà nước trong các lĩnh vực"


class Standing(models.TextChoices):
    """What the accused is to their unit; who resolves follows from it (art. 12, 13)."""

    STAFF = "staff", "cán bộ, công chức, viên chức của đơn vị"
    HEAD = "head", "người đứng đầu, cấp phó của người đứng đầu"
    BODY = "body", "chính cơ quan, đơn vị"


class Condition(models.TextChoices):
    """What is missing to accept: Law on Denunciations, art. 29.1."""

    NOT_WRITTEN = "a", "29.1a: không theo đúng quy định tại Điều 23 (đơn ký tên hoặc biên bản ghi lời tố cáo)"
    NO_CAPACITY = "b", "29.1b: người tố cáo không đủ năng lực hành vi dân sự, không có người đại diện"
    NOT_COMPETENT = "c", "29.1c: không thuộc thẩm quyền giải quyết"
    NO_BASIS = "d", "29.1d: nội dung không có cơ sở để xác định người vi phạm, hành vi vi phạm"


class NoHandling(models.TextChoices):
    """Why a denunciation is not handled further."""

    COPIED = "copied", "24.3: gửi nhiều nơi, trong đó có nơi có thẩm quyền"
    GUIDED_BEFORE = "guided_before", "24.3: đã được hướng dẫn"
    NO_EVIDENCE = "no_evidence", "25: không rõ người tố cáo và không có chứng cứ cụ thể để kiểm tra"
    WITHDRAWN = "withdrawn", "33: người tố cáo rút trước khi thụ lý"
    NOTHING_NEW = "nothing_new", "37: tố cáo tiếp không có căn cứ giải quyết lại"


class Complexity(models.TextChoices):
    """How far the limit may be extended: Law on Denunciations, art. 30."""

    COMPLEX = "complex", "phức tạp (gia hạn một lần)"
    SPECIAL = "special", "đặc biệt phức tạp (gia hạn hai lần)"


class LongerCheck(models.TextChoices):
    """Why the check may take ten working days: art. 24.1."""

    SEVERAL_PLACES = "several_places", "phải kiểm tra, xác minh tại nhiều địa điểm"
    DELEGATED = "delegated", "ủy quyền cho cơ quan khác kiểm tra"


class SuspensionGround(models.TextChoices):
    """Why a resolution waits: art. 34.1."""

    WAITING = "waiting", "cần đợi kết quả giải quyết của cơ quan khác hoặc vụ việc có liên quan"
    EXPERTISE = "expertise", "cần giám định bổ sung, giám định lại"


class StopGround(models.TextChoices):
    """Why a resolution ends without a conclusion: art. 34.3."""

    WITHDRAWN = "withdrawn", "người tố cáo rút toàn bộ, không thuộc trường hợp phải giải quyết tiếp"
    DIED = "died", "người bị tố cáo là cá nhân chết và nội dung chỉ liên quan trách nhiệm của người đó"
    DECIDED_BEFORE = "decided_before", "đã có bản án, quyết định, kết luận có hiệu lực của cơ quan có thẩm quyền"


class GoOnGround(models.TextChoices):
    """Why it goes on although it was withdrawn: art. 33, Decree 156/2026."""

    BREACH = "breach", "hành vi bị tố cáo có dấu hiệu vi phạm pháp luật"
    COERCED = "coerced", "việc rút do bị đe dọa, mua chuộc"
    ABUSE = "abuse", "lợi dụng tố cáo để vu khống, xúc phạm, gây thiệt hại"


class Verdict(models.TextChoices):
    """What the conclusion says: art. 35.2."""

    TRUE = "true", "tố cáo đúng"
    PARTLY = "partly", "tố cáo đúng một phần"
    UNTRUE = "untrue", "tố cáo sai sự thật"


class Handled(models.TextChoices):
    """What became of the letter (T13)."""

    ACCEPTED = "accepted", "thụ lý"
    NOT_ACCEPTED = "not_accepted", "không thụ lý"
    TRANSFERRED = "transferred", "chuyển"
    FILED = "filed", "không xử lý"


class Settled(models.TextChoices):
    """How it was settled (T14)."""

    DECIDED = "decided", "có kết luận"
    WITHDRAWN = "withdrawn", "rút tố cáo"
    STOPPED = "stopped", "đình chỉ"


class Protection(models.TextChoices):
    """Protection of the denouncer, beyond secrecy: art. 47–55."""

    NONE = "", "không đề nghị"
    ASKED = "asked", "đã đề nghị bảo vệ"
    GIVEN = "given", "đang được bảo vệ"
    ENDED = "ended", "đã chấm dứt bảo vệ"


class DeclineReason(models.TextChoices):
    """Why a unit does not take a case over; a choice, because what stands open of a sealed case holds no word."""

    NOT_OURS = "not_ours", "không thuộc thẩm quyền giải quyết của đơn vị này"
    OTHER_HEIR = "other_heir", "địa bàn, lĩnh vực của hồ sơ do đơn vị khác kế thừa"
    NOT_IMPARTIAL = "not_impartial", "đơn vị này không bảo đảm khách quan"


class Purpose(models.TextChoices):
    """Why an identity has to be known."""

    NOTIFY = "notify", "gửi thông báo cho người tố cáo"
    CONTACT = "contact", "xác minh danh tính, làm việc trực tiếp với người tố cáo"
    PROTECT = "protect", "bảo vệ người tố cáo"
    BLACKEN = "blacken", "che danh tính, bút tích trên bản quét để đưa cho tổ xác minh"
    HAND_OVER = "hand_over", "chuyển hồ sơ cho cơ quan có thẩm quyền"


def letter_kinds() -> list[tuple[str, str]]:
    """Return the papers of a sealed file, by the codes of their kinds (`data/letters.toml`)."""
    return [(kind.code, kind.label) for kind in KINDS]
