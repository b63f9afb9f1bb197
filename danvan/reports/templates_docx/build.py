"""Draw the Word templates we ship, in the layout of Decree 30/2020/NĐ-CP.

    python -m danvan.reports.templates_docx.build

Each is an ordinary Word file with fields in double braces, which staff may
edit.  A file of the same name in the folder DANVAN_WORD_TEMPLATES is used
instead of it.  Run this again only to change a template we ship.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

HERE = Path(__file__).parent
FONT = "Times New Roman"
CENTER, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
BRIEFING_COLUMNS = (
    ("TT", "{{ row.number }}", 9, CENTER),
    ("Chỉ tiêu", "{{ row.target }}. {{ row.name }}", 66, None),
    ("Mức phải đạt", "{{ row.threshold }}", 20, CENTER),
    ("Kết quả", "{{ row.result }}", 33, CENTER),
    ("Đánh giá", "{{ row.status }}", 24, CENTER),
    ("Còn thiếu", "{{ row.short }}", 18, CENTER),
)
CHASING_COLUMNS = (
    ("TT", "{{ row.number }}", 12, CENTER),
    ("Mã đơn", "{{ row.code }} ({{ row.kind }})", 58, None),
    ("Việc chậm", "{{ row.stage }}", 45, None),
    ("Hạn", "{{ row.due_on }}", 25, CENTER),
    ("Quá (ngày)", "{{ row.days }}", 25, CENTER),
)


def build() -> list[Path]:
    """Write the templates and return where they are."""
    return [_briefing(HERE / "ban-tom-tat.docx"), _chasing(HERE / "don-doc.docx")]


def _chasing(target: Path) -> Path:
    paper = Document()
    _page(paper)
    _head(paper, number="Số: ……/……", with_superior=False)
    _line(paper, "V/v đôn đốc giải quyết đơn thư quá hạn", size=12, align=None, before=2)
    _line(paper, "Kính gửi: {{ recipient }}", size=14, before=14, after=8)
    _body(
        paper,
        "Qua theo dõi sổ đơn, đến ngày {{ on }} đơn vị còn {{ total }} việc đã quá thời hạn theo quy định "
        "({{ step }}), cụ thể:",
    )
    _table(paper, CHASING_COLUMNS)
    _body(
        paper,
        "Đề nghị đơn vị giải quyết dứt điểm các việc nêu trên, trả lời người gửi đơn, làm rõ nguyên nhân chậm và "
        "trách nhiệm, báo cáo kết quả bằng văn bản trong 05 ngày làm việc kể từ ngày nhận được văn bản này.",
    )
    _foot(paper)
    return _saved(paper, target, "Đôn đốc đơn thư quá hạn")


def _briefing(target: Path) -> Path:
    paper = Document()
    _page(paper)
    _head(paper)
    _line(paper, "BÁO CÁO TÓM TẮT", bold=True, size=14, before=14)
    _line(paper, "{{ title }}", bold=True, size=14)
    _rule(_line(paper, "", size=2), indent=62)
    _line(paper, "Số liệu tính đến ngày {{ as_of }}", italic=True, after=6)
    _heading(paper, "1. Kết quả chung")
    _body(paper, "{{ summary }}")
    _body(paper, "{%p if change %}")
    _body(paper, "{{ change }}")
    _body(paper, "{%p endif %}")
    _heading(paper, "2. Kết quả từng chỉ tiêu đã có nguồn dữ liệu")
    _table(paper, BRIEFING_COLUMNS)
    _heading(paper, "3. Nội dung cần chỉ đạo")
    _body(paper, "{%p for item in attention %}")
    _body(paper, "- {{ item }}")
    _body(paper, "{%p endfor %}")
    _body(paper, "{%p if not attention %}")
    _body(paper, "Không có chỉ tiêu nào đang chưa đạt hoặc thiếu dữ liệu.")
    _body(paper, "{%p endif %}")
    _body(paper, "{{ denominator }}", size=12, italic=True)
    _foot(paper)
    _body(paper, "{{ manifest }}", size=9)
    return _saved(paper, target, "Bản tóm tắt")


def _saved(paper: Any, target: Path, title: str) -> Path:
    # The file itself must not depend on when it was drawn.
    paper.core_properties.created = paper.core_properties.modified = datetime(2026, 1, 1)  # noqa: DTZ001
    paper.core_properties.author, paper.core_properties.title = "danvan", title
    paper.save(str(target))
    return target


def _page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = number.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _head(paper: Any, *, number: str = "Số: ……/BC-{{ symbol }}", with_superior: bool = True) -> None:
    left, right = _two_columns(paper, 70, 95)
    if with_superior:
        _write(left, "{{ superior }}", size=12, first=True)
    _write(left, "{{ issuer }}", size=12, bold=True, first=not with_superior)
    _rule(_write(left, "", size=2), indent=22)
    _write(left, number, size=13, before=4)
    _write(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, first=True)
    _write(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    _rule(_write(right, "", size=2), indent=20)
    _write(right, "{{ place }}, {{ day }}", size=13, italic=True, before=4)


def _foot(paper: Any) -> None:
    paper.add_paragraph()
    left, right = _two_columns(paper, 85, 80)
    _write(left, "Nơi nhận:", size=12, bold=True, italic=True, align=None, first=True)
    _write(left, "- {{ recipient }};", size=11, align=None)
    _write(left, "- Lưu: VT.", size=11, align=None)
    _write(right, "{{ signer_title }}", size=13, bold=True, first=True)
    for _ in range(3):
        _write(right, "", size=13)
    paper.add_paragraph()


def _table(paper: Any, columns: Sequence[tuple[str, str, int, Any]]) -> None:
    table = paper.add_table(rows=4, cols=len(columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for index, (title, field, width, align) in enumerate(columns):
        for row in table.rows:
            row.cells[index].width = Mm(width)
        _write(table.rows[0].cells[index], title, size=11, bold=True, first=True)
        _write(table.rows[2].cells[index], field, size=11, align=align, first=True)
    _write(table.rows[1].cells[0], "{%tr for row in rows %}", size=11, first=True)
    _write(table.rows[3].cells[0], "{%tr endfor %}", size=11, first=True)
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)


def _two_columns(paper: Any, *widths: int) -> tuple[Any, Any]:
    table = paper.add_table(rows=1, cols=2)
    table.autofit = False
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)
    return table.rows[0].cells[0], table.rows[0].cells[1]


def _heading(paper: Any, text: str) -> None:
    _write(paper, text, bold=True, size=13, align=None, before=8, after=2)


def _body(paper: Any, text: str, *, size: int = 13, italic: bool = False) -> None:
    line = _write(paper, text, size=size, italic=italic, align=JUSTIFY, after=3)
    line.paragraph_format.first_line_indent = Mm(10)


def _line(paper: Any, text: str, **look: Any) -> Any:
    return _write(paper, text, **look)


def _write(
    place: Any,
    text: str,
    *,
    size: int = 13,
    bold: bool = False,
    italic: bool = False,
    align: Any = CENTER,
    before: int = 0,
    after: int = 0,
    first: bool = False,
) -> Any:
    paragraph = place.paragraphs[0] if first else place.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size, run.font.name = bold, italic, Pt(size), FONT
    return paragraph


def _rule(paragraph: Any, *, indent: int) -> None:
    """Draw a rule of limited width under a line: a paragraph border, never underscores."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)


if __name__ == "__main__":
    print(build())
