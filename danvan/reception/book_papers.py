"""The papers of reception as Word templates: forms 01/TCD and 02/TCD, the slip, the statement, minutes, the book.

Our words for what Decree 154/2026/NĐ-CP, articles 4, 12, 14, 15 and 25 ask to be
said; a province that words them otherwise puts its own Word file in place of ours.
"""

from danvan.documents.layout import CENTER, Sheet
from danvan.documents.word import WordTemplate

_SIGNED = "(ký, ghi rõ họ tên)"
_SIGNERS = (
    ("NGƯỜI ĐẾN TRÌNH BÀY", "(ký, ghi rõ họ tên hoặc điểm chỉ)", "{{ visitor }}"),
    ("NGƯỜI TIẾP CÔNG DÂN", _SIGNED, "{{ receiver }}"),
)


def _refusal() -> Sheet:
    sheet = Sheet("Thông báo từ chối tiếp công dân")
    sheet.line("Mẫu số 01/TCD", italic=True, size=12)
    sheet.head(number="Số: {{ number }}")
    sheet.title("THÔNG BÁO", "Về việc từ chối tiếp công dân")
    sheet.body("{{ session_day }}, tại {{ session_place }}, {{ unit }} đã tiếp {{ visitor_said }}. Nội dung trình bày:")
    sheet.each("content", "{{ item }}")
    sheet.body("Căn cứ {{ basis }}, {{ unit }} từ chối tiếp công dân vì: {{ ground }}.")
    sheet.each("why", "{{ item }}")
    sheet.body("Vậy thông báo để {{ visitor_said }} được biết.")
    sheet.foot(
        "- Như trên;",
        "- Lưu: VT.",
        signer=("{%p for item in signer_lines %}", "{{ item }}", "{%p endfor %}"),
        name="{{ signer_name }}",
    )
    return sheet


def _receipt() -> Sheet:
    sheet = Sheet("Giấy biên nhận thông tin, tài liệu, chứng cứ")
    sheet.line("Mẫu số 02/TCD", italic=True, size=12)
    sheet.head()
    sheet.title("GIẤY BIÊN NHẬN", "Thông tin, tài liệu, chứng cứ")
    sheet.body(
        "{{ session_day }}, tại {{ session_place }}, {{ unit }} đã nhận của {{ visitor_said }} các thông tin, "
        "tài liệu, chứng cứ sau đây:"
    )
    sheet.each("papers", "{{ item }}")
    sheet.body("Giấy này lập thành hai bản, mỗi bên giữ một bản.")
    sheet.signatures(("NGƯỜI CUNG CẤP", _SIGNERS[0][1], _SIGNERS[0][2]), ("NGƯỜI NHẬN", *_SIGNERS[1][1:]))
    return sheet


def _slip() -> Sheet:
    sheet = Sheet("Phiếu tiếp công dân")
    sheet.head()
    sheet.title("PHIẾU TIẾP CÔNG DÂN", "Số {{ visit_number }}")
    sheet.body("{{ session_day }}, tại {{ session_place }}, {{ unit }} đã tiếp {{ visitor_said }}.")
    sheet.body("Kết quả: {{ outcome }}.")
    sheet.each("answer", "{{ item }}")
    sheet.when("case_code", "Mã đơn: {{ case_code }}.")
    sheet.when("promised_day", "Hẹn trả lời: {{ promised_day }}.")
    sheet.when("contact", "Nơi liên hệ: {{ contact }}.")
    sheet.body("Khi liên hệ, đề nghị mang theo phiếu này hoặc đọc số phiếu.")
    sheet.signatures(*_SIGNERS)
    return sheet


def _statement() -> Sheet:
    sheet = Sheet("Văn bản ghi lại nội dung trình bày")
    sheet.head()
    sheet.title("BIÊN BẢN", "Ghi lại nội dung khiếu nại, kiến nghị, phản ánh")
    sheet.body(
        "{{ session_day }}, tại {{ session_place }}, {{ receiver }} ghi lại nội dung trình bày của {{ visitor_said }}:"
    )
    sheet.each("content", "{{ item }}")
    sheet.when("handled_before", "Việc đã được giải quyết trước đây:")
    sheet.each("handled_before", "{{ item }}")
    sheet.when("request", "Yêu cầu:")
    sheet.each("request", "{{ item }}")
    sheet.when("papers", "Tài liệu kèm theo:")
    sheet.each("papers", "{{ item }}")
    sheet.body("Nội dung trên đã được đọc lại cho người trình bày nghe và người trình bày xác nhận là đúng.")
    sheet.signatures(*_SIGNERS)
    return sheet


_LINES = (
    ("Số", "{{ row.number }}", 11, CENTER),
    ("Ngày", "{{ row.on }}", 21, CENTER),
    ("Họ tên, giấy tờ, địa chỉ", "{{ row.who }}", 38, None),
    ("Nội dung, việc đã giải quyết, yêu cầu", "{{ row.what }}", 55, None),
    ("Kết quả tiếp, xử lý", "{{ row.outcome }}", 40, None),
)
_COUNTS = "Số lượt: {{ visits }}; số người: {{ people }}; số vụ việc: {{ matters }}; số đoàn đông người: {{ groups }}."


def _minutes() -> Sheet:
    sheet = Sheet("Biên bản tiếp công dân")
    sheet.head()
    sheet.title("BIÊN BẢN", "Buổi tiếp công dân {{ session_kind }}")
    sheet.body("{{ session_day }}{% if hours %} ({{ hours }}){% endif %}, tại {{ session_place }}.")
    sheet.body("Người tiếp: {{ chair }}.")
    sheet.when("participants", "Thành phần: {{ participants }}.")
    sheet.body(_COUNTS)
    sheet.when("rows", "Các lượt tiếp:")
    sheet.table(_LINES)
    sheet.when("minutes", "Diễn biến, ý kiến người chủ trì:")
    sheet.each("minutes", "{{ item }}")
    sheet.when("recording", "Bản ghi hình lưu tại: {{ recording }}.")
    sheet.signatures(("NGƯỜI CHỦ TRÌ", _SIGNED, ""), ("NGƯỜI GHI", _SIGNED, "{{ receiver }}"))
    return sheet


def _book() -> Sheet:
    sheet = Sheet("Sổ tiếp công dân")
    sheet.head()
    sheet.title("SỔ TIẾP CÔNG DÂN", "{{ period }}")
    sheet.body(_COUNTS)
    sheet.table(_LINES)
    sheet.signatures(("NGƯỜI ĐỨNG ĐẦU", _SIGNED, ""), ("NGƯỜI GIỮ SỔ", _SIGNED, "{{ receiver }}"))
    return sheet


REFUSAL = WordTemplate("tcd-01-tu-choi.docx", _refusal)
RECEIPT = WordTemplate("tcd-02-bien-nhan.docx", _receipt)
SLIP = WordTemplate("tcd-phieu-tiep.docx", _slip)
STATEMENT = WordTemplate("tcd-loi-trinh-bay.docx", _statement)
MINUTES = WordTemplate("tcd-bien-ban.docx", _minutes)
BOOK = WordTemplate("tcd-so.docx", _book)
ALL = (REFUSAL, RECEIPT, SLIP, STATEMENT, MINUTES, BOOK)
# What can be printed of one visit, by its place in the address.
OF_VISIT = {
    "phieu-tiep": (SLIP, "Phiếu cho người đến"),
    "loi-trinh-bay": (STATEMENT, "Biên bản ghi lời trình bày"),
    "bien-nhan": (RECEIPT, "Biên nhận tài liệu (02/TCD)"),
    "tu-choi": (REFUSAL, "Thông báo từ chối (01/TCD)"),
}
