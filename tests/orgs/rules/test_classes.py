"""The table of unit classes knows the words the database stores, and only those."""

import pytest

from danvan.orgs.choices import Level, UnitClass, UnitKind
from danvan.orgs.rules.classes import CLASSES, classes_of, members_of


def test_has_every_class_and_no_other():
    assert set(CLASSES) == set(UnitClass.values)


def test_speaks_of_kinds_and_tiers_that_exist():
    for members in members_of(CLASSES):
        assert members.kinds <= set(UnitKind.values)
        assert members.levels <= set(Level.values)


@pytest.mark.parametrize(
    ("kind", "level", "classes"),
    [
        ("department", "province", ("UC_STATE", "UC_ALL", "UC_ADMIN", "UC_CELL")),
        ("commune", "commune", ("UC_GOV", "UC_ALL", "UC_ADMIN", "UC_HEAD")),
        ("town", "district", ("UC_GOV", "UC_ALL", "UC_ADMIN", "UC_HEAD", "UC_DIST")),
        ("party_committee", "commune", ("UC_PARTY", "UC_CELL")),
        ("party_committee", "district", ()),
        ("vertical_agency", "province", ()),
        ("front", "commune", ()),
    ],
)
def test_puts_a_unit_into_its_classes(kind, level, classes):
    assert classes_of(kind, level, in_scope=True) == classes
    assert classes_of(kind, level, in_scope=False) == ()
