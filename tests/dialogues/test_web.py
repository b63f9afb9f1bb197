"""The pages: a dialogue from plan to results through its forms, papers, the public page and what never reaches it."""

import io
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from docx import Document

from danvan.conclusions.models import Conclusion, ConclusionTask
from danvan.dialogues import selectors, services
from danvan.dialogues.models import Dialogue, DialogueQuestion
from danvan.dialogues.papers import PAPERS
from danvan.dialogues.services import PublicWords
from danvan.dialogues.web.kinds import DIALOGUES, HOT_SPOTS
from danvan.evidence.services import CannotUndoBatch
from danvan.kernel.errors import NotFound
from danvan.orgs.models import PostHolding
from danvan.ui.catalogue import Draft
from tests.cast import TODAY
from tests.dialogues.factories import HELD_ON, ask, held, planned

pytestmark = pytest.mark.django_db
CANARY, PHONE = "Hồ Thị Chim Báo Bão", "0988777666"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def url(name, *args):
    return reverse(f"dialogues:{name}", args=args)


def words_of(response):
    return response.content.decode()


def test_a_refusal_stands_beside_its_input_and_history_speaks_in_words(cast, place, signed_in):
    dialogue = planned(place.commune, planned_on=TODAY)
    chair = PostHolding.objects.get(person=cast.minh)
    lan = signed_in("lan")

    notice = {"noticed_on": f"{TODAY + timedelta(days=1):%d/%m/%Y}", "channels": ["board"]}
    refused = lan.post(url("dialogue_notice", dialogue.pk), notice)
    held_by_nobody = lan.post(url("dialogue_hold", dialogue.pk), {"happened_on": f"{TODAY:%d/%m/%Y}"})
    lan.post(url("dialogue_notice", dialogue.pk), notice | {"noticed_on": "20/11/2026"})
    lan.post(
        url("dialogue_hold", dialogue.pk),
        {"happened_on": "21/11/2026", "chair_holding_id": chair.pk, "with_secretary": "on", "voters": "3"},
    )

    assert list(refused.context["form"].errors) == ["noticed_on"]
    assert list(held_by_nobody.context["form"].errors) == ["chair_holding_id"]
    page = words_of(lan.get(dialogue.get_absolute_url()))
    assert "kênh thông báo: (trống) → niêm yết tại trụ sở" in page
    assert "có bí thư cấp ủy đồng chủ trì: không → có" in page
    assert f"người chủ trì: (trống) → {chair.post.title}, {chair.person.full_name}" in page


def test_a_dialogue_goes_from_plan_to_results(cast, calendar, place, signed_in):
    lan = signed_in("lan")
    answer = lan.post(
        url("dialogue_add"),
        {
            "unit_id": place.commune.pk, "title": "Đối thoại năm 2026", "audiences": ["people"],
            "planned_on": "15/10/2026", "meeting": "in_person", "topics": "Đường vào bản",
        },
    )  # fmt: skip
    dialogue = Dialogue.objects.get()
    assert answer.url == dialogue.get_absolute_url()
    lan.post(url("dialogue_notice", dialogue.pk), {"noticed_on": "05/10/2026", "channels": ["board"]})
    lan.post(
        url("dialogue_paste", dialogue.pk),
        {"asked_how": "before", "lines": "Khi nào sửa đường?\tbản Mẫu\nChợ bao giờ xây?"},
    )
    lan.post(
        url("dialogue_hold", dialogue.pk), {"happened_on": "15/10/2026", "chaired_by": "head", "voters": "62"}
    )  # fmt: skip
    first, second = dialogue.questions.order_by("position")
    lan.post(url("question_answer", first.pk), {"text": "Tháng 12", "answered_on": "15/10/2026", "edition": 1})
    lan.post(
        url("question_defer", second.pk), {"owner_unit_id": place.commune.pk, "due_on": "31/12/2026", "edition": 1}
    )
    publish = {
        "results_on": "20/10/2026", "summary": "Đã trả lời 1 câu, hẹn 1 câu.", f"public_{first.pk}": "on",
        f"text_{first.pk}": "Khi nào sửa đường?", f"answer_{first.pk}": "Tháng 12",
    }  # fmt: skip
    assert lan.post(url("publish", dialogue.pk), publish).status_code == 302

    page = words_of(lan.get(dialogue.get_absolute_url()))

    dialogue.refresh_from_db()
    assert (dialogue.dialogue_state, dialogue.voters) == ("held", 62)
    assert [each.state for each in dialogue.questions.order_by("position")] == ["answered", "deferred"]
    assert "2 câu hỏi" in page
    assert "62 cử tri, người dân" in page
    assert "muộn" not in page


def test_refusals_stand_in_the_form_and_nothing_typed_is_lost(cast, calendar, place, signed_in):
    dialogue, lan = planned(place.commune), signed_in("lan")

    future = lan.post(
        url("dialogue_hold", dialogue.pk),
        {"happened_on": "30/12/2026", "chaired_by": "head", "voters": "61", "chair_note": "giữ lại"},
    )
    pasted = lan.post(url("dialogue_paste", dialogue.pk), {"asked_how": "hall", "lines": "Hỏi\tbản\tkhông có"})

    assert "Ngày không thể sau ngày hôm nay." in words_of(future)
    assert 'value="61"' in words_of(future)
    assert "giữ lại" in words_of(future)
    assert "Dòng 1: Lĩnh vực" in words_of(pasted)
    assert not dialogue.questions.exists()


def test_publishing_warns_and_keeps_the_words(cast, calendar, place, signed_in):
    dialogue = held(cast)
    question = ask(cast, dialogue, f"{CANARY} hỏi đường", asker=CANARY)
    lan = signed_in("lan")

    offered = words_of(lan.get(url("publish", dialogue.pk)))
    refused = lan.post(
        url("publish", dialogue.pk),
        {"results_on": "20/10/2026", "summary": "Trả lời ông Vi Văn Mẫu", f"text_{question.pk}": "Hỏi về đường"},
    )

    # The words that name somebody are shown above their field and not copied into it.
    assert f">{CANARY} hỏi đường</textarea>" not in offered
    assert "có thể chứa thông tin cá nhân" in words_of(refused)
    assert "Hỏi về đường</textarea>" in words_of(refused)


def test_quick_entry_comes_back_for_the_next_question(cast, calendar, place, signed_in):
    dialogue = held(cast)
    given = {"text": "Hỏi nhanh", "field": "land", "group": "voters", "asked_how": "hall"}

    answer = signed_in("lan").post(url("dialogue_ask", dialogue.pk), given)

    assert answer.url == url("dialogue_ask", dialogue.pk)
    assert DialogueQuestion.objects.get().text == "Hỏi nhanh"


@pytest.mark.parametrize("slug", sorted(PAPERS))
def test_papers_say_what_is_asked_and_never_who(cast, calendar, place, signed_in, slug):
    before = held(cast, on=HELD_ON - timedelta(days=300))
    dialogue = held(cast, topics="Đường vào bản")
    for asked_at, what in ((before, "Câu kỳ trước"), (dialogue, "Câu kỳ này")):
        # Whoever asks says who they are, and whoever answers says to whom.
        question = ask(cast, asked_at, f"{what}, tôi là {CANARY}, gọi {PHONE}", asker=CANARY, contact=PHONE)
        services.answer(
            question.pk, actor=cast.actor("lan"), text=f"Đã trả lời bà {CANARY}", answered_on=asked_at.happened_on
        )
    conclusion = services.begin_conclusion(before.pk, actor=cast.actor("minh"))
    ConclusionTask.objects.create(
        conclusion=conclusion, position=1, text=f"Trả lời bà {CANARY}", unit=place.commune, keeper=place.commune,
        origin="dialogue", first_due_on=HELD_ON, due_on=HELD_ON, result=f"Đã gọi {PHONE}",
    )  # fmt: skip
    lan = signed_in("lan")

    word = lan.get(url("paper", dialogue.pk, slug, "docx")).content
    paper = Document(io.BytesIO(word))
    said = "\n".join(each.text for each in paper.paragraphs)
    said += "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)

    assert ("Câu kỳ trước" in said, "Câu kỳ này" in said) == (slug == "mo-dau", slug == "bien-ban")
    assert CANARY not in said
    assert PHONE not in said
    if slug == "mo-dau":
        assert lan.get(url("paper", dialogue.pk, slug, "pdf")).content.startswith(b"%PDF")
    assert lan.get(url("paper", dialogue.pk, slug, "exe")).status_code == 404


def test_the_page_of_a_question_tells_what_was_done_with_it_alone(cast, calendar, place, signed_in):
    dialogue = held(cast)
    question, other = ask(cast, dialogue), ask(cast, dialogue, "Câu khác")
    for each in (question, other):
        services.answer(each.pk, actor=cast.actor("lan"), text="Xong", answered_on=HELD_ON)

    history = signed_in("lan").get(question.get_absolute_url()).context["history"]

    assert [str(line.label) for line in history] == ["ghi trả lời", "ghi câu hỏi"]


@pytest.mark.parametrize("name", ["binh", "thanh"])
def test_names_within_a_question_are_read_by_its_keepers_alone(cast, calendar, place, signed_in, name):
    question = ask(cast, held(cast), f"{CANARY} hỏi đường", asker=CANARY, contact=PHONE)
    pages = (
        question.dialogue.get_absolute_url(),
        question.get_absolute_url(),
        url("question_list"),
        url("opening", planned(place.commune, planned_on=TODAY).pk),
    )

    for address in pages:
        assert CANARY in words_of(signed_in("lan").get(address))
        page = words_of(signed_in(name).get(address))
        assert "hỏi đường" in page
        assert CANARY not in page
        assert PHONE not in page
    assert "hỏi đường" not in words_of(signed_in(name).get(url("question_list"), {"q": "chim bao bao"}))


def test_the_sheet_of_questions_names_nobody_to_those_who_may_not_read_it(cast, calendar, place, signed_in):
    ask(cast, held(cast), f"{CANARY} hỏi đường", asker=CANARY, contact=PHONE)

    def exported(name):
        answer = signed_in(name).get(url("question_export", "csv"))
        return b"".join(answer.streaming_content).decode()

    assert CANARY in exported("lan")
    assert CANARY not in exported("binh")
    assert PHONE not in exported("thanh")


def test_pages_ask_the_same_number_of_questions_of_the_database(
    cast, calendar, place, signed_in, django_assert_max_num_queries
):
    lan, dialogue = signed_in("lan"), held(cast)
    for number in range(12):
        ask(cast, dialogue, f"Câu {number}")
        planned(place.commune, planned_on=HELD_ON + timedelta(days=number))

    with django_assert_max_num_queries(32):
        lan.get(url("dialogue_list"))
    with django_assert_max_num_queries(32):
        lan.get(url("question_list"))
    with django_assert_max_num_queries(48):
        lan.get(dialogue.get_absolute_url())


# --- the public page --------------------------------------------------------------------------------------------------


@pytest.fixture
def coming(cast, place):
    dialogue = planned(place.commune, planned_on=TODAY + timedelta(days=9), title="Tiêu đề nội bộ")
    services.announce_dialogue(
        dialogue.pk, actor=cast.actor("minh"), at=timezone.now(), words="Kính mời Nhân dân", takes_questions=True,
        questions_until=None,
    )  # fmt: skip
    return dialogue


def form_of(client, dialogue):
    page = client.get(reverse("portal:dialogue", args=[dialogue.pk]))
    return {"token": page.context["form"]["token"].value(), "field": "land", "group": "voters"}


def test_anybody_sends_a_question_that_shows_nowhere(cast, calendar, coming, signed_in):
    khach = signed_in("khach")
    given = {**form_of(khach, coming), "text": "Câu hỏi chim báo bão", "asker": CANARY, "contact": PHONE}

    answers = [khach.post(reverse("portal:dialogue", args=[coming.pk]), given) for _ in range(2)]

    assert [each.url for each in answers] == [reverse("portal:dialogue_sent", args=[coming.pk])] * 2
    question = DialogueQuestion.objects.get()
    assert (question.state, question.asked_how, question.asker) == ("waiting", "online", CANARY)
    for name in ("portal:dialogue", "portal:dialogue_sent"):
        page = words_of(khach.get(reverse(name, args=[coming.pk])))
        assert not any(word in page for word in ("chim báo bão", CANARY, PHONE, "Tiêu đề nội bộ"))


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"text": ""}, "text"),
        ({"text": "Hỏi", "wants_answer": "on"}, "asker"),
        ({"text": "Hỏi", "token": "ngắn"}, "token"),
        ({"text": "Đơn tố cáo cán bộ xã"}, "text"),
        ({"text": "Hỏi", "field": "không có"}, "field"),
    ],
)
def test_refuses_a_question_that_cannot_be_taken(cast, calendar, coming, signed_in, said, refusal):
    khach = signed_in("khach")

    answer = khach.post(reverse("portal:dialogue", args=[coming.pk]), {**form_of(khach, coming), **said})

    assert refusal in answer.context["form"].errors
    assert reverse("portal:denounce") in words_of(answer)
    assert not DialogueQuestion.objects.exists()


def test_strangers_may_not_send_without_end(cast, calendar, coming, signed_in, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "send_question": "1/h/ip"}
    khach = signed_in("khach")
    address = reverse("portal:dialogue", args=[coming.pk])
    khach.post(address, {**form_of(khach, coming), "text": "Một"})

    answer = khach.post(address, {**form_of(khach, coming), "text": "Hai, giữ lại"})

    assert "Hai, giữ lại" in words_of(answer)
    assert DialogueQuestion.objects.count() == 1


def test_only_what_was_published_reaches_the_public(cast, calendar, place, signed_in):
    dialogue = held(cast, title="Tiêu đề nội bộ")
    shown = ask(cast, dialogue, "Lời nội bộ một", asker=CANARY, contact=PHONE)
    hidden = ask(cast, dialogue, "Lời nội bộ hai", asker=CANARY)
    services.answer(hidden.pk, actor=cast.actor("lan"), text="Trả lời nội bộ", answered_on=HELD_ON)
    conclusion = services.begin_conclusion(dialogue.pk, actor=cast.actor("minh"))
    Conclusion.objects.update(state="issued", number="9/TB-UBND", issued_on=HELD_ON)
    common = {
        "conclusion": conclusion, "unit": place.commune, "keeper": place.commune, "origin": "dialogue",
        "first_due_on": HELD_ON, "due_on": HELD_ON,
    }  # fmt: skip
    ConclusionTask.objects.create(position=1, text="Việc nội bộ", **common)
    ConclusionTask.objects.create(
        position=2, text="Việc nội bộ khác", public_text="Sửa đường", published_at=timezone.now(), **common
    )
    ConclusionTask.objects.create(
        position=3, text="Việc nội bộ", public_text="Đã rút", published_at=timezone.now(), state="cancelled", **common
    )
    ConclusionTask.objects.create(
        position=4, text="Việc nội bộ", public_text="Xây cầu", published_at=timezone.now(), state="closed",
        done_on=HELD_ON + timedelta(days=1), result="Kết quả nội bộ", **common,
    )  # fmt: skip
    khach, address = signed_in("khach"), reverse("portal:dialogue", args=[dialogue.pk])
    assert khach.get(address).status_code == 404

    services.publish_results(
        dialogue.pk, actor=cast.actor("minh"), at=timezone.now(), results_on=HELD_ON, summary="Kết quả chung",
        words=[
            PublicWords(shown.pk, "Lời công khai", "Đáp công khai", True),
            PublicWords(hidden.pk, "Lời chưa công khai", "", False),
        ],
    )  # fmt: skip
    page, listed = words_of(khach.get(address)), words_of(khach.get(reverse("portal:dialogues")))

    promises = ("Sửa đường", "Chưa xong, quá hạn", "Xây cầu", "Đã làm, muộn hạn")
    for said in ("Kết quả chung", "Lời công khai", "Đáp công khai", *promises):
        assert said in page
    for kept in ("nội bộ", "Lời chưa công khai", "Đã rút", CANARY, PHONE):
        assert kept not in page
        assert kept not in listed
    services.withdraw_publication(dialogue.pk, actor=cast.actor("minh"), reason="Sửa lời")
    assert khach.get(address).status_code == 404


def test_the_public_turns_over_the_results_of_many_years(cast, calendar, place, signed_in, monkeypatch):
    monkeypatch.setattr("danvan.portal.web.dialogues.PAST_ON_A_PAGE", 2)
    for year in (2023, 2024, 2025):
        planned(
            place.commune, planned_on=date(year, 5, 4), happened_on=date(year, 5, 4), chaired_by="head",
            published_at=timezone.now(), public_summary="Xong", results_on=date(year, 5, 9),
        )  # fmt: skip
    khach = signed_in("khach")

    first, second = (words_of(khach.get(reverse("portal:dialogues"), {"trang": page})) for page in (1, 2))

    assert ["04/05/2025" in first, "04/05/2024" in first, "04/05/2023" in first] == [True, True, False]
    assert ["04/05/2025" in second, "04/05/2024" in second, "04/05/2023" in second] == [False, False, True]


def test_a_sheet_of_questions_is_taken_in_and_back(cast, place, monkeypatch):
    dialogue, lan = planned(place.commune), cast.actor("lan")
    rows = [{"dialogue_id": dialogue.pk, "text": f"Câu {number}", "hamlet": "bản Mẫu"} for number in range(3)]

    batch = services.import_questions(rows, file_name="cau-hoi.xlsx", sha256="0" * 64, actor=lan, at=timezone.now())
    assert dialogue.questions.filter(batch=batch).count() == 3
    touched = dialogue.questions.first()
    services.change_question(touched.pk, actor=lan, changes={"text": "Câu sửa"})
    with pytest.raises(CannotUndoBatch):
        services.undo_questions(batch.pk, actor=lan, reason="Nhầm tệp")
    DialogueQuestion.objects.filter(pk=touched.pk).update(version=1)
    announced = []
    monkeypatch.setattr("danvan.evidence.services.saving.announce", announced.append)

    assert services.undo_questions(batch.pk, actor=lan, reason="Nhầm tệp") == 3
    assert not dialogue.questions.exists()
    assert [each.record_id for each in announced] == [dialogue.pk]


def test_nobody_writes_into_a_dialogue_of_others_by_a_sheet(cast, place):
    foreign = planned(place.neighbour)

    with pytest.raises(NotFound):
        services.import_questions(
            [{"dialogue_id": foreign.pk, "text": "Câu"}], file_name="a.xlsx", sha256="0" * 64, actor=cast.actor("lan"),
            at=timezone.now(),
        )  # fmt: skip

    assert not foreign.questions.exists()


# --- days nobody can mean ---------------------------------------------------------------------------------------------


def test_old_days_that_came_in_break_no_page(cast, calendar, place, signed_in):
    planned(place.commune, planned_on=date(2006, 10, 15))
    planned(place.commune, planned_on=date(2006, 10, 15), happened_on=date(2006, 10, 15), chaired_by="head")
    lan = signed_in("lan")

    assert lan.get(url("dialogue_list")).status_code == 200
    assert lan.get(url("hot_spot_list")).status_code == 200
    assert list(selectors.dues([place.commune.pk], date(2006, 10, 1), date(2006, 12, 31)))


@pytest.mark.parametrize("day", ["15/10/2006", "15/10/2062"])
def test_a_day_nobody_can_mean_is_refused_beside_its_input(cast, calendar, place, signed_in, day):
    lan, dialogue = signed_in("lan"), planned(place.commune, planned_on=TODAY)
    question = ask(cast, dialogue)
    forms = {
        "planned_on": (url("dialogue_add"), {"unit_id": place.commune.pk, "title": "Đối thoại", "audiences": "people"}),
        "happened_on": (url("dialogue_hold", dialogue.pk), {"chaired_by": "head"}),
        "due_on": (url("question_defer", question.pk), {"owner_unit_id": place.commune.pk, "edition": 1}),
    }

    for name, (address, given) in forms.items():
        answer = lan.post(address, {**given, name: day})
        assert answer.status_code == 200
        assert "kiểm tra lại năm" in str(answer.context["form"].errors[name])
    for act in ("dialogue_postpone", "dialogue_notice"):
        name = {"dialogue_postpone": "planned_on", "dialogue_notice": "noticed_on"}[act]
        answer = lan.post(url(act, dialogue.pk), {name: day, "reason": "Bão", "channels": ["board"]})
        assert "kiểm tra lại năm" in str(answer.context["form"].errors[name])
    with pytest.raises(services.DayOutOfReach):
        services.postpone(dialogue.pk, actor=cast.actor("lan"), planned_on=date(2006, 1, 1), reason="Bão")
    assert Dialogue.objects.get().planned_on == TODAY


def problems_of(kind, cast, **values):
    drafts = [Draft(2, (), dict(values))]
    actor = cast.actor("lan")
    return [(each.column, each.message) for check in kind.checks for each in check(actor, drafts)]


def test_a_sheet_with_such_a_day_is_refused_in_its_row(cast, place):
    found = problems_of(DIALOGUES, cast, planned_on=date(2006, 10, 15), title="Đối thoại", unit_id=place.commune.pk)
    spots = problems_of(HOT_SPOTS, cast, happened_on=date(2020, 3, 5), title="Điểm nóng", unit_id=place.commune.pk)

    assert any(column == "Dự kiến" and "kiểm tra lại năm" in why for column, why in found)
    assert any(column == "Ngày nêu" and "kiểm tra lại năm" in why for column, why in spots)


def test_the_day_people_were_told_is_moved_by_its_own_act_alone(cast, calendar, place, signed_in):
    lan, dialogue = signed_in("lan"), planned(place.commune, planned_on=TODAY + timedelta(days=9))
    assert "planned_on" in lan.get(url("dialogue_change", dialogue.pk)).context["form"].fields
    services.give_notice(dialogue.pk, actor=cast.actor("lan"), noticed_on=TODAY, channels=["board"])

    form = lan.get(url("dialogue_change", dialogue.pk)).context["form"]
    given = {"title": "Tên mới", "audiences": ["people"], "meeting": "in_person", "planned_on": "30/12/2026"}
    answer = lan.post(url("dialogue_change", dialogue.pk), {**given, "edition": dialogue.edition + 1})

    assert "planned_on" not in form.fields
    assert answer.status_code == 302
    dialogue.refresh_from_db()
    assert (dialogue.title, dialogue.planned_on) == ("Tên mới", TODAY + timedelta(days=9))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda pk, lan: services.cancel(pk, actor=lan, reason="Lý do nội bộ"), "Cuộc đối thoại này đã hủy."),
        (
            lambda pk, lan: services.postpone(
                pk, actor=lan, planned_on=TODAY + timedelta(days=30), reason="Lý do nội bộ"
            ),
            f"Cuộc đối thoại đã chuyển sang ngày {TODAY + timedelta(days=30):%d/%m/%Y}.",
        ),
    ],
    ids=["cancelled", "moved"],
)
def test_the_public_is_told_what_became_of_an_invitation(cast, calendar, coming, signed_in, change, said):
    change(coming.pk, cast.actor("lan"))

    page = words_of(signed_in("khach").get(reverse("portal:dialogue", args=[coming.pk])))

    assert said in page
    assert "Kính mời Nhân dân" not in page
    assert "Lý do nội bộ" not in page


def test_the_unit_that_has_to_answer_does_so_on_the_page_of_the_question(cast, calendar, place, signed_in):
    question = ask(cast, held(cast), f"{CANARY} hỏi đường", asker=CANARY, contact=PHONE)
    services.defer(
        question.pk, actor=cast.actor("lan"), at=timezone.now(), owner_unit_id=place.neighbour.pk,
        due_on=TODAY + timedelta(days=9),
    )  # fmt: skip
    tam, address = signed_in("tam"), url("question_answer", question.pk)

    page = words_of(tam.get(question.get_absolute_url()))
    answered = tam.post(address, {"text": "Đã sửa", "answered_on": f"{TODAY:%d/%m/%Y}", "edition": 2})

    assert "hẹn đơn vị của bạn trả lời" in page
    assert address in page
    assert not any(word in page for word in (CANARY, PHONE, question.dialogue.get_absolute_url() + '"'))
    assert answered.url == question.get_absolute_url()
    question.refresh_from_db()
    assert (question.state, question.answer) == ("answered", "Đã sửa")
    for act in ("defer", "change", "aside", "repeat", "case"):
        assert tam.get(url(f"question_{act}", question.pk)).status_code == 404
    assert signed_in("binh").get(address).status_code == 404


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"chaired_by": "deputy", "happened_on": HELD_ON}, "Lý do người đứng đầu không chủ trì"),
        ({"chaired_by": "head", "happened_on": TODAY + timedelta(days=1)}, "Ngày đã tổ chức"),
        ({"noticed_on": TODAY + timedelta(days=1)}, "Ngày thông báo"),
        (
            {"chaired_by": "head", "happened_on": HELD_ON, "results_on": TODAY + timedelta(days=1)},
            "Ngày công khai kết quả",
        ),
    ],
)
def test_a_sheet_says_no_where_a_form_does(cast, place, values, column):
    given = {"planned_on": HELD_ON, "title": "Đối thoại", "unit_id": place.commune.pk}

    assert problems_of(DIALOGUES, cast, **given, chaired_by="head", happened_on=HELD_ON) == []
    assert [name for name, _why in problems_of(DIALOGUES, cast, **given, **values)] == [column]
