"""Papers of voters' recommendations, as Word templates: slips to whoever answers, the report to the next session."""

from danvan.documents.layout import CENTER, Sheet
from danvan.documents.word import WordTemplate

_SLIP = (
    ("TT", "{{ row.number }}", 12, CENTER),
    ("Nội dung kiến nghị", "{{ row.text }}", 98, None),
    ("Nơi nêu", "{{ row.place }}", 35, None),
    ("Hạn trả lời", "{{ row.due_on }}", 20, CENTER),
)
_REPORT = (
    ("TT", "{{ row.number }}", 10, CENTER),
    ("Nội dung kiến nghị", "{{ row.text }}", 60, None),
    ("Cơ quan trả lời", "{{ row.unit }}", 32, None),
    ("Kết quả", "{{ row.result }}", 30, None),
    ("Ngày hẹn", "{{ row.promised_on }}", 20, CENTER),
    ("Số kỳ nêu", "{{ row.sessions }}", 13, CENTER),
)


def _slip() -> Sheet:
    sheet = Sheet("Chuyển kiến nghị cử tri")
    sheet.head(number="Số: ……/……", about="V/v chuyển kiến nghị của cử tri")
    sheet.line("Kính gửi: {{ recipient }}", size=14, before=14, after=8)
    sheet.body(
        "Qua tiếp xúc cử tri trước và sau {{ session }}, {{ keeper }} tổng hợp và chuyển {{ total }} kiến nghị thuộc "
        "thẩm quyền giải quyết của cơ quan, đơn vị, cụ thể:",
    )
    sheet.table(_SLIP)
    sheet.body(
        "Đề nghị cơ quan, đơn vị xem xét, giải quyết và trả lời cử tri theo một trong ba nhóm kết quả (đã giải quyết "
        "xong; đang nghiên cứu, giải quyết và ngày hẹn; giải trình, cung cấp thông tin) trong thời hạn nêu trên. "
        "Trường hợp không thuộc thẩm quyền, đề nghị nêu rõ lý do và cơ quan có thẩm quyền.",
    )
    sheet.foot("- {{ recipient }};", "- Lưu: VT.")
    return sheet


def _report() -> Sheet:
    sheet = Sheet("Kết quả trả lời kiến nghị cử tri")
    sheet.head(number="Số: ……/BC-……")
    sheet.title("BÁO CÁO", "Kết quả giải quyết, trả lời kiến nghị của cử tri", "{{ session }}")
    sheet.heading("I. TÌNH HÌNH CHUNG")
    sheet.body(
        "Tính đến ngày {{ on }}, có {{ total }} kiến nghị, trong đó: {{ settled }} đã giải quyết xong; {{ studied }} "
        "đang nghiên cứu, giải quyết, có ngày hẹn; {{ explained }} đã giải trình, cung cấp thông tin; {{ waiting }} "
        "chưa có trả lời, {{ late }} quá hạn hoặc quá ngày hẹn.",
        "{{ repeated }} kiến nghị đã nêu từ hai kỳ họp trở lên. {{ accepted }}/{{ routed }} kiến nghị đã chuyển được "
        "nơi nhận đầu tiên tiếp nhận; {{ bounced }} kiến nghị từng bị trả lại.",
        "Mặt trận Tổ quốc đã lấy ý kiến cử tri về {{ asked_about }}/{{ responses }} trả lời; "
        "{{ satisfied }}/{{ given }} ý kiến hài lòng.",
    )
    sheet.heading("II. THEO CƠ QUAN CÓ THẨM QUYỀN")
    sheet.each("by_unit", "- {{ item }}")
    sheet.heading("III. DANH SÁCH")
    sheet.table(_REPORT)
    sheet.foot("- Như trên;", "- Lưu: VT.")
    return sheet


SLIP = WordTemplate("chuyen-kien-nghi-cu-tri.docx", _slip)
REPORT = WordTemplate("ket-qua-kien-nghi-cu-tri.docx", _report)
TEMPLATES = (SLIP, REPORT)
