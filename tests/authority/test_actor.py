"""What a post allows, where, since when."""

from datetime import date

import pytest

from danvan.authority.choices import Role
from danvan.authority.models import RoleAssignment
from danvan.authority.rules.actor import EVERYTHING, Actor, Grant, Scope, system_actor
from danvan.authority.rules.rights import RIGHTS, Right
from danvan.authority.services import require
from danvan.kernel.errors import NoAuthority
from danvan.orgs.models import LegalAct, PostHolding, Succession
from danvan.orgs.selectors import reach
from tests.cast import TODAY, make_unit


def test_every_role_has_a_row_of_rights():
    assert set(RIGHTS) == set(Role.values)


def test_an_unknown_role_allows_nothing():
    actor = Actor(1, 1, 1, TODAY, grants=(Grant("emperor", EVERYTHING),))

    assert not any(actor.may(right) for right in Right)


def test_the_administrator_neither_reads_nor_writes_records():
    actor = Actor(1, 1, 1, TODAY, grants=(Grant("admin", EVERYTHING),))

    assert not actor.may(Right.SEE_RECORDS)
    assert not actor.may(Right.WRITE_RECORDS)


def test_rights_of_several_roles_do_not_mix_their_scopes():
    actor = Actor(
        1, 1, 1, TODAY, grants=(Grant("commune_officer", Scope(frozenset({7}))), Grant("leader", Scope(frozenset({8}))))
    )

    assert actor.may(Right.WRITE_RECORDS, 7)
    assert not actor.may(Right.WRITE_RECORDS, 8)
    assert actor.may(Right.SEE_RECORDS, 8)


def test_an_empty_scope_is_nothing():
    actor = Actor(1, 1, 1, TODAY, grants=(Grant("leader", Scope()),))

    assert not actor.may(Right.SEE_RESULTS)


def test_refuses_with_a_sentence():
    with pytest.raises(NoAuthority, match="không có thẩm quyền"):
        require(Actor(1, 1, 1, TODAY), Right.WRITE_RECORDS, unit_id=1)


def test_the_platform_itself_may_everything():
    require(system_actor(TODAY), Right.MANAGE_UNITS, unit_id=1)


@pytest.mark.django_db
def test_an_officer_reaches_the_own_commune_only(cast, place):
    lan = cast.actor("lan")

    assert lan.may(Right.WRITE_RECORDS, place.commune.pk)
    assert not lan.may(Right.SEE_RECORDS, place.neighbour.pk)


@pytest.mark.django_db
def test_a_province_officer_with_subtree_reaches_everything(cast):
    assert cast.actor("binh").scope(Right.VERIFY_EVIDENCE).everything


@pytest.mark.django_db
def test_rights_end_with_the_holding(cast):
    PostHolding.objects.filter(person=cast.lan).update(valid_until=TODAY)

    assert not cast.actor("lan").may(Right.WRITE_RECORDS)
    assert cast.actor("lan", on=date(2026, 11, 22)).may(Right.WRITE_RECORDS)


@pytest.mark.django_db
def test_rights_end_with_the_assignment(cast):
    RoleAssignment.objects.filter(post__holdings__person=cast.lan).update(valid_until=TODAY)

    assert not cast.actor("lan").may(Right.WRITE_RECORDS)


@pytest.mark.django_db
def test_the_successor_reaches_the_files_of_its_predecessors(cast, place):
    old = make_unit("xa-cu", "Xã cũ", kind="commune", level="commune", parent=place.province, until=date(2025, 7, 1))
    act = LegalAct.objects.create(number="1678", title="Sắp xếp", issuer="UBTVQH", effective_on=date(2025, 7, 1))
    Succession.objects.create(
        predecessor=old, successor=place.commune, kind="merge", on=date(2025, 7, 1), legal_act=act
    )

    assert cast.actor("lan").may(Right.SEE_RECORDS, old.pk)
    assert not cast.actor("lan", on=date(2025, 6, 30)).may(Right.SEE_RECORDS, old.pk)
    assert not cast.actor("tam").may(Right.SEE_RECORDS, old.pk)


@pytest.mark.django_db
def test_an_ended_district_still_reaches_what_stood_below_it_on_its_last_day(cast, place):
    ended = date(2025, 7, 1)
    district = make_unit("huyen", "Huyện cũ", kind="district", level="district", parent=place.province, until=ended)
    below = make_unit("xa-duoi", "Xã dưới", kind="commune", level="commune", parent=district, until=ended)

    assert reach(district.pk, on=TODAY, with_subtree=True) == {district.pk, below.pk}
    assert reach(place.commune.pk, on=TODAY, with_subtree=True) == {place.commune.pk}
