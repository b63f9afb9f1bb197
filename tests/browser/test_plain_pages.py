"""Everything works without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(recorded, open_page):
    return open_page("khach", width=PHONE, scripts=False)


def test_comes_in_filters_and_chooses_a_day(page, sign_in):
    sign_in(page, "lan", PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")

    page.goto("/ho-so/ke-hoach/")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(4)
    page.get_by_label("Có chữ (không cần dấu)").fill("ke hoach so 13")
    page.get_by_role("button", name="Lọc").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Kế hoạch số 13 của xã")

    page.goto("/don-vi/")
    expect(page.locator("main")).to_contain_text("Hòa Sơn")
    page.get_by_label("Tên hoặc mã").fill("dong hieu")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("main")).to_contain_text("Đông Hiếu")
    expect(page.locator("main")).not_to_contain_text("Hòa Sơn")

    page.get_by_label("Số liệu tính đến").fill("30/06/2025")
    page.locator("form.day").get_by_role("button", name="Xem").click()
    page.goto("/don-vi/")
    expect(page.get_by_label("Số liệu tính đến")).to_have_value("30/06/2025")


def test_a_plan_is_submitted_and_verified(page, sign_in, open_page):
    sign_in(page, "lan", PASSWORD)
    page.goto("/ho-so/ke-hoach/?q=Kế hoạch chưa nộp")
    page.get_by_role("link", name="Kế hoạch chưa nộp", exact=True).click()
    page.get_by_role("button", name="Nộp để xác minh").click()
    expect(page.get_by_text("Đã nộp minh chứng để xác minh.")).to_be_visible()

    verifier = open_page("binh", width=PHONE, scripts=False)
    verifier.goto("/minh-chung/xac-minh/")
    verifier.get_by_role("link", name="Kế hoạch chưa nộp", exact=True).click()
    verifier.get_by_role("button", name="Xác minh", exact=True).click()
    expect(verifier.get_by_text("Đã xác minh: Kế hoạch chưa nộp")).to_be_visible()
