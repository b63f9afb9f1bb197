"""Bringing a letter over from the register kept before: what was done with it, and when, as written there.

The acts of the tables are not performed: their guards ask what nobody knows
any more.  Clocks run as the law of their day had them, so that figures of
earlier years come out as they were; every line says where it comes from.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.casework import services as casework
from danvan.casework.choices import CaseKind, Stage
from danvan.casework.rules.acts import Act
from danvan.kernel.errors import InputError, InputErrors
from danvan.petitions.models import Petition
from danvan.petitions.rules.old_register import FROM_OLD_REGISTER, PastActs, handling_acts, misfits, settling_acts
from danvan.petitions.selectors import table_of
from danvan.petitions.services.acts import owe_outcome, resolution_rule_of, start_clocks_of_decision
from danvan.petitions.services.register import NewPetition, register_petition


@transaction.atomic
def bring_over(
    new: NewPetition, past: PastActs, *, actor: Actor, at: datetime, subject: str = "", follows: Petition | None = None
) -> Petition:
    """Take a letter in with what its old register says of it.

    Raises InputErrors for days and outcomes that do not fit, and what `register_petition` raises.
    """
    today = timezone.localdate(at)
    table = table_of(new.kind)
    if wrong := list(misfits(past, table, received_on=new.received_on, today=today)):
        raise InputErrors(InputError(sentence, field=name) for name, sentence in wrong)
    petition = register_petition(
        new, actor=actor, at=at, follows=follows, detail={FROM_OLD_REGISTER: new.old_number} if new.old_number else None
    )
    if not (past or subject):
        return petition
    petition.subject = subject
    if past.handled and past.handled_on:
        act = handling_acts(table)[past.handled]
        petition.handled, petition.handled_on = past.handled, past.handled_on
        _end(petition, act, past.handled_on)
        if past.handled == "accepted":
            _accept(petition, past.handled_on)
        _write(petition, act, past.handled_on, past.handled_number, actor, at)
    if past.settled and past.settled_on:
        act = settling_acts(table)[past.settled]
        petition.settled, petition.settled_on = past.settled, past.settled_on
        petition.verdict, petition.reply = past.verdict, past.reply
        _end(petition, act, past.settled_on)
        if not past.is_over:
            if past.settled == "decided":
                start_clocks_of_decision(petition, past.settled_on)
            owe_outcome(petition, past.settled_on)
        _write(petition, act, past.settled_on, past.settled_number, actor, at)
    if past.is_over:
        _write(petition, table["archive"], petition.last_act_on, "", actor, at)
    casework.settle(petition)
    petition.is_open = petition.state not in table.ends or petition.due_on is not None
    petition.save()
    return petition


def _accept(petition: Petition, on: date) -> None:
    petition.accepted_on = on
    rule = resolution_rule_of(petition) if petition.kind == CaseKind.COMPLAINT else "KNPA-RES"
    casework.start_clock(petition, Stage.RESOLUTION, rule=rule, on=on)
    # What it was first due on is kept now: a case settled at once shows no running clock afterwards.
    casework.settle(petition)


def _end(petition: Petition, act: Act, on: date) -> None:
    for stage in act.ends:
        casework.end_clock(petition, Stage(stage), on=on)


def _write(petition: Petition, act: Act, on: date, number: str, actor: Actor, at: datetime) -> None:
    before, petition.state, petition.last_act_on = petition.state, act.to_state, on
    detail: dict[str, Any] = {FROM_OLD_REGISTER: petition.old_number}
    casework.record_case_act(
        petition, act.code, actor=actor, on=on, at=at, from_state=before, number=number, detail=detail, is_told=act.told
    )
