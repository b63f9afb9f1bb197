"""The tables of acts hold together, and competence follows respondent, instance and day."""

from datetime import date

import pytest

from danvan.authority.rules.rights import Right
from danvan.casework.choices import CaseKind, Stage
from danvan.casework.rules.acts import FOLLOWS, WRITER, ActTable
from danvan.petitions.choices import Handled, Settled, State
from danvan.petitions.rules.acts import complaint_acts, mixed_acts, recommendation_acts
from danvan.petitions.rules.clocks import (
    acceptance_rule,
    effect_rule,
    resolution_rule,
    second_complaint_rule,
    sending_rule,
)
from danvan.petitions.rules.competence import propose, read_competence
from danvan.petitions.rules.guards import guards, representatives_allowed
from danvan.petitions.selectors import competence, table_of
from tests.calendars.rules.test_due_dates import LIMITS

STATES = {state.value: str(state.label) for state in State}
TABLES = [complaint_acts(STATES), recommendation_acts(STATES), mixed_acts(STATES)]


def _all_acts():
    return [act for table in TABLES for act in table.values()]


def test_every_act_names_known_rights_clocks_guards_and_outcomes():
    for act in _all_acts():
        assert act.right in (*Right, WRITER, FOLLOWS)
        assert set(act.ends) <= set(Stage.values)
        assert set(act.guards) <= guards()
        assert act.handled in ("", *Handled.values)
        assert act.settled in ("", *Settled.values)


def test_every_guard_is_used_by_an_act():
    assert {guard for act in _all_acts() for guard in act.guards} == guards()


def test_an_act_that_handles_a_letter_ends_its_handling_clocks():
    for act in _all_acts():
        assert bool(act.handled) == (set(act.ends) >= {"acceptance", "answer", "forwarding"}), act.code


def test_every_way_ends_in_the_archive():
    for table in TABLES:
        ends = {state for state in table.workflow.states if not table.workflow.allowed(state)}
        assert ends == {"archived"}


def test_an_act_stands_once_in_a_table():
    act = TABLES[2]["classify"]
    with pytest.raises(ValueError, match="twice"):
        ActTable(STATES, (act, act))


def test_every_kind_but_the_sealed_one_has_a_table():
    for kind in set(CaseKind.values) - {CaseKind.DENUNCIATION}:
        assert "classify" in table_of(kind)


def test_every_limit_the_stages_run_by_exists():
    families = {limit.family for limit in LIMITS.values()}
    switches = (True, False)
    named = {
        resolution_rule(instance=instance, is_discipline=discipline, is_complex=complex_, is_remote=remote)
        for instance in (1, 2)
        for discipline in switches
        for complex_ in switches
        for remote in switches
    }
    for instance in (1, 2):
        named |= {effect_rule(instance=instance)}
        for discipline in switches:
            named |= {acceptance_rule(instance=instance, is_discipline=discipline)}
            named |= {sending_rule(instance=instance, is_discipline=discipline)}
            named |= {second_complaint_rule(is_discipline=discipline)}
    assert named <= families


@pytest.mark.parametrize(
    ("people", "allowed"), [(1, (0, 1)), (4, (0, 4)), (5, (1, 2)), (10, (1, 2)), (11, (1, 5)), (300, (1, 5))]
)
def test_many_people_have_representatives(people, allowed):
    assert representatives_allowed(people) == allowed


HERE, THERE, PROVINCE = 7, 8, 1


@pytest.mark.parametrize(
    ("respondent", "instance", "on", "asking", "about", "resolver", "ours"),
    [
        ("commune", 1, date(2026, 9, 1), HERE, HERE, "Chủ tịch UBND cấp xã", True),
        ("commune", 1, date(2026, 9, 1), HERE, THERE, "Chủ tịch UBND cấp xã", False),
        ("commune", 1, date(2026, 9, 1), HERE, None, "Chủ tịch UBND cấp xã", None),
        ("commune", 2, date(2025, 6, 30), PROVINCE, HERE, "Chủ tịch UBND cấp huyện", False),
        ("commune", 2, date(2025, 7, 1), PROVINCE, HERE, "Chủ tịch UBND tỉnh", True),
        ("commune", 2, date(2025, 7, 1), HERE, HERE, "Chủ tịch UBND tỉnh", False),
        ("department", 1, date(2026, 9, 1), HERE, HERE, "Giám đốc sở", True),
        ("department", 2, date(2026, 9, 1), PROVINCE, HERE, "Chủ tịch UBND tỉnh", True),
        ("department_unit", 1, date(2026, 9, 1), HERE, HERE, "Thủ trưởng đơn vị thuộc sở", False),
        ("department_unit", 2, date(2026, 9, 1), HERE, HERE, "Giám đốc sở", True),
        ("province", 1, date(2026, 9, 1), PROVINCE, None, "Chủ tịch UBND tỉnh", True),
        ("province", 2, date(2026, 9, 1), PROVINCE, None, "Bộ trưởng quản lý ngành, lĩnh vực", False),
        ("other", 1, date(2026, 9, 1), HERE, None, "Cơ quan có thẩm quyền khác", False),
    ],
)
def test_competence_follows_respondent_instance_and_day(respondent, instance, on, asking, about, resolver, ours):
    found = propose(
        competence(),
        respondent=respondent,
        instance=instance,
        on=on,
        asking_unit=asking,
        respondent_unit=about,
        province_unit=PROVINCE,
    )

    assert (found.resolver, found.is_ours) == (resolver, ours)
    assert found.reason


def test_competence_has_no_answer_before_its_law_and_one_answer_per_day():
    assert (
        propose(
            competence(), respondent="commune", instance=1, on=date(2010, 1, 1), asking_unit=1, respondent_unit=1,
            province_unit=1,
        )
        is None
    )  # fmt: skip
    line = {
        "respondent": "commune", "instance": 1, "resolver": "x", "where": "province", "basis": "y",
        "valid_from": date(2012, 7, 1),
    }  # fmt: skip
    with pytest.raises(ValueError, match="two lines"):
        read_competence([line, line])
