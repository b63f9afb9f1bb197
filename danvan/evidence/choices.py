"""Words of records and their proof."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProofState(models.TextChoices):
    """Where a record stands between being typed and being counted (rule R7)."""

    DRAFT = "draft", "nháp"
    SUBMITTED = "submitted", "đã nộp, chờ xác minh"
    VERIFIED = "verified", "đã xác minh"
    REJECTED = "rejected", "bị trả lại"
    SUPERSEDED = "superseded", "đã được thay thế"


class DocumentKind(models.TextChoices):
    """Kinds of administrative documents that prove work done (Decree 30/2020, art. 7)."""

    PLAN = "plan", "kế hoạch"
    PROGRAMME = "programme", "chương trình"
    DECISION = "decision", "quyết định"
    REPORT = "report", "báo cáo"
    MINUTES = "minutes", "biên bản"
    NOTICE = "notice", "thông báo"
    OFFICIAL_LETTER = "official_letter", "công văn"
    DIRECTIVE = "directive", "chỉ thị"
    RESOLUTION = "resolution", "nghị quyết"
    CONCLUSION = "conclusion", "kết luận"
    OTHER = "other", "văn bản khác"


# What the journal calls these acts, as a reader sees them in a history.
ACTS = {
    "evidence.create_record": _("ghi hồ sơ"),
    "evidence.load_reference": _("nạp từ dữ liệu tham chiếu"),
    "evidence.change_record": _("sửa hồ sơ"),
    "evidence.delete_draft": _("xóa bản nháp"),
    "evidence.recall_verified": _("thu hồi để sửa"),
    "evidence.attach_evidence": _("gắn minh chứng"),
    "evidence.change_evidence": _("sửa minh chứng"),
    "evidence.submit_evidence": _("nộp minh chứng"),
    "evidence.withdraw_evidence": _("rút lại minh chứng"),
    "evidence.verify_evidence": _("xác minh"),
    "evidence.reject_evidence": _("trả lại"),
    "evidence.import_batch": _("nhập từ bảng tính"),
    "evidence.undo_batch": _("hoàn tác đợt nhập"),
    "evidence.add_document": _("thêm văn bản"),
    "evidence.change_document": _("sửa văn bản"),
    "evidence.attach_file": _("gắn tệp"),
    "evidence.remove_file": _("gỡ tệp"),
    "evidence.end_in_force": _("ghi hết hiệu lực"),
    "activities.list_attendance": _("ghi đơn vị cùng dự"),
    "activities.hold_course": _("ghi lớp đã tổ chức"),
    "activities.cancel_course": _("hủy lớp"),
    "activities.make_visit": _("ghi chuyến đã đi"),
    "activities.settle_proposals": _("ghi kết quả các đề xuất"),
    "committees.name_members": _("ghi thành viên"),
    "committees.add_meeting": _("ghi cuộc họp"),
    "committees.head_left": _("ghi trưởng ban thôi giữ chức vụ"),
    "inspections.name_team": _("ghi đoàn kiểm tra"),
    "inspections.check": _("ghi nội dung kiểm tra"),
    "inspections.do": _("ghi đã kiểm tra"),
    "inspections.conclude": _("ghi kết luận"),
    "inspections.close": _("kết thúc cuộc kiểm tra"),
    "inspections.cancel": _("hủy cuộc kiểm tra"),
    "inspections.commend": _("đề nghị biểu dương"),
    "inspections.report": _("báo cáo khắc phục"),
    "inspections.accept": _("xác nhận đã khắc phục"),
    "inspections.reopen": _("yêu cầu khắc phục lại"),
    "dialogues.notice": _("ghi đã thông báo"),
    "dialogues.announce": _("đăng thông báo công khai"),
    "dialogues.postpone": _("hoãn"),
    "dialogues.cancel": _("hủy cuộc đối thoại"),
    "dialogues.hold": _("ghi đã tổ chức"),
    "dialogues.ask": _("ghi câu hỏi"),
    "dialogues.sent": _("nhận câu hỏi gửi qua mạng"),
    "dialogues.admit": _("đưa câu hỏi vào đối thoại"),
    "dialogues.set_aside": _("để câu hỏi ngoài đối thoại"),
    "dialogues.change_question": _("sửa câu hỏi"),
    "dialogues.answer": _("ghi trả lời"),
    "dialogues.defer": _("hẹn trả lời câu hỏi"),
    "dialogues.to_case": _("đưa câu hỏi vào sổ đơn thư"),
    "dialogues.publish": _("công khai kết quả"),
    "dialogues.withdraw": _("gỡ khỏi trang công khai"),
    "dialogues.link": _("gắn cuộc đối thoại"),
    "dialogues.link_letters": _("gắn đơn thư"),
    "dialogues.close": _("kết thúc theo dõi điểm nóng"),
    "dialogues.reopen": _("theo dõi lại điểm nóng"),
    "exemplars.move": _("chuyển giai đoạn"),
    "exemplars.promote": _("nâng thành điểm sáng"),
    "exemplars.continue_year": _("tiếp tục trong năm"),
    "exemplars.finish_milestone": _("ghi kết quả bước"),
}

# Whoever did anything else to a record had a hand in it and does not verify it.
DECIDING = ("evidence.verify_evidence", "evidence.reject_evidence")

# What stands for the number of a paper that has none, as in registers.
NO_NUMBER = "không số"

COMMON_REASONS = (
    _("Văn bản chưa có chữ ký hoặc dấu."),
    _("Tệp mờ, không đọc được số và ngày văn bản."),
    _("Văn bản không nói về nội dung cần chứng minh."),
    _("Ngày của sự việc không khớp với văn bản."),
    _("Thiếu danh sách nhiệm vụ có người phụ trách và thời hạn."),
)
