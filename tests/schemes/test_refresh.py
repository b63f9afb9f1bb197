"""Kept results follow the facts, through the queued jobs, whatever happens in whatever order."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from danvan.evidence.services import (
    attach_evidence,
    create_record,
    submit_evidence,
)
from danvan.indices.models import IndexScore
from danvan.orgs.models import UnitVersion
from danvan.plans.models import Plan
from danvan.schemes.models import TargetResult
from danvan.schemes.services import load_definition, load_definitions, results
from danvan.schemes.services.indicators import sum_indicators
from danvan.schemes.services.results import check, recompute, refresh, refresh_after, refresh_for_day
from tests.cast import TODAY
from tests.events import drain
from tests.schemes import factories
from tests.schemes.factories import DEMOCRACY, GOVERNMENT, PLATFORM, communes, end, plan, score, settle, succeed
from tests.schemes.offices import BusyOffice, Office

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("danvan.schemes.jobs.timezone.localdate", lambda: TODAY)


# --- what a change touches ------------------------------------------------------------------------------------------


def test_a_change_of_a_record_is_wired_to_the_figures(da04, place):
    made = create_record(Plan, actor=PLATFORM, unit=place.commune, title="Kế hoạch", plan_kind=GOVERNMENT, year=2025,
                         happened_on=date(2025, 1, 20))  # fmt: skip
    piece = attach_evidence(made.pk, actor=PLATFORM, proves="Kế hoạch", link="https://nghean.example/kh")
    submit_evidence(piece.pk, actor=PLATFORM, at=NOON)

    drain("RecordChanged")

    row = TargetResult.objects.get(target="T03", unit=place.commune, year=2025)
    assert (row.numerator, row.provisional_numerator) == (0, 1)


def test_refreshes_exactly_the_unit_and_year_it_is_told(da04, place):
    settle()
    before = dict(TargetResult.objects.values_list("pk", "computed_at"))
    plan(place.commune)

    settled = refresh_after("plan", place.commune.pk, {2025}, on=TODAY)

    assert (settled.added, settled.changed, settled.removed) == (0, 2, 0), "T03 and T05 of one unit"
    moved = [row for row in TargetResult.objects.all() if before[row.pk] != row.computed_at]
    assert {(row.target, row.unit_id, row.year) for row in moved} == {
        ("T03", place.commune.pk, 2025), ("T05", place.commune.pk, 2025),
    }  # fmt: skip


def test_a_second_refresh_changes_nothing(da04, place):
    plan(place.commune)
    settle()

    assert not recompute("da04", on=TODAY)
    assert not refresh("da04", [place.commune.pk], [2025], on=TODAY)


def test_reaches_the_successor_of_the_unit(da04, place):
    (old,) = communes(1, parent=place.province, key="cu")
    end(old, date(2025, 7, 1))
    succeed(old, place.commune, date(2025, 7, 1))
    settle()
    plan(old)

    refresh_after("plan", old.pk, {2025}, on=TODAY)
    sum_indicators("da04", tasks=["S06"], on=TODAY)

    assert TargetResult.objects.get(target="T03", unit=place.commune, year=2025).numerator == 1
    assert check("da04", on=TODAY) == []


def test_leaves_the_successors_other_years_alone(da04, place):
    (old,) = communes(1, parent=place.province, key="cu")
    end(old, date(2025, 7, 1))
    succeed(old, place.commune, date(2025, 7, 1))
    settle()

    settled = refresh_after("plan", old.pk, {2025, 2026}, on=TODAY)

    assert not settled, "the old unit counts for its successor in 2025 and not in 2026"
    assert check("da04", on=TODAY) == []


def test_an_index_moves_the_gain_of_the_year_after(da04, place):
    score(place.province, "SIPAS", 2024, 10)
    score(place.province, "SIPAS", 2023, 14)
    settle()
    IndexScore.objects.filter(index="SIPAS", year=2023).update(rank=9)

    refresh_after("index_score", place.province.pk, {2023}, on=TODAY)

    assert TargetResult.objects.get(target="T12", year=2024).status == "not_achieved"
    assert check("da04", on=TODAY) == []


def test_rows_of_units_no_longer_asked_disappear(da04, place):
    settle()
    UnitVersion.objects.filter(unit=place.neighbour).update(in_scope=False)

    settle()

    assert not TargetResult.objects.filter(unit=place.neighbour).exists()


def test_the_day_alone_changes_what_is_due(da04, place):
    recompute("da04", on=date(2026, 2, 28))
    assert TargetResult.objects.get(target="T03", unit=place.commune, year=2026).status == "not_yet_due"

    refresh_for_day("da04", on=date(2026, 3, 1))

    assert TargetResult.objects.get(target="T03", unit=place.commune, year=2026).status == "no_data"
    assert check("da04", on=date(2026, 3, 1)) == []


def test_a_new_year_brings_its_rows(da04, place):
    recompute("da04", on=date(2026, 12, 31))

    refresh_for_day("da04", on=date(2027, 1, 1))

    assert TargetResult.objects.filter(target="T03", year=2027).count() == 5
    assert check("da04", on=date(2027, 1, 1)) == []


def test_the_check_finds_a_wrong_row_a_missing_one_and_one_too_many(da04, place):
    settle()
    TargetResult.objects.filter(target="T03", unit=place.commune, year=2025).update(numerator=1)
    TargetResult.objects.filter(target="T03", unit=place.commune, year=2024).delete()
    stranger = TargetResult.objects.get(target="T03", unit=place.commune, year=2023)
    stranger.pk, stranger.target = None, "T99"
    stranger.save()

    found = check("da04", on=TODAY)

    assert [(each.kind, each.target, each.year) for each in found] == [
        ("missing", "T03", 2024), ("changed", "T03", 2025), ("extra", "T99", 2023),
    ]  # fmt: skip
    assert found[1].fields == {"numerator": (1, 0)}
    settle()
    assert check("da04", on=TODAY) == []


# --- definitions ----------------------------------------------------------------------------------------------------


def test_loading_twice_changes_nothing(db):
    first = load_definitions()
    ProcrastinateJob.objects.count()

    assert [version.pk for version in load_definitions()] == [version.pk for version in first]


def test_a_changed_definition_queues_a_recomputation(db, place):
    load_definitions()
    queued = ProcrastinateJob.objects.filter(task_name="recompute_scheme").count()
    text = (factories.MINIMAL / "minimal.toml").read_text(encoding="utf-8")

    first = load_definition(text)
    second = load_definition(text.replace('value = "90/100"', 'value = "80/100"'))
    back = load_definition(text)

    assert back.pk == first.pk != second.pk
    assert ProcrastinateJob.objects.filter(task_name="recompute_scheme").count() == queued + 3


def test_another_scheme_computes_with_no_code(db, place, line):
    load_definitions(factories.MINIMAL)
    plan(place.commune, kind=DEMOCRACY)
    factories.task(plan(place.neighbour, kind=DEMOCRACY), due=date(2025, 9, 1), done=date(2025, 9, 1))
    score(place.province, "PCI", 2024, 20)
    score(place.province, "PCI", 2025, 17)

    settle("kt01")

    figures = {name: line(name, scheme="kt01", settled=False) for name in ("K01", "K02", "K02a", "K03", "K04")}
    assert (figures["K01"].numerator, figures["K01"].denominator, figures["K01"].status) == (2, 2, "achieved")
    assert (figures["K02"].numerator, figures["K02"].denominator, figures["K02"].status) == (1, 1, "achieved")
    assert (figures["K02a"].numerator, figures["K02a"].denominator) == (2, 2)
    assert (figures["K03"].numerator, figures["K03"].status) == (3, "achieved")
    assert figures["K04"].is_pending
    assert check("kt01", on=TODAY) == []


# --- whatever happens -----------------------------------------------------------------------------------------------


def work(office, cast, acts, *, at_least):
    """Let an office do random things, with its events delivered now and then, and all of them in the end."""
    office.verifiers = (cast.actor("binh"), cast.actor("dung"))
    settle()
    for number in range(acts):
        office.act()
        if number % 5 == 0:
            drain("RecordChanged")
    drain("RecordChanged")
    assert office.done > at_least, office.refused


def test_kept_rows_equal_a_full_recomputation_after_hundreds_of_random_acts(da04, cast):
    work(Office(cast.place, seed=404), cast, 400, at_least=160)

    # Enough happened for the comparison to mean something.
    assert TargetResult.objects.filter(target="T03", numerator=1).count() > 5
    assert TargetResult.objects.filter(target="T05", detail__done__gt=0).exists()
    assert TargetResult.objects.filter(target__in=["T09", "T10", "T11", "T12"], numerator__isnull=False).exists()
    assert TargetResult.objects.filter(flags__contains=["inherited"]).exists()
    assert check("da04", on=TODAY) == []


def test_kept_rows_equal_a_full_recomputation_after_random_acts_of_every_duty(da04, cast):
    work(BusyOffice(cast.place, seed=2026), cast, 600, at_least=250)

    moved = set(TargetResult.objects.filter(numerator__gt=0).values_list("target", flat=True))
    # Enough happened for the comparison to mean something.
    assert {"T01", "T02", "T15", "T19", "T20", "T25n", "T27", "T28", "T29", "T30", "T31", "T36", "T37", "T38"} <= moved
    assert TargetResult.objects.filter(flags__contains=["inherited"]).exists()
    assert check("da04", on=TODAY) == []


# --- at the same time -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_refreshes_of_one_unit_never_leave_a_stale_row(cast, monkeypatch):
    """The first has read its facts and not yet written when a second fact arrives and is settled."""
    factories.load_da04()
    unit = cast.place.commune
    settle()
    TargetResult.objects.filter(unit=unit).delete()
    has_read, is_settled = threading.Event(), threading.Event()
    write = results._write

    def slow_write(kept, rows):
        if threading.current_thread().name == "first" and any(row.target == "T03" for row in rows):
            has_read.set()
            # With the lock the second cannot be done before us, and we go on after a while.
            is_settled.wait(3)
        return write(kept, rows)

    def first():
        refresh("da04", [unit.pk], [2025], on=TODAY)
        connections.close_all()

    def second():
        has_read.wait(5)
        plan(unit)
        refresh("da04", [unit.pk], [2025], on=TODAY)
        is_settled.set()
        connections.close_all()

    monkeypatch.setattr(results, "_write", slow_write)
    threads = [threading.Thread(target=act, name=act.__name__) for act in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert TargetResult.objects.get(target="T03", unit=unit, year=2025).numerator == 1
