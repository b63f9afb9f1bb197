from datetime import date

import pytest

from danvan.authority.rules.actor import system_actor
from danvan.calendars.services import load_calendar
from tests.cast import make_cast
from tests.petitions.factories import Story, register


@pytest.fixture
def cast(db):
    load_calendar(actor=system_actor(date(2026, 11, 23)))
    return make_cast()


@pytest.fixture
def story(cast):
    """Return a complaint received on 1 September 2026 at lan's desk."""
    return Story(cast, register(cast))
