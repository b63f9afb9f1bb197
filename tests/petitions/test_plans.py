"""How the database reads a register of thousands: through the indexes made for it, at the same number of queries.

Reading a table from one end to the other is made dearer than anything else, so
that what an index can answer is answered by it however few rows a test has.
`bench/bench_letters.py` looks at the plans of a million as they come.
"""

from datetime import date

import pytest
from django.db import connection

from danvan.casework.selectors import chased, waiting_for_a_reminder
from danvan.petitions.choices import State
from danvan.petitions.models import Petition, Writer
from danvan.petitions.selectors import Sought, found_petitions, petition_page, similar_to, tab_counts, work_list
from danvan.ui.pages import LongList
from tests.cast import TODAY, make_unit
from tests.petitions.many_letters import RARE_WORD, Desk, fill_letters
from tests.query_plans import LARGE, indexes_of, nodes_of, plans_of
from tests.schemes.factories import succeed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
END = date(2025, 7, 1)
OPEN_ONES = {"case_open_of_unit", "case_open_of_officer", "case_open_by_due"}
NEWEST = {"case_newest", "case_of_unit"}
BY_UNIT = {"casework_case_unit_id_4ccc6d40", "case_handling_of_unit"}


@pytest.fixture
def many(cast):
    """Some thousand letters: most at the province, some at lan's desk, a few at tam's; lan's follows one that ended."""
    gone = make_unit("dong-cu", "Đông Cũ", kind="commune", level="commune", parent=cast.place.province, until=END)
    succeed(gone, cast.place.commune, on=END)
    seats = [("thanh", cast.place.province, 8), ("lan", cast.place.commune, 1), ("tam", cast.place.neighbour, 1)]
    desks = [Desk(unit.pk, cast.actor(name).holding_id) for name, unit, times in seats for _ in range(times)]
    fill_letters(2_000, desks, today=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return cast


def _register(tab, **asked):
    return lambda actor: list(work_list(actor, on=TODAY, tab=tab, **asked)[:50])


def _page_of_one(actor):
    code = Petition.objects.filter(unit=actor.unit_id).values_list("code", flat=True).first()
    return petition_page(actor, code, on=TODAY)


def _alike(actor):
    writer = Writer.objects.filter(petition__unit=actor.unit_id).exclude(id_number="").first()
    return similar_to(actor, Sought(names=[writer.name], id_numbers=[writer.id_number], text="Việc khác."))


BY_CODE = {"casework_case_code_key", "casework_case_code_35ec83e9_like"}
# What is asked many times a day, and one of the indexes it has to be found through.
ASKED = {
    **{tab: (_register(tab), OPEN_ONES) for tab in ("mine", "new", "soon", "late", "waiting")},
    "all": (_register("all"), NEWEST),
    "all of a kind": (_register("all", kind="complaint"), BY_UNIT | NEWEST),
    "how many pages": (
        lambda actor: LongList(work_list(actor, on=TODAY, tab="all"), 50, most=100).count,
        {"petitions_petition_pkey", "casework_case_pkey"},
    ),
    "numbers of the tabs": (lambda actor: tab_counts(actor, on=TODAY), OPEN_ONES),
    "a rare word, everywhere": (lambda actor: found_petitions(actor, RARE_WORD), {"petition_by_words"}),
    "a rare word, in the register": (_register("all", text=RARE_WORD), {"petition_by_words"}),
    "one petition": (_page_of_one, BY_CODE),
    "alike": (_alike, {"writer_by_name", "writer_by_id_number"}),
    "to be reminded of": (lambda actor: list(waiting_for_a_reminder(TODAY)), {"case_open_by_due"}),
    "past its limit": (lambda actor: list(chased(actor, on=TODAY)[:50]), OPEN_ONES),
}


def test_what_is_asked_often_is_answered_by_indexes(many):
    amiss = {}
    for who in ("lan", "thanh"):
        actor = many.actor(who)
        for name, (ask, through) in ASKED.items():
            plans = plans_of(lambda actor=actor, ask=ask: ask(actor))
            read_whole = [
                node["Relation Name"]
                for plan in plans
                for node in nodes_of(plan)
                if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE
            ]
            used = {index for plan in plans for index in indexes_of(plan)}
            if read_whole or not through & used:
                amiss[name, who] = (read_whole, used)

    assert amiss == {}


def test_what_one_may_read_is_found_through_indexes_not_row_by_row(many):
    """A subquery beside an OR would be asked of every row of everybody: no index could then find the few."""
    for tab in ("mine", "new", "soon", "late", "waiting", "all"):
        plans = plans_of(lambda tab=tab: _register(tab)(many.actor("lan")))

        filters = [node.get("Filter", "") for plan in plans for node in nodes_of(plan)]
        assert not [each for each in filters if "SubPlan" in each]
        assert "assignment_stands_with" in {index for plan in plans for index in indexes_of(plan)}


def test_the_register_costs_the_same_whatever_is_in_it(cast, signed_in, django_assert_max_num_queries):
    lan, numbers = signed_in("lan"), []
    desks = [Desk(cast.place.commune.pk, cast.actor("lan").holding_id)]
    for size in (300, 1_500):
        fill_letters(size, desks, today=TODAY)
        for tab in ("mine", "all"):
            with django_assert_max_num_queries(15) as asked:
                lan.get(f"/don-thu/?muc={tab}")
            numbers.append(len(asked))

    assert numbers[:2] == numbers[2:]


def test_a_search_word_is_not_loaded_with_the_letter(many):
    petition = work_list(many.actor("thanh"), on=TODAY, tab="all").first()

    assert petition.get_deferred_fields() == {"folded", "words"}


def test_words_follow_the_text(many):
    petition = Petition.objects.filter(unit=many.place.commune.pk).first()
    petition.folded = "chu moi tinh"
    petition.state = State.CLASSIFIED
    petition.save()

    assert found_petitions(many.actor("lan"), "chữ mới tinh") == [petition]
