"""A commune records its plans, the standing agency verifies one and returns the other, the figure follows."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.files import samples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VERIFIED, RETURNED = "Kế hoạch dân vận chính quyền của xã", "Kế hoạch dân chủ ở cơ sở của xã"
REASON = "Bản gửi thiếu phụ lục nhiệm vụ, đề nghị bổ sung."


@pytest.fixture
def year():
    """Last year: what was due in it is due, whatever today is."""
    return timezone.localdate().year - 1


def record_a_plan(page, title, about, number, year):
    page.goto("/ho-so/ke-hoach/")
    page.locator(".acts").get_by_role("link", name="Thêm kế hoạch", exact=True).click()
    page.get_by_label(about).check()
    page.get_by_label("Năm").fill(str(year))
    page.get_by_label("Tên kế hoạch").fill(title)
    page.get_by_label("Ngày ban hành").fill(f"{date(year, 1, 20):%d/%m/%Y}")
    page.get_by_label("Số, ký hiệu văn bản").fill(number)
    page.get_by_label("Người ký", exact=False).first.fill("Nguyễn Văn Minh")
    page.get_by_label("Chức vụ người ký").fill("Chủ tịch")
    page.get_by_label("Tệp của văn bản").set_input_files(
        {"name": "ke-hoach.pdf", "mimeType": "application/pdf", "buffer": samples.pdf(title)}
    )
    page.get_by_role("button", name="Lưu và nộp để xác minh").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def row_of(page, target, year):
    page.goto(f"/de-an/?nam={year}")
    return page.locator("tr").filter(has=page.get_by_text(target, exact=True))


def test_a_verified_plan_counts_and_a_returned_one_comes_back(scheme, year, open_page, work_done):
    lan, binh = open_page("lan"), open_page("binh")
    record_a_plan(lan, VERIFIED, "Dân vận chính quyền", "12/KH-UBND", year)
    record_a_plan(lan, RETURNED, "Dân chủ ở cơ sở", "13/KH-UBND", year)
    work_done()
    row = row_of(binh, "T03", year)
    expect(row.locator(".frac").first).to_have_text("0/5")
    expect(row).to_contain_text("tạm tính 1/5")

    binh.goto("/minh-chung/xac-minh/")
    for key, title in (("j", VERIFIED), ("j", RETURNED), ("k", VERIFIED)):
        binh.keyboard.press(key)
        expect(binh.locator("[data-row].current a")).to_have_text(title)
    binh.keyboard.press("Enter")
    expect(binh.get_by_role("heading", level=1)).to_have_text(VERIFIED)
    binh.keyboard.press("v")
    expect(binh.get_by_text(f"Đã xác minh: {VERIFIED}")).to_be_visible()

    # The next one is open already.
    expect(binh.get_by_role("heading", level=1)).to_have_text(RETURNED)
    binh.keyboard.press("r")
    binh.keyboard.type(REASON)
    binh.get_by_role("button", name="Trả lại đơn vị").click()
    expect(binh.get_by_text(f"Đã trả lại: {RETURNED}")).to_be_visible()
    work_done()
    row = row_of(binh, "T03", year)
    expect(row.locator(".frac").first).to_have_text("1/5")
    expect(row).not_to_contain_text("tạm tính")
    row = row_of(binh, "T04", year)
    expect(row.locator(".frac").first).to_have_text(re.compile("^0/"))
    expect(row).not_to_contain_text("tạm tính")

    lan.goto("/viec-cua-toi/")
    task = lan.locator(".task").filter(has_text=RETURNED)
    expect(task).to_contain_text("trả lại")
    task.get_by_role("link", name=RETURNED).click()
    expect(lan.locator("#evidence")).to_contain_text(REASON)
