"""Petitions from receipt to the end of the file: what changes, what the clocks say, what is refused."""

from datetime import UTC, date, datetime

import pytest

from danvan.casework.models import Case, CaseAct
from danvan.casework.services import CannotAct
from danvan.journal.models import Entry
from danvan.kernel.errors import Conflict, NoAuthority, NotFound
from danvan.kernel.workflow import ActNotAllowed
from danvan.petitions.selectors import found_petitions, petitions_visible_to, work_list
from danvan.petitions.services import NewPetition, NewWriter, perform, register_petition
from danvan.petitions.services.register import CannotRegister
from tests.petitions.factories import CLASSIFIED, Story, at, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
SEP_1 = date(2026, 9, 1)


def _due(petition, stage):
    return petition.clocks.get(stage=stage, ended_on=None).due_on


def _running(petition):
    return set(petition.clocks.filter(ended_on=None).values_list("stage", flat=True))


# --- receipt ------------------------------------------------------------------------------------------------------


def test_a_letter_gets_its_number_and_both_clocks(cast):
    petition = register(cast)

    assert petition.code == "KN-2026-00001"
    assert _due(petition, "acceptance") == date(2026, 9, 11)
    assert _due(petition, "answer") == date(2026, 9, 16)
    assert petition.due_on == date(2026, 9, 11)
    assert petition.due_stage == "acceptance"
    assert petition.handling_due_on == date(2026, 9, 11)
    assert register(cast).code == "KN-2026-00002"
    assert register(cast, kind="recommendation").code == "KNPA-2026-00001"


def test_the_acceptance_limit_is_that_of_the_day_of_receipt(cast):
    assert _due(register(cast, on=date(2026, 6, 30)), "acceptance") == date(2026, 7, 10)
    assert register(cast, on=date(2026, 6, 30)).clocks.get(stage="acceptance").rule == "KN-ACC1-V1"
    assert register(cast, on=date(2026, 7, 1)).clocks.get(stage="acceptance").rule == "KN-ACC1-V2"


def test_feedback_on_regulations_is_passed_on_in_five_working_days(cast):
    petition = register(cast, kind="regulation")

    assert petition.handling_due_on == date(2026, 9, 9)
    assert petition.due_stage == "forwarding"


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"on": date(2026, 9, 2)}, "tương lai"),
        ({"written_on": date(2026, 9, 2)}, "sau ngày nhận"),
        ({"writers": [NewWriter("A"), NewWriter("B")], "people_count": 1}, "ít hơn"),
    ],
)
def test_an_impossible_letter_is_refused(cast, how, why):
    new = NewPetition(
        kind="complaint", unit_id=cast.place.commune.pk, received_on=how.pop("on", SEP_1), channel="desk",
        summary="x", writers=how.pop("writers", [NewWriter("A")]), **how,
    )  # fmt: skip
    with pytest.raises(CannotRegister, match=why):
        register_petition(new, actor=cast.actor("lan"), at=at(SEP_1))

    assert not Case.objects.exists()


@pytest.mark.parametrize("who", ["tam", "binh", "thanh", "quan", "hoa"])
def test_only_the_desk_of_the_unit_takes_letters_in(cast, who):
    with pytest.raises(NoAuthority):
        register(cast, by=who)


# --- a complaint, whole -------------------------------------------------------------------------------------------


def test_a_first_complaint_from_desk_to_executed_decision(story):
    story.until_verified(date(2026, 9, 8), date(2026, 9, 25))
    assert story.petition.handled == "accepted"
    assert story.petition.handled_on == date(2026, 9, 8)
    assert _due(story.petition, "resolution") == date(2026, 10, 8)

    story.do("decide", date(2026, 10, 5), number="12/QĐ-UBND", verdict="partly", remedy="amend", note="Sửa một phần.")
    assert (story.petition.settled, story.petition.settled_on) == ("decided", date(2026, 10, 5))
    assert _due(story.petition, "send_decision") == date(2026, 10, 8)
    assert _due(story.petition, "effect") == date(2026, 11, 5)
    assert story.petition.due_stage == "send_decision"

    story.do("send", date(2026, 10, 7), decision_received_on=date(2026, 10, 9))
    assert _due(story.petition, "second_complaint") == date(2026, 11, 9)
    assert story.petition.due_on is None

    story.do("take_effect", date(2026, 11, 10)).do(
        "execute", date(2026, 11, 12), executor="Phòng Kinh tế", execution_due_on=date(2026, 12, 31), note="Chi trả."
    )
    assert story.petition.due_on == date(2026, 12, 31)
    story.do("report_execution", date(2026, 12, 20), note="Đã chi trả.")
    story.do("archive", date(2026, 12, 21), retention="15y")

    assert story.petition.state == "archived"
    assert not story.petition.is_open
    assert not _running(story.petition)
    assert [act.act for act in story.petition.acts.all()] == [
        "register", "classify", "propose", "accept", "assign", "report", "decide", "send", "take_effect", "execute",
        "report_execution", "archive",
    ]  # fmt: skip


def test_every_act_stands_in_the_journal_without_the_words_of_the_file(story):
    story.until_accepted(date(2026, 9, 8), note="Bà con xóm Bí Mật")

    entries = Entry.objects.filter(subject_kind="case", subject_id=story.petition.pk)
    assert [entry.act for entry in entries.order_by("pk")] == [
        "case.register", "case.classify", "case.propose", "case.accept",
    ]  # fmt: skip
    assert "Bí Mật" not in str([(entry.reason, entry.detail) for entry in entries])
    assert CaseAct.objects.filter(note__contains="Bí Mật").count() == 1


def test_a_second_complaint_must_have_its_dialogue_and_is_published(cast):
    story = Story(cast, register(cast, instance=2))
    story.do("classify", SEP_1, **{**CLASSIFIED, "instance": 2}).do("propose", SEP_1)
    story.do("accept", SEP_1, number="1").do("assign", SEP_1, officer=story.officer)
    story.do("report", date(2026, 9, 20), note="x", views_differ=False)
    decision = {"number": "2", "verdict": "wrong", "remedy": "keep", "note": "x"}

    with pytest.raises(CannotAct, match="bắt buộc phải đối thoại"):
        story.do("decide", date(2026, 9, 25), **decision)

    story.do("invite", date(2026, 9, 21), number="3", dialogue_on=date(2026, 9, 28))
    story.do("dialogue", date(2026, 9, 28), note="Biên bản").do("decide", date(2026, 10, 1), **decision)
    assert _due(story.petition, "send_decision") == date(2026, 10, 8)
    assert _due(story.petition, "publication") == date(2026, 10, 16)
    assert _running(story.petition) == {"send_decision", "publication", "effect"}

    story.do("send", date(2026, 10, 2), decision_received_on=date(2026, 10, 5))
    story.do("publish", date(2026, 10, 6), publication="posting")
    assert "second_complaint" not in _running(story.petition)
    story.do("take_effect", date(2026, 11, 2))
    assert story.petition.state == "in_force"


def test_views_that_differ_ask_for_a_dialogue_invited_in_time(story):
    story.until_verified(date(2026, 9, 8), date(2026, 9, 21), views_differ=True)

    with pytest.raises(CannotAct, match="còn khác nhau"):
        story.do("decide", date(2026, 9, 22), number="1", verdict="wrong", remedy="keep", note="x")
    with pytest.raises(CannotAct, match="chậm nhất ngày 18/09/2026"):
        story.do("invite", date(2026, 9, 22), number="1", dialogue_on=date(2026, 9, 25))
    story.do("invite", date(2026, 9, 22), number="1", dialogue_on=date(2026, 9, 28))


# --- suspension, complexity, remoteness ---------------------------------------------------------------------------


def test_a_suspension_stops_the_clock_and_goes_back_where_it_was(story):
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    story.do("suspend", date(2026, 9, 20), number="1", suspension_ground="illness", note="Điều trị tại bệnh viện.")

    assert story.petition.state == "suspended"
    assert _due(story.petition, "resolution") is None
    assert _due(story.petition, "send_suspension") == date(2026, 9, 23)
    assert story.petition.due_stage == "send_suspension"

    story.do("send_notice", date(2026, 9, 21)).do("continue", date(2026, 9, 30), number="2")
    assert story.petition.state == "verified"
    assert _due(story.petition, "resolution") == date(2026, 10, 19)
    assert story.petition.resolution_due_on == date(2026, 10, 19)
    assert "10 ngày không tính" in story.petition.clocks.get(stage="resolution").explanation


def test_a_suspension_before_the_law_knew_it_is_refused(cast):
    story = Story(cast, register(cast, on=date(2026, 6, 1)))
    story.until_accepted(date(2026, 6, 5)).do("assign", date(2026, 6, 5), officer=story.officer)

    with pytest.raises(CannotAct, match="Trước ngày 01/07/2026"):
        story.do("suspend", date(2026, 6, 20), number="1", suspension_ground="illness", note="x")
    story.do("suspend", date(2026, 7, 2), number="1", suspension_ground="illness", note="x")
    assert story.petition.state == "suspended"


def test_a_complex_or_remote_case_is_found_so_before_its_limit_ends(story):
    story.until_accepted(date(2026, 9, 8))
    story.do("declare_complex", date(2026, 10, 8), complex_tests=["c"], note="Nhiều hộ.")
    assert _due(story.petition, "resolution") == date(2026, 10, 23)
    assert story.petition.clocks.get(stage="resolution").rule == "KN-RES1-C"

    story.do("declare_remote", date(2026, 10, 9), remote_reason="Bản cách trung tâm 40 km đường đất.")
    assert _due(story.petition, "resolution") == date(2026, 11, 9)
    with pytest.raises(CannotAct, match="đã được xác định là phức tạp"):
        story.do("declare_complex", date(2026, 10, 10), complex_tests=["a"], note="x")


def test_a_case_past_its_limit_is_no_longer_made_complex(story):
    story.until_accepted(date(2026, 9, 8))

    with pytest.raises(CannotAct, match="Thời hạn đã hết ngày 08/10/2026"):
        story.do("declare_complex", date(2026, 10, 9), complex_tests=["c"], note="x")
    assert story.petition.clocks.get(stage="resolution").rule == "KN-RES1-N"


def test_a_remote_complaint_has_longer_windows(story):
    story.until_accepted(date(2026, 9, 8), remote_reason="Vùng sâu").do(
        "assign", date(2026, 9, 8), officer=story.officer
    )
    story.do("report", date(2026, 9, 20), note="x", views_differ=False)
    story.do("decide", date(2026, 10, 1), number="1", verdict="right", remedy="cancel", note="x")
    story.do("send", date(2026, 10, 2), decision_received_on=date(2026, 10, 2))

    assert _due(story.petition, "effect") == date(2026, 11, 16)
    assert _due(story.petition, "second_complaint") == date(2026, 11, 16)


def test_what_is_complained_of_can_be_paused_until_it_is_decided(story):
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    with pytest.raises(CannotAct, match="không bị tạm đình chỉ"):
        story.do("resume_decision", date(2026, 9, 15), by="minh", number="1")
    with pytest.raises(NoAuthority):
        story.do("pause_decision", date(2026, 9, 15), by="lan", number="1", note="Sắp cưỡng chế")
    due_on = _due(story.petition, "resolution")

    story.do("pause_decision", date(2026, 9, 15), by="minh", number="1", note="Sắp cưỡng chế")
    assert story.petition.decision_paused_on == date(2026, 9, 15)
    assert (story.petition.state, _due(story.petition, "resolution")) == ("verified", due_on)
    with pytest.raises(CannotAct, match="đang được tạm đình chỉ"):
        story.do("pause_decision", date(2026, 9, 16), by="minh", number="2", note="x")
    story.do("resume_decision", date(2026, 9, 16), by="minh", number="2")
    assert story.petition.decision_paused_on is None

    story.do("pause_decision", date(2026, 9, 17), by="minh", number="3", note="x")
    story.do("decide", date(2026, 9, 20), number="4", verdict="right", remedy="cancel", note="x")
    assert story.petition.decision_paused_on is None


def test_a_file_is_not_put_away_with_originals_in_it(story):
    story.do("classify", SEP_1, **{**CLASSIFIED, "competent": False}, has_originals=True)
    story.do("guide", date(2026, 9, 3), number="5/HD-UBND", addressee="UBND tỉnh")
    with pytest.raises(CannotAct, match="bản gốc"):
        story.do("archive", date(2026, 9, 4), retention="1y")

    story.do("return_originals", date(2026, 9, 4))
    assert not story.petition.is_open
    with pytest.raises(CannotAct, match="không giữ bản gốc"):
        story.do("return_originals", date(2026, 9, 4))
    assert story.do("archive", date(2026, 9, 5), retention="1y").petition.state == "archived"


def test_the_day_the_decision_was_known_is_kept_and_never_after_the_letter(story):
    story.do("classify", SEP_1, **CLASSIFIED, known_on=date(2026, 5, 4))
    assert story.petition.decision_received_on == date(2026, 5, 4)

    with pytest.raises(CannotAct, match="sau ngày nhận đơn"):
        story.do("classify", date(2026, 9, 3), **CLASSIFIED, known_on=date(2026, 9, 2))
    story.petition.refresh_from_db()
    assert story.petition.decision_received_on == date(2026, 5, 4)


# --- other ends ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "settled"),
    [("withdrawn", "withdrawn"), ("died", "stopped"), ("dissolved", "stopped"), ("second_decided", "stopped")],
)
def test_a_stop_is_settled_and_never_mixed_with_a_decision(story, ground, settled):
    story.until_accepted(date(2026, 9, 8)).do("stop", date(2026, 9, 20), number="1", stop_ground=ground)

    assert story.petition.settled == settled
    assert _running(story.petition) == {"send_stop"}
    assert (story.petition.is_open, story.petition.due_on) == (True, date(2026, 9, 23))
    with pytest.raises(CannotAct, match="Còn việc chưa xong: gửi quyết định đình chỉ"):
        story.do("archive", date(2026, 9, 22), retention="15y")
    story.do("send_notice", date(2026, 9, 22))
    assert not story.petition.is_open
    with pytest.raises(CannotAct, match="đang chờ gửi"):
        story.do("send_notice", date(2026, 9, 22))


@pytest.mark.parametrize(
    ("act", "given", "classified", "state"),
    [
        ("guide", {"number": "1", "addressee": "Giám đốc Sở"}, {"competent": False}, "guided"),
        ("file", {"note": "Không ký"}, {"failed_tests": ["no_signature"]}, "filed"),
    ],
)
def test_what_is_not_ours_or_not_eligible_ends_at_the_desk(story, act, given, classified, state):
    story.do("classify", SEP_1, **{**CLASSIFIED, **classified}).do(act, date(2026, 9, 3), **given)

    assert (story.petition.state, story.petition.handled) == (state, state)
    assert not story.petition.is_open
    assert story.petition.due_on is None
    assert not _running(story.petition)


@pytest.mark.parametrize(
    ("act", "given", "classified", "why"),
    [
        ("guide", {"number": "1", "addressee": "x"}, {}, "thuộc thẩm quyền"),
        ("propose", {}, {"competent": False}, "không thuộc thẩm quyền"),
        ("propose", {}, {"failed_tests": ["no_date"]}, "chưa đủ điều kiện"),
        ("file", {"note": "x"}, {}, "Chỉ lưu đơn"),
        ("return", {"number": "1", "note": "x"}, {"competent": False}, "Chỉ trả lại"),
    ],
)
def test_the_guards_of_the_desk(story, act, given, classified, why):
    story.do("classify", SEP_1, **{**CLASSIFIED, **classified})

    with pytest.raises(CannotAct, match=why):
        story.do(act, SEP_1, **given)


def test_what_others_passed_on_is_returned_to_them(cast):
    story = Story(cast, register(cast, channel="press", forwarded_by="Báo"))
    story.do("classify", SEP_1, **{**CLASSIFIED, "competent": False}).do("return", SEP_1, number="1", note="x")

    assert story.petition.handled == "returned"


def test_a_refusal_names_its_ground(story):
    story.do("classify", SEP_1, **CLASSIFIED).do("propose", SEP_1)
    story.do("refuse", date(2026, 9, 5), number="1", refusal_ground="6", note="Quá thời hiệu")

    assert story.petition.handled == "not_accepted"
    assert story.petition.acts.last().detail == {"ground": "6"}


def test_a_letter_of_many_needs_representatives_and_signatures(cast):
    writers = [NewWriter(f"Người {number}", is_representative=number < 3) for number in range(6)]
    story = Story(cast, register(cast, writers=writers, people_count=6))
    story.do("classify", SEP_1, **CLASSIFIED).do("propose", SEP_1)

    with pytest.raises(CannotAct, match="từ 1 đến 2 người đại diện, hiện có 3"):
        story.do("accept", SEP_1, number="1")
    chosen = Story(cast, register(cast, writers=writers, people_count=6))
    leads = list(chosen.petition.writers.filter(name__in=["Người 1", "Người 2"]).values_list("pk", flat=True))
    chosen.do("classify", SEP_1, **CLASSIFIED, representatives=leads, all_signed=True).do("propose", SEP_1)
    assert chosen.do("accept", SEP_1, number="1").petition.state == "accepted"

    story.petition.writers.filter(name="Người 0").update(is_representative=False)
    with pytest.raises(CannotAct, match="đủ chữ ký"):
        story.do("accept", SEP_1, number="1")


def test_a_duplicate_is_linked_without_a_clock_and_can_be_taken_apart(story):
    other = Story(story.cast, register(story.cast))
    other.do("link", SEP_1, duplicate_of=story.petition, note="Cùng người, cùng nội dung")
    assert other.petition.handled == "linked"
    assert not _running(other.petition)

    third = Story(story.cast, register(story.cast))
    with pytest.raises(CannotAct, match="đơn gốc"):
        third.do("link", SEP_1, duplicate_of=other.petition, note="x")
    with pytest.raises(CannotAct, match="chính nó"):
        third.do("link", SEP_1, duplicate_of=third.petition, note="x")

    other.do("unlink", date(2026, 9, 4), note="Khác nội dung")
    assert other.petition.is_open
    assert other.petition.handled == ""
    assert _due(other.petition, "acceptance") == date(2026, 9, 11)


def test_classifying_as_second_or_disciplinary_changes_the_limit(story):
    story.do("classify", SEP_1, **{**CLASSIFIED, "is_discipline": True})

    assert story.petition.clocks.get(stage="acceptance", ended_on=None).rule == "KND-ACC-V2"


# --- recommendations ----------------------------------------------------------------------------------------------


@pytest.fixture
def wish(cast):
    return Story(cast, register(cast, kind="recommendation"))


def test_a_recommendation_is_answered_contested_and_reopened_once(wish):
    wish.do("classify", SEP_1, subject="works", competent=True).do("accept", date(2026, 9, 3))
    assert _due(wish.petition, "resolution") == date(2026, 10, 5)
    wish.do("assign", date(2026, 9, 3), officer=wish.officer)
    wish.do("answer", date(2026, 9, 20), number="1", reply="explained", note="x")
    assert wish.petition.settled == "answered"

    wish.do("reopen", date(2026, 9, 25), note="Chưa trả lời đúng nội dung")
    assert wish.petition.settled == ""
    assert _due(wish.petition, "resolution") == date(2026, 10, 26)
    wish.do("answer", date(2026, 10, 1), number="2", reply="taken_up", note="x")
    with pytest.raises(CannotAct, match="Đã mở lại một lần"):
        wish.do("reopen", date(2026, 10, 2), note="x")
    wish.do("close", date(2026, 10, 9), satisfaction=4)
    assert not wish.petition.is_open


def test_a_fixed_day_wins_and_is_extended_only_before_it_ends(wish):
    wish.do("classify", SEP_1, subject="works", competent=True)
    wish.do("accept", date(2026, 9, 3), agreed_on=date(2026, 9, 15))
    assert _due(wish.petition, "resolution") == date(2026, 9, 15)

    with pytest.raises(CannotAct, match="phải sau hạn"):
        wish.do("extend", date(2026, 9, 10), agreed_on=date(2026, 9, 15), note="x")
    wish.do("extend", date(2026, 9, 10), agreed_on=date(2026, 9, 30), note="Chờ khảo sát")
    assert wish.petition.due_on == date(2026, 9, 30)
    with pytest.raises(CannotAct, match="đã hết"):
        wish.do("extend", date(2026, 10, 1), agreed_on=date(2026, 10, 30), note="x")


def test_a_recommendation_passed_to_another_unit_arrives_there_and_does_not_come_back(wish):
    place = wish.cast.place
    wish.do("classify", SEP_1, subject="works", competent=False)
    wish.do("transfer", date(2026, 9, 3), number="7/PC", addressee="UBND xã Hòa Sơn", to_unit=place.neighbour.pk)
    arrived = Case.objects.get(transferred_from=wish.petition).as_petition

    assert (arrived.unit_id, arrived.received_on) == (place.neighbour.pk, date(2026, 9, 3))
    assert arrived.forwarded_number == "7/PC"
    assert wish.petition.acts.last().detail["arrived_as"] == arrived.code

    back = Story(wish.cast, arrived)
    back.do("classify", date(2026, 9, 4), by="tam", subject="works", competent=False)
    with pytest.raises(CannotAct, match="vòng tròn"):
        back.do("transfer", date(2026, 9, 4), by="tam", number="1", addressee="x", to_unit=place.commune.pk)


# --- who, when, in which order ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["lan", "tam", "binh", "thanh", "quan", "hoa", "dung"])
def test_only_the_head_of_the_unit_accepts(story, who):
    story.do("classify", SEP_1, **CLASSIFIED).do("propose", SEP_1)

    with pytest.raises(NoAuthority):
        story.do("accept", SEP_1, by=who, number="1")
    story.petition.refresh_from_db()
    assert story.petition.state == "proposed"


def test_an_act_out_of_order_of_days_or_states_changes_nothing(story):
    story.do("classify", date(2026, 9, 4), **CLASSIFIED)
    before = CaseAct.objects.count()

    with pytest.raises(ActNotAllowed, match="đã phân loại"):
        story.do("decide", date(2026, 9, 4), number="1", verdict="right", remedy="keep", note="x")
    with pytest.raises(CannotAct, match="việc trước đó được ghi ngày 04/09/2026"):
        story.do("propose", date(2026, 9, 3))
    story.now = date(2026, 9, 4)
    with pytest.raises(CannotAct, match="tương lai"):
        story.do("propose", date(2026, 9, 5))
    with pytest.raises(NotFound):
        story.do("vanish", date(2026, 9, 4))
    assert CaseAct.objects.count() == before


def test_two_people_do_not_act_on_one_page(story):
    old = story.petition.version
    story.do("classify", SEP_1, **CLASSIFIED)

    with pytest.raises(Conflict):
        perform(story.petition.pk, "propose", {}, actor=story.cast.actor("lan"), on=SEP_1, at=at(SEP_1), version=old)


def test_a_unit_given_a_case_to_verify_reads_and_reports_it(story):
    story.until_accepted(date(2026, 9, 8))
    tam = story.cast.actor("tam")
    assert not petitions_visible_to(tam).exists()
    story.do("assign", date(2026, 9, 8), officer=tam.holding_id, officer_unit=tam.unit_id)
    assert petitions_visible_to(tam).get() == story.petition
    story.do("report", date(2026, 9, 12), by="tam", note="x", views_differ=False)
    assert not petitions_visible_to(tam).exists()


def test_the_verifier_is_not_whom_the_complaint_is_about(story):
    story.until_accepted(date(2026, 9, 8))
    story.petition.respondent_holding_id = story.officer
    story.petition.save()

    with pytest.raises(CannotAct, match="không được là người bị khiếu nại"):
        story.do("assign", date(2026, 9, 8), officer=story.officer)


def test_today_is_that_of_vietnam(cast):
    """Half past midnight in Vietnam is still yesterday in UTC, and the desk may write down what came today."""
    half_past_midnight = datetime(2026, 9, 1, 17, 30, tzinfo=UTC)
    new = NewPetition(
        kind="complaint", unit_id=cast.place.commune.pk, received_on=date(2026, 9, 2), channel="desk", summary="x",
        writers=[NewWriter("A")],
    )  # fmt: skip

    petition = register_petition(new, actor=cast.actor("lan"), at=half_past_midnight)
    perform(
        petition.pk, "classify", CLASSIFIED, actor=cast.actor("lan"), on=date(2026, 9, 2), at=half_past_midnight
    )  # fmt: skip


def test_a_decision_is_not_received_before_it_was_sent_or_after_today(story):
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    story.do("decide", date(2026, 9, 20), number="1", verdict="wrong", remedy="keep", note="x")
    story.now = date(2026, 9, 25)

    for received in (date(2026, 9, 20), date(2026, 9, 26)):
        with pytest.raises(CannotAct, match="từ ngày gửi đến hôm nay"):
            story.do("send", date(2026, 9, 21), decision_received_on=received)


def test_a_unit_that_verified_reads_no_more_once_the_case_is_stopped(story):
    tam = story.cast.actor("tam")
    story.until_accepted(date(2026, 9, 8))
    story.do("assign", date(2026, 9, 8), officer=tam.holding_id, officer_unit=tam.unit_id)
    story.do("stop", date(2026, 9, 9), number="1", stop_ground="withdrawn").do("send_notice", date(2026, 9, 10))

    assert not petitions_visible_to(tam).exists()


def test_a_case_verified_elsewhere_comes_back_to_its_unit(story):
    tam = story.cast.actor("tam")
    story.until_accepted(date(2026, 9, 8))
    story.do("assign", date(2026, 9, 8), officer=tam.holding_id, officer_unit=tam.unit_id)
    story.do("report", date(2026, 9, 12), by="tam", note="x", views_differ=False)

    assert story.petition.officer is None
    assert list(work_list(story.cast.actor("lan"), on=date(2026, 9, 12))) == [story.petition]


def test_what_waits_for_the_head_is_on_the_heads_list(story):
    story.until_accepted(date(2026, 9, 8)).do("assign", date(2026, 9, 8), officer=story.officer)
    minh = story.cast.actor("minh")
    assert not work_list(minh, on=date(2026, 9, 9))

    story.do("report", date(2026, 9, 12), note="x", views_differ=False)
    assert list(work_list(minh, on=date(2026, 9, 12))) == [story.petition]


def test_is_found_by_whom_it_is_about_once_classified(story):
    story.do("classify", SEP_1, **CLASSIFIED, respondent="Trưởng phòng Địa chính")

    assert found_petitions(story.cast.actor("lan"), "truong phong dia chinh") == [story.petition]
