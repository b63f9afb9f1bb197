"""Telling the public: in words of its own, looked through, taken back at once; nothing of the record ever."""

from datetime import date

import pytest
from django.core.cache import cache

from danvan.conclusions.choices import TaskState
from danvan.conclusions.models import Conclusion, ConclusionTask, TaskAct
from danvan.conclusions.selectors.publishing import VIEWS, public_promises, tasks_to_publish
from danvan.conclusions.services.publishing import (
    CannotPublish,
    LooksPersonal,
    NotPublished,
    publish_task,
    withdraw_task,
)
from danvan.journal.models import Entry
from danvan.kernel.errors import Conflict, NotFound
from tests.cast import TODAY
from tests.conclusions.factories import do
from tests.conclusions.promised import at, conclusion, tasks
from tests.pages import queries_of

pytestmark = pytest.mark.django_db
WORDS = "Sửa xong đoạn đường hỏng ở xóm 5."
RESULT = "Đã sửa 300 m đường."
CANARY = "Lỳ Kín Bí"


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


@pytest.fixture
def task(place):
    """A task lan's commune keeps and the neighbour carries out, due in 2026."""
    (made,) = tasks(
        place.neighbour, keeper=place.commune, due_on=date(2026, 12, 20), text=f"Làm đường cho ông {CANARY}"
    )
    return made


def publish(cast, task, *, text=WORDS, result="", confirmed=(), reason="", by="lan", version=None):
    task.refresh_from_db()
    return publish_task(
        task.pk, text=text, result=result, confirmed=confirmed, reason=reason,
        version=task.version if version is None else version, actor=cast.actor(by), at=at(TODAY),
    )  # fmt: skip


def withdraw(cast, task, *, reason="Viết lại", by="lan"):
    task.refresh_from_db()
    return withdraw_task(task.pk, reason=reason, version=task.version, actor=cast.actor(by), at=at(TODAY))


def done(task, on=date(2026, 11, 20), state=TaskState.VERIFIED):
    ConclusionTask.objects.filter(pk=task.pk).update(state=state, done_on=on, result=f"Xong cho {CANARY}")
    task.refresh_from_db()


def public(client, query=""):
    return client.get(f"/loi-hua/{query}").content.decode()


# --- acts -------------------------------------------------------------------------------------------------------------


def test_publishing_keeps_the_words_and_writes_down_who(cast, task):
    publish(cast, task)

    task.refresh_from_db()
    assert (task.public_text, task.published_at, task.version) == (WORDS, at(TODAY), 2)
    assert (task.acts.get().act, task.acts.get().holding_id) == ("publish", cast.actor("lan").holding_id)
    entry = Entry.objects.get(act="conclusions.publish")
    assert (entry.subject_id, entry.unit_id) == (task.pk, task.keeper_id)


def test_a_correction_has_its_reason_and_the_journal_keeps_neither_words_nor_reason(cast, task):
    publish(cast, task)
    with pytest.raises(CannotPublish, match="lý do"):
        publish(cast, task, text="Sửa đường xóm 5 trước Tết.")

    publish(cast, task, text="Sửa đường xóm 5 trước Tết.", reason="Ghi nhầm chỗ")

    assert task.acts.get(act="correct_public").note == "Ghi nhầm chỗ"
    said = repr(list(Entry.objects.filter(act__startswith="conclusions.").values_list("reason", "detail")))
    assert "Sửa" not in said
    assert "nhầm" not in said


def test_taking_back_keeps_the_words_to_be_put_right(cast, task):
    publish(cast, task)

    withdraw(cast, task)

    task.refresh_from_db()
    assert (task.published_at, task.public_text) == (None, WORDS)
    assert task.acts.get(act="withdraw_public").note == "Viết lại"
    with pytest.raises(NotPublished):
        withdraw(cast, task)


@pytest.mark.parametrize(
    ("how", "refused"),
    [
        ({"text": "  "}, CannotPublish),
        ({"text": "a" * 401}, CannotPublish),
        ({"result": RESULT}, CannotPublish),
        ({"text": f"Làm đường cho ông {CANARY}"}, LooksPersonal),
        ({"text": "Gọi 0912 345 678"}, LooksPersonal),
        ({"text": "Đường Nguyễn Văn Trỗi, gọi 0912 345 678", "confirmed": ["nguyen van troi"]}, LooksPersonal),
        ({"version": 9}, Conflict),
        ({"by": "tam"}, NotFound),
        ({"by": "binh"}, NotFound),
        ({"by": "thanh"}, NotFound),
    ],
)
def test_refuses_and_changes_nothing(cast, task, how, refused):
    with pytest.raises(refused):
        publish(cast, task, **how)

    task.refresh_from_db()
    assert (task.published_at, task.public_text, task.version) == (None, "", 1)
    assert not TaskAct.objects.exists()
    assert not Entry.objects.filter(act__startswith="conclusions.").exists()


@pytest.mark.parametrize("where", ["right_body", "no_document", "origin_title"])
def test_a_name_anywhere_in_the_record_is_pointed_at(cast, task, where):
    if where == "origin_title":
        Conclusion.objects.update(origin_title="Tiếp ông Mùi")
    else:
        TaskAct.objects.create(
            task=task, act="return", on=TODAY, at=at(TODAY), to_state="returned", detail={where: "Tại nhà ông Mùi"}
        )

    with pytest.raises(LooksPersonal, match="Mùi"):
        publish(cast, task, text="Làm đường cho Mùi.")


def test_what_looks_personal_can_be_confirmed_and_that_is_written_down(cast, task):
    publish(cast, task, text="Sửa đường Nguyễn Văn Trỗi.", confirmed=["nguyen van troi"])

    assert Entry.objects.get(act="conclusions.publish").detail["confirmed"] == ["name"]


def test_withdrawing_needs_a_reason_and_the_right(cast, task):
    publish(cast, task)
    with pytest.raises(CannotPublish):
        withdraw(cast, task, reason=" ")
    with pytest.raises(NotFound):
        withdraw(cast, task, by="tam")

    task.refresh_from_db()
    assert task.published_at is not None


# --- the pages of whoever publishes -----------------------------------------------------------------------------------


def test_the_page_shows_the_record_beside_what_will_be_public_and_points_at_names(task, signed_in):
    browser = signed_in("lan")
    address = f"/ket-luan/cong-khai/{task.pk}/"

    before = browser.get(address).content.decode()
    asked = browser.post(address, {"public_text": f"Làm đường cho {CANARY}", "version": 1}).content.decode()
    blind = browser.post(address, {"public_text": f"Làm đường cho {CANARY}", "version": 1, "confirmed": "on"})
    shown = blind.context["form"]["shown"].value()
    sent = {"version": 1, "confirmed": "on", "shown": shown}
    other = browser.post(address, {**sent, "public_text": f"Làm đường cho {CANARY}, gọi 0912 345 678"})
    told = browser.post(address, {**sent, "public_text": f"Làm đường cho {CANARY}"})

    assert f"Làm đường cho ông {CANARY}" in before
    assert 'name="confirmed"' not in before
    assert "giống tên người, có trong hồ sơ nội bộ" in asked
    assert f"Làm đường cho {CANARY}</textarea>" in asked, "what was typed stays"
    assert 'name="confirmed"' in asked
    assert blind.status_code == 200, "confirmed before anything was shown"
    assert "“0912 345 678”: giống số điện thoại" in other.content.decode()
    assert not other.context["form"]["confirmed"].value(), "what is new is confirmed anew"
    assert told.status_code == 302


def test_the_lists_say_what_waits(cast, task, signed_in):
    browser = signed_in("lan")
    assert "Làm đường" in browser.get("/ket-luan/cong-khai/").content.decode()
    publish(cast, task)
    done(task)

    assert "Làm đường" not in browser.get("/ket-luan/cong-khai/").content.decode()
    assert "Làm đường" in browser.get("/ket-luan/cong-khai/?muc=thieu").content.decode()
    assert "Làm đường" in browser.get("/ket-luan/cong-khai/?muc=da").content.decode()
    assert browser.get("/ket-luan/cong-khai/?muc=khac").status_code == 404


def test_a_page_withdraws_with_a_reason_only(cast, task, signed_in):
    publish(cast, task)
    browser = signed_in("lan")
    address = f"/ket-luan/cong-khai/{task.pk}/rut/"

    browser.post(address, {"reason": "", "version": 2})
    assert ConclusionTask.objects.get().published_at is not None
    browser.post(address, {"reason": "Viết lại", "version": 2})

    assert ConclusionTask.objects.get().published_at is None


@pytest.mark.parametrize(("who", "page", "one"), [("minh", 200, 200), ("tam", 200, 404), ("binh", 404, 404)])
def test_publishing_is_for_the_unit_that_issued(task, signed_in, who, page, one):
    assert signed_in(who).get("/ket-luan/cong-khai/").status_code == page
    assert signed_in(who).get(f"/ket-luan/cong-khai/{task.pk}/").status_code == one


def test_the_list_asks_the_same_however_long(place, signed_in):
    tasks(place.neighbour, 2, keeper=place.commune, due_on=date(2026, 12, 20))
    few = queries_of(signed_in("lan"), "/ket-luan/cong-khai/")
    tasks(place.department, 20, keeper=place.commune, due_on=date(2026, 12, 20))

    assert queries_of(signed_in("lan"), "/ket-luan/cong-khai/") == few


# --- what the public reads --------------------------------------------------------------------------------------------


def test_nothing_published_is_said_and_the_home_stays_silent(client, task):
    assert "Chưa có việc nào được công bố" in public(client)
    assert "loi-hua" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("due_on", "done_on", "said"),
    [
        (date(2026, 12, 20), None, "Đang làm, còn hạn"),
        (date(2026, 11, 20), None, "Chưa xong, quá hạn"),
        (date(2026, 11, 20), date(2026, 11, 20), "Đã làm, đúng hạn"),
        (date(2026, 11, 20), date(2026, 11, 21), "Đã làm, muộn hạn"),
    ],
)
def test_tells_how_a_promise_stands(client, cast, place, due_on, done_on, said):
    (task,) = tasks(place.neighbour, keeper=place.commune, due_on=due_on, done_on=done_on)
    publish(cast, task, result=RESULT if done_on else "")

    page = public(client)

    assert f"</span>{said}</span>" in page
    assert (WORDS in page, RESULT in page) == (True, bool(done_on))
    assert "Xã Hòa Sơn" in page


@pytest.mark.parametrize(
    ("due_on", "done_on", "code", "said"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), "reported", "Đã báo cáo xong, chờ xác nhận"),
        (date(2026, 12, 20), date(2026, 11, 20), "reported", "Đã báo cáo xong, chờ xác nhận"),
        (date(2026, 11, 20), date(2026, 11, 21), "late", "Chưa xong, quá hạn"),
    ],
)
def test_work_reported_in_time_is_called_overdue_by_nobody(client, cast, place, due_on, done_on, code, said):
    for unit in (place.neighbour, place.department):
        (task,) = tasks(unit, keeper=place.commune, due_on=due_on, done_on=done_on, state=TaskState.REPORTED)
        publish(cast, task)

    found = public_promises(2026, on=TODAY)

    assert f"</span>{said}</span>" in public(client)
    assert WORDS in public(client, f"?tinh_trang={code}")
    assert (getattr(found, code), found.total) == (2, 2)


def test_narrows_by_unit_and_state(client, cast, place):
    for unit, text in ((place.neighbour, "Việc của xã bên."), (place.department, "Việc của sở.")):
        (task,) = tasks(unit, keeper=place.commune, due_on=date(2026, 12, 20))
        publish(cast, task, text=text)

    one = public(client, f"?don_vi={place.neighbour.pk}")

    assert ("Việc của xã bên." in one, "Việc của sở." in one) == (True, False)
    assert "Việc của sở." not in public(client, "?tinh_trang=late")
    for wrong in ("?don_vi=999999", "?nam=2019", "?tinh_trang=khac", "?don_vi=x"):
        assert client.get(f"/loi-hua/{wrong}").status_code == 404


def test_speaks_english_around_words_that_stay_vietnamese(client, cast, task):
    publish(cast, task)

    page = client.get("/en/loi-hua/").content.decode()

    assert "Promises to the people" in page
    assert f'<span lang="vi">{WORDS}</span>' in page


def test_what_is_withdrawn_cancelled_or_opened_again_is_gone_at_once(client, cast, task):
    publish(cast, task)
    assert WORDS in public(client)
    withdraw(cast, task)
    assert WORDS not in public(client)
    publish(cast, task, reason="")
    done(task)
    publish(cast, task, result=RESULT, reason="Đã xong")
    assert RESULT in public(client)

    done(task, state=TaskState.IN_PROGRESS)
    assert (WORDS in public(client), RESULT in public(client)) == (True, False)
    ConclusionTask.objects.update(state=TaskState.CANCELLED)
    assert WORDS not in public(client)


def test_a_result_is_not_public_again_until_somebody_publishes_it(client, cast, task):
    ConclusionTask.objects.update(text="Làm đường")
    do(task, "report", cast.actor("tam"), on=TODAY, done_on=TODAY, note="Xong.", number="1/BC")
    do(task, "verify", cast.actor("lan"), on=TODAY, done_on=TODAY)
    publish(cast, task, result=RESULT)
    assert RESULT in public(client)

    do(task, "reopen", cast.actor("lan"), on=TODAY, note="Xác nhận nhầm.")
    assert (WORDS in public(client), RESULT in public(client)) == (True, False)
    do(task, "report", cast.actor("tam"), on=TODAY, done_on=TODAY, note="Xong.", number="2/BC")
    do(task, "verify", cast.actor("lan"), on=TODAY, done_on=TODAY)

    assert (WORDS in public(client), RESULT in public(client)) == (True, False)
    assert list(tasks_to_publish(cast.actor("lan")).filter(VIEWS["thieu"][1])) == [task]


def test_the_page_costs_the_same_however_much_is_published(client, cast, place):
    (task,) = tasks(place.neighbour, keeper=place.commune, due_on=date(2026, 12, 20))
    publish(cast, task)
    few = queries_of(client, "/loi-hua/")
    for each in tasks(place.department, 10, keeper=place.commune, due_on=date(2026, 12, 20)):
        publish(cast, each)

    assert queries_of(client, "/loi-hua/") == few


def test_a_name_in_the_record_reaches_no_public_page(client, cast, task, place):
    """The canary: it stands in everything internal, and what is not published stands beside it."""
    Conclusion.objects.update(summary=CANARY, origin_title=CANARY, signer=CANARY)
    done(task)
    TaskAct.objects.create(task=task, act="report", on=TODAY, at=at(TODAY), to_state="reported", note=CANARY)
    ConclusionTask.objects.update(answer_number=CANARY)
    tasks(place.neighbour, of=conclusion(place.commune), due_on=date(2026, 12, 20), text=CANARY, public_text=CANARY)
    publish(cast, task, result=RESULT)

    for address in ("/", "/en/", "/loi-hua/", "/en/loi-hua/", f"/loi-hua/?don_vi={place.neighbour.pk}"):
        page = client.get(address)
        assert page.status_code == 200
        for word in CANARY.split():
            assert word not in page.content.decode(), address
    assert WORDS in public(client)
