"""Acts on dialogues and their questions: what changed, what the journal says; and of refusals that nothing did."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from danvan.conclusions.models import Conclusion
from danvan.dialogues import services
from danvan.dialogues.models import Dialogue, DialogueQuestion
from danvan.dialogues.selectors import coming_dialogues, public_page
from danvan.dialogues.services import NewQuestion, PublicWords
from danvan.dialogues.services.dialogues import chair_of
from danvan.evidence.models import Record
from danvan.evidence.services import CannotChangeRecord, ReasonRequired
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority, NotFound
from danvan.kernel.workflow import ActNotAllowed
from danvan.notices.models import Notice
from danvan.orgs.models import Post, PostHolding
from danvan.petitions.models import Petition
from tests.cast import TODAY, make_unit
from tests.dialogues.factories import HELD_ON, ask, held, planned

pytestmark = pytest.mark.django_db
LATER = HELD_ON + timedelta(days=60)


def acts_on(dialogue):
    return list(Entry.objects.filter(subject_kind="record", subject_id=dialogue.pk).values_list("act", flat=True))


def hold(cast, dialogue, **given):
    said = {"happened_on": HELD_ON, "present": {"voters": 40}, "chaired_by": "head", **given}
    return services.hold_dialogue(dialogue.pk, actor=cast.actor("lan"), at=timezone.now(), **said)


def put_off(cast, question, unit, due_on=LATER):
    return services.defer(question.pk, actor=cast.actor("lan"), at=timezone.now(), owner_unit_id=unit.pk, due_on=due_on)


# --- the life of a dialogue -------------------------------------------------------------------------------------------


def test_late_notice_is_written_down_and_never_refused(cast, place):
    dialogue = planned(place.commune)

    services.give_notice(
        dialogue.pk, actor=cast.actor("lan"), noticed_on=HELD_ON - timedelta(days=1), channels=["board"], number="21"
    )

    dialogue.refresh_from_db()
    assert (dialogue.noticed_on, dialogue.channels, dialogue.notice_number) == (date(2026, 10, 14), ["board"], "21")
    assert acts_on(dialogue) == ["dialogues.notice"]


def test_notice_is_not_given_in_the_future(cast, place):
    dialogue = planned(place.commune, planned_on=date(2026, 12, 20))

    with pytest.raises(services.DayIsToCome):
        services.give_notice(
            dialogue.pk, actor=cast.actor("lan"), noticed_on=TODAY + timedelta(days=1), channels=["board"]
        )

    dialogue.refresh_from_db()
    assert dialogue.noticed_on is None


@pytest.mark.parametrize(("acting", "expected"), [(False, "head"), (True, "acting_head")])
def test_who_chaired_follows_from_the_post(cast, place, acting, expected):
    chair = PostHolding.objects.get(person=cast.minh)
    PostHolding.objects.filter(pk=chair.pk).update(acting=acting)

    hold(cast, dialogue := planned(place.commune), chair_holding_id=chair.pk, chaired_by="other")

    dialogue.refresh_from_db()
    assert (dialogue.chaired_by, dialogue.chair_holding_id, dialogue.voters) == (expected, chair.pk, 40)


@pytest.mark.parametrize(("kind", "expected"), [("party_committee", "head"), ("commune", "other")])
def test_a_secretary_is_the_head_of_a_party_committee_alone(cast, place, kind, expected):
    unit = make_unit("dang-uy", "Đảng ủy", kind=kind, level="commune", parent=place.province)
    post = Post.objects.create(unit=unit, title="Bí thư", kind="secretary", valid_from=date(2021, 10, 1))
    holding = PostHolding.objects.create(post=post, person=cast.minh, valid_from=date(2021, 10, 1))

    assert chair_of(holding, on=HELD_ON) == expected


def test_a_deputy_in_the_chair_needs_a_reason_and_is_kept(cast, place):
    since = date(2021, 10, 1)
    post = Post.objects.create(unit=place.commune, title="Phó Chủ tịch", kind="vice_chair", valid_from=since)
    deputy = PostHolding.objects.create(post=post, person=cast.lan, valid_from=since)
    dialogue = planned(place.commune)

    with pytest.raises(services.ReasonForDeputy):
        hold(cast, dialogue, chair_holding_id=deputy.pk)
    dialogue.refresh_from_db()
    assert dialogue.happened_on is None

    hold(cast, dialogue, chair_holding_id=deputy.pk, chair_note="Chủ tịch đi họp tỉnh")
    dialogue.refresh_from_db()
    assert (dialogue.chaired_by, dialogue.chair_note) == ("deputy", "Chủ tịch đi họp tỉnh")


def test_whoever_chaired_held_the_post_of_this_unit_on_that_day(cast, place):
    chair = PostHolding.objects.get(person=cast.minh)
    PostHolding.objects.filter(pk=chair.pk).update(valid_from=HELD_ON + timedelta(days=1))
    dialogue = planned(place.commune)

    with pytest.raises(services.ChairNotInPost):
        hold(cast, dialogue, chair_holding_id=chair.pk)
    PostHolding.objects.filter(pk=chair.pk).update(valid_from=date(2021, 10, 1), valid_until=HELD_ON)
    with pytest.raises(services.ChairNotInPost):
        hold(cast, dialogue, chair_holding_id=chair.pk)

    dialogue.refresh_from_db()
    assert (dialogue.happened_on, acts_on(dialogue)) == (None, [])


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"happened_on": TODAY + timedelta(days=1)}, services.DayIsToCome),
        ({"chaired_by": ""}, services.ChairUnknown),
    ],
)
def test_refuses_what_cannot_have_been(cast, place, given, refusal):
    dialogue = planned(place.commune)

    with pytest.raises(refusal):
        hold(cast, dialogue, **given)

    dialogue.refresh_from_db()
    assert dialogue.happened_on is None


def test_what_is_proven_is_not_held_again(cast, place):
    dialogue = planned(place.commune, state="verified", happened_on=HELD_ON, chaired_by="head")

    with pytest.raises(CannotChangeRecord):
        hold(cast, dialogue, present={"voters": 99})


def test_a_dialogue_is_moved_and_cancelled_with_a_reason_until_it_was_held(cast, place):
    dialogue, lan = planned(place.commune), cast.actor("lan")
    moved = HELD_ON + timedelta(days=20)

    with pytest.raises(ReasonRequired):
        services.postpone(dialogue.pk, actor=lan, planned_on=moved, reason=" ")
    services.postpone(dialogue.pk, actor=lan, planned_on=moved, reason="Bão số 5")
    services.cancel(dialogue.pk, actor=lan, reason="Sáp nhập đơn vị")

    dialogue.refresh_from_db()
    assert (dialogue.planned_on, dialogue.cancelled, dialogue.reason) == (moved, True, "Sáp nhập đơn vị")
    with pytest.raises(services.DialogueIsCancelled):
        hold(cast, dialogue)
    with pytest.raises(services.DialogueIsHeld):
        services.cancel(held(cast).pk, actor=lan, reason="Nhầm")


def test_a_moved_dialogue_is_told_of_anew(cast, place):
    lan, moved = cast.actor("lan"), TODAY + timedelta(days=40)
    dialogue = announced(cast, place)
    services.give_notice(dialogue.pk, actor=lan, noticed_on=TODAY, channels=["board"], number="21/TB-UBND")

    services.postpone(dialogue.pk, actor=lan, planned_on=moved, reason="Bão số 5")

    dialogue.refresh_from_db()
    assert (dialogue.noticed_on, dialogue.channels, dialogue.notice_number) == (None, [], "")
    page = public_page(dialogue.pk, on=TODAY)
    assert (list(page.notice), page.dialogue.is_moved, page.dialogue.on) == ([], True, moved)
    services.announce_dialogue(
        dialogue.pk, actor=cast.actor("minh"), at=timezone.now(), words="Ngày mới", takes_questions=True,
        questions_until=None,
    )  # fmt: skip
    page = public_page(dialogue.pk, on=TODAY)
    assert (list(page.notice), page.dialogue.is_moved) == (["Ngày mới"], False)


def test_moving_what_nobody_was_told_of_leaves_nothing_to_tell_anew(cast, place):
    dialogue = planned(place.commune)

    services.postpone(dialogue.pk, actor=cast.actor("lan"), planned_on=TODAY, reason="Bão số 5")

    dialogue.refresh_from_db()
    assert not dialogue.notice_is_stale


def test_nobody_is_invited_to_what_was_cancelled_or_is_over(cast, place):
    dialogue = announced(cast, place)
    assert list(public_page(dialogue.pk, on=dialogue.planned_on).notice) == ["Mời đến dự"]
    assert list(public_page(dialogue.pk, on=dialogue.planned_on + timedelta(days=1)).notice) == []

    services.cancel(dialogue.pk, actor=cast.actor("lan"), reason="Bão số 5")

    page = public_page(dialogue.pk, on=TODAY)
    assert (list(page.notice), page.dialogue.is_cancelled, page.dialogue.takes_questions) == ([], True, False)
    assert [each.is_cancelled for each in coming_dialogues(on=TODAY)] == [True]


def test_a_conclusion_begins_once_it_was_held_and_once_only(cast, place):
    minh = cast.actor("minh")
    with pytest.raises(services.DialogueNotHeld):
        services.begin_conclusion(planned(place.commune).pk, actor=minh)
    dialogue = held(cast)

    first = services.begin_conclusion(dialogue.pk, actor=minh)
    again = services.begin_conclusion(dialogue.pk, actor=minh)

    assert first == again
    assert (first.origin, first.origin_key, first.origin_on) == ("dialogue", dialogue.pk, HELD_ON)
    assert Conclusion.objects.count() == 1


@pytest.mark.parametrize("name", ["tam", "binh", "thanh", "quan", "hoa"])
def test_only_the_keepers_of_the_unit_write(cast, place, name):
    dialogue = held(cast)

    with pytest.raises((NoAuthority, NotFound)):
        services.take_questions(dialogue.pk, [NewQuestion("Hỏi")], actor=cast.actor(name), at=timezone.now())
    with pytest.raises((NoAuthority, NotFound)):
        services.publish_results(
            dialogue.pk, actor=cast.actor(name), at=timezone.now(), results_on=HELD_ON, summary="Xong", words=[]
        )

    assert not DialogueQuestion.objects.exists()
    dialogue.refresh_from_db()
    assert dialogue.published_at is None


# --- questions --------------------------------------------------------------------------------------------------------


def test_questions_are_numbered_and_the_journal_names_nobody(cast, place):
    dialogue = held(cast)

    ask(cast, dialogue, "Câu một", asker="Lô Thị Ví Dụ")
    second = ask(cast, dialogue, "Câu hai")

    assert second.position == 2
    entry = Entry.objects.filter(act="dialogues.ask").latest("pk")
    assert "Ví Dụ" not in str(entry.detail)
    assert "Câu" not in str(entry.detail)


@pytest.mark.parametrize("texts", [[], [""], ["Câu một", "  "]])
def test_refuses_questions_that_say_nothing(cast, place, texts):
    dialogue = held(cast)

    with pytest.raises(services.QuestionIsEmpty):
        services.take_questions(
            dialogue.pk, [NewQuestion(text) for text in texts], actor=cast.actor("lan"), at=timezone.now()
        )

    assert not dialogue.questions.exists()


def test_a_question_answered_on_the_day_was_answered_in_the_hall(cast, place):
    dialogue = held(cast)
    now, later = ask(cast, dialogue), ask(cast, dialogue, "Câu khác")

    services.answer(now.pk, actor=cast.actor("lan"), text="Tháng sau", answered_on=HELD_ON)
    services.answer(later.pk, actor=cast.actor("lan"), text="Đã xong", answered_on=HELD_ON + timedelta(days=3))

    now.refresh_from_db()
    later.refresh_from_db()
    assert (now.state, now.in_hall, later.in_hall) == ("answered", True, False)


def test_a_question_is_deferred_with_owner_and_day_then_answered(cast, place):
    question = ask(cast, held(cast))

    put_off(cast, question, place.neighbour)
    put_off(cast, question, place.neighbour)
    services.answer(question.pk, actor=cast.actor("lan"), text="Đã sửa", answered_on=TODAY)

    question.refresh_from_db()
    assert (question.state, question.owner_unit_id, question.due_on) == ("answered", place.neighbour.pk, LATER)
    with pytest.raises(ActNotAllowed):
        put_off(cast, question, place.neighbour)


def answer_as(cast, name, question, **given):
    said = {"text": "Đã sửa xong đường", "answered_on": TODAY, **given}
    return services.answer_as_owner(question.pk, actor=cast.actor(name), at=timezone.now(), **said)


def test_the_unit_a_question_is_put_off_to_is_told_and_answers_it(cast, place):
    question = ask(cast, held(cast))

    put_off(cast, question, place.neighbour)
    put_off(cast, question, place.neighbour, due_on=LATER + timedelta(days=5))

    told = [each.text for each in Notice.objects.filter(holding__person=cast.tam)]
    assert len(told) == 2
    assert question.text not in str(told)
    before = Notice.objects.latest("pk").pk
    answer_as(cast, "tam", question)

    question.refresh_from_db()
    assert (question.state, question.answer, question.answered_on) == ("answered", "Đã sửa xong đường", TODAY)
    assert question.answered_by == cast.actor("tam").unit_name
    entry = Entry.objects.filter(act="dialogues.answer").latest("pk")
    assert (entry.person_id, entry.detail, entry.unit_id) == (cast.tam.pk, {"question": question.pk}, place.commune.pk)
    assert {each.holding.person for each in Notice.objects.filter(pk__gt=before)} == {cast.lan, cast.minh}


def test_a_unit_answers_what_was_put_off_to_it_alone(cast, place):
    other, dialogue = ask(cast, held(cast)), planned(place.commune, planned_on=TODAY)
    cancelled = ask(cast, dialogue)
    put_off(cast, cancelled, place.neighbour)
    services.cancel(dialogue.pk, actor=cast.actor("lan"), reason="Bão")
    put_off(cast, other, place.commune)

    for question, name in ((other, "tam"), (cancelled, "tam"), (other, "binh"), (other, "hoa")):
        with pytest.raises(NotFound):
            answer_as(cast, name, question)

    put_off(cast, other, place.neighbour)
    for given, refusal in (
        ({"text": " "}, services.AnswerIsEmpty),
        ({"answered_on": TODAY + timedelta(days=1)}, services.DayIsToCome),
        ({"version": 1}, services.QuestionWasChanged),
    ):
        with pytest.raises(refusal):
            answer_as(cast, "tam", other, **given)
    other.refresh_from_db()
    assert (other.state, other.answer) == ("deferred", "")


def test_refuses_a_promise_into_the_past_and_an_answer_from_the_future(cast, place):
    question = ask(cast, held(cast))

    with pytest.raises(services.DeferredIntoThePast):
        services.defer(
            question.pk,
            actor=cast.actor("lan"),
            at=timezone.now(),
            owner_unit_id=place.commune.pk,
            due_on=HELD_ON - timedelta(days=1),
        )
    with pytest.raises(services.DayIsToCome):
        services.answer(question.pk, actor=cast.actor("lan"), text="Xong", answered_on=TODAY + timedelta(days=1))
    with pytest.raises(services.AnswerIsEmpty):
        services.answer(question.pk, actor=cast.actor("lan"), text=" ", answered_on=TODAY)

    question.refresh_from_db()
    assert (question.state, question.version) == ("open", 1)


def test_a_named_question_becomes_a_letter_whose_clock_runs_from_the_dialogue(cast, calendar, place):
    question = ask(cast, held(cast), asker="Lô Thị Ví Dụ", contact="0912000000", hamlet="bản Mẫu", wants_answer=True)

    services.make_case(question.pk, actor=cast.actor("lan"), at=timezone.now())

    question.refresh_from_db()
    petition = Petition.objects.get(pk=question.case_id)
    assert question.state == "in_case"
    assert (petition.kind, petition.channel, petition.received_on) == ("recommendation", "dialogue", HELD_ON)
    assert (petition.summary, petition.writers.get().name) == (question.text, "Lô Thị Ví Dụ")


@pytest.mark.parametrize("said", [{}, {"asker": "Lô Thị Ví Dụ"}, {"wants_answer": True}])
def test_a_question_without_a_name_or_the_wish_becomes_no_letter(cast, calendar, place, said):
    question = ask(cast, held(cast), **said)

    with pytest.raises(services.CaseNeedsName):
        services.make_case(question.pk, actor=cast.actor("lan"), at=timezone.now())

    assert not Petition.objects.exists()


def test_a_stale_form_changes_nothing(cast, place):
    question = ask(cast, held(cast))
    services.answer(question.pk, actor=cast.actor("lan"), text="Một", answered_on=HELD_ON, version=1)

    with pytest.raises(services.QuestionWasChanged):
        services.answer(question.pk, actor=cast.actor("minh"), text="Hai", answered_on=HELD_ON, version=1)

    question.refresh_from_db()
    assert question.answer == "Một"


def test_a_question_repeats_one_of_an_earlier_dialogue_of_the_same_unit(cast, place):
    earlier = ask(cast, held(cast, on=date(2025, 10, 15)))
    foreign = ask(cast, held(cast, place.neighbour, actor="tam", on=date(2025, 10, 15)), actor="tam")
    question = ask(cast, held(cast))

    services.mark_repeat(question.pk, actor=cast.actor("lan"), repeats_id=earlier.pk)

    question.refresh_from_db()
    assert question.repeats == earlier
    for wrong in (question.pk, foreign.pk):
        with pytest.raises(services.RepeatsItself):
            services.mark_repeat(question.pk, actor=cast.actor("lan"), repeats_id=wrong)


# --- questions of strangers -------------------------------------------------------------------------------------------


def announced(cast, place, **given):
    dialogue = planned(place.commune, planned_on=TODAY + timedelta(days=10))
    said = {"words": "Mời đến dự", "takes_questions": True, "questions_until": None, **given}
    services.announce_dialogue(dialogue.pk, actor=cast.actor("minh"), at=timezone.now(), **said)
    return dialogue


def test_a_question_sent_twice_is_one_and_waits_to_be_admitted(cast, place):
    dialogue = announced(cast, place)

    for _ in range(2):
        sent = services.send_question(dialogue.pk, NewQuestion("Hỏi", "online"), token="t" * 24, at=timezone.now())

    assert (sent.state, dialogue.questions.count()) == ("waiting", 1)
    services.admit(sent.pk, actor=cast.actor("lan"))
    sent.refresh_from_db()
    assert sent.state == "open"


def test_sent_twice_at_the_same_moment_it_is_one(cast, place, monkeypatch):
    dialogue = announced(cast, place)
    sent = {"new": NewQuestion("Hỏi", "online"), "token": "t" * 24, "at": timezone.now()}
    lock = Record.objects.select_for_update

    def another_request_is_first(*args, **kwargs):
        monkeypatch.setattr(Record.objects, "select_for_update", lock)
        services.send_question(dialogue.pk, **sent)
        return lock(*args, **kwargs)

    monkeypatch.setattr(Record.objects, "select_for_update", another_request_is_first)
    services.send_question(dialogue.pk, **sent)

    assert Record.objects.select_for_update is lock
    assert dialogue.questions.count() == 1
    assert acts_on(dialogue).count("dialogues.sent") == 1


def test_nothing_is_kept_of_a_denunciation(cast, place):
    dialogue = announced(cast, place)

    with pytest.raises(services.QuestionSpeaksOfDenunciation):
        services.send_question(
            dialogue.pk, NewQuestion("Tôi TỐ CÁO cán bộ địa chính"), token="t" * 24, at=timezone.now()
        )

    assert not DialogueQuestion.objects.exists()
    assert "dialogues.sent" not in acts_on(dialogue)


def test_a_question_is_set_aside_with_a_reason(cast, place):
    dialogue = announced(cast, place)
    sent = services.send_question(dialogue.pk, NewQuestion("Quảng cáo"), token="t" * 24, at=timezone.now())

    with pytest.raises(ReasonRequired):
        services.set_aside(sent.pk, actor=cast.actor("lan"), reason="")
    services.set_aside(sent.pk, actor=cast.actor("lan"), reason="Không phải câu hỏi")

    sent.refresh_from_db()
    assert (sent.state, sent.aside_reason) == ("set_aside", "Không phải câu hỏi")


@pytest.mark.parametrize(
    "given", [{"takes_questions": False}, {"questions_until": TODAY - timedelta(days=1)}], ids=["closed", "over"]
)
def test_refuses_questions_nobody_collects(cast, place, given):
    dialogue = announced(cast, place, **given)

    with pytest.raises(services.QuestionsClosed):
        services.send_question(dialogue.pk, NewQuestion("Hỏi"), token="t" * 24, at=timezone.now())

    assert not DialogueQuestion.objects.exists()


# --- what is published ------------------------------------------------------------------------------------------------


def publish(cast, dialogue, words=(), **given):
    said = {"results_on": HELD_ON + timedelta(days=5), "summary": "Đã trả lời đủ.", **given}
    return services.publish_results(dialogue.pk, actor=cast.actor("minh"), at=timezone.now(), words=words, **said)


def test_publishes_the_chosen_words_and_takes_back_what_is_no_longer_chosen(cast, place):
    dialogue = held(cast)
    one, two = ask(cast, dialogue, "Một"), ask(cast, dialogue, "Hai")

    for second in (True, False):
        words = [PublicWords(one.pk, "Lời một", "Trả lời", True), PublicWords(two.pk, "Lời hai", "", second)]
        publish(cast, dialogue, words)

    one.refresh_from_db()
    two.refresh_from_db()
    dialogue.refresh_from_db()
    assert (one.published_at is not None, one.public_text, two.published_at) == (True, "Lời một", None)
    assert (dialogue.results_on, dialogue.public_summary) == (HELD_ON + timedelta(days=5), "Đã trả lời đủ.")


def test_warns_of_personal_data_and_never_lets_the_name_of_who_asked_through(cast, place):
    dialogue = held(cast)
    question = ask(cast, dialogue, asker="Lô Thị Ví Dụ")

    with pytest.raises(services.PersonalDataSeen):
        publish(cast, dialogue, summary="Trả lời ông Vi Văn Mẫu")
    with pytest.raises(services.PersonalDataSeen):
        publish(cast, dialogue, [PublicWords(question.pk, "Lô Thị Ví Dụ hỏi", "", True)], is_checked=True)
    question.refresh_from_db()
    assert (question.published_at, question.public_text) == (None, "")

    publish(cast, dialogue, summary="Trả lời ông Vi Văn Mẫu", is_checked=True)
    dialogue.refresh_from_db()
    assert dialogue.published_at is not None


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"summary": ""}, services.NothingToPublish),
        ({"results_on": TODAY + timedelta(days=1)}, services.DayIsToCome),
    ],
)
def test_refuses_to_publish_nothing_or_tomorrow(cast, place, given, refusal):
    dialogue = held(cast)

    with pytest.raises(refusal):
        publish(cast, dialogue, **given)

    dialogue.refresh_from_db()
    assert dialogue.published_at is None


def test_a_published_question_has_words_of_its_own(cast, place):
    dialogue = held(cast)
    question = ask(cast, dialogue)

    with pytest.raises(services.PublicWordsMissing):
        publish(cast, dialogue, [PublicWords(question.pk, " ", "Trả lời", True)])


def test_nothing_is_published_of_what_was_not_held(cast, place):
    with pytest.raises(services.DialogueNotHeld):
        publish(cast, planned(place.commune))


def test_publication_is_withdrawn_with_a_reason(cast, place):
    dialogue = held(cast)
    question = ask(cast, dialogue)
    publish(cast, dialogue, [PublicWords(question.pk, "Lời", "", True)])

    services.withdraw_publication(dialogue.pk, actor=cast.actor("minh"), reason="Nêu nhầm tên")

    question.refresh_from_db()
    assert (Dialogue.objects.get().published_at, question.published_at) == (None, None)
    assert Entry.objects.filter(act="dialogues.withdraw", reason="Nêu nhầm tên").exists()


@pytest.fixture
def shown(cast, place):
    """Return a published question with its public answer."""
    dialogue = held(cast)
    question = ask(cast, dialogue)
    publish(cast, dialogue, [PublicWords(question.pk, "Lời công khai", "Đáp công khai", True)])
    return question


def is_public(question):
    question.refresh_from_db()
    page = public_page(question.dialogue_id, on=TODAY)
    shown = [each.text for each in page.questions] == ["Lời công khai"]
    assert shown is (question.published_at is not None)
    return shown


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (services.set_aside, {"reason": "Trùng"}),
        (services.change_question, {"changes": {"text": "Câu khác hẳn"}}),
        (services.change_question, {"changes": {"asker": "Lô Thị Ví Dụ"}}),
        (services.answer, {"text": "Đáp khác", "answered_on": HELD_ON}),
    ],
)
def test_what_no_longer_stands_leaves_the_public_page(cast, shown, act, given):
    assert is_public(shown)

    act(shown.pk, actor=cast.actor("lan"), **given)

    assert not is_public(shown)


def test_what_the_public_words_do_not_speak_of_leaves_them_standing(cast, place, shown):
    lan = cast.actor("lan")
    services.change_question(shown.pk, actor=lan, changes={"hamlet": "bản Mẫu 3"})
    put_off(cast, shown, place.commune)
    assert is_public(shown)

    publish(cast, shown.dialogue, [PublicWords(shown.pk, "Lời công khai", "", True)])
    services.answer(shown.pk, actor=lan, text="Đã xong", answered_on=TODAY)

    assert is_public(shown)


def test_what_was_set_aside_before_is_not_public_whatever_its_mark(cast, shown):
    DialogueQuestion.objects.filter(pk=shown.pk).update(state="set_aside")

    assert public_page(shown.dialogue_id, on=TODAY).questions == []
