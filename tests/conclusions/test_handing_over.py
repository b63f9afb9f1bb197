"""Open tasks of units that ended: with the only successor at once, otherwise waiting for a person.

The old commune ended on 2026-11-16: its land went to tam's commune alone, or to tam's and lan's.
"""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from danvan.accounts.models import Person
from danvan.conclusions.models import ConclusionTask, TaskAct
from danvan.conclusions.selectors import Asked, listed_tasks, tabs_for, tasks_visible_to, tasks_without_unit
from danvan.conclusions.selectors.publishing import tasks_to_publish
from danvan.conclusions.services import attach_notice, cancel_what_is_left, hand_over_tasks
from danvan.conclusions.services.publishing import publish_task, withdraw_task
from danvan.desk.jobs import propose_hand_overs_now
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority, NotFound
from danvan.notices.models import Notice
from danvan.orgs.models import Unit, UnitVersion
from tests.cast import TODAY, actor_of, make_unit, seat
from tests.conclusions.factories import NOV_12, at, do, task_of
from tests.events import waiting_jobs
from tests.files import samples
from tests.schemes.factories import succeed

pytestmark = pytest.mark.django_db
ENDED = date(2026, 11, 16)


@pytest.fixture
def old(all_):
    place = all_.cast.place
    unit = make_unit("xa-cu", "Bình Cũ", kind="commune", level="commune", parent=place.province, code="17099")
    seat("old", "Cũ", unit, title="Công chức", kind="officer", role="commune_officer", over=unit, subtree=False)
    return unit


def _end(unit, *heirs):
    UnitVersion.objects.filter(unit=unit).update(valid_until=ENDED)
    for heir in heirs:
        succeed(unit, Unit.objects.get(pk=heir), on=ENDED)


def test_the_only_successor_has_it_at_once_with_its_days(all_, old):
    task = task_of(all_.lan, old.pk, keeper=all_.commune, coordinating=(all_.neighbour,))
    _end(old, all_.neighbour)
    waiting_jobs()

    assert hand_over_tasks(at=at(TODAY)) == 1

    task.refresh_from_db()
    assert (task.unit_id, task.officer_id, task.state, task.due_on) == (
        all_.neighbour,
        None,
        "assigned",
        task.first_due_on,
    )
    assert not task.coordinating.exists(), "who leads does not take part besides"
    act = TaskAct.objects.filter(task=task).latest("pk")
    assert (act.act, act.note) == ("hand_over", "Thực hiện: từ xã Bình Cũ sang xã Hòa Sơn.")
    assert Entry.objects.get(act="conclusion_task.hand_over").subject_id == task.pk
    told = {arguments["payload"]["unit_id"] for name, arguments in waiting_jobs() if name == "deliver_event"}
    assert {old.pk, all_.neighbour} <= told
    said = Notice.objects.filter(holding__person=all_.person("tam"), key__startswith="conclusion-tasks-passed")
    assert [each.text for each in said] == [
        "1 nhiệm vụ theo kết luận chuyển đến để thực hiện, từ đơn vị đã kết thúc hoạt động"
    ]
    assert do(task, "accept", all_.tam, on=TODAY).state == "accepted"


def test_a_second_pass_changes_nothing(all_, old):
    task_of(all_.lan, old.pk, keeper=all_.commune)
    _end(old, all_.neighbour)

    assert [hand_over_tasks(at=at(TODAY)) for _ in range(2)] == [1, 0]


def test_with_several_successors_whoever_follows_it_decides_and_is_told_once(all_, old):
    task = task_of(all_.lan, old.pk, keeper=all_.commune)
    _end(old, all_.neighbour, all_.commune)

    assert [hand_over_tasks(at=at(TODAY)) for _ in range(2)] == [0, 0]

    assert list(tasks_without_unit(TODAY)) == [task]
    said = Notice.objects.filter(holding__person=all_.person("lan"), key__startswith="conclusion-tasks-heirless")
    assert [notice.text for notice in said] == ["1 nhiệm vụ của đơn vị đã kết thúc hoạt động, chờ giao đơn vị khác"]
    assert list(listed_tasks(all_.lan, Asked(), "heirless")) == [task]
    assert "heirless" not in {tab.code for tab in tabs_for(all_.binh, Asked())}
    given = do(task, "reassign", all_.lan, on=TODAY, to_unit=all_.neighbour)
    assert (given.unit_id, given.state) == (all_.neighbour, "assigned")
    assert not tasks_without_unit(TODAY).exists()


@pytest.mark.parametrize(
    ("due_on", "is_late"), [(date(2026, 11, 13), True), (ENDED, False), (date(2026, 11, 20), False)]
)
def test_what_was_late_before_it_passed_stays_late_with_the_old_unit(all_, old, due_on, is_late):
    task = task_of(all_.lan, old.pk, keeper=all_.commune, due_on=due_on)
    _end(old, all_.neighbour)

    hand_over_tasks(at=at(TODAY))

    task.refresh_from_db()
    assert (task.unit_id, task.due_with_id) == (all_.neighbour, old.pk if is_late else None)


@pytest.mark.parametrize(("due_on", "is_its"), [(date(2026, 11, 13), True), (date(2026, 11, 20), False)])
def test_what_a_split_unit_left_is_late_with_it_or_with_whoever_had_to_give_it_on(all_, old, due_on, is_its):
    task = task_of(all_.lan, old.pk, keeper=all_.commune, due_on=due_on)
    _end(old, all_.neighbour, all_.commune)

    given = do(task, "reassign", all_.lan, on=TODAY, to_unit=all_.neighbour)

    assert given.due_with_id == (old.pk if is_its else all_.commune)


def test_what_an_ended_unit_followed_is_followed_by_its_successor(all_, old):
    keeper = actor_of(Person.objects.get(username="old"), on=NOV_12)
    task = task_of(keeper, all_.department, keeper=old.pk)
    _end(old, all_.neighbour)

    hand_over_tasks(at=at(TODAY))

    task.refresh_from_db()
    assert (task.unit_id, task.keeper_id) == (all_.department, all_.neighbour)
    do(task, "report", all_.hai, on=TODAY, done_on=TODAY, note="Xong.", number="1/BC")
    assert do(task, "verify", all_.tam, on=TODAY, done_on=TODAY).state == "closed"


def test_an_ended_follower_with_several_successors_leaves_it_to_the_province(all_, old):
    keeper = actor_of(Person.objects.get(username="old"), on=NOV_12)
    task = task_of(keeper, all_.department, keeper=old.pk)
    _end(old, all_.neighbour, all_.commune)

    hand_over_tasks(at=at(TODAY))

    task.refresh_from_db()
    assert task.keeper_id == all_.province


def test_what_is_over_stays_with_the_old_unit(all_, old):
    task = task_of(all_.lan, old.pk, keeper=all_.commune)
    do(task, "cancel", all_.lan, on=NOV_12, note="Đã làm theo văn bản khác.")
    _end(old, all_.neighbour)

    assert hand_over_tasks(at=at(TODAY)) == 0
    task.refresh_from_db()
    assert task.unit_id == old.pk


def test_a_new_list_of_units_lets_tasks_pass(all_, old):
    task = task_of(all_.lan, old.pk, keeper=all_.commune)
    _end(old, all_.neighbour)

    propose_hand_overs_now({})

    task.refresh_from_db()
    assert task.unit_id == all_.neighbour


@pytest.fixture
def published(all_, old):
    """What the old commune promised, told and did: it is over, and stands on the public page."""
    keeper = actor_of(Person.objects.get(username="old"), on=NOV_12)
    task = task_of(keeper, all_.department, keeper=old.pk)
    publish_task(task.pk, text="Sửa nhà Kín.", result="", confirmed=["kin"], version=task.version, actor=keeper,
                 at=at(NOV_12))  # fmt: skip
    ConclusionTask.objects.filter(pk=task.pk).update(state="closed", is_open=False, done_on=NOV_12)
    return task


def _withdraw(task, actor):
    version = ConclusionTask.objects.get(pk=task.pk).version
    return withdraw_task(task.pk, reason="Có tên người.", version=version, actor=actor, at=at(TODAY))


def test_who_took_part_is_followed_by_the_only_successor(all_, old):
    task = task_of(all_.lan, all_.department, keeper=all_.commune, coordinating=(old.pk,))
    _end(old, all_.neighbour)

    assert [hand_over_tasks(at=at(TODAY)) for _ in range(2)] == [1, 0]

    assert [each.unit_id for each in task.coordinating.all()] == [all_.neighbour]
    assert TaskAct.objects.filter(task=task).latest("pk").note == "Phối hợp: từ xã Bình Cũ sang xã Hòa Sơn."
    assert list(tasks_visible_to(all_.tam)) == [task]


def test_who_took_part_and_has_several_successors_stays_named(all_, old):
    task = task_of(all_.lan, all_.department, keeper=all_.commune, coordinating=(old.pk,))
    _end(old, all_.neighbour, all_.commune)

    assert hand_over_tasks(at=at(TODAY)) == 0
    assert [each.unit_id for each in task.coordinating.all()] == [old.pk]


@pytest.mark.parametrize("heirs", [1, 2])
def test_whoever_follows_the_tasks_keeps_the_conclusion_with_them(all_, old, heirs, client):
    keeper = actor_of(Person.objects.get(username="old"), on=NOV_12)
    task = task_of(keeper, all_.department, keeper=old.pk)
    _end(old, *(all_.neighbour, all_.commune)[:heirs])
    hand_over_tasks(at=at(TODAY))
    name, others = ("tam", ("lan", "hai", "phuc")) if heirs == 1 else ("phuc", ("lan", "tam", "hai"))
    actor, found = getattr(all_, name), task.conclusion
    signed = SimpleUploadedFile("thong-bao.pdf", samples.pdf(), "application/pdf")

    for other in others:
        with pytest.raises(NoAuthority):
            attach_notice(found.pk, signed, actor=getattr(all_, other), version=found.version)
    kept = attach_notice(found.pk, signed, actor=actor, version=found.version)
    client.force_login(all_.person(name))
    assert reverse("conclusions:cancel", args=[found.pk]) in client.get(found.get_absolute_url()).content.decode()
    notice = client.get(reverse("conclusions:notice", args=[found.pk]))
    assert b"".join(notice.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("conclusions:paper", args=[found.pk, "docx"])).status_code == 200
    assert cancel_what_is_left(
        found.pk, reason="Thay.", number="", on=TODAY, actor=actor, at=at(TODAY), version=kept.version
    ) == 1  # fmt: skip


def test_what_an_ended_unit_published_its_only_successor_takes_back(all_, old, published):
    _end(old, all_.neighbour)
    hand_over_tasks(at=at(TODAY))

    for other in (all_.lan, all_.hai, all_.phuc):
        with pytest.raises(NotFound):
            _withdraw(published, other)
    assert _withdraw(published, all_.tam).published_at is None
    assert list(tasks_to_publish(all_.tam)) == [published], "to be put right"


def test_what_a_split_unit_published_the_province_takes_back(all_, old, published):
    _end(old, all_.neighbour, all_.commune)
    hand_over_tasks(at=at(TODAY))

    for other in (all_.lan, all_.tam, all_.nga):
        with pytest.raises(NotFound):
            _withdraw(published, other)
    assert _withdraw(published, all_.phuc).published_at is None
    assert list(tasks_to_publish(all_.phuc)) == [published], "to be put right"
