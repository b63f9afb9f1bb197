"""Lines of the book: numbered without a gap, stored once, put right, linked, gone on from, refused in writing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.utils import timezone

from danvan.casework.choices import Channel
from danvan.conclusions.choices import Origin
from danvan.conclusions.models import Conclusion
from danvan.documents.reading import read_word
from danvan.files.models import StoredFile
from danvan.files.services import open_file, sweep
from danvan.journal.models import Entry
from danvan.kernel.errors import Conflict, InputErrors, NoAuthority, NotFound
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition, NewWriter
from danvan.reception.choices import MatterKind, ReceptionKind, SessionState, VisitOutcome
from danvan.reception.models import ReceptionSession, ReceptionVisit, VisitChange
from danvan.reception.selectors.counts import visit_report
from danvan.reception.selectors.visits import (
    FourCounts,
    VisitConditions,
    book,
    count_case_visits,
    count_owed,
    counts_of,
    visit_dues,
    visit_page,
    visits_visible_to,
)
from danvan.reception.services import Details, plan_session
from danvan.reception.services import visits as services
from danvan.reception.services.refusals import SessionExists
from danvan.reception.services.sheets import NoNoticeOwed, NoticeOutOfTime, issue_refusal
from tests.cast import TODAY
from tests.petitions.factories import register
from tests.reception.visits import new_visit, open_session, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
CANARY = "chim-hoang-yen"


@pytest.fixture
def session(cast):
    return open_session(cast.place.commune)


# --- written down ---------------------------------------------------------------------------------------------------


def test_a_visit_gets_the_next_number_of_its_unit_and_year(cast, session):
    last_year = open_session(cast.place.commune, on=date(2025, 12, 30))
    next_door = open_session(cast.place.neighbour)

    numbers = [
        record(cast, each, by=who).number
        for each, who in ((session, "lan"), (session, "lan"), (last_year, "lan"), (next_door, "tam"), (session, "minh"))
    ]

    assert numbers == [1, 2, 1, 1, 3]
    assert list(Entry.objects.filter(act="reception.visit_record").values_list("subject_id", flat=True)) == list(
        ReceptionVisit.objects.order_by("pk").values_list("pk", flat=True)
    )


def test_what_is_rolled_back_leaves_no_gap(cast, session):
    record(cast, session)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(cast, session)
        raise ZeroDivisionError

    assert record(cast, session).number == 2


def _sent_again(cast, first, *, is_same_visitor=True, **given):
    return services.record_visit(
        first.session_id,
        new_visit(**given),
        key=first.key,
        actor=cast.actor("lan"),
        at=timezone.now(),
        is_same_visitor=is_same_visitor,
    )


def test_the_same_key_twice_is_one_visit(cast, session):
    first = record(cast, session)

    again, is_new = _sent_again(cast, first)

    assert (again.pk, is_new) == (first.pk, False)
    assert ReceptionVisit.objects.count() == Entry.objects.filter(act="reception.visit_record").count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"name": "Người khác"}, {"people": 6}, {"matter": "complaint"}, {"content": "Hỏi việc khác."},
        {"outcome": "waiting", "answer": ""}, {"promised_on": TODAY},
    ],
)  # fmt: skip
def test_a_correction_under_a_known_key_is_refused_with_the_line_it_is_about(cast, session, given):
    first = record(cast, session)

    with pytest.raises(services.AlreadyInBook, match="số 1/2026") as refused:
        _sent_again(cast, first, **given)

    assert refused.value.visit.pk == first.pk
    first.refresh_from_db()
    assert (first.version, first.name, first.people) == (1, "Vi Thị Ví Dụ", 1)


def test_what_turned_out_a_denunciation_leaves_the_book_although_it_came_under_a_known_key(cast, session):
    first = record(cast, session)

    for _ in range(2):
        again, is_new = _sent_again(cast, first, matter="denunciation", people=3)
        assert (again.pk, is_new) == (first.pk, False)

    first.refresh_from_db()
    assert (first.matter, first.outcome, first.people, first.name, first.content, first.folded) == (
        "denunciation", "sealed", 3, "", "", "",
    )  # fmt: skip
    assert not first.changes.exists()
    assert Entry.objects.filter(act="reception.visit_change").count() == 1


def test_a_denunciation_takes_no_words_of_somebody_else_away(cast, session):
    first = record(cast, session)

    with pytest.raises(services.AlreadyInBook):
        _sent_again(cast, first, is_same_visitor=False, matter="denunciation")

    first.refresh_from_db()
    assert (first.matter, first.name) == ("recommendation", "Vi Thị Ví Dụ")


def test_a_late_copy_takes_no_words_away_that_were_put_right_in_the_book(cast, session):
    # First a denunciation by mistake, its answer lost; put right in the book; then the mistake arrives again.
    first = record(cast, session, matter="denunciation")
    services.change_visit(first.pk, new_visit(), actor=cast.actor("lan"), at=timezone.now(), version=1)

    with pytest.raises(services.AlreadyInBook):
        _sent_again(cast, first, matter="denunciation")

    first.refresh_from_db()
    assert (first.matter, first.name) == ("recommendation", "Vi Thị Ví Dụ")


def test_a_key_of_another_session_is_refused(cast, session):
    key = record(cast, session).key

    with pytest.raises(services.KeyIsTaken):
        record(cast, open_session(cast.place.commune, on=TODAY - timedelta(days=1)), key=key)


@pytest.mark.parametrize("state", [SessionState.PLANNED, SessionState.MOVED, SessionState.CANCELLED])
def test_a_session_that_was_not_opened_takes_no_visit(cast, state):
    session = open_session(cast.place.commune, state=state, reason="mưa lũ")

    with pytest.raises(services.SessionNotOpen):
        record(cast, session)
    assert not ReceptionVisit.objects.exists()


def test_a_closed_session_still_takes_what_was_sent_late(cast):
    assert record(cast, open_session(cast.place.commune, state=SessionState.HELD, chaired_by="staff")).number == 1


@pytest.mark.parametrize("who", ["tam", "binh", "dung", "thanh", "quan", "hoa"])
def test_nobody_else_writes_into_the_book(cast, session, who):
    with pytest.raises(NoAuthority):
        record(cast, session, by=who)
    assert not ReceptionVisit.objects.exists()


def test_everything_missing_is_said_at_once_and_nothing_is_written(cast, session):
    with pytest.raises(InputErrors) as refused:
        record(cast, session, name="", content=" ", no_id_reason="", answer="")

    assert [each.field for each in refused.value.errors] == ["name", "content", "id_number", "answer"]
    assert not ReceptionVisit.objects.exists()


def test_the_four_counts_are_kept_apart(cast, session):
    first = record(cast, session)
    group = record(cast, session, name="Lô Văn Đoàn", people=7)
    again = record(cast, session)
    services.link_visit(again.pk, first.pk, actor=cast.actor("lan"), version=1)

    assert group.is_group
    assert counts_of(book(cast.actor("lan"), VisitConditions())) == FourCounts(visits=3, people=9, matters=2, groups=1)


# --- a denunciation leaves nothing -----------------------------------------------------------------------------------

TEXTS = (
    *("name", "address", "phone", "no_id_reason", "representatives", "content"),
    *("handled_before", "request", "papers", "competent", "answer", "contact"),
)
WORDS = dict.fromkeys(TEXTS, CANARY)


def _everything_stored():
    """Return every row of the area and of the journal, as text."""
    with connection.cursor() as cursor:
        said = ""
        for table in ("reception_receptionvisit", "reception_visitchange", "journal_entry", "procrastinate_jobs"):
            cursor.execute(f"SELECT coalesce(string_agg(kept::text, ''), '') FROM {table} AS kept")
            said += cursor.fetchone()[0]
    return said


def test_of_a_denunciation_only_counting_facts_are_kept_whatever_was_typed(cast, session, caplog):
    visit = record(cast, session, matter="denunciation", people=3, id_number="040099000001", subject="staff", **WORDS)

    assert (visit.outcome, visit.people, visit.is_group) == (VisitOutcome.SEALED, 3, False)
    stored = _everything_stored()
    assert CANARY not in stored + caplog.text
    assert "040099000001" not in stored


def test_what_turns_out_to_be_a_denunciation_keeps_nothing_of_what_it_was(cast, session):
    lan, words = cast.actor("lan"), {**WORDS, "no_id_reason": "", "id_number": "040099000001"}
    visit = record(cast, session, **words)
    other = record(cast, session)
    services.change_visit(visit.pk, new_visit(**words, outcome="waiting"), actor=lan, at=timezone.now(), version=1)
    services.link_visit(other.pk, visit.pk, actor=lan, version=1)
    assert CANARY in _everything_stored()
    assert VisitChange.objects.count() == 1

    services.change_visit(visit.pk, new_visit(**words, matter="denunciation"), actor=lan, at=timezone.now(), version=2)

    assert CANARY not in _everything_stored()
    assert not VisitChange.objects.exists()
    other.refresh_from_db()
    assert other.earlier_id is None


def test_nothing_goes_on_from_a_denunciation(cast, session):
    lan = cast.actor("lan")
    visit, other = record(cast, session, matter="denunciation"), record(cast, session)
    case = register(cast)

    with pytest.raises(services.DenunciationStaysSealed):
        services.link_case(visit.pk, case.code, actor=lan, version=1)
    with pytest.raises(services.DenunciationStaysSealed):
        services.receive_petition(visit.pk, _letter(cast), actor=lan, at=timezone.now(), version=1)
    for one, earlier in ((visit, other), (other, visit)):
        with pytest.raises(services.NotAnEarlierVisit):
            services.link_visit(one.pk, earlier.pk, actor=lan, version=1)


def test_written_down_by_mistake_as_a_denunciation_it_can_be_told_as_it_was(cast, session):
    visit = record(cast, session, matter="denunciation")

    changed = services.change_visit(visit.pk, new_visit(), actor=cast.actor("lan"), at=timezone.now(), version=1)

    assert (changed.name, changed.outcome) == ("Vi Thị Ví Dụ", VisitOutcome.ANSWERED)


# --- put right, linked -----------------------------------------------------------------------------------------------


def test_a_correction_keeps_what_the_line_said(cast, session):
    visit = record(cast, session)

    services.change_visit(
        visit.pk,
        new_visit(address="bản Khác"),
        actor=cast.actor("lan"),
        at=timezone.now(),
        version=1,
        reason="Ghi nhầm",
    )

    (change,) = VisitChange.objects.all()
    assert (change.before, change.reason) == ({"address": "bản Mẫu"}, "Ghi nhầm")
    assert change.told == [("địa chỉ", "bản Mẫu")]
    visit.refresh_from_db()
    assert (visit.address, visit.version, visit.number) == ("bản Khác", 2, 1)


def test_a_stale_page_changes_nothing(cast, session):
    visit = record(cast, session)

    for act in (
        lambda: services.change_visit(visit.pk, new_visit(), actor=cast.actor("lan"), at=timezone.now(), version=9),
        lambda: services.link_visit(visit.pk, visit.pk, actor=cast.actor("lan"), version=9),
        lambda: services.link_case(visit.pk, "KN", actor=cast.actor("lan"), version=9),
    ):
        with pytest.raises(Conflict):
            act()


def test_earlier_visits_of_the_same_person_are_suggested_with_reasons_and_linked_by_a_person(cast, session):
    lan, before = cast.actor("lan"), open_session(cast.place.commune, on=TODAY - timedelta(days=30))
    by_number = record(cast, before, name="Lô Văn Khác", id_number="040099000001", no_id_reason="")
    by_name = record(cast, before)
    record(cast, before, address="bản Xa")
    record(cast, open_session(cast.place.neighbour), by="tam")
    visit = record(cast, session, id_number="040099000001", no_id_reason="")

    found = visit_page(lan, visit.pk).alike

    assert [(each.visit.pk, each.reasons) for each in found] == [
        (by_number.pk, ("cùng số giấy tờ",)),
        (by_name.pk, ("cùng họ tên, địa chỉ",)),
    ]
    assert not visit.is_repeat
    linked = services.link_visit(visit.pk, by_name.pk, actor=lan, version=1)
    assert (linked.earlier_id, linked.is_repeat) == (by_name.pk, True)
    page = visit_page(lan, visit.pk)
    assert [each.pk for each in page.on_matter] == [by_name.pk]
    assert page.alike == ()
    assert services.unlink_visit(visit.pk, actor=lan, version=2).is_repeat is False


def test_a_link_leads_to_the_first_visit_of_the_matter_and_never_forward(cast, session):
    lan = cast.actor("lan")
    first, second, third = (record(cast, session) for _ in range(3))

    services.link_visit(third.pk, second.pk, actor=lan, version=1)
    services.link_visit(second.pk, first.pk, actor=lan, version=1)

    third.refresh_from_db()
    assert third.earlier_id == first.pk
    with pytest.raises(services.NotAnEarlierVisit):
        services.link_visit(first.pk, record(cast, session).pk, actor=lan, version=1)


def test_nothing_of_another_unit_is_linked(cast, session):
    other = record(cast, open_session(cast.place.neighbour, on=TODAY - timedelta(days=1)), by="tam")

    with pytest.raises(services.NotAnEarlierVisit):
        services.link_visit(record(cast, session).pk, other.pk, actor=cast.actor("lan"), version=1)


# --- what it becomes -------------------------------------------------------------------------------------------------


def _letter(cast):
    return NewPetition(
        kind="complaint", unit_id=cast.place.commune.pk, received_on=TODAY, channel=Channel.RECEPTION,
        summary="Không đồng ý với diện tích đo đạc.", writers=[NewWriter("Vi Thị Ví Dụ", address="bản Mẫu")],
    )  # fmt: skip


def test_a_petition_is_registered_from_the_visit_once(cast, session):
    visit, lan = record(cast, session, outcome="waiting"), cast.actor("lan")
    token = "t" * 32

    made = services.receive_petition(visit.pk, _letter(cast), actor=lan, at=timezone.now(), version=1, token=token)
    again = services.receive_petition(visit.pk, _letter(cast), actor=lan, at=timezone.now(), version=1, token=token)

    assert again.pk == made.pk
    visit.refresh_from_db()
    assert (visit.case_id, visit.outcome, made.channel, made.received_on) == (
        made.pk, VisitOutcome.RECEIVED, Channel.RECEPTION, TODAY,
    )  # fmt: skip
    with pytest.raises(services.AlreadyGoneOn):
        services.receive_petition(visit.pk, _letter(cast), actor=lan, at=timezone.now(), version=2)
    assert Petition.objects.count() == 1
    assert visit_page(lan, visit.pk).case_visits == count_case_visits(lan, made.pk) == 1


def test_a_visit_is_linked_to_a_running_petition_one_may_read(cast, session):
    lan, case = cast.actor("lan"), register(cast)
    other = register(cast, unit=cast.place.neighbour, by="tam")
    visit = record(cast, session)

    with pytest.raises(services.CaseNotFound):
        services.link_case(visit.pk, other.code, actor=lan, version=1)
    linked = services.link_case(visit.pk, f" {case.code.lower()} ", actor=lan, version=1)

    assert (linked.case_id, linked.outcome) == (case.pk, VisitOutcome.LINKED)
    # A correction leaves what the visit led to.
    kept = services.change_visit(
        visit.pk, new_visit(outcome="waiting", answer=""), actor=lan, at=timezone.now(), version=2
    )
    assert kept.outcome == VisitOutcome.LINKED
    with pytest.raises(services.AlreadyGoneOn):
        services.change_visit(visit.pk, new_visit(matter="denunciation"), actor=lan, at=timezone.now(), version=3)
    assert services.unlink_case(visit.pk, actor=lan, version=3).case_id is None


def test_a_conclusion_is_begun_for_the_session(cast, session):
    draft = services.begin_conclusion(session.pk, title="Tiếp công dân", actor=cast.actor("lan"))

    assert Conclusion.objects.get() == draft
    assert (draft.origin, draft.origin_key) == (Origin.RECEPTION, session.pk)
    with pytest.raises(NotFound):
        services.begin_conclusion(0, title="", actor=cast.actor("lan"))


# --- refused ---------------------------------------------------------------------------------------------------------


def _refused(cast, on, ground="closed"):
    return record(cast, open_session(cast.place.commune, on=on), outcome="refused", refusal_ground=ground, answer="")


@pytest.mark.parametrize(
    ("on", "ground", "due_on"),
    [
        # A Friday; Tuesday 24/11 is a day off: Monday, Wednesday and Thursday are the three working days.
        (date(2026, 11, 20), "closed", date(2026, 11, 26)),
        (date(2026, 11, 20), "answered", date(2026, 11, 26)),
        (date(2026, 11, 20), "threat", None),
        (date(2026, 7, 1), "closed", date(2026, 7, 6)),
        # The law before knew no number of days.
        (date(2026, 6, 30), "closed", None),
    ],
)
def test_a_written_refusal_is_due_in_three_working_days_since_the_decree(cast, on, ground, due_on):
    assert _refused(cast, on, ground).refusal_due_on == due_on


def test_the_notice_goes_out_with_its_number_and_is_no_longer_owed(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lan, visit = cast.actor("lan"), _refused(cast, date(2026, 11, 17))
    assert count_owed(lan, TODAY) == (1, 1)

    sent = issue_refusal(
        visit.pk, number=5, symbol="TB-UBND", on=TODAY, why="Thông báo số 12 ngày 01/03/2026.",
        signer=("CHỦ TỊCH", "Nguyễn Văn Minh"), actor=lan, at=timezone.now(), version=1,
    )  # fmt: skip

    assert (sent.refusal_number, sent.refused_in_writing_on) == ("05/TB-UBND", TODAY)
    with open_file(sent.refusal_file) as kept:
        said = str(read_word(kept.read()))
    for words in ("Mẫu số 01/TCD", "Vi Thị Ví Dụ", "05/TB-UBND", "Điều 9.3", "Thông báo số 12", "CHỦ TỊCH"):
        assert words in said
    assert count_owed(lan, TODAY) == (0, 0)
    (due,) = visit_dues([cast.place.commune.pk], date(2026, 11, 1), date(2026, 11, 30))
    assert due.is_done
    assert "Vi Thị" not in due.what
    with pytest.raises(NoNoticeOwed):
        issue_refusal(visit.pk, number=6, symbol="TB-UBND", on=TODAY, why="", signer=("", ""), actor=lan,
                      at=timezone.now(), version=2)  # fmt: skip


def _notified(cast, on=date(2026, 11, 17)):
    visit = _refused(cast, on)
    return issue_refusal(
        visit.pk, number=5, symbol="TB-UBND", on=TODAY, why="", signer=("CHỦ TỊCH", "Minh"), actor=cast.actor("lan"),
        at=timezone.now(), version=1,
    )  # fmt: skip


def test_a_notified_refusal_that_was_a_denunciation_keeps_no_notice(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    visit = _notified(cast)
    file = visit.refusal_file

    kept = services.change_visit(
        visit.pk, new_visit(matter="denunciation"), actor=cast.actor("lan"), at=timezone.now(), version=2
    )

    assert (kept.refusal_number, kept.refusal_file, kept.refused_in_writing_on) == ("", None, None)
    assert (kept.refusal_ground, kept.refusal_due_on, kept.outcome) == ("", None, VisitOutcome.SEALED)
    assert "05/TB-UBND" not in _everything_stored()
    # Nothing holds the file any more: the nightly sweep takes the row and the bytes.
    assert sweep(at=timezone.now() + timedelta(days=400)) == (1, 1)
    assert not StoredFile.objects.filter(pk=file.pk).exists()


def test_what_follows_a_visit_that_was_a_denunciation_follows_its_own_first(cast, session):
    lan = cast.actor("lan")
    first, second, third = (record(cast, session) for _ in range(3))
    for later in (second, third):
        services.link_visit(later.pk, first.pk, actor=lan, version=1)

    services.change_visit(first.pk, new_visit(matter="denunciation"), actor=lan, at=timezone.now(), version=1)

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.earlier_id, second.is_repeat, third.earlier_id, third.is_repeat) == (None, False, second.pk, True)
    assert counts_of(book(lan, VisitConditions())).matters == 2


def test_a_refusal_that_becomes_a_petition_is_owed_no_more(cast):
    lan = cast.actor("lan")
    linked, received = _refused(cast, date(2026, 11, 17)), _refused(cast, date(2026, 11, 18))
    assert count_owed(lan, TODAY)[0] == 2

    services.link_case(linked.pk, register(cast).code, actor=lan, version=1)
    services.receive_petition(received.pk, _letter(cast), actor=lan, at=timezone.now(), version=1)

    assert count_owed(lan, TODAY) == (0, 0)
    # Taken back, it is what it was: a refusal with its ground, owed again.
    back = services.unlink_case(linked.pk, actor=lan, version=2)
    assert (back.outcome, back.refusal_ground, back.refusal_due_on) == ("refused", "closed", linked.refusal_due_on)
    assert back.replaced == {}


def test_after_the_notice_went_out_another_visit_leads_to_the_petition(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lan, visit, case = cast.actor("lan"), _notified(cast), register(cast)

    with pytest.raises(services.RefusalWentOut, match="05/TB-UBND"):
        services.link_case(visit.pk, case.code, actor=lan, version=2)
    with pytest.raises(services.RefusalWentOut):
        services.receive_petition(visit.pk, _letter(cast), actor=lan, at=timezone.now(), version=2)
    visit.refresh_from_db()
    assert (visit.case_id, visit.version, Petition.objects.count()) == (None, 2, 1)


def test_a_link_taken_back_gives_back_what_was_said_before(cast, session):
    lan = cast.actor("lan")
    first, ticked = record(cast, session), record(cast, session, is_repeat=True)
    services.link_visit(ticked.pk, first.pk, actor=lan, version=1)
    services.link_case(ticked.pk, register(cast).code, actor=lan, version=2)

    assert services.unlink_case(ticked.pk, actor=lan, version=3).outcome == VisitOutcome.ANSWERED
    unlinked = services.unlink_visit(ticked.pk, actor=lan, version=4)
    assert (unlinked.is_repeat, unlinked.earlier_id) == (True, None)


@pytest.mark.parametrize("on", [date(2026, 11, 16), TODAY + timedelta(days=1)])
def test_a_notice_goes_out_between_the_visit_and_today(cast, on):
    visit = _refused(cast, date(2026, 11, 17))

    with pytest.raises(NoticeOutOfTime):
        issue_refusal(visit.pk, number=5, symbol="TB-UBND", on=on, why="", signer=("", ""), actor=cast.actor("lan"),
                      at=timezone.now(), version=1)  # fmt: skip
    visit.refresh_from_db()
    assert visit.refusal_number == ""


def test_an_oral_refusal_has_no_paper(cast):
    visit = _refused(cast, date(2026, 11, 17), "threat")

    with pytest.raises(NoNoticeOwed):
        issue_refusal(visit.pk, number=5, symbol="TB-UBND", on=TODAY, why="", signer=("", ""), actor=cast.actor("lan"),
                      at=timezone.now(), version=1)  # fmt: skip


# --- who reads it, how it is found -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"),
    [("lan", 1), ("minh", 1), ("tam", 0), ("binh", 0), ("dung", 0), ("thanh", 0), ("quan", 0), ("hoa", 0)],
)
def test_only_who_keeps_the_book_reads_visitors(cast, session, who, sees):
    record(cast, session)

    assert visits_visible_to(cast.actor(who)).count() == sees


@pytest.mark.parametrize(
    ("who", "visits"),
    [("lan", 1), ("minh", 1), ("tam", 1), ("binh", 2), ("dung", 2), ("thanh", 2), ("quan", 0), ("hoa", 0)],
)
def test_counts_are_read_where_one_watches(cast, session, who, visits):
    record(cast, session)
    record(cast, open_session(cast.place.neighbour), by="tam")

    assert visit_report(cast.actor(who), year=2026).whole.visits == visits


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "duong vao"}, ["a"]),
        ({"text": "Hoà lo"}, ["b"]),
        ({"first": TODAY}, ["b", "a"]),
        ({"last": TODAY - timedelta(days=1)}, ["c"]),
        ({"kind": "periodic"}, ["c"]),
        ({"matter": "complaint"}, ["c"]),
        ({"outcome": "waiting"}, ["b"]),
        ({"only": "unfinished"}, ["b"]),
        ({"only": "group"}, ["b"]),
        ({"only": "repeat"}, ["c"]),
        ({"only": "owed"}, []),
        ({"only": "online"}, []),
        ({"id_number": "0400 9900 0001"}, ["c"]),
    ],
)
def test_the_book_is_narrowed_by_what_people_ask_for(cast, session, asked, found):
    before = open_session(cast.place.commune, on=TODAY - timedelta(days=40), kind="periodic")
    made = {
        "a": record(cast, session),
        "b": record(cast, session, name="Lô Thị Hòa", content="Hỏi chế độ.", outcome="waiting", people=5),
        "c": record(
            cast, before, content="Đo đất.", matter="complaint", id_number="040099000001", no_id_reason="",
            is_repeat=True,
        ),
    }  # fmt: skip
    names = {visit.pk: name for name, visit in made.items()}

    rows = book(cast.actor("lan"), VisitConditions(**asked))

    assert [names[each.pk] for each in rows] == found


def test_the_report_counts_a_matter_of_two_months_once_in_the_year(cast):
    lan = cast.actor("lan")
    first = record(cast, open_session(cast.place.commune, on=date(2026, 10, 5), kind="periodic"), people=6)
    again = record(cast, open_session(cast.place.commune, on=date(2026, 11, 5)), people=6)
    services.link_visit(again.pk, first.pk, actor=lan, version=1)

    report = visit_report(lan, year=2026)

    assert report.whole == FourCounts(2, 12, 1, 2)
    months = {row.label: row.counts for row in report.by_month}
    assert months["Tháng 10"] == FourCounts(1, 6, 1, 1)
    assert months["Tháng 11"] == FourCounts(1, 6, 1, 1)
    assert [row.counts.visits for row in report.by_kind] == [1, 1, 0]
    assert visit_report(lan, year=2026, month=11).whole == FourCounts(1, 6, 1, 1)


def visits_at_random(cast, seed):
    chance = Random(seed)
    sessions = [
        open_session(unit, on=on, kind=chance.choice(["periodic", "regular"]))
        for unit in (cast.place.commune, cast.place.neighbour)
        for on in (date(2025, 12, 8), date(2026, 1, 5), date(2026, 1, 19), date(2026, 11, 2), date(2026, 11, 9))
    ]
    for session in sessions:
        for _visit in range(6):
            before = list(ReceptionVisit.objects.filter(unit=session.unit, on__lte=session.on, earlier=None))
            first = chance.choice(before) if before and chance.random() < 0.6 else None
            people = chance.choice([1, 2, 7])
            ReceptionVisit.objects.create(
                session=session, unit=session.unit, on=session.on, year=session.on.year, kind=session.kind,
                number=ReceptionVisit.objects.filter(unit=session.unit, year=session.on.year).count() + 1,
                matter=chance.choice(["complaint", "recommendation"]), outcome="answered", people=people,
                is_group=people >= 5, earlier=first, is_repeat=first is not None,
            )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_every_line_of_the_report_counts_what_its_visits_count(cast, seed):
    visits_at_random(cast, seed)
    for unit in (None, cast.place.commune.pk):
        for month in (None, 1, 11):
            report = visit_report(cast.actor("dung"), year=2026, month=month, unit_id=unit)
            rows = ReceptionVisit.objects.filter(year=2026, **({"unit": unit} if unit else {}))
            asked = rows.filter(on__month=month) if month else rows
            assert report.whole == counts_of(asked)
            assert [each.counts for each in report.by_month] == [
                counts_of(rows.filter(on__month=each)) for each in range(1, 13)
            ]
            assert [each.counts for each in report.by_kind] == [
                counts_of(asked.filter(kind=code)) for code in ReceptionKind.values
            ]
            assert [each.counts for each in report.by_matter] == [
                counts_of(asked.filter(matter=code)) for code in MatterKind.values
            ]


def test_the_report_costs_the_same_however_much_there_is(cast, django_assert_num_queries):
    visits_at_random(cast, 7)
    dung = cast.actor("dung")
    with django_assert_num_queries(5):
        visit_report(dung, year=2026)


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_get_numbers_one_after_the_other(cast, session):
    # As many as the advisory lock must put in a row.
    start = threading.Barrier(3)

    def write(_desk):
        try:
            start.wait(10)
            return record(cast, session).number
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as desks:
        numbers = list(desks.map(write, range(3)))

    assert sorted(numbers) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_put_one_session_on_a_day(cast):
    start = threading.Barrier(2)
    details = Details(place="Phòng tiếp công dân", starts_at=time(8))

    def plan(_desk):
        try:
            start.wait(10)
            plan_session(cast.place.commune.pk, date(2026, 12, 8), details=details, actor=cast.actor("lan"),
                         at=timezone.now())  # fmt: skip
        except SessionExists:
            return "refused"
        finally:
            connection.close()
        return "planned"

    with ThreadPoolExecutor(2) as desks:
        assert sorted(desks.map(plan, range(2))) == ["planned", "refused"]
    assert ReceptionSession.objects.count() == 1
