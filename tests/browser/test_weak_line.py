"""A file on a line that breaks: it goes on where it was, survives a reload and goes with its form."""

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from danvan.files.models import StoredFile
from danvan.intake.models import DraftPaper
from danvan.petitions.models import Petition
from tests.browser.conftest import PHONE
from tests.files import samples
from tests.petitions.factories import LETTER
from tests.portal.test_letters import CONTENT, WRITER

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


def named(name):
    return {"name": name, "mimeType": "application/pdf", "buffer": samples.pdf(name)}


def test_what_the_form_promised_to_carry_it_carries_whatever_is_chosen_after_it(calendar, open_page):
    page = open_page("lan", width=PHONE)
    full = []

    def without_room(route):
        full.append(route.request.method)
        route.fulfill(status=507, body="")

    page.goto(DESK)
    page.route("**/tep-gui-len/", without_room)
    field, rows = page.get_by_label("Bản quét hoặc ảnh chụp"), page.locator(".kept li")
    for name in ("một.pdf", "hai.pdf"):
        field.set_input_files(named(name))
        expect(rows.filter(has_text=name)).to_contain_text("Sẽ gửi cùng biểu mẫu")
    page.unroute("**/tep-gui-len/")
    field.set_input_files([named("ba.pdf"), named("bốn.pdf")])
    expect(rows.filter(has_text="Đã gửi xong")).to_have_count(2)
    rows.filter(has_text="một.pdf").get_by_role("button", name="Bỏ").click()

    page.get_by_text("Khiếu nại", exact=True).click()
    page.get_by_label("Họ và tên người viết").fill("Nguyễn Văn Minh Họa")
    page.get_by_label("Nội dung", exact=True).fill(LETTER)
    page.get_by_role("button", name="Vào sổ").click()
    expect(page.get_by_text("Đã vào sổ đơn")).to_be_visible()

    assert set(Petition.objects.get().papers.values_list("name", flat=True)) == {"hai.pdf", "ba.pdf", "bốn.pdf"}
    assert full == ["POST", "POST"]


def test_on_a_letter_written_online_a_half_sent_file_outlives_a_reload_beside_one_that_arrived(
    cast, calendar, open_page, live_server, tmp_path
):
    writer = Client()
    writer.post("/gui-don/loai/", {"kind": "recommendation", "unit": cast.place.commune.pk})
    writer.post("/gui-don/noi-dung/", CONTENT)
    writer.post("/gui-don/nguoi-gui/", WRITER)
    page = open_page("khach", width=PHONE)
    page.context.add_cookies(
        [{"name": name, "value": kept.value, "url": live_server.url} for name, kept in writer.cookies.items()]
    )
    # Really on a disk: chosen again, it must be known by its name, size and age.
    small, large, more, wrong = (tmp_path / name for name in ("nho.pdf", "lon.pdf", "them.pdf", "nham.pdf"))
    large.write_bytes(SCAN)
    for each in (small, more, wrong):
        each.write_bytes(samples.pdf(each.name))
    sent, is_cut = [], True

    def pieces(route):
        offset = int(route.request.headers.get("upload-offset", 0))
        if route.request.method == "PATCH":
            sent.append(offset)
        if offset and is_cut:
            route.abort()
        else:
            route.continue_()

    page.route("**/tep/gui-len/**", pieces)
    page.goto("/gui-don/tai-lieu/")
    field, rows = page.locator("input[type=file]"), page.locator(".kept li")
    field.set_input_files([small, large])
    expect(rows.filter(has_text="nho.pdf")).to_contain_text("Đã gửi xong")
    half = rows.filter(has_text="lon.pdf")
    expect(half).to_contain_text("Đã gửi 43 %")
    half.get_by_role("button", name="Tạm dừng").click()

    page.reload()
    expect(half).to_contain_text("Đã gửi 43 %; chọn lại đúng tệp này để gửi tiếp")
    # What arrived is the letter's; the page shows it once.
    expect(page.get_by_text("nho.pdf")).to_have_count(1)
    # Others come and go meanwhile, and the page stays for the one that is missing.
    field.set_input_files([more, wrong])
    expect(rows.filter(has_text="Đã gửi xong")).to_have_count(2)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        rows.filter(has_text="nham.pdf").get_by_role("button", name="Bỏ").click()
    expect(half).to_contain_text("chọn lại đúng tệp này")

    is_cut = False
    sent.clear()
    field.set_input_files(large)
    # All there: the page is shown anew, with the letter's papers.
    expect(rows).to_have_count(0)
    expect(page.get_by_text("lon.pdf")).to_be_visible()
    assert sent == [524_288, 1_048_576]
    assert set(DraftPaper.objects.values_list("name", flat=True)) == {"nho.pdf", "lon.pdf", "them.pdf"}
