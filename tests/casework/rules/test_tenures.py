"""Which unit counts a case that was handed over, added up."""

from danvan.casework.rules.ratios import Resolution
from danvan.casework.rules.tenures import Both, Tenures

ONE = Resolution(open_at_start=1)
NEW = Resolution(accepted=1)
OLD, NEXT, OTHER = 1, 2, 3


def tenures():
    return Tenures(
        own={OLD: NEW, NEXT: NEW},
        received={(NEXT, OLD): Both(since=ONE, whole=NEW)},
        passed_on={(OLD, NEXT, None): Both(since=NEW, whole=NEW)},
    )


def test_apart_each_counts_the_case_for_its_days():
    assert tenures().of({OLD}) == NEW + NEW
    assert tenures().of({NEXT}) == NEW + ONE


def test_together_they_count_it_once_from_its_beginning():
    assert tenures().of({OLD, NEXT}) == NEW + NEW + NEW


def test_the_total_has_every_case_once():
    assert tenures().total == NEW + NEW + NEW
    assert tenures().units == {OLD, NEXT}


def test_who_had_nothing_counts_nothing():
    assert tenures().of({OTHER}) == Resolution()
