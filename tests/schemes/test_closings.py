"""Closing a year freezes its figures; what changes later stands beside them."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from danvan.evidence.services import PeriodIsLocked, ReasonRequired, create_record
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority, NotFound
from danvan.kernel.figures import Status
from danvan.plans.models import Plan
from danvan.schemes.models import ClosedResult, PeriodClosing, TargetResult
from danvan.schemes.selectors import closing_in_force, corrections, is_intact, public_figures, scorecard
from danvan.schemes.services import (
    CannotClosePeriod,
    CannotReopenPeriod,
    PeriodIsClosed,
    Statement,
    close_year,
    declare_figure,
    reopen_year,
)
from danvan.schemes.services.results import check
from tests.cast import TODAY
from tests.schemes.factories import GOVERNMENT, PLATFORM, plan, settle

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_force(da04, place):
    for unit in (place.province, place.standing, place.commune):
        plan(unit)
    settle()


@pytest.fixture
def binh(cast):
    return cast.actor("binh")


@pytest.fixture
def closed(binh):
    return close_year("da04", 2025, actor=binh, at=NOON)


def test_freezes_every_row_under_a_hash(closed):
    assert closed.results.count() == TargetResult.objects.filter(year=2025).count() > 5 * 3 + 4
    assert len(closed.results_hash) == 64
    assert is_intact(closed)


def test_a13_units_without_data_stay_in_the_denominator(closed, place):
    line = scorecard(PLATFORM, "da04", 2025, on=TODAY).line("T03")

    assert (line.numerator, line.denominator, line.status) == (3, 5, Status.NOT_ACHIEVED)
    frozen = {row.unit_id: row for row in closed.results.filter(target="T03")}
    assert frozen[place.neighbour.pk].status == "no_data"
    assert "open" not in frozen[place.neighbour.pk].flags


def test_the_journal_tells_who_closed(closed, binh):
    entry = Entry.objects.get(act="schemes.close_year")

    assert (entry.holding_id, entry.detail["hash"]) == (binh.holding_id, closed.results_hash)


def test_the_frozen_rows_cannot_be_changed(closed):
    with pytest.raises(DatabaseError), transaction.atomic():
        ClosedResult.objects.filter(closing_of=closed).update(numerator=5)


def test_a_tampered_row_breaks_the_hash(closed):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE schemes_closedresult SET numerator = 1 WHERE target = 'T03' AND numerator = 0")
        cursor.execute("SET session_replication_role = DEFAULT")

    assert not is_intact(closed)


def test_facts_of_a_closed_year_are_locked(closed, place):
    with pytest.raises(PeriodIsLocked):
        create_record(Plan, actor=PLATFORM, unit=place.neighbour, title="Muộn", year=2025, plan_kind=GOVERNMENT,
                      happened_on=date(2025, 5, 5))  # fmt: skip
    with pytest.raises(PeriodIsClosed):
        declare_figure("da04", Statement(place.commune.pk, "T03", 2025, numerator=1), actor=PLATFORM)


def test_nothing_changed_means_no_corrections(closed):
    assert corrections("da04", 2025) == []


def test_a_later_change_stands_beside_the_frozen_figure(closed, place):
    plan(place.neighbour)
    settle()

    (found,) = [each for each in corrections("da04", 2025) if each.target == "T03"]

    assert (found.unit_name, found.before.numerator, found.now.numerator) == ("xã Hòa Sơn", 0, 1)
    assert found.changed_at is not None
    assert closed.results.get(target="T03", unit=place.neighbour).numerator == 0


def test_re_opening_leaves_a_trace_and_lets_facts_change(closed, binh, place):
    reopen_year("da04", 2025, actor=binh, at=NOON, reason="Bổ sung kế hoạch của xã Hòa Sơn")
    assert check("da04", on=TODAY) == []

    create_record(Plan, actor=PLATFORM, unit=place.neighbour, title="Bổ sung", year=2025, plan_kind=GOVERNMENT,
                  happened_on=date(2025, 5, 5))  # fmt: skip
    kept = PeriodClosing.objects.get(pk=closed.pk)
    assert (kept.reopened_by_id, kept.reopen_reason) == (binh.holding_id, "Bổ sung kế hoạch của xã Hòa Sơn")
    assert Entry.objects.get(act="schemes.reopen_year").reason == "Bổ sung kế hoạch của xã Hòa Sơn"
    assert closing_in_force("da04", 2025) is None


def test_a_year_may_be_closed_again(closed, binh):
    reopen_year("da04", 2025, actor=binh, at=NOON, reason="Sửa")

    again = close_year("da04", 2025, actor=binh, at=NOON)

    assert again.pk != closed.pk
    assert again.results_hash == closed.results_hash


@pytest.mark.parametrize(("year", "why"), [(2025, "đã đóng"), (2026, "chưa kết thúc"), (2031, "không có số liệu")])
def test_refuses_to_close(closed, binh, year, why):
    with pytest.raises(CannotClosePeriod, match=why):
        close_year("da04", year, actor=binh, at=NOON)


def test_refuses_to_re_open_what_is_open_or_without_a_reason(binh):
    with pytest.raises(CannotReopenPeriod):
        reopen_year("da04", 2024, actor=binh, at=NOON, reason="x")
    with pytest.raises(ReasonRequired):
        reopen_year("da04", 2025, actor=binh, at=NOON, reason="  ")


@pytest.mark.parametrize("name", ["lan", "minh", "tam", "dung", "thanh", "quan", "hoa"])
def test_only_the_standing_agency_closes(cast, name):
    with pytest.raises(NoAuthority):
        close_year("da04", 2025, actor=cast.actor(name), at=NOON)

    assert not PeriodClosing.objects.exists()


def test_the_public_sees_what_was_closed(closed):
    found = public_figures("da04")

    shown = {figure.asked.id: figure for figure in found.figures}
    assert (found.year, found.results_hash) == (2025, closed.results_hash)
    assert (shown["T03"].numerator, shown["T03"].denominator, shown["T03"].status) == (3, 5, Status.NOT_ACHIEVED)


def test_the_public_sees_nothing_before_the_first_closing():
    assert public_figures("da04") is None


def test_there_are_no_corrections_of_a_year_never_closed():
    with pytest.raises(NotFound):
        corrections("da04", 2024)
