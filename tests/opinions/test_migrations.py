"""Rows written before the public words were searched alone, and before what left the lists was counted out."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from danvan.opinions.models import VoterRecommendation
from tests.opinions.factories import make_recommendation, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
step = import_module("danvan.opinions.migrations.0003_search_by_public_words_alone")


def test_the_place_leaves_the_public_words_and_comes_back(kept, hai):
    row = make_recommendation(kept, text="Đề nghị sửa  Cầu.", place="bản Xiềng Ðông", actor=hai)
    VoterRecommendation.objects.update(folded_public="de nghi sua cau. ban xieng dong", folded_place="")

    step.take_places_out(apps, None)

    found = VoterRecommendation.objects.get()
    assert (found.folded_public, found.folded_place) == (row.folded_public, row.folded_place)
    step.put_places_back(apps, None)
    assert VoterRecommendation.objects.get().folded_public == "de nghi sua cau. ban xieng dong"


def test_repeats_are_counted_without_what_left_the_lists(place, hai):
    rows = [
        make_recommendation(make_session(place.adviser, number=number, opens_on=date(2026, number, 7)), actor=hai)
        for number in (3, 4, 5, 6, 7)
    ]
    for group in (rows[:3], rows[3:]):
        VoterRecommendation.objects.filter(pk__in=[row.pk for row in group]).update(
            first_raised=group[0], sessions_raised=len(group)
        )
    VoterRecommendation.objects.filter(pk__in=[rows[0].pk, rows[3].pk]).update(state="withdrawn", is_open=False)

    with connection.cursor() as cursor:
        cursor.execute(step.REPEATS)
        cursor.execute(step.LEFT)

    found = VoterRecommendation.objects.order_by("pk").values_list("first_raised", "sessions_raised")
    assert list(found) == [(None, 1), (rows[1].pk, 2), (rows[1].pk, 2), (None, 1), (None, 1)]
