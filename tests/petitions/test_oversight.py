"""How letters and cases stand, for whoever answers for them: the same numbers as the figures, and never the file."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from danvan.casework.models import Case
from danvan.casework.rules.ratios import Handling, Ratio
from danvan.kernel.errors import NotFound
from danvan.petitions.selectors import overview
from tests.cast import TODAY, make_unit
from tests.petitions.factories import LETTER, Story, handed_over, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
PAGE = "/don-thu/tong-quan/"


@pytest.fixture
def three(cast):
    """A decided complaint and a new one in lan's commune, a recommendation at the neighbour's."""
    Story(cast, register(cast, on=date(2026, 9, 1)), now=TODAY).until_verified(date(2026, 9, 8), date(2026, 9, 21)).do(
        "decide", date(2026, 9, 25), number="1/QĐ-UBND", verdict="right", remedy="cancel", note="Đúng."
    )
    register(cast, on=date(2026, 11, 20))
    register(cast, on=date(2026, 9, 3), by="tam", unit=cast.place.neighbour, kind="recommendation")


def test_the_province_is_seen_in_numbers(cast, three):
    found = overview(cast.actor("binh"), 2026, on=TODAY)

    assert (found.received, found.open, found.late, found.unprocessed) == (3, 3, 2, 1)
    complaints, recommendations = found.groups
    assert (complaints.received, complaints.median_days, complaints.handling.in_time) == (2, 7, 1)
    assert complaints.ratios[0] == (Ratio.OF_OPEN_AND_ACCEPTED, 1, 1)
    assert (recommendations.received, recommendations.handling.waiting) == (1, 1)
    assert [(row.month, row.received, row.settled) for row in found.months if row.received or row.settled] == [
        (9, 2, 1), (11, 1, 0),
    ]  # fmt: skip
    assert [(row.label, row.numbers, row.late) for row in found.ages if any(row.numbers)] == [
        ("đến 10 ngày", (1, 0), 0), ("61–90 ngày", (1, 1), 2),
    ]  # fmt: skip
    assert [(row.label, row.received) for row in found.subjects] == [
        ("thu hồi đất, bồi thường, tái định cư", 1), ("chưa phân loại", 2),
    ]  # fmt: skip


def test_a_commune_sees_itself_only(cast, three):
    found = overview(cast.actor("lan"), 2026, on=TODAY)

    assert [row.unit_id for row in found.units] == [cast.place.commune.pk]
    with pytest.raises(NotFound):
        overview(cast.actor("lan"), 2026, on=TODAY, unit_id=cast.place.neighbour.pk)


def test_a_long_case_is_named_by_its_code_alone(cast, signed_in):
    old = register(cast, on=date(2025, 8, 4))
    Story(cast, old, now=TODAY).until_accepted(date(2025, 8, 11))

    page = signed_in("binh").get(PAGE).content.decode()

    assert old.code in page
    assert LETTER[:30] not in page
    assert "Nguyễn Văn Minh Họa" not in page


def test_asks_the_database_as_often_for_many_letters_as_for_few(cast, three, signed_in, django_assert_num_queries):
    client = signed_in("binh")
    client.get(PAGE)
    with django_assert_num_queries(38):
        client.get(PAGE)
    for _ in range(4):
        register(cast, on=date(2026, 10, 1))
    with django_assert_num_queries(38):
        client.get(PAGE)


def test_the_sheet_holds_the_same_numbers(cast, three, signed_in):
    response = signed_in("binh").get(f"{PAGE}?xem=xlsx")

    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    assert [row[2:7] for row in book.get_sheet_by_index(0).to_python()[4:]] == [[2, 2, 1, 1, 1], [1, 1, 1, 0, 0]]


@pytest.mark.parametrize("query", ["nam=1999", "nam=2027", "nam=x", "don_vi=99999999", "don_vi=x"])
def test_senseless_questions_are_not_found(signed_in, query):
    assert signed_in("binh").get(f"{PAGE}?{query}").status_code == 404


def test_who_only_watches_is_led_from_the_register_to_the_numbers(signed_in):
    assert signed_in("binh").get("/don-thu/").headers["Location"] == PAGE


# --- handed over ------------------------------------------------------------------------------------------------------

END = date(2026, 7, 1)


@pytest.fixture
def given_over(cast):
    """A district that ended; what it had open was given to lan's commune, which is no successor of it.

    One letter was past its limit then, one was accepted late, one fell due at the commune; a fourth stayed, handled.
    """
    place = cast.place
    district = make_unit("ky-son", "Kỳ Sơn", kind="district", level="district", parent=place.province, until=END)
    facts = [
        {"handling_due_on": date(2026, 6, 10)},
        {"handling_due_on": date(2026, 6, 20), "handled_on": date(2026, 6, 25), "handled": "accepted",
         "accepted_on": date(2026, 6, 25), "resolution_due_on": date(2026, 7, 25)},
        {"handling_due_on": date(2026, 7, 6)},
        {"handling_due_on": date(2026, 6, 8), "handled_on": date(2026, 6, 8), "handled": "guided", "is_open": False},
    ]  # fmt: skip
    for number, known in enumerate(facts):
        day = date(2026, 6, 1)
        Case.objects.create(
            code=f"KN-{number}", kind="complaint", unit=district, received_on=day, last_act_on=day, state="received",
            **known,
        )  # fmt: skip
    for case in Case.objects.filter(is_open=True):
        handed_over(case, place.commune, END)
    return district


def shown(found):
    figures, row = found.groups[0], {row.unit_id: row for row in found.units}
    return figures.handling, figures.resolution.total, {unit: of.handling for unit, of in row.items()}


def test_the_unit_that_ended_shows_what_it_passed_on_and_not_what_came_of_it(cast, given_over):
    found = overview(cast.actor("binh"), 2026, on=TODAY, unit_id=given_over.pk)

    mine = Handling(due=3, in_time=1, late=1)
    assert shown(found) == (mine, 1, {given_over.pk: mine})


def test_the_unit_that_received_shows_nothing_of_the_one_before(cast, given_over):
    commune = cast.place.commune.pk

    for who, unit_id in (("binh", commune), ("lan", commune), ("lan", None)):
        found = overview(cast.actor(who), 2026, on=TODAY, unit_id=unit_id)

        mine = Handling(due=1)
        assert shown(found) == (mine, 1, {commune: mine})
        assert found.groups[0].resolution.open_at_start == 1


def test_the_province_shows_each_case_once(cast, given_over):
    found = overview(cast.actor("binh"), 2026, on=TODAY)

    handling, cases, units = shown(found)
    assert (handling, cases) == (Handling(due=4, in_time=1, late=1), 1)
    assert units == {given_over.pk: Handling(due=3, in_time=1, late=1), cast.place.commune.pk: Handling(due=1)}
    assert found.groups[0].resolution.accepted == 1
