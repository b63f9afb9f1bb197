"""The inbox from the keyboard: rows walked, ticked and counted aloud, the keys shown and turned off."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.petitions.factories import register

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("calendar")]


def test_letters_are_walked_and_ticked_by_single_keys_which_can_be_turned_off(cast, open_page):
    codes = [register(cast, on=date(2026, 11, day)).code for day in (10, 11, 12)]
    page = open_page("lan")
    page.goto("/don-thu/")
    keys, current = page.keyboard, page.locator("tr.current")

    for key in "jxjjx":
        keys.press(key)
    expect(page.get_by_role("link", name=codes[2])).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Đã chọn 2/3 đơn")).to_be_visible()
    page.get_by_label("Chọn cả trang").check()
    expect(page.get_by_role("status").filter(has_text="Đã chọn 3/3 đơn")).to_be_visible()

    keys.press("k")
    expect(current).to_contain_text(codes[1])
    keys.press("/")
    expect(page.get_by_label("Có chữ")).to_be_focused()
    keys.type("jx?")
    expect(page.get_by_label("Có chữ")).to_have_value("jx?")

    page.get_by_role("link", name=codes[1]).focus()
    keys.press("?")
    page.get_by_label("Dùng phím tắt").uncheck()
    page.reload()
    keys.press("j")
    expect(current).to_have_count(0)
