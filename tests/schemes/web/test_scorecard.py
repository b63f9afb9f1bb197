"""The scorecard, the page of a target, the page of one unit's figure, the matrix."""

import io

import pytest
from python_calamine import CalamineWorkbook

from tests.schemes.year_of_plans import add_plan

BOARD = "/de-an/?nam=2025&ngay=01/03/2026"


def text_of(response):
    return " ".join(response.content.decode().split())


def test_leads_with_one_sentence(settled, signed_in):
    page = text_of(signed_in("binh").get(BOARD))

    assert "0 trong 33 chỉ tiêu đã có nguồn dữ liệu đạt" in page
    assert "5 chỉ tiêu chưa có nguồn dữ liệu" in page
    assert "T01 Quán triệt chỉ thị, nghị quyết về dân vận</a> (5 đơn vị)" in page


def test_prints_the_fraction_before_the_percentage(settled, signed_in):
    page = text_of(signed_in("binh").get(BOARD))

    # Province, two departments, two communes: one verified plan, one more waiting for its verifier.
    assert '<span class="frac">1/5</span> <span class="pct">20 %</span>'.replace("20 %", "20,0 %") in page
    assert "tạm tính 2/5 40,0 %" in page


def test_waiting_targets_say_so(settled, signed_in):
    page = signed_in("binh").get(BOARD).content.decode()

    assert page.count('<span class="waits">chưa có nguồn dữ liệu</span>') == 5


def test_is_the_units_own_scorecard_for_whom_sees_one_unit(settled, signed_in):
    page = text_of(signed_in("lan").get(BOARD))

    assert "Xã Đông Hiếu · Bảng chỉ tiêu năm 2025" in page
    assert "Hòa Sơn" not in page


@pytest.mark.parametrize(
    "query",
    ["nam=1800", "nam=2999", "nam=abc", "nam=2025&don-vi=999999", "nam=2025&don-vi=x", "nam=2025&loc=x", "nhom=x"],
)
def test_senseless_questions_are_not_found(settled, signed_in, query):
    assert signed_in("binh").get(f"/de-an/?{query}").status_code == 404


@pytest.mark.parametrize("name", ["hoa", "khach"])
def test_is_closed_to_those_without_a_post(settled, signed_in, name):
    assert signed_in(name).get(BOARD).status_code in (302, 404)


def test_a_neighbour_is_not_found_on_any_page(settled, signed_in):
    place, lan = settled.place, signed_in("lan")
    addresses = [
        f"/de-an/?nam=2025&don-vi={place.neighbour.pk}",
        f"/de-an/chi-tieu/T03/don-vi/{place.neighbour.pk}/?nam=2025",
        f"/de-an/ban-tom-tat/?nam=2025&don-vi={place.neighbour.pk}",
        f"/de-an/ban-tom-tat/tai-ve/?nam=2025&don-vi={place.neighbour.pk}",
    ]

    for address in addresses:
        assert lan.get(address).status_code == 404, address


@pytest.mark.parametrize(
    "address",
    [
        BOARD,
        "/de-an/chi-tieu/T03/?nam=2025",
        "/de-an/ma-tran/?nam=2025",
        "/de-an/ban-do/?nam=2025&chi-tieu=T03",
        "/de-an/cham/?nam=2025&ngay=01/03/2026",
        "/de-an/khai-bao/?nam=2025",
        "/de-an/khai-bao/moi/",
        "/de-an/dong-ky/",
        "/de-an/ban-tom-tat/?nam=2025",
    ],
)
def test_a_neighbours_name_appears_on_no_page(settled, signed_in, address):
    answer = signed_in("lan").get(address)

    assert answer.status_code == 200
    assert "Hòa Sơn" not in answer.content.decode()


def test_the_target_lists_its_units_most_urgent_first(settled, signed_in):
    page = text_of(signed_in("binh").get("/de-an/chi-tieu/T03/?nam=2025&ngay=01/03/2026"))

    assert page.index("Hòa Sơn") < page.index("Đông Hiếu")
    assert "đề xuất, chờ tỉnh quyết định" in page


def test_the_list_keeps_only_what_was_asked(settled, signed_in):
    page = text_of(signed_in("binh").get("/de-an/chi-tieu/T03/?nam=2025&trang-thai=achieved"))

    assert "Đông Hiếu" in page
    assert "Hòa Sơn" not in page


def test_an_unknown_target_is_not_found(settled, signed_in):
    assert signed_in("binh").get("/de-an/chi-tieu/T99/?nam=2025").status_code == 404


def test_a_waiting_target_has_a_page(settled, signed_in):
    assert "chưa có nguồn dữ liệu" in text_of(signed_in("binh").get("/de-an/chi-tieu/T07/?nam=2025"))


def test_one_units_figure_opens_to_its_record_and_document(settled, signed_in):
    unit = settled.place.commune.pk
    page = text_of(signed_in("lan").get(f"/de-an/chi-tieu/T03/don-vi/{unit}/?nam=2025"))

    assert "Hồ sơ được tính" in page
    assert "12/KH-UBND ngày 03/02/2025" in page


def test_says_why_a_record_does_not_count(settled, signed_in):
    unit = settled.place.department.pk
    page = text_of(signed_in("binh").get(f"/de-an/chi-tieu/T03/don-vi/{unit}/?nam=2025"))

    assert "Hồ sơ chưa được tính và lý do" in page


def test_the_sheet_holds_the_same_figures(settled, signed_in):
    answer = signed_in("binh").get(f"{BOARD}&xem=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()

    (line,) = [row for row in rows if row and row[0] == "T03"]
    assert line[3:5] == [1.0, 5.0]


def test_the_matrix_puts_the_unit_with_most_missing_first(settled, signed_in):
    page = text_of(signed_in("binh").get("/de-an/ma-tran/?nam=2025"))

    assert page.index("Hòa Sơn") < page.index("Đông Hiếu")


def test_costs_the_same_number_of_queries_for_more_units(settled, signed_in, django_assert_max_num_queries):
    for unit in (settled.place.neighbour, settled.place.standing, settled.place.province):
        add_plan(unit)
    binh = signed_in("binh")
    limits = {
        BOARD: 26,
        "/de-an/chi-tieu/T03/?nam=2025": 30,
        f"/de-an/chi-tieu/T03/don-vi/{settled.place.commune.pk}/?nam=2025": 32,
        "/de-an/ma-tran/?nam=2025": 20,
        "/de-an/ban-do/?nam=2025": 22,
        "/de-an/cham/?nam=2025&ngay=01/03/2026": 22,
    }

    for address, limit in limits.items():
        with django_assert_max_num_queries(limit):
            binh.get(address)
