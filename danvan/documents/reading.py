"""What a Word file of ours says, as plain parts: paragraphs with their look, tables with their cells.

Reads what official papers are made of.  Anything else a template may have been
given (pictures, automatic numbering, notes) is refused, never left out.
"""

import io
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from danvan.kernel.errors import RuleError

Part = dict[str, Any]
BODY_SIZE = 13.0
ALIGNED = {0: "left", 1: "center", 2: "right", 3: "justify"}
UNREADABLE = {
    "w:drawing": "hình ảnh",
    "w:pict": "hình ảnh",
    "w:object": "đối tượng nhúng",
    "w:numPr": "đánh số hoặc gạch đầu dòng tự động",
    "w:footnoteReference": "chú thích cuối trang",
    "w:gridSpan": "ô gộp",
    "w:vMerge": "ô gộp",
}


class CannotReadPaper(RuleError):
    """The Word file holds something a PDF of ours would lose."""

    code = "cannot_read_paper"
    message = "Mẫu Word có %(what)s nên chưa chuyển sang PDF được. Đề nghị tải bản Word."


def read_word(content: bytes) -> Part:
    """Return the paper: its margins in mm, its title, its parts in order.  Raises CannotReadPaper."""
    paper: Any = Document(io.BytesIO(content))
    for tag, what in UNREADABLE.items():
        if next(paper.element.body.iter(qn(tag)), None) is not None:
            raise CannotReadPaper(params={"what": what})
    section = paper.sections[0]
    if any(_words(each._element) for each in (section.header, section.footer, section.first_page_header)):
        raise CannotReadPaper(params={"what": "chữ ở đầu trang hoặc chân trang"})
    parts = _parts(paper.iter_inner_content())
    if _said(parts) != _words(paper.element.body):
        # A link, a field to fill in, a tracked change: whatever it is, it must not be missing from what goes out.
        raise CannotReadPaper(params={"what": "siêu liên kết, ô điền sẵn hoặc vết sửa đổi"})
    return {
        "title": paper.core_properties.title or "",
        "margins": {
            side: round(getattr(section, f"{side}_margin").mm, 2) for side in ("top", "bottom", "left", "right")
        },
        "parts": parts,
    }


def _words(element: Any) -> str:
    """Return every letter in a part of the file, whatever holds it, without the spaces."""
    return "".join("".join(text.text or "" for text in element.iter(qn("w:t"))).split())


def _said(parts: Iterable[Part]) -> str:
    """Return every letter of what was read, without the spaces."""
    said = ""
    for part in parts:
        if part["kind"] == "table":
            said += "".join(_said(cell) for row in part["rows"] for cell in row)
        else:
            said += "".join("".join(run["text"].split()) for run in part["runs"])
    return said


def _parts(blocks: Iterable[Any]) -> list[Part]:
    return [_table(block) if isinstance(block, Table) else _paragraph(block) for block in blocks]


def _paragraph(paragraph: Paragraph) -> Part:
    look = paragraph.paragraph_format
    runs = [
        {
            "text": run.text.replace("\t", "    "),
            "bold": bool(_look(run, paragraph, "bold")),
            "italic": bool(_look(run, paragraph, "italic")),
            "size": _size(run, paragraph),
        }
        for run in paragraph.runs
        if run.text
    ]
    return {
        "kind": "paragraph",
        "align": ALIGNED.get(int(paragraph.alignment or 0), "left"),
        "before": look.space_before.pt if look.space_before else 0,
        "after": look.space_after.pt if look.space_after else 0,
        "first": look.first_line_indent.mm if look.first_line_indent else 0,
        "left": look.left_indent.mm if look.left_indent else 0,
        "right": look.right_indent.mm if look.right_indent else 0,
        "ruled": paragraph._p.find(f".//{qn('w:pBdr')}") is not None,
        "size": _size_of_mark(paragraph),
        "runs": runs,
    }


def _size_of_mark(paragraph: Paragraph) -> float:
    """Return how high an empty line is: what the text would have been written in."""
    return float(max((_size(run, paragraph) for run in paragraph.runs), default=BODY_SIZE))


def _size(run: Any, paragraph: Paragraph) -> float:
    size = _look(run, paragraph, "size")
    return float(size.pt) if size else BODY_SIZE


def _look(run: Any, paragraph: Paragraph, name: str) -> Any:
    """Return how a run looks: as it says itself, else as its style says, else the style of its paragraph."""
    own = getattr(run.font, name)
    styles = (run.style, paragraph.style)
    return own if own is not None else next((_styled(style, name) for style in styles if _styled(style, name)), None)


def _styled(style: Any, name: str) -> Any:
    while style is not None:
        said = getattr(style.font, name)
        if said is not None:
            return said
        style = style.base_style
    return None


def _table(table: Table) -> Part:
    rows = [[_cell(cell) for cell in row.cells] for row in table.rows]
    return {
        "kind": "table",
        "ruled": bool(table.style and table.style.name == "Table Grid"),
        "widths": [round(cell.width.mm, 2) if cell.width else None for cell in table.rows[0].cells],
        "heads": sum(row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows),
        "rows": rows,
    }


def _cell(cell: _Cell) -> list[Part]:
    return _parts(cell.iter_inner_content())
