"""Reminding of limits: once for each step, the head from the first reminder on, and proof that it is alive."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from danvan.casework.models import Case, Reminder, ReminderRun
from danvan.casework.selectors import chased, reminder_health, reminding
from danvan.casework.services import remind_of_cases
from danvan.desk.jobs import remind_of_case_limits
from danvan.desk.selectors import AUDIENCES
from danvan.notices.models import Notice
from tests.petitions.factories import at, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]


def pass_on(day):
    return remind_of_cases(at=at(day), audiences=AUDIENCES)


@pytest.fixture
def letter(cast):
    """A complaint of lan's commune whose acceptance is due on 2026-09-15."""
    petition = register(cast, on=date(2026, 9, 1))
    Case.objects.update(due_on=date(2026, 9, 15))
    return petition


def test_every_step_is_told_once_however_often_the_pass_is_made(letter, cast):
    told = {}
    for days in range(-10, 30):
        day = date(2026, 9, 15) + timedelta(days=days)
        for _ in range(2):
            if pass_on(day).told:
                told[days] = Reminder.objects.latest("pk").get_step_display()

    assert told == {-7: "sắp đến hạn", 0: "đến hạn", 5: "đôn đốc lần 1", 10: "đôn đốc lần 2", 15: "đôn đốc lần 3"}
    lan, minh = cast.actor("lan").holding_id, cast.actor("minh").holding_id
    assert Notice.objects.filter(holding=lan, key__startswith="case-").count() == 5
    assert Notice.objects.filter(holding=minh, key__startswith="case-").count() in (3, 5)


def test_a_decision_in_force_is_told_once_to_officer_and_head(story):
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    story.do("decide", date(2026, 9, 20), number="1", verdict="wrong", remedy="keep", note="x")
    story.do("send", date(2026, 9, 21), decision_received_on=date(2026, 9, 22))

    assert [pass_on(date(2026, 10, day)).told for day in (20, 21, 21, 22)] == [0, 1, 0, 0]
    notices = Notice.objects.filter(text__startswith="Quyết định có hiệu lực từ ngày 21/10/2026")
    assert {notice.holding_id for notice in notices} == {
        story.cast.actor(name).holding_id for name in ("lan", "minh")
    }  # fmt: skip
    assert notices.count() == 2


def test_a_decision_challenged_before_its_day_is_not_told_of(story):
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    story.do("decide", date(2026, 9, 20), number="1", verdict="wrong", remedy="keep", note="x")
    story.do("to_court", date(2026, 9, 22), note="Đã khởi kiện")

    assert pass_on(date(2026, 11, 20)).told == 0


def test_a_missed_hour_is_made_up_for_with_the_step_that_holds_now(letter):
    assert pass_on(date(2026, 9, 26)).told == 1
    assert Reminder.objects.get().get_step_display() == "đôn đốc lần 2"


def test_a_moved_limit_is_reminded_of_anew(letter):
    pass_on(date(2026, 9, 15))
    Case.objects.update(due_on=date(2026, 10, 15))

    assert pass_on(date(2026, 9, 16)).told == 0
    assert pass_on(date(2026, 10, 8)).told == 1


def test_a_closed_case_is_let_be(letter):
    Case.objects.update(is_open=False)

    assert pass_on(date(2026, 9, 30)).told == 0


def test_a_notice_names_the_code_and_the_day_and_nothing_of_the_letter(letter, cast):
    pass_on(date(2026, 9, 21))

    notice = Notice.objects.filter(holding=cast.actor("minh").holding_id).get()
    assert notice.text == f"Đôn đốc lần 1: {letter.code}, thụ lý, hạn 15/09/2026, quá 6 ngày"
    assert notice.url == f"/don-thu/{letter.code}/"


def test_the_pass_looks_for_an_invented_case_and_leaves_nothing_of_it(letter):
    run = pass_on(date(2026, 9, 2))

    assert run.canary_seen
    assert Case.objects.count() == 1
    assert not Reminder.objects.exists()


def test_a_pass_that_finds_nothing_late_is_no_sign_of_life(letter, monkeypatch):
    # As if the question to the database had been broken.
    monkeypatch.setattr(
        "danvan.casework.services.reminding.waiting_for_a_reminder",
        lambda on: reminding.waiting_for_a_reminder(on - timedelta(days=300)),
    )
    run = pass_on(date(2026, 9, 30))

    assert not run.canary_seen
    assert reminder_health(at=run.at).is_dead


def test_a_scheduler_that_stands_still_shows_within_seventy_minutes(letter):
    now = timezone.make_aware(datetime.combine(date(2026, 9, 2), time(12)))
    assert reminder_health(at=now).is_dead
    remind_of_cases(at=now, audiences=AUDIENCES)

    assert not reminder_health(at=now + timedelta(minutes=70)).is_dead
    assert reminder_health(at=now + timedelta(minutes=71)).is_dead


def test_the_pass_is_made_every_hour():
    periodic = {name: each.cron for (name, _), each in app.periodic_registry.periodic_tasks.items()}

    assert periodic["remind_of_cases"] == "5 * * * *"
    remind_of_case_limits(0)
    assert ReminderRun.objects.exists()


def test_old_passes_are_forgotten(letter):
    ReminderRun.objects.create(at=at(date(2026, 1, 5)), told=0, canary_seen=True)
    pass_on(date(2026, 9, 2))

    assert ReminderRun.objects.count() == 1


@pytest.mark.parametrize(("who", "number"), [("binh", 1), ("lan", 1), ("tam", 0), ("quan", 0)])
def test_what_is_chased_is_shown_to_who_watches_it(letter, cast, who, number):
    assert chased(cast.actor(who), on=date(2026, 9, 20)).count() == number


def test_the_horizon_is_the_first_step():
    assert reminding.steps().horizon == timedelta(days=7)
