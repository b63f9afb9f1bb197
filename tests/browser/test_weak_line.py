"""A file on a line that breaks: it goes on where it was, survives a reload and goes with its form."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from danvan.files.models import StoredFile
from danvan.petitions.models import Petition
from tests.browser.conftest import PHONE
from tests.files import samples
from tests.petitions.factories import LETTER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Two pieces and a bit.
SCAN = samples.pdf().replace(b"%%EOF", b" " * 1_200_000 + b"%%EOF")
DESK = "/don-thu/tiep-nhan/"


def test_a_file_cut_off_goes_on_survives_a_reload_and_goes_with_its_form(calendar, open_page):
    page = open_page("lan", width=PHONE)
    sent = []

    def pieces(route):
        if route.request.method == "PATCH":
            sent.append(int(route.request.headers["upload-offset"]))
            if len(sent) == 2:
                page.context.set_offline(True)
                route.abort()
                return
        route.continue_()

    page.goto(DESK)
    page.route("**/tep-gui-len/**", pieces)
    chosen = {"name": "đơn quét.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    page.get_by_label("Bản quét hoặc ảnh chụp").set_input_files(chosen)
    row = page.locator(".kept li")
    expect(row).to_contain_text("Mất mạng ở 43 %; có mạng lại sẽ gửi tiếp")
    page.context.set_offline(False)
    expect(row).to_contain_text("Đã gửi xong")
    # What had arrived was not sent again.
    assert sorted(set(sent)) == [0, 524_288, 1_048_576]
    assert sent.count(0) == 1
    assert StoredFile.objects.get().size == len(SCAN)

    page.reload()
    expect(row).to_contain_text("Đã gửi xong")
    page.get_by_text("Khiếu nại", exact=True).click()
    page.get_by_label("Họ và tên người viết").fill("Nguyễn Văn Minh Họa")
    page.get_by_role("button", name="Vào sổ").click()
    # Refused for the words that are missing; the file is there all the same.
    expect(page.locator(".wrongs")).to_contain_text("Nội dung")
    page.get_by_label("Nội dung", exact=True).fill(LETTER)
    page.get_by_role("button", name="Vào sổ").click()
    expect(page.get_by_text("Đã vào sổ đơn")).to_be_visible()

    assert Petition.objects.get().papers.get().name == "đơn quét.pdf"
    assert Petition.objects.get().received_on == timezone.localdate()


def test_a_bad_file_is_refused_beside_it_and_taken_out_before_the_form_goes(calendar, open_page):
    page = open_page("lan", width=PHONE)
    page.goto(DESK)
    chosen = {"name": "hong.pdf", "mimeType": "application/pdf", "buffer": samples.program()}
    page.get_by_label("Bản quét hoặc ảnh chụp").set_input_files(chosen)
    row = page.locator(".kept li")

    expect(row).to_contain_text("không thuộc loại được nhận")
    page.get_by_role("button", name="Vào sổ").click()
    expect(row.get_by_role("button", name="Bỏ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row).to_have_count(0)
    expect(page.get_by_label("Bản quét hoặc ảnh chụp")).to_be_focused()
