"""The directory of units and the page of a unit, on the real units."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from danvan.orgs.models import Post, PostHolding

NEW = date(2025, 7, 1)


@pytest.fixture
def binh(real_units, signed_in):
    return signed_in("binh")


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_sends_strangers_to_sign_in(real_units, signed_in):
    unit_id = real_units.by_code("17179", NEW).unit_id
    for address in ("/don-vi/", f"/don-vi/{unit_id}/", "/don-vi/danh-muc.csv", "/don-vi/danh-muc.xlsx"):
        assert signed_in("khach").get(address).status_code == 302


def test_lists_the_units_of_the_chosen_day(binh):
    on_2024 = text_of(binh.get("/don-vi/?ngay=31/12/2024"))
    today = text_of(binh.get("/don-vi/?ngay=01/07/2025"))

    assert "Huyện Quỳnh Lưu" in on_2024
    assert "Huyện Quỳnh Lưu" not in today
    assert "Xã Quỳnh Lưu" in today


@pytest.mark.parametrize(
    ("query", "holds", "lacks"),
    [
        ("cap=commune", "Phường Vinh Hưng", "Sở Công Thương"),
        ("loai=department", "Sở Nội vụ", "Vinh Hưng"),
        ("nhom=UC_PARTY", "Đảng ủy xã Quỳnh Lưu", "Sở Công Thương"),
        ("cap=district", "Ngày này không có đơn vị nào như vậy", "Phường Vinh Hưng"),
        ("q=quynh+hong", "tên cũ", "Sở Công Thương"),
        ("q=khong+co+noi+nay", "Không có đơn vị nào khớp", "Vinh Hưng"),
    ],
)
def test_narrows_the_list(binh, query, holds, lacks):
    shown = text_of(binh.get(f"/don-vi/?ngay=01/07/2025&{query}"))

    assert holds in shown
    assert lacks not in shown


def test_says_when_a_choice_is_not_one(binh):
    assert "cap" in text_of(binh.get("/don-vi/?cap=king"))


def test_the_fragment_is_the_page_s_own_list(binh):
    page = text_of(binh.get("/don-vi/?ngay=01/07/2025&q=vinh"))
    fragment = text_of(binh.get("/don-vi/?ngay=01/07/2025&q=vinh", headers={"HX-Request": "true"}))

    assert fragment.strip().startswith('<div id="units"')
    assert fragment.strip() in page


def test_an_old_unit_says_what_became_of_it(binh, real_units):
    old = real_units.by_code("17179", date(2021, 12, 31))
    heir = real_units.by_code("17179", NEW)

    shown = text_of(binh.get(f"/don-vi/{old.unit_id}/?ngay=01/07/2025"))

    assert "không còn hiệu lực" in shown
    assert f'href="/don-vi/{heir.unit_id}/"' in shown


def test_a_unit_to_come_says_since_when(binh, real_units):
    shown = text_of(binh.get(f"/don-vi/{real_units.by_code('17179', NEW).unit_id}/?ngay=31/12/2024"))

    assert "có hiệu lực từ 01/07/2025, sau ngày đang xem (31/12/2024)" in shown


def test_draws_the_lineage_with_links_words_and_the_same_as_a_list(binh, real_units):
    before = real_units.by_code("17179", date(2024, 12, 31))
    shown = text_of(binh.get(f"/don-vi/{real_units.by_code('17179', NEW).unit_id}/"))

    picture = shown[shown.index('aria-labelledby="lineage-title') : shown.index("</svg>", shown.index("lineage-title"))]
    assert f'href="/don-vi/{before.unit_id}/"' in picture
    assert "01/07/2025" in picture
    assert "Điều 1 khoản" in shown


def test_shows_posts_of_the_day_with_their_holders(binh, real_units, cast):
    unit = real_units.by_code("17179", NEW)
    post = Post.objects.create(unit_id=unit.unit_id, title="Chủ tịch UBND xã", kind="chair", valid_from=NEW)
    PostHolding.objects.create(post=post, person=cast.minh, valid_from=NEW, valid_until=date(2026, 1, 1))

    in_2025 = text_of(binh.get(f"/don-vi/{unit.unit_id}/?ngay=31/12/2025"))
    in_2026 = text_of(binh.get(f"/don-vi/{unit.unit_id}/?ngay=01/01/2026"))

    assert "<td>Minh</td>" in in_2025
    assert "chưa có người giữ" in in_2026


def test_maps_the_unit_with_its_neighbours(binh, real_units):
    unit, neighbour = real_units.by_code("17179", NEW), real_units.by_name("xã Quỳnh Văn", NEW)
    shown = text_of(binh.get(f"/don-vi/{unit.unit_id}/?ngay=01/07/2025"))

    assert "Giáp:" in shown
    assert f'href="/don-vi/{neighbour.unit_id}/"' in shown
    assert "không có giá trị pháp lý" in shown


def test_a_unit_that_never_was_is_not_found(binh):
    assert binh.get("/don-vi/99999999/").status_code == 404


def test_exports_what_is_shown(binh):
    query = "?ngay=31/12/2024&cap=commune"
    rows = list(csv.reader(io.StringIO(text_of(binh.get(f"/don-vi/danh-muc.csv{query}")).lstrip("\ufeff"))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(binh.get(f"/don-vi/danh-muc.xlsx{query}").content))
    sheet = book.get_sheet_by_index(0).to_python()

    assert len(rows) == len(sheet) == 1 + 412 + 2  # the head, the real communes, the two of the cast
    assert rows[0] == sheet[0]
    assert sheet[1][0] == rows[1][0]
    assert "17179" in {row[0] for row in rows}


def test_pages_cost_a_fixed_number_of_queries(binh, real_units, django_assert_max_num_queries):
    binh.get("/don-vi/?ngay=31/12/2024")
    for address in ("/don-vi/", "/don-vi/?q=quynh", f"/don-vi/{real_units.by_code('40', NEW).unit_id}/",
                    f"/don-vi/{real_units.by_code('17179', date(2021, 12, 31)).unit_id}/"):  # fmt: skip
        with django_assert_max_num_queries(40):
            binh.get(address)
