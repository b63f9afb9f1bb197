"""The verdicts of T09–T12 on the real index series of the province, and on invented pairs at their edges."""

import csv
from datetime import date
from pathlib import Path

import pytest

from danvan.kernel.figures import Status
from danvan.kernel.periods import Period
from danvan.schemes.rules.verdict import Flag, IndexRow, Moment, equivalent_rank, judge_gain, judge_rank
from tests.schemes.rules.known import DA04, load

YES, NO, NO_DATA = Status.ACHIEVED, Status.NOT_ACHIEVED, Status.NO_DATA
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def da04():
    return load(DA04)


@pytest.fixture(scope="module")
def series():
    with (Path(__file__).parent / "indices.csv").open(encoding="utf-8") as file:
        return {
            (row["index"], int(row["year"])): IndexRow(
                int(row["year"]), int(row["rank"]), int(row["of_total"]), row["confidence"] == "seen-derived"
            )
            for row in csv.DictReader(file)
        }


def moment(target, year, on=TODAY):
    return Moment(Period.year(year), target.due_on(year), on)


def rank_of(da04, target_id, year, row, on=TODAY):
    target = da04.target(target_id)
    basis, provinces = (da04.setting(target_id, key, on=date(year, 12, 31)).number for key in ("basis", "provinces"))
    return judge_rank(row, target.threshold, moment(target, year, on), basis=basis, provinces=provinces)


def gain_of(da04, before, row, year=2024, on=TODAY):
    target = da04.target("T12")
    kept = da04.setting("T12", "kept_at_rank", on=date(year, 12, 31)).number
    return judge_gain(before, row, target.threshold, moment(target, year, on), kept_at_rank=kept)


@pytest.mark.parametrize(
    ("target", "year", "rank", "status"),
    [
        ("T09", 2020, 18, NO),
        ("T09", 2021, 17, NO),
        ("T09", 2022, 16, NO),
        ("T09", 2023, 15, YES),
        ("T09", 2024, 27, NO),
        ("T09", 2025, None, NO_DATA),
        ("T10", 2018, 4, YES),
        ("T10", 2019, 17, NO),
        ("T10", 2020, 15, YES),
        ("T10", 2021, 15, YES),
        ("T10", 2022, 17, NO),
        ("T10", 2023, 25, NO),
        ("T10", 2024, 37, NO),
        ("T11", 2018, 19, NO),
        ("T11", 2019, 18, NO),
        ("T11", 2020, 18, NO),
        ("T11", 2021, 30, NO),
        ("T11", 2022, 23, NO),
        ("T11", 2023, 44, NO),
        ("T11", 2024, 44, NO),
    ],
)
def test_judges_the_real_ranks(da04, series, target, year, rank, status):
    row = series.get((da04.target(target).parameters["index"], year))

    outcome = rank_of(da04, target, year, row)

    assert (outcome.numerator, outcome.status) == (rank, status)


@pytest.mark.parametrize(
    ("year", "gain", "status"),
    [(2020, None, NO_DATA), (2021, 13, YES), (2022, 21, YES), (2023, 2, YES), (2024, 6, YES), (2025, None, NO_DATA)],
)
def test_judges_the_real_gains(da04, series, year, gain, status):
    outcome = gain_of(da04, series.get(("SIPAS", year - 1)), series.get(("SIPAS", year)), year)

    assert (outcome.numerator, outcome.status) == (gain, status)


def test_marks_exactly_the_verdicts_that_rest_on_a_derived_rank(da04, series):
    marked = {
        (target.id, year)
        for target in da04.targets
        for (index, year), row in series.items()
        if target.parameters.get("index") == index
        and Flag.DERIVED
        in (
            gain_of(da04, series.get((index, year - 1)), row, year)
            if target.id == "T12"
            else rank_of(da04, target.id, year, row)
        ).flags
    }

    assert marked == {
        ("T09", 2020),
        *(("T10", year) for year in range(2019, 2025)),
        ("T11", 2018),
        ("T11", 2020),
        ("T12", 2021),
    }


def test_provinces_left_unscored_change_no_basis(da04, series):
    outcome = rank_of(da04, "T10", 2021, series["PAPI", 2021])

    assert (outcome.numerator, outcome.denominator) == (15, 60)
    assert outcome.flags == {Flag.NOT_ALL_RANKED, Flag.DERIVED}


@pytest.mark.parametrize(("rank", "status"), [(15, YES), (16, NO)])
def test_keeps_the_literal_threshold_after_the_merger_of_provinces(da04, rank, status):
    outcome = rank_of(da04, "T09", 2025, IndexRow(2025, rank, 34))

    assert (outcome.status, outcome.denominator, outcome.flags) == (status, 34, {Flag.BASIS_CHANGED})
    assert equivalent_rank(15, basis=63, of_total=34) == 8


@pytest.mark.parametrize(
    ("on", "status"), [(date(2026, 6, 30), Status.NOT_YET_DUE), (date(2026, 7, 1), Status.NO_DATA)]
)
def test_waits_for_the_edition_until_it_is_due(da04, on, status):
    assert rank_of(da04, "T09", 2025, None, on).status is status
    assert gain_of(da04, IndexRow(2024, 6, 63), None, 2025, on).status is status


def test_an_edition_that_gives_no_rank_is_no_data(da04):
    assert rank_of(da04, "T10", 2024, IndexRow(2024, None, 63)).status is NO_DATA


@pytest.mark.parametrize(
    ("before", "after", "status", "flags", "why"),
    [
        ((8, 63), (5, 34), Status.NOT_APPLICABLE, {Flag.BASIS_CHANGED}, "A12: 63 and 34 are not compared"),
        ((8, 63), (7, 63), YES, set(), "one place is enough"),
        ((8, 63), (8, 63), NO, set(), "no gain"),
        ((8, 63), (9, 63), NO, set(), "a loss"),
        ((8, 63), (1, 63), YES, set(), "more than two is no failure"),
        ((3, 63), (3, 63), NO, set(), "the third may still rise"),
        ((2, 63), (2, 63), YES, {Flag.KEPT}, "the second place kept"),
        ((1, 63), (1, 63), YES, {Flag.KEPT}, "the first place kept"),
        ((2, 63), (1, 63), YES, set(), "a real gain needs no leniency"),
        ((1, 63), (2, 63), NO, set(), "the first place lost"),
        (None, (5, 63), NO_DATA, set(), "no year before"),
        ((None, 63), (5, 63), NO_DATA, set(), "no rank the year before"),
    ],
)
def test_compares_two_editions(da04, before, after, status, flags, why):
    pair = [each and IndexRow(2023 + place, *each) for place, each in enumerate((before, after))]

    outcome = gain_of(da04, *pair)

    assert (outcome.status, outcome.flags) == (status, flags), why
