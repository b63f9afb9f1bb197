"""The sheet of a session with the network really cut: typed offline, reloaded offline, sent once, left to nobody."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.signals import request_started
from playwright.sync_api import expect

from danvan.reception.models import ReceptionVisit
from danvan.reception.web import sheet as sheet_pages
from tests.browser.conftest import PHONE
from tests.cast import TODAY
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


# What an entry that waits here says, read with the keys that lie beside it.
OPENED = """async () => {
  const asDone = (asked) => new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  const box = await asDone(indexedDB.open("danvan-kept"));
  const all = (store) => asDone(box.transaction(store).objectStore(store).getAll());
  const [{ keys: [key] }] = await all("keys");
  const opened = [];
  for (const row of await all("entries")) {
    const { iv, sealed, ...rest } = row;
    const words = new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed));
    opened.push({ beside: Object.keys(rest).sort(), words: JSON.parse(words) });
  }
  box.close();
  return opened;
}"""
NO_KEYS = """() => new Promise((done) => {
  indexedDB.open("danvan-kept").onsuccess = ({ target: { result: box } }) => {
    const act = box.transaction("keys", "readwrite");
    act.objectStore("keys").clear();
    act.oncomplete = () => { box.close(); done(); };
  };
})"""
COMES_BACK = "() => { window.dispatchEvent(new Event('online')); }"


def write(page, name, content="Hỏi về việc sửa đường.", matter="Kiến nghị"):
    page.locator("#id_matter").get_by_text(matter, exact=True).click()
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Số căn cước, hộ chiếu").fill("040099000001")
    page.get_by_label("Nội dung trình bày").fill(content)
    page.get_by_role("button", name="Ghi lượt", exact=True).click()


def correct(page, item, content):
    item.get_by_role("button", name=re.compile("^Sửa ")).click()
    expect(page.locator("[data-editing]")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_be_focused()
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


@pytest.fixture
def desk(monkeypatch):
    """Return what lets the desk take nothing in, and answer again.

    It is stopped here and not on its way: what a page sends beside its worker
    may pass whatever stands between them.
    """

    def fails(*asked, **told):
        raise ConnectionError

    taken_in = sheet_pages.services.record_visit

    class Desk:
        def stops(self):
            monkeypatch.setattr(sheet_pages.services, "record_visit", fails)

        def answers(self):
            monkeypatch.setattr(sheet_pages.services, "record_visit", taken_in)

    return Desk()


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
    expect(waiting).to_have_count(1)
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

    # What one tab is changing no other sends meanwhile, and what it becomes is what arrives.
    beside.locator("[data-queue] li").nth(1).get_by_role("button", name=re.compile("^Sửa ")).click()
    expect(beside.get_by_label("Họ và tên")).to_have_value("Lô Thị Minh Họa")
    expect(beside.locator("[data-editing]")).to_be_visible()
    mend(page)
    expect(waiting).to_have_count(1)
    waiting.get_by_role("button", name=re.compile("^Sửa ")).click()
    expect(page.locator("[data-told]")).to_contain_text("đang sửa ở thẻ khác")
    beside.get_by_label("Nội dung trình bày").fill("Hỏi về chế độ.")
    beside.get_by_role("button", name="Ghi lượt", exact=True).click()
    for tab in (page, beside):
        expect(tab.locator("[data-waiting]")).to_be_hidden()

    assert sorted(ReceptionVisit.objects.values_list("number", "name", "content")) == [
        (1, SECRET_NAME, "Hỏi về việc sửa đường."), (2, "Lô Thị Minh Họa", "Hỏi về chế độ."),
    ]  # fmt: skip


def test_every_sheet_that_was_promised_opens_without_a_line_after_a_new_version_too(sheet, cast, monkeypatch):
    page, first = sheet, sheet.url
    other = open_session(cast.place.commune, on=TODAY - timedelta(days=1))
    page.goto(f"/tiep-dan/buoi/{other.pk}/phieu/")
    expect(page.locator("[data-sheet][data-kept]")).to_be_attached()
    (old,) = page.evaluate("() => caches.keys()")

    monkeypatch.setattr(sheet_pages, "ASSETS", sheet_pages.ASSETS[::-1])
    page.reload()
    page.wait_for_function(
        "async (old) => { const [one, more] = await caches.keys(); return !more && one !== old; }", arg=old
    )
    cut(page)

    for address in (first, f"/tiep-dan/buoi/{other.pk}/phieu/"):
        page.goto(address)
        expect(page.locator("[data-sheet][data-kept]")).to_be_attached()
        expect(page.get_by_text("Phiếu này dùng được cả khi mất mạng")).to_be_visible()


def test_an_answer_that_is_lost_leaves_one_visit_and_a_refusal_loses_nothing(sheet):
    page, lost, waiting, arrived = sheet, [], sheet.locator("[data-queue] li"), sheet.locator("[data-sent] li")

    def lose(route):
        if route.request.method == "POST" and SECRET_NAME in route.request.post_data_json["name"]:
            lost.append(route.fetch().status)
            route.abort()
            return
        route.continue_()

    def lose_answer(name):
        page.context.route("**/phieu/", lose)
        lost.clear()
        write(page, name)
        expect(waiting).to_contain_text("Chưa gửi")
        for _try in range(100):
            if lost:
                break
            page.wait_for_timeout(100)
        expect(waiting.get_by_role("button", name=re.compile("^Sửa "))).to_be_visible()
        page.context.unroute("**/phieu/")
        assert lost == [200]

    lose_answer(SECRET_NAME)
    assert ReceptionVisit.objects.count() == 1
    page.get_by_role("button", name="Gửi ngay").click()
    expect(arrived).to_contain_text("Số 1/2026")
    assert ReceptionVisit.objects.count() == 1

    # Changed before it is sent again, it is not said to be in the book, which has the first words.
    lose_answer(f"{SECRET_NAME} hai")
    correct(page, waiting, "Hỏi về chế độ.")
    expect(waiting).to_contain_text("Lượt này đã vào sổ số 2/2026 với nội dung khác.")
    second = ReceptionVisit.objects.get(number=2)
    expect(waiting.get_by_role("link")).to_have_attribute("href", second.get_absolute_url())
    page.once("dialog", lambda asked: asked.accept())
    waiting.get_by_role("button", name=re.compile("^Bỏ ")).click()
    expect(page.locator("[data-waiting]")).to_be_hidden()
    assert (second.name, second.content) == (f"{SECRET_NAME} hai", "Hỏi về việc sửa đường.")

    # What turned out to be a denunciation leaves the book with all its words.
    lose_answer(f"{SECRET_NAME} ba")
    waiting.get_by_role("button", name=re.compile("^Sửa ")).click()
    expect(page.get_by_label("Họ và tên")).to_be_focused()
    page.locator("#id_matter").get_by_text("Tố cáo", exact=True).click()
    page.get_by_role("button", name="Ghi lượt", exact=True).click()
    expect(arrived.first).to_contain_text("Số 3/2026 Tố cáo (chỉ số đếm)")
    third = ReceptionVisit.objects.get(number=3)
    assert (third.matter, third.name, third.content, third.folded) == ("denunciation", "", "", "")

    # Refused beside its entry, mended there, and sent under the same key.
    write(page, "Lô Thị Minh Họa", content="")
    expect(waiting).to_contain_text("Ghi nội dung trình bày.")
    page.reload()
    expect(waiting).to_contain_text("Ghi nội dung trình bày.")
    correct(page, waiting, "Hỏi về chế độ.")
    expect(arrived).to_contain_text("Lô Thị Minh Họa")
    expect(waiting).to_have_count(0)
    assert list(ReceptionVisit.objects.order_by("number").values_list("name", flat=True)) == [
        SECRET_NAME, f"{SECRET_NAME} hai", "", "Lô Thị Minh Họa",
    ]  # fmt: skip


def test_a_browser_without_room_says_so_and_keeps_what_was_typed_in_the_form(sheet, desk):
    page = sheet
    cut(page)
    page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
    )

    write(page, SECRET_NAME)

    said = page.locator("form[data-entry]").get_by_text("Trình duyệt hết chỗ lưu")
    expect(said).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value(SECRET_NAME)
    expect(page.locator("[data-queue] li")).to_have_count(0)
    # A line that seems to be there and carries nothing takes nobody off the page.
    desk.stops()
    mend(page)
    page.get_by_role("button", name="Ghi lượt", exact=True).click()
    expect(said).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value(SECRET_NAME)
    desk.answers()
    page.get_by_role("button", name="Ghi lượt", exact=True).click()
    expect(page.locator("[data-sent] li")).to_contain_text("Số 1/2026")
    expect(page.get_by_label("Họ và tên")).to_have_value("")
    # The next one is somebody else.
    write(page, "Lô Thị Minh Họa")
    expect(page.locator("[data-sent] li").first).to_contain_text("Số 2/2026")
    assert list(ReceptionVisit.objects.order_by("number").values_list("name", flat=True)) == [
        SECRET_NAME, "Lô Thị Minh Họa",
    ]  # fmt: skip


def test_without_its_keys_the_sheet_says_so_sends_at_once_and_opens_later(sheet):
    page, waiting = sheet, sheet.locator("[data-queue] li")
    cut(page)
    write(page, SECRET_NAME)
    expect(waiting).to_have_count(1)
    page.evaluate(NO_KEYS)
    page.reload()

    expect(page.get_by_text("Chưa lấy được khóa")).to_be_visible()
    expect(page.get_by_text("Trình duyệt này không giữ được lượt ghi")).to_be_hidden()
    expect(waiting).to_contain_text("Đang khóa")
    expect(page.get_by_text("Chưa gửi: 1 lượt")).to_be_visible()
    expect(waiting.get_by_role("button")).to_have_count(0)
    page.context.route("**/phieu/khoa/", lambda route: route.abort())
    mend(page)
    expect(page.get_by_text("Chưa lấy được khóa")).to_be_visible()
    write(page, "Lô Thị Minh Họa")
    expect(page.locator("[data-sent] li")).to_contain_text("Lô Thị Minh Họa")

    page.context.unroute("**/phieu/khoa/")
    page.evaluate(COMES_BACK)
    expect(page.locator("[data-sent] li").first).to_contain_text(SECRET_NAME)
    expect(page.get_by_text("Chưa lấy được khóa")).to_be_hidden()


def test_of_a_denunciation_nothing_typed_is_kept_in_the_browser(sheet):
    page, sent = sheet, []
    page.on("request", lambda asked: sent.append(asked.post_data_json) if asked.method == "POST" else None)
    cut(page)
    page.get_by_label("Họ và tên").fill(SECRET_NAME)
    page.get_by_label("Nội dung trình bày").fill(SECRET_NAME)
    page.locator("#id_matter").get_by_text("Tố cáo", exact=True).click()

    expect(page.get_by_label("Nội dung trình bày")).to_be_hidden()
    expect(page.get_by_text("Tố cáo không ghi nội dung ở đây")).to_be_visible()
    page.get_by_role("button", name="Ghi lượt", exact=True).click()
    expect(page.locator("[data-queue] li")).to_contain_text("Tố cáo (chỉ số đếm)")
    assert page.evaluate(OPENED) == [
        {"beside": ["at", "key", "person", "session", "url"], "words": {"matter": "denunciation", "people": "1"}}
    ]
    expect(page.get_by_label("Họ và tên")).to_have_value("")
    sent.clear()
    mend(page)
    expect(page.locator("[data-sent] li")).to_have_count(1)

    assert sent
    for each in sent:
        assert set(each) == {"matter", "people", "key", "person"}
    assert list(ReceptionVisit.objects.values_list("matter", "name", "content", "people")) == [
        ("denunciation", "", "", 1)
    ]


def test_a_sign_in_that_ended_leaves_neither_keys_nor_words(sheet, cast, signed_in, live_server):
    page = sheet
    cut(page)
    write(page, SECRET_NAME)
    expect(page.locator("[data-queue] li")).to_contain_text(SECRET_NAME)
    signed_in_as = {each["name"]: each["value"] for each in page.context.cookies()}
    Session.objects.get(session_key=signed_in_as[django_settings.SESSION_COOKIE_NAME]).delete()
    mend(page)

    expect(page.get_by_text("Phiên đăng nhập đã hết.")).to_be_visible()
    expect(page.locator("[data-queue] li")).to_contain_text("Đang khóa")
    assert SECRET_NAME not in page.content()
    kept = page.evaluate(KEPT)
    assert [row["store"] for row in kept["rows"]] == ["entries"]
    assert [each["path"] for each in kept["pages"] if each["path"].endswith("/phieu/")] == []

    # Somebody else signs in beside it: the page that was left becomes theirs.
    theirs = signed_in("minh").cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": theirs.key, "value": theirs.value, "url": live_server.url}])
    page.context.new_page().goto(page.url)
    expect(page.locator(f"[data-sheet][data-person='{cast.minh.pk}']")).to_be_attached()
    expect(page.get_by_text("Máy này còn 1 lượt chưa gửi của người khác")).to_be_visible()


def test_whoever_signs_out_is_warned_and_leaves_nothing_to_read(sheet, desk, live_server, sign_in):
    page = sheet
    cut(page)
    write(page, SECRET_NAME)
    expect(page.locator("[data-queue] li")).to_have_count(1)
    # The line is there again, but the desk does not answer: the entry stays.
    desk.stops()
    mend(page)
    address = page.url
    beside = page.context.new_page()
    beside.goto(address)
    expect(beside.locator("[data-queue] li")).to_contain_text(SECRET_NAME)

    page.bring_to_front()
    page.goto("/viec-cua-toi/")
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("alert")).to_contain_text("còn 1 mục chưa gửi")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{live_server.url}/")
    beside.wait_for_url("**/tai-khoan/dang-nhap/**")
    assert SECRET_NAME not in beside.content()

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
    # It is not theirs to be warned of.
    page.goto("/viec-cua-toi/")
    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{live_server.url}/")
