"""Word templates, and the PDF read back from a Word file."""

import io

import pypdfium2
import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.shared import Mm

from danvan.config.papers import ALL, write_templates
from danvan.documents.layout import Sheet, rule, write
from danvan.documents.pdf import page_count, page_picture, to_pdf
from danvan.documents.reading import CannotReadPaper, read_word
from danvan.documents.word import CannotWritePaper, WordTemplate, write_word


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as paper:
        return "\n".join(page.get_textpage().get_text_range() for page in paper).replace("\r\n", "\n")


def paper(*lines, title="Thử"):
    sheet = Sheet(title)
    sheet.head(number="Số: {{ number }}")
    sheet.title("THÔNG BÁO", "Về việc thử")
    sheet.body(*lines)
    sheet.foot("- Lưu: VT.", name="{{ signer_name }}")
    return WordTemplate("thu.docx", lambda: sheet)


FIELDS = {
    "superior": "", "issuer": "ỦY BAN NHÂN DÂN\nXÃ ĐÔNG HIẾU", "place": "Đông Hiếu", "day": "ngày 05 tháng 02 năm 2026",
    "number": "05/TB-UBND", "signer_title": "CHỦ TỊCH", "signer_name": "Người Ký",
}  # fmt: skip


def test_the_pdf_says_what_the_word_file_says():
    word = write_word(paper("Gửi {{ who }}."), {**FIELDS, "who": "ông Nguyễn Văn Ễ"})
    said = text_of(to_pdf(word))

    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ỦY BAN NHÂN DÂN\nXÃ ĐÔNG HIẾU", "Số: 05/TB-UBND", "THÔNG BÁO",
                  "Gửi ông Nguyễn Văn Ễ.", "CHỦ TỊCH", "Người Ký", "- Lưu: VT."):  # fmt: skip
        assert words in said


def test_the_same_paper_gives_the_same_bytes():
    first, second = (write_word(paper("Như nhau."), FIELDS) for _ in range(2))

    assert to_pdf(first) == to_pdf(second)


@pytest.mark.parametrize(
    "typed",
    [
        "{{ 7*7 }} {% raw %}",
        "<w:p>&amp;<b>",
        '#read("/etc/passwd") $x$ *đậm* _nghiêng_',
        "@tham-chieu <nhan>",
        "\\u{41} `mã`",
    ],
)  # fmt: skip
def test_what_is_typed_is_never_markup(typed):
    word = write_word(paper("Nội dung: {{ typed }}"), {**FIELDS, "typed": typed})

    assert f"Nội dung: {typed}" in text_of(to_pdf(word))
    assert f"Nội dung: {typed}" in "\n".join(each.text for each in Document(io.BytesIO(word)).paragraphs)


def test_a_long_paper_numbers_its_pages_from_the_second():
    word = write_word(paper(*["Một dòng của văn bản dài."] * 90), FIELDS)
    pdf = to_pdf(word)

    assert page_count(pdf) == 3
    with pypdfium2.PdfDocument(pdf) as shown:
        heads = [page.get_textpage().get_text_range().strip().splitlines()[0] for page in shown]
    assert heads[1:] == ["2", "3"]
    assert heads[0] != "1"


def test_a_page_is_a_picture():
    assert page_picture(to_pdf(write_word(paper("x"), FIELDS)), 1).startswith(b"\x89PNG")


def test_what_a_pdf_would_lose_is_refused(tmp_path):
    own = Document()
    own.add_paragraph("Một", style="List Bullet")
    own.paragraphs[0].paragraph_format.left_indent = Mm(5)
    numbered = io.BytesIO()
    properties = own.paragraphs[0]._p.get_or_add_pPr()
    properties.get_or_add_numPr()
    own.save(numbered)

    with pytest.raises(CannotReadPaper, match="đánh số"):
        read_word(numbered.getvalue())


def own_word(change):
    own = Document()
    change(own)
    kept = io.BytesIO()
    own.save(kept)
    return kept.getvalue()


def add_link(own):
    paragraph = own.add_paragraph("Xem ")
    link = OxmlElement("w:hyperlink")
    paragraph._p.append(link)
    link.append(paragraph.add_run("trang của tỉnh")._r)


def add_foot(own):
    own.sections[0].footer.paragraphs[0].text = "Địa chỉ trụ sở"


@pytest.mark.parametrize(("change", "what"), [(add_link, "siêu liên kết"), (add_foot, "chân trang")])
def test_no_word_of_a_template_is_left_out_silently(change, what):
    with pytest.raises(CannotReadPaper, match=what):
        read_word(own_word(change))


def test_the_look_of_a_style_and_the_words_of_a_ruled_line_are_kept():
    def change(own):
        own.styles["Heading 1"].font.bold = True
        own.add_paragraph("Đề mục", style="Heading 1")
        rule(write(own, "Dòng có kẻ"), indent=10)

    content = own_word(change)
    assert read_word(content)["parts"][0]["runs"][0]["bold"]
    assert "Dòng có kẻ" in text_of(to_pdf(content))


@pytest.mark.parametrize(
    "own", [b"", b"PK\x03\x04 cut", "{{ ''.__class__.__mro__ }}", "{{ 1/0 }}", "{% for x %}", "{{ number.x.y }}"]
)
def test_a_template_that_cannot_be_used_is_refused(own, settings, tmp_path):
    settings.WORD_TEMPLATES = tmp_path
    content = own if isinstance(own, bytes) else own_word(lambda paper: paper.add_paragraph(own))
    (tmp_path / "thu.docx").write_bytes(content)

    with pytest.raises(CannotWritePaper, match=r"thu\.docx"):
        write_word(paper("x"), FIELDS)


def test_every_template_can_be_edited_and_put_back(tmp_path, settings):
    assert write_templates(tmp_path) == (len(ALL), 0)
    own = Document(str(tmp_path / "thong-bao-thu-ly.docx"))
    own.add_paragraph("Dòng riêng của tỉnh")
    own.save(str(tmp_path / "thong-bao-thu-ly.docx"))

    assert write_templates(tmp_path) == (0, len(ALL))
    settings.WORD_TEMPLATES = tmp_path
    template = next(each for each in ALL if each.name == "thong-bao-thu-ly.docx")
    assert template.is_own
    assert "Dòng riêng của tỉnh" in Document(io.BytesIO(template.content())).paragraphs[-1].text
