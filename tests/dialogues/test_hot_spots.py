"""Hot spots: the dialogue within thirty days, letters by their codes, the end."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from danvan.dialogues import services
from danvan.dialogues.models import HotSpot, HotSpotCase
from danvan.dialogues.selectors import hot_spot_due_on
from danvan.kernel.errors import NotFound
from danvan.kernel.workflow import ActNotAllowed
from tests.cast import TODAY
from tests.dialogues.factories import HELD_ON, held, planned
from tests.kinds import make
from tests.petitions.factories import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def spot(place):
    return make(HotSpot, place.commune, happened_on=HELD_ON - timedelta(days=20), state="draft")


def test_repeats_the_first_day_a_dialogue_about_it_was_held(cast, place, spot):
    to_come = planned(place.commune)
    services.link_dialogues(spot.pk, actor=cast.actor("lan"), dialogue_ids=[to_come.pk])
    spot.refresh_from_db()
    assert spot.dialogue_on is None

    services.hold_dialogue(
        to_come.pk, actor=cast.actor("lan"), at=timezone.now(), happened_on=HELD_ON, present={"voters": 9},
        chaired_by="head",
    )  # fmt: skip

    spot.refresh_from_db()
    assert (spot.dialogue_on, hot_spot_due_on(spot)) == (HELD_ON, HELD_ON + timedelta(days=10))
    services.link_dialogues(spot.pk, actor=cast.actor("lan"), dialogue_ids=[])
    spot.refresh_from_db()
    assert spot.dialogue_on is None


def test_links_only_dialogues_one_may_see(cast, place, spot):
    foreign = held(cast, place.neighbour, actor="tam")

    with pytest.raises(NotFound):
        services.link_dialogues(spot.pk, actor=cast.actor("lan"), dialogue_ids=[foreign.pk])


def test_letters_are_linked_by_code_and_an_unknown_one_is_told(cast, calendar, spot):
    letter = register(cast)

    services.link_letters(spot.pk, actor=cast.actor("lan"), codes=[letter.code.lower()])
    with pytest.raises(services.UnknownLetter, match="KN-2026-99999"):
        services.link_letters(spot.pk, actor=cast.actor("lan"), codes=[letter.code, "KN-2026-99999"])
    assert [each.case.code for each in spot.cases.all()] == [letter.code]

    services.link_letters(spot.pk, actor=cast.actor("lan"), codes=[])
    assert not spot.cases.exists()


def test_a_letter_one_cannot_see_stays_linked(cast, calendar, spot, place, signed_in):
    own = register(cast)
    foreign = register(cast, by="tam", unit=place.neighbour)
    HotSpotCase.objects.create(hot_spot=spot, case=foreign)
    lan = signed_in("lan")
    address = reverse("dialogues:hot_spot_letters", args=[spot.pk])

    lan.post(address, {"codes": own.code})
    offered = lan.get(address).context["form"]["codes"].value()
    lan.post(address, {"codes": ""})

    assert offered == own.code
    assert [each.case.code for each in spot.cases.all()] == [foreign.code]


def test_ends_with_a_result_and_can_be_watched_again(cast, spot):
    lan = cast.actor("lan")
    for given, refusal in (
        ({"closed_on": TODAY, "outcome": " "}, services.OutcomeMissing),
        ({"closed_on": TODAY + timedelta(days=1), "outcome": "Xong"}, services.DayIsToCome),
        ({"closed_on": HELD_ON - timedelta(days=21), "outcome": "Xong"}, services.ClosedBeforeFlagged),
    ):
        with pytest.raises(refusal):
            services.close_hot_spot(spot.pk, actor=lan, **given)

    services.close_hot_spot(spot.pk, actor=lan, closed_on=TODAY, outcome="Hai bản đã thống nhất")

    spot.refresh_from_db()
    assert (spot.hot_spot_state, spot.closed_on, spot.outcome) == ("closed", TODAY, "Hai bản đã thống nhất")
    with pytest.raises(ActNotAllowed):
        services.close_hot_spot(spot.pk, actor=lan, closed_on=TODAY, outcome="Lại xong")
    services.reopen_hot_spot(spot.pk, actor=lan, reason="Phát sinh ý kiến mới")
    spot.refresh_from_db()
    assert (spot.hot_spot_state, spot.closed_on, spot.reopened_on) == ("open", None, TODAY)


def test_a_dialogue_held_before_it_was_flagged_is_no_answer(cast, place, spot):
    lan = cast.actor("lan")
    before, after = held(cast, on=spot.happened_on - timedelta(days=1)), held(cast, on=spot.happened_on)

    services.link_dialogues(spot.pk, actor=lan, dialogue_ids=[before.pk])
    spot.refresh_from_db()
    assert spot.dialogue_on is None

    services.link_dialogues(spot.pk, actor=lan, dialogue_ids=[before.pk, after.pk])
    spot.refresh_from_db()
    assert spot.dialogue_on == after.happened_on

    flagged = {"happened_on": spot.happened_on + timedelta(days=1)}
    services.change_hot_spot(spot.pk, actor=lan, edition=spot.edition, changes=flagged)
    spot.refresh_from_db()
    assert spot.dialogue_on is None


def test_watched_again_it_waits_for_a_dialogue_from_that_day(cast, place, spot, signed_in):
    lan, found = cast.actor("lan"), held(cast)
    services.link_dialogues(spot.pk, actor=lan, dialogue_ids=[found.pk])
    services.close_hot_spot(spot.pk, actor=lan, closed_on=HELD_ON, outcome="Đã thống nhất")

    services.reopen_hot_spot(spot.pk, actor=lan, reason="Phát sinh ý kiến mới")

    spot.refresh_from_db()
    assert (spot.dialogue_on, hot_spot_due_on(spot)) == (None, TODAY + timedelta(days=30))
    page = signed_in("lan").get(spot.get_absolute_url())
    reopened = page.context["history"][0]
    assert f"ngày đã đối thoại: {HELD_ON:%d/%m/%Y} → (trống)" in [str(change) for change in reopened.changes]
    waiting = signed_in("lan").get(reverse("dialogues:hot_spot_list"), {"doi_thoai": "cho"})
    assert spot.title in waiting.content.decode()
    again = held(cast, on=TODAY)
    services.link_dialogues(spot.pk, actor=lan, dialogue_ids=[found.pk, again.pk])
    spot.refresh_from_db()
    assert spot.dialogue_on == TODAY


def test_a_day_no_limit_is_known_for_has_none_and_breaks_no_page(cast, place, signed_in):
    old = make(HotSpot, place.commune, happened_on=date(2020, 3, 5), state="draft")
    lan = signed_in("lan")

    assert hot_spot_due_on(old) is None
    for narrowed in ({}, {"doi_thoai": "qua_han"}, {"doi_thoai": "dung_han"}):
        page = lan.get(reverse("dialogues:hot_spot_list"), narrowed)
        assert page.status_code == 200
        assert (old.title in page.content.decode()) is (not narrowed)


def test_the_list_is_narrowed_by_the_day_the_limit_sets(cast, place, signed_in):
    lan = signed_in("lan")
    for name, ago, talked in (("A quá", 31, None), ("B chờ", 30, None), ("C đúng", 60, 30), ("D muộn", 60, 29)):
        make(
            HotSpot, place.commune, title=name, happened_on=TODAY - timedelta(days=ago), state="draft",
            dialogue_on=TODAY - timedelta(days=talked) if talked else None,
        )  # fmt: skip

    found = {}
    for code in ("qua_han", "cho", "dung_han", "muon"):
        page = lan.get(reverse("dialogues:hot_spot_list"), {"doi_thoai": code}).content.decode()
        found[code] = [name for name in ("A quá", "B chờ", "C đúng", "D muộn") if name in page]

    assert found == {"qua_han": ["A quá"], "cho": ["B chờ"], "dung_han": ["C đúng"], "muon": ["D muộn"]}
