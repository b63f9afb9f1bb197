"""Lists: filter, search, sort, pages, totals; the export is exactly the view."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from danvan.evidence.models import bulk_insert
from danvan.kernel.text import fold
from danvan.plans.models import Plan
from tests.evidence.factories import make_plan, make_task

pytestmark = pytest.mark.django_db
LIST = "/ho-so/ke-hoach/"


@pytest.fixture
def plans(cast):
    at = cast.place
    return [
        make_plan(at.commune, title="Kế hoạch Đông Hiếu", year=2025, happened_on=date(2025, 2, 3)),
        make_plan(at.commune, title="Kế hoạch dân chủ", plan_kind="grassroots_democracy"),
        make_plan(at.neighbour, title="Kế hoạch Hòa Sơn", happened_on=date(2026, 3, 9)),
    ]


def titles(response) -> list[str]:
    return [row["row"].title for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, {"Kế hoạch Đông Hiếu", "Kế hoạch dân chủ", "Kế hoạch Hòa Sơn"}),
        ({"q": "dan chu"}, {"Kế hoạch dân chủ"}),
        ({"q": "DÂN  chủ"}, {"Kế hoạch dân chủ"}),
        ({"q": "hoà sơn"}, {"Kế hoạch Hòa Sơn"}),
        ({"q": "dong hieu"}, {"Kế hoạch Đông Hiếu", "Kế hoạch dân chủ"}),
        ({"q": "chuyen doi so"}, set()),
        ({"nam": "2025"}, {"Kế hoạch Đông Hiếu"}),
        ({"nam": "2026", "ve": "grassroots_democracy"}, {"Kế hoạch dân chủ"}),
        ({"tinh_trang": "draft", "q": "son"}, {"Kế hoạch Hòa Sơn"}),
        ({"tinh_trang": "verified"}, set()),
        ({"nam": "x"}, set()),
        ({"don_vi": "9" * 30}, set()),
        ({"ve": "'; DROP TABLE"}, set()),
        ({"trang": "999"}, {"Kế hoạch Đông Hiếu", "Kế hoạch dân chủ", "Kế hoạch Hòa Sơn"}),
        ({"xep": "khong-co"}, {"Kế hoạch Đông Hiếu", "Kế hoạch dân chủ", "Kế hoạch Hòa Sơn"}),
    ],
)
def test_narrows_the_list(plans, signed_in, asked, wanted):
    response = signed_in("binh").get(LIST, asked)

    assert response.status_code == 200
    assert set(titles(response)) == wanted


@pytest.mark.parametrize(
    ("sort", "wanted"),
    [
        ("title", ["Kế hoạch dân chủ", "Kế hoạch Đông Hiếu", "Kế hoạch Hòa Sơn"]),
        ("-title", ["Kế hoạch Hòa Sơn", "Kế hoạch Đông Hiếu", "Kế hoạch dân chủ"]),
        ("happened_on", ["Kế hoạch Đông Hiếu", "Kế hoạch dân chủ", "Kế hoạch Hòa Sơn"]),
        ("unit_name", ["Kế hoạch Đông Hiếu", "Kế hoạch dân chủ", "Kế hoạch Hòa Sơn"]),
        ("-unit_name", ["Kế hoạch Hòa Sơn", "Kế hoạch dân chủ", "Kế hoạch Đông Hiếu"]),
    ],
)
def test_sorts_by_a_heading(plans, signed_in, sort, wanted):
    assert titles(signed_in("binh").get(LIST, {"xep": sort})) == wanted


def test_each_condition_can_be_taken_away(plans, signed_in):
    response = signed_in("binh").get(LIST, {"nam": "2026", "q": "ke hoach", "xep": "title"})

    chips = {chip["label"]: chip["url"] for chip in response.context["filters"]}

    assert chips == {
        "Có chữ: ke hoach": f"{LIST}?nam=2026&xep=title",
        "Năm: 2026": f"{LIST}?q=ke+hoach&xep=title",
    }


def test_totals_are_of_the_whole_view(plans, signed_in):
    for number in range(3):
        make_task(plans[0], title=f"Việc {number}", happened_on=date(2026, 5, 1) if number else None)
    make_task(plans[2])

    response = signed_in("binh").get(LIST, {"nam": "2025"})

    totals = {total["label"]: total["value"] for total in response.context["totals"]}
    assert (totals["Nhiệm vụ"], totals["Đã xong"]) == (3, 2)
    assert "Tổng 1 dòng" in response.content.decode()


def test_an_empty_list_offers_the_first_step_to_those_who_may_take_it(cast, signed_in):
    officer, inspector = signed_in("lan").get(LIST), signed_in("thanh").get(LIST)

    assert reverse("plans:plan_add") in officer.content.decode()
    assert reverse("plans:plan_add") not in inspector.content.decode()
    assert "Chưa có kế hoạch nào" in inspector.content.decode()


@pytest.mark.parametrize("page", ["plan_list", "task_list"])
def test_queries_do_not_grow_with_rows(cast, signed_in, django_assert_max_num_queries, page):
    client = signed_in("binh")
    _fill(cast, 10)
    with django_assert_max_num_queries(60) as few:
        client.get(reverse(f"plans:{page}"))
    _fill(cast, 190)

    with django_assert_max_num_queries(len(few)) as many:
        client.get(reverse(f"plans:{page}"))

    assert len(many) == len(few) <= 22


def _fill(cast, number: int) -> None:
    units = [cast.place.commune, cast.place.neighbour, cast.place.department]
    plans = [
        Plan(
            kind="plan",
            unit=units[n % 3],
            title=f"Kế hoạch {n}",
            folded_title=fold(f"Kế hoạch {n}"),
            year=2026,
            plan_kind="grassroots_democracy",
            happened_on=date(2026, 1, 1 + n % 28),
        )
        for n in range(number)
    ]
    bulk_insert(Plan, plans)
    for plan in plans[:20]:
        make_task(plan)


def test_the_export_is_exactly_the_view(plans, signed_in):
    client = signed_in("binh")
    shown = titles(client.get(LIST, {"nam": "2026", "xep": "-title"}))

    lines = b"".join(client.get(f"{LIST}xuat/csv/", {"nam": "2026", "xep": "-title"}).streaming_content)
    book = b"".join(client.get(f"{LIST}xuat/xlsx/", {"nam": "2026", "xep": "-title"}).streaming_content)

    rows = list(csv.DictReader(io.StringIO(lines.decode("utf-8-sig"))))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row["Kế hoạch *"] for row in rows] == shown == [line[3] for line in sheet[1:]]
    assert rows[0]["Ngày ban hành"] == "09/03/2026"
    assert rows[0]["Tình trạng"] == "nháp"
    assert sheet[1][4] == date(2026, 3, 9)


def test_an_export_holds_no_formulas(cast, signed_in):
    make_plan(cast.place.commune, title='=HYPERLINK("x")')

    client = signed_in("binh")
    lines = b"".join(client.get(f"{LIST}xuat/csv/").streaming_content).decode()
    book = b"".join(client.get(f"{LIST}xuat/xlsx/").streaming_content)

    assert "'=HYPERLINK" in lines
    assert CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[1][3] == '=HYPERLINK("x")'


def test_an_export_reads_its_rows_in_few_queries(cast, signed_in, django_assert_max_num_queries):
    _fill(cast, 200)
    client = signed_in("binh")

    with django_assert_max_num_queries(20):
        b"".join(client.get(f"{LIST}xuat/csv/").streaming_content)


@pytest.mark.parametrize(
    ("who", "wanted"),
    [("lan", 2), ("minh", 2), ("tam", 1), ("binh", 3), ("dung", 3), ("thanh", 3), ("quan", None), ("hoa", None)],
)
def test_shows_each_only_what_their_post_allows(plans, signed_in, who, wanted):
    client = signed_in(who)

    response = client.get(LIST)

    if wanted is None:
        assert response.status_code == 404
        assert client.get(f"{LIST}xuat/csv/").status_code == 404
    else:
        assert len(titles(response)) == wanted
        lines = b"".join(client.get(f"{LIST}xuat/csv/").streaming_content).decode().splitlines()
        assert len(lines) == wanted + 1


@pytest.mark.parametrize("place", ["", "sua/", "xoa/", "nhiem-vu/"])
@pytest.mark.parametrize("who", ["tam", "quan", "hoa"])
def test_what_one_may_not_see_does_not_exist(plans, signed_in, who, place):
    assert signed_in(who).get(f"{LIST}{plans[0].pk}/{place}").status_code == 404
    assert signed_in(who).post(f"{LIST}{plans[0].pk}/{place}").status_code in (404, 405)


@pytest.mark.parametrize("place", ["sua/", "xoa/", "nhiem-vu/"])
def test_who_only_looks_is_offered_no_act(plans, signed_in, place):
    client = signed_in("thanh")

    assert client.get(f"{LIST}{plans[0].pk}/").status_code == 200
    assert client.get(f"{LIST}{plans[0].pk}/{place}").status_code == 404


@pytest.mark.parametrize("place", ["", "them/", "nhap/", "mau.xlsx", "xuat/csv/"])
def test_nobody_is_sent_to_sign_in(db, client, place):
    response = client.get(f"{LIST}{place}")

    assert response.status_code == 302
    assert "/tai-khoan/" in response.url
