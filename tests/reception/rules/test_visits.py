"""What a visit must say, who may be the same person, on which grounds somebody is refused: plain tables."""

from datetime import date
from pathlib import Path

import pytest

from danvan.reception.rules.refusals import read_grounds
from danvan.reception.rules.visits import Asked, Visitor, asks_for_id, is_group, missing, same_person

GROUNDS = read_grounds(Path("danvan/reception/data/refusals.toml").read_text(encoding="utf-8"))
NUMBER = "040099000001"
WHOLE = {
    "matter": "complaint", "outcome": "answered", "name": "Vi Thị Ví Dụ", "content": "Hỏi về đất.", "id_number": "",
    "no_id_reason": "không mang theo", "online_ground": "", "answer": "Đã trả lời.", "refusal_ground": "",
}  # fmt: skip


def asked(on=date(2026, 7, 1), **how):
    return Asked(**{"on": on, "is_online": False, "grounds": frozenset({"closed"}), **how})


@pytest.mark.parametrize(
    ("given", "how", "fields"),
    [
        ({}, {}, []),
        ({"name": ""}, {}, ["name"]),
        ({"content": ""}, {}, ["content"]),
        # The number is asked for since 01/07/2026, and a reason is enough: nobody frail is sent away for a paper.
        ({"no_id_reason": ""}, {"on": date(2026, 6, 30)}, []),
        ({"no_id_reason": ""}, {"on": date(2026, 7, 1)}, ["id_number"]),
        ({"no_id_reason": "", "id_number": "040099000001"}, {}, []),
        ({}, {"is_online": True}, ["online_ground"]),
        ({"online_ground": "frail"}, {"is_online": True}, []),
        ({}, {"is_online": True, "on": date(2026, 6, 30)}, []),
        ({"answer": ""}, {}, ["answer"]),
        ({"answer": "", "outcome": "guided"}, {}, ["answer"]),
        ({"answer": "", "outcome": "waiting"}, {}, []),
        ({"answer": "", "outcome": "concluded"}, {}, []),
        ({"outcome": "refused", "answer": "", "content": ""}, {}, ["refusal_ground"]),
        ({"outcome": "refused", "refusal_ground": "closed", "content": ""}, {}, []),
        ({"outcome": "refused", "refusal_ground": "court"}, {}, ["refusal_ground"]),
        # What an act already settled needs no answer of its own.
        ({"outcome": "received", "answer": ""}, {"is_settled": True}, []),
        ({"matter": "denunciation", "name": "", "content": "", "answer": "", "no_id_reason": ""}, {}, []),
    ],
)
def test_says_what_is_missing(given, how, fields):
    assert [field for field, _sentence in missing({**WHOLE, **given}, asked(**how))] == fields


@pytest.mark.parametrize(("people", "group"), [(1, False), (4, False), (5, True), (60, True)])
def test_five_people_on_one_matter_are_a_group(people, group):
    assert is_group(people) is group


def test_the_number_of_a_paper_is_asked_for_from_the_first_day_of_the_decree():
    assert [asks_for_id(day) for day in (date(2026, 6, 30), date(2026, 7, 1))] == [False, True]


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (Visitor("Vi Thị A", "", NUMBER), Visitor("Vi Thị A", "", NUMBER), ("cùng số giấy tờ", "cùng họ tên")),
        (Visitor("Vi Thị A", "", NUMBER), Visitor("Lô Văn B", "", NUMBER), ("cùng số giấy tờ",)),
        (Visitor("Vi Thị Hòa", "Bản 1"), Visitor("vi thi hoà", "ban 1"), ("cùng họ tên, địa chỉ",)),
        # Other numbers speak against it, whatever the name; a name alone is shared by many.
        (Visitor("Vi Thị A", "bản 1", "040099000001"), Visitor("Vi Thị A", "bản 1", "040099000002"), ()),
        (Visitor("Vi Thị A", "bản 1"), Visitor("Vi Thị A", "bản 2"), ()),
        (Visitor("Vi Thị A"), Visitor("Vi Thị A"), ()),
        (Visitor("", "bản 1"), Visitor("", "bản 1"), ()),
    ],
)  # fmt: skip
def test_two_visits_look_like_one_person_for_a_reason(one, other, reasons):
    assert same_person(one, other) == reasons


@pytest.mark.parametrize(
    ("on", "codes", "written"),
    [
        (date(2014, 6, 30), 0, set()),
        (date(2026, 6, 30), 3, {"closed"}),
        (date(2026, 7, 1), 13, {"closed", "answered"}),
    ],
)
def test_the_grounds_of_a_day_are_those_of_its_law(on, codes, written):
    found = GROUNDS.on(on)

    assert len(found) == codes
    assert {each.code for each in found if each.in_writing} == written


def test_a_ground_is_read_in_the_words_of_its_day_and_unknown_before_its_law():
    assert GROUNDS.get("closed", date(2026, 6, 30)).basis == "Điều 9.3 Luật Tiếp công dân 2013"
    assert "154/2026" in GROUNDS.get("closed", date(2026, 7, 1)).basis
    assert GROUNDS.get("answered", date(2026, 6, 30)) is None


def test_two_versions_of_a_ground_on_one_day_are_refused():
    row = '[[ground]]\ncode = "a"\nlabel = "a"\nbasis = "b"\nsince = 2020-01-01\n'

    with pytest.raises(ValueError, match="two versions of a"):
        read_grounds(row * 2)
