"""Who reads which petitions, the lists made of them, and what looks alike."""

from datetime import date

import pytest

from danvan.casework.selectors import cases_handled_by, cases_visible_to, facts_visible_to
from danvan.kernel.errors import NotFound
from danvan.petitions.selectors import (
    Sought,
    first_complaint_of,
    found_petitions,
    petition_page,
    petitions_visible_to,
    proposal_for,
    similar_to,
    similar_to_each,
    tab_counts,
    work_list,
)
from danvan.petitions.services import NewWriter, split_off
from tests.cast import TODAY
from tests.petitions.factories import CLASSIFIED, Story, at, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]

FULL = {"lan", "minh"}
FACTS = FULL | {"binh", "dung", "thanh"}


@pytest.mark.parametrize("who", ["lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa"])
def test_the_file_stays_in_its_unit_and_the_facts_go_to_those_who_watch(cast, who):
    petition = register(cast)
    actor = cast.actor(who)

    assert petitions_visible_to(actor).exists() == (who in FULL)
    assert cases_visible_to(actor).exists() == (who in FULL)
    assert facts_visible_to(actor).exists() == (who in FACTS)
    if who not in FULL:
        with pytest.raises(NotFound):
            petition_page(actor, petition.code, on=TODAY)
        assert not found_petitions(actor, "thu hồi")


def test_the_inspectorate_reads_the_files_of_its_own_level(cast):
    petition = register(cast, by="lan")
    petition.unit = cast.place.province
    petition.save()

    assert petitions_visible_to(cast.actor("thanh")).exists()
    assert not petitions_visible_to(cast.actor("lan")).exists()


def test_the_register_in_views(cast):
    late = register(cast, on=date(2026, 9, 1))
    soon = register(cast, on=date(2026, 9, 7))
    done = Story(cast, register(cast, on=date(2026, 9, 1)))
    done.do("classify", date(2026, 9, 1), **{**CLASSIFIED, "competent": False})
    done.do("guide", date(2026, 9, 2), number="1", addressee="x")
    lan, on = cast.actor("lan"), date(2026, 9, 15)

    assert list(work_list(lan, on=on)) == [late, soon]
    assert list(work_list(lan, on=on, tab="late")) == [late]
    assert list(work_list(lan, on=on, tab="soon")) == [soon]
    assert set(work_list(lan, on=on, tab="all")) == {late, soon, done.petition}
    assert not work_list(lan, on=on, kind="recommendation")
    assert {tab.code: tab.count for tab in tab_counts(lan, on=on)} == {
        "mine": 2, "new": 2, "soon": 1, "late": 1, "waiting": 0, "all": None,
    }  # fmt: skip


def test_what_lies_with_another_is_waited_for(cast):
    story = Story(cast, register(cast)).until_accepted(date(2026, 9, 8))
    story.do("assign", date(2026, 9, 8), officer=cast.actor("minh").holding_id)
    on = date(2026, 9, 9)

    assert list(work_list(cast.actor("lan"), on=on, tab="waiting")) == [story.petition]
    assert not cases_handled_by(cast.actor("lan")).exists()
    assert cases_handled_by(cast.actor("minh")).exists()


@pytest.mark.parametrize(
    "text", ["thu hồi thửa đất", "THU HOI", "nguyen van minh hoa", "KN-2026-00001", "dien tich boi"]
)
def test_is_found_with_and_without_accents(cast, text):
    petition = register(cast)

    assert found_petitions(cast.actor("lan"), text) == [petition]
    assert found_petitions(cast.actor("lan"), "không có từ này") == []
    assert list(work_list(cast.actor("lan"), on=TODAY, tab="all", text=text)) == [petition]


def test_the_page_costs_the_same_whatever_happened(cast, django_assert_num_queries):
    short = register(cast)
    long = Story(cast, register(cast)).until_verified(date(2026, 9, 8), date(2026, 9, 14))
    long.do("suspend", date(2026, 9, 20), number="1", suspension_ground="illness", note="x")
    long.do("continue", date(2026, 9, 25), number="2")
    lan = cast.actor("lan")

    with django_assert_num_queries(12):
        petition_page(lan, short.code, on=TODAY)
    with django_assert_num_queries(12):
        page = petition_page(lan, long.petition.code, on=TODAY)
    assert [entry.label for entry in page.timeline][:2] == ["tiếp tục giải quyết", "tạm đình chỉ"]
    assert page.clocks[0].picture is not None


def test_the_page_offers_what_the_table_allows_and_says_who_may(story):
    story.do("classify", date(2026, 9, 1), **CLASSIFIED).do("propose", date(2026, 9, 1))

    def offers(who):
        return {
            each.act.code: each.may
            for each in petition_page(story.cast.actor(who), story.petition.code, on=TODAY).offers
        }

    assert offers("lan") == {"accept": False, "refuse": False, "entrust": True, "ask": True}
    assert offers("minh") == {"accept": True, "refuse": True, "entrust": True, "ask": True}


def test_linked_cases_are_named_to_those_who_may_read_them(story):
    other = Story(story.cast, register(story.cast))
    other.do("link", date(2026, 9, 1), duplicate_of=story.petition, note="x")
    part = split_off(story.petition, "recommendation", "Phần kiến nghị", actor=story.cast.actor("lan"), at=at(TODAY))
    lan = story.cast.actor("lan")

    related = {(word, case.pk) for word, case in petition_page(lan, story.petition.code, on=TODAY).related}
    assert related == {("đơn ghép", other.petition.pk), ("phần tách", part.pk)}
    assert [word for word, _case in petition_page(lan, part.code, on=TODAY).related] == ["tách từ"]


def test_the_table_proposes_who_resolves(story):
    province = story.cast.place.province.pk
    assert proposal_for(story.petition, province_unit=province) is None

    story.do("classify", date(2026, 9, 1), **{**CLASSIFIED, "respondent_unit": story.petition.unit_id})
    assert proposal_for(story.petition, province_unit=province).is_ours


def test_a_first_complaint_is_found_by_its_code_and_its_writer(story):
    code, name = story.petition.code, "nguyen van minh hoa"
    day = date(2026, 9, 21)
    assert first_complaint_of(code, [name], on=day) is None
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    story.do("decide", date(2026, 9, 20), number="1", verdict="wrong", remedy="keep", note="x")

    assert first_complaint_of(code.lower(), [name], on=day) == story.petition
    assert first_complaint_of(code, ["Người Khác"], on=day) is None


# --- likeness -----------------------------------------------------------------------------------------------------


def _similar(cast, who="lan", **asked):
    asked = {"names": ["Nguyễn Văn Minh Họa"], "id_numbers": [], "text": "Việc khác hẳn, không liên quan.", **asked}
    leaving_out = asked.pop("leaving_out", 0)
    return similar_to(cast.actor(who), Sought(**asked), leaving_out=leaving_out)


def test_the_same_writer_is_suggested_with_the_reason(cast):
    petition = register(cast)

    found = _similar(cast, names=["NGUYEN VAN MINH HOA"])
    assert [each.petition for each in found] == [petition]
    assert found[0].likeness.reasons == ("cùng họ tên người viết",)
    assert not _similar(cast, names=["Người Khác"])
    assert not _similar(cast, leaving_out=petition.pk)
    assert not _similar(cast, who="tam")


def test_the_same_words_and_number_weigh_more(cast):
    plain = register(cast, summary="Đề nghị làm đường xóm cho bà con đi lại mùa mưa.")
    same = register(cast, writers=[NewWriter("Tên Khác", id_number="040099000001")])

    found = _similar(cast, id_numbers=["040099000001"], text=same.summary)
    assert [each.petition for each in found] == [same, plain]
    assert "cùng số định danh của người viết" in found[0].likeness.reasons
    assert "trùng 100 % lời văn" in found[0].likeness.reasons


def test_a_paper_of_a_sender_that_came_before_is_suggested(cast):
    first = register(cast, channel="front", forwarded_by="Ủy ban MTTQ tỉnh", forwarded_number="15/MTTQ-BTT",
                     summary="Chuyện khác.")  # fmt: skip
    again = {"names": ["Người Khác"], "forwarded_by": "uy ban mttq tinh", "forwarded_number": "15/MTTQ-BTT"}

    found = _similar(cast, **again)

    assert [(each.petition, each.likeness.reasons) for each in found] == [
        (first, ("cùng cơ quan chuyển và số văn bản chuyển",))
    ]
    assert not _similar(cast, **{**again, "forwarded_number": "16/MTTQ-BTT"})
    assert not _similar(cast, **{**again, "forwarded_by": "Báo tỉnh"})
    assert not _similar(cast, who="tam", **again)


def test_many_letters_are_looked_for_at_once_in_two_queries(cast, django_assert_num_queries):
    petitions = [register(cast, writers=[NewWriter(f"Người {name}")]) for name in ("Một", "Hai", "Ba")]
    lan = cast.actor("lan")

    def sought(count):
        return [Sought([f"Người {name}"], [], "lời") for name in ("Một", "Hai", "Ba", "Bốn")[:count]]

    with django_assert_num_queries(2):
        one = similar_to_each(lan, sought(1))
    with django_assert_num_queries(2):
        all_of_them = similar_to_each(lan, sought(4))
    assert [[each.petition for each in found] for found in one] == [[petitions[0]]]
    assert [[each.petition for each in found] for found in all_of_them] == [*([each] for each in petitions), []]
