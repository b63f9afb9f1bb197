"""Words of petitions (petitions.md sections 1–6)."""

from django.db import models


class Subject(models.TextChoices):
    """What a letter is about; the only description of a case outside its file."""

    LAND_RECOVERY = "land_recovery", "thu hồi đất, bồi thường, tái định cư"
    LAND_RIGHTS = "land_rights", "giấy chứng nhận, tranh chấp đất đai"
    CONSTRUCTION = "construction", "xây dựng, trật tự đô thị"
    ENVIRONMENT = "environment", "môi trường, tài nguyên"
    POLICY = "policy", "chính sách xã hội, người có công"
    PROCEDURE = "procedure", "thủ tục hành chính, thái độ phục vụ"
    FINANCE = "finance", "thu, chi, đóng góp của Nhân dân"
    WORKS = "works", "công trình, giao thông, thủy lợi"
    EDUCATION = "education", "giáo dục, y tế, văn hóa"
    STAFF = "staff", "cán bộ, công chức, kỷ luật"
    SECURITY = "security", "an ninh, trật tự"
    OTHER = "other", "việc khác"


class Respondent(models.TextChoices):
    """Whose decision or act a complaint is about; competence follows from it."""

    COMMUNE = "commune", "Chủ tịch UBND cấp xã hoặc người do Chủ tịch quản lý"
    DISTRICT = "district", "Chủ tịch UBND cấp huyện (trước ngày 01/07/2025)"
    DEPARTMENT = "department", "Giám đốc sở hoặc công chức của sở"
    DEPARTMENT_UNIT = "department_unit", "thủ trưởng đơn vị thuộc sở hoặc người của đơn vị"
    PROVINCE = "province", "Chủ tịch UBND tỉnh"
    OTHER = "other", "cơ quan khác (tư pháp, dân cử, Đảng, đoàn thể, doanh nghiệp)"


class FailedTest(models.TextChoices):
    """What a letter lacks to be handled (petitions.md section 1.1)."""

    NOT_VIETNAMESE = "not_vietnamese", "không viết bằng tiếng Việt, không có bản dịch công chứng"
    NO_DATE = "no_date", "không ghi ngày, tháng, năm"
    NO_NAME = "no_name", "không ghi rõ họ tên, địa chỉ người viết"
    NO_SIGNATURE = "no_signature", "không có chữ ký hoặc điểm chỉ"
    NO_RESPONDENT = "no_respondent", "không nêu cơ quan, người bị khiếu nại, nội dung, yêu cầu"
    UNCLEAR = "unclear", "nội dung không rõ"
    ILLEGIBLE = "illegible", "rách nát, không đọc được"
    COPIED = "copied", "gửi nhiều nơi, trong đó có cơ quan có thẩm quyền"
    GUIDED_BEFORE = "guided_before", "đã được hướng dẫn một lần về cùng nội dung"
    SETTLED_BEFORE = (
        "settled_before",
        "đã giải quyết đúng pháp luật, không có tình tiết mới (Điều 26.1.c Luật Tiếp công dân)",
    )


class RefusalGround(models.TextChoices):
    """Why a complaint is not accepted: Law on Complaints, art. 11."""

    INTERNAL = "1", "11.1: quyết định, hành vi nội bộ, chỉ đạo điều hành, văn bản quy phạm, bí mật nhà nước"
    NOT_OWN_RIGHTS = "2", "11.2: không liên quan trực tiếp đến quyền, lợi ích của người khiếu nại"
    NO_CAPACITY = "3", "11.3: không có năng lực hành vi, không có người đại diện hợp pháp"
    UNLAWFUL_REPRESENTATIVE = "4", "11.4: người đại diện không hợp pháp"
    UNSIGNED = "5", "11.5: đơn không có chữ ký hoặc điểm chỉ"
    OUT_OF_TIME = "6", "11.6: hết thời hiệu, thời hạn không có lý do chính đáng"
    SECOND_DECISION = "7", "11.7: đã có quyết định giải quyết lần hai"
    STOPPED = "8", "11.8: đã thông báo đình chỉ, sau 30 ngày không khiếu nại tiếp"
    COURT = "9", "11.9: Tòa án đã thụ lý hoặc đã giải quyết"


class ComplexTest(models.TextChoices):
    """What makes a case complex: Decree 124/2020 art. 3a (since 2026-07-01)."""

    SEVERAL_PLACES = "a", "một nội dung phải xác minh ở từ hai nơi"
    SEVERAL_MATTERS = "b", "từ hai nội dung phải xác minh"
    MANY_PEOPLE = "c", "nhiều người cùng khiếu nại hoặc liên quan quyền lợi nhiều người"
    FOREIGN = "d", "có yếu tố nước ngoài"
    SEVERAL_AGENCIES = "e", "liên quan trách nhiệm của nhiều cơ quan"
    DISAGREEMENT = "f", "các cơ quan có ý kiến khác nhau"
    CONFLICTING_EVIDENCE = "g", "chứng cứ mâu thuẫn hoặc cần ý kiến chuyên gia"


class SuspensionGround(models.TextChoices):
    """Why a complaint is suspended: Law on Complaints art. 11a (since 2026-07-01)."""

    DISASTER = "disaster", "thiên tai, dịch bệnh, chiến tranh"
    ILLNESS = "illness", "người khiếu nại tai nạn, ốm đau, đi công tác, học tập ở nơi xa"
    PAPERS_SEIZED = "papers_seized", "giấy tờ bị tạm giữ, niêm phong"
    WAITING = "waiting", "chờ kết quả giải quyết việc có liên quan"


class StopGround(models.TextChoices):
    """Why the resolution ends without a decision on the matter."""

    WITHDRAWN = "withdrawn", "người khiếu nại rút toàn bộ khiếu nại"
    DIED = "died", "người khiếu nại chết, không có người thừa kế quyền khiếu nại"
    DISSOLVED = "dissolved", "cơ quan, tổ chức khiếu nại giải thể, không có người kế thừa"
    SECOND_DECIDED = "second_decided", "đã có quyết định giải quyết lần hai"


class Verdict(models.TextChoices):
    """Whether the complaint was right."""

    RIGHT = "right", "khiếu nại đúng"
    PARTLY = "partly", "khiếu nại đúng một phần"
    WRONG = "wrong", "khiếu nại sai toàn bộ"


class Remedy(models.TextChoices):
    """What the decision does with what was complained of."""

    KEEP = "keep", "giữ nguyên quyết định, hành vi"
    AMEND = "amend", "sửa đổi một phần"
    CANCEL = "cancel", "hủy bỏ một phần hoặc toàn bộ"
    STOP_ACT = "stop_act", "chấm dứt hành vi"


class Reply(models.TextChoices):
    """How a recommendation was answered."""

    TAKEN_UP = "taken_up", "tiếp thu, xử lý"
    EXPLAINED = "explained", "giải trình"
    NO_BASIS = "no_basis", "không có cơ sở"


class Handled(models.TextChoices):
    """What became of a letter (T13)."""

    ACCEPTED = "accepted", "thụ lý"
    NOT_ACCEPTED = "not_accepted", "không thụ lý"
    GUIDED = "guided", "hướng dẫn"
    RETURNED = "returned", "trả lại"
    TRANSFERRED = "transferred", "chuyển"
    FILED = "filed", "lưu đơn"
    LINKED = "linked", "ghép với đơn đã có"
    SPLIT = "split", "tách đơn"


class Settled(models.TextChoices):
    """How a case was settled (T14); outcomes are never mixed."""

    DECIDED = "decided", "có quyết định giải quyết"
    WITHDRAWN = "withdrawn", "rút khiếu nại"
    STOPPED = "stopped", "đình chỉ"
    ANSWERED = "answered", "đã trả lời"


class State(models.TextChoices):
    """Where a petition stands."""

    RECEIVED = "received", "mới nhận"
    CLASSIFIED = "classified", "đã phân loại"
    GUIDED = "guided", "đã hướng dẫn"
    RETURNED = "returned", "đã trả lại"
    TRANSFERRED = "transferred", "đã chuyển"
    FILED = "filed", "lưu đơn"
    LINKED = "linked", "ghép với đơn đã có"
    SPLIT = "split", "đã tách"
    PROPOSED = "proposed", "đề xuất thụ lý"
    NOT_ACCEPTED = "not_accepted", "không thụ lý"
    ACCEPTED = "accepted", "đã thụ lý"
    VERIFYING = "verifying", "đang xác minh"
    SUSPENDED = "suspended", "tạm đình chỉ"
    VERIFIED = "verified", "đã xác minh"
    DIALOGUE_DONE = "dialogue_done", "đã đối thoại"
    DECIDED = "decided", "đã ra quyết định"
    SENT = "sent", "đã gửi quyết định"
    PUBLISHED = "published", "đã công khai"
    STOPPED = "stopped", "đình chỉ"
    APPEALED = "appealed", "khiếu nại lần hai"
    IN_COURT = "in_court", "khởi kiện tại Tòa án"
    IN_FORCE = "in_force", "có hiệu lực"
    EXECUTING = "executing", "đang thi hành"
    EXECUTED = "executed", "đã thi hành"
    UNDER_REVIEW = "under_review", "xem xét lại"
    IN_WORK = "in_work", "đang giải quyết"
    ANSWERED = "answered", "đã trả lời"
    CLOSED = "closed", "kết thúc"
    ARCHIVED = "archived", "đã lưu trữ"


class Satisfaction(models.IntegerChoices):
    """How somebody found the handling."""

    VERY_GOOD = 5, "Rất hài lòng"
    GOOD = 4, "Hài lòng"
    FAIR = 3, "Bình thường"
    BAD = 2, "Không hài lòng"
    VERY_BAD = 1, "Rất không hài lòng"
