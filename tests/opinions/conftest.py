"""A session kept by a council office, with people who answer and ask."""

import pytest

from tests.opinions.factories import make_recommendation, make_session, seat_more


@pytest.fixture
def more(cast):
    """The council office (hai), a department (son) and the Front (mai), each as (person, actor)."""
    return seat_more(cast)


@pytest.fixture
def hai(more):
    return more["hai"][1]


@pytest.fixture
def son(more):
    return more["son"][1]


@pytest.fixture
def mai(more):
    return more["mai"][1]


@pytest.fixture
def kept(cast, calendar):
    """A session of the council, whose list the council office keeps."""
    return make_session(cast.place.adviser)


@pytest.fixture
def row(kept, hai):
    return make_recommendation(kept, actor=hai)
