"""The one-page briefing on screen and as a Word file."""

import io

import pytest
from docx import Document

from danvan.documents.word import CannotWritePaper, write_word
from danvan.reports.papers import BRIEFING

PAGE = "/de-an/ban-tom-tat/?nam=2025&ngay=01/03/2026"
WORD = "/de-an/ban-tom-tat/tai-ve/?nam=2025&ngay=01/03/2026"


def words_of(content):
    paper = Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_word_and_page_say_the_same(settled, signed_in):
    binh = signed_in("binh")
    page = binh.get(PAGE)
    words = words_of(binh.get(WORD).content)
    paper = page.context["paper"]

    assert paper.summary in words
    assert paper.manifest in words
    assert paper.manifest in page.content.decode()
    assert "1/5 20,0 %" in words
    assert "Số liệu tính đến ngày 01/03/2026" in words


def test_has_the_layout_of_an_official_paper(settled, signed_in):
    words = words_of(signed_in("binh").get(WORD).content)

    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "SỞ NỘI VỤ", "Số: ……/BC-SNV",
                 "ngày 01 tháng 3 năm 2026", "Nơi nhận:", "- Lưu: VT."):  # fmt: skip
        assert part in words
    assert "{" not in words


def test_the_same_request_gives_the_same_results_hash(settled, signed_in):
    binh = signed_in("binh")

    assert binh.get(PAGE).context["paper"].results_hash == binh.get(PAGE).context["paper"].results_hash


def test_a_commune_writes_its_own(settled, signed_in):
    words = words_of(signed_in("lan").get(WORD).content)

    assert "ỦY BAN NHÂN DÂN\nXÃ ĐÔNG HIẾU" in words
    assert "Hòa Sơn" not in words


def test_the_provinces_own_template_is_used_instead_of_ours(settled, signed_in, settings, tmp_path):
    own = Document()
    own.add_paragraph("Mẫu của tỉnh: {{ title }}")
    own.save(str(tmp_path / "ban-tom-tat.docx"))
    settings.WORD_TEMPLATES = tmp_path

    assert "Mẫu của tỉnh: Kết quả thực hiện" in words_of(signed_in("binh").get(WORD).content)


def test_a_misspelt_field_is_refused_by_name(settings, tmp_path):
    own = Document()
    own.add_paragraph("{{ tieu_de }}")
    own.save(str(tmp_path / "ban-tom-tat.docx"))
    settings.WORD_TEMPLATES = tmp_path

    with pytest.raises(CannotWritePaper, match="tieu_de"):
        write_word(BRIEFING, {"title": "x"})
