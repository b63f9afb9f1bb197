"""A task from its issue to its end: what changes, what the journal says, who is told, what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from danvan.authority.models import RoleAssignment
from danvan.casework.services import CannotAct
from danvan.conclusions.models import ConclusionTask, TaskAct, TaskFile
from danvan.conclusions.selectors import Asked, file_for, listed_tasks, task_page, tasks_visible_to
from danvan.conclusions.services import perform
from danvan.journal.models import Entry
from danvan.kernel.errors import Conflict, NoAuthority, NotFound
from danvan.kernel.workflow import ActNotAllowed
from danvan.notices.models import Notice
from danvan.orgs.models import Post, PostHolding
from danvan.schemes.sources.conclusions import following
from danvan.schemes.sources.facts import Wanted
from tests.cast import SINCE
from tests.conclusions.factories import DUE, NOV_12, at, do, task_of
from tests.events import waiting_jobs

pytestmark = pytest.mark.django_db
NOV_16, NOV_18, NOV_23, DEC_1, DEC_10 = (
    date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 23), date(2026, 12, 1), date(2026, 12, 10),
)  # fmt: skip


@pytest.fixture
def task(all_) -> ConclusionTask:
    """A task of the department, given by the commune: the reception of a commune may ask a department for something."""
    return task_of(all_.lan, all_.department, keeper=all_.commune, awaits_answer=True)


@pytest.fixture
def plain(all_) -> ConclusionTask:
    """One nobody waits for an answer of."""
    return task_of(all_.lan, all_.department, keeper=all_.commune)


def _reported(task, all_, *, on=NOV_18, **given):
    return do(task, "report", all_.hai, on=on, done_on=on, note="Đã sửa xong.", number="12/STP-VP", **given)


def _said_to(holding_person):
    return set(Notice.objects.filter(holding__person=holding_person).values_list("text", flat=True))


# --- the straight way ---------------------------------------------------------------------------------------------


def test_an_issued_task_is_assigned_and_the_unit_told(task, all_):
    assert (task.state, task.is_open) == ("assigned", True)
    assert task.first_due_on == task.due_on == DUE
    assert task.assigned_on == NOV_12
    assert [act.act for act in task.acts.all()] == ["issue"]
    assert "Thông báo 112/TB-UBND, việc 1: giao theo thông báo kết luận" in _said_to(all_.person("hai"))


def test_the_whole_way_ends_by_itself_once_the_citizen_is_answered(task, all_):
    do(task, "accept", all_.hai, on=NOV_16, officer=all_.nga.holding_id)
    _reported(task, all_)
    verified = do(task, "verify", all_.lan, on=NOV_23, done_on=NOV_18)
    assert (verified.state, verified.is_open, verified.verified_on) == ("verified", True, NOV_23)

    ended = do(task, "answer", all_.lan, on=NOV_23, answered_on=NOV_23, answer_number="90/UBND-TD")

    assert (ended.state, ended.is_open) == ("closed", False)
    assert (ended.done_on, ended.answered_on, ended.answer_number) == (NOV_18, NOV_23, "90/UBND-TD")
    assert ended.officer_id == all_.nga.holding_id
    ways = [(act.act, act.from_state, act.to_state) for act in TaskAct.objects.filter(task=task).order_by("pk")]
    assert ways == [
        ("issue", "", "assigned"),
        ("accept", "assigned", "accepted"),
        ("report", "accepted", "reported"),
        ("verify", "reported", "verified"),
        ("answer", "verified", "verified"),
        ("close", "verified", "closed"),
    ]


def test_without_anybody_waiting_verifying_is_the_end(plain, all_):
    _reported(plain, all_)

    assert do(plain, "verify", all_.minh, on=NOV_23, done_on=NOV_18).state == "closed"


def test_an_answer_told_with_the_report_needs_no_second_form(task, all_):
    _reported(task, all_, answered_on=NOV_18, answer_number="15/STP")

    assert do(task, "verify", all_.lan, on=NOV_23, done_on=NOV_18).state == "closed"


def test_every_act_stands_in_the_journal_without_its_words(plain, all_):
    _reported(plain, all_)

    entry = Entry.objects.get(act="conclusion_task.report")
    assert (entry.subject_kind, entry.subject_id, entry.unit_id) == ("conclusion_task", plain.pk, all_.department)
    assert entry.detail == {"on": "2026-11-18", "from": "assigned", "to": "reported"}
    assert "Đã sửa" not in str(entry.detail)


def test_every_act_is_announced_for_who_does_and_who_follows(plain, all_):
    waiting_jobs()
    _reported(plain, all_)

    told = [arguments for name, arguments in waiting_jobs() if name == "deliver_event"]
    assert {each["payload"]["unit_id"] for each in told} == {all_.department, all_.commune}
    assert {tuple(each["payload"]["years"]) for each in told} == {(2026,)}


def test_the_verifier_may_correct_the_day_the_work_was_done(plain, all_):
    _reported(plain, all_)

    assert do(plain, "verify", all_.lan, on=NOV_23, done_on=NOV_23).done_on == NOV_23


def test_who_is_to_go_on_is_told(plain, all_):
    _reported(plain, all_)
    assert "Thông báo 112/TB-UBND, việc 1: báo cáo đã làm xong" in _said_to(all_.person("lan"))

    do(plain, "send_back", all_.lan, on=NOV_23, note="Còn thiếu biên bản.")
    assert "Thông báo 112/TB-UBND, việc 1: yêu cầu làm tiếp" in _said_to(all_.person("hai"))


def test_an_officer_who_left_is_not_told_but_those_who_still_carry_it_out(plain, all_):
    do(plain, "accept", all_.hai, on=NOV_16, officer=all_.nga.holding_id)
    _reported(plain, all_)
    do(plain, "send_back", all_.lan, on=NOV_18, note="Thiếu ảnh.")
    said = "Thông báo 112/TB-UBND, việc 1: yêu cầu làm tiếp"
    assert (said in _said_to(all_.person("nga")), said in _said_to(all_.person("hai"))) == (True, False)

    PostHolding.objects.filter(pk=all_.nga.holding_id).update(valid_until=NOV_23)
    do(plain, "grant_time", all_.lan, on=NOV_23, until=DEC_10, note="Mưa lũ.")

    said = "Thông báo 112/TB-UBND, việc 1: cho gia hạn"
    assert (said in _said_to(all_.person("nga")), said in _said_to(all_.person("hai"))) == (False, True)


def test_files_come_with_an_act_and_are_open_to_those_who_work_on_the_task_only(plain, all_):
    do(plain, "report", all_.hai, on=NOV_18, files=2, done_on=NOV_18, note="Đã sửa.")

    file = TaskFile.objects.filter(act__task=plain).first()
    assert TaskFile.objects.filter(act__task=plain).count() == 2
    for name in ("lan", "minh", "hai", "nga"):
        actor = getattr(all_, name)
        assert file_for(actor, file.pk, tasks_visible_to(actor)) == file, name
    for name in ("binh", "dung", "thanh", "tam", "quan", "hoa", "phuc"):
        actor = getattr(all_, name)
        assert file_for(actor, file.pk, tasks_visible_to(actor)) is None, name


# --- side ways ----------------------------------------------------------------------------------------------------


def test_sent_back_the_work_is_not_done_any_more(plain, all_):
    _reported(plain, all_)

    back = do(plain, "send_back", all_.lan, on=NOV_23, note="Còn thiếu biên bản.")

    assert (back.state, back.done_on) == ("in_progress", None)


def test_not_ours_the_follower_gives_it_to_another_or_insists(plain, all_):
    returned = do(plain, "return", all_.hai, on=NOV_16, note="Thuộc lĩnh vực khác.", right_body="Sở Nội vụ")
    assert returned.state == "returned"
    assert "Cơ quan có thẩm quyền: Sở Nội vụ" in task_page(all_.lan, plain.pk, on=NOV_16).timeline[0].said

    insisted = do(plain, "insist", all_.lan, on=NOV_16, note="Đúng nhiệm vụ của sở.")
    assert (insisted.state, insisted.unit_id) == ("assigned", all_.department)

    do(plain, "return", all_.hai, on=NOV_18, note="Vẫn không thuộc.", right_body="Xã bên")
    given = do(plain, "reassign", all_.lan, on=NOV_18, to_unit=all_.neighbour)
    assert (given.state, given.unit_id, given.officer_id, given.due_on) == ("assigned", all_.neighbour, None, DUE)


def test_giving_it_to_another_unit_is_announced_for_both(plain, all_):
    waiting_jobs()
    do(plain, "reassign", all_.lan, on=NOV_16, to_unit=all_.neighbour)

    units = {arguments["payload"]["unit_id"] for name, arguments in waiting_jobs() if name == "deliver_event"}
    assert units == {all_.department, all_.neighbour, all_.commune}


@pytest.mark.parametrize(
    ("returned_on", "given_on", "late_with", "why"),
    [
        (None, DUE, None, "still in time: it counts for who has it now"),
        (None, NOV_23, "department", "late with the unit that had it"),
        (NOV_18, DUE, None, "returned and given on in time"),
        (NOV_18, NOV_23, "commune", "returned in time, given on late by its follower"),
        (NOV_23, NOV_23, "department", "returned when it was late already"),
    ],
)
def test_given_to_another_unit_after_its_day_it_stays_late_where_it_was(
    plain, all_, returned_on, given_on, late_with, why
):
    if returned_on:
        do(plain, "return", all_.hai, on=returned_on, note="Không thuộc.", right_body="Xã bên")

    given = do(plain, "reassign", all_.lan, on=given_on, to_unit=all_.neighbour)

    assert given.due_with_id == (getattr(all_, late_with) if late_with else None), why
    again = do(plain, "reassign", all_.lan, on=DEC_1, to_unit=all_.commune)
    assert again.due_with_id == (given.due_with_id or all_.neighbour), "the first it was late with"


def test_given_to_another_unit_after_its_day_it_counts_where_it_was_late(plain, all_):
    do(plain, "reassign", all_.lan, on=NOV_23, to_unit=all_.neighbour)
    do(plain, "report", all_.tam, on=DEC_1, done_on=DEC_1, note="Xong.", number="1/BC")
    do(plain, "verify", all_.lan, on=DEC_1, done_on=DEC_1)

    found = following(["other"], Wanted(years=[2026], units=None), DEC_10)

    assert {key: each.computed for key, each in found.items()} == {(all_.department, 2026): (0, 1)}


def test_cancelled_it_is_over_and_not_counted(plain, all_):
    gone = do(plain, "cancel", all_.lan, on=NOV_16, note="Đã làm theo văn bản khác.")

    assert (gone.state, gone.is_open) == ("cancelled", False)
    assert not ConclusionTask.objects.issued().filter(pk=plain.pk).exists()


def test_cancelled_it_asks_for_no_time_any_more(plain, all_):
    do(plain, "ask_time", all_.hai, on=NOV_16, until=DEC_10, note="Chờ vật tư.")
    assert list(listed_tasks(all_.lan, Asked(), "verify")) == [plain]

    assert do(plain, "cancel", all_.lan, on=NOV_16, note="Không cần nữa.").asked_until is None

    ConclusionTask.objects.update(asked_until=DEC_10)
    assert not listed_tasks(all_.lan, Asked(), "verify").exists(), "nor one cancelled before"


def test_verified_by_mistake_it_is_opened_again(plain, all_):
    _reported(plain, all_)
    do(plain, "verify", all_.lan, on=NOV_23, done_on=NOV_18)

    again = do(plain, "reopen", all_.lan, on=NOV_23, note="Xác nhận nhầm việc.")

    assert (again.state, again.is_open, again.done_on, again.verified_on) == ("in_progress", True, None, None)


def test_what_the_citizen_thinks_is_recorded_after_the_end(task, all_):
    _reported(task, all_, answered_on=NOV_18, answer_number="15/STP")
    do(task, "verify", all_.lan, on=NOV_18, done_on=NOV_18)

    seen = do(task, "record_view", all_.lan, on=NOV_23, citizen_view="partly", view_on=NOV_23)

    assert (seen.state, seen.citizen_view, seen.citizen_view_on) == ("closed", "partly", NOV_23)


def test_nobody_waits_after_all(task, all_):
    _reported(task, all_)
    do(task, "verify", all_.lan, on=NOV_23, done_on=NOV_18)

    assert do(task, "await_answer", all_.lan, on=NOV_23, awaits_answer=False, note="Ghi nhầm.").state == "closed"


# --- time (A11) ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("granted_on", "today", "due_on", "expected_on", "in_time"),
    [
        (NOV_18, NOV_18, DEC_10, None, True),
        (DUE, DUE, DEC_10, None, True),
        (NOV_23, NOV_23, DUE, DEC_10, False),
        (NOV_18, NOV_23, DEC_10, None, True),  # written late, with the paper that granted it
    ],
)
def test_an_extension_counts_when_it_was_granted_in_time(plain, all_, granted_on, today, due_on, expected_on, in_time):
    extended = do(
        plain, "grant_time", all_.lan, on=granted_on, today=today, until=DEC_10, note="Mưa lũ.", number="33/UBND-VP"
    )

    assert (extended.due_on, extended.expected_on, extended.extensions) == (due_on, expected_on, int(in_time))
    said = " ".join(task_page(all_.lan, plain.pk, on=today).why_due)
    assert ("hạn tính theo ngày mới" in said) is in_time
    assert ("hạn được tính vẫn là 20/11/2026" in said) is not in_time


def test_an_extension_granted_in_time_is_written_down_after_a_late_one(plain, all_):
    do(plain, "grant_time", all_.lan, on=NOV_23, until=DEC_10, note="Mưa lũ.")
    with pytest.raises(CannotAct, match="phải sau ngày 10/12/2026"):
        do(plain, "grant_time", all_.lan, on=NOV_23, until=DEC_1, note="Mưa lũ.")

    found = do(plain, "grant_time", all_.lan, on=NOV_18, today=NOV_23, until=DEC_1, note="Có giấy.", number="33/UBND")

    assert (found.due_on, found.expected_on, found.extensions) == (DEC_1, None, 1)


def test_time_is_asked_for_and_refused_or_granted(plain, all_):
    asked = do(plain, "ask_time", all_.hai, on=NOV_16, until=DEC_10, note="Chờ vật tư.")
    assert (asked.asked_until, asked.due_on) == (DEC_10, DUE)
    assert "Thông báo 112/TB-UBND, việc 1: xin gia hạn" in _said_to(all_.person("lan"))

    assert do(plain, "refuse_time", all_.lan, on=NOV_16, note="Làm kịp.").asked_until is None

    do(plain, "ask_time", all_.hai, on=NOV_18, until=DEC_10, note="Mưa lũ.")
    granted = do(plain, "grant_time", all_.lan, on=NOV_18, until=DEC_10, note="Đồng ý.")
    assert (granted.asked_until, granted.due_on) == (None, DEC_10)


def test_both_years_are_announced_when_a_day_moves_into_the_next(plain, all_):
    waiting_jobs()
    do(plain, "grant_time", all_.lan, on=NOV_16, until=date(2027, 1, 15), note="Công trình lớn.")

    years = {tuple(arguments["payload"]["years"]) for name, arguments in waiting_jobs() if name == "deliver_event"}
    assert years == {(2026, 2027)}


# --- refusals -----------------------------------------------------------------------------------------------------


def _nothing_changed(task):
    fresh = ConclusionTask.objects.get(pk=task.pk)
    assert (fresh.state, fresh.version, fresh.due_on) == (task.state, task.version, task.due_on)
    assert TaskAct.objects.filter(task=task).count() == 1


@pytest.mark.parametrize(
    ("act", "given", "why"),
    [
        ("report", {"done_on": NOV_23, "note": "Xong.", "number": "1/A"}, "sau ngày ghi"),
        ("report", {"done_on": date(2026, 11, 11), "note": "Xong.", "number": "1/A"}, "trước ngày giao"),
        ("report", {"done_on": NOV_18, "note": "Xong."}, "cần tệp kết quả hoặc số văn bản"),
        ("report", {"done_on": NOV_18, "note": "X", "number": "1/A", "answered_on": NOV_18}, "cả ngày và số"),
        ("ask_time", {"until": DUE, "note": "Chậm."}, "phải sau ngày 20/11/2026"),
        ("ask_time", {"until": date(2026, 12, 12), "note": "Chậm."}, "thứ Bảy"),
        ("ask_time", {"until": date(2026, 11, 24), "note": "Chậm."}, "ngày nghỉ lễ"),
        ("entrust", {"officer": 0}, ""),
    ],
)
def test_a_unit_is_refused_with_a_sentence_and_nothing_changes(task, all_, act, given, why):
    if act == "entrust":
        given, why = {"officer": all_.lan.holding_id}, "chỉ giao cho người của đơn vị"
    with pytest.raises(CannotAct, match=why):
        do(task, act, all_.hai, on=NOV_18, **given)

    _nothing_changed(task)


@pytest.mark.parametrize(
    ("act", "given", "why"),
    [
        ("refuse_time", {"note": "Không."}, "không có đề nghị gia hạn"),
        ("reassign", {"to_unit": None}, "đang thực hiện nhiệm vụ"),
        ("grant_time", {"until": date(2026, 12, 12), "note": "Được."}, "ngày làm việc kế tiếp là 14/12/2026"),
    ],
)
def test_the_follower_is_refused_too(task, all_, act, given, why):
    if act == "reassign":
        given = {"to_unit": all_.department}
    with pytest.raises(CannotAct, match=why):
        do(task, act, all_.lan, on=NOV_18, **given)

    _nothing_changed(task)


def test_a_day_that_has_passed_is_not_moved_on_anybodys_word_alone(plain, all_):
    with pytest.raises(CannotAct, match="cần số văn bản gia hạn"):
        do(plain, "grant_time", all_.lan, on=NOV_18, today=NOV_23, until=DEC_10, note="Đã đồng ý từ trước.")

    _nothing_changed(plain)


def test_nobody_verifies_what_he_reported_in_any_of_his_posts(all_):
    own = task_of(all_.lan, all_.commune, keeper=all_.commune)
    do(own, "report", all_.lan, on=NOV_18, done_on=NOV_18, note="Đã sửa.", number="1/BC")
    person, commune = all_.person("lan"), all_.cast.place.commune
    post = Post.objects.create(unit=commune, title="Phó Chánh Văn phòng", kind="officer", valid_from=SINCE)
    second = PostHolding.objects.create(post=post, person=person, valid_from=SINCE)
    RoleAssignment.objects.create(post=post, role="commune_officer", unit=commune, valid_from=SINCE)

    for holding_id in (all_.lan.holding_id, second.pk):
        with pytest.raises(CannotAct, match="không tự xác nhận"):
            do(own, "verify", replace(all_.lan, holding_id=holding_id), on=NOV_23, done_on=NOV_18)

    assert do(own, "verify", all_.minh, on=NOV_23, done_on=NOV_18).state == "closed"


def test_who_reported_after_it_was_sent_back_is_the_reporter(all_):
    own = task_of(all_.lan, all_.commune, keeper=all_.commune)
    do(own, "report", all_.lan, on=NOV_16, done_on=NOV_16, note="Đã sửa.", number="1/BC")
    do(own, "send_back", all_.minh, on=NOV_16, note="Thiếu ảnh.")
    do(own, "report", all_.minh, on=NOV_18, done_on=NOV_18, note="Đã bổ sung.", number="2/BC")

    with pytest.raises(CannotAct, match="không tự xác nhận"):
        do(own, "verify", all_.minh, on=NOV_23, done_on=NOV_18)
    assert do(own, "verify", all_.lan, on=NOV_23, done_on=NOV_18).state == "closed"


def test_the_same_unit_does_not_return_a_task_to_itself(all_):
    own = task_of(all_.lan, all_.commune, keeper=all_.commune)

    with pytest.raises(CannotAct, match="giao đơn vị khác"):
        do(own, "return", all_.lan, on=NOV_16, note="Không thuộc.", right_body="Sở Xây dựng")


def test_an_older_page_is_refused(plain, all_):
    do(plain, "progress", all_.hai, on=NOV_16, note="Đang làm.")

    with pytest.raises(Conflict):
        perform(plain.pk, "accept", {}, actor=all_.hai, on=NOV_18, at=at(NOV_18), version=plain.version)


def test_the_table_and_the_days_are_kept(plain, all_):
    with pytest.raises(ActNotAllowed):
        do(plain, "verify", all_.lan, on=NOV_16, done_on=NOV_16)
    with pytest.raises(NotFound):
        do(plain, "explode", all_.lan, on=NOV_16)
    with pytest.raises(NoAuthority):
        do(plain, "close", all_.lan, on=NOV_16)
    with pytest.raises(CannotAct, match="tương lai"):
        do(plain, "accept", all_.hai, on=NOV_23, today=NOV_18)
    with pytest.raises(CannotAct, match="12/11/2026"):
        do(plain, "accept", all_.hai, on=date(2026, 11, 11), today=NOV_18)

    _nothing_changed(plain)


# --- whose act it is ----------------------------------------------------------------------------------------------

EVERYONE = ("lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa", "hai", "nga", "phuc")


@pytest.mark.parametrize(
    ("act", "may"),
    [
        ("accept", {"hai", "nga"}), ("report", {"hai", "nga"}), ("ask_time", {"hai", "nga"}),
        ("return", {"hai", "nga"}), ("grant_time", {"lan", "minh"}), ("reassign", {"lan", "minh"}),
        ("cancel", {"lan", "minh"}), ("answer", {"hai", "nga", "lan", "minh"}),
    ],
)  # fmt: skip
def test_only_those_of_the_two_units_act(task, all_, act, may):
    given = {
        "report": {"done_on": NOV_16, "note": "X", "number": "1/A"},
        "ask_time": {"until": DEC_10, "note": "X"},
        "return": {"note": "X", "right_body": "Y"},
        "grant_time": {"until": DEC_10, "note": "X"},
        "reassign": {"to_unit": all_.neighbour},
        "cancel": {"note": "X"},
        "answer": {"answered_on": NOV_16, "answer_number": "1/A"},
    }.get(act, {})
    for name in EVERYONE:
        if name not in may:
            with pytest.raises(NoAuthority):
                do(task, act, getattr(all_, name), on=NOV_16, **given)
    _nothing_changed(task)

    assert do(task, act, getattr(all_, sorted(may)[0]), on=NOV_16, **given).version == task.version + 1


def test_a_task_is_seen_by_its_units_and_those_who_watch(task, all_):
    sees = {name for name in EVERYONE if tasks_visible_to(getattr(all_, name)).exists()}

    assert sees == {"lan", "minh", "hai", "nga", "binh", "dung", "thanh", "phuc"}


def test_a_unit_that_takes_part_sees_the_task(all_):
    task_of(all_.lan, all_.department, keeper=all_.commune, coordinating=(all_.neighbour,))

    assert tasks_visible_to(all_.tam).count() == 1
