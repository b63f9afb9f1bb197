"""The letters that chase late tasks, as Word templates: one for each unit, one for all after three times."""

from danvan.documents.layout import CENTER, Sheet
from danvan.documents.word import WordTemplate

_COLUMNS = (
    ("TT", "{{ row.number }}", 11, CENTER),
    ("Nhiệm vụ", "{{ row.text }}", 70, None),
    ("Theo thông báo", "{{ row.notice }}", 36, None),
    ("Hạn", "{{ row.due_on }}", 23, CENTER),
    ("Quá (ngày)", "{{ row.days }}", 15, CENTER),
    ("Lần", "{{ row.step }}", 10, CENTER),
)
_OF_ALL = (
    ("TT", "{{ row.number }}", 11, CENTER),
    ("Đơn vị", "{{ row.unit }}", 36, None),
    ("Nhiệm vụ", "{{ row.text }}", 57, None),
    ("Theo thông báo", "{{ row.notice }}", 30, None),
    ("Hạn", "{{ row.due_on }}", 23, CENTER),
    ("Quá", "{{ row.days }}", 10, CENTER),
)


def _reminder() -> Sheet:
    sheet = Sheet("Đôn đốc thực hiện kết luận")
    sheet.head(number="Số: {{ number }}", about="V/v thực hiện kết luận đã quá hạn ({{ step }})")
    sheet.line("Kính gửi: {{ recipient }}", size=14, before=14, after=8)
    sheet.body(
        "Qua theo dõi việc thực hiện các thông báo kết luận, đến ngày {{ on }} đơn vị còn {{ total }} nhiệm vụ đã quá "
        "hạn, chưa báo cáo kết quả, cụ thể:"
    )
    sheet.table(_COLUMNS)
    sheet.body(
        "Đề nghị đơn vị thực hiện dứt điểm các nhiệm vụ nêu trên, trả lời công dân theo quy định và báo cáo kết quả "
        "bằng văn bản, nêu rõ nguyên nhân chậm, trong 05 ngày làm việc kể từ ngày nhận được văn bản này."
    )
    sheet.foot("- {{ recipient }};", "- Lưu: VT.")
    return sheet


def _general() -> Sheet:
    sheet = Sheet("Chấn chỉnh việc thực hiện kết luận")
    sheet.head(number="Số: {{ number }}", about="V/v chấn chỉnh việc thực hiện kết luận")
    sheet.line("Kính gửi: Các đơn vị được giao nhiệm vụ theo kết luận", size=14, before=14, after=8)
    sheet.body(
        "Đến ngày {{ on }} còn {{ total }} nhiệm vụ của {{ units }} đơn vị đã được đôn đốc ba lần bằng văn bản nhưng "
        "chưa hoàn thành, cụ thể:"
    )
    sheet.table(_OF_ALL)
    sheet.body(
        "Đề nghị thủ trưởng các đơn vị có tên trên trực tiếp chỉ đạo, hoàn thành nhiệm vụ, báo cáo kết quả, làm rõ "
        "nguyên nhân và trách nhiệm trong 05 ngày làm việc kể từ ngày nhận được văn bản này. Các đơn vị khác rà soát "
        "nhiệm vụ được giao, không để quá hạn."
    )
    sheet.foot("- Như trên;", "- Lưu: VT.")
    return sheet


REMINDER = WordTemplate("don-doc-ket-luan.docx", _reminder)
GENERAL = WordTemplate("chan-chinh-ket-luan.docx", _general)
