"""Inspections: who accepts, what repeats, when two teams come too close."""

from datetime import date

import pytest

from danvan.evidence.services import create_record
from danvan.inspections.models import Inspection, InspectionFinding
from danvan.inspections.selectors import calendar_of
from danvan.inspections.services import OwnRectification, accept_rectified, report_rectified
from danvan.kernel.errors import InputErrors
from tests.kinds import make
from tests.schemes.factories import end, succeed

pytestmark = pytest.mark.django_db


@pytest.fixture
def fault(place):
    inspection = make(Inspection, place.commune, happened_on=date(2026, 3, 5), inspection_state="concluded")
    return make(InspectionFinding, place.commune, inspection=inspection, state="draft")


def test_who_reported_a_fault_put_right_does_not_accept_it(cast, fault):
    report_rectified(fault.pk, actor=cast.actor("binh"), text="Đã niêm yết")

    with pytest.raises(OwnRectification):
        accept_rectified(fault.pk, actor=cast.actor("binh"), rectified_on=date(2026, 4, 1), text="Đạt")

    done = accept_rectified(fault.pk, actor=cast.actor("dung"), rectified_on=date(2026, 4, 1), text="Đạt")
    assert done.happened_on == date(2026, 4, 1)


def test_a_fault_repeats_only_one_of_the_same_unit_or_of_those_before_it(cast, place, fault):
    foreign = make(InspectionFinding, place.neighbour, state="draft")
    columns = {
        "unit": place.commune, "title": "Lại chưa niêm yết", "inspection": fault.inspection,
        "finding_kind": "democracy", "due_on": date(2026, 12, 1),
    }  # fmt: skip

    with pytest.raises(InputErrors, match="chính đơn vị này"):
        create_record(InspectionFinding, actor=cast.actor("binh"), repeats=foreign, **columns)
    create_record(InspectionFinding, actor=cast.actor("binh"), repeats=fault, **columns)
    end(place.neighbour, date(2026, 7, 1))
    succeed(place.neighbour, place.commune, date(2026, 7, 1))
    create_record(InspectionFinding, actor=cast.actor("binh"), repeats=foreign, **columns)


@pytest.mark.parametrize(
    ("first", "second", "form", "months"),
    [
        (date(2026, 10, 28), date(2026, 11, 3), "on_site", [10, 11]),
        (date(2026, 10, 1), date(2026, 11, 20), "on_site", []),
        (date(2026, 10, 1), date(2026, 10, 9), "self_check", []),
    ],
)
def test_two_teams_within_a_month_are_shown(cast, place, first, second, form, months):
    make(Inspection, place.commune, planned_on=first, happened_on=None, state="draft")
    make(Inspection, place.commune, planned_on=second, happened_on=None, state="draft", inspection_form=form)

    (row,) = calendar_of(cast.actor("binh"), 2026)

    assert row.crowded == months


def test_an_inspection_stands_in_the_year_it_was_done(cast, place):
    make(Inspection, place.commune, planned_on=date(2025, 12, 20), happened_on=date(2026, 1, 8))

    assert calendar_of(cast.actor("binh"), 2025) == []
    assert [sorted(row.months) for row in calendar_of(cast.actor("binh"), 2026)] == [[1]]
