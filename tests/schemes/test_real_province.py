"""The real units and the real index series, through the whole path."""

import csv
from datetime import date
from pathlib import Path

import pytest

from danvan.kernel.figures import Status
from danvan.schemes.rules.verdict import Flag
from danvan.schemes.selectors import scorecard, target_units
from danvan.schemes.services.results import check
from tests.cast import TODAY
from tests.schemes.factories import PLATFORM, plan, score, settle

pytestmark = pytest.mark.django_db
A, NA, ND = Status.ACHIEVED, Status.NOT_ACHIEVED, Status.NO_DATA
SERIES = Path(__file__).parent / "rules" / "indices.csv"


@pytest.fixture(autouse=True)
def _in_force(da04):
    pass


@pytest.fixture
def series(real_units):
    province = real_units.by_name("tỉnh Nghệ An", TODAY).unit_id
    with SERIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            score(province, row["index"], int(row["year"]), int(row["rank"]), int(row["of_total"]),
                  confidence=row["confidence"])  # fmt: skip
    settle()


@pytest.mark.parametrize(
    ("target", "verdicts"),
    [
        ("T09", {2020: NA, 2021: NA, 2022: NA, 2023: A, 2024: NA, 2025: ND}),
        ("T10", {2018: A, 2019: NA, 2020: A, 2021: A, 2022: NA, 2023: NA, 2024: NA}),
        ("T11", dict.fromkeys(range(2018, 2025), NA)),
        ("T12", {2020: ND, 2021: A, 2022: A, 2023: A, 2024: A}),
    ],
)
def test_judges_the_real_series(series, target, verdicts):
    card = scorecard(PLATFORM, "da04", 2025, on=TODAY, trend=10)

    trend = {point.year: point.status for point in card.line(target).trend}

    assert {year: trend[year] for year in verdicts} == verdicts


def test_gives_the_real_gains(series):
    card = scorecard(PLATFORM, "da04", 2024, on=TODAY)

    assert [point.numerator for point in card.line("T12").trend] == [None, 13, 21, 2, 6]
    assert card.line("T12").detail == {"year": 2024, "before": 12, "before_of_total": 63, "rank": 6, "of_total": 63}


@pytest.mark.parametrize(
    ("target", "year", "derived"), [("T09", 2020, True), ("T09", 2021, False), ("T12", 2021, True)]
)
def test_marks_a_verdict_on_a_derived_rank(series, target, year, derived):
    line = scorecard(PLATFORM, "da04", year, on=TODAY).line(target)

    assert (Flag.DERIVED in line.flags) is derived


def test_districts_of_2025_close_and_leave_the_year(real_units):
    settle()
    found = scorecard(PLATFORM, "da04", 2025, on=TODAY).line("T03")

    districts = target_units(PLATFORM, "da04", "T03", 2025, closing=True, kinds=["district", "town", "city"])
    assert len(districts) == 20
    assert {(each.period.start, each.period.end) for each in districts} == {(date(2025, 1, 1), date(2025, 6, 30))}
    members = target_units(PLATFORM, "da04", "T03", 2025)
    assert sum(each.unit.kind in ("commune", "ward") for each in members) == 130
    assert found.denominator == len(members)


def test_counts_departments_before_and_after_march_2025(real_units):
    settle()

    ended = target_units(PLATFORM, "da04", "T03", 2025, closing=True, kinds=["department"])

    # 20 became 14: those that ended closed on the last day of February.
    assert {each.period.end for each in ended} == {date(2025, 2, 28)}
    assert len(target_units(PLATFORM, "da04", "T03", 2025, kinds=["department"])) == 14


def test_a_merged_commune_inherits_in_the_real_map(real_units):
    old = real_units.by_name("xã Quỳnh Hồng", date(2024, 11, 1))
    before = [real_units.by_code("17179", date(2025, 6, 30))]
    now = real_units.by_code("17179", TODAY)
    plan(before[0].unit_id)
    settle()

    (line,) = [each for each in target_units(PLATFORM, "da04", "T03", 2025) if each.unit_id == now.unit_id]

    assert (line.status, Flag.INHERITED in line.flags) == (A, True), old.full_name
    assert "của đơn vị trước sắp xếp" in line.reason


def test_kept_rows_equal_a_full_recomputation(series):
    assert check("da04", on=TODAY) == []
