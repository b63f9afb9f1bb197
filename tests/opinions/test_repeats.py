"""What hangs together: said to be the same, taken apart again, merged, gone from the lists."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from danvan.opinions import services
from danvan.opinions.models import FeedbackReport, RecommendationResponse, ResponseFile, VoterRecommendation
from danvan.opinions.selectors import recommendation_page
from danvan.opinions.services import CannotDo
from tests.cast import TODAY
from tests.files import samples
from tests.opinions.factories import SEP_1, answered, do, make_recommendation, make_session, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
AT = moment(TODAY)
SEP_7, SEP_14 = date(2026, 9, 7), date(2026, 9, 14)


@pytest.fixture
def three(place, hai):
    """The same asked for at three sessions, confirmed from one to the next."""
    rows = [
        make_recommendation(make_session(place.adviser, number=number, opens_on=date(2026, number, 7)), actor=hai)
        for number in (4, 5, 6)
    ]
    for later, earlier in ((1, 0), (2, 1)):
        say(rows[later], rows[earlier], hai, is_same=True)
    return rows


def say(row, other, actor, *, is_same):
    services.say_repeat(row.pk, other.pk, is_same=is_same, actor=actor, on=SEP_14, at=AT)


def stands(rows):
    """Return for each the place of the first that raised it, and at how many sessions it was raised."""
    places = {row.pk: place for place, row in enumerate(rows)}
    found = VoterRecommendation.objects.in_bulk([row.pk for row in rows])
    return [(places.get(found[row.pk].first_raised_id), found[row.pk].sessions_raised) for row in rows]


def test_what_is_not_the_same_leaves_a_chain_it_is_tied_to_through_another(three, hai):
    assert stands(three) == [(0, 3)] * 3

    say(three[2], three[0], hai, is_same=False)

    assert stands(three) == [(0, 2), (0, 2), (None, 1)]
    again = [each.row.pk for each in recommendation_page(hai, three[2].pk, on=TODAY).suggested]
    assert again == [three[1].pk], "what still belongs with it is suggested again"


def test_the_one_in_the_middle_leaves_one_and_stays_with_the_other(three, hai):
    say(three[1], three[0], hai, is_same=False)

    assert stands(three) == [(None, 1), (1, 2), (1, 2)]


def test_what_left_the_lists_is_raised_at_no_session_and_still_ties_the_others(three, hai):
    do(three[1], "withdraw", SEP_14, actor=hai, note="Ghi nhầm.")

    assert stands(three) == [(0, 2), (None, 1), (0, 2)]


def test_the_first_that_left_passes_its_place_on(three, hai):
    services.forget_denunciation(
        three[0].pk, actor=hai, on=SEP_14, at=AT, version=VoterRecommendation.objects.get(pk=three[0].pk).version
    )

    assert stands(three) == [(None, 1), (1, 2), (1, 2)]


def test_what_was_merged_brings_its_repeats_with_it(three, hai):
    twin = make_recommendation(three[2].session, actor=hai)
    assert stands([twin]) == [(None, 1)]

    do(three[2], "merge", SEP_14, actor=hai, into=twin.number)

    assert stands([three[0], twin]) == [(0, 3), (0, 3)]


def test_two_are_not_merged_into_each_other(row, kept, hai):
    twin = make_recommendation(kept, actor=hai)
    with CaptureQueriesContext(connection) as asked:
        do(row, "merge", SEP_14, actor=hai, into=twin.number)
    locked = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    assert "opinions_councilsession" in locked[0]
    assert sum('"number" = ' in query for query in locked) == 1, "what it goes into is held too"

    with pytest.raises(CannotDo, match="không còn trong danh sách"):
        do(twin, "merge", SEP_14, actor=hai, into=row.number)


def test_words_of_a_letter_are_forgotten_in_all_that_was_merged_into_it(row, kept, hai, son, place):
    twins = [make_recommendation(kept, text=f"Việc riêng của hộ ông thứ {number}.", actor=hai) for number in (1, 2)]
    do(twins[1], "route", SEP_7, actor=hai, to_unit=place.department.pk)
    do(twins[1], "accept", SEP_7, actor=son)
    answered(twins[1], SEP_7, "studied", actor=son, promised_on=date(2026, 12, 1), note="Hộ ông thứ hai.",
             papers=[SimpleUploadedFile("tra-loi.pdf", samples.pdf())])  # fmt: skip
    do(twins[1], "merge", SEP_14, actor=hai, into=twins[0].number, note="Cùng việc của hộ ông.")
    do(twins[0], "merge", SEP_14, actor=hai, into=row.number)

    services.forget_denunciation(row.pk, actor=hai, on=SEP_14, at=AT, version=row.version)

    for each in VoterRecommendation.objects.filter(pk__in=[row.pk, *(twin.pk for twin in twins)]):
        said = f"{each.text} {each.public_text} {each.folded} {each.folded_public} {each.folded_place}"
        assert said.split() == ["(đã", "chuyển", "thành", "đơn)"]
        assert not each.acts.exclude(note="").exists()
    assert RecommendationResponse.objects.get().text == "—"
    assert not ResponseFile.objects.exists()
    assert not FeedbackReport.objects.exclude(comment="").exists()


def test_a_list_into_which_something_was_merged_is_not_taken_back(row, kept, hai):
    new = services.NewRecommendation(kept.pk, "Làm kè.", "farming", SEP_1)
    batch = services.import_list([new], unit_id=kept.unit_id, file_name="a.xlsx", sha256="1" * 64, actor=hai, at=AT)
    do(row, "merge", SEP_14, actor=hai, into=batch.recommendations.get().number)

    with pytest.raises(services.CannotTakeBack, match="1 trong 1"):
        services.take_list_back(batch.pk, reason="x", actor=hai, at=AT)

    assert batch.recommendations.count() == 1


def test_what_was_raised_again_is_shown_by_the_page_what_is_open_first(client, more, three, place, hai, son):
    other = [
        make_recommendation(make_session(place.adviser, number=number, opens_on=date(2026, number, 7)), actor=hai)
        for number in (7, 8)
    ]
    say(other[1], other[0], hai, is_same=True)
    for row in three:
        do(row, "route", SEP_14, actor=hai, to_unit=place.department.pk)
        do(row, "accept", SEP_14, actor=son)
        answered(row, SEP_14, actor=son)
    client.force_login(more["hai"][0])

    page = client.get("/kien-nghi-cu-tri/lap-lai/")

    shown = [(group.is_open, group.sessions, [each.row.pk for each in group.rows]) for group in page.context["groups"]]
    assert shown == [(True, 2, [row.pk for row in other]), (False, 3, [row.pk for row in three])]


def test_an_old_one_is_suggested_however_many_came_since(row, kept, hai, monkeypatch):
    monkeypatch.setattr("danvan.opinions.selectors.pages.LOOKED_AT", 1)
    make_recommendation(kept, text="Đề nghị bổ sung giáo viên mầm non.", actor=hai)
    new = make_recommendation(kept, text="Cầu tràn qua suối ở bản Xiềng (đã hỏng): sửa 'ngay' & luôn!", actor=hai)

    assert [each.row.pk for each in recommendation_page(hai, new.pk, on=TODAY).suggested] == [row.pk]
