"""Figures in words."""

from datetime import date

import pytest

from danvan.schemes.rules.definition import ValueKind, parse_threshold
from danvan.schemes.rules.wording import (
    ShortTarget,
    most_short,
    say_change,
    say_figure,
    say_lateness,
    say_span,
)


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator", "detail", "said"),
    [
        (ValueKind.SHARE, 7, 130, {}, "7/130 5,4 %"),
        (ValueKind.SHARE, 0, 0, {}, "0/0 không có gì để tính"),
        (ValueKind.SHARE, None, 130, {}, "–"),
        (ValueKind.RANK, 27, 63, {"year": 2024}, "hạng 27 /63 · 2024"),
        (ValueKind.GAIN, 6, None, {"before": 12, "rank": 6, "year": 2024}, "+6 bậc 12 → 6 · 2024"),
        (ValueKind.GAIN, -12, None, {}, "-12 bậc"),
        (ValueKind.COUNT, 2, None, {}, "2 lớp"),
    ],
)
def test_says_each_kind_of_figure(kind, numerator, denominator, detail, said):
    assert str(say_figure(kind, numerator, denominator, counts="lớp", detail=detail)) == said


def test_never_prints_another_verdict_than_the_exact_one():
    said = say_figure(ValueKind.SHARE, 48, 49, threshold=parse_threshold(">= 98/100"))

    assert said.rest == "97,96 %"


def test_names_the_targets_most_units_are_short_of():
    short = {"T01": 3, "T02": 0, "T03": 9, "T04": 3}
    targets = [ShortTarget(target, "", units) for target, units in short.items()]

    assert [each.target for each in most_short(targets)] == ["T03", "T01"]


@pytest.mark.parametrize(
    ("due_on", "said"),
    [(date(2026, 11, 14), "quá 9 ngày"), (date(2026, 11, 23), "đến hạn hôm nay"), (date(2026, 11, 29), "còn 6 ngày")],
)
def test_says_how_late(due_on, said):
    assert say_lateness(due_on, date(2026, 11, 23)) == said


def test_compares_with_the_year_before():
    assert say_change(5, 3, 2024, 7) == "So với năm 2024: thêm 2 chỉ tiêu đạt, trên 7 chỉ tiêu so sánh được."
    assert "không đổi" in say_change(3, 3, 2024, 7)


def test_says_a_span_of_days():
    assert say_span(date(2025, 1, 1), date(2025, 6, 30)) == "01/01–30/06/2025"
