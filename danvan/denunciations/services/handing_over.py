"""Sealed cases of units that ended pass to another unit: the file stays sealed under its own keys all the way."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from danvan.authority.rules.actor import Actor
from danvan.casework import services as casework
from danvan.casework.models import Case
from danvan.casework.selectors import may_choose_unit
from danvan.casework.services import Proposed, Register
from danvan.denunciations.choices import DeclineReason
from danvan.denunciations.models import Denunciation, Exclusion
from danvan.denunciations.selectors.denunciations import AUDIENCE, is_heir_excluded, unit_mark
from danvan.denunciations.selectors.handing_over import (
    HANDING_OVER,
    deciders_of_hand_overs,
    hand_overs_for,
    heir_of,
    shut_out_heirs,
)
from danvan.denunciations.selectors.seals import key_ring
from danvan.documents.kinds import NUMBER
from danvan.kernel.errors import RuleError
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import EndedUnit, ended_units, valid_on


class NotToBeSaid(RuleError):
    """What is written beside a sealed case stands open, so it holds no words."""

    code = "not_to_be_said"
    message = "%(why)s"


def _propose(cases: Sequence[Case], ended: dict[int, EndedUnit], province_unit: int, on: date) -> dict[int, Proposed]:
    rows = Denunciation.objects.in_bulk([case.pk for case in cases])
    return {key: Proposed(*heir_of(row, ended[row.unit_id], province_unit, on)) for key, row in rows.items()}


REGISTER = Register(AUDIENCE, deciders_of_hand_overs, _propose, "denunciations:hand_overs")


@transaction.atomic
def hand_over_denunciations(
    chosen: Collection[int], *, to_unit: int | None, on: date, number: str, actor: Actor, at: datetime
) -> list[Case]:
    """Let denunciations pass to the units proposed, or to another one the accused does not reach.

    Members of a team who no longer hold their posts leave it.  The successors
    that must not have a case are shut out of it for good.  Raises NotWaiting,
    NoAuthority, CannotHandOver, NotToBeSaid; nothing has moved then.
    """
    if number and not NUMBER.fullmatch(number):
        raise NotToBeSaid(params={"why": "Số biên bản chỉ gồm số và ký hiệu, ví dụ: 12/BB-UBND."})

    def checked(case: Case, unit: int) -> str:
        row = Denunciation.objects.get(pk=case.pk)
        return "đơn vị này không được biết hồ sơ." if is_heir_excluded(row, unit, on=on) else ""

    old_units = dict(hand_overs_for(actor).filter(pk__in=chosen).values_list("case_id", "from_unit_id"))
    moved = casework.hand_over(
        hand_overs_for(actor),
        chosen,
        to_unit=to_unit,
        on=on,
        number=number,
        actor=actor,
        at=at,
        register=REGISTER,
        chooses=may_choose_unit(actor, *HANDING_OVER),
        checked=checked,
    )
    ended = ended_units(set(old_units.values()), on)
    for case in moved:
        row = Denunciation.objects.get(pk=case.pk)
        standing = PostHolding.objects.filter(valid_on(on), valid_on(on, "post__"))
        row.team.filter(until=None).exclude(holding__in=standing.exclude(post__unit=old_units[case.pk])).update(
            until=on
        )
        for unit in shut_out_heirs(row, ended[old_units[case.pk]], on):
            Exclusion.objects.get_or_create(denunciation=row, mark=unit_mark(key_ring(), unit))
    return moved


def decline_denunciations(chosen: Collection[int], *, reason: str, actor: Actor, at: datetime) -> None:
    """Say by one of the known reasons that denunciations are not this unit's to take over.

    Raises NotWaiting, CannotHandOver, NotToBeSaid.
    """
    if reason not in DeclineReason.values:
        raise NotToBeSaid(params={"why": "Hồ sơ niêm phong được trả lại theo một trong các lý do có sẵn."})
    said = f"{DeclineReason(reason).label}."
    casework.decline(hand_overs_for(actor), chosen, reason=said, actor=actor, at=at, register=REGISTER)
