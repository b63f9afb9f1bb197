"""The letter that chases late cases, as a Word template."""

from danvan.documents.layout import CENTER, Sheet
from danvan.documents.word import WordTemplate

_COLUMNS = (
    ("TT", "{{ row.number }}", 12, CENTER),
    ("Mã đơn", "{{ row.code }} ({{ row.kind }})", 58, None),
    ("Việc chậm", "{{ row.stage }}", 45, None),
    ("Hạn", "{{ row.due_on }}", 25, CENTER),
    ("Quá (ngày)", "{{ row.days }}", 25, CENTER),
)


def _chasing() -> Sheet:
    sheet = Sheet("Đôn đốc đơn thư quá hạn")
    sheet.head(number="Số: ……/……", about="V/v đôn đốc giải quyết đơn thư quá hạn")
    sheet.line("Kính gửi: {{ recipient }}", size=14, before=14, after=8)
    sheet.body(
        "Qua theo dõi sổ đơn, đến ngày {{ on }} đơn vị còn {{ total }} việc đã quá thời hạn theo quy định "
        "({{ step }}), cụ thể:",
    )
    sheet.table(_COLUMNS)
    sheet.body(
        "Đề nghị đơn vị giải quyết dứt điểm các việc nêu trên, trả lời người gửi đơn, làm rõ nguyên nhân chậm và "
        "trách nhiệm, báo cáo kết quả bằng văn bản trong 05 ngày làm việc kể từ ngày nhận được văn bản này.",
    )
    sheet.foot("- {{ recipient }};", "- Lưu: VT.")
    return sheet


CHASING = WordTemplate("don-doc.docx", _chasing)
