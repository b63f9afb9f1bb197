"""Writing a conclusion and issuing it: from a pasted notice to tasks, what is refused on the way."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from danvan.authority.rules.rights import Right
from danvan.casework.models import OutgoingNumber
from danvan.casework.services import CannotAct
from danvan.casework.services.outgoing import NumberTaken
from danvan.conclusions.choices import Origin
from danvan.conclusions.models import Conclusion, ConclusionTask, DraftTask
from danvan.conclusions.selectors import (
    conclusion_page,
    conclusions_visible_to,
    dues,
    followed,
    notice_due,
    tasks_of_origin,
)
from danvan.conclusions.services import (
    CannotDraft,
    CannotIssueConclusion,
    Issue,
    Row,
    Source,
    attach_notice,
    cancel_what_is_left,
    change_and_read,
    change_draft,
    discard_draft,
    draft_and_read,
    draft_conclusion,
    drafting,
    issue_conclusion,
    merged,
    propose_rows,
    rows_of,
    split_by_unit,
)
from danvan.conclusions.services.drafting import Head
from danvan.desk.selectors import reminders
from danvan.desk.selectors.agenda import agenda_of, feed_of
from danvan.files.services import CannotStoreFile
from danvan.journal.models import Entry
from danvan.kernel.errors import Conflict, NoAuthority
from danvan.notices.models import Notice
from tests.cast import TODAY, actor_of, seat
from tests.conclusions.factories import DUE, NOV_10, NOV_12, at, do, draft, issued, task_of
from tests.files import samples

pytestmark = pytest.mark.django_db
ISSUE = Issue(on=NOV_12, signer_title="CHỦ TỊCH", signer="Người Ký", number=7, symbol="TB-UBND")
NOTICE = """Chủ tịch UBND xã kết luận như sau:
1. Giao Sở Tư pháp chủ trì, phối hợp với UBND xã Hòa Sơn hướng dẫn thủ tục, xong trước ngày 15/12/2026.
2. UBND xã trả lời công dân bằng văn bản trong 10 ngày.
"""
SOURCE = ("Buổi tiếp công dân tháng 11", NOV_10)


def _row(all_, **changes):
    return replace(Row("Sửa cầu.", all_.commune, DUE), **changes)


# --- drafts -------------------------------------------------------------------------------------------------------


def test_a_session_has_one_draft_at_a_time_and_other_meetings_one_each_time(all_):
    session = Source(Origin.RECEPTION, 5, *SOURCE, all_.commune)
    other = Source(Origin.OTHER, None, *SOURCE, all_.commune)

    assert draft_conclusion(session, actor=all_.lan) == draft_conclusion(session, actor=all_.minh)
    assert draft_conclusion(other, actor=all_.lan) != draft_conclusion(other, actor=all_.lan)
    assert Entry.objects.filter(act="conclusions.draft").count() == 3


def test_two_units_may_conclude_at_the_same_session(all_):
    first = draft_conclusion(Source(Origin.DIALOGUE, 5, *SOURCE, all_.commune), actor=all_.lan)
    second = draft_conclusion(Source(Origin.DIALOGUE, 5, *SOURCE, all_.neighbour), actor=all_.tam)

    assert first != second


def test_a_pasted_notice_becomes_rows_with_what_is_doubtful(all_):
    begun = draft(all_.lan, all_.commune)

    read = propose_rows(begun.pk, NOTICE, actor=all_.lan, version=begun.version, on=NOV_12)

    assert read.proposed == 2
    first, second = rows_of(begun)
    assert (first.unit_id, first.coordinating, first.due_on) == (
        all_.department, (all_.neighbour,), date(2026, 12, 14),
    )  # fmt: skip
    assert (second.unit_id, second.due_on, second.awaits_answer) == (all_.commune, date(2026, 11, 23), True)
    assert "ngày nghỉ 22/11/2026" in second.remarks


def test_a_notice_dated_beyond_the_calendar_is_refused(all_):
    begun = draft(all_.lan, all_.commune)

    with pytest.raises(CannotDraft, match="ngoài lịch làm việc") as refused:
        propose_rows(begun.pk, NOTICE, actor=all_.lan, version=begun.version, on=date(9999, 12, 31))
    assert refused.value.field == "read_on"


def test_a_fault_while_reading_leaves_no_empty_draft(all_, monkeypatch):
    monkeypatch.setattr(drafting, "read_notice", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        draft_and_read(Source(Origin.OTHER, None, *SOURCE, all_.commune), NOTICE, actor=all_.lan, on=NOV_12)

    assert not Conclusion.objects.exists()


def test_a_notice_that_says_nothing_leaves_the_draft_as_it_was(all_):
    begun = draft(all_.lan, all_.commune, _row(all_))
    head = Head("Tên khác", NOV_10)

    with pytest.raises(CannotDraft, match="Chưa nhận ra nhiệm vụ nào"):
        change_and_read(begun.pk, head, [], "Không có gì.", actor=all_.lan, version=begun.version, on=NOV_12)

    begun.refresh_from_db()
    assert (begun.origin_title, len(rows_of(begun))) == ("Buổi làm việc tháng 11", 1)


def test_rows_are_merged_split_and_left_out(all_):
    begun = draft(
        all_.lan, all_.commune, _row(all_), _row(all_, text="Làm đường.", unit_id=all_.department), Row("Niêm yết.")
    )
    rows = rows_of(begun)
    assert [row.text for row in rows] == ["Sửa cầu.", "Làm đường.", "Niêm yết."]

    one = merged(rows, 1)
    assert [(row.text, row.unit_id, row.coordinating) for row in one] == [
        ("Sửa cầu. Làm đường.", all_.commune, [all_.department]),
        ("Niêm yết.", None, ()),
    ]
    apart = split_by_unit(one, 0)
    assert [(row.text, row.unit_id) for row in apart[:2]] == [
        ("Sửa cầu. Làm đường.", all_.commune),
        ("Sửa cầu. Làm đường.", all_.department),
    ]
    begun.refresh_from_db()
    change_draft(begun.pk, Head(*SOURCE), apart[:2], actor=all_.lan, version=begun.version)
    assert [row.unit_id for row in rows_of(begun)] == [all_.commune, all_.department]
    assert DraftTask.objects.count() == 2


def test_a_meeting_still_to_come_is_refused_beside_its_day(all_):
    begun = draft(all_.lan, all_.commune, _row(all_))
    tomorrow = TODAY + timedelta(days=1)

    with pytest.raises(CannotDraft, match="24/11/2026 chưa đến") as refused:
        change_draft(begun.pk, Head("Giao ban", tomorrow), [], actor=all_.lan, version=begun.version)
    with pytest.raises(CannotDraft):
        draft_conclusion(Source(Origin.OTHER, None, "Giao ban", tomorrow, all_.commune), actor=all_.lan)

    assert refused.value.field == "day"
    begun.refresh_from_db()
    assert (begun.origin_on, len(rows_of(begun)), Conclusion.objects.count()) == (NOV_10, 1, 1)


def test_an_older_page_and_another_unit_are_refused(all_):
    begun = draft(all_.lan, all_.commune, _row(all_))

    with pytest.raises(Conflict):
        change_draft(begun.pk, Head(*SOURCE), [], actor=all_.lan, version=begun.version - 1)
    for name in ("tam", "binh", "thanh", "quan", "hoa", "hai", "phuc"):
        with pytest.raises(NoAuthority):
            change_draft(begun.pk, Head(*SOURCE), [], actor=getattr(all_, name), version=begun.version)
    assert len(rows_of(begun)) == 1


def test_only_its_unit_sees_a_draft(all_):
    draft(all_.lan, all_.commune, _row(all_, unit_id=all_.department))

    names = ("lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa", "hai", "nga", "phuc")
    sees = {name for name in names if conclusions_visible_to(getattr(all_, name)).exists()}
    assert sees == {"lan", "minh"}


def test_a_draft_is_thrown_away_and_an_issued_one_is_not(all_):
    begun = draft(all_.lan, all_.commune, _row(all_))
    discard_draft(begun.pk, actor=all_.lan, version=begun.version)
    assert not Conclusion.objects.exists()
    assert Entry.objects.filter(act="conclusions.discard").count() == 1

    out = issued(all_.lan, all_.commune, _row(all_))
    with pytest.raises(CannotDraft, match="đã ban hành"):
        discard_draft(out.pk, actor=all_.lan, version=out.version)


# --- issuing ------------------------------------------------------------------------------------------------------


def test_issuing_takes_the_number_and_gives_each_row_to_its_unit(all_):
    begun = draft(
        all_.lan, all_.commune, _row(all_), _row(all_, unit_id=all_.department, coordinating=(all_.neighbour,))
    )

    out = issue_conclusion(begun.pk, ISSUE, actor=all_.lan, at=at(NOV_12), version=begun.version)

    assert (out.number, out.issued_on, out.state) == ("07/TB-UBND", NOV_12, "issued")
    assert OutgoingNumber.objects.get().unit_id == all_.commune
    tasks = list(out.tasks.order_by("position"))
    assert [(task.unit_id, task.keeper_id, task.due_on) for task in tasks] == [
        (all_.commune, all_.commune, DUE), (all_.department, all_.commune, DUE),
    ]  # fmt: skip
    assert [each.unit_id for each in tasks[1].coordinating.all()] == [all_.neighbour]
    assert not DraftTask.objects.exists()
    assert Entry.objects.get(act="conclusions.issue").detail["tasks"] == 2


def test_a_number_is_given_once(all_):
    first, second = draft(all_.lan, all_.commune, _row(all_)), draft(all_.lan, all_.commune, _row(all_))
    issue_conclusion(first.pk, ISSUE, actor=all_.lan, at=at(NOV_12), version=first.version)

    with pytest.raises(NumberTaken, match="08"):
        issue_conclusion(second.pk, ISSUE, actor=all_.lan, at=at(NOV_12), version=second.version)
    assert ConclusionTask.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "issue", "why"),
    [
        ([{}], {"on": date(2026, 11, 13)}, "tương lai"),
        ([{}], {"on": date(2026, 11, 9)}, "trước ngày làm việc 10/11/2026"),
        ([{}], {"signer_title": ""}, "chức danh người ký"),
        ([{}], {"number": None}, "Cần số thông báo"),
        ([], {}, "chưa có nhiệm vụ nào"),
        ([{}, {"unit_id": None, "due_on": None}], {}, "dòng 2: chưa chọn đơn vị thực hiện, chưa có hạn"),
        ([{"text": " "}], {}, "dòng 1: chưa có nội dung"),
        ([{"due_on": date(2026, 11, 21)}], {}, "thứ Bảy"),
        ([{"due_on": date(2026, 11, 11)}], {}, "trước ngày thông báo"),
    ],
)
def test_what_is_not_whole_does_not_go_out(all_, rows, issue, why):
    begun = draft(all_.lan, all_.commune, *(_row(all_, **changes) for changes in rows))

    with pytest.raises(CannotIssueConclusion, match=why):
        issue_conclusion(begun.pk, replace(ISSUE, **issue), actor=all_.lan, at=at(NOV_12), version=begun.version)

    begun.refresh_from_db()
    assert (begun.state, begun.number) == ("draft", "")
    assert not ConclusionTask.objects.exists()
    assert not OutgoingNumber.objects.exists()


def test_the_signed_notice_is_checked_by_what_it_holds(all_):
    out = issued(all_.lan, all_.commune, _row(all_))
    lie = SimpleUploadedFile("thong-bao.pdf", samples.program(), "application/pdf")

    with pytest.raises(CannotStoreFile):
        attach_notice(out.pk, lie, actor=all_.lan, version=out.version)
    signed = SimpleUploadedFile("thong-bao.pdf", samples.pdf(), "application/pdf")
    assert attach_notice(out.pk, signed, actor=all_.lan, version=out.version).notice_name == "thong-bao.pdf"
    with pytest.raises(NoAuthority):
        attach_notice(out.pk, signed, actor=all_.tam, version=out.version + 1)


# --- cancelled ----------------------------------------------------------------------------------------------------


def _cancel(all_, out, *, actor=None, version=None, on=NOV_12, reason="Cuộc họp sau đã thay kết luận này."):
    return cancel_what_is_left(
        out.pk, reason=reason, number="130/TB-UBND", on=on, actor=actor or all_.lan, at=at(TODAY),
        version=out.version if version is None else version,
    )  # fmt: skip


def test_what_is_left_of_a_notice_is_cancelled_at_once_and_what_was_done_stays(all_):
    out = issued(all_.lan, all_.commune, *(_row(all_, unit_id=unit) for unit in (all_.commune, all_.department) * 2))
    first, second, third, fourth = out.tasks.order_by("position")
    do(first, "report", all_.lan, on=NOV_12, files=1, done_on=NOV_12, note="Đã xong.")
    do(first, "verify", all_.minh, on=NOV_12, done_on=NOV_12)
    do(third, "report", all_.lan, on=NOV_12, files=1, done_on=NOV_12, note="Đã xong.")

    assert _cancel(all_, out) == 3

    assert list(out.tasks.order_by("position").values_list("state", "is_open")) == [
        ("closed", False), ("cancelled", False), ("cancelled", False), ("cancelled", False),
    ]  # fmt: skip
    for task in (second, third, fourth):
        last = task.acts.latest("pk")
        assert (last.act, last.number, last.note) == ("cancel", "130/TB-UBND", "Cuộc họp sau đã thay kết luận này.")
    assert Entry.objects.get(act="conclusions.cancel").detail == {"on": "2026-11-12", "tasks": 3}
    assert Notice.objects.filter(holding__person=all_.person("hai"), text__contains="hủy nhiệm vụ").count() == 2
    out.refresh_from_db()
    with pytest.raises(CannotIssueConclusion, match="Không còn nhiệm vụ"):
        _cancel(all_, out)


def test_a_notice_is_cancelled_by_its_keeper_whole_or_not_at_all(all_):
    out = issued(all_.lan, all_.commune, _row(all_), _row(all_, unit_id=all_.department))
    do(out.tasks.get(position=2), "accept", all_.hai, on=TODAY, today=TODAY)

    for who, error in ((all_.hai, NoAuthority), (all_.tam, NoAuthority), (all_.quan, NoAuthority)):
        with pytest.raises(error):
            _cancel(all_, out, actor=who)
    with pytest.raises(Conflict):
        _cancel(all_, out, version=out.version + 1)
    # The second task was accepted later than the day that is given.
    with pytest.raises(CannotAct, match="việc trước đó"):
        _cancel(all_, out, on=NOV_12)

    assert not out.tasks.filter(state="cancelled").exists()


# --- what others ask ----------------------------------------------------------------------------------------------


def test_what_became_of_a_session_is_counted(all_):
    out = issued(
        all_.lan,
        all_.commune,
        _row(all_),
        _row(all_),
        _row(all_, due_on=date(2026, 12, 10)),
        origin=Origin.RECEPTION,
        key=5,
    )
    done, *_others = out.tasks.order_by("position")
    do(done, "report", all_.lan, on=NOV_12, done_on=NOV_12, note="Xong.", number="1/BC")
    do(done, "verify", all_.minh, on=NOV_12, done_on=NOV_12)
    draft(all_.lan, all_.commune, _row(all_), origin=Origin.RECEPTION, key=5)

    said = followed(all_.lan, Origin.RECEPTION, [5, 6])

    assert set(said) == {5}
    notice, waiting = said[5]
    assert (notice.number, notice.total, notice.kept, notice.open, notice.late) == ("112/TB-UBND", 3, 1, 2, 1)
    assert (waiting.state_label, waiting.total) == ("dự thảo", 0)
    assert tasks_of_origin(all_.lan, Origin.RECEPTION, 5).count() == 3
    assert followed(all_.tam, Origin.RECEPTION, [5]) == {}
    assert not tasks_of_origin(all_.tam, Origin.RECEPTION, 5).exists()


def test_a_unit_with_one_task_sees_that_and_how_many_there_are_besides(all_):
    out = issued(all_.lan, all_.commune, _row(all_), _row(all_, unit_id=all_.department))

    page = conclusion_page(all_.hai, out.pk)

    assert (len(page.rows), page.hidden, page.may_keep, page.may_read_notice) == (1, 1, False, True)


def test_the_notice_of_a_reception_is_due_five_working_days_after_it(all_):
    begun = draft(all_.lan, all_.commune, _row(all_), origin=Origin.RECEPTION, key=5)

    due_on, why = notice_due(begun)
    assert due_on == date(2026, 11, 17)
    assert why.startswith("5 ngày làm việc sau buổi tiếp")
    assert notice_due(draft(all_.lan, all_.commune, origin=Origin.DIALOGUE, key=5)) == (None, "")


@pytest.mark.parametrize("day", [date(2206, 11, 10), date(2027, 12, 30), date(2020, 12, 31)])
def test_a_day_beyond_the_rule_or_the_calendar_breaks_no_page_and_no_reminder(all_, signed_in, day):
    begun = draft(all_.lan, all_.commune, _row(all_), origin=Origin.RECEPTION, key=5)
    Conclusion.objects.update(origin_on=day)
    begun.refresh_from_db()

    assert notice_due(begun) == (None, "")
    assert list(dues(None, day - timedelta(days=30), day + timedelta(days=30))) == []
    browser = signed_in("lan")
    for name in ("draft", "issue"):
        assert browser.get(reverse(f"conclusions:{name}", args=[begun.pk])).status_code == 200
    discarded = browser.post(reverse("conclusions:discard", args=[begun.pk]), {"version": begun.version})
    assert discarded.status_code == 302
    assert not Conclusion.objects.exists()


def test_the_calendar_has_tasks_of_who_does_them_and_notices_of_who_issues_them(all_, django_assert_num_queries):
    task = task_of(all_.lan, all_.department, keeper=all_.commune)
    draft(all_.lan, all_.commune, _row(all_), origin=Origin.RECEPTION, key=5)
    november = (date(2026, 11, 1), date(2026, 11, 30))

    assert [due.uid for due in dues([all_.department], *november)] == [f"conclusion-task-{task.pk}-20261120"]
    assert [(due.on, due.is_done) for due in dues([all_.commune], *november)] == [(date(2026, 11, 17), False)]
    assert len(list(dues(None, *november))) == 2
    do(task, "report", all_.hai, on=NOV_12, done_on=NOV_12, note="Xong.", number="1/BC")
    assert [due.is_done for due in dues([all_.department], *november)] == [True]


def test_the_words_of_a_task_and_the_title_of_a_draft_stay_on_pages_of_those_who_may_read_them(all_):
    """The canary: in no notice and no calendar program, and not before one who only sees the records of the unit."""
    commune = all_.cast.place.commune
    kiem = actor_of(
        seat("kiem", "Kiểm", commune, title="Kiểm tra", kind="officer", role="inspector", over=commune, subtree=False)
    )
    issued(all_.lan, all_.commune, Row("Sửa nhà ông Mùi.", all_.commune, DUE))
    begun = draft(all_.lan, all_.commune, _row(all_), origin=Origin.RECEPTION, key=5)
    Conclusion.objects.filter(pk=begun.pk).update(origin_title="Tiếp ông Mùi")
    month = date(2026, 11, 1)

    told = [(each.holding_id, each.text) for each in reminders(on=TODAY)]
    fed = [entry.due.what for entry in feed_of(all_.lan)]
    shown = [entry.due.said for entry in agenda_of(all_.lan, month, on=TODAY).entries]

    draft_said = "Ban hành thông báo kết luận buổi tiếp công dân ngày 10/11/2026"
    assert told == [(holding, f"Quá hạn 17/11/2026: {draft_said}") for holding, _text in told]
    assert {holding for holding, _text in told} == {all_.lan.holding_id, all_.minh.holding_id}
    assert fed == [draft_said, "Nhiệm vụ 1, thông báo kết luận số 112/TB-UBND"]
    assert shown == [f"{fed[0]}: Tiếp ông Mùi", f"{fed[1]}: Sửa nhà ông Mùi."]
    assert kiem.may(Right.SEE_RECORDS, all_.commune)
    assert (feed_of(kiem), agenda_of(kiem, month, on=TODAY).entries) == ([], [])
