"""Loading the working calendar and correcting it."""

from datetime import date

import pytest

from danvan.authority.rules.actor import system_actor
from danvan.calendars import choices, services
from danvan.calendars.models import ExceptionalDay
from danvan.calendars.rules import working_days
from danvan.calendars.selectors import removed_days_of, work_calendar, years_known
from danvan.journal.models import Entry

pytestmark = pytest.mark.django_db
ACTOR = system_actor(date(2026, 11, 23))


@pytest.fixture
def loaded():
    return services.load_calendar(actor=ACTOR)


def test_stored_words_are_those_of_the_rules():
    assert set(choices.DayKind.values) == {kind.value for kind in working_days.DayKind}
    assert set(choices.DayStatus.values) == {status.value for status in working_days.DayStatus}


def test_loads_every_year_and_writes_one_act(loaded):
    assert years_known() == list(range(2021, 2028))
    assert len(loaded.added) == ExceptionalDay.objects.count()
    assert Entry.objects.filter(act="calendars.load").count() == 1


def test_a_second_load_changes_nothing(loaded):
    again = services.load_calendar(actor=ACTOR)

    assert again == services.CalendarDifference((), (), ())
    assert Entry.objects.filter(act="calendars.load").count() == 1


def test_a_dry_run_saves_nothing():
    difference = services.load_calendar(actor=ACTOR, dry_run=True)

    assert difference.added
    assert not ExceptionalDay.objects.exists()


def test_culture_day_2026_is_off_and_the_proposed_swap_is_not(loaded):
    calendar = work_calendar()

    assert not calendar.is_working_day(date(2026, 11, 24))
    assert calendar.is_working_day(date(2026, 11, 23))
    assert not calendar.is_working_day(date(2026, 11, 28))


def test_a_correction_keeps_the_earlier_edition_and_its_reason(loaded):
    day = services.set_day(
        date(2026, 11, 28),
        kind="swapped_in",
        name="Làm bù",
        decision="Công văn minh họa",
        status="decided",
        actor=ACTOR,
        reason="có quyết định hoán đổi",
    )
    services.set_day(
        day.on, kind="swapped_in", name="Làm bù thứ Hai", decision="Công văn minh họa", status="decided", actor=ACTOR,
        reason="sửa tên",
    )  # fmt: skip

    assert work_calendar().is_working_day(date(2026, 11, 28))
    assert [old["name"] for old in removed_days_of(2026)] == ["Làm bù"]
    assert list(Entry.objects.filter(act="calendars.set_day").order_by("pk").values_list("reason", flat=True)) == [
        "có quyết định hoán đổi",
        "sửa tên",
    ]


@pytest.mark.parametrize(
    ("on", "kind", "why"),
    [
        (date(2026, 11, 28), "holiday", "a Saturday is off anyway"),
        (date(2026, 11, 27), "swapped_in", "a Friday is worked anyway"),
        (date(2028, 9, 4), "holiday", "one day would make an unknown year look known"),
    ],
)
def test_refuses_a_day_that_would_mislead(loaded, on, kind, why):
    with pytest.raises(services.CannotChangeDay):
        services.set_day(on, kind=kind, name="x", decision="x", status="decided", actor=ACTOR, reason="x")

    assert not ExceptionalDay.objects.filter(on=on).exists(), why


def test_refuses_to_empty_a_year(loaded):
    days = list(ExceptionalDay.objects.filter(on__year=2027))
    for day in days[:-1]:
        services.remove_day(day.pk, actor=ACTOR, reason="thử")

    with pytest.raises(services.CannotChangeDay):
        services.remove_day(days[-1].pk, actor=ACTOR, reason="thử")
