"""What an old register says of a letter has to fit together before any figure counts it."""

from datetime import date

import pytest

from danvan.petitions.rules.old_register import NOTHING, PastActs, handling_acts, misfits, settling_acts
from danvan.petitions.selectors.tables import table_of

RECEIVED, TODAY = date(2024, 3, 1), date(2026, 11, 23)


def _misfits(past, kind="complaint"):
    return [name for name, _sentence in misfits(past, table_of(kind), received_on=RECEIVED, today=TODAY)]


@pytest.mark.parametrize(
    ("past", "kind", "wrong"),
    [
        (NOTHING, "complaint", []),
        (PastActs("accepted", RECEIVED), "complaint", []),
        (PastActs("accepted", RECEIVED, "", "decided", RECEIVED, verdict="wrong"), "complaint", []),
        (PastActs("accepted", RECEIVED, "", "withdrawn", RECEIVED), "complaint", []),
        (PastActs("accepted", RECEIVED, "", "answered", RECEIVED, reply="explained"), "recommendation", []),
        (PastActs("filed", RECEIVED, is_over=True), "mixed", []),
        (PastActs("accepted", None), "complaint", ["handled_on"]),
        (PastActs("", RECEIVED), "complaint", ["handled"]),
        (PastActs("accepted", date(2024, 2, 29)), "complaint", ["handled_on"]),
        (PastActs("accepted", date(2026, 11, 24)), "complaint", ["handled_on"]),
        (PastActs("transferred", RECEIVED), "complaint", ["handled"]),
        (PastActs("linked", RECEIVED), "complaint", ["handled"]),
        (PastActs("guided", RECEIVED, "", "decided", RECEIVED), "complaint", ["settled"]),
        (PastActs("accepted", date(2024, 3, 9), "", "decided", date(2024, 3, 8)), "complaint", ["settled_on"]),
        (PastActs("accepted", RECEIVED, "", "answered", RECEIVED), "complaint", ["settled"]),
        (PastActs("accepted", RECEIVED, verdict="wrong"), "complaint", ["verdict"]),
        (PastActs("accepted", RECEIVED, "", "decided", RECEIVED, reply="explained"), "complaint", ["reply"]),
        (PastActs("accepted", RECEIVED, is_over=True), "complaint", ["is_over"]),
    ],
)
def test_days_and_outcomes_fit_together(past, kind, wrong):
    assert _misfits(past, kind) == wrong


def test_every_outcome_of_a_table_is_known_but_those_that_need_another_letter():
    assert set(handling_acts(table_of("complaint"))) == {"accepted", "not_accepted", "guided", "returned", "filed"}
    assert set(settling_acts(table_of("complaint"))) == {"decided", "stopped", "withdrawn"}
    assert set(settling_acts(table_of("recommendation"))) == {"answered"}
