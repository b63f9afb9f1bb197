"""A spreadsheet's rows become records or none does; a batch goes as a whole."""

from datetime import date

import pytest

from danvan.evidence import selectors, services
from danvan.evidence.models import ImportBatch, Record
from danvan.journal.models import Entry
from danvan.kernel.errors import InputErrors, NoAuthority, NotFound
from danvan.plans.models import Plan
from tests.evidence.factories import NOON, make_piece, make_task

pytestmark = pytest.mark.django_db

MARK = "0" * 64


def rows(unit, number=3, **changes):
    return [
        {"unit": unit, "title": f"Kế hoạch {at}", "plan_kind": "grassroots_democracy", "year": 2026,
         "happened_on": date(2026, 1, 5)} | changes
        for at in range(number)
    ]  # fmt: skip


@pytest.fixture
def lan(cast):
    return cast.actor("lan")


@pytest.fixture
def batch(place, lan):
    return services.import_batch(Plan, rows(place.commune), file_name="kế hoạch.xlsx", sha256=MARK, actor=lan)


def test_takes_every_row_as_a_draft(batch, cast, lan):
    assert {(record.state, record.created_by_id) for record in batch.records.all()} == {("draft", lan.holding_id)}
    assert Plan.objects.count() == 3
    assert Entry.objects.get(act="evidence.import_batch").detail["rows"] == 3
    assert selectors.batches_visible_to(lan, "plan").get() == batch
    assert not selectors.batches_visible_to(cast.actor("tam"), "plan").exists()
    assert [line.label for line in selectors.record_history(Record.objects.first())] == ["nhập từ bảng tính"]


def test_announces_once_for_a_unit(place, lan, announced):
    services.import_batch(Plan, rows(place.commune, 20), file_name="a.xlsx", sha256=MARK, actor=lan)

    assert [(event.unit_id, event.days) for event in announced] == [(place.commune.pk, ("2026-12-31",))]


def test_one_foreign_row_keeps_all_out(place, lan):
    with pytest.raises(NoAuthority):
        services.import_batch(
            Plan, [*rows(place.commune), *rows(place.neighbour)], file_name="a.xlsx", sha256=MARK, actor=lan
        )
    assert not Record.objects.exists()


def test_names_the_row_and_the_column(place, lan):
    wrong = [*rows(place.commune, 2), *rows(place.commune, 1, plan_kind="khác")]

    with pytest.raises(InputErrors, match="Dòng 3, cột “về”"):
        services.import_batch(Plan, wrong, file_name="a.xlsx", sha256=MARK, actor=lan)
    assert not Record.objects.exists()


def test_what_only_the_database_refuses_keeps_all_out(place, lan):
    wrong = [*rows(place.commune, 2), *rows(place.commune, 1, year=1900)]

    with pytest.raises(services.BatchDoesNotFit):
        services.import_batch(Plan, wrong, file_name="a.xlsx", sha256=MARK, actor=lan)
    assert not Record.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_closed_period_keeps_all_out(place, lan):
    services.lock_days(scheme="da04", first_day=date(2026, 1, 1), last_day=date(2026, 12, 31), at=NOON)

    with pytest.raises(services.PeriodIsLocked):
        services.import_batch(Plan, rows(place.commune), file_name="a.xlsx", sha256=MARK, actor=lan)


def test_undoes_a_batch_nobody_touched_once(batch, lan):
    with pytest.raises(services.ReasonRequired):
        services.undo_batch(batch.pk, reason="", actor=lan, at=NOON)

    assert services.undo_batch(batch.pk, reason="Nhầm tệp.", actor=lan, at=NOON) == 3

    assert not Record.objects.exists()
    assert not Plan.objects.exists()
    assert Entry.objects.get(act="evidence.undo_batch").reason == "Nhầm tệp."
    with pytest.raises(services.BatchIsUndone):
        services.undo_batch(batch.pk, reason="Lần nữa.", actor=lan, at=NOON)


@pytest.mark.parametrize("touch", ["change", "prove", "hang"])
def test_keeps_a_batch_somebody_worked_on(touch, batch, lan):
    plan = Plan.objects.order_by("pk").first()
    if touch == "change":
        services.change_record(plan.pk, actor=lan, edition=1, changes={"title": "Đã sửa"})
    elif touch == "prove":
        make_piece(plan, actor=lan)
    else:
        make_task(plan, actor=lan)

    with pytest.raises(services.CannotUndoBatch, match="1 trong 3 hồ sơ"):
        services.undo_batch(batch.pk, reason="Nhầm tệp.", actor=lan, at=NOON)
    assert Plan.objects.count() == 3


@pytest.mark.parametrize("name", ["tam", "quan", "hoa"])
def test_a_batch_out_of_sight_is_not_there(name, batch, cast):
    with pytest.raises(NotFound):
        services.undo_batch(batch.pk, reason="X", actor=cast.actor(name), at=NOON)
    assert Plan.objects.count() == 3


def test_who_only_looks_undoes_nothing(batch, cast):
    with pytest.raises(NoAuthority):
        services.undo_batch(batch.pk, reason="X", actor=cast.actor("thanh"), at=NOON)
    assert Plan.objects.count() == 3
