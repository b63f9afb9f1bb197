"""Petitions of units that ended pass to another unit, by a person, one or many at once."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from danvan.authority.rules.actor import Actor
from danvan.casework import services as casework
from danvan.casework.models import Case
from danvan.casework.selectors import Readers, deciders_of, may_choose_unit
from danvan.casework.services import Proposed, Register
from danvan.orgs.selectors import EndedUnit
from danvan.petitions.selectors.audience import AUDIENCE
from danvan.petitions.selectors.handing_over import HANDING_OVER, hand_overs_for, heirs_of


def _propose(cases: Sequence[Case], ended: dict[int, EndedUnit], province_unit: int, on: date) -> dict[int, Proposed]:
    return {key: Proposed(*found) for key, found in heirs_of(cases, ended, province_unit, on).items()}


def _deciders(cases: Collection[Case], on: date) -> Readers:
    return deciders_of(cases, HANDING_OVER, on)


REGISTER = Register(AUDIENCE, _deciders, _propose, "petitions:hand_overs")


def hand_over_petitions(
    chosen: Collection[int], *, to_unit: int | None, on: date, number: str, actor: Actor, at: datetime
) -> list[Case]:
    """Let petitions pass to the units proposed, or to another one.

    Raises NotWaiting for what is not the actor's to decide, NoAuthority for
    another unit than proposed, CannotHandOver; nothing has moved then.
    """
    return casework.hand_over(
        hand_overs_for(actor),
        chosen,
        to_unit=to_unit,
        on=on,
        number=number,
        actor=actor,
        at=at,
        register=REGISTER,
        chooses=may_choose_unit(actor, *HANDING_OVER),
    )


def decline_petitions(chosen: Collection[int], *, reason: str, actor: Actor, at: datetime) -> None:
    """Say that petitions are not this unit's to take over.  Raises NotWaiting, CannotHandOver."""
    casework.decline(hand_overs_for(actor), chosen, reason=reason, actor=actor, at=at, register=REGISTER)
