"""Reminding of tasks: told before and on the day, chased by letter after it, once each."""

import io
from dataclasses import replace
from datetime import date, timedelta
from zipfile import ZipFile

import pytest

from danvan.casework.services.outgoing import NumberTaken
from danvan.conclusions.choices import TaskState
from danvan.conclusions.models import ConclusionTask, TaskReminder
from danvan.conclusions.selectors.reminding import chased_out_by_keeper, general_letter, units_to_remind
from danvan.conclusions.services.reminding import (
    CannotSend,
    LetterChanged,
    NothingToSend,
    remind_of_tasks,
    send_reminder,
)
from danvan.documents.reading import CannotReadPaper
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority, NotFound
from danvan.notices.models import Notice
from tests.cast import TODAY
from tests.conclusions.promised import at, conclusion, tasks
from tests.pages import queries_of

pytestmark = pytest.mark.django_db


def late(days):
    return TODAY - timedelta(days=days)


@pytest.fixture
def of(place):
    """A conclusion lan's commune keeps; the neighbour has the work."""
    return conclusion(place.commune)


@pytest.fixture
def task(of, place):
    (made,) = tasks(place.neighbour, of=of, due_on=late(6))
    return made


def remind(on=TODAY):
    return remind_of_tasks(at=at(on))


def send(cast, place, *, by="lan", number=7, on=TODAY, newest=None, count=None, keeper=None):
    waiting = units_to_remind(cast.actor("lan"))
    letter = next((each for each in waiting if each.unit_id == place.neighbour.pk), None)
    return send_reminder(
        (keeper or place.commune).pk,
        place.neighbour.pk,
        number=number,
        symbol="UBND",
        on=on,
        newest=letter.newest if newest is None and letter else newest or 0,
        count=len(letter.tasks) if count is None and letter else count or 0,
        actor=cast.actor(by),
        at=at(max(on, TODAY)),
    )


def told():
    return [(each.holding.person.username, each.text) for each in Notice.objects.order_by("pk")]


# --- the daily pass ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "who", "said"),
    [
        (-8, [], ""),
        (-7, ["tam"], "Sắp đến hạn: nhiệm vụ 1, thông báo kết luận số 12/TB-UBND, hạn 30/11/2026"),
        (0, ["tam"], "Đến hạn hôm nay: nhiệm vụ 1, thông báo kết luận số 12/TB-UBND, hạn 23/11/2026"),
        (3, ["tam"], "Quá hạn: nhiệm vụ 1, thông báo kết luận số 12/TB-UBND, hạn 20/11/2026, quá 3 ngày"),
    ],
)
def test_whoever_has_the_work_is_told_before_the_day_and_on_it(of, place, days, who, said):
    tasks(place.neighbour, of=of, due_on=late(days))

    remind()

    assert told() == [(each, said) for each in who]


def test_from_the_fifth_day_a_letter_is_prepared_and_both_sides_are_told(task, cast):
    assert remind() == 1

    assert TaskReminder.objects.values_list("task", "step", "made_on", "sent_on").get() == (task.pk, 1, TODAY, None)
    assert told() == [
        ("tam", "Quá hạn 6 ngày, chờ đôn đốc lần 1: nhiệm vụ 1, thông báo kết luận số 12/TB-UBND, hạn 17/11/2026"),
        ("lan", "1 nhiệm vụ theo kết luận quá hạn, văn bản đôn đốc chờ ký"),
        ("minh", "1 nhiệm vụ theo kết luận quá hạn, văn bản đôn đốc chờ ký"),
    ]


def test_twice_does_the_same_as_once_and_a_missed_day_is_made_up_for(task):
    remind()
    before = told()

    assert remind() == 0
    assert told() == before
    assert remind(TODAY + timedelta(days=30)) == 0, "the first letter still waits"
    assert [row.step for row in TaskReminder.objects.all()] == [1]


@pytest.mark.parametrize("state", [TaskState.REPORTED, TaskState.VERIFIED, TaskState.CANCELLED])
def test_what_is_done_or_cancelled_is_not_chased(task, cast, state):
    remind()
    ConclusionTask.objects.update(state=state, done_on=TODAY, is_open=state == TaskState.REPORTED)

    assert units_to_remind(cast.actor("lan")) == []
    remind()
    assert not TaskReminder.objects.exists(), "a letter nobody sent is forgotten"


@pytest.mark.parametrize(("days", "said"), [(-7, "Sắp đến hạn"), (0, "Sắp đến hạn"), (6, "Quá hạn"), (40, "Quá hạn")])
def test_who_returned_a_task_is_left_alone_and_who_follows_it_is_told_to_decide(of, place, cast, days, said):
    (task,) = tasks(place.neighbour, of=of, due_on=late(days), state=TaskState.RETURNED)

    assert [remind() for _ in range(2)] == [0, 0]

    name = f"nhiệm vụ 1, thông báo kết luận số 12/TB-UBND, hạn {task.due_on:%d/%m/%Y}"
    assert told() == [(who, f"{said}, trả lại chờ quyết định: {name}") for who in ("lan", "minh")]


def test_a_letter_that_waits_is_forgotten_once_the_task_is_returned(task, cast):
    remind()
    ConclusionTask.objects.update(state=TaskState.RETURNED)

    assert units_to_remind(cast.actor("lan")) == []
    remind()
    assert not TaskReminder.objects.exists()


def test_letters_follow_one_another_five_days_apart_and_end_with_the_third(task, cast, place):
    days = []
    for day in range(60):
        on = TODAY + timedelta(days=day)
        if remind(on):
            send(cast, place, on=on, number=day + 1)
            days.append(day)

    task.refresh_from_db()
    assert days == [0, 5, 10]
    assert task.reminders == 3
    assert [(row.step, row.number) for row in TaskReminder.objects.order_by("step")] == [
        (1, "01/UBND"), (2, "06/UBND"), (3, "11/UBND"),
    ]  # fmt: skip


# --- a letter that went out -------------------------------------------------------------------------------------------


def test_a_letter_gathers_what_a_unit_owes_and_says_how_far_it_has_come(of, place, cast):
    tasks(place.neighbour, of=of, due_on=late(6))
    tasks(place.neighbour, of=of, due_on=late(40))
    tasks(place.department, of=of, due_on=late(9))
    tasks(place.neighbour, of=conclusion(place.department), due_on=late(9))
    remind()

    letters = units_to_remind(cast.actor("lan"))

    assert [(each.unit, [task.days for task in each.tasks]) for each in letters] == [
        ("xã Hòa Sơn", [40, 6]), ("Sở Tư pháp", [9]),
    ]  # fmt: skip
    assert units_to_remind(cast.actor("tam")) == [], "who owes does not sign"


def test_sending_is_written_down_with_number_and_day(task, cast, place):
    remind()

    assert send(cast, place) == 1

    task.refresh_from_db()
    act = task.acts.get()
    assert (act.act, act.number, act.on, act.detail) == ("remind", "07/UBND", TODAY, {"step": 1})
    assert task.reminders == 1
    entry = Entry.objects.get(act="conclusions.remind")
    assert (entry.subject_id, entry.unit_id, entry.detail["number"]) == (task.pk, place.commune.pk, "07/UBND")
    assert units_to_remind(cast.actor("lan")) == []


@pytest.mark.parametrize(
    ("how", "refused"),
    [
        ({"by": "tam"}, NoAuthority),
        ({"by": "binh"}, NoAuthority),
        ({"on": TODAY + timedelta(days=1), "now": True}, CannotSend),
        ({"on": date(2026, 11, 17)}, CannotSend),
        ({"on": date(2026, 11, 22)}, CannotSend),
        ({"newest": 999_999}, LetterChanged),
        ({"count": 2}, LetterChanged),
    ],
)
def test_refuses_what_cannot_have_gone_out_and_changes_nothing(task, cast, place, how, refused):
    remind()
    if how.pop("now", False):
        letter = units_to_remind(cast.actor("lan"))[0]
        with pytest.raises(refused):
            send_reminder(
                place.commune.pk, place.neighbour.pk, number=7, symbol="UBND", on=how["on"], newest=letter.newest,
                count=1, actor=cast.actor("lan"), at=at(TODAY),
            )  # fmt: skip
    else:
        with pytest.raises(refused):
            send(cast, place, **how)

    task.refresh_from_db()
    assert (task.reminders, task.acts.count(), Entry.objects.filter(act="conclusions.remind").count()) == (0, 0, 0)


def test_the_days_of_letters_do_not_run_backwards(task, cast, place):
    remind()
    send(cast, place)
    TaskReminder.objects.update(sent_on=TODAY + timedelta(days=3))
    # What the second one says of itself is older than the first went out.
    TaskReminder.objects.create(task=task, step=2, made_on=TODAY)

    with pytest.raises(CannotSend, match="26/11/2026") as refused:
        send(cast, place, on=TODAY + timedelta(days=2), number=8)

    assert refused.value.field == "on"
    assert send(cast, place, on=TODAY + timedelta(days=3), number=8) == 1


def test_refuses_a_number_given_to_another_paper_and_a_letter_sent_already(of, place, cast):
    tasks(place.neighbour, of=of, due_on=late(6))
    remind()
    send(cast, place)
    with pytest.raises(NothingToSend):
        send(cast, place, number=8)
    tasks(place.neighbour, of=of, due_on=late(7))
    remind()

    with pytest.raises(NumberTaken, match="Số tiếp theo trong sổ là 08"):
        send(cast, place)


# --- the pages --------------------------------------------------------------------------------------------------------


def word_of(response):
    with ZipFile(io.BytesIO(response.content)) as paper:
        return paper.read("word/document.xml").decode()


def test_the_page_lists_the_letters_and_gives_them_to_be_signed(task, signed_in, place):
    remind()
    browser = signed_in("lan")

    page = browser.get("/ket-luan/don-doc/").content.decode()
    letter = f"/ket-luan/don-doc/{place.commune.pk}/{place.neighbour.pk}/van-ban/"
    said = word_of(browser.get(letter))
    pdf = browser.get(f"{letter}?dang=pdf")

    assert f'href="{letter}"' in page
    for words in ("Kính gửi: Xã Hòa Sơn", "Sửa đường vào xóm 5", "đôn đốc lần 1", "……/UBND", "17/11/2026"):
        assert words in said, words
    assert pdf.content.startswith(b"%PDF")


def test_a_letter_that_cannot_become_a_pdf_leads_back_and_says_why(task, signed_in, place, monkeypatch):
    def fail(content):
        raise CannotReadPaper

    remind()
    monkeypatch.setattr("danvan.conclusions.web.papers.to_pdf", fail)

    page = signed_in("lan").get(
        f"/ket-luan/don-doc/{place.commune.pk}/{place.neighbour.pk}/van-ban/?dang=pdf", follow=True
    )

    assert page.redirect_chain == [("/ket-luan/don-doc/", 302)]
    assert str(CannotReadPaper()) in page.content.decode()


def test_number_and_day_are_written_on_the_page_and_what_is_refused_keeps_what_was_typed(task, signed_in, place):
    remind()
    browser = signed_in("lan")
    address = f"/ket-luan/don-doc/{place.commune.pk}/{place.neighbour.pk}/da-gui/"
    newest = TaskReminder.objects.get().pk
    given = {"number": "15", "symbol": "UBND", "on": "23/11/2026", "newest": newest, "count": "1"}

    wrong = browser.post(address, given | {"on": "24/11/2026", "number": "21"})
    right = browser.post(address, given)

    assert "không thể ở tương lai" in wrong.content.decode()
    assert 'value="21"' in wrong.content.decode()
    assert right.status_code == 302
    assert TaskReminder.objects.get().number == "15/UBND"


def test_a_letter_that_changed_is_shown_again_as_it_is_now(of, task, signed_in, place):
    remind()
    browser = signed_in("lan")
    address = f"/ket-luan/don-doc/{place.commune.pk}/{place.neighbour.pk}/da-gui/"
    newest = TaskReminder.objects.get().pk
    tasks(place.neighbour, of=of, due_on=late(9), text="Việc thứ hai")
    remind()

    page = browser.post(
        address, {"number": "15", "symbol": "UBND", "on": "23/11/2026", "newest": newest, "count": "1"}
    ).content.decode()

    assert "đã thay đổi kể từ khi mở trang" in page
    assert "Việc thứ hai" in page
    assert 'name="count" value="2"' in page, "sent again it is weighed against what is shown now"


def test_after_three_letters_one_to_all_units_can_be_printed(of, place, signed_in):
    browser, address = signed_in("lan"), f"/ket-luan/don-doc/{place.commune.pk}/van-ban-chung/"
    assert browser.get(address).status_code == 404
    tasks(place.neighbour, of=of, due_on=late(30), reminders=3)

    assert "1 nhiệm vụ đã đôn đốc 3 lần" in browser.get("/ket-luan/don-doc/").content.decode()
    assert "của 1 đơn vị đã được đôn đốc ba lần" in word_of(browser.get(address))


def test_the_letter_to_all_speaks_of_the_tasks_of_whoever_signs_it(of, place, cast):
    for keeper, number in ((of, 2), (conclusion(place.department), 1)):
        tasks(place.neighbour, number, of=keeper, due_on=late(30), reminders=3)
    grants = replace(cast.actor("lan").grants[0], unit_id=place.department.pk)
    both = replace(cast.actor("lan"), grants=(*cast.actor("lan").grants, grants))

    assert {(each.keeper, each.number) for each in chased_out_by_keeper(both)} == {
        ("xã Đông Hiếu", 2), ("Sở Tư pháp", 1),
    }  # fmt: skip
    letters = {unit.pk: general_letter(both, unit.pk, on=TODAY) for unit in (place.commune, place.department)}
    assert [letters[unit.pk]["total"] for unit in (place.commune, place.department)] == [2, 1]
    assert letters[place.commune.pk]["issuer"] != letters[place.department.pk]["issuer"]
    with pytest.raises(NotFound):
        general_letter(cast.actor("lan"), place.department.pk, on=TODAY)


@pytest.mark.parametrize("who", ["tam", "binh", "thanh", "quan", "hoa"])
def test_the_letters_of_a_unit_are_nobody_elses(task, signed_in, place, who):
    remind()

    pages = [f"{place.commune.pk}/{place.neighbour.pk}/van-ban/", f"{place.commune.pk}/{place.neighbour.pk}/da-gui/"]

    assert {signed_in(who).get(f"/ket-luan/don-doc/{page}").status_code for page in pages} == {404}


def test_the_page_asks_the_same_however_many_letters_wait(of, place, signed_in):
    tasks(place.neighbour, of=of, due_on=late(6))
    remind()
    few = queries_of(signed_in("lan"), "/ket-luan/don-doc/")
    tasks(place.neighbour, 8, of=of, due_on=late(6))
    tasks(place.department, 8, of=of, due_on=late(6))
    remind()

    assert queries_of(signed_in("lan"), "/ket-luan/don-doc/") == few
