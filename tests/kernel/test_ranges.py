from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.kernel.ranges import ValidRange, find_gaps, find_overlaps

JAN, FEB, MAR, APR, MAY = (date(2025, month, 1) for month in range(1, 6))
EPOCH = date(2025, 1, 1)


def _range(start, length):
    begin = EPOCH + timedelta(days=start)
    return ValidRange(begin, begin + timedelta(days=length) if length else None)


ranges = st.builds(_range, st.integers(0, 40), st.integers(0, 15))
SAMPLE_DAYS = [EPOCH + timedelta(days=offset) for offset in range(-2, 70)]


def test_does_not_contain_its_end():
    district = ValidRange(date(2004, 8, 31), date(2025, 7, 1))

    assert district.contains(date(2025, 6, 30))
    assert not district.contains(date(2025, 7, 1))
    assert district.contains(date(2004, 8, 31))
    assert not district.contains(date(2004, 8, 30))
    assert district.last_day == date(2025, 6, 30)


def test_open_range_goes_on():
    commune = ValidRange(date(2025, 7, 1))

    assert commune.is_open
    assert commune.last_day is None
    assert commune.contains(date(2999, 1, 1))


def test_is_built_from_a_last_day():
    assert ValidRange.through(JAN, date(2025, 1, 31)) == ValidRange(JAN, FEB)
    assert ValidRange.through(JAN, None) == ValidRange(JAN)
    assert ValidRange.through(JAN, JAN).last_day == JAN


@pytest.mark.parametrize("end", [JAN, date(2024, 12, 31)])
def test_refuses_to_hold_no_day(end):
    with pytest.raises(ValueError, match="cannot end"):
        ValidRange(JAN, end)


def test_one_that_follows_another_touches_and_does_not_overlap():
    old, new = ValidRange(JAN, MAR), ValidRange(MAR)

    assert old.touches(new)
    assert new.touches(old)
    assert not old.overlaps(new)
    assert not ValidRange(JAN, FEB).touches(new)
    assert not new.touches(ValidRange(APR))


@given(ranges, ranges)
def test_intersection_holds_exactly_the_common_days(one, other):
    common = one.intersect(other)

    for day in SAMPLE_DAYS:
        assert (common is not None and common.contains(day)) == (one.contains(day) and other.contains(day))


@given(st.lists(ranges, max_size=6))
def test_finds_every_overlapping_pair(given_ranges):
    found = find_overlaps(given_ranges)

    expected = sum(one.overlaps(other) for place, one in enumerate(given_ranges) for other in given_ranges[place + 1 :])
    assert len(found) == expected
    assert all(one.overlaps(other) for one, other in found)


@given(st.lists(ranges, max_size=6), ranges)
def test_gaps_are_exactly_the_uncovered_days(given_ranges, within):
    gaps = find_gaps(given_ranges, within)

    for day in SAMPLE_DAYS:
        uncovered = within.contains(day) and not any(each.contains(day) for each in given_ranges)
        assert any(gap.contains(day) for gap in gaps) == uncovered
    assert not find_overlaps(gaps)
    assert not any(one.touches(other) for one, other in pairwise(gaps))


@pytest.mark.parametrize(
    ("given_ranges", "gaps", "reason"),
    [
        ([], [], "nothing to be between"),
        ([ValidRange(JAN, FEB), ValidRange(FEB)], [], "one follows the other"),
        ([ValidRange(MAR), ValidRange(JAN, FEB)], [ValidRange(FEB, MAR)], "a month is missing, order does not matter"),
        ([ValidRange(JAN, MAY), ValidRange(FEB, MAR), ValidRange(APR)], [], "a short one inside a long one"),
        ([ValidRange(JAN), ValidRange(MAR, APR)], [], "an open one covers what begins later"),
    ],
)
def test_finds_holes_between_the_first_and_the_last(given_ranges, gaps, reason):
    assert find_gaps(given_ranges) == gaps, reason
