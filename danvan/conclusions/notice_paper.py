"""The notice of conclusion as a Word template (Decree 30/2020/NĐ-CP, annex III, form 1.4 in its layout)."""

from danvan.documents.layout import Sheet
from danvan.documents.word import WordTemplate


def _notice() -> Sheet:
    sheet = Sheet("Thông báo kết luận")
    sheet.head(number="Số: {{ number }}")
    sheet.title("THÔNG BÁO", "{{ about }}")
    sheet.body(
        "Ngày {{ origin_on }}, {{ authority }} chủ trì {{ origin }}: {{ title }}. Sau khi nghe ý kiến của các bên liên "
        "quan, {{ authority }} kết luận như sau:"
    )
    sheet.each("summary", "{{ item }}")
    sheet.each(
        "tasks",
        "{{ item.number }}. {{ item.text }} Đơn vị thực hiện: {{ item.unit }}"
        "{% if item.coordinating %}; phối hợp: {{ item.coordinating }}{% endif %}. "
        "Thời hạn: {{ item.due_on }}.{% if item.awaits_answer %} Trả lời công dân bằng văn bản.{% endif %}",
    )
    sheet.body(
        "Các đơn vị được giao báo cáo kết quả bằng văn bản về {{ unit }} trước khi hết thời hạn nêu trên; nội dung "
        "không thuộc thẩm quyền thì báo lại ngay khi nhận thông báo này."
    )
    sheet.foot(
        "- Các đơn vị có tên tại thông báo;",
        "- Lưu: VT.",
        signer=("{%p for item in signer_lines %}", "{{ item }}", "{%p endfor %}"),
        name="{{ signer_name }}",
    )
    return sheet


NOTICE = WordTemplate("thong-bao-ket-luan.docx", _notice)
