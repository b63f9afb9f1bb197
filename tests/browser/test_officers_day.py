"""An officer's day on a phone: a conference with photo, list and minutes; a model; a returned item answered.

Every touch is counted: a tap on a button, a link or a tick box is one, a field to
type in is one.  What a form asks for in vain shows here as one touch too many.
"""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from danvan.activities.models import Attendance, DisseminationEvent
from danvan.evidence.models import Evidence
from danvan.evidence.services import reject_evidence
from danvan.exemplars.models import Exemplar, Milestone
from danvan.plans.models import PlanTask
from tests.browser.conftest import PHONE
from tests.files import samples
from tests.kinds import DAY, make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Thumb:
    """A thumb on a phone that counts what it does."""

    def __init__(self, page: Page) -> None:
        self.page, self.touches, self.letters, self.began = page, 0, 0, time.monotonic()

    def tap(self, target: Locator) -> None:
        self.touches += 1
        target.click()

    def fill(self, label: str, text: str) -> None:
        self.touches += 1
        self.letters += len(text)
        self.page.get_by_label(label).first.fill(text)

    def choose_files(self, label: str, *files: dict) -> None:
        # The field, then each picture in the phone's own chooser.
        self.touches += 1 + len(files)
        self.page.get_by_label(label).set_input_files(list(files))

    def told(self, what: str) -> None:
        seconds = time.monotonic() - self.began
        print(f"{what}: {self.touches} touches, {self.letters} letters, {seconds:.1f} s of the machine's part")


def upload(name: str, kind: str, content: bytes) -> dict:
    return {"name": name, "mimeType": kind, "buffer": content}


@pytest.fixture
def phone(scheme, open_page):
    page = open_page("lan", width=PHONE)
    page.goto("/viec-cua-toi/")
    return page


def test_a_conference_with_photo_list_and_minutes(phone, cast):
    day = timezone.localdate() - timedelta(days=3)
    thumb = Thumb(phone)
    thumb.tap(phone.get_by_role("navigation", name="Ghi nhanh").get_by_role("link", name="Hội nghị quán triệt"))
    thumb.fill("Tên hội nghị, buổi học tập", "Hội nghị quán triệt chỉ thị về dân vận")
    thumb.fill("Ngày tổ chức", f"{day:%d/%m/%Y}")
    thumb.tap(phone.get_by_label("Quán triệt chỉ thị, nghị quyết về dân vận"))
    thumb.fill("Số người của đơn vị được triệu tập", "42")
    thumb.fill("Số người của đơn vị có mặt", "40")
    thumb.fill("Các đơn vị khác cùng dự", "xã Hòa Sơn; 5; 4; có")
    thumb.choose_files(
        "Tệp của văn bản",
        upload("bien-ban.pdf", "application/pdf", samples.pdf("Biên bản hội nghị")),
        upload("anh.jpg", "image/jpeg", samples.jpeg()),
    )
    thumb.tap(phone.get_by_role("button", name="Lưu và nộp để xác minh"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hội nghị quán triệt")
    thumb.told("conference")

    event = DisseminationEvent.objects.get()
    assert (event.state, event.present) == ("submitted", 40)
    assert Attendance.objects.get(event=event).unit_id == cast.place.neighbour.pk
    assert Evidence.objects.get(record=event).documents.get().files.count() == 2
    assert thumb.touches <= 12


def test_a_model_is_registered_with_its_five_steps(phone):
    day = timezone.localdate().replace(month=1, day=1)
    thumb = Thumb(phone)
    thumb.tap(phone.get_by_role("navigation", name="Ghi nhanh").get_by_role("link", name="Mô hình"))
    thumb.tap(phone.get_by_text("mô hình “Dân vận khéo”", exact=False).first)
    thumb.fill("Tên mô hình, điểm sáng", "Tổ tự quản giữ bản sạch đẹp")
    thumb.tap(phone.get_by_text("văn hóa – xã hội", exact=False).first)
    thumb.fill("Ngày đăng ký", f"{day:%d/%m/%Y}")
    thumb.fill("Nơi thực hiện", "Bản Hòa Sơn")
    thumb.choose_files("Tệp của văn bản", upload("phieu.pdf", "application/pdf", samples.pdf("Phiếu đăng ký")))
    thumb.tap(phone.get_by_role("button", name="Lưu và nộp để xác minh"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Tổ tự quản")
    thumb.told("model")

    exemplar = Exemplar.objects.get()
    assert exemplar.state == "submitted"
    assert Milestone.objects.filter(exemplar=exemplar).count() == 5
    assert thumb.touches <= 11


def test_a_returned_item_is_answered_from_the_reason_on_the_first_page(scheme, cast, open_page):
    task = make(PlanTask, cast.place.commune, title="Đối thoại quý III", state="submitted", happened_on=DAY)
    reason = "Thiếu danh sách người dự."
    piece = Evidence.objects.get(record=task)
    reject_evidence(piece.pk, actor=cast.actor("binh"), at=timezone.now(), reason=reason)
    page = open_page("lan", width=PHONE)
    page.goto("/viec-cua-toi/")
    thumb = Thumb(page)
    item = page.locator(".task").filter(has_text="Đối thoại quý III")
    expect(item).to_contain_text(reason)

    thumb.tap(item.get_by_role("link", name="Bổ sung"))
    thumb.tap(page.get_by_role("link", name="Gắn minh chứng mới"))
    thumb.fill("Đường dẫn công khai", "https://xa.example.vn/doi-thoai-quy-3")
    thumb.tap(page.get_by_role("button", name="Lưu và nộp để xác minh"))
    expect(page.locator("#evidence")).to_contain_text("Chờ xác minh")
    thumb.told("answer")

    task.refresh_from_db()
    assert task.state == "submitted"
    assert thumb.touches <= 5
