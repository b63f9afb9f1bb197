"""Heads in dialogue with people and businesses (T21, T22), hot spots and questions (S05, S11, S28)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from danvan.dialogues import services
from danvan.dialogues.models import Dialogue, HotSpot, HotSpotCase, LocalEnterprises
from danvan.kernel.figures import Status
from danvan.schemes.models import IndicatorSum, TargetResult
from danvan.schemes.selectors import explain
from danvan.schemes.services.indicators import sum_indicators
from danvan.schemes.services.results import refresh, refresh_after
from tests.cast import TODAY, make_unit
from tests.dialogues.factories import ask
from tests.dialogues.factories import held as hold
from tests.kinds import make
from tests.petitions.factories import register
from tests.schemes.factories import PLATFORM, communes, end, succeed

pytestmark = pytest.mark.django_db
A, NYD, ND, NAP = Status.ACHIEVED, Status.NOT_YET_DUE, Status.NO_DATA, Status.NOT_APPLICABLE
NA = Status.NOT_ACHIEVED
HELD_ON = date(2025, 10, 15)
MIXED = ["people", "business"]


@pytest.fixture(autouse=True)
def _in_force(da04, calendar):
    pass


@pytest.fixture
def kept(kept):
    """Return the row of a unit after exactly its target and year were settled."""

    def row(target, unit, year=2025):
        refresh("da04", None, [year], targets=[target], on=TODAY)
        return kept(target, unit, year)

    return row


@pytest.fixture
def province():
    return make_unit("tinh", "Nghệ An", kind="province", level="province", since=date(2004, 1, 1), code="40")


@pytest.fixture
def commune(province):
    (one,) = communes(1, parent=province)
    return one


def dialogue(unit, on=HELD_ON, **columns):
    return make(Dialogue, unit, happened_on=on, planned_on=on, **columns)


def say(unit, number, on=date(2025, 6, 30), **columns):
    return make(LocalEnterprises, unit, happened_on=on, enterprises=number, cooperatives=0, **columns)


# --- T21 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({}, A),
        ({"chaired_by": "acting_head"}, A),
        ({"chaired_by": "deputy", "chair_note": "đi họp"}, NA),  # A8
        ({"chaired_by": "other"}, NA),
        ({"audiences": ["business"], "enterprises": 3}, NA),
        ({"audiences": MIXED, "enterprises": 3}, A),
        ({"voters": 0}, NA),
        ({"on": date(2024, 10, 15)}, ND),
        ({"state": "submitted"}, NA),
        ({"state": "draft"}, ND),
        ({"cancelled": True}, ND),
    ],
)
def test_counts_what_the_head_held_with_people(commune, kept, columns, status):
    dialogue(commune, **columns)

    assert kept("T21", commune).status == status


def test_a_dialogue_of_a_deputy_is_kept_and_says_why_it_does_not_count(commune, kept):
    dialogue(commune, chaired_by="deputy", chair_note="Chủ tịch đi họp")
    kept("T21", commune)

    told = explain(PLATFORM, "da04", "T21", 2025, commune.pk)

    (shown,) = told.records
    assert (shown.record.is_counted, shown.record.why) == (
        False, "người đứng đầu không trực tiếp chủ trì (Chủ tịch đi họp)",
    )  # fmt: skip


def test_the_dialogue_of_the_unit_before_counts_and_is_marked_as_taken_over(province, commune, kept):
    """A9: a commune of 01/07/2025, its predecessor's dialogue of 10/03/2025."""
    (before,) = communes(1, parent=province, key="cu")
    dialogue(before, on=date(2025, 3, 10))
    end(before, date(2025, 7, 1))
    succeed(before, commune, date(2025, 7, 1))

    row = kept("T21", commune)

    assert (row.status, "inherited" in row.flags) == (A, True)
    dialogue(commune)
    assert "inherited" not in kept("T21", commune).flags


@pytest.mark.parametrize(
    ("noticed", "results", "late"),
    [
        (7, 10, (False, False)),
        (6, 10, (True, False)),
        (None, 12, (True, False)),
        (8, 13, (False, True)),
        (8, None, (False, True)),
    ],
)
def test_late_notice_and_publication_are_marks_only(commune, kept, noticed, results, late):
    # The tenth day after 15/10/2025 is a Saturday: Monday is still in time.
    dialogue(
        commune,
        noticed_on=noticed and HELD_ON - timedelta(days=noticed),
        results_on=results and HELD_ON + timedelta(days=results),
    )

    row = kept("T21", commune)

    assert row.status == A
    assert (row.detail["late_notice"], row.detail["late_publication"]) == late


def test_the_law_names_days_for_communes_only(province, kept):
    dialogue(province, noticed_on=None)

    row = kept("T21", province)

    assert (row.status, row.detail["late_notice"], row.detail["late_publication"]) == (A, False, False)


def test_a_post_counts_once_however_often_its_holder_talked(commune, kept):
    dialogue(commune)
    dialogue(commune, on=date(2025, 11, 15))

    row = kept("T21", commune)

    assert (row.numerator, row.denominator, row.detail["counted"]) == (1, 1, 2)


# --- T22 --------------------------------------------------------------------------------------------------------------


def test_one_mixed_conference_serves_both_when_both_groups_were_counted(commune, kept):
    dialogue(commune, audiences=MIXED, voters=40, cooperatives=2)
    assert (kept("T21", commune).status, kept("T22", commune).status) == (A, A)

    Dialogue.objects.update(cooperatives=0)

    assert (kept("T21", commune).status, kept("T22", commune).status) == (A, NA)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([], ND),  # What was never said excuses nobody.
        ([{"number": 0}], NAP),
        ([{"number": 4}], ND),
        ([{"number": 0, "state": "submitted"}], ND),
        ([{"number": 0, "on": date(2023, 6, 30)}], NAP),
        ([{"number": 0, "on": date(2023, 6, 30)}, {"number": 2}], ND),
        ([{"number": 2, "on": date(2023, 6, 30)}, {"number": 0}], NAP),
        ([{"number": 0, "on": date(2026, 1, 1)}], ND),
    ],
)
def test_nobody_is_bound_where_it_is_proven_that_there_is_no_enterprise(commune, kept, said, status):
    for each in said:
        say(commune, **each)

    assert kept("T22", commune).status == status


def test_a_successor_has_none_only_when_all_before_it_had_none(province, commune, kept):
    before = communes(2, parent=province, key="cu")
    for unit in before:
        end(unit, date(2025, 7, 1))
        succeed(unit, commune, date(2025, 7, 1))
    say(before[0], 0)
    assert kept("T22", commune).status != NAP

    say(before[1], 0)
    assert kept("T22", commune).status == NAP

    say(commune, 3, on=date(2025, 9, 30))
    assert kept("T22", commune).status != NAP


def test_a_dialogue_counts_also_where_there_was_said_to_be_none(commune, kept):
    say(commune, 0)
    dialogue(commune, audiences=["business"], enterprises=2)

    assert kept("T22", commune).status == A


def test_a_change_refreshes_what_a_recomputation_would_give(commune, province):
    def settle():
        return refresh("da04", None, range(2024, 2027), targets=["T21", "T22"], on=TODAY)

    settle()
    dialogue(commune, audiences=MIXED, enterprises=1)
    say(commune, 0, on=date(2024, 6, 30))
    for kind, year in (("dialogue", 2025), ("local_enterprises", 2024)):
        refresh_after(kind, commune.pk, {year}, on=TODAY)

    assert not settle()
    rows = TargetResult.objects.filter(target="T22", unit=commune).order_by("year")
    assert list(rows.values_list("year", "numerator", "denominator")) == [(2024, 0, 0), (2025, 1, 1), (2026, 0, 0)]


# --- indicators -------------------------------------------------------------------------------------------------------


def sums(task, unit, year=2026):
    sum_indicators("da04", on=TODAY, tasks=[task])
    return dict(IndicatorSum.objects.filter(task=task, unit=unit, year=year).values_list("key", "amount"))


def test_hot_spots_are_talked_about_within_thirty_days(cast, place):
    flagged = date(2026, 3, 1)
    for days in (30, 31, None):
        make(HotSpot, place.commune, happened_on=flagged, dialogue_on=days and flagged + timedelta(days=days))
    make(HotSpot, place.commune, happened_on=flagged, dialogue_on=flagged, state="submitted")

    assert sums("S28", place.commune) == {"flagged": 3, "talked": 2, "in_time": 1}


def test_hot_spots_open_and_closed_with_their_letters(cast, place):
    spot = make(HotSpot, place.commune)
    make(HotSpot, place.commune, hot_spot_state="closed", closed_on=TODAY, outcome="Xong")
    HotSpotCase.objects.create(hot_spot=spot, case=register(cast))

    assert sums("S05", place.commune) == {"flagged": 2, "open": 1, "closed": 1, "letters": 1}


def test_questions_open_and_days_to_an_answer(cast, place):
    found = hold(cast, on=date(2026, 10, 15))
    first, second, third, fourth = (ask(cast, found, f"Câu {number}") for number in range(4))
    services.answer(first.pk, actor=cast.actor("lan"), text="Ngay", answered_on=date(2026, 10, 15))
    services.answer(second.pk, actor=cast.actor("lan"), text="Sau", answered_on=date(2026, 10, 25))
    services.set_aside(third.pk, actor=cast.actor("lan"), reason="Không phải câu hỏi")
    Dialogue.objects.update(state="verified")

    assert sums("S11", place.commune) == {"asked": 3, "answered": 2, "owed": 1, "days": 10}
    assert fourth.asked_at <= timezone.now()
