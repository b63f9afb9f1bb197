"""Invented letters of the district that ended: partly handed over, one still waiting."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from danvan.authority.rules.actor import Actor
from danvan.casework.models import HandOver
from danvan.casework.services import propose_hand_overs
from danvan.desk.jobs import REGISTERS
from danvan.orgs.selectors import ended_units
from danvan.petitions.services import NewPetition, NewWriter, hand_over_petitions, perform, register_petition

LAND = "Không đồng ý với quyết định thu hồi đất của Chủ tịch UBND huyện, đề nghị xem xét lại giá bồi thường."
CLASSIFIED: dict[str, Any] = {
    "subject": "land_recovery", "respondent_kind": "district", "instance": 1, "competent": True,
}  # fmt: skip
TAKEN_OVER_ON = date(2025, 7, 4)


def invent(commune: Actor, district: int, *, at: datetime) -> int:
    """Write letters down as the district received them in 2025, and let the commune take the first of them over.

    That one is accepted, its limit runs across the day the district ended.  One
    waits for the same commune, one for another, and of one nobody can tell.
    """
    platform = replace(commune, system=True)
    ended = ended_units([district], platform.on)[district]
    ours = next(heir for heir in ended.heirs if heir.unit.unit_id == commune.unit_id)
    other = next(heir for heir in ended.heirs if heir.unit.unit_id != commune.unit_id)
    old_name, name = ours.names[-1].full_name, ended.unit.full_name
    letters = [
        _letter(district, date(2025, 5, 19), f"bản Một, {old_name}, {name}", platform, at),
        _letter(district, date(2025, 6, 16), f"bản Hai, {old_name}, {name}", platform, at),
        _letter(district, date(2025, 6, 24), f"bản Ba, {other.names[-1].full_name}, {name}", platform, at),
        _letter(district, date(2025, 6, 26), name, platform, at),
    ]
    for act, on, given in (
        ("classify", date(2025, 5, 21), CLASSIFIED),
        ("propose", date(2025, 5, 26), {}),
        ("accept", date(2025, 6, 5), {"number": "44/TB-UBND"}),
    ):
        perform(letters[0].pk, act, given, actor=platform, on=on, at=at)
    propose_hand_overs(REGISTERS, at=at)
    keys = HandOver.objects.filter(case__in=[letter.pk for letter in letters[:1]]).values_list("pk", flat=True)
    hand_over_petitions(list(keys), to_unit=None, on=TAKEN_OVER_ON, number="03/BB-UBND", actor=commune, at=at)
    return len(letters)


def _letter(district: int, on: date, address: str, platform: Actor, at: datetime) -> Any:
    new = NewPetition(
        kind="complaint",
        unit_id=district,
        received_on=on,
        channel="post",
        summary=LAND,
        writers=[NewWriter("Moong Văn Minh Họa", address=address)],
        invented=True,
    )
    return register_petition(new, actor=platform, at=at)
