"""Petitions of units that ended: what waits for whom, and to whom each should pass."""

from datetime import date

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.choices import CaseKind
from danvan.casework.models import Case, HandOver
from danvan.casework.selectors import hand_overs_waiting
from danvan.kernel.text import format_date
from danvan.orgs.selectors import EndedUnit, names_on, units_today, version_on
from danvan.petitions.models import Petition
from danvan.petitions.rules.competence import PROVINCE, RESPONDENT, rule_in_force
from danvan.petitions.rules.heirs import heir_by_address
from danvan.petitions.selectors.tables import competence

HANDING_OVER = (Right.RECEIVE_CASES, Right.DECIDE_CASES)


def hand_overs_for(actor: Actor) -> "QuerySet[HandOver, HandOver]":
    """Return the petitions that wait for the actor to take them over, or to find a unit for."""
    return hand_overs_waiting(actor, *HANDING_OVER).exclude(case__kind=CaseKind.DENUNCIATION)


def heir_of(case: Case, ended: EndedUnit, province_unit: int, on: date) -> tuple[int, bool, str]:
    """Return the unit a petition should pass to, whether that is clear, and why (petitions.md section 3).

    By the table of competence as it stands once the old unit is gone, then by
    the only successor, then by where the writer lives; else the province decides.
    """
    petition = Petition.objects.get(pk=case.pk)
    by_law = _by_competence(petition, ended, province_unit, on)
    if by_law is not None:
        return by_law[0], True, by_law[1]
    name = f"{ended.unit.full_name[0].upper()}{ended.unit.full_name[1:]}"
    if len(ended.heirs) == 1:
        heir = ended.heirs[0].unit
        basis = f" ({ended.legal_act.number})" if ended.legal_act else ""
        said = f"{name} kết thúc từ {format_date(ended.ended_on)}{basis}; {heir.full_name} kế thừa."
        return heir.unit_id, True, said
    names = {heir.unit.unit_id: [(each.full_name, each.name) for each in heir.names] for heir in ended.heirs}
    for writer in petition.writers.order_by("pk"):
        unit = heir_by_address(writer.address, names, ended=ended.unit.full_name)
        if unit is not None:
            return unit, True, f"Người viết đơn ở địa bàn nay thuộc {names_on({unit}, on)[unit].full_name}."
    if not ended.heirs:
        return province_unit, False, f"{name} kết thúc từ {format_date(ended.ended_on)}, chưa rõ đơn vị kế thừa."
    return province_unit, False, f"{name} chia cho {len(ended.heirs)} đơn vị; đơn chưa cho biết thuộc địa bàn nào."


def _by_competence(petition: Petition, ended: EndedUnit, province_unit: int, on: date) -> tuple[int, str] | None:
    if petition.kind != CaseKind.COMPLAINT or not petition.respondent_kind:
        return None
    rule = rule_in_force(
        competence(), respondent=petition.respondent_kind, instance=petition.instance, on=ended.ended_on
    )
    if rule is None:
        return None
    said = f"{rule.basis}: thuộc thẩm quyền {rule.resolver}."
    if rule.where == PROVINCE:
        return province_unit, said
    if rule.where == RESPONDENT and petition.respondent_unit_id is not None:
        unit = petition.respondent_unit_id
        if version_on(unit, on) is not None:
            return unit, said
        standing = units_today([unit], on)[unit]
        if len(standing) == 1:
            return standing[0].unit_id, f"{said} Đơn vị bị khiếu nại nay là {standing[0].full_name}."
    return None
