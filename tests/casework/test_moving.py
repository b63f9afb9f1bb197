"""Limits that a corrected calendar moves: listed at once, moved when confirmed, never silently (C16)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django import app

from danvan.authority.rules.actor import system_actor
from danvan.calendars.models import ExceptionalDay
from danvan.calendars.rules.due_dates import Pause, PauseKind
from danvan.calendars.rules.time_limits import TimeLimits
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.calendars.services import remove_day, set_day
from danvan.casework import services as casework
from danvan.casework.choices import Stage
from danvan.casework.models import Case, CaseAct, Clock, ClockMove, ClockPause, HandOver, MoveListing, Reminder
from danvan.casework.rules.counting import ClockFacts, counted
from danvan.casework.selectors import shown_clocks
from danvan.desk.jobs import list_moved_limits
from danvan.desk.selectors import AUDIENCES
from danvan.journal.models import Entry
from danvan.notices.models import Notice
from danvan.petitions.selectors import followed_page
from tests.cast import TODAY
from tests.events import drain, waiting_jobs
from tests.petitions.factories import Story, at, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]

PLATFORM = system_actor(TODAY)
CULTURE_DAY = date(2026, 11, 24)


def day_off(on, **how):
    return set_day(
        on, **{"kind": "compensation", "name": "Nghỉ bù", "decision": "1/TB-BNV", "status": "decided", **how},
        actor=PLATFORM, reason="Có thông báo",
    )  # fmt: skip


def works_again(on):
    remove_day(ExceptionalDay.objects.get(on=on).pk, actor=PLATFORM, reason="Ghi nhầm")


def listed(on=TODAY):
    return casework.list_moves(at=at(on), audiences=AUDIENCES, address="/don-thu/han-doi/")


def confirm(actor, moves=None, on=TODAY):
    keys = [move.pk for move in (moves if moves is not None else ClockMove.objects.filter(decided_at=None))]
    return casework.confirm_moves(keys, actor=actor, at=at(on), audiences=AUDIENCES)


def days_of(case):
    return dict(Clock.objects.filter(case=case, ended_on=None).values_list("stage", "due_on"))


@pytest.fixture
def letter(cast):
    """A recommendation of lan's commune answered by 2026-11-24 at the latest, were that a working day."""
    return register(cast, on=date(2026, 11, 10), kind="recommendation")


# --- listing ----------------------------------------------------------------------------------------------------------


def test_lists_what_a_new_day_off_moves_and_changes_nothing(letter):
    before = days_of(letter)
    day_off(date(2026, 11, 23))

    listing = listed()

    move = ClockMove.objects.get()
    assert (move.old_on, move.new_on, move.is_earlier) == (
        before["answer"],
        before["answer"] + timedelta(days=1),
        False,
    )
    assert "Nghỉ bù (23/11/2026)" in move.why
    assert (listing.moved, listing.uncounted) == (1, 0)
    assert days_of(letter) == before
    assert Case.objects.get().version == letter.version
    assert Entry.objects.get(act="casework.list_moves").detail["moved"] == 1


def test_a_change_of_the_calendar_queues_one_listing(letter):
    waiting_jobs()
    day_off(date(2026, 11, 23))
    day_off(date(2026, 11, 20))
    drain("CalendarChanged")

    assert ClockMove.objects.get().new_on == date(2026, 11, 27)
    assert MoveListing.objects.count() == 1


def test_the_same_calendar_twice_changes_nothing(letter):
    day_off(date(2026, 11, 23))
    listed()
    before = ClockMove.objects.values().get()

    listed(TODAY + timedelta(days=1))

    assert ClockMove.objects.values().get() == before


def test_a_second_correction_takes_the_place_of_the_first(letter):
    day_off(date(2026, 11, 23))
    listed()
    day_off(date(2026, 11, 20))
    listed()
    assert ClockMove.objects.get().new_on == date(2026, 11, 27)

    works_again(date(2026, 11, 23))
    works_again(date(2026, 11, 20))
    listed()

    assert not ClockMove.objects.exists()


def test_a_day_that_works_again_moves_a_limit_earlier_and_its_officer_is_warned(letter, cast):
    works_again(CULTURE_DAY)
    listed()
    move = ClockMove.objects.get()
    assert move.is_earlier

    confirm(cast.actor("minh"))

    said = Notice.objects.filter(holding=cast.actor("lan").holding_id, key=f"move-{move.pk}").get().text
    assert said == f"Hạn sớm hơn: {letter.code}, trả lời về việc xử lý đơn, từ 25/11/2026 sang 24/11/2026"


def test_a_later_limit_warns_nobody(letter, cast):
    day_off(date(2026, 11, 23))
    listed()

    confirm(cast.actor("minh"))

    assert not Notice.objects.filter(key__startswith="move-").exists()


def test_every_sort_of_clock_is_listed_as_it_would_be_counted_alone(cast):
    """Thirty clocks of every rule in use, with pauses, extensions, agreed days, against the count of each one."""
    limits, calendar = time_limits(), work_calendar()
    made = {}
    for rule in (
        "KN-ACC1-V2",
        "KN-RES1-N",
        "KN-RES1-C",
        "TC-RES",
        "TC-INIT",
        "TCD-ANS",
        "KN-FILE2",
        "KN-EFF1",
        "KNPA-RES",
    ):
        for shift in range(0, 40, 3):
            trigger = date(2026, 10, 1) + timedelta(days=shift)
            pauses = (Pause(PauseKind.SUSPENSION, trigger + timedelta(days=2), trigger + timedelta(days=5)),)
            facts = ClockFacts(
                rule, trigger,
                is_extended=rule == "TC-INIT" and shift % 2 == 0,
                extensions=shift % 3 if rule == "TC-RES" else 0,
                agreed_on=date(2026, 12, 25) if rule == "KNPA-RES" and shift % 2 else None,
                pauses=pauses if rule in ("KN-RES1-N", "TC-RES") and shift % 2 else (),
            )  # fmt: skip
            case = Case.objects.create(
                code=f"X-{len(made)}", kind="complaint", unit=cast.place.commune, received_on=trigger,
                last_act_on=trigger, state="accepted",
            )  # fmt: skip
            found = counted(facts, limits=limits, calendar=calendar)
            clock = Clock.objects.create(
                case=case, stage=Stage.RESOLUTION, rule=rule, is_extended=facts.is_extended,
                extensions=facts.extensions, trigger_on=trigger, agreed_on=facts.agreed_on, due_on=found.due_on,
                excluded_days=found.excluded_days, explanation=found.explanation,
                is_provisional=found.is_provisional, calendar_version=found.calendar_version,
            )  # fmt: skip
            for pause in facts.pauses:
                ClockPause.objects.create(clock=clock, kind=pause.kind, start=pause.start, end=pause.end)
            made[clock.pk] = (facts, found.due_on)
    for day in (date(2026, 10, 14), date(2026, 10, 27), date(2026, 11, 20), date(2026, 12, 3)):
        day_off(day)

    listed()

    calendar = work_calendar()
    expected = {
        pk: (was, now)
        for pk, (facts, was) in made.items()
        if (now := counted(facts, limits=limits, calendar=calendar).due_on) != was
    }
    assert len(expected) > 20
    assert {move.clock_id: (move.old_on, move.new_on) for move in ClockMove.objects.all()} == expected
    for clock in Clock.objects.exclude(pk__in=expected):
        facts, _was = made[clock.pk]
        assert clock.explanation == counted(facts, limits=limits, calendar=calendar).explanation


def test_a_day_fixed_by_a_document_stays(cast, story):
    letter = register(cast, on=date(2026, 11, 2), kind="recommendation")
    path = Story(cast, letter).do("classify", date(2026, 11, 3), subject="works", competent=True)
    path.do("accept", date(2026, 11, 4), by="lan", agreed_on=date(2026, 12, 10))
    day_off(date(2026, 12, 10))

    listed()

    assert not ClockMove.objects.filter(clock__case=letter).exists()


def test_an_ended_clock_and_a_closed_case_are_left_alone(letter):
    closed = register_closed(letter)
    Clock.objects.filter(case=letter).update(ended_on=TODAY)
    day_off(date(2026, 11, 23))

    listed()

    assert not ClockMove.objects.exists()
    assert closed.clocks.filter(ended_on=None).exists()


def register_closed(letter):
    case = Case.objects.create(
        code="X-1", kind="complaint", unit_id=letter.unit_id, received_on=date(2026, 11, 10),
        last_act_on=TODAY, state="closed",
    )  # fmt: skip
    casework.start_clock(case, Stage.ANSWER, rule="TCD-ANS", on=date(2026, 11, 10))
    Case.objects.filter(pk=case.pk).update(is_open=False)
    return case


def test_a_suspended_clock_without_end_stays_still(story, cast):
    story.until_accepted(date(2026, 9, 7)).do("assign", date(2026, 9, 8), officer=story.officer)
    story.do("suspend", date(2026, 9, 10), number="2/QĐ", suspension_ground="illness", note="Ốm.")
    day_off(date(2026, 11, 23))

    listed()

    assert not ClockMove.objects.filter(clock__stage="resolution").exists()


def test_a_provisional_limit_that_does_not_move_loses_its_mark_unasked(cast):
    on = date(2027, 1, 25)
    case = Case.objects.create(
        code="X-1", kind="complaint", unit=cast.place.commune, received_on=on, last_act_on=on, state="received"
    )
    clock = casework.start_clock(case, Stage.ANSWER, rule="TCD-ANS", on=on)
    assert clock.is_provisional
    for day in ExceptionalDay.objects.filter(on__year=2027, status="provisional"):
        day_off(day.on, kind=day.kind, name=day.name)

    listing = listed()

    clock.refresh_from_db()
    assert not clock.is_provisional
    assert "chưa có quyết định" not in clock.explanation
    assert (listing.moved, listing.restated) == (0, 1)
    assert not CaseAct.objects.exists()


def test_what_the_calendar_no_longer_knows_stays_and_is_said(letter):
    ExceptionalDay.objects.filter(on__year__gte=2026).delete()
    before = days_of(letter)

    assert listed().uncounted == 1
    assert days_of(letter) == before


def test_a_new_version_of_a_time_limit_moves_nothing(letter, monkeypatch):
    """A row is never edited, a later one only starts later (deadlines.md section 11)."""
    from dataclasses import replace

    rows = dict(time_limits())
    old = rows["TCD-ANS"]
    rows["TCD-ANS"] = replace(old, effective_to=date(2026, 11, 14))
    rows["TCD-ANS-V2"] = replace(old, id="TCD-ANS-V2", days=3, effective_from=date(2026, 11, 15))
    monkeypatch.setattr("danvan.casework.services.moving.time_limits", lambda: TimeLimits(rows.values()))
    day_off(date(2026, 12, 30))

    listed()

    assert not ClockMove.objects.exists()


def test_listing_asks_the_same_number_of_questions_however_many_there_are(cast):
    register(cast, on=date(2026, 11, 10), kind="recommendation")
    day_off(date(2026, 11, 23))
    with CaptureQueriesContext(connection) as few:
        listed()
    for _ in range(4):
        register(cast, on=date(2026, 11, 10), kind="recommendation")
    day_off(date(2026, 11, 20))
    with CaptureQueriesContext(connection) as many:
        listed()

    assert ClockMove.objects.count() == 5
    assert len(many) == len(few)


def test_the_head_is_told_once_how_many_wait(letter, cast):
    register(cast, on=date(2026, 11, 10), kind="recommendation")
    day_off(date(2026, 11, 23))
    listed()
    listed()

    notice = Notice.objects.get(holding=cast.actor("minh").holding_id)
    assert (notice.text, notice.url) == ("Lịch làm việc đã sửa: 2 hạn dời ngày, chờ xác nhận", "/don-thu/han-doi/")


def test_what_waits_to_be_handed_over_is_told_where_it_goes(letter, cast):
    theirs = register(cast, on=date(2026, 11, 10), kind="recommendation", by="tam", unit=cast.place.neighbour)
    HandOver.objects.create(
        case=theirs, from_unit=cast.place.neighbour, to_unit=cast.place.commune, since=TODAY, reason="",
        is_clear=True, made_at=at(TODAY),
    )  # fmt: skip
    day_off(date(2026, 11, 23))
    listed()

    told = dict(Notice.objects.filter(key__startswith="moves-").values_list("holding__person__username", "text"))
    assert told == {"minh": "Lịch làm việc đã sửa: 2 hạn dời ngày, chờ xác nhận"}


# --- confirming -------------------------------------------------------------------------------------------------------


def test_a_confirmed_move_is_written_where_the_limit_stands(letter, cast):
    day_off(date(2026, 11, 23))
    listed()
    waiting_jobs()

    done = confirm(cast.actor("minh"))

    case, clock, move = Case.objects.get(), Clock.objects.get(), ClockMove.objects.get()
    assert done == casework.Confirmed(applied=1)
    assert clock.due_on == case.due_on == case.handling_due_on == date(2026, 11, 26)
    assert (clock.explanation, clock.calendar_version) == (move.why, work_calendar().version)
    assert (move.outcome, move.holding_id) == ("applied", cast.actor("minh").holding_id)
    assert case.version == letter.version + 1
    act = CaseAct.objects.get(act="move_due")
    assert act.note.startswith(
        "Hạn trả lời về việc xử lý đơn dời từ 25/11/2026 sang 26/11/2026 vì lịch làm việc được sửa. "
    )
    assert act.is_told
    assert Entry.objects.get(act="case.move_due").subject_id == case.pk
    assert [name for name, arguments in waiting_jobs() if arguments.get("name") == "CaseChanged"]
    assert followed_page(case, on=TODAY).letter.told[0].label == "dời hạn theo lịch làm việc"


def test_the_limit_of_resolution_moves_with_the_one_it_began_with(story, cast):
    story.until_accepted(date(2026, 10, 26))
    first = Case.objects.get().resolution_due_on
    day_off(first)
    listed()

    confirm(cast.actor("minh"))

    case = Case.objects.get()
    assert case.resolution_due_on == case.resolution_first_due_on == first + timedelta(days=1)


def test_a_handled_letter_keeps_the_day_it_was_handled_by(story, cast):
    story.until_accepted(date(2026, 9, 7))
    before = Case.objects.get().handling_due_on
    day_off(before)
    day_off(Case.objects.get().resolution_due_on)
    listed()

    confirm(cast.actor("minh"))

    assert Case.objects.get().handling_due_on == before


def test_nobody_stays_reminded_of_a_day_that_no_longer_holds(letter, cast):
    casework.remind_of_cases(at=at(date(2026, 11, 23)), audiences=AUDIENCES)
    assert (Reminder.objects.count(), Notice.objects.filter(key__startswith="case-").count()) == (1, 2)
    day_off(date(2026, 11, 23))
    listed()

    confirm(cast.actor("minh"))

    assert not Reminder.objects.exists()
    assert not Notice.objects.filter(key__startswith="case-").exists()
    casework.remind_of_cases(at=at(date(2026, 11, 23)), audiences=AUDIENCES)
    assert Reminder.objects.get().due_on == date(2026, 11, 26)


@pytest.mark.parametrize("who", ["lan", "tam", "binh", "dung", "thanh", "hoa"])
def test_nobody_else_confirms(letter, cast, who):
    day_off(date(2026, 11, 23))
    listed()

    assert confirm(cast.actor(who)) == casework.Confirmed()
    assert ClockMove.objects.filter(decided_at=None).count() == 1
    assert Case.objects.get().due_on == date(2026, 11, 25)


def test_whoever_keeps_the_calendar_confirms_for_everybody(letter, cast):
    day_off(date(2026, 11, 23))
    listed()

    assert confirm(cast.actor("quan")).applied == 1


def test_an_act_in_between_is_not_overwritten(cast, story):
    """The complaint is accepted while the list waits: its clocks have ended, others run."""
    day_off(date(2026, 9, 9))
    listed()
    proposed = list(ClockMove.objects.filter(decided_at=None))
    assert len(proposed) == 2
    story.until_accepted(date(2026, 9, 8))
    state = Case.objects.values().get()

    done = confirm(cast.actor("minh"), proposed)

    assert done == casework.Confirmed(overtaken=2)
    assert Case.objects.values().get() == state
    assert set(ClockMove.objects.values_list("outcome", flat=True)) == {"overtaken"}


def test_a_calendar_changed_in_between_is_asked_about_again(letter, cast):
    day_off(date(2026, 11, 23))
    listed()
    day_off(date(2026, 11, 20))

    done = confirm(cast.actor("minh"))

    move = ClockMove.objects.get()
    assert done == casework.Confirmed(changed=1)
    assert (move.decided_at, move.new_on) == (None, date(2026, 11, 27))
    assert Case.objects.get().due_on == date(2026, 11, 25)
    assert confirm(cast.actor("minh")).applied == 1


def test_a_limit_moved_twice_is_told_twice(letter, cast):
    for day in (date(2026, 11, 23), date(2026, 11, 20)):
        day_off(day)
        listed()
        confirm(cast.actor("minh"))

    assert ClockMove.objects.filter(outcome="applied").count() == 2
    assert CaseAct.objects.filter(act="move_due").count() == 2


# --- pages ------------------------------------------------------------------------------------------------------------


def test_the_page_of_the_case_says_that_the_day_waits(letter, cast, signed_in):
    day_off(date(2026, 11, 23))

    shown = shown_clocks(letter, work_calendar(), on=TODAY)[0]

    assert (shown.picture, shown.moves_to) == (None, date(2026, 11, 26))
    page = signed_in("lan").get(f"/don-thu/{letter.code}/").content.decode()
    assert "Theo lịch mới hạn này là thứ Năm 26/11/2026" in page


def test_the_head_sees_and_confirms_what_they_chose(letter, cast, signed_in):
    other = register(cast, on=date(2026, 11, 10), kind="recommendation")
    day_off(date(2026, 11, 23))
    listed()
    head = signed_in("minh")

    page = head.get("/don-thu/han-doi/").content.decode()
    assert letter.code in page
    assert other.code in page
    assert "muộn hơn" in page
    assert letter.code not in head.get("/don-thu/han-doi/?chieu=som").content.decode()
    chosen = ClockMove.objects.get(clock__case=letter)
    answer = head.post("/don-thu/han-doi/", {"han": [str(chosen.pk), "x"]}, follow=True).content.decode()

    assert "Đã dời 1 hạn" in answer
    assert letter.code not in answer.split("<h1>")[1]
    assert Case.objects.get(pk=other.pk).due_on == date(2026, 11, 25)


def test_nothing_chosen_is_said(letter, cast, signed_in):
    assert "Chưa chọn hạn nào." in signed_in("minh").post("/don-thu/han-doi/", follow=True).content.decode()


def test_the_keeper_of_the_calendar_confirms_by_number(letter, cast, signed_in):
    day_off(date(2026, 11, 23))
    listed()
    keeper, address = signed_in("quan"), "/quan-tri/lich-lam-viec/han-doi/"
    unit = cast.place.commune.pk

    page = keeper.get(address).content.decode()
    assert "Xã Đông Hiếu" in page
    assert letter.code not in page
    assert "0 hạn sớm hơn, 1 hạn muộn hơn" in keeper.get(f"{address}?xac-nhan&don_vi={unit}").content.decode()
    assert keeper.get(f"{address}?xac-nhan&don_vi={cast.place.neighbour.pk}").status_code == 404
    answer = keeper.post(address, {"don_vi": unit}, follow=True).content.decode()

    assert "Đã dời 1 hạn" in answer
    assert Case.objects.get().due_on == date(2026, 11, 26)


def test_the_pages_ask_a_fixed_number_of_questions(cast, signed_in, django_assert_max_num_queries):
    def questions(path, who):
        with CaptureQueriesContext(connection) as asked:
            assert signed_in(who).get(path).status_code == 200
        return len(asked)

    register(cast, on=date(2026, 11, 10), kind="recommendation")
    day_off(date(2026, 11, 23))
    listed()
    pages = [("/don-thu/han-doi/", "minh"), ("/quan-tri/lich-lam-viec/han-doi/", "quan")]
    few = [questions(*page) for page in pages]
    for _ in range(5):
        register(cast, on=date(2026, 11, 10), kind="recommendation")
    day_off(date(2026, 11, 20))
    listed()

    assert [questions(*page) for page in pages] == few


def test_the_command_tells_how_many_wait_where(letter, capsys):
    from danvan.config.cli import parser

    day_off(date(2026, 11, 23))
    options = parser().parse_args(["moved-limits", "--again", "--format", "csv"])

    assert options.act(options) == 1
    assert "xã Đông Hiếu,0,1" in capsys.readouterr().out


def test_the_job_lists(letter):
    day_off(date(2026, 11, 23))

    app.tasks["list_moves"]()

    assert ClockMove.objects.count() == 1
    assert list_moved_limits is app.tasks["list_moves"]


def test_more_than_a_page_can_wait_for_is_confirmed_in_the_background(letter, cast, signed_in, monkeypatch):
    monkeypatch.setattr("danvan.desk.web.moves.AT_ONCE", 0)
    day_off(date(2026, 11, 23))
    listed()
    waiting_jobs()

    page = signed_in("quan").post("/quan-tri/lich-lam-viec/han-doi/", {"don_vi": ""}, follow=True).content.decode()

    assert "Đang dời 1 hạn" in page
    assert Case.objects.get().due_on == date(2026, 11, 25)
    [(name, arguments)] = [job for job in waiting_jobs() if job[0] == "confirm_moves"]
    app.tasks[name](**arguments)
    assert Case.objects.get().due_on == date(2026, 11, 26)
    assert ClockMove.objects.get().holding_id == cast.actor("quan").holding_id


def test_a_background_job_confirms_nothing_for_who_no_longer_may(letter, cast):
    day_off(date(2026, 11, 23))
    listed()
    lan = cast.actor("lan")

    app.tasks["confirm_moves"](person_id=lan.person_id, holding_id=lan.holding_id, unit_id=None)

    assert Case.objects.get().due_on == date(2026, 11, 25)
