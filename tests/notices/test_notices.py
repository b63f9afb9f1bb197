"""Notices: told once, read by their own reader, gathered into letters on working days only."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.mail import BadHeaderError
from django.urls import reverse

from danvan.accounts.models import Person
from danvan.authority.rules.actor import system_actor
from danvan.calendars.services import load_calendar
from danvan.notices import services
from danvan.notices.choices import Rhythm
from danvan.notices.models import CalendarAddress, Notice
from danvan.notices.selectors import count_unread, hash_of, notices_visible_to, rhythm_of, seat_behind
from danvan.notices.services import Message, send_digests, tell
from danvan.orgs.models import PostHolding
from tests.cast import TODAY

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 0, tzinfo=UTC)
# The Tuesday between is a day off.
MONDAY, WEDNESDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 28)


@pytest.fixture
def lan(cast):
    Person.objects.filter(username="lan").update(email="lan@example.vn")
    load_calendar(actor=system_actor(TODAY))
    return cast.actor("lan")


def told(actor, *keys):
    tell([Message(actor.holding_id, key, f"Việc {key}", "/lich/") for key in keys], at=AT)


def sent(on):
    return send_digests(at=AT, on=on, site="https://danvan.example.vn")


def test_a_matter_is_told_once(lan):
    told(lan, "a", "b")
    told(lan, "a", "c")

    assert sorted(notice.key for notice in notices_visible_to(lan)) == ["a", "b", "c"]


def test_a_notice_is_its_readers_alone(cast, lan, signed_in):
    told(lan, "a")
    notice = Notice.objects.get()

    assert signed_in("minh").post(reverse("notices:open", args=[notice.pk])).status_code == 404
    assert "Việc a" not in signed_in("minh").get(reverse("notices:list")).content.decode()
    assert count_unread(lan) == 1


def test_opening_marks_it_read_and_leads_on(lan, signed_in):
    told(lan, "a", "b")
    notice = Notice.objects.get(key="a")

    response = signed_in("lan").post(reverse("notices:open", args=[notice.pk]))

    assert response.url == "/lich/"
    assert count_unread(lan) == 1
    signed_in("lan").post(reverse("notices:read_all"))
    assert count_unread(lan) == 0


def test_a_notice_never_leads_out_of_the_platform(lan, signed_in):
    tell([Message(lan.holding_id, "a", "Việc", "https://example.com/")], at=AT)

    response = signed_in("lan").post(reverse("notices:open", args=[Notice.objects.get().pk]))

    assert response.url == reverse("notices:list")


def test_the_frame_shows_how_many_are_unread(lan, signed_in):
    told(lan, "a", "b", "c")

    assert '<span class="count hot">3</span>' in signed_in("lan").get(reverse("notices:list")).content.decode()


# --- letters ----------------------------------------------------------------------------------------------------------


def test_by_default_one_letter_a_week(lan):
    told(lan, "a", "b")

    assert sent(WEDNESDAY) == 0
    assert sent(MONDAY) == 1
    assert sent(MONDAY) == 0
    (letter,) = mail.outbox
    assert letter.to == ["lan@example.vn"]
    assert letter.subject == "Dân vận: 2 thông báo mới"
    assert "https://danvan.example.vn/lich/" in letter.body


@pytest.mark.parametrize(("rhythm", "letters"), [(Rhythm.DAILY, 1), (Rhythm.WEEKLY, 0), (Rhythm.NEVER, 0)])
def test_everyone_chooses_how_often(lan, rhythm, letters):
    told(lan, "a")
    services.choose_rhythm(lan, rhythm)

    assert rhythm_of(lan.person_id) == rhythm
    assert sent(WEDNESDAY) == letters


def test_nobody_is_written_to_on_a_day_off(lan):
    told(lan, "a")
    services.choose_rhythm(lan, Rhythm.DAILY)

    assert sent(SATURDAY) == 0


def test_the_weekly_letter_goes_out_on_the_first_working_day(lan):
    told(lan, "a")

    # The Hùng Kings' anniversary fell on a Sunday; Monday was off for it.
    assert sent(date(2026, 4, 27)) == 0
    assert sent(date(2026, 4, 28)) == 1


def test_what_was_read_is_not_written_of(lan):
    told(lan, "a")
    services.mark_read(lan, at=AT)

    assert sent(MONDAY) == 0


def test_who_left_the_post_or_has_no_address_gets_no_letter(cast, lan):
    told(lan, "a")
    told(cast.actor("tam"), "b")
    PostHolding.objects.filter(pk=lan.holding_id).update(valid_until=date(2026, 11, 1))

    assert sent(MONDAY) == 0


def put_together_but_not_sent(monkeypatch):
    """Let Monday's letters meet a server that does not answer."""

    def fail(self, *args, **kwargs):
        raise OSError("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(services.EmailMessage, "send", fail)
        with pytest.raises(OSError, match="no connection"):
            sent(MONDAY)


def test_a_letter_that_could_not_be_sent_is_tried_again(lan, monkeypatch):
    told(lan, "a")
    put_together_but_not_sent(monkeypatch)

    assert sent(WEDNESDAY) == 1


@pytest.mark.parametrize("fault", [OSError("refused"), BadHeaderError("refused")])
def test_an_address_that_takes_nothing_keeps_nobody_else_from_their_letter(cast, lan, monkeypatch, fault):
    Person.objects.filter(username="tam").update(email="tam@example.vn")
    told(lan, "a")
    told(cast.actor("tam"), "b")
    send = services.EmailMessage.send

    def fail_for_lan(self, *args, **kwargs):
        if self.to == ["lan@example.vn"]:
            raise fault
        return send(self, *args, **kwargs)

    monkeypatch.setattr(services.EmailMessage, "send", fail_for_lan)
    with pytest.raises(type(fault), match="refused"):
        sent(MONDAY)

    assert [letter.to for letter in mail.outbox] == [["tam@example.vn"]]
    assert list(Notice.objects.filter(mailed_at=None).values_list("key", flat=True)) == ["a"]


def test_a_letter_cut_off_as_it_left_is_the_same_letter_when_it_leaves_again(lan, monkeypatch):
    told(lan, "a")
    send = services.EmailMessage.send

    def die_afterwards(self, *args, **kwargs):
        send(self, *args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(services.EmailMessage, "send", die_afterwards)
    with pytest.raises(KeyboardInterrupt):
        sent(MONDAY)
    monkeypatch.undo()
    told(lan, "b")
    sent(MONDAY)

    first, *others = (letter.message() for letter in mail.outbox)
    again = next(letter for letter in others if letter["Message-ID"] == first["Message-ID"])
    assert again.get_payload() == first.get_payload()
    assert len({letter["Message-ID"] for letter in others}) == 2
    assert first["Message-ID"].endswith("@danvan.example.vn>")


def test_the_form_keeps_the_choice(lan, signed_in):
    signed_in("lan").post(reverse("notices:settings"), {"rhythm": "daily"})
    wrong = signed_in("lan").post(reverse("notices:settings"), {"rhythm": "hourly"})

    assert rhythm_of(lan.person_id) == Rhythm.DAILY
    assert wrong.status_code == 200


# --- private addresses ------------------------------------------------------------------------------------------------


def test_only_the_hash_of_a_secret_is_kept_and_a_new_one_replaces_it(lan):
    first = services.make_calendar_address(lan, at=AT)
    second = services.make_calendar_address(lan, at=AT)

    assert CalendarAddress.objects.get().token_hash == hash_of(second)
    assert seat_behind(first, on=TODAY) is None
    seat, person_id = seat_behind(second, on=TODAY)
    assert (seat.holding_id, person_id) == (lan.holding_id, lan.person_id)


@pytest.mark.parametrize("end", ["holding", "person", "dropped"])
def test_a_secret_ends_with_the_post_and_the_person(lan, end):
    token = services.make_calendar_address(lan, at=AT)
    if end == "holding":
        PostHolding.objects.filter(pk=lan.holding_id).update(valid_until=TODAY)
    elif end == "person":
        Person.objects.filter(pk=lan.person_id).update(is_active=False)
    else:
        services.drop_calendar_address(lan)

    assert seat_behind(token, on=TODAY) is None


def test_who_chose_no_letters_since_gets_none_that_was_already_put_together(lan, monkeypatch):
    told(lan, "a")
    put_together_but_not_sent(monkeypatch)
    services.choose_rhythm(lan, Rhythm.NEVER)

    assert sent(WEDNESDAY) == 0
    services.choose_rhythm(lan, Rhythm.DAILY)
    assert sent(WEDNESDAY) == 1
