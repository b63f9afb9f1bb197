"""Drawing a Word template in the layout of Decree 30/2020/NĐ-CP, annex I.

What is drawn is an ordinary Word file with fields in double braces.  Each area
draws its own papers from these parts.
"""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
# The file itself must not depend on when it was drawn.
DRAWN_AT = datetime(2026, 1, 1, tzinfo=UTC)


class Sheet:
    """One paper being drawn, from the head down."""

    def __init__(self, title: str) -> None:
        self.paper: Any = Document()
        properties = self.paper.core_properties
        properties.author, properties.title = "danvan", title
        properties.created = properties.modified = DRAWN_AT
        self._page()

    def content(self) -> bytes:
        """Return the Word file."""
        kept = io.BytesIO()
        self.paper.save(kept)
        return kept.getvalue()

    def head(self, *, number: str = "", about: str = "") -> None:
        """Draw the national name, who issues, number, place and day; what a letter is about follows its number."""
        left, right = self._two_columns(74, 91)
        write(left, "{%p if superior %}", size=12, first=True)
        write(left, "{{ superior }}", size=12)
        write(left, "{%p endif %}", size=12)
        write(left, "{{ issuer }}", size=12, bold=True)
        rule(write(left, "", size=2), indent=22)
        if number:
            write(left, number, size=13, before=4)
        if about:
            write(left, about, size=12, before=6)
        write(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, first=True)
        write(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
        rule(write(right, "", size=2), indent=20)
        write(right, "{{ place }}, {{ day }}", size=13, italic=True, before=4)

    def title(self, kind: str, *about: str) -> None:
        """Draw the kind of paper and what it is about, ruled beneath."""
        write(self.paper, kind, bold=True, size=14, before=14)
        for line in about:
            write(self.paper, line, bold=True, size=14)
        rule(write(self.paper, "", size=2), indent=62)

    def line(self, text: str, **look: Any) -> None:
        """Draw one line, centred unless told otherwise."""
        write(self.paper, text, **look)

    def heading(self, text: str) -> None:
        """Draw the heading of a part."""
        write(self.paper, text, bold=True, size=13, align=None, before=8, after=2)

    def body(self, *texts: str, size: int = 13, italic: bool = False) -> None:
        """Draw paragraphs of running text."""
        for text in texts:
            paragraph = write(self.paper, text, size=size, italic=italic, align=JUSTIFY, before=3, after=3)
            paragraph.paragraph_format.first_line_indent = Mm(10)

    def each(self, names: str, text: str, *, italic: bool = False) -> None:
        """Draw one paragraph for each item of a list, which the text calls `item`."""
        self.body(f"{{%p for item in {names} %}}", text, "{%p endfor %}", italic=italic)

    def when(self, condition: str, *texts: str) -> None:
        """Draw paragraphs that stand only when something is there."""
        self.body(f"{{%p if {condition} %}}", *texts, "{%p endif %}")

    def foot(self, *receivers: str, signer: Sequence[str] = ("{{ signer_title }}",), name: str = "") -> None:
        """Draw who receives the paper and who signs it."""
        self.paper.add_paragraph()
        left, right = self._two_columns(85, 80)
        write(left, "Nơi nhận:", size=12, bold=True, italic=True, align=None, first=True)
        for receiver in receivers:
            write(left, receiver, size=11, align=None)
        self._signature(right, *signer, name=name)
        self.paper.add_paragraph()

    def signatures(self, *people: Sequence[str]) -> None:
        """Draw two people signing side by side, each a title, a note and a name."""
        self.paper.add_paragraph()
        for cell, (title, note, name) in zip(self._two_columns(82, 83), people, strict=True):
            self._signature(cell, title, name=name, note=note)
        self.paper.add_paragraph()

    def table(self, columns: Sequence[tuple[str, str, int, Any]], *, of: str = "rows") -> None:
        """Draw a table with a row for each of a list, called `row`: title, field, width in mm, alignment."""
        table = self.paper.add_table(rows=4, cols=len(columns))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for index, (title, field, width, align) in enumerate(columns):
            for row in table.rows:
                row.cells[index].width = Mm(width)
            write(table.rows[0].cells[index], title, size=11, bold=True, first=True)
            write(table.rows[2].cells[index], field, size=11, align=align, first=True)
        write(table.rows[1].cells[0], f"{{%tr for row in {of} %}}", size=11, first=True)
        write(table.rows[3].cells[0], "{%tr endfor %}", size=11, first=True)
        repeated = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)

    def _signature(self, cell: Any, *titles: str, name: str, note: str = "") -> None:
        for index, title in enumerate(titles):
            write(cell, title, size=13, bold=True, first=not index)
        if note:
            write(cell, note, size=12, italic=True)
        for _ in range(4):
            write(cell, "", size=13)
        if name:
            write(cell, name, size=13, bold=True)

    def _page(self) -> None:
        section = self.paper.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        section.different_first_page_header_footer = True
        style = self.paper.styles["Normal"]
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

    def _two_columns(self, *widths: int) -> tuple[Any, Any]:
        table = self.paper.add_table(rows=1, cols=2)
        table.autofit = False
        for cell, width in zip(table.rows[0].cells, widths, strict=True):
            cell.width = Mm(width)
        return table.rows[0].cells[0], table.rows[0].cells[1]


def write(
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
    """Write a paragraph at a place; `first` takes the empty one a cell is made with."""
    paragraph = place.paragraphs[0] if first else place.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size, run.font.name = bold, italic, Pt(size), FONT
    return paragraph


def rule(paragraph: Any, *, indent: int) -> None:
    """Draw a rule of limited width under a line: a paragraph border, never underscores."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)
