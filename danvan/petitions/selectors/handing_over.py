"""Petitions of units that ended: what waits for whom, and to whom each should pass."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import Prefetch, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.choices import CaseKind
from danvan.casework.models import Case, HandOver
from danvan.casework.selectors import hand_overs_waiting
from danvan.kernel.text import format_date
from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import EndedUnit, units_on, units_today
from danvan.petitions.models import Petition, Writer
from danvan.petitions.rules.competence import PROVINCE, RESPONDENT, rule_in_force
from danvan.petitions.rules.heirs import heir_by_address
from danvan.petitions.selectors.tables import competence

# Which units stand on a day where one was, itself among them while it stands.
_Standing = Mapping[int, Sequence[UnitVersion]]

HANDING_OVER = (Right.RECEIVE_CASES, Right.DECIDE_CASES)


def hand_overs_for(actor: Actor) -> "QuerySet[HandOver, HandOver]":
    """Return the petitions that wait for the actor to take them over, or to find a unit for."""
    return hand_overs_waiting(actor, *HANDING_OVER).exclude(case__kind=CaseKind.DENUNCIATION)


def heirs_of(
    cases: Collection[Case], ended: dict[int, EndedUnit], province_unit: int, on: date
) -> dict[int, tuple[int, bool, str]]:
    """Return by petition the unit it should pass to, whether that is clear, and why (petitions.md section 3).

    By the table of competence as it stands once the old unit is gone, then by
    the only successor, then by where the writer lives; else the province
    decides.  A fixed number of queries.
    """
    writers = Prefetch("writers", Writer.objects.order_by("pk"))
    petitions = Petition.objects.filter(pk__in=[case.pk for case in cases]).prefetch_related(writers)
    respondents = {row.respondent_unit_id for row in petitions if row.respondent_unit_id is not None}
    standing = {
        **units_today(respondents, on),
        **{version.unit_id: [version] for version in units_on(on).filter(unit__in=respondents)},
    }
    return {row.pk: _heir_of(row, ended[row.unit_id], province_unit, standing) for row in petitions}


def _heir_of(petition: Petition, ended: EndedUnit, province_unit: int, standing: _Standing) -> tuple[int, bool, str]:
    by_law = _by_competence(petition, ended, province_unit, standing)
    if by_law is not None:
        return by_law[0], True, by_law[1]
    name = f"{ended.unit.full_name[0].upper()}{ended.unit.full_name[1:]}"
    if len(ended.heirs) == 1:
        heir = ended.heirs[0].unit
        basis = f" ({ended.legal_act.number})" if ended.legal_act else ""
        said = f"{name} kết thúc từ {format_date(ended.ended_on)}{basis}; {heir.full_name} kế thừa."
        return heir.unit_id, True, said
    names = {heir.unit.unit_id: [(each.full_name, each.name) for each in heir.names] for heir in ended.heirs}
    # Fetched with the petition, the first who signed first; nobody is shown who it was.
    for writer in petition.writers.all():
        unit = heir_by_address(writer.address, names, ended=ended.unit.full_name)
        if unit is not None:
            lives_in = next(heir.unit for heir in ended.heirs if heir.unit.unit_id == unit)
            return unit, True, f"Người viết đơn ở địa bàn nay thuộc {lives_in.full_name}."
    if not ended.heirs:
        return province_unit, False, f"{name} kết thúc từ {format_date(ended.ended_on)}, chưa rõ đơn vị kế thừa."
    return province_unit, False, f"{name} chia cho {len(ended.heirs)} đơn vị; đơn chưa cho biết thuộc địa bàn nào."


def _by_competence(
    petition: Petition, ended: EndedUnit, province_unit: int, standing: _Standing
) -> tuple[int, str] | None:
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
    now = standing.get(petition.respondent_unit_id or 0, ())
    if rule.where == RESPONDENT and len(now) == 1:
        unit = now[0]
        if unit.unit_id == petition.respondent_unit_id:
            return unit.unit_id, said
        return unit.unit_id, f"{said} Đơn vị bị khiếu nại nay là {unit.full_name}."
    return None
