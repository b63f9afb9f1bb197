"""What the platform reminds of: dues every morning, limits of cases every hour, proof sent back at once."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from danvan.authority.selectors import actor_in, seats_of
from danvan.casework.selectors import moves_of_units
from danvan.casework.services import confirm_moves, list_moves, propose_hand_overs, remind_of_cases
from danvan.conclusions.services import hand_over_tasks
from danvan.denunciations.services.handing_over import REGISTER as DENUNCIATIONS
from danvan.desk.selectors import AUDIENCES, reminders, returned_message
from danvan.notices.services import tell
from danvan.petitions.services import REGISTER as PETITIONS

REGISTERS = (PETITIONS, DENUNCIATIONS)


@app.periodic(cron="30 23 * * *")  # in UTC: half past six in the morning here
@app.task(name="remind", queueing_lock="remind")
def remind(timestamp: int) -> None:
    """Tell everyone once of what is due within a week, and of what was not done in time."""
    tell(reminders(on=timezone.localdate()), at=timezone.now())


@app.periodic(cron="5 * * * *")
@app.task(name="remind_of_cases", queueing_lock="remind_of_cases")
def remind_of_case_limits(timestamp: int) -> None:
    """Every hour, tell whoever has a case of the limits it has come to."""
    remind_of_cases(at=timezone.now(), audiences=AUDIENCES)


def list_moves_soon(payload: Mapping[str, Any]) -> None:
    """React to CalendarChanged: queue one pass over the running clocks for however many days were changed."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        list_moved_limits.configure(queueing_lock="list_moves").defer()


@app.task(name="list_moves", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def list_moved_limits() -> None:
    """Propose a new day for every running limit that the calendar of now gives another one."""
    list_moves(at=timezone.now(), audiences=AUDIENCES, address=reverse("moves:list"))


@app.task(name="confirm_moves", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def confirm_moves_of(person_id: int, holding_id: int, unit_id: int | None) -> None:
    """Confirm the limits of a unit, or all, for whoever keeps the calendar and still may."""
    today = timezone.localdate()
    for seat in seats_of(person_id, on=today):
        if seat.holding_id == holding_id:
            actor = actor_in(seat, person_id=person_id, on=today)
            moves = moves_of_units(actor, unit_id)
            confirm_moves(moves, actor=actor, at=timezone.now(), audiences=AUDIENCES)


@app.periodic(cron="20 17 * * *")  # in UTC: twenty past midnight here, when a unit may have ended
@app.task(name="propose_hand_overs", queueing_lock="propose_hand_overs")
def propose_hand_overs_daily(timestamp: int) -> None:
    """Every day, propose whom the open cases of ended units should pass to, and let their tasks pass."""
    propose_hand_overs(REGISTERS, at=timezone.now())
    hand_over_tasks(at=timezone.now())


def propose_hand_overs_now(payload: Mapping[str, Any]) -> None:
    """React to UnitsImported: some unit may have ended, or its successor become known."""
    propose_hand_overs(REGISTERS, at=timezone.now())
    hand_over_tasks(at=timezone.now())


def tell_of_returned_evidence(payload: Mapping[str, Any]) -> None:
    """Tell those who write for a unit that a piece of its proof was sent back, and why."""
    tell(returned_message(payload["evidence_id"], on=timezone.localdate()), at=timezone.now())
