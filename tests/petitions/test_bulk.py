"""One act on many letters: what is shown beforehand is what is done, on all of them or on none."""

from datetime import date

import pytest
from django.utils.http import urlencode

from danvan.casework.models import Assignment, CaseAct
from danvan.casework.services import CannotAct
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority, NotFound
from danvan.notices.models import Notice
from danvan.petitions.models import Petition
from danvan.petitions.selectors import bulk_labels, chosen_petitions
from danvan.petitions.services import AT_ONCE, LettersChanged, TooManyAtOnce, perform_many, preview_act
from tests.cast import TODAY
from tests.pages import queries_of
from tests.petitions.factories import CLASSIFIED, Story, at, register
from tests.petitions.rules.test_tables import TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
BULK = "/don-thu/nhieu-don/"
SEP_1 = date(2026, 9, 1)


@pytest.fixture
def three(cast):
    """Three letters nobody was given yet."""
    return [register(cast), register(cast, kind="recommendation"), register(cast, kind="mixed")]


@pytest.fixture
def chair(cast):
    return cast.actor("minh").holding_id


def _versions(letters):
    return {letter.pk: letter.version for letter in letters}


def _do(cast, letters, act, who="lan", on=TODAY, **given):
    return perform_many(_versions(letters), act, given, actor=cast.actor(who), on=on, at=at(TODAY))


def _preview(cast, letters, act, who="lan", on=TODAY, **given):
    lines = preview_act(letters, act, given, actor=cast.actor(who), on=on, at=at(TODAY))
    return {line.petition.pk: line.why_not or list(line.changes) for line in lines}


def _fresh(letters):
    return list(Petition.objects.filter(pk__in=[letter.pk for letter in letters]).order_by("pk"))


def _nothing_happened(letters):
    return _versions(_fresh(letters)) == _versions(letters) and not CaseAct.objects.exclude(act="register").exists()


# --- handing over for handling ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["lan", "minh"])
def test_a_letter_is_handed_to_an_officer_of_the_unit_before_anything_else(cast, who):
    other = cast.actor("minh" if who == "lan" else "lan").holding_id
    story = Story(cast, register(cast)).do("entrust", SEP_1, by=who, officer=other, note="Theo bút phê")

    assert (story.petition.officer_id, story.petition.state) == (other, "received")
    assert [(each.task, each.holding_id, each.unit_id) for each in Assignment.objects.filter(until=None)] == [
        ("handle", other, story.petition.unit_id)
    ]
    notice = Notice.objects.get()
    assert (notice.holding_id, notice.text) == (other, f"{story.petition.code}: được giao xử lý")
    assert Entry.objects.filter(act="case.entrust", subject_id=story.petition.pk).count() == 1
    assert not CaseAct.objects.get(act="entrust").is_told


def test_whoever_takes_a_letter_for_themselves_is_not_told_of_it(cast):
    Story(cast, register(cast)).do("entrust", SEP_1, officer=cast.actor("lan").holding_id)

    assert not Notice.objects.exists()


def test_a_letter_is_handed_on_and_comes_back_after_another_unit_verified(cast):
    lan, minh, tam = (cast.actor(name).holding_id for name in ("lan", "minh", "tam"))
    story = Story(cast, register(cast)).do("entrust", SEP_1, officer=minh).do("entrust", SEP_1, officer=lan)
    assert Assignment.objects.filter(until=None).get().holding_id == lan

    story.until_accepted(date(2026, 9, 2)).do("assign", date(2026, 9, 3), officer=tam)
    assert story.petition.officer_id == tam
    story.do("report", date(2026, 9, 10), by="tam", note="x", views_differ=False)
    assert story.petition.officer_id == lan


@pytest.mark.parametrize("who", ["tam", "binh", "dung", "thanh", "quan", "hoa"])
def test_only_the_unit_hands_its_letters_over(cast, who):
    letter = register(cast)

    with pytest.raises(NoAuthority):
        Story(cast, letter).do("entrust", SEP_1, by=who, officer=cast.actor("minh").holding_id)
    assert _nothing_happened([letter])


def test_a_letter_is_not_handed_out_of_the_unit_nor_twice_to_the_same(cast, chair):
    letter = register(cast)

    with pytest.raises(CannotAct, match="người của đơn vị đang giữ đơn"):
        Story(cast, letter).do("entrust", SEP_1, officer=cast.actor("tam").holding_id)
    assert _nothing_happened([letter])
    story = Story(cast, letter).do("entrust", SEP_1, officer=chair)
    with pytest.raises(CannotAct, match="đang phụ trách"):
        story.do("entrust", SEP_1, officer=chair)


# --- the services -------------------------------------------------------------------------------------------------


def test_what_needs_a_number_of_its_own_is_no_act_for_many():
    shared = [act for table in TABLES for act in table.values() if act.in_bulk]

    assert {act.code for act in shared} == set(bulk_labels())
    assert not [act.code for act in shared if "number" in act.needs or not act.is_of_the_office]


def test_each_letter_gets_its_own_line_journal_entry_and_notice(cast, three, chair):
    done = _do(cast, three, "entrust", officer=chair, note="Theo bút phê")

    assert [letter.pk for letter in done] == [letter.pk for letter in three]
    assert {letter.officer_id for letter in _fresh(three)} == {chair}
    assert CaseAct.objects.filter(act="entrust", note="Theo bút phê").count() == 3
    assert Entry.objects.filter(act="case.entrust").count() == 3
    assert Notice.objects.filter(holding=chair).count() == 3


def test_the_preview_says_for_each_letter_why_not_or_what_changes(cast, three):
    complaint, wish, mixed = three
    Story(cast, complaint).do("classify", SEP_1, **{**CLASSIFIED, "failed_tests": ["no_date"]})
    Story(cast, wish).do("classify", SEP_1, subject="works", competent=True)
    letters = chosen_petitions(cast.actor("lan"), [letter.pk for letter in three])

    assert _preview(cast, letters, "file", note="x") == {
        complaint.pk: ["đã phân loại → lưu đơn", "hết tính hạn thụ lý, trả lời về việc xử lý đơn"],
        wish.pk: "Chỉ lưu đơn không đủ điều kiện xử lý; cần chọn điều kiện còn thiếu khi phân loại.",
        mixed.pk: "Không thể lưu đơn khi hồ sơ đang ở trạng thái “mới nhận”.",
    }
    assert set(_preview(cast, letters, "publish").values()) == {
        "Loại đơn này không có việc đang chọn.",
        "Không thể công khai quyết định khi hồ sơ đang ở trạng thái “đã phân loại”.",
    }
    assert _preview(cast, letters, "file", on=date(2026, 8, 31), note="x")[complaint.pk] == (
        "Việc trước đó được ghi ngày 01/09/2026."
    )
    assert "thẩm quyền" in _preview(cast, letters, "file", who="tam", note="x")[complaint.pk]


def test_what_the_preview_says_is_what_happens(cast, three):
    Story(cast, three[0]).do("classify", SEP_1, **{**CLASSIFIED, "failed_tests": ["no_date"]})
    letters = _fresh(three)
    allowed = [letter for letter in letters if isinstance(_preview(cast, letters, "file", note="x")[letter.pk], list)]

    for letter in letters:
        if letter not in allowed:
            with pytest.raises(Exception, match="lưu đơn"):
                _do(cast, [letter], "file", note="x")
    assert [letter.state for letter in _do(cast, allowed, "file", note="x")] == ["filed"]


def test_nothing_is_done_when_one_letter_was_changed_meanwhile(cast, three, chair):
    Story(cast, Petition.objects.get(pk=three[1].pk)).do("ask", SEP_1, note="Bổ sung giấy tờ?")

    with pytest.raises(LettersChanged, match=three[1].code):
        _do(cast, three, "entrust", officer=chair)
    assert {letter.officer_id for letter in _fresh(three)} == {None}
    assert not CaseAct.objects.filter(act="entrust").exists()


def test_nothing_is_done_when_one_letter_may_not_be(cast, three, chair):
    with pytest.raises(CannotAct):
        _do(cast, three, "entrust", officer=chair, on=date(2026, 8, 1))
    assert _nothing_happened(three)


def test_a_letter_of_another_unit_is_not_there(cast, three, chair):
    with pytest.raises(LettersChanged, match="3 đơn không còn trong sổ"):
        _do(cast, three, "entrust", who="tam", officer=chair)
    assert _nothing_happened(three)


def test_an_act_that_is_not_for_many_is_not_there(cast, three):
    with pytest.raises(NotFound):
        _do(cast, three, "ask", note="?")
    assert _nothing_happened(three)


def test_a_hundred_at_the_most(cast, chair):
    with pytest.raises(TooManyAtOnce, match="100"):
        perform_many(
            dict.fromkeys(range(1, AT_ONCE + 2), 1), "entrust", {"officer": chair}, actor=cast.actor("lan"),
            on=TODAY, at=at(TODAY),
        )  # fmt: skip


# --- the pages ----------------------------------------------------------------------------------------------------


def _ask(letters, act="entrust", **more):
    return f"{BULK}?{urlencode([('don', letter.pk) for letter in letters] + [('viec', act), *more.items()])}"


def _typed(page, letters, act="entrust", **typed):
    """Return what the preview sends: its hidden fields and what is typed."""
    able = [line.petition for line in page.context["lines"] if not line.why_not]
    return {
        "viec": act,
        "don": [str(letter.pk) for letter in letters],
        "lam": [f"{letter.pk}@{letter.version}" for letter in able] if page.context["is_ready"] else [],
        "dau": page.context["mark"],
        "on": "23/11/2026",
        **typed,
    }


def test_an_officer_hands_several_letters_over_in_three_steps(signed_in, three, chair):
    lan = signed_in("lan")
    first = lan.get(_ask(three, ve="muc=mine&loai="))
    assert (first.context["is_ready"], first.context["able"]) == (False, 3)
    assert "thuc_hien" not in first.content.decode()

    shown = lan.post(BULK, _typed(first, three, officer=str(chair), note="Bút phê"))
    assert shown.context["is_ready"]
    assert "Phụ trách mới: Minh, Chủ tịch UBND xã" in shown.content.decode()
    assert not CaseAct.objects.filter(act="entrust").exists()

    typed = _typed(shown, three, officer=str(chair), note="Bút phê", thuc_hien="1", ve="muc=new&trang=3")
    done = lan.post(BULK, typed, follow=True)
    assert done.redirect_chain == [("/don-thu/?muc=new", 302)]
    assert "Đã ghi “giao xử lý” cho 3 đơn." in done.content.decode()
    assert {letter.officer_id for letter in _fresh(three)} == {chair}


def test_the_refused_are_left_alone_and_said_so(signed_in, cast, three, chair):
    Story(cast, three[0]).do("entrust", SEP_1, officer=chair)
    lan = signed_in("lan")
    shown = lan.post(BULK, _typed(lan.get(_ask(three)), three, officer=str(chair)))
    assert "Người này đang phụ trách đơn." in shown.content.decode()

    done = lan.post(BULK, _typed(shown, three, officer=str(chair), thuc_hien="1"), follow=True)
    assert "cho 2 đơn. 1 đơn còn lại giữ nguyên." in done.content.decode()
    assert CaseAct.objects.filter(act="entrust").count() == 3


def test_a_letter_unticked_in_the_preview_is_left_out(signed_in, three, chair):
    lan = signed_in("lan")
    shown = lan.post(BULK, _typed(lan.get(_ask(three)), three, officer=str(chair)))

    lan.post(BULK, _typed(shown, three[:1], officer=str(chair), thuc_hien="1"))
    assert [act.case_id for act in CaseAct.objects.filter(act="entrust")] == [three[0].pk]


def test_an_act_that_asks_for_nothing_is_previewed_at_once(signed_in, cast):
    wish = Story(cast, register(cast, kind="recommendation")).do("classify", SEP_1, subject="works", competent=True)
    wish.do("accept", SEP_1).do("answer", SEP_1, number="1", reply="explained", note="x")
    lan = signed_in("lan")
    first = lan.get(_ask([wish.petition], "close"))
    assert first.context["is_ready"]

    lan.post(BULK, _typed(first, [wish.petition], "close", thuc_hien="1"))
    wish.petition.refresh_from_db()
    assert wish.petition.state == "closed"


def test_what_changed_meanwhile_is_shown_anew_with_what_was_typed(signed_in, cast, three, chair):
    lan = signed_in("lan")
    shown = lan.post(BULK, _typed(lan.get(_ask(three)), three, officer=str(chair), note="Bút phê"))
    Story(cast, Petition.objects.get(pk=three[0].pk)).do("ask", SEP_1, note="?")

    again = lan.post(BULK, _typed(shown, three, officer=str(chair), note="Bút phê", thuc_hien="1"))
    said = again.content.decode()
    assert f"Có đơn vừa thay đổi sau khi xem trước: {three[0].code}." in said
    assert again.context["form"]["note"].value() == "Bút phê"
    assert not CaseAct.objects.filter(act="entrust").exists()

    lan.post(BULK, _typed(again, three, officer=str(chair), note="Bút phê", thuc_hien="1"))
    assert CaseAct.objects.filter(act="entrust").count() == 3


def test_what_was_typed_after_the_preview_is_previewed_again(signed_in, cast, three, chair):
    lan = signed_in("lan")
    shown = lan.post(BULK, _typed(lan.get(_ask(three)), three, officer=str(chair)))

    again = lan.post(BULK, _typed(shown, three, officer=str(cast.actor("lan").holding_id), thuc_hien="1"))
    assert "Nội dung đã đổi sau khi xem trước" in again.content.decode()
    assert _nothing_happened(three)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "officer", "Chưa nhập"),
        ({"officer": "999"}, "officer", "999"),
        ({"on": "31/02/2026"}, "on", "Không có ngày"),
        ({"note": "x" * 10_001}, "note", "10000"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_it_and_nothing_is_done(signed_in, three, chair, typed, field, said):
    lan = signed_in("lan")
    given = {"officer": str(chair), "note": "Giữ lại", **typed}
    if not typed:
        del given["officer"]

    answer = lan.post(BULK, _typed(lan.get(_ask(three)), three, thuc_hien="1", **given))
    assert said in str(answer.context["form"].errors[field]).replace(".", "")
    assert answer.context["form"]["note"].value() == given["note"]
    assert not answer.context["is_ready"]
    assert _nothing_happened(three)


def test_nobody_of_another_unit_is_offered_and_an_officer_of_theirs_is_refused(signed_in, cast, three):
    lan = signed_in("lan")
    first = lan.get(_ask(three))
    assert [name for _pk, name in first.context["form"].fields["officer"].choices] == [
        "—", "Lan, Công chức Văn phòng", "Minh, Chủ tịch UBND xã",
    ]  # fmt: skip

    answer = lan.post(BULK, _typed(first, three, officer=str(cast.actor("tam").holding_id), thuc_hien="1"))
    assert "officer" in answer.context["form"].errors
    assert _nothing_happened(three)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"{BULK}?viec=entrust", "Chưa chọn đơn nào."),
        (f"{BULK}?don=1", "Chưa chọn việc"),
        (f"{BULK}?viec=decide&don=1", "Chưa chọn việc"),
        (f"{BULK}?viec=entrust&don=x&don=-1&don=" + "9" * 30, "Chưa chọn đơn nào."),
        (f"{BULK}?viec=entrust&" + "&".join(f"don={number}" for number in range(1, 102)), "nhiều nhất 100 đơn"),
    ],
)
def test_a_choice_that_cannot_be_goes_back_to_the_list_with_a_word(signed_in, cast, address, said):
    answer = signed_in("lan").get(address, follow=True)

    assert answer.redirect_chain == [("/don-thu/", 302)]
    assert said in answer.content.decode()


@pytest.mark.parametrize("who", ["tam", "binh", "dung", "thanh", "quan", "hoa", "khach"])
def test_the_letters_of_others_are_not_there(signed_in, three, who):
    answer = signed_in(who).get(_ask(three))

    assert answer.status_code == (302 if who == "khach" else 404)


def test_the_preview_costs_the_same_for_many(signed_in, cast, three):
    lan = signed_in("lan")
    few = queries_of(lan, _ask(three))
    many = three + [register(cast, on=date(2026, 9, day)) for day in range(1, 13)]
    stories = [
        Story(cast, letter).do("classify", SEP_1, **CLASSIFIED) for letter in many[3:6] if letter.received_on == SEP_1
    ]

    assert stories
    assert queries_of(lan, _ask(many)) == few
    assert few <= 15
