"""Coming in, choosing a post and a day, going out: on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.cast import PASSWORD, seat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_comes_in_and_goes_out(scheme, open_page, sign_in):
    page = open_page("khach", width=PHONE)
    page.goto("/viec-cua-toi/")
    expect(page).to_have_title("Đăng nhập · Dân vận Nghệ An")

    sign_in(page, "lan", "không phải mật khẩu")
    expect(page.get_by_role("alert")).to_be_visible()

    sign_in(page, "lan", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")

    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator(".user-menu")).to_have_count(0)
    page.goto("/viec-cua-toi/")
    expect(page).to_have_title("Đăng nhập · Dân vận Nghệ An")


def test_works_in_another_of_their_posts(cast, scheme, open_page):
    other = cast.place.neighbour
    seat("lan", "Lan", other, title="Phó Chủ tịch UBND xã", kind="deputy", role="commune_officer", over=other,
         subtree=False)  # fmt: skip
    page = open_page("lan", width=PHONE)
    page.goto("/viec-cua-toi/")
    expect(page.locator("main .lede")).to_contain_text("Đông Hiếu")

    page.get_by_label("Chức vụ đang làm việc").select_option(label="Phó Chủ tịch UBND xã · xã Hòa Sơn")
    page.get_by_role("button", name="Đổi").click()

    expect(page.locator("main .lede")).to_contain_text("Hòa Sơn")
    page.goto("/de-an/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hòa Sơn")


def test_a_day_stays_chosen_and_a_wrong_one_is_explained_beside_it(scheme, open_page):
    page = open_page("lan", width=PHONE)
    page.goto("/don-vi/")
    day = page.get_by_label("Số liệu tính đến")
    show = page.locator("form.day").get_by_role("button", name="Xem")

    day.fill("01/03/2026")
    show.click()
    page.goto("/de-an/?nam=2025")
    expect(day).to_have_value("01/03/2026")

    day.fill("31/02/2026")
    show.click()
    expect(page).to_have_url(re.compile("nam=2025"))
    expect(day).to_have_value("31/02/2026")
    expect(day).to_have_accessible_description("Không hiểu ngày này; cần dd/mm/yyyy, từ 2021")
    wrong = page.get_by_text("Không hiểu ngày này")
    expect(wrong).to_be_in_viewport()
    assert abs(wrong.bounding_box()["y"] - day.bounding_box()["y"]) < 60

    page.goto("/don-vi/")
    expect(day).to_have_value("01/03/2026")
