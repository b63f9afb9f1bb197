"""Answers of the command line: the same rows for people, programs and spreadsheets."""

import csv
import io
import json
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import pytest

from danvan.kernel.tabular import FORMATS, print_rows, to_json

HEADINGS = {"name": "Tên", "share": "Tỷ lệ", "on": "Ngày"}
ROWS = [
    {"name": "xã Quỳnh Lưu", "share": Fraction(7, 130), "on": date(2025, 7, 1), "hidden": [1, 2]},
    {"name": "Sở Nội vụ", "share": None, "on": None, "hidden": []},
]


class Colour(Enum):
    RED = "red"


def test_a_table_has_vietnamese_headings_dates_and_aligned_columns():
    assert print_rows(ROWS, HEADINGS, "table").splitlines() == [
        "Tên           Tỷ lệ  Ngày",
        "------------  -----  ----------",
        "xã Quỳnh Lưu  7/130  01/07/2025",
        "Sở Nội vụ",
    ]


def test_a_name_typed_with_combining_marks_does_not_shift_the_columns():
    loose = [{**row, "name": unicodedata.normalize("NFD", row["name"])} for row in ROWS]

    assert print_rows(loose, HEADINGS, "table") == print_rows(ROWS, HEADINGS, "table")


def test_numbers_stand_on_the_right_even_when_some_are_missing():
    rows = [{"n": 5}, {"n": None}, {"n": 1200}]

    assert print_rows(rows, {"n": "số"}, "table").splitlines() == ["  số", "----", "   5", "", "1200"]


def test_json_gives_rows_whole_with_iso_dates_exact_fractions_and_plain_vietnamese():
    text = print_rows(ROWS, HEADINGS, "json")

    assert "Quỳnh Lưu" in text
    assert json.loads(text) == [
        {"name": "xã Quỳnh Lưu", "share": "7/130", "on": "2025-07-01", "hidden": [1, 2]},
        {"name": "Sở Nội vụ", "share": None, "on": None, "hidden": []},
    ]


def test_json_keeps_the_order_of_keys():
    assert list(json.loads(print_rows(ROWS, HEADINGS, "json"))[0]) == ["name", "share", "on", "hidden"]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2025, 7, 1, 8, 30), "2025-07-01T08:30:00"),
        (Decimal("12.50"), "12.50"),
        (Colour.RED, "red"),
        ((1, 2), [1, 2]),
        (True, True),
    ],
)
def test_json_knows_the_kinds_of_values_we_answer_with(value, written):
    assert json.loads(to_json({"x": value})) == {"x": written}


def test_what_json_cannot_hold_is_a_fault_and_not_guessed():
    with pytest.raises(TypeError, match="cannot be written"):
        to_json({"x": object()})


def test_csv_is_read_back_as_it_was():
    rows = [{"name": 'xã "Đông", Hiếu\nmới', "on": date(2025, 7, 1)}]

    read = list(csv.DictReader(io.StringIO(print_rows(rows, {"name": "Tên", "on": "Ngày"}, "csv"))))

    assert read == [{"name": 'xã "Đông", Hiếu\nmới', "on": "2025-07-01"}]


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows_is_an_answer_too(form):
    printed = print_rows([], HEADINGS, form)

    assert (
        printed
        == {
            "table": "Tên  Tỷ lệ  Ngày\n---  -----  ----",
            "json": "[]",
            "csv": "name,share,on",
        }[form]
    )
