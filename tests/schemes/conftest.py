"""Schemes in force, and figures asked for by id."""

import pytest

from danvan.schemes.models import TargetResult
from danvan.schemes.selectors import scorecard
from tests.cast import TODAY
from tests.schemes import factories


@pytest.fixture
def da04(db):
    factories.load_da04()


@pytest.fixture
def line():
    """Return a function giving one line of the province's scorecard after everything was settled."""

    def of(target, year=2025, *, on=TODAY, scheme="da04", settled=True):
        if settled:
            factories.settle(scheme, on=on)
        return scorecard(factories.PLATFORM, scheme, year, on=on).line(target)

    return of


@pytest.fixture
def kept():
    """Return a function giving the kept row of one unit."""

    def row(target, unit, year=2025, scheme="da04"):
        return TargetResult.objects.get(scheme=scheme, target=target, unit=unit, year=year)

    return row
