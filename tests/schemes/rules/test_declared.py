"""What plain arithmetic says of a declared figure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.kernel.periods import Period
from danvan.kernel.text import format_number
from danvan.schemes.rules.declared import Declared, Expected, Part, Severity, findings_of, read_percent
from danvan.schemes.rules.definition import parse_threshold

YEAR = Period.year(2025)
EXPECTED = Expected(YEAR, units=130, threshold=parse_threshold(">= 98/100"))


def declared(numerator=None, denominator=None, percent="", *, window=YEAR, units=None, parts=()):
    return Declared(window, numerator, denominator, percent, units, tuple(parts))


@pytest.mark.parametrize(
    ("figure", "why"),
    [
        (declared(), "nothing declared, nothing wrong"),
        (declared(129, 130), "counts alone"),
        (declared(129, 130, "99,2 %"), "rounded to one digit"),
        (declared(129, 130, "99.23"), "a decimal point and no sign"),
        (declared(129, 130, "99%"), "rounded to a whole number"),
        (declared(1, 8, "12,5 %"), "exact"),
        (declared(1, 8, "13 %"), "a half may be rounded up"),
        (declared(1, 8, "12 %"), "or down"),
        (declared(130, 130, "100 %", units=130), "all of them"),
        (declared(3, 7, parts=[Part("người dân", 1, 4), Part("doanh nghiệp", 2, 3)]), "parts that add up"),
        (declared(3, 7, parts=[Part("người dân", 1), Part("doanh nghiệp", 2)]), "parts without denominators"),
        (declared(3, 7, parts=[Part("người dân", 1), Part("doanh nghiệp")]), "a part without a count"),
        (declared(0, 0), "nothing of nothing, and no rate claimed"),
    ],
)
def test_finds_nothing_in_what_fits(figure, why):
    assert findings_of(figure, EXPECTED) == [], why


@pytest.mark.parametrize(
    ("figure", "code", "sentence"),
    [
        (
            declared(90, 100, "95 %"),
            "rate_differs",
            "Tỷ lệ khai 95 %; tính từ 90/100 là 90,0 %.",
        ),
        (
            declared(129, 130, "99,3 %"),
            "rate_differs",
            "Tỷ lệ khai 99,3 %; tính từ 129/130 là 99,2 %.",
        ),
        (
            declared(129, 130, "100 %"),
            "rate_differs",
            "Tỷ lệ khai 100 %; tính từ 129/130 là 99,2 %.",
        ),
        (
            declared(131, 130),
            "numerator_exceeds_denominator",
            "Tử số là 131, lớn hơn mẫu số 130.",
        ),
        (
            declared(3, 7, parts=[Part("người dân", 3, 2), Part("doanh nghiệp", 0, 5)]),
            "numerator_exceeds_denominator",
            "Tử số của phần “người dân” là 3, lớn hơn mẫu số 2.",
        ),
        (
            declared(-1, 130),
            "negative",
            "Tử số là -1, nhỏ hơn 0.",
        ),
        (
            declared(10, 20, parts=[Part("người dân", 4), Part("doanh nghiệp", 5)]),
            "parts_do_not_add_up",
            "Cộng tử số các phần 4 + 5 = 9, khác tử số chung 10.",
        ),
        (
            declared(10, 2000, parts=[Part("người dân", 4, 1100), Part("doanh nghiệp", 6, 800)]),
            "parts_do_not_add_up",
            "Cộng mẫu số các phần 1.100 + 800 = 1.900, khác mẫu số chung 2.000.",
        ),
        (
            declared(1, 2, "50 %", window=Period.custom(date(2024, 8, 1), date(2025, 7, 31))),
            "window_differs",
            "Số liệu khai từ 01/08/2024 đến 31/07/2025, khác kỳ của chỉ tiêu là từ 01/01/2025 đến 31/12/2025.",
        ),
        (
            declared(400, 412, units=412),
            "unit_count_differs",
            "Số liệu khai tính 412 đơn vị; ngày 31/12/2025 có 130 đơn vị thuộc diện.",
        ),
        (
            declared(percent="101 %"),
            "percent_over_100",
            "Tỷ lệ khai 101 % lớn hơn 100 %.",
        ),
        (
            declared(0, 0, "100 %"),
            "rate_of_nothing",
            "Tỷ lệ khai 100 % trên mẫu số 0; khi không có gì để tính thì không có tỷ lệ.",
        ),
        (
            declared(percent="98,5 %"),
            "rate_without_counts",
            "Tỷ lệ khai 98,5 % chưa kèm đủ tử số và mẫu số nên chưa kiểm tra được.",
        ),
        (
            declared(1, 2, "gần 50 %"),
            "percent_unreadable",
            "Tỷ lệ khai “gần 50 %” chưa đúng dạng, ví dụ 97,5 %.",
        ),
        (
            declared(48, 49, "98,0 %"),
            "rounding_changes_verdict",
            "Tỷ lệ khai 98,0 % đã làm tròn; 48/49 là 97,96 %, chưa đạt mức ≥ 98 %.",
        ),
    ],
)
def test_says_what_does_not_fit_with_its_numbers(figure, code, sentence):
    assert (code, sentence) in [(finding.code, finding.sentence) for finding in findings_of(figure, EXPECTED)]


def test_says_everything_at_once_and_in_order():
    figure = declared(140, 130, "107,7 %", window=Period.half(2025, 1), units=412)

    assert [finding.code for finding in findings_of(figure, EXPECTED)] == [
        "window_differs",
        "unit_count_differs",
        "numerator_exceeds_denominator",
        "percent_over_100",
    ]


def test_says_nothing_of_the_rate_of_counts_that_cannot_be():
    assert [finding.code for finding in findings_of(declared(140, 130, "90 %"), EXPECTED)] == [
        "numerator_exceeds_denominator"
    ]


def test_tells_the_impossible_from_what_needs_explaining():
    figure = declared(90, 100, "95 %", units=412)

    severities = {finding.code: finding.severity for finding in findings_of(figure, EXPECTED)}

    assert severities == {"unit_count_differs": Severity.TO_EXPLAIN, "rate_differs": Severity.IMPOSSIBLE}


def test_says_nothing_of_units_where_their_number_is_unknown():
    assert findings_of(declared(1, 2, units=412), Expected(YEAR)) == []


@pytest.mark.parametrize("text", ["", "%", "98,", ",5", "-5 %", "98 phần trăm", "1.234,5", "９８"])
def test_reads_no_percentage_where_there_is_none(text):
    assert read_percent(text) is None


@given(st.integers(1, 10**6), st.data(), st.integers(0, 4))
def test_accepts_every_rate_rounded_from_its_own_counts(denominator, data, digits):
    numerator = data.draw(st.integers(0, denominator))
    scaled = (2 * numerator * 100 * 10**digits + denominator) // (2 * denominator)
    whole, part = divmod(scaled, 10**digits)
    text = f"{whole},{part:0{digits}} %" if digits else f"{whole} %"

    codes = [finding.code for finding in findings_of(declared(numerator, denominator, text), Expected(YEAR))]

    assert codes == [], format_number(numerator)


@given(st.integers(1, 10**6), st.data(), st.integers(0, 4))
def test_finds_every_rate_one_digit_off(denominator, data, digits):
    numerator = data.draw(st.integers(0, denominator))
    scaled = (2 * numerator * 100 * 10**digits + denominator) // (2 * denominator) + 2
    whole, part = divmod(scaled, 10**digits)
    text = f"{whole},{part:0{digits}} %" if digits else f"{whole} %"

    codes = [finding.code for finding in findings_of(declared(numerator, denominator, text), Expected(YEAR))]

    assert "rate_differs" in codes
