"""Papers of voters' recommendations: slips to whoever answers, what goes to a session and what came of it."""

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
_SUMMARY = (
    ("TT", "{{ row.number }}", 10, CENTER),
    ("Nội dung kiến nghị", "{{ row.text }}", 62, None),
    ("Lĩnh vực", "{{ row.field }}", 24, None),
    ("Nơi nêu", "{{ row.place }}", 28, None),
    ("Cơ quan có thẩm quyền", "{{ row.unit }}", 28, None),
    ("Số kỳ nêu", "{{ row.sessions }}", 13, CENTER),
)
_OWED = (
    ("Kỳ họp, số", "{{ row.session }}", 38, None),
    ("Nội dung kiến nghị", "{{ row.text }}", 55, None),
    ("Cơ quan có thẩm quyền", "{{ row.unit }}", 28, None),
    ("Tình trạng", "{{ row.state }}", 24, None),
    ("Hạn, ngày hẹn", "{{ row.due_on }}", 20, CENTER),
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


def _summary() -> Sheet:
    sheet = Sheet("Tổng hợp kiến nghị cử tri")
    sheet.head(number="Số: ……/BC-……")
    sheet.title("BÁO CÁO", "Tổng hợp kiến nghị của cử tri", "gửi đến {{ session }}")
    sheet.heading("I. TÌNH HÌNH CHUNG")
    sheet.body(
        "Đến ngày {{ on }}, đã ghi {{ meetings }} cuộc tiếp xúc cử tri trước và sau kỳ họp với {{ present }} lượt cử "
        "tri dự; tổng hợp được {{ total }} kiến nghị, trong đó {{ repeated }} kiến nghị đã nêu từ hai kỳ họp trở lên. "
        "Từ các kỳ họp trước còn {{ owed|length }} kiến nghị chưa có trả lời hoặc chưa giải quyết xong.",
    )
    sheet.each("by_field", "- {{ item }}")
    sheet.heading("II. KIẾN NGHỊ CỦA CỬ TRI")
    sheet.table(_SUMMARY)
    sheet.heading("III. KIẾN NGHỊ TỪ CÁC KỲ HỌP TRƯỚC CHƯA GIẢI QUYẾT XONG")
    sheet.body("{%p if owed %}")
    sheet.table(_OWED, of="owed")
    sheet.body("{%p else %}", "Không còn kiến nghị nào.", "{%p endif %}")
    sheet.foot("- Như trên;", "- Lưu: VT.")
    return sheet


SLIP = WordTemplate("chuyen-kien-nghi-cu-tri.docx", _slip)
REPORT = WordTemplate("ket-qua-kien-nghi-cu-tri.docx", _report)
SUMMARY = WordTemplate("tong-hop-kien-nghi-cu-tri.docx", _summary)
TEMPLATES = (SLIP, REPORT, SUMMARY)
