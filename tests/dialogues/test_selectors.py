"""What is seen by whom, what became of the last dialogue, what falls due."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from danvan.conclusions.choices import TaskState
from danvan.conclusions.models import ConclusionTask
from danvan.dialogues import selectors, services
from danvan.dialogues.models import HotSpot
from danvan.dialogues.services import NewQuestion
from tests.cast import TODAY, make_unit
from tests.dialogues.factories import HELD_ON, ask, held, planned
from tests.kinds import make
from tests.schemes.factories import end, succeed

pytestmark = pytest.mark.django_db
LAST_YEAR = date(2025, 10, 15)


def test_who_asked_is_read_by_the_keepers_of_the_unit_alone(cast, place):
    question = ask(cast, held(cast), asker="Lô Thị Ví Dụ", contact="0912000000")

    read = {}
    for name in ("lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa"):
        actor = cast.actor(name)
        seen = list(selectors.questions_visible_to(actor).filter(pk=question.pk))
        (row,) = selectors.question_rows(actor, seen, on=TODAY) or [None]
        read[name] = row and (row.asker, row.contact)

    told, silent = ("Lô Thị Ví Dụ", "0912000000"), ("", "")
    assert read == {
        "lan": told, "minh": told, "binh": silent, "dung": silent, "thanh": silent,
        "tam": None, "quan": None, "hoa": None,
    }  # fmt: skip


def test_what_was_not_admitted_is_seen_by_the_keepers_alone(cast, place):
    dialogue = planned(place.commune, planned_on=TODAY + timedelta(days=9))
    services.announce_dialogue(
        dialogue.pk, actor=cast.actor("lan"), at=timezone.now(), words="Mời", takes_questions=True, questions_until=None
    )
    services.send_question(dialogue.pk, NewQuestion("Hỏi", "online"), token="t" * 24, at=timezone.now())

    assert selectors.questions_visible_to(cast.actor("lan")).count() == 1
    assert selectors.questions_visible_to(cast.actor("binh")).count() == 0


def test_opens_with_what_became_of_the_last_one_of_the_same_audience(cast, place):
    lan = cast.actor("lan")
    before = held(cast, on=LAST_YEAR)
    held(cast, on=date(2026, 3, 1), audiences=["business"])
    answered, promised, forgotten = (ask(cast, before, text) for text in ("Một", "Hai", "Ba"))
    services.answer(answered.pk, actor=lan, text="Xong", answered_on=LAST_YEAR)
    services.defer(
        promised.pk, actor=lan, at=timezone.now(), owner_unit_id=place.neighbour.pk, due_on=date(2026, 1, 31)
    )
    conclusion = services.begin_conclusion(before.pk, actor=lan)
    for number, (state, due_on, done_on) in enumerate(
        [
            (TaskState.CLOSED, date(2026, 1, 31), date(2026, 2, 5)),
            (TaskState.ASSIGNED, date(2027, 1, 31), None),
            (TaskState.CANCELLED, date(2026, 1, 31), None),
        ],
        start=1,
    ):
        ConclusionTask.objects.create(
            conclusion=conclusion, position=number, text=f"Việc {number}", unit=place.commune, keeper=place.commune,
            origin="dialogue", state=state, first_due_on=due_on, due_on=due_on, done_on=done_on,
        )  # fmt: skip

    opening = selectors.opening_of(lan, planned(place.commune), on=TODAY)

    assert opening.dialogue == before
    assert [each.standing for each in opening.questions] == ["kept", "late", "unanswered"]
    assert [each.standing for each in opening.tasks] == ["kept_late", "open"]
    assert (opening.kept, opening.open, opening.late) == (2, 1, 2)
    assert dict(opening.by_whom)[opening.questions[1].by] == 1
    assert forgotten.state == "open"


def test_opens_with_the_dialogue_of_the_unit_before(cast, place):
    before = held(cast, place.neighbour, actor="tam", on=LAST_YEAR)
    end(place.neighbour, date(2026, 7, 1))
    succeed(place.neighbour, place.commune, date(2026, 7, 1))

    opening = selectors.opening_of(cast.actor("lan"), planned(place.commune), on=TODAY)

    assert opening.dialogue == before


def test_the_first_dialogue_opens_with_nothing(cast, place):
    held(cast, on=LAST_YEAR, cancelled=False, audiences=["youth"])

    assert selectors.opening_of(cast.actor("lan"), planned(place.commune), on=TODAY) is None


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"noticed_on": HELD_ON - timedelta(days=7)}, (False, True)),
        ({"noticed_on": HELD_ON - timedelta(days=6)}, (True, True)),
        ({"noticed_on": None}, (True, True)),
        ({"noticed_on": HELD_ON - timedelta(days=9), "results_on": date(2026, 10, 26)}, (False, False)),
        ({"noticed_on": HELD_ON - timedelta(days=9), "results_on": date(2026, 10, 27)}, (False, True)),
    ],
)
def test_marks_notice_and_publication_of_a_commune(cast, calendar, place, columns, expected):
    dialogue = held(cast, **columns)

    marks = selectors.marks_of(dialogue, selectors.calendar_if_any(), is_commune=True, today=TODAY)
    elsewhere = selectors.marks_of(dialogue, selectors.calendar_if_any(), is_commune=False, today=TODAY)

    assert (marks.notice_is_late, marks.results_are_late) == expected
    assert elsewhere == selectors.Marks()


def test_tells_what_falls_due(cast, calendar, place, django_assert_num_queries):
    lan = cast.actor("lan")
    question = ask(cast, held(cast))
    services.defer(question.pk, actor=lan, at=timezone.now(), owner_unit_id=place.commune.pk, due_on=date(2026, 11, 30))
    planned(place.commune, planned_on=date(2026, 12, 10))
    planned(place.commune, planned_on=date(2026, 12, 11), cancelled=True)
    make(HotSpot, place.commune, happened_on=date(2026, 11, 1), state="draft")

    first, last = date(2026, 10, 1), date(2026, 12, 31)
    found = {due.uid.partition("-")[0] + due.uid[-8:]: due for due in selectors.dues([place.commune.pk], first, last)}

    told = sorted((due.on, due.what.partition(":")[0], due.is_done) for due in found.values())
    assert told == [
        (date(2026, 10, 8), "Thông báo trước đối thoại", True),
        (date(2026, 10, 15), "Đối thoại", True),
        (date(2026, 10, 26), "Công khai kết quả đối thoại", False),
        (date(2026, 11, 30), "Trả lời câu hỏi số 1 đã hẹn tại đối thoại", False),
        (date(2026, 12, 1), "Đối thoại về điểm nóng", False),
        (date(2026, 12, 3), "Thông báo trước đối thoại", False),
        (date(2026, 12, 10), "Đối thoại", False),
    ]
    with django_assert_num_queries(6):
        list(selectors.dues([place.commune.pk], first, last))


def put_off(cast, question, unit, due_on=date(2026, 12, 20)):
    return services.defer(question.pk, actor=cast.actor("lan"), at=timezone.now(), owner_unit_id=unit.pk, due_on=due_on)


def test_the_unit_that_has_to_answer_reads_the_question_without_who_asked(cast, place):
    question = ask(cast, held(cast), "Lô Thị Ví Dụ hỏi đường", asker="Lô Thị Ví Dụ", contact="0912000000")
    tam = cast.actor("tam")
    assert not selectors.questions_visible_to(tam).exists()

    put_off(cast, question, place.neighbour)

    (row,) = selectors.question_rows(tam, list(selectors.questions_visible_to(tam)), on=TODAY)
    assert (row.text, row.asker, row.contact) == ("[…] hỏi đường", "", "")
    assert selectors.answers_for(tam, row.question)
    assert not selectors.answers_for(cast.actor("binh"), row.question)
    assert not selectors.dialogues_visible_to(tam).exists()


def test_what_was_put_off_to_a_unit_that_ended_waits_for_the_one_that_follows(cast, place):
    ended = make_unit("xa-cu", "Xã Cũ", kind="commune", level="commune", parent=place.province)
    question = ask(cast, held(cast, place.neighbour, actor="tam"), actor="tam")
    services.defer(
        question.pk, actor=cast.actor("tam"), at=timezone.now(), owner_unit_id=ended.pk, due_on=date(2026, 12, 20)
    )
    end(ended, date(2026, 11, 1))
    succeed(ended, place.commune, date(2026, 11, 1))

    lan = cast.actor("lan")
    assert [each.pk for each in selectors.questions_visible_to(lan)] == [question.pk]
    services.answer_as_owner(question.pk, actor=lan, at=timezone.now(), text="Đã xong", answered_on=TODAY)
    question.refresh_from_db()
    assert question.state == "answered"


def test_a_promised_answer_falls_due_for_both_units(cast, calendar, place):
    question = ask(cast, held(cast))
    put_off(cast, question, place.neighbour)

    def due_of(*units):
        days = (date(2026, 12, 1), date(2026, 12, 31))
        return {due.unit_id for due in selectors.dues((units and [unit.pk for unit in units]) or None, *days)}

    assert due_of(place.neighbour) == {place.neighbour.pk}
    assert due_of(place.commune) == {place.commune.pk}
    assert due_of() == {place.neighbour.pk, place.commune.pk}
    put_off(cast, question, place.commune)
    assert due_of() == {place.commune.pk}
