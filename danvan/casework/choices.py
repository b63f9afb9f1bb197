"""Words of cases."""

from django.db import models


class CaseKind(models.TextChoices):
    """What a letter is in law (petitions.md section 1)."""

    COMPLAINT = "complaint", "khiếu nại"
    DENUNCIATION = "denunciation", "tố cáo"
    RECOMMENDATION = "recommendation", "kiến nghị, phản ánh"
    REGULATION = "regulation", "phản ánh, kiến nghị về quy định hành chính"
    MIXED = "mixed", "đơn có nhiều nội dung"


class Stage(models.TextChoices):
    """What a clock of a case runs for."""

    ACCEPTANCE = "acceptance", "thụ lý"
    ANSWER = "answer", "trả lời về việc xử lý đơn"
    FORWARDING = "forwarding", "chuyển cơ quan có thẩm quyền"
    RESOLUTION = "resolution", "giải quyết"
    SEND_SUSPENSION = "send_suspension", "gửi quyết định tạm đình chỉ"
    SEND_CONTINUATION = "send_continuation", "gửi quyết định tiếp tục giải quyết"
    SEND_STOP = "send_stop", "gửi quyết định đình chỉ"
    SEND_DECISION = "send_decision", "gửi quyết định giải quyết"
    PUBLICATION = "publication", "công khai quyết định giải quyết"
    POSTING = "posting", "duy trì công khai"
    SECOND_COMPLAINT = "second_complaint", "khiếu nại lần hai (quyền của người khiếu nại)"
    EFFECT = "effect", "quyết định có hiệu lực"
    EXECUTION = "execution", "thi hành quyết định"
    NOTICE = "notice", "thông báo việc thụ lý"
    SEND_CONCLUSION = "send_conclusion", "gửi kết luận nội dung tố cáo"
    ACTING = "acting", "xử lý theo kết luận"
    ACTING_REPORT = "acting_report", "báo cáo kết quả xử lý theo kết luận"
    PUBLISH_CONCLUSION = "publish_conclusion", "công khai kết luận nội dung tố cáo"
    REVIEW = "review", "xem xét tố cáo tiếp"
    DEMAND = "demand", "yêu cầu báo cáo vụ việc quá hạn"
    LATE_REPORT = "late_report", "nhận báo cáo vụ việc quá hạn"
    REPORT_ABOVE = "report_above", "báo cáo cấp trên về vụ việc quá hạn"
    OUTCOME = "outcome", "thông báo kết quả cho cơ quan chuyển đơn"


# A right of the writer, a day of effect and a posting are shown, but nobody is late with them.
NOT_OWED = frozenset({Stage.SECOND_COMPLAINT, Stage.EFFECT, Stage.POSTING})


# Whether a letter was handled in time is judged by the first of these that runs.
HANDLING_STAGES = (Stage.REVIEW, Stage.ACCEPTANCE, Stage.FORWARDING, Stage.ANSWER)
# What whoever wrote the letter was promised, or has to keep themselves.
PROMISED = frozenset({*HANDLING_STAGES, Stage.RESOLUTION, Stage.SECOND_COMPLAINT})


class MoveOutcome(models.TextChoices):
    """What became of a day a corrected calendar proposed."""

    APPLIED = "applied", "đã dời"
    OVERTAKEN = "overtaken", "không còn cần"


class Task(models.TextChoices):
    """Why a case lies with somebody."""

    HANDLE = "handle", "xử lý"
    VERIFY = "verify", "xác minh"
    EXECUTE = "execute", "thi hành"


class PaperKind(models.TextChoices):
    """What a stored paper is."""

    LETTER = "letter", "đơn"
    ATTACHMENT = "attachment", "tài liệu kèm theo"
    PROOF = "proof", "tài liệu xác minh"
    ISSUED = "issued", "văn bản ban hành"


class Channel(models.TextChoices):
    """How a letter came."""

    DESK = "desk", "nộp tại bàn tiếp nhận"
    POST = "post", "bưu chính"
    BOX = "box", "hòm thư góp ý"
    RECEPTION = "reception", "buổi tiếp công dân"
    DIALOGUE = "dialogue", "hội nghị đối thoại"
    VOTER_MEETING = "voter_meeting", "tiếp xúc cử tri"
    DEPUTIES = "deputies", "đại biểu dân cử chuyển"
    FRONT = "front", "Mặt trận Tổ quốc chuyển"
    PRESS = "press", "cơ quan báo chí chuyển"
    AGENCY = "agency", "cơ quan khác chuyển"
    LEADER = "leader", "lãnh đạo chuyển"
    PORTAL = "portal", "cổng trực tuyến"
    EMAIL = "email", "thư điện tử"


FORWARDED = frozenset({Channel.DEPUTIES, Channel.FRONT, Channel.PRESS, Channel.AGENCY})


class Retention(models.TextChoices):
    """How long the file is kept (privacy_security.md section 5)."""

    PERMANENT = "permanent", "vĩnh viễn (vụ việc nghiêm trọng)"
    FIFTEEN_YEARS = "15y", "15 năm"
    ONE_YEAR = "1y", "1 năm (đơn lưu, không giải quyết)"
