"""The real units and the real index series, through the whole path."""

import csv
from datetime import date
from pathlib import Path

import pytest

from danvan.activities.models import TrainingAttendance, TrainingCourse
from danvan.kernel.figures import Status
from danvan.orgs.selectors import units_on
from danvan.schemes.rules.verdict import Flag
from danvan.schemes.selectors import late_items, map_statuses, matrix, scorecard, target_units
from danvan.schemes.services.results import check, refresh
from tests.cast import TODAY
from tests.kinds import make
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
    keep(range(2015, 2027), "T09", "T10", "T11", "T12")


def keep(years, *targets):
    """Compute only what a test asks about: the whole scheme over ten years takes its time with the real units."""
    refresh("da04", None, years, targets=targets, on=TODAY)


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
    keep([2025], "T03")
    found = scorecard(PLATFORM, "da04", 2025, on=TODAY).line("T03")

    districts = target_units(PLATFORM, "da04", "T03", 2025, closing=True, kinds=["district", "town", "city"])
    assert len(districts) == 20
    assert {(each.period.start, each.period.end) for each in districts} == {(date(2025, 1, 1), date(2025, 6, 30))}
    members = target_units(PLATFORM, "da04", "T03", 2025)
    assert sum(each.unit.kind in ("commune", "ward") for each in members) == 130
    assert found.denominator == len(members)


def test_counts_departments_before_and_after_march_2025(real_units):
    keep([2025], "T03")

    ended = target_units(PLATFORM, "da04", "T03", 2025, closing=True, kinds=["department"])

    # 20 became 14: those that ended closed on the last day of February.
    assert {each.period.end for each in ended} == {date(2025, 2, 28)}
    assert len(target_units(PLATFORM, "da04", "T03", 2025, kinds=["department"])) == 14


def test_a_merged_commune_inherits_in_the_real_map(real_units):
    old = real_units.by_name("xã Quỳnh Hồng", date(2024, 11, 1))
    before = [real_units.by_code("17179", date(2025, 6, 30))]
    now = real_units.by_code("17179", TODAY)
    plan(before[0].unit_id)
    keep([2025], "T03")

    (line,) = [each for each in target_units(PLATFORM, "da04", "T03", 2025) if each.unit_id == now.unit_id]

    assert (line.status, Flag.INHERITED in line.flags) == (A, True), old.full_name
    assert "của đơn vị trước sắp xếp" in line.reason


def test_kept_rows_equal_a_full_recomputation(series):
    settle()

    assert check("da04", on=TODAY) == []


# --- training when districts end (A10) ------------------------------------------------------------------------------

BOTH = ["government_mobilization", "grassroots_democracy"]


def taught(unit, on, *attending):
    course = make(TrainingCourse, unit, happened_on=on, planned_on=on, course_state="held", subjects=BOTH)
    for each in attending or (unit,):
        TrainingAttendance.objects.create(course=course, unit=each, role="focal_officer", planned=1, present=1)


@pytest.fixture
def trained_2025(real_units):
    """Twelve districts taught before they ended; one course of the province after reached a hundred communes."""
    units = {version.unit_id: version.unit for version in units_on(date(2025, 6, 30)).select_related("unit")}
    districts = [
        units[version.unit_id]
        for version in units_on(date(2025, 6, 30))
        if version.kind in ("district", "town", "city")
    ]
    communes = [
        version.unit for version in units_on(TODAY).select_related("unit") if version.kind in ("commune", "ward")
    ]
    for district in districts[:12]:
        taught(district, date(2025, 4, 10))
    taught(units_on(TODAY).get(kind="province").unit, date(2025, 9, 10), *communes[:100])
    keep([2024, 2025, 2026], "T25", "T25n")
    return districts, communes


def test_districts_are_judged_apart_and_communes_carry_the_verdict_of_2025(trained_2025):
    line = scorecard(PLATFORM, "da04", 2025, on=TODAY).line("T25")

    assert (line.numerator, line.denominator) == (100, 130)
    assert line.status == NA
    assert line.judged_by.id == "T25n"
    assert (line.closing.numerator, line.closing.units) == (12, 20)
    assert line.closing.last_days == (date(2025, 6, 30),)
    closing = target_units(PLATFORM, "da04", "T25", 2025, closing=True)
    assert sum(each.status == A for each in closing) == 12
    assert {each.unit.kind for each in closing} <= {"district", "town", "city"}
    assert target_units(PLATFORM, "da04", "T25", 2025) == []


def test_before_2025_districts_carry_it(trained_2025):
    line = scorecard(PLATFORM, "da04", 2024, on=TODAY).line("T25")

    assert line.judged_by is None
    assert (line.numerator, line.denominator) == (0, 20)


def test_the_trend_reads_each_year_by_its_own_result(trained_2025):
    trend = {point.year: point for point in scorecard(PLATFORM, "da04", 2026, on=TODAY).line("T25").trend}

    assert trend[2024].denominator == 20
    assert trend[2025].denominator == 130
    assert trend[2026].denominator == 130


def test_a_commune_and_an_ended_district_see_their_own_verdict(trained_2025):
    districts, communes = trained_2025

    own = scorecard(PLATFORM, "da04", 2025, on=TODAY, unit_id=communes[0].pk).line("T25")
    late = scorecard(PLATFORM, "da04", 2025, on=TODAY, unit_id=communes[120].pk).line("T25")
    ended = scorecard(PLATFORM, "da04", 2025, on=TODAY, unit_id=districts[0].pk).line("T25")

    assert (own.status, own.judged_by.id) == (A, "T25n")
    assert late.status in (NA, ND)
    assert (ended.status, ended.judged_by) == (A, None)


def test_matrix_and_lateness_follow_the_deciding_result(trained_2025):
    found = matrix(PLATFORM, "da04", 2025, targets=["T25"])

    assert len(found.rows) == 130
    assert sum(row.cells[0].status == A for row in found.rows) == 100
    assert len(map_statuses(PLATFORM, "da04", "T25", 2025)) == 130
    late = late_items(PLATFORM, "da04", 2025, on=TODAY)
    assert {item.target for item in late.items} == {"T25n"}
    assert len(late.items) == 30
