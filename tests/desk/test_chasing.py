"""The page of what is late, its letter, and the page of those who run the platform."""

import io
from datetime import date

import pytest
from django.test import Client
from docx import Document

from danvan.casework.models import ReminderRun
from danvan.casework.services import remind_of_cases
from danvan.desk.selectors import AUDIENCES
from tests.petitions.factories import LETTER, at, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
TODAY = date(2026, 11, 23)


@pytest.fixture
def late(cast):
    return register(cast, on=date(2026, 9, 1))


def words_of(content):
    paper = Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_the_page_lists_what_is_late_by_unit_without_the_letter(late, signed_in):
    page = signed_in("binh").get("/don-thu/don-doc/").content.decode()

    assert late.code in page
    assert "đôn đốc lần 3" in page
    assert LETTER[:20] not in page
    assert "Minh Họa" not in page


def test_the_letter_is_ready_to_sign(late, cast, signed_in):
    response = signed_in("binh").get(f"/don-thu/don-doc/{cast.place.commune.pk}/van-ban/")
    words = words_of(response.content)

    for part in (late.code, "Kính gửi: Xã", "đôn đốc lần 3", "SỞ NỘI VỤ", "ngày 23 tháng 11 năm 2026", "GIÁM ĐỐC"):
        assert part in words
    assert "{" not in words
    assert LETTER[:20] not in words


def test_a_unit_that_owes_nothing_has_no_letter(late, cast, signed_in):
    assert signed_in("binh").get(f"/don-thu/don-doc/{cast.place.neighbour.pk}/van-ban/").status_code == 404
    assert signed_in("tam").get(f"/don-thu/don-doc/{cast.place.commune.pk}/van-ban/").status_code == 404


def test_the_page_of_running_says_that_reminding_stands_still(late, signed_in):
    assert "Bộ nhắc hạn đã dừng." in signed_in("quan").get("/quan-tri/van-hanh/").content.decode()
    assert Client().get("/suc-khoe/").status_code == 503

    remind_of_cases(at=at(TODAY), audiences=AUDIENCES)

    assert "Bộ nhắc hạn đã dừng." not in signed_in("quan").get("/quan-tri/van-hanh/").content.decode()
    assert Client().get("/suc-khoe/").content == b"ok"
    assert ReminderRun.objects.get().told == 1
