"""A schedule at lan's commune."""

from datetime import date, time

import pytest
from django.utils import timezone

from danvan.reception.services import Details, plan_session

PLACE = "Phòng tiếp công dân, trụ sở UBND xã"
DETAILS = Details(place=PLACE, starts_at=time(8), ends_at=time(11, 30), subject="Đất đai", participants="Công an xã")


@pytest.fixture
def details() -> Details:
    return DETAILS


@pytest.fixture
def lan(cast):
    return cast.actor("lan")


@pytest.fixture
def session(calendar, cast, lan):
    """A session planned for Tuesday 8 December 2026, not published yet."""
    return plan_session(cast.place.commune.pk, date(2026, 12, 8), details=DETAILS, actor=lan, at=timezone.now())
