"""The leader's board: every number once, within what one sees, at a constant price."""

from datetime import date, timedelta

import pytest

from danvan.conclusions.choices import TaskState
from danvan.conclusions.selectors.board import Narrowed, Part, board
from danvan.schemes.sources.conclusions import Following, following
from danvan.schemes.sources.facts import Wanted
from tests.cast import TODAY
from tests.conclusions.promised import conclusion, tasks
from tests.pages import queries_of

pytestmark = pytest.mark.django_db
YEAR = Narrowed(2026)


def late(days):
    return TODAY - timedelta(days=days)


@pytest.fixture
def promised(place):
    """Tasks in every state, of two units, followed by two, from two origins."""
    own = conclusion(place.commune)
    above = conclusion(place.department, origin="dialogue", number="3/TB-SXD")
    day = date(2026, 3, 10)
    tasks(place.commune, 4, of=own, due_on=day, done_on=day)
    tasks(place.commune, 1, of=above, due_on=day, done_on=date(2026, 3, 12), state=TaskState.CLOSED)
    tasks(place.neighbour, 2, of=above, due_on=day, done_on=day, state=TaskState.REPORTED)
    tasks(place.neighbour, 3, of=above, due_on=late(-10))
    tasks(place.neighbour, 1, of=above, due_on=late(3), reminders=1)
    tasks(place.commune, 1, of=above, due_on=late(40), reminders=3, state=TaskState.RETURNED)
    tasks(place.commune, 1, of=own, due_on=date(2025, 12, 1))
    tasks(place.commune, 5, of=own, due_on=day, state=TaskState.CANCELLED)


def numbers(of):
    return tuple(getattr(of, part) for part in Part)


def test_every_promise_is_in_one_part(promised, cast):
    found = board(cast.actor("binh"), YEAR, on=TODAY)

    assert numbers(found.total) == (4, 1, 2, 3, 2)
    assert (found.total.promised, found.total.settled) == (12, 9)
    for lines in (found.origins, found.units, found.keepers, found.months):
        assert sum(line.numbers.promised for line in lines) == 12


def test_its_share_is_that_of_t35(promised, cast, place):
    tasks(place.commune, 1, of=conclusion(place.commune), due_on=late(-10), done_on=late(1), state=TaskState.REPORTED)
    tasks(place.commune, 1, of=conclusion(place.commune), due_on=late(-10), done_on=late(1))

    found = board(cast.actor("binh"), YEAR, on=TODAY).total
    asked = following(["reception", "dialogue"], Wanted([2026]), TODAY)

    assert (found.kept, found.settled) == sum(asked.values(), Following()).computed == (5, 10)
    assert found.reported == 3, "shown all the same"


def test_tells_whose_and_from_where(promised, cast):
    found = board(cast.actor("binh"), YEAR, on=TODAY)

    assert {line.label: numbers(line.numbers) for line in found.units} == {
        "xã Đông Hiếu": (4, 1, 0, 0, 1), "xã Hòa Sơn": (0, 0, 2, 3, 1),
    }  # fmt: skip
    assert {line.label: line.numbers.promised for line in found.origins} == {"tiếp công dân": 4, "đối thoại": 8}
    assert [line.key for line in found.months] == ["3", "10", "11", "12"]


def test_the_longest_late_stands_first_whatever_its_year(promised, cast):
    found = board(cast.actor("binh"), YEAR, on=TODAY)

    assert [(each.days, each.unit, each.task.reminders) for each in found.worst] == [
        (357, "xã Đông Hiếu", 0), (40, "xã Đông Hiếu", 3), (3, "xã Hòa Sơn", 1),
    ]  # fmt: skip
    assert (found.late_now, found.from_before, found.chased_out) == (3, 1, 1)
    assert [age.number for age in found.ages] == [1, 0, 0, 1, 1]


def test_ages_leave_no_day_out_and_count_none_twice(cast, place):
    for days in (1, 5, 6, 15, 16, 30, 31, 90, 91):
        tasks(place.commune, due_on=late(days))

    found = board(cast.actor("binh"), YEAR, on=TODAY)

    assert [age.number for age in found.ages] == [2, 2, 2, 2, 1]


@pytest.mark.parametrize(
    ("who", "promised_to_see"), [("binh", 12), ("dung", 12), ("thanh", 12), ("lan", 6), ("tam", 6), ("quan", 0)]
)
def test_one_sees_what_concerns_ones_units(promised, cast, who, promised_to_see):
    assert board(cast.actor(who), YEAR, on=TODAY).total.promised == promised_to_see


@pytest.mark.parametrize(
    ("narrower", "count"),
    [({"origin": "dialogue"}, 8), ({"unit": "neighbour"}, 6), ({"keeper": "commune"}, 4), ({"year": 2025}, 1)],
)
def test_can_be_narrowed(promised, cast, place, narrower, count):
    how = {"unit_id": place.neighbour.pk} if "unit" in narrower else {}
    how |= {"keeper_id": place.commune.pk} if "keeper" in narrower else {}
    how |= {"origin": narrower["origin"]} if "origin" in narrower else {}

    assert board(cast.actor("binh"), Narrowed(narrower.get("year", 2026), **how), on=TODAY).total.promised == count


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("binh", 200), ("lan", 200), ("quan", 404), ("hoa", 404)])
def test_is_for_those_who_watch_conclusions(promised, signed_in, who, status):
    assert signed_in(who).get("/ket-luan/bang/").status_code == status


def test_the_page_says_the_worst_with_whose_and_how_often_chased(promised, signed_in):
    page = signed_in("binh").get("/ket-luan/bang/").content.decode()

    for words in ("357 ngày", "đã đôn đốc 3 lần", "Xã Đông Hiếu", "12/TB-UBND", "theo dõi: xã Đông Hiếu"):
        assert words in page, words
    assert "đến 5 ngày" in page


def test_each_number_of_the_head_leads_to_as_many_tasks(promised, signed_in):
    binh = signed_in("binh")
    board = binh.get("/ket-luan/bang/").context
    found = board["found"]

    for url, number in (
        (board["late_now_url"], found.late_now),
        (board["from_before_url"], found.from_before),
        (board["chased_out_url"], found.chased_out),
    ):
        assert binh.get(url).context["tab"].count == number, url


def test_an_empty_board_offers_the_list(cast, signed_in):
    assert "Không có nhiệm vụ nào đến hạn trong năm này" in signed_in("binh").get("/ket-luan/bang/").content.decode()


@pytest.mark.parametrize("query", ["nguon=khac-lạ", "don_vi=abc", "don_vi=999999", "nam=1999"])
def test_what_makes_no_sense_is_not_there(promised, signed_in, query):
    assert signed_in("binh").get(f"/ket-luan/bang/?{query}").status_code == 404


def test_costs_the_same_however_much_was_promised(promised, place, signed_in):
    few = queries_of(signed_in("binh"), "/ket-luan/bang/")
    for unit in (place.department, place.adviser, place.standing):
        tasks(unit, 20, due_on=late(9), keeper=place.department)

    assert queries_of(signed_in("binh"), "/ket-luan/bang/") == few


@pytest.mark.parametrize("what", ["xlsx", "xlsx-qua-han"])
def test_can_be_taken_away(promised, signed_in, what):
    response = signed_in("binh").get(f"/ket-luan/bang/?xem={what}")

    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(response.streaming_content)[:2] == b"PK"
