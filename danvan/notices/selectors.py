"""What somebody was told, and what is still unread."""

import hashlib
from datetime import date

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.selectors import Seat, seats_of
from danvan.notices.choices import Rhythm
from danvan.notices.models import CalendarAddress, MailRhythm, Notice


def notices_visible_to(actor: Actor) -> "QuerySet[Notice, Notice]":
    """Return the notices of the post the actor is in, newest first."""
    return Notice.objects.filter(holding=actor.holding_id or 0).order_by("-made_at", "-pk")


def count_unread(actor: Actor) -> int:
    """Return how many notices the actor has not read.  One query."""
    return notices_visible_to(actor).filter(read_at=None).order_by().count() if actor.holding_id else 0


def rhythm_of(person_id: int | None) -> Rhythm:
    """Return how often a person is written to."""
    chosen = MailRhythm.objects.filter(person=person_id or 0).values_list("rhythm", flat=True).first()
    return Rhythm(chosen) if chosen else Rhythm.WEEKLY


def calendar_address_of(actor: Actor) -> CalendarAddress | None:
    """Return the private address of the actor's calendar, without its secret."""
    return CalendarAddress.objects.filter(holding=actor.holding_id or 0).first()


def hash_of(token: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def seat_behind(token: str, *, on: date) -> tuple[Seat, int] | None:
    """Return the post, and the person, whose calendar a secret opens; nothing when either has ended."""
    address = (
        CalendarAddress.objects.filter(token_hash=hash_of(token), holding__person__is_active=True)
        .select_related("holding")
        .first()
    )
    if address is None:
        return None
    person_id = address.holding.person_id
    seat = next((seat for seat in seats_of(person_id, on=on) if seat.holding_id == address.holding_id), None)
    return (seat, person_id) if seat else None
