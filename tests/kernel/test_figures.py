from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.kernel.figures import Comparison, Scale, Status, Threshold, share
from danvan.kernel.text import format_percent

ABOVE_90 = Threshold(Comparison.GT, 90)
ABOVE_95 = Threshold(Comparison.GT, 95)
AT_LEAST_98 = Threshold(Comparison.GE, 98)
ALL = Threshold(Comparison.ALL)
TOP_15 = Threshold(Comparison.LE, 15, Scale.NUMBER)
UP_ONE = Threshold(Comparison.GE, 1, Scale.CHANGE)


@pytest.mark.parametrize(
    ("threshold", "numerator", "denominator", "status", "reason"),
    [
        (ABOVE_90, 900, 1000, Status.NOT_ACHIEVED, "A3: 90,00 % is not above 90 %"),
        (ABOVE_90, 901, 1000, Status.ACHIEVED, "A3: one answer more"),
        (ABOVE_95, 19, 20, Status.NOT_ACHIEVED, "A4: 95,00 % is not above 95 %"),
        (ABOVE_95, 20, 21, Status.ACHIEVED, "A4: 95,24 %"),
        (AT_LEAST_98, 49, 50, Status.ACHIEVED, "A5: exactly 98 %"),
        (AT_LEAST_98, 48, 49, Status.NOT_ACHIEVED, "A5: 97,96 %, prints as 98,0 %"),
        (ALL, 10, 10, Status.ACHIEVED, "all"),
        (ALL, 9, 10, Status.NOT_ACHIEVED, "A1: one plan is not verified"),
        (ALL, 99999, 100000, Status.NOT_ACHIEVED, "one missing of many"),
        (ALL, 0, 10, Status.NOT_ACHIEVED, "none of ten"),
        (ALL, 0, 0, Status.NOT_APPLICABLE, "nothing out of nothing is not all"),
        (ABOVE_95, 0, 0, Status.NOT_APPLICABLE, "A15: zero cases in the year"),
        (ABOVE_95, 93, 100, Status.NOT_ACHIEVED, "T14 worked reading, R1"),
        (ABOVE_95, 93, 95, Status.ACHIEVED, "T14 worked reading, R2"),
        (ABOVE_95, None, None, Status.NO_DATA, "nothing was sent"),
        (ABOVE_95, 5, None, Status.NO_DATA, "half a share is none"),
        (TOP_15, 15, 63, Status.ACHIEVED, "rank 15 of 63"),
        (TOP_15, 16, 63, Status.NOT_ACHIEVED, "rank 16"),
        (TOP_15, 15, None, Status.ACHIEVED, "a rank needs no denominator"),
        (TOP_15, None, None, Status.NO_DATA, "no rank published"),
        (UP_ONE, 2, None, Status.ACHIEVED, "two places up"),
        (UP_ONE, 1, None, Status.ACHIEVED, "one place up"),
        (UP_ONE, 0, None, Status.NOT_ACHIEVED, "kept its place"),
        (UP_ONE, -3, None, Status.NOT_ACHIEVED, "fell"),
        (Threshold(Comparison.GE, 2, Scale.NUMBER), 2, None, Status.ACHIEVED, "two classes"),
        (Threshold(Comparison.LT, 5), 49, 1000, Status.ACHIEVED, "below 5 %"),
        (Threshold(Comparison.LT, 5), 50, 1000, Status.NOT_ACHIEVED, "5 % is not below 5 %"),
        (Threshold(Comparison.LE, 5), 50, 1000, Status.ACHIEVED, "at most 5 %"),
        (Threshold(Comparison.EQ, 50), 1, 2, Status.ACHIEVED, "exactly half"),
        (Threshold(Comparison.EQ, 50), 1, 3, Status.NOT_ACHIEVED, "not half"),
        (Threshold(Comparison.GE, Fraction(195, 2)), 39, 40, Status.ACHIEVED, "97,5 % exactly"),
        (Threshold(Comparison.GT, Fraction(195, 2)), 39, 40, Status.NOT_ACHIEVED, "97,5 % is not above itself"),
    ],
)
def test_judges_exactly(threshold, numerator, denominator, status, reason):
    assert threshold.judge(numerator, denominator) is status, reason


def test_prints_what_it_judged():
    assert format_percent(Fraction(48, 49), not_reaching=AT_LEAST_98.boundary) == "97,96 %"
    assert format_percent(Fraction(49, 50), not_reaching=AT_LEAST_98.boundary) == "98,0 %"
    assert ALL.boundary == 100
    assert TOP_15.boundary is None


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 100), st.sampled_from(list(Comparison)))
def test_agrees_with_comparing_the_fractions(numerator, denominator, percent, comparison):
    holds = {
        Comparison.GE: lambda left, right: left >= right,
        Comparison.GT: lambda left, right: left > right,
        Comparison.LE: lambda left, right: left <= right,
        Comparison.LT: lambda left, right: left < right,
        Comparison.EQ: lambda left, right: left == right,
        Comparison.ALL: lambda left, right: left == 1,
    }[comparison]
    threshold = Threshold(comparison, None if comparison is Comparison.ALL else percent)

    assert threshold.meets(numerator, denominator) == holds(Fraction(numerator, denominator), Fraction(percent, 100))


@given(st.integers(0, 200), st.integers(1, 200), st.integers(2, 50), st.integers(0, 100))
def test_verdict_does_not_depend_on_the_size_of_the_whole(numerator, denominator, times, percent):
    threshold = Threshold(Comparison.GE, percent)

    assert threshold.meets(numerator, denominator) == threshold.meets(numerator * times, denominator * times)


@pytest.mark.parametrize("denominator", [None, 0, -5])
def test_refuses_to_compare_a_share_of_nothing(denominator):
    with pytest.raises(ValueError, match="no share"):
        ABOVE_90.meets(0, denominator)


def test_refuses_to_judge_a_part_of_nothing():
    with pytest.raises(ValueError, match="3/0"):
        ALL.judge(3, 0)


def test_nothing_out_of_nothing_is_no_share():
    assert share(0, 0) is None
    assert share(3, 0) is None
    assert share(0, 5) == 0
    assert share(2, 4) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("threshold", "label"),
    [
        (ABOVE_90, "> 90 %"),
        (AT_LEAST_98, "≥ 98 %"),
        (ALL, "100 %"),
        (TOP_15, "≤ 15"),
        (UP_ONE, "≥ +1"),
        (Threshold(Comparison.GE, 0, Scale.CHANGE), "≥ 0"),
        (Threshold(Comparison.GT, -2, Scale.CHANGE), "> -2"),
        (Threshold(Comparison.LT, 5), "< 5 %"),
        (Threshold(Comparison.EQ, 3, Scale.NUMBER), "= 3"),
        (Threshold(Comparison.GE, Fraction(195, 2)), "≥ 97,5 %"),
        (Threshold(Comparison.GE, 12000, Scale.NUMBER), "≥ 12.000"),
    ],
)
def test_prints_the_threshold(threshold, label):
    assert threshold.label == label


def test_takes_the_words_of_a_definition_file():
    assert Threshold("gt", 90, "percent") == ABOVE_90
    with pytest.raises(ValueError, match="more"):
        Threshold("more", 90)


@pytest.mark.parametrize("value", [97.5, "98", None, True])
def test_refuses_a_threshold_that_is_not_exact(value):
    with pytest.raises(TypeError, match="whole number or a fraction"):
        Threshold(Comparison.GE, value)


def test_refuses_a_threshold_that_cannot_be_printed():
    with pytest.raises(ValueError, match="printed exactly"):
        Threshold(Comparison.GE, Fraction(100, 3))


@pytest.mark.parametrize(("value", "scale"), [(100, Scale.PERCENT), (None, Scale.NUMBER)])
def test_refuses_a_value_or_scale_beside_all(value, scale):
    with pytest.raises(ValueError, match="takes neither"):
        Threshold(Comparison.ALL, value, scale)


@pytest.mark.parametrize(
    ("status", "code", "label"),
    [
        (Status.ACHIEVED, "achieved", "đạt"),
        (Status.NOT_ACHIEVED, "not_achieved", "chưa đạt"),
        (Status.NOT_YET_DUE, "not_yet_due", "chưa đến hạn"),
        (Status.NO_DATA, "no_data", "chưa có dữ liệu"),
        (Status.NOT_APPLICABLE, "not_applicable", "không áp dụng"),
    ],
)
def test_names_each_status(status, code, label):
    assert (status.value, status.label) == (code, label)
