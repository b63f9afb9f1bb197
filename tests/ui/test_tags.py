"""What the tags print: numbers as offices print them, statuses as shape, word and colour."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from danvan.kernel.figures import Status
from danvan.ui.statuses import STATUSES


def printed(source, path="/", **context):
    context["request"] = RequestFactory().get(path)
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("{{ value|vn_date }}", date(2026, 3, 5), "05/03/2026"),
        # 23:30 in London is already the next morning in Nghệ An.
        ("{{ value|vn_date }}", datetime(2026, 3, 5, 23, 30, tzinfo=UTC), "06/03/2026"),
        ("{{ value|vn_datetime }}", datetime(2026, 3, 5, 1, 4, tzinfo=UTC), "08:04 05/03/2026"),
        ("{{ value|vn_number }}", 18402, "18.402"),
        ("{{ value|vn_number }}", 0, "0"),
        ("{{ value|percent }}", Fraction(7, 130), "5,4 %"),
        ("{{ value|capfirst_vn }}", "đạt", "Đạt"),
    ],
)
def test_prints_as_offices_print(source, value, expected):
    assert printed(source, value=value) == expected


@pytest.mark.parametrize("name", ["vn_date", "vn_datetime", "vn_number", "percent"])
def test_prints_a_dash_for_nothing(name):
    assert printed("{{ value|" + name + " }}", value=None) == "–"


def test_a_percentage_stands_with_its_fraction():
    text = printed("{% fraction 7 130 %}")

    assert "7/130" in text
    assert "5,4 %" in text


def test_a_fraction_never_seems_to_reach_a_threshold_it_misses():
    assert "97,96 %" in printed("{% fraction 48 49 boundary %}", boundary=Fraction(98))


@pytest.mark.parametrize(("numerator", "denominator"), [(None, 10), (None, None), (0, 0)])
def test_nothing_out_of_nothing_is_no_percentage(numerator, denominator):
    assert printed("{% fraction n d %}", n=numerator, d=denominator) == "–"


@pytest.mark.parametrize("code", list(Status))
def test_every_status_has_its_own_shape_and_word(code):
    text = printed("{% status code %}", code=code)

    assert f'class="st {code.value}"' in text
    assert STATUSES[code.value].shape in text
    assert code.label[1:] in text
    assert len({STATUSES[each.value].shape for each in Status}) == len(Status)


def test_a_status_in_other_words_is_escaped():
    assert "&lt;b&gt;" in printed("{% status 'no_data' word %}", word="<b>")


@pytest.mark.parametrize(
    ("path", "change", "expected"),
    [
        ("/?a=1&trang=3", "b=2", "?a=1&amp;b=2"),
        ("/?a=1&trang=3", "trang=4", "?a=1&amp;trang=4"),
        ("/?a=1&b=2", "a=''", "?b=2"),
        ("/?a=1", "a=None", "?"),
        ("/?q=%C4%91%E1%BA%A5t", "n=1", "?q=%C4%91%E1%BA%A5t&amp;n=1"),
    ],
)
def test_query_keeps_the_rest_of_the_view(path, change, expected):
    assert printed("{% query " + change + " %}", path) == expected


def test_the_year_dots_say_each_year_in_words():
    text = printed("{% year_dots trend %}", trend=[(2024, Status.ACHIEVED), (2025, None)])

    assert "2024: đạt" in text
    assert "2025: chưa có dữ liệu" in text


def test_the_bar_says_its_numbers_and_leaves_out_what_is_not_there():
    text = printed("{% status_bar counts %}", counts={"achieved": 21, "not_achieved": 11, "no_data": 0})

    assert 'aria-label="21 đạt, 11 chưa đạt"' in text
    assert text.count("<rect") == 2


def test_the_meter_draws_with_decimal_points_whatever_the_language():
    text = printed("{% meter value provisional limit 'achieved' %}", value=Fraction(1, 3), provisional=0.5, limit=None)

    assert 'width="39.3"' in text
    assert 'x2="59.0"' in text
    assert "limit" not in text


def test_the_meter_never_leaves_its_track():
    assert 'width="118.0"' in printed("{% meter 1.7 None None 'achieved' %}")
