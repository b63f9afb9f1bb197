"""Sealed cases of units that ended: for whom they wait, and which unit may have them."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.models import Case, HandOver
from danvan.casework.selectors import Readers, deciders_of, hand_overs_waiting
from danvan.denunciations.models import Denunciation
from danvan.denunciations.selectors.denunciations import denunciations_visible_to, is_heir_excluded, without_excluded
from danvan.denunciations.selectors.seals import NoSeals
from danvan.kernel.text import format_date
from danvan.orgs.selectors import EndedUnit, ancestors

HANDING_OVER = (Right.RECEIVE_DENUNCIATIONS, Right.RESOLVE_DENUNCIATIONS)


def hand_overs_for(actor: Actor) -> "QuerySet[HandOver, HandOver]":
    """Return the denunciations that wait for the actor, each of which exists for them."""
    return hand_overs_waiting(actor, *HANDING_OVER).filter(case__in=denunciations_visible_to(actor).values("pk"))


def deciders_of_hand_overs(cases: Collection[Case], on: date) -> Readers:
    """Return by case for whom it waits, as `hand_overs_for` does: a desk decides on what was not accepted yet."""
    fresh = [case for case in cases if case.accepted_on is None]
    found = deciders_of(cases, [Right.RESOLVE_DENUNCIATIONS], on)
    for case_id, desk in deciders_of(fresh, [Right.RECEIVE_DENUNCIATIONS], on).items():
        found[case_id] |= desk
    return without_excluded(cases, found, on)


def heir_of(row: Denunciation, ended: EndedUnit, province_unit: int, on: date) -> tuple[int, bool, str]:
    """Return the unit a denunciation should pass to, whether that is clear, and why (TC art. 12).

    The only successor; where the accused would reach it there, the unit above.
    What is sealed is not opened to find it out: a unit that was split leaves it
    to the province.
    """
    said = f"Đơn vị đang giữ hồ sơ kết thúc từ {format_date(ended.ended_on)}"
    if len(ended.heirs) != 1:
        return province_unit, False, f"{said}; chưa rõ đơn vị kế thừa."
    heir = ended.heirs[0].unit
    above = [heir, *ancestors(heir.unit_id, on)]
    try:
        allowed = [each for each in above if not is_heir_excluded(row, each.unit_id, on=on)]
    except NoSeals:
        allowed = []
    if not allowed:
        return province_unit, False, f"{said}; chưa rõ đơn vị được giữ."
    if allowed[0] is heir:
        return heir.unit_id, True, f"{said}; {heir.full_name} kế thừa."
    return allowed[0].unit_id, True, f"{said}; đơn vị cấp trên giữ theo Điều 12 Luật Tố cáo."


def shut_out_heirs(row: Denunciation, ended: EndedUnit, on: date) -> list[int]:
    """Return the successors of a unit to which the case must not exist."""
    return [heir.unit.unit_id for heir in ended.heirs if is_heir_excluded(row, heir.unit.unit_id, on=on)]
