"""The briefing as a Word template."""

from danvan.documents.layout import CENTER, Sheet
from danvan.documents.word import WordTemplate

_COLUMNS = (
    ("TT", "{{ row.number }}", 9, CENTER),
    ("Chỉ tiêu", "{{ row.target }}. {{ row.name }}", 66, None),
    ("Mức phải đạt", "{{ row.threshold }}", 20, CENTER),
    ("Kết quả", "{{ row.result }}", 33, CENTER),
    ("Đánh giá", "{{ row.status }}", 24, CENTER),
    ("Còn thiếu", "{{ row.short }}", 18, CENTER),
)


def _briefing() -> Sheet:
    sheet = Sheet("Bản tóm tắt")
    sheet.head(number="Số: ……/BC-{{ symbol }}")
    sheet.title("BÁO CÁO TÓM TẮT", "{{ title }}")
    sheet.line("Số liệu tính đến ngày {{ as_of }}", italic=True, after=6)
    sheet.heading("1. Kết quả chung")
    sheet.body("{{ summary }}")
    sheet.when("change", "{{ change }}")
    sheet.heading("2. Kết quả từng chỉ tiêu đã có nguồn dữ liệu")
    sheet.table(_COLUMNS)
    sheet.heading("3. Nội dung cần chỉ đạo")
    sheet.each("attention", "- {{ item }}")
    sheet.when("not attention", "Không có chỉ tiêu nào đang chưa đạt hoặc thiếu dữ liệu.")
    sheet.body("{{ denominator }}", size=12, italic=True)
    sheet.foot("- {{ recipient }};", "- Lưu: VT.")
    sheet.body("{{ manifest }}", size=9)
    return sheet


BRIEFING = WordTemplate("ban-tom-tat.docx", _briefing)
