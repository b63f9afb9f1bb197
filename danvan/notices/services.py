"""Telling people: once for each matter, in the platform at once, by e-mail as often as they want."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from danvan.authority.rules.actor import Actor
from danvan.calendars.selectors import work_calendar
from danvan.journal.services import record_act
from danvan.kernel.errors import NoAuthority
from danvan.notices.choices import Rhythm
from danvan.notices.models import CalendarAddress, MailRhythm, Notice
from danvan.notices.selectors import hash_of, notices_visible_to
from danvan.orgs.selectors import valid_on

IN_ONE_LETTER = 30


@dataclass(frozen=True)
class Message:
    """What is said to whom: the matter, a sentence, where it leads."""

    holding_id: int
    key: str
    text: str
    url: str = ""


def tell(messages: Iterable[Message], *, at: datetime) -> None:
    """Write notices down; a matter somebody was told of before is passed over."""
    rows = [
        Notice(holding_id=each.holding_id, key=each.key[:120], text=each.text[:500], url=each.url[:300], made_at=at)
        for each in messages
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def take_back(holdings: Iterable[int], keys: Iterable[str]) -> None:
    """Take matters back that no longer hold, from those who have not read of them; what was read was read."""
    Notice.objects.filter(holding__in=list(holdings), key__in=list(keys), read_at=None).delete()


def mark_read(actor: Actor, *, at: datetime, notice_id: int | None = None) -> str:
    """Mark one notice read, or all of them; returns where the one leads."""
    notices = notices_visible_to(actor)
    if notice_id is None:
        notices.filter(read_at=None).update(read_at=at)
        return ""
    notice = notices.filter(pk=notice_id).first()
    if notice is None:
        return ""
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice.url


def choose_rhythm(actor: Actor, rhythm: Rhythm) -> None:
    """Keep how often the actor wants letters."""
    if actor.person_id is None:
        raise NoAuthority
    MailRhythm.objects.update_or_create(person_id=actor.person_id, defaults={"rhythm": rhythm})


def send_digests(*, at: datetime, on: date, site: str) -> int:
    """Write to everyone who has unread notices and wants to be written to today; returns the number of letters.

    Nobody is written to on a day off, and of no notice twice.  What goes into a
    letter is kept before it is sent; one that could not be sent, or was cut off,
    goes out the next time, the same with the same Message-ID.
    """
    calendar = work_calendar()
    if not calendar.is_working_day(on):
        return 0
    monday = on - timedelta(days=on.weekday())
    opens_the_week = not any(calendar.is_working_day(monday + timedelta(days=day)) for day in range(on.weekday()))
    _put_into_letters(on, opens_the_week=opens_the_week)
    letters = _deliverable(on).exclude(letter="").order_by("letter").values_list("letter", flat=True).distinct()
    sent, failure = 0, None
    for letter in list(letters):
        try:
            sent += _send_letter(letter, at=at, on=on, site=site)
        except (OSError, ValueError) as error:
            # One address that takes nothing, or is none, must not keep the others from their letters.
            failure = error
    if failure is not None:
        raise failure
    return sent


def _deliverable(on: date) -> "QuerySet[Notice, Notice]":
    """Return what nobody was written of yet, of those who can be."""
    return Notice.objects.filter(valid_on(on, "holding__"), mailed_at=None, holding__person__is_active=True).exclude(
        holding__person__email=""
    )


@transaction.atomic
def _put_into_letters(on: date, *, opens_the_week: bool) -> None:
    """Name the letter of each unread notice, one for each person who wants one today."""
    waiting = (
        _deliverable(on)
        .filter(read_at=None, letter="")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("holding__person_id", "made_at", "pk")
    )
    chosen = dict(MailRhythm.objects.values_list("person_id", "rhythm"))
    rows = list(waiting.values_list("pk", "holding__person_id"))
    for person_id, its in groupby(rows, key=lambda row: row[1]):
        rhythm = chosen.get(person_id, Rhythm.WEEKLY)
        if rhythm != Rhythm.NEVER and (rhythm != Rhythm.WEEKLY or opens_the_week):
            Notice.objects.filter(pk__in=[pk for pk, _person in its]).update(letter=uuid4().hex)


@transaction.atomic
def _send_letter(letter: str, *, at: datetime, on: date, site: str) -> bool:
    """Send one letter; nothing when another worker just does."""
    waiting = _deliverable(on).filter(letter=letter).select_for_update(of=("self",), skip_locked=True)
    its = list(waiting.select_related("holding__person").order_by("made_at", "pk"))
    if not its:
        return False
    person = its[0].holding.person
    if MailRhythm.objects.filter(person=person, rhythm=Rhythm.NEVER).exists():
        # Chosen since the letter was put together; what is in it is read on the page.
        Notice.objects.filter(pk__in=[each.pk for each in its]).update(letter="")
        return False
    text = render_to_string(
        "notices/digest.txt",
        {"name": person.get_full_name(), "notices": its[:IN_ONE_LETTER], "more": max(0, len(its) - IN_ONE_LETTER),
         "site": site},
    )  # fmt: skip
    Notice.objects.filter(pk__in=[each.pk for each in its]).update(mailed_at=at)
    message_id = f"<{letter}@{urlsplit(site).hostname or 'localhost'}>"
    subject = f"Dân vận: {len(its)} thông báo mới"
    EmailMessage(subject, text, None, [person.email], headers={"Message-ID": message_id}).send()
    return True


def mail_to(address: str, subject: str, text: str) -> None:
    """Write to somebody outside the platform, so that no machine answers.  Raises OSError when it cannot be sent."""
    EmailMessage(subject, text, to=[address], headers={"Auto-Submitted": "auto-replied", "X-Danvan-Letter": "1"}).send()


@transaction.atomic
def make_calendar_address(actor: Actor, *, at: datetime) -> str:
    """Return a new secret for the actor's calendar, shown once; the one before stops working."""
    if actor.holding_id is None:
        raise NoAuthority
    token = secrets.token_urlsafe(32)
    CalendarAddress.objects.update_or_create(
        holding_id=actor.holding_id, defaults={"token_hash": hash_of(token), "made_at": at, "last_read_at": None}
    )
    _tell_journal("make_calendar_address", actor)
    return token


@transaction.atomic
def drop_calendar_address(actor: Actor) -> None:
    """Let the private address of the actor's calendar stop working."""
    CalendarAddress.objects.filter(holding=actor.holding_id or 0).delete()
    _tell_journal("drop_calendar_address", actor)


def note_reading(token: str, *, at: datetime) -> None:
    """Keep when a private calendar was read last, so that its owner can see it is in use."""
    CalendarAddress.objects.filter(token_hash=hash_of(token)).update(last_read_at=at)


def _tell_journal(act: str, actor: Actor) -> None:
    record_act(act, actor=actor, subject_kind="post_holding", subject_id=actor.holding_id, unit_id=actor.unit_id)
