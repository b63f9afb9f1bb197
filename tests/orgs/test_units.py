"""What the database itself refuses about units."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from danvan.orgs.models import Unit, UnitVersion

pytestmark = pytest.mark.django_db(transaction=True)


def version(unit, start, end=None, parent=None):
    with transaction.atomic():
        return UnitVersion.objects.create(
            unit=unit,
            name="Thử",
            folded_name="thu",
            sort_name="thu",
            kind="commune",
            level="commune",
            valid_from=start,
            valid_until=end,
            parent=parent,
        )


@pytest.fixture
def parent():
    unit = Unit.objects.create(key="parent")
    version(unit, date(2020, 1, 1), date(2025, 7, 1))
    return unit


@pytest.fixture
def child(parent):
    unit = Unit.objects.create(key="child")
    version(unit, date(2020, 1, 1), date(2025, 7, 1), parent)
    return unit


def test_refuses_two_versions_on_one_day(child):
    with pytest.raises(IntegrityError, match="unit_versions_of_one_unit_never_overlap"):
        version(child, date(2025, 6, 30))


def test_accepts_a_version_that_begins_when_the_last_one_ends(child):
    assert version(child, date(2025, 7, 1)).pk


def test_refuses_a_child_outliving_its_parent(child, parent):
    with pytest.raises(IntegrityError, match="is valid on a day when its parent is not"):
        version(child, date(2025, 7, 1), None, parent)


def test_refuses_to_end_a_parent_before_its_child(child, parent):
    with pytest.raises(IntegrityError, match="is valid on a day when its parent is not"), transaction.atomic():
        UnitVersion.objects.filter(unit=parent).update(valid_until=date(2024, 1, 1))


def test_refuses_a_cycle(child, parent):
    with pytest.raises(IntegrityError, match="would stand above itself"), transaction.atomic():
        UnitVersion.objects.filter(unit=parent).update(parent=child)
