"""The papers of a dialogue as Word templates: notice, programme, sheet for questions, minutes, opening sheet."""

from collections.abc import Callable
from dataclasses import dataclass

from danvan.documents.layout import CENTER, Sheet
from danvan.documents.word import WordTemplate

LEFT = None


def _notice() -> Sheet:
    sheet = Sheet("Thông báo tổ chức đối thoại")
    sheet.head(number="Số: {{ number }}")
    sheet.title("THÔNG BÁO", "về việc tổ chức {{ title }}")
    sheet.body("{{ issuer_said }} thông báo về cuộc đối thoại như sau:")
    sheet.body("1. Thời gian: {{ when }}.")
    sheet.body("2. Địa điểm: {{ where }} ({{ meeting }}).")
    sheet.body("3. Đối tượng: {{ audience }}.")
    sheet.body("4. Nội dung:")
    sheet.each("topics", "- {{ item }}")
    sheet.when("asking", "5. Gửi câu hỏi trước: {{ asking }}")
    sheet.body("Đề nghị các tổ chức, cá nhân quan tâm đến dự và nêu ý kiến.")
    sheet.foot(
        "- Các thôn, khối, bản;", "- Ủy ban MTTQ Việt Nam cùng cấp;", "- Lưu: VT.", signer=("{{ signer_title }}",)
    )
    return sheet


def _programme() -> Sheet:
    sheet = Sheet("Chương trình đối thoại")
    sheet.head()
    sheet.title("CHƯƠNG TRÌNH", "{{ title }}", "({{ when }}, tại {{ where }})")
    sheet.body("1. Ổn định tổ chức, giới thiệu đại biểu, nêu lý do.")
    sheet.body("2. Thông báo kết quả thực hiện các ý kiến, lời hứa của kỳ đối thoại trước.")
    sheet.body("3. Người chủ trì phát biểu mở đầu, nêu các nội dung đối thoại:")
    sheet.each("topics", "- {{ item }}")
    sheet.body("4. Trả lời các câu hỏi gửi trước ({{ asked_before }} câu).")
    sheet.body("5. Người dự nêu câu hỏi, ý kiến; người chủ trì và các cơ quan trả lời.")
    sheet.body("6. Người chủ trì kết luận, nêu rõ việc, đơn vị thực hiện và thời hạn.")
    sheet.body("7. Bế mạc.")
    return sheet


def _questions() -> Sheet:
    sheet = Sheet("Phiếu gửi câu hỏi")
    sheet.head()
    sheet.title("PHIẾU GỬI CÂU HỎI", "{{ title }}", "({{ when }}, tại {{ where }})")
    sheet.body("Không bắt buộc ghi họ tên. Chỉ ghi họ tên, số điện thoại khi muốn nhận trả lời riêng.", italic=True)
    for label in ("Thôn, khối, bản (hoặc doanh nghiệp, hợp tác xã)", "Lĩnh vực", "Họ và tên", "Số điện thoại, địa chỉ"):
        sheet.line(f"{label}: {'.' * 60}", align=LEFT, before=8)
    sheet.line("Câu hỏi, ý kiến:", align=LEFT, before=10, bold=True)
    for _ in range(12):
        sheet.line("." * 118, align=LEFT, before=8)
    sheet.line("Muốn nhận trả lời riêng:  ☐ có   ☐ không", align=LEFT, before=10)
    sheet.line("{{ asking }}", align=LEFT, size=11, italic=True, before=10)
    return sheet


def _minutes() -> Sheet:
    sheet = Sheet("Biên bản đối thoại")
    sheet.head()
    sheet.title("BIÊN BẢN", "{{ title }}")
    sheet.body("Thời gian: {{ when }}. Địa điểm: {{ where }} ({{ meeting }}).")
    sheet.body("Chủ trì: {{ chair }}{{ secretary }}.")
    sheet.body("Thành phần dự: {{ present }}.")
    sheet.heading("I. Kết quả thực hiện kỳ đối thoại trước")
    sheet.body("{{ before }}")
    sheet.heading("II. Câu hỏi và trả lời")
    sheet.table(
        (
            ("TT", "{{ row.number }}", 10, CENTER),
            ("Câu hỏi, ý kiến", "{{ row.what }}", 60, LEFT),
            ("Nơi hỏi", "{{ row.hamlet }}", 28, LEFT),
            ("Trả lời, lời hẹn", "{{ row.answer }}", 67, LEFT),
        )
    )
    sheet.heading("III. Kết luận của người chủ trì")
    sheet.body("{{ conclusion }}")
    sheet.signatures(("THƯ KÝ", "(Ký, ghi rõ họ tên)", ""), ("CHỦ TRÌ", "(Ký, ghi rõ họ tên)", ""))
    return sheet


def _opening() -> Sheet:
    sheet = Sheet("Kết quả thực hiện kỳ đối thoại trước")
    sheet.head()
    sheet.title("KẾT QUẢ THỰC HIỆN", "câu hỏi, lời hứa tại {{ before_title }}", "ngày {{ before_on }}")
    sheet.body("{{ summary }}")
    sheet.when("owing", "Đơn vị còn việc chưa xong: {{ owing }}.")
    sheet.table(
        (
            ("TT", "{{ row.number }}", 10, CENTER),
            ("Câu hỏi, việc đã hứa", "{{ row.what }}", 62, LEFT),
            ("Đơn vị", "{{ row.by }}", 30, LEFT),
            ("Hạn", "{{ row.due }}", 22, CENTER),
            ("Kết quả", "{{ row.result }}", 41, LEFT),
        )
    )
    sheet.line("(Số liệu đến ngày {{ today }})", italic=True, size=12, before=6)
    return sheet


@dataclass(frozen=True)
class DialoguePaper:
    """A paper of a dialogue: how it is called in addresses and on the page, and its template."""

    slug: str
    label: str
    draw: Callable[[], Sheet]

    @property
    def template(self) -> WordTemplate:
        """Return the template; the province may put its own of that name in its place."""
        return WordTemplate(f"doi-thoai-{self.slug}.docx", self.draw)


PAPERS = {
    paper.slug: paper
    for paper in (
        DialoguePaper("thong-bao", "Thông báo", _notice),
        DialoguePaper("chuong-trinh", "Chương trình", _programme),
        DialoguePaper("phieu-cau-hoi", "Phiếu gửi câu hỏi", _questions),
        DialoguePaper("mo-dau", "Kết quả kỳ trước", _opening),
        DialoguePaper("bien-ban", "Biên bản", _minutes),
    )
}
