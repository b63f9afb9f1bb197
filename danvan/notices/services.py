"""Telling people: once for each matter, in the platform at once, by e-mail as often as they want."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.core.mail import send_mail
from django.db import transaction
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

    Nobody is written to on a day off, and of no notice twice.  A letter that
    cannot be sent is tried again the next day.
    """
    calendar = work_calendar()
    if not calendar.is_working_day(on):
        return 0
    monday = on - timedelta(days=on.weekday())
    opens_the_week = not any(calendar.is_working_day(monday + timedelta(days=day)) for day in range(on.weekday()))
    waiting = (
        Notice.objects.filter(valid_on(on, "holding__"), read_at=None, mailed_at=None, holding__person__is_active=True)
        .exclude(holding__person__email="")
        .select_related("holding__person")
        .order_by("holding__person_id", "made_at", "pk")
    )
    chosen = dict(MailRhythm.objects.values_list("person_id", "rhythm"))
    sent = 0
    for person, notices in groupby(waiting, key=lambda notice: notice.holding.person):
        rhythm = chosen.get(person.pk, Rhythm.WEEKLY)
        if rhythm == Rhythm.NEVER or (rhythm == Rhythm.WEEKLY and not opens_the_week):
            continue
        its = list(notices)
        text = render_to_string(
            "notices/digest.txt",
            {"name": person.get_full_name(), "notices": its[:IN_ONE_LETTER], "more": max(0, len(its) - IN_ONE_LETTER),
             "site": site},
        )  # fmt: skip
        with transaction.atomic():
            Notice.objects.filter(pk__in=[each.pk for each in its]).update(mailed_at=at)
            send_mail(f"Dân vận: {len(its)} thông báo mới", text, None, [person.email])
        sent += 1
    return sent


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
