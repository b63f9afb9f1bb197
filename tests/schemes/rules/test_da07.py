"""Scheme 07 as data: what it asks, and that we said what is only proposed."""

from datetime import date

import pytest

from danvan.schemes.rules.definition import PROPOSED_LABEL
from tests.schemes.rules.known import DA04, load


@pytest.fixture(scope="module")
def da07():
    return load(DA04.with_name("da07.toml"))


def test_names_its_document(da07):
    scheme = da07.scheme

    assert (scheme.id, scheme.number, scheme.issued_on) == ("da07", "07-ĐA/TU", date(2021, 11, 24))
    assert not scheme.is_leading


def test_says_of_every_target_that_it_is_proposed(da07):
    assert {target.mark for target in da07.targets} == {PROPOSED_LABEL}


@pytest.mark.parametrize(
    ("own", "like"), [("D01", "T21"), ("D02", "T22"), ("D04", "T35d"), ("D05", "T35")]
)  # fmt: skip
def test_measures_as_scheme_04_does(da07, own, like):
    """The same records give the same figure in both schemes."""
    scheme = load(DA04)
    asked = {each.id: each for target in scheme.targets for each in (target, *target.companions)}[like]
    target = da07.target(own)

    assert (target.measure, target.parameters) == (asked.measure, asked.parameters)


def test_has_no_tasks_and_no_target_of_the_other_scheme(da07):
    assert (da07.tasks, da07.task_groups, da07.weaknesses) == ((), (), ())
    assert {target.id for target in da07.targets} & {target.id for target in load(DA04).targets} == set()
