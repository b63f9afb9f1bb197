"""The sheet of a session with the network really cut: typed offline, reloaded offline, sent once, left to nobody."""

import json

import pytest
from django.core.signals import request_started
from playwright.sync_api import expect

from danvan.reception.models import ReceptionVisit
from tests.browser.conftest import PHONE
from tests.reception.visits import open_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECRET_NAME = "Chim Hoàng Yến"
# Everything this browser keeps for the site, as text.
KEPT = """async () => {
  const asDone = (asked) => new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const rows = [], pages = [];
  for (const { name } of await indexedDB.databases()) {
    const box = await asDone(indexedDB.open(name));
    for (const store of box.objectStoreNames) {
      for (const row of await asDone(box.transaction(store).objectStore(store).getAll())) {
        rows.push({ store, text: JSON.stringify(row), bytes: row.sealed ? new TextDecoder().decode(row.sealed) : "" });
      }
    }
    box.close();
  }
  for (const name of await caches.keys()) {
    for (const asked of await (await caches.open(name)).keys()) {
      const path = new URL(asked.url).pathname;
      pages.push({ path, text: path.startsWith("/static/") ? "" : await (await caches.match(asked)).text() });
    }
  }
  return { rows, pages, local: JSON.stringify(localStorage) };
}"""


def write(page, name, content="Hỏi về việc sửa đường.", matter="Kiến nghị"):
    page.locator("#id_matter").get_by_text(matter, exact=True).click()
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Số căn cước, hộ chiếu").fill("040099000001")
    page.get_by_label("Nội dung trình bày").fill(content)
    page.get_by_role("button", name="Ghi lượt", exact=True).click()


def cut(page):
    """Cut the network: nothing reaches the server any more, neither from the pages nor from their worker."""
    page.context.set_offline(True)


def mend(page):
    page.context.set_offline(False)


@pytest.fixture
def reached():
    """Return the addresses the server was asked for, as they come in."""
    addresses = []

    def asked(**how):
        addresses.append(how["environ"]["PATH_INFO"])

    request_started.connect(asked)
    yield addresses
    request_started.disconnect(asked)


def without_posts(route):
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


@pytest.fixture
def sheet(cast, calendar, open_page):
    """Return lan's sheet of a session, kept by the browser, on a phone."""
    session = open_session(cast.place.commune)
    page = open_page("lan", width=PHONE)
    page.goto(f"/tiep-dan/buoi/{session.pk}/phieu/")
    expect(page.locator("[data-sheet][data-kept]")).to_be_attached()
    return page


def test_what_is_typed_without_a_line_survives_a_reload_and_is_sent_once(sheet, reached):
    page, waiting = sheet, sheet.locator("[data-queue] li")
    cut(page)
    reached.clear()

    write(page, SECRET_NAME)
    write(page, "Lô Thị Minh Họa")
    expect(waiting).to_have_count(2)
    expect(page.get_by_text("Chưa gửi: 2 lượt")).to_be_visible()
    expect(page.get_by_text("Đang mất mạng.")).to_be_visible()
    page.reload()
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text(SECRET_NAME)
    # A tab opened beside it shows the same, and neither sends what the other does.
    beside = page.context.new_page()
    beside.goto(page.url)
    expect(beside.locator("[data-queue] li")).to_have_count(2)
    kept = page.evaluate(KEPT)
    assert len([row for row in kept["rows"] if row["store"] == "entries"]) == 2
    assert SECRET_NAME not in json.dumps(kept, ensure_ascii=False)
    assert [each["path"] for each in kept["pages"] if not each["path"].startswith("/static/")] == [
        page.evaluate("location.pathname")
    ]
    assert reached == []
    assert not ReceptionVisit.objects.exists()

    mend(page)
    for tab in (page, beside):
        expect(tab.locator("[data-queue] li")).to_have_count(0)

    assert sorted(ReceptionVisit.objects.values_list("number", "name")) == [(1, SECRET_NAME), (2, "Lô Thị Minh Họa")]


def test_an_answer_that_is_lost_leaves_one_visit_and_a_refusal_loses_nothing(sheet):
    page, lost = sheet, []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
            return
        route.continue_()

    page.context.route("**/phieu/", lose)
    write(page, SECRET_NAME)
    expect(page.locator("[data-queue] li")).to_contain_text("Chưa gửi")
    for _try in range(100):
        if lost:
            break
        page.wait_for_timeout(100)
    assert ReceptionVisit.objects.count() == 1
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator("[data-sent] li")).to_contain_text("Số 1/2026")
    assert (lost, ReceptionVisit.objects.count()) == ([200], 1)

    # Refused beside its entry, mended there, and sent under the same key.
    write(page, "Lô Thị Minh Họa", content="")
    refused = page.locator("[data-queue] li")
    expect(refused).to_contain_text("Ghi nội dung trình bày.")
    page.reload()
    expect(refused).to_contain_text("Ghi nội dung trình bày.")
    refused.get_by_role("button", name="Sửa").click()
    expect(page.get_by_label("Họ và tên")).to_have_value("Lô Thị Minh Họa")
    page.get_by_label("Nội dung trình bày").fill("Hỏi về chế độ.")
    page.get_by_role("button", name="Ghi lượt", exact=True).click()
    expect(refused).to_have_count(0)
    assert set(ReceptionVisit.objects.values_list("name", flat=True)) == {SECRET_NAME, "Lô Thị Minh Họa"}


def test_a_browser_without_room_says_so_and_keeps_what_was_typed_in_the_form(sheet):
    page = sheet
    cut(page)
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
    )

    write(page, SECRET_NAME)

    expect(page.locator("form[data-entry]").get_by_text("Trình duyệt hết chỗ lưu")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value(SECRET_NAME)
    expect(page.locator("[data-queue] li")).to_have_count(0)


def test_of_a_denunciation_nothing_typed_is_kept_in_the_browser(sheet):
    page = sheet
    cut(page)
    page.get_by_label("Họ và tên").fill(SECRET_NAME)
    page.get_by_label("Nội dung trình bày").fill(SECRET_NAME)
    page.locator("#id_matter").get_by_text("Tố cáo", exact=True).click()

    expect(page.get_by_label("Nội dung trình bày")).to_be_hidden()
    expect(page.get_by_text("Tố cáo không ghi nội dung ở đây")).to_be_visible()
    page.get_by_role("button", name="Ghi lượt", exact=True).click()
    expect(page.locator("[data-queue] li")).to_contain_text("Tố cáo (chỉ số đếm)")
    mend(page)
    expect(page.locator("[data-sent] li")).to_have_count(1)

    assert list(ReceptionVisit.objects.values_list("matter", "name", "content", "people")) == [
        ("denunciation", "", "", 1)
    ]


def test_whoever_signs_out_is_warned_and_leaves_nothing_to_read(sheet, cast, open_page, live_server, sign_in):
    page = sheet
    cut(page)
    write(page, SECRET_NAME)
    expect(page.locator("[data-queue] li")).to_have_count(1)
    # The line is there again, but the desk does not answer: the entry stays.
    page.context.route("**/phieu/", without_posts)
    mend(page)
    address = page.url

    page.goto("/viec-cua-toi/")
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("alert")).to_contain_text("còn 1 mục chưa gửi")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{live_server.url}/")

    kept = page.evaluate(KEPT)
    assert [row["store"] for row in kept["rows"]] == ["entries"]
    assert (kept["pages"], SECRET_NAME in json.dumps(kept, ensure_ascii=False)) == ([], False)
    # Whoever signs in next here sees that something waits, and nothing of what.
    sign_in(page, "minh", "mat-khau-thu-nghiem")
    page.wait_for_url("**/viec-cua-toi/")
    page.goto(address)
    expect(page.get_by_text("Máy này còn 1 lượt chưa gửi của người khác")).to_be_visible()
    expect(page.locator("[data-queue] li")).to_have_count(0)
    assert SECRET_NAME not in page.content()
    assert not ReceptionVisit.objects.exists()
