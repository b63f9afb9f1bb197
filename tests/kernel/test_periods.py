from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.kernel.periods import Period, PeriodKind

days = st.dates(date(1990, 1, 1), date(2050, 12, 31))
periods = st.one_of(
    st.builds(lambda a, b: Period(min(a, b), max(a, b)), days, days),
    st.builds(Period.year, st.integers(1990, 2050)),
    st.builds(Period.half, st.integers(1990, 2050), st.integers(1, 2)),
    st.builds(Period.quarter, st.integers(1990, 2050), st.integers(1, 4)),
    st.builds(Period.month, st.integers(1990, 2050), st.integers(1, 12)),
)

CASES = [
    (Period.year(2025), PeriodKind.YEAR, "2025", "năm 2025", date(2025, 1, 1), date(2025, 12, 31)),
    (Period.half(2025, 1), PeriodKind.HALF, "2025-H1", "6 tháng đầu năm 2025", date(2025, 1, 1), date(2025, 6, 30)),
    (Period.half(2025, 2), PeriodKind.HALF, "2025-H2", "6 tháng cuối năm 2025", date(2025, 7, 1), date(2025, 12, 31)),
    (Period.quarter(2025, 3), PeriodKind.QUARTER, "2025-Q3", "quý III/2025", date(2025, 7, 1), date(2025, 9, 30)),
    (Period.month(2025, 7), PeriodKind.MONTH, "2025-07", "tháng 07/2025", date(2025, 7, 1), date(2025, 7, 31)),
    (Period.month(2024, 2), PeriodKind.MONTH, "2024-02", "tháng 02/2024", date(2024, 2, 1), date(2024, 2, 29)),
    (
        Period.custom(date(2024, 8, 1), date(2025, 7, 31)),
        PeriodKind.CUSTOM,
        "2024-08-01..2025-07-31",
        "từ 01/08/2024 đến 31/07/2025",
        date(2024, 8, 1),
        date(2025, 7, 31),
    ),
    (
        Period.custom(date(2025, 1, 1), date(2025, 9, 30)),
        PeriodKind.CUSTOM,
        "2025-01-01..2025-09-30",
        "từ 01/01/2025 đến 30/09/2025",
        date(2025, 1, 1),
        date(2025, 9, 30),
    ),
    (
        Period.custom(date(2025, 1, 2), date(2025, 12, 31)),
        PeriodKind.CUSTOM,
        "2025-01-02..2025-12-31",
        "từ 02/01/2025 đến 31/12/2025",
        date(2025, 1, 2),
        date(2025, 12, 31),
    ),
    (
        Period.custom(date(2025, 2, 1), date(2025, 4, 30)),
        PeriodKind.CUSTOM,
        "2025-02-01..2025-04-30",
        "từ 01/02/2025 đến 30/04/2025",
        date(2025, 2, 1),
        date(2025, 4, 30),
    ),
]


@pytest.mark.parametrize(("period", "kind", "code", "label", "start", "end"), CASES)
def test_tells_its_kind_code_and_name_from_its_days(period, kind, code, label, start, end):
    assert (period.kind, period.code, period.label) == (kind, code, label)
    assert (period.start, period.end, period.last_day) == (start, end, end)
    assert str(period) == code


def test_the_same_days_are_the_same_period():
    assert Period.custom(date(2025, 1, 1), date(2025, 6, 30)) == Period.parse("2025-H1")
    assert Period.parse("2025-01-01..2025-06-30").code == "2025-H1"
    assert Period.half(2025, 1).dates_label == "từ 01/01/2025 đến 30/06/2025"


@pytest.mark.parametrize("text", ["01/08/2024..31/07/2025", " 2024-08-01 .. 2025-07-31 "])
def test_reads_the_days_of_a_custom_period_as_people_write_them(text):
    assert Period.parse(text) == Period(date(2024, 8, 1), date(2025, 7, 31))


@given(periods)
def test_reads_back_its_code(period):
    assert Period.parse(period.code) == period


@pytest.mark.parametrize("code", ["", "25", "2025-H3", "2025-Q5", "2025-13", "2025-7", "2025-q1", "0000", "năm 2025"])
def test_refuses_an_unknown_code(code):
    with pytest.raises(ValueError, match=f"Kỳ số liệu “{code}” chưa đúng dạng"):
        Period.parse(code)


def test_refuses_custom_days_that_are_none():
    with pytest.raises(ValueError, match="Không có ngày “2025-02-30” trong lịch"):
        Period.parse("2025-02-30..2025-03-01")


def test_refuses_to_end_before_it_begins():
    with pytest.raises(ValueError, match="kết thúc ngày 31/12/2024, trước ngày bắt đầu 01/01/2025"):
        Period(date(2025, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    "build",
    [
        lambda: Period.half(2025, 0),
        lambda: Period.half(2025, 3),
        lambda: Period.quarter(2025, 5),
        lambda: Period.month(2025, 13),
    ],
)
def test_refuses_a_part_the_year_does_not_have(build):
    with pytest.raises(ValueError, match="a year has no"):
        build()


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period.year(2025), Period.year(2024)),
        (Period.half(2025, 1), Period.half(2024, 2)),
        (Period.half(2025, 2), Period.half(2025, 1)),
        (Period.quarter(2025, 1), Period.quarter(2024, 4)),
        (Period.month(2024, 3), Period.month(2024, 2)),
        (Period.month(2025, 1), Period.month(2024, 12)),
        (Period(date(2025, 3, 10), date(2025, 3, 12)), Period(date(2025, 3, 7), date(2025, 3, 9))),
    ],
)
def test_knows_the_one_before(period, before):
    assert period.previous() == before


@given(periods)
def test_the_one_before_ends_the_day_before(period):
    before = period.previous()

    assert before.end == period.start - timedelta(days=1)
    assert before.kind is period.kind or period.kind is PeriodKind.CUSTOM


def test_contains_its_first_and_last_day_and_no_more():
    july = Period.month(2025, 7)

    assert july.contains(date(2025, 7, 1))
    assert july.contains(date(2025, 7, 31))
    assert not july.contains(date(2025, 6, 30))
    assert not july.contains(date(2025, 8, 1))
    assert july.days == 31


@given(periods, periods)
def test_intersection_holds_exactly_the_common_days(one, other):
    common = one.intersection(other)

    assert common == other.intersection(one)
    assert one.overlaps(other) == (common is not None)
    for day in (one.start, one.end, other.start, other.end):
        assert (common is not None and common.contains(day)) == (one.contains(day) and other.contains(day))
