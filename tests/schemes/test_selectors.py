"""Who sees which figures, down to the records, at a fixed number of queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.kernel.errors import NotFound
from danvan.kernel.figures import Status
from danvan.schemes import selectors
from danvan.schemes.rules.verdict import Flag
from danvan.schemes.selectors import explain, late_items, map_statuses, matrix, scorecard, target_units
from tests.cast import TODAY
from tests.schemes.factories import PLATFORM, communes, end, plan, score, settle, succeed, task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_force(da04):
    pass


def queries(act) -> int:
    act()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    return len(seen)


# --- who sees what --------------------------------------------------------------------------------------------------


def test_the_standing_agency_sees_the_province(cast, place):
    plan(place.commune)
    settle()

    card = scorecard(cast.actor("binh"), "da04", 2025, on=TODAY)

    assert card.is_everything
    assert (card.line("T03").numerator, card.line("T03").denominator) == (1, 5)


def test_a_commune_officer_sees_the_own_unit_only(cast, place):
    plan(place.commune)
    plan(place.neighbour)
    settle()
    lan = cast.actor("lan")

    card = scorecard(lan, "da04", 2025, on=TODAY)

    assert (card.is_everything, card.unit_id) == (False, place.commune.pk)
    assert (card.line("T03").numerator, card.line("T03").denominator) == (1, 1)
    assert [line.unit_id for line in target_units(lan, "da04", "T03", 2025)] == [place.commune.pk]
    assert set(map_statuses(lan, "da04", "T03", 2025)) == {place.commune.pk}
    assert [row.unit_id for row in matrix(lan, "da04", 2025).rows] == [place.commune.pk]
    assert {item.unit_id for item in late_items(lan, "da04", 2025, on=TODAY).items} <= {place.commune.pk}


@pytest.mark.parametrize("name", ["lan", "hoa"])
def test_what_is_out_of_sight_does_not_exist(cast, place, name):
    settle()
    actor = cast.actor(name)

    with pytest.raises(NotFound):
        scorecard(actor, "da04", 2025, on=TODAY, unit_id=place.neighbour.pk)
    with pytest.raises(NotFound):
        explain(actor, "da04", "T03", 2025, place.neighbour.pk)


def test_somebody_without_a_post_sees_no_figure(cast):
    settle()

    card = scorecard(cast.actor("hoa"), "da04", 2025, on=TODAY)

    assert all(line.status is None for line in card.lines)


def test_an_administrator_sees_figures_and_no_records(cast, place):
    plan(place.commune)
    settle()

    found = explain(cast.actor("quan"), "da04", "T03", 2025, place.commune.pk)

    assert (found.line.status, found.records, found.hidden) == (Status.ACHIEVED, (), 1)


# --- down to the records --------------------------------------------------------------------------------------------


def test_explains_each_record_and_why_it_counts(place_with_records):
    unit, counted, waiting = place_with_records

    found = explain(PLATFORM, "da04", "T03", 2025, unit.pk)

    said = {each.record.record_id: (each.record.is_counted, each.record.is_provisional) for each in found.records}
    assert said == {counted.pk: (True, True), waiting.pk: (False, True)}


@pytest.fixture
def place_with_records(place):
    counted, waiting = plan(place.commune), plan(place.commune, state="submitted")
    plan(place.neighbour)
    settle()
    return place.commune, counted, waiting


def test_explains_what_was_taken_over(place):
    (old,) = communes(1, parent=place.province, key="cu")
    end(old, date(2025, 7, 1))
    succeed(old, place.commune, date(2025, 7, 1))
    plan(old)
    settle()

    (record,) = explain(PLATFORM, "da04", "T03", 2025, place.commune.pk).records

    assert (record.record.is_inherited, record.record.is_counted, record.unit_name) == (True, True, "xã Xã cu 0")


def test_explains_tasks_one_by_one(place):
    of = plan(place.commune)
    done, open_ = task(of, due=date(2025, 3, 1), done=date(2025, 3, 1)), task(of, due=date(2025, 4, 1))
    settle()

    found = explain(PLATFORM, "da04", "T05", 2025, place.commune.pk)

    counted = {each.record.record_id: each.record.is_counted for each in found.records}
    assert counted == {of.pk: True, done.pk: True, open_.pk: False}
    assert "1/2" in found.line.reason


@pytest.mark.parametrize(
    ("state", "on", "said"),
    [
        ("verified", date(2025, 1, 20), "Có kế hoạch đã xác minh ngày 20/01/2025."),
        ("verified", date(2025, 3, 5), "Có kế hoạch đã xác minh ngày 05/03/2025, sau hạn 28/02/2025."),
        ("submitted", date(2025, 1, 20), "Có 1 kế hoạch đã nộp, chờ xác minh."),
        ("rejected", date(2025, 1, 20), "Có 1 kế hoạch bị trả lại."),
        ("draft", date(2025, 1, 20), "Có 1 kế hoạch chưa nộp."),
    ],
)
def test_says_why_a_unit_stands_where_it_does(place, state, on, said):
    plan(place.commune, state=state, on=on)
    settle()

    assert explain(PLATFORM, "da04", "T03", 2025, place.commune.pk).line.reason == said


def test_lists_the_units_short_by_name(place):
    for unit in (place.province, place.standing, place.department):
        plan(unit)
    settle()

    assert [line.unit_name for line in target_units(PLATFORM, "da04", "T03", 2025, short=True)] == [
        "xã Đông Hiếu", "xã Hòa Sơn",
    ]  # fmt: skip
    assert [line.unit_name for line in target_units(PLATFORM, "da04", "T03", 2025, text="hoa son")] == ["xã Hòa Sơn"]


def test_the_matrix_holds_a_cell_for_each_unit_and_target(place):
    plan(place.commune)
    settle()

    found = matrix(PLATFORM, "da04", 2025, worst_first=True)

    columns = [column.id for column in found.columns]
    assert [each for each in columns if each in ("T03", "T04", "T05", "T09", "T33")] == ["T03", "T04", "T05", "T09"]
    row = next(row for row in found.rows if row.unit_id == place.commune.pk)
    cells = dict(zip(columns, row.cells, strict=True))
    assert [cells[each] and cells[each].status for each in ("T03", "T04", "T05", "T09")] == [
        Status.ACHIEVED, Status.NO_DATA, Status.NOT_APPLICABLE, None,
    ]  # fmt: skip
    assert found.rows[0].short >= found.rows[-1].short


def test_late_things_name_their_owner_and_days(place):
    task(plan(place.commune, 2026), due=date(2026, 11, 20))
    settle()

    found = late_items(PLATFORM, "da04", 2026, on=TODAY, unit_id=place.commune.pk)

    assert [(item.target, item.days, item.owner) for item in found.items] == [("T04", 268, ""), ("", 3, "Văn phòng")]
    assert (found.duties, found.tasks) == (1, 1)


def test_a_rank_shows_beside_the_sums(place):
    score(place.province, "PAR_INDEX", 2025, 15, 34)
    settle()

    line = scorecard(PLATFORM, "da04", 2025, on=TODAY).line("T09")

    assert (line.numerator, line.denominator, line.share, line.detail) == (15, 34, None, {"year": 2025})
    assert line.flags == {Flag.BASIS_CHANGED: 1}


# --- cost -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda: scorecard(PLATFORM, "da04", 2025, on=TODAY),
        lambda: target_units(PLATFORM, "da04", "T03", 2025),
        lambda: selectors.explanations(PLATFORM, "da04", "T05", 2025),
        lambda: matrix(PLATFORM, "da04", 2025),
        lambda: late_items(PLATFORM, "da04", 2025, on=TODAY),
        lambda: settle(),
    ],
    ids=["scorecard", "units", "records", "matrix", "late", "recompute"],
)
def test_costs_the_same_number_of_queries_for_any_number_of_units(place, ask):
    for unit in communes(5, parent=place.province, key="it"):
        plan(unit)
    settle()
    few = queries(ask)

    for unit in communes(100, parent=place.province, key="nhieu"):
        task(plan(unit), due=date(2025, 3, 1), done=date(2025, 3, 2))
    settle()

    assert queries(ask) == few


def test_the_scorecard_takes_few_queries(place):
    settle()

    assert queries(lambda: scorecard(PLATFORM, "da04", 2025, on=TODAY)) <= 6
