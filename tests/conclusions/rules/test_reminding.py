"""Which letter comes next, and when."""

from datetime import date, timedelta

import pytest

from danvan.conclusions.rules.reminding import chasing_on
from danvan.conclusions.selectors.reminding import chasing

DUE = date(2026, 5, 20)
ROW = {"soon": -7, "due": 0, "first": 5, "second": 10, "third": 15}


def late(days):
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "sent", "last", "step", "why"),
    [
        (4, 0, None, None, "the day before the first letter"),
        (5, 0, None, 1, "five days after its day"),
        (40, 0, None, 1, "whoever was never written to gets the first letter, however late"),
        (10, 1, 5, 2, "ten days after its day, five after the first letter"),
        (9, 1, 5, None, "the day before"),
        (12, 1, 11, None, "the first letter was signed late: the second does not follow the next day"),
        (16, 1, 11, 2, "five days after the first letter"),
        (15, 2, 10, 3, "the third"),
        (90, 3, 15, None, "there is no fourth letter to the unit"),
    ],
)
def test_a_letter_follows_the_day_and_the_letter_before(days, sent, last, step, why):
    steps = chasing_on([{"from": date(2021, 1, 1), **ROW}], late(days))
    last_sent_on = None if last is None else late(last)

    assert steps.letter_due(DUE, sent=sent, last_sent_on=last_sent_on, on=late(days)) == step, why


def test_what_holds_from_a_day_on_is_used_from_that_day():
    rows = [{"from": date(2021, 1, 1), **ROW}, {"from": date(2027, 1, 1), **ROW, "first": 3}]

    assert chasing_on(rows, date(2026, 12, 31)).first_letter_after == timedelta(days=5)
    assert chasing_on(rows, date(2027, 1, 1)).first_letter_after == timedelta(days=3)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "nothing holds"),
        ([{"from": date(2027, 1, 1), **ROW}], "nothing has begun"),
        ([{"from": date(2022, 1, 1), **ROW}, {"from": date(2021, 1, 1), **ROW}], "out of order"),
        ([{"from": date(2021, 1, 1), **ROW, "second": 5}], "a later step on the same day"),
    ],
)
def test_refuses_a_file_that_does_not_say_when(rows, why):
    with pytest.raises(ValueError, match=r"no steps hold|from a later day|has a later day"):
        chasing_on(rows, DUE)


def test_the_file_holds_the_practice_of_the_province():
    steps = chasing(date(2026, 11, 23))

    assert [days for _step, days in steps.steps.days] == [-7, 0, 5, 10, 15]
