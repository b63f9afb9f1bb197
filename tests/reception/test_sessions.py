"""Every act on a session: what it changes, who is told, and what stays as it was when it is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from django.utils import timezone

from danvan.accounts.models import Person
from danvan.journal.models import Entry
from danvan.kernel.errors import Conflict, NoAuthority, NotFound, RuleError
from danvan.kernel.workflow import ActNotAllowed
from danvan.orgs.models import Post, PostHolding
from danvan.reception.models import ReceptionSession, SessionAct
from danvan.reception.rules.planning import OffDay, Pattern
from danvan.reception.services import (
    begin_regular,
    call_ad_hoc,
    cancel_session,
    change_session,
    close_session,
    correct_session,
    drop_sessions,
    move_session,
    open_session,
    plan_days,
    plan_session,
    plan_sessions,
    publish_sessions,
    record_past_session,
)
from danvan.reception.services import refusals as no
from tests.cast import TODAY
from tests.events import waiting_jobs

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
DAY = date(2026, 12, 8)
ON_THE_DAY = datetime(2026, 12, 8, 1, tzinfo=UTC)


def told() -> list[tuple[str, dict]]:
    events = [arguments for task, arguments in waiting_jobs() if task == "deliver_event"]
    return [(event["name"], event["payload"]) for event in events if event["name"] == "SessionChanged"]


@pytest.fixture
def unit(cast) -> int:
    return cast.place.commune.pk


@pytest.fixture
def on_the_day(cast):
    return cast.actor("lan", on=DAY)


@pytest.fixture
def opened(session, lan, on_the_day):
    publish_sessions([session.pk], actor=lan, at=NOON)
    return open_session(session.pk, actor=on_the_day, at=ON_THE_DAY, version=None)


def holding_of(username: str) -> int:
    return PostHolding.objects.get(person__username=username).pk


def refused(refusal: type[RuleError], act, *args, **kwargs) -> RuleError:
    """Let an act be refused and nothing be left of it."""
    before = (list(ReceptionSession.objects.order_by("pk").values()), SessionAct.objects.count(), Entry.objects.count())
    waiting_jobs()
    with pytest.raises(refusal) as caught:
        act(*args, **kwargs)
    assert not told()
    after = (list(ReceptionSession.objects.order_by("pk").values()), SessionAct.objects.count(), Entry.objects.count())
    assert after == before
    assert "%" not in str(caught.value)
    return caught.value


# --- planning ---------------------------------------------------------------------------------------------------------


def test_a_year_is_planned_at_once(calendar, unit, lan, details) -> None:
    plan = plan_sessions(
        unit, Pattern(month_days=[5, 20], off_day=OffDay.NEXT), first=date(2026, 12, 1), last=date(2027, 3, 31),
        details=details, actor=lan, at=NOON,
    )  # fmt: skip
    days = [each.on for each in plan.sessions]
    assert days[:2] == [date(2026, 12, 7), date(2026, 12, 21)]
    assert len(days) == 8
    assert [each.instead_of for each in plan.days][:2] == [date(2026, 12, 5), date(2026, 12, 20)]
    assert {each.publish_by for each in plan.sessions[:1]} == {date(2026, 11, 30)}
    assert told() == [("SessionChanged", {"unit_id": unit, "years": [2026, 2027]})]
    assert Entry.objects.filter(act="reception.plan", unit_id=unit).count() == 8
    assert not any(session.published_on for session in plan.sessions)


def test_a_second_plan_leaves_what_stands(calendar, unit, lan, details, session) -> None:
    plan = plan_sessions(
        unit, Pattern(weekdays=[1]), first=date(2026, 12, 1), last=date(2026, 12, 31), details=details, actor=lan,
        at=NOON,
    )  # fmt: skip
    assert plan.standing == (DAY,)
    assert [each.on.day for each in plan.sessions] == [1, 15, 22, 29]


@pytest.mark.parametrize(
    ("pattern", "first", "refusal"),
    [
        (Pattern(), date(2026, 12, 1), no.NothingToPlan),
        (Pattern(weekdays=[1]), date(2026, 11, 1), no.DayIsPast),
    ],
)
def test_a_plan_of_nothing_or_of_the_past(calendar, unit, lan, details, pattern, first, refusal) -> None:
    refused(
        refusal, plan_sessions, unit, pattern, first=first, last=date(2026, 12, 31), details=details, actor=lan, at=NOON
    )


def test_single_sessions(calendar, unit, lan, details, session) -> None:
    refused(no.SessionExists, plan_session, unit, DAY, details=details, actor=lan, at=NOON)
    refused(no.DayIsPast, plan_session, unit, date(2026, 11, 20), details=details, actor=lan, at=NOON)
    weekend = refused(no.NotAWorkingDay, plan_session, unit, date(2026, 12, 6), details=details, actor=lan, at=NOON)
    assert "Chủ nhật" in str(weekend) or "chủ nhật" in str(weekend).lower()
    nowhere = replace(details, place=" ")
    refused(no.PlaceMissing, plan_session, unit, date(2026, 12, 9), details=nowhere, actor=lan, at=NOON)
    afternoon = replace(details, starts_at=time(14), ends_at=time(16))
    assert plan_session(unit, DAY, details=afternoon, actor=lan, at=NOON).on == DAY


def test_a_list_of_days_is_planned_whole_or_not_at_all(calendar, unit, lan, details) -> None:
    rows = [(date(2026, 12, 9), details), (date(2026, 12, 13), details)]
    refused(no.NotAWorkingDay, plan_days, unit, rows, actor=lan, at=NOON)
    assert len(plan_days(unit, rows[:1], actor=lan, at=NOON)) == 1


def test_only_who_keeps_the_register_there_plans(calendar, unit, cast, details) -> None:
    for name in ("tam", "binh", "dung", "thanh", "quan"):
        refused(NoAuthority, plan_session, unit, DAY, details=details, actor=cast.actor(name), at=NOON)
    plan_session(unit, DAY, details=details, actor=cast.actor("minh"), at=NOON)


# --- publishing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "late"), [(date(2026, 12, 1), False), (date(2026, 12, 2), True)])
def test_published_five_working_days_before_or_late(session, cast, on, late) -> None:
    assert session.publish_by == date(2026, 12, 1)
    waiting_jobs()
    (published,) = publish_sessions([session.pk], actor=cast.actor("lan", on=on), at=NOON)
    assert published.published_on == on
    assert published.is_published_late is late
    assert told() == [("SessionChanged", {"unit_id": session.unit_id, "years": [2026]})]


def test_nothing_is_published_twice_or_afterwards(session, lan, cast) -> None:
    refused(no.DayIsPast, publish_sessions, [session.pk], actor=cast.actor("lan", on=date(2026, 12, 9)), at=NOON)
    refused(NoAuthority, publish_sessions, [session.pk], actor=cast.actor("tam"), at=NOON)
    publish_sessions([session.pk], actor=lan, at=NOON)
    refused(no.NothingToPublish, publish_sessions, [session.pk], actor=lan, at=NOON)


PERSONAL = {"subject": "giải quyết đơn của bà Lô Thị Bí Mật, 0912 345 678"}


def test_words_that_look_personal_are_published_once_somebody_confirmed(calendar, unit, lan, details) -> None:
    session = plan_session(unit, DAY, details=replace(details, **PERSONAL), actor=lan, at=NOON)
    said = str(refused(no.ScheduleLooksPersonal, publish_sessions, [session.pk], actor=lan, at=NOON))
    assert "Lô Thị Bí Mật" in said
    assert "0912 345 678" in said
    (published,) = publish_sessions([session.pk], actor=lan, at=NOON, confirmed=True)
    last = published.acts.last()
    assert last is not None
    assert last.detail == {"late": False, "confirmed": ["name", "phone"]}


def test_new_words_of_a_published_session_are_looked_at_too(session, lan, details) -> None:
    publish_sessions([session.pk], actor=lan, at=NOON)
    given = {"on": DAY, "reason": "sửa", "actor": lan, "at": NOON}
    new = replace(details, **PERSONAL)
    refused(no.ScheduleLooksPersonal, change_session, session.pk, details=new, version=2, **given)
    change_session(session.pk, details=new, version=2, confirmed=True, **given)
    # What stands there was looked at: another hour asks for nothing.
    change_session(session.pk, details=replace(new, starts_at=time(9)), version=3, **given)


def test_a_past_session_that_becomes_public_is_looked_at(calendar, unit, lan, details) -> None:
    given = {"details": replace(details, **PERSONAL), "chaired_by": "head", "minutes": "x", "actor": lan, "at": NOON}
    on, posted = date(2026, 10, 6), date(2026, 9, 25)
    refused(no.ScheduleLooksPersonal, record_past_session, unit, on, published_on=posted, **given)
    assert record_past_session(unit, on, published_on=None, **given).published_on is None
    assert record_past_session(unit, date(2026, 10, 7), published_on=posted, confirmed=True, **given).published_on


# --- moving, cancelling, changing -------------------------------------------------------------------------------------


def test_a_moved_session_stays_readable_and_its_new_day_is_announced(session, lan) -> None:
    publish_sessions([session.pk], actor=lan, at=NOON)
    waiting_jobs()
    new = move_session(session.pk, to=date(2026, 12, 10), reason="họp đột xuất", actor=lan, at=NOON, version=2)
    session.refresh_from_db()
    assert (session.state, session.moved_to, session.reason) == ("moved", new, "họp đột xuất")
    assert (new.on, new.place, new.published_on, new.is_published_late) == (
        date(2026, 12, 10), session.place, TODAY, False,
    )  # fmt: skip
    assert [act.act for act in session.acts.all()] == ["plan", "publish", "move"]
    assert [act.act for act in new.acts.all()] == ["moved_here"]
    assert {name for name, _ in told()} == {"SessionChanged"}


def test_a_draft_that_moves_is_not_published_by_it(session, lan) -> None:
    new = move_session(session.pk, to=date(2026, 12, 10), reason="bận", actor=lan, at=NOON, version=1)
    assert new.published_on is None
    assert new.publish_by == date(2026, 12, 3)


def test_moving_needs_a_reason_a_working_day_and_a_page_of_now(session, lan, cast) -> None:
    to = date(2026, 12, 10)
    refused(no.ReasonMissing, move_session, session.pk, to=to, reason=" ", actor=lan, at=NOON, version=1)
    refused(Conflict, move_session, session.pk, to=to, reason="bận", actor=lan, at=NOON, version=7)
    refused(NoAuthority, move_session, session.pk, to=to, reason="bận", actor=cast.actor("tam"), at=NOON, version=1)
    refused(NotFound, move_session, 10**9, to=to, reason="bận", actor=lan, at=NOON, version=1)
    refused(
        no.NotAWorkingDay, move_session, session.pk, to=date(2026, 12, 12), reason="bận", actor=lan, at=NOON, version=1
    )
    refused(no.DayIsPast, move_session, session.pk, to=date(2026, 11, 20), reason="bận", actor=lan, at=NOON, version=1)


def test_cancelling_needs_a_reason_and_is_the_end(session, lan) -> None:
    refused(no.ReasonMissing, cancel_session, session.pk, reason="", actor=lan, at=NOON, version=1)
    gone = cancel_session(session.pk, reason="nghỉ bão", cause="emergency", actor=lan, at=NOON, version=1)
    assert (gone.state, gone.reason, gone.cause, gone.version) == ("cancelled", "nghỉ bão", "emergency", 2)
    refused(ActNotAllowed, open_session, session.pk, actor=lan, at=ON_THE_DAY, version=None)
    refused(ActNotAllowed, cancel_session, session.pk, reason="nữa", actor=lan, at=NOON, version=2)


def test_a_published_schedule_is_changed_with_a_reason_and_never_its_day(session, lan, details) -> None:
    publish_sessions([session.pk], actor=lan, at=NOON)
    new = replace(details, place="Nhà văn hóa xã")
    refused(no.ReasonMissing, change_session, session.pk, on=DAY, details=new, reason="", actor=lan, at=NOON, version=2)
    refused(
        no.AlreadyPublished, change_session, session.pk, on=date(2026, 12, 9), details=new, reason="x", actor=lan,
        at=NOON, version=2,
    )  # fmt: skip
    changed = change_session(
        session.pk, on=DAY, details=new, reason="sửa trụ sở", actor=lan, at=NOON, version=2
    )  # fmt: skip
    assert changed.place == "Nhà văn hóa xã"
    last = changed.acts.last()
    assert last is not None
    assert (last.act, last.reason, last.detail) == ("change", "sửa trụ sở", {"before": {"place": details.place}})


def test_a_draft_changes_its_day_freely(session, lan, details) -> None:
    moved = change_session(session.pk, on=date(2026, 12, 9), details=details, reason="", actor=lan, at=NOON, version=1)
    assert (moved.on, moved.publish_by) == (date(2026, 12, 9), date(2026, 12, 2))


def test_drafts_are_thrown_away_and_what_is_published_is_not(session, lan) -> None:
    waiting_jobs()
    assert drop_sessions([session.pk], actor=lan) == 1
    assert not ReceptionSession.objects.exists()
    assert Entry.objects.filter(act="reception.drop").count() == 1
    assert [name for name, _ in told()] == ["SessionChanged"]


def test_what_is_published_is_not_thrown_away(session, lan) -> None:
    publish_sessions([session.pk], actor=lan, at=NOON)
    refused(no.AlreadyPublished, drop_sessions, [session.pk], actor=lan)


# --- holding ----------------------------------------------------------------------------------------------------------


def test_a_session_is_opened_on_its_day_or_later(session, lan, on_the_day) -> None:
    refused(no.NotItsDay, open_session, session.pk, actor=lan, at=NOON, version=1)
    opened = open_session(session.pk, actor=on_the_day, at=ON_THE_DAY, version=1)
    assert (opened.state, opened.opened_at) == ("open", ON_THE_DAY)
    last = opened.acts.last()
    assert last is not None
    assert last.detail == {"late": False}


def test_the_head_received_and_nobody_came(opened, on_the_day) -> None:
    waiting_jobs()
    held = close_session(
        opened.pk, chaired_by="head", chair_holding_id=holding_of("minh"), minutes="Không có công dân đến.",
        actor=on_the_day, at=ON_THE_DAY, version=opened.version,
    )  # fmt: skip
    assert (held.state, held.chaired_by, held.chair_id) == ("held", "head", holding_of("minh"))
    assert told() == [("SessionChanged", {"unit_id": held.unit_id, "years": [2026]})]


def test_an_acting_head_is_the_head(opened, on_the_day) -> None:
    PostHolding.objects.filter(person__username="minh").update(acting=True)
    held = close_session(
        opened.pk, chaired_by="head", chair_holding_id=holding_of("minh"), minutes="Không có ai.", actor=on_the_day,
        at=ON_THE_DAY, version=None,
    )  # fmt: skip
    assert held.chaired_by == "head"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"chaired_by": "", "minutes": "x"}, no.ChairMissing),
        ({"chaired_by": "staff", "minutes": "x"}, no.ChairMissing),
        ({"chaired_by": "delegated", "minutes": "x"}, no.ChairMissing),
        ({"chaired_by": "head", "minutes": " "}, no.MinutesMissing),
        ({"chaired_by": "head", "minutes": "x", "chair": "lan"}, no.NotTheHead),
        ({"chaired_by": "head", "minutes": "x", "chair": "tam"}, no.NotTheHead),
    ],
)
def test_closing_says_who_received_and_what_happened(opened, on_the_day, given, refusal) -> None:
    chair = holding_of(given.pop("chair")) if "chair" in given else None
    refused(
        refusal, close_session, opened.pk, **given, chair_holding_id=chair, actor=on_the_day, at=ON_THE_DAY,
        version=None,
    )  # fmt: skip


@pytest.fixture
def deputy(cast) -> int:
    person = Person.objects.create_user("pho", "x", full_name="Lô Văn Phó")
    post = Post.objects.create(
        unit=cast.place.commune, title="Phó Chủ tịch UBND xã", kind="vice_chair", valid_from=date(2021, 10, 1)
    )
    return PostHolding.objects.create(post=post, person=person, valid_from=date(2021, 10, 1)).pk


def close(opened, actor, **given) -> ReceptionSession:
    return close_session(opened.pk, **{"minutes": "Không có ai.", "actor": actor, "at": ON_THE_DAY, "version": None,
                                       **given})  # fmt: skip


@pytest.mark.parametrize(
    "name", ["", "Minh", "Ông Minh, Chủ tịch UBND xã", "Chủ tịch UBND xã", "Chủ tịch UBND xã Đông Hiếu"]
)
def test_the_one_head_on_record_is_filled_in(opened, on_the_day, name) -> None:
    held = close(opened, on_the_day, chaired_by="head", chair_name=name)
    assert held.chair_id == holding_of("minh")


@pytest.mark.parametrize("name", ["Phó Chủ tịch UBND xã", "PCT. Lô Văn Phó", "Nguyễn Văn Khác, Chủ tịch UBND xã"])
def test_no_name_of_another_stands_for_the_head_on_record(opened, on_the_day, name) -> None:
    assert refused(no.NotTheHead, close, opened, on_the_day, chaired_by="head", chair_name=name).field == "chair_name"
    refused(
        no.NotTheHead, close, opened, on_the_day, chaired_by="head", chair_name=name,
        chair_holding_id=holding_of("minh"),
    )  # fmt: skip


def test_nobody_received_as_the_head_while_the_post_stood_vacant(opened, on_the_day) -> None:
    PostHolding.objects.filter(person__username="minh").update(valid_until=DAY)
    refused(no.NobodyWasHead, close, opened, on_the_day, chaired_by="head", chair_name="Chủ tịch UBND xã")
    refused(no.NotTheHead, close, opened, on_the_day, chaired_by="head", chair_holding_id=holding_of("minh"))


def test_days_before_the_record_begins_are_no_vacancy(opened, on_the_day) -> None:
    PostHolding.objects.filter(person__username="minh").update(valid_from=date(2026, 12, 20))
    refused(no.NotTheHead, close, opened, on_the_day, chaired_by="head", chair_name="Phó Chủ tịch UBND xã")
    held = close(opened, on_the_day, chaired_by="head", chair_name="Chủ tịch Nguyễn Văn Trước")
    assert (held.chair_id, held.chair_name) == (None, "Chủ tịch Nguyễn Văn Trước")


def test_on_the_day_a_post_changes_hands_one_says_who_it_was(opened, on_the_day) -> None:
    post = Post.objects.get(holdings__person__username="minh")
    new = PostHolding.objects.create(
        post=post, person=Person.objects.create_user("moi", "x", full_name="Mới"), valid_from=DAY
    )
    refused(no.WhichHead, close, opened, on_the_day, chaired_by="head")
    assert close(opened, on_the_day, chaired_by="head", chair_name="Đồng chí Mới").chair_id == new.pk


def test_the_head_is_nobodys_delegate(opened, on_the_day, deputy) -> None:
    refused(
        no.HeadIsNoDelegate, close, opened, on_the_day, chaired_by="delegated", chair_holding_id=holding_of("minh"),
        chair_name="Lô Văn Phó",
    )  # fmt: skip
    assert close(opened, on_the_day, chaired_by="delegated", chair_holding_id=deputy).chair_id == deputy


def test_a_deputy_is_named(opened, on_the_day) -> None:
    held = close_session(
        opened.pk, chaired_by="delegated", chair_name="Phó Chủ tịch UBND xã", minutes="Không có công dân đến.",
        actor=on_the_day, at=ON_THE_DAY, version=None,
    )  # fmt: skip
    assert (held.chaired_by, held.chair_name) == ("delegated", "Phó Chủ tịch UBND xã")


def test_a_correction_keeps_what_stood_there(opened, on_the_day) -> None:
    close_session(opened.pk, chaired_by="head", minutes="Không có ai.", actor=on_the_day, at=ON_THE_DAY, version=None)
    wrong = {"chaired_by": "delegated", "chair_name": "Phó Chủ tịch", "minutes": "Không có ai."}
    refused(
        no.ReasonMissing, correct_session, opened.pk, **wrong, reason="", actor=on_the_day, at=ON_THE_DAY, version=None
    )
    fixed = correct_session(
        opened.pk, **wrong, reason="ghi nhầm người tiếp", actor=on_the_day, at=ON_THE_DAY, version=None,
        starts_at=time(8), ends_at=time(11, 30),
    )  # fmt: skip
    last = fixed.acts.last()
    assert last is not None
    assert fixed.chaired_by == "delegated"
    assert last.detail == {"before": {"chaired_by": "head", "chair": holding_of("minh"), "chair_name": ""}}


def test_staff_receive_every_day_without_a_plan(calendar, unit, lan, cast) -> None:
    first = begin_regular(unit, on=TODAY, place="Phòng tiếp công dân", actor=lan, at=NOON)
    again = begin_regular(unit, on=TODAY, place="", actor=cast.actor("minh"), at=NOON)
    assert again.pk == first.pk
    assert not told()
    held = close_session(
        first.pk, chaired_by="head", minutes="Không có ai.", actor=lan, at=NOON, version=None
    )  # fmt: skip
    assert held.chaired_by == "staff"
    refused(no.NotItsDay, begin_regular, unit, on=date(2026, 12, 1), place="x", actor=lan, at=NOON)
    refused(NoAuthority, begin_regular, unit, on=TODAY, place="x", actor=cast.actor("tam"), at=NOON)
    refused(no.PlaceMissing, begin_regular, unit, on=date(2026, 11, 20), place="", actor=lan, at=NOON)


def test_an_ad_hoc_session_has_its_ground(calendar, unit, lan, details) -> None:
    refused(no.GroundMissing, call_ad_hoc, unit, TODAY, ground="", details=details, reason="", actor=lan, at=NOON)
    called = call_ad_hoc(unit, TODAY, ground="complex", details=details, reason="", actor=lan, at=NOON)
    assert (called.kind, called.ground) == ("ad_hoc", "complex")
    assert not told()


def test_a_past_session_is_written_down_with_the_day_its_schedule_was_posted(calendar, unit, lan, details) -> None:
    given = {"details": details, "chaired_by": "head", "minutes": "Không có công dân đến.", "actor": lan, "at": NOON}
    on = date(2026, 10, 6)
    refused(no.DayIsToCome, record_past_session, unit, DAY, published_on=None, **given)
    refused(no.PublishedAfterwards, record_past_session, unit, on, published_on=date(2026, 10, 7), **given)
    refused(no.MinutesMissing, record_past_session, unit, on, published_on=None, **(given | {"minutes": ""}))
    held = record_past_session(unit, on, published_on=date(2026, 9, 25), recording="tủ số 2", **given)
    assert (held.state, held.published_on, held.recording) == ("held", date(2026, 9, 25), "tủ số 2")
    assert [act.act for act in held.acts.all()] == ["record"]
    assert told() == [("SessionChanged", {"unit_id": unit, "years": [2026]})]
    refused(no.SessionExists, record_past_session, unit, on, published_on=None, **given)


def test_the_journal_gets_no_text_anybody_typed(opened, on_the_day) -> None:
    close_session(
        opened.pk, chaired_by="delegated", chair_name="Nguyễn Thị Bí Mật", minutes="Nguyễn Thị Bí Mật đến",
        actor=on_the_day, at=timezone.now(), version=None,
    )  # fmt: skip
    assert not Entry.objects.filter(detail__icontains="Bí Mật").exists()
    assert not Entry.objects.filter(reason__icontains="Bí Mật").exists()
