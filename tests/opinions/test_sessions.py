"""Sessions at the edges of what law and calendar know, and sessions whose body was mended."""

from datetime import date

import pytest

from danvan.notices.models import Notice
from danvan.opinions import services
from danvan.opinions.models import CouncilSession
from danvan.opinions.selectors import board_of, dues
from tests.cast import TODAY, make_unit
from tests.opinions.factories import SEP_1, answered, do, make_recommendation, make_session, moment
from tests.schemes.factories import end, succeed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
LIST = "/kien-nghi-cu-tri/"
AT = moment(TODAY)
SEP_7, SEP_14, SEP_21 = date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 21)


@pytest.mark.parametrize("opens_on", [date(2024, 10, 21), date(2098, 10, 20)])
def test_a_session_no_limit_can_be_counted_for_still_has_its_page_and_no_report_day(place, hai, opens_on):
    session = make_session(place.adviser, body="national_assembly", opens_on=opens_on)

    assert board_of(hai, session.pk, on=TODAY).report_by is None
    assert list(dues(None, date(opens_on.year, 1, 1), date(opens_on.year, 12, 31))) == []


@pytest.mark.parametrize(
    ("name", "day"),
    [("opens_on", "21/10/2020"), ("opens_on", "20/10/2206"), ("closes_on", "20/10/2062"), ("answer_by", "01/10/2062")],
)
def test_a_day_years_away_is_refused_beside_its_input(client, more, kept, name, day):
    client.force_login(more["hai"][0])
    given = {"body": "council", "number": "4", "term": "2026–2031", "opens_on": "07/12/2026", name: day}

    page = client.post(f"{LIST}ky-hop/them/", given)

    assert list(page.context["form"].errors) == [name]
    assert "Kiểm tra lại năm" in page.content.decode()
    assert CouncilSession.objects.count() == 1


def test_what_came_before_its_limit_was_law_is_refused_beside_the_day(kept, hai):
    with pytest.raises(services.CannotRecord) as refused:
        make_recommendation(kept, on=date(2025, 2, 19), actor=hai)

    assert refused.value.field == "received_on"
    assert make_recommendation(kept, on=date(2025, 2, 20), actor=hai).pk


def test_a_session_of_another_body_than_was_written_counts_every_step_again(kept, place, hai, son):
    lying, ended = (make_recommendation(kept, on=SEP_1, actor=hai, text=text) for text in ("Sửa cầu.", "Kéo điện."))
    for row in (lying, ended):
        do(row, "route", SEP_7, actor=hai, to_unit=place.department.pk)
    do(ended, "withdraw", SEP_14, actor=hai, note="Ghi nhầm.")

    services.save_session(kept.pk, kept.unit_id, {"body": "national_assembly"}, actor=hai, at=AT, version=1)

    for row in (lying, ended):
        row.refresh_from_db()
        # Sixty days from 1 September end on Saturday 31 October, from 7 September on 6 November.
        assert (row.rule, row.kept_due_on) == ("CT-ANS", date(2026, 11, 2))
        assert row.routings.get().due_on == date(2026, 11, 6)
    assert (lying.due_on, ended.due_on) == (date(2026, 11, 6), date(2026, 11, 2))
    assert lying.acts.latest("pk").act == "set_limit"
    told = Notice.objects.filter(holding=son.holding_id, text__contains="tính lại")
    assert told.count() == 1, "once, however much lies there"


def test_who_follows_an_ended_unit_keeps_its_limit_when_the_body_is_mended(kept, place, hai):
    old = make_unit("so-cu", "Sở Giao thông cũ", kind="department", level="province", parent=place.province)
    row = make_recommendation(kept, on=SEP_1, actor=hai)
    do(row, "route", SEP_7, actor=hai, to_unit=old.pk)
    end(old, date(2026, 9, 10))
    succeed(old, place.department, on=date(2026, 9, 10))
    do(row, "pass_on", SEP_14, actor=hai, to_unit=place.department.pk)

    services.save_session(kept.pk, kept.unit_id, {"body": "national_assembly"}, actor=hai, at=AT, version=1)

    assert list(row.routings.values_list("due_on", flat=True)) == [date(2026, 11, 6)] * 2
    row.refresh_from_db()
    assert row.due_on == date(2026, 11, 6)


@pytest.mark.parametrize("name", ["answer_by", "set_by"])
def test_a_set_day_that_was_past_when_it_came_gives_the_whole_limit(place, hai, son, name):
    set_day = date(2026, 9, 10)
    session = make_session(place.adviser, answer_by=set_day if name == "answer_by" else None)
    row = make_recommendation(session, on=SEP_1, actor=hai)
    if name == "set_by":
        do(row, "set_limit", SEP_1, actor=hai, set_by=set_day)
    do(row, "route", SEP_1, actor=hai, to_unit=place.commune.pk)
    row.refresh_from_db()
    assert (row.due_on, row.kept_due_on) == (set_day, set_day)
    do(row, "take_back", SEP_14, actor=hai, note="Nhầm nơi.")
    row.refresh_from_db()
    assert row.due_on == set_day, "the keeper answers for the time lost"

    do(row, "route", SEP_14, actor=hai, to_unit=place.department.pk)
    row.refresh_from_db()
    assert row.due_on == date(2026, 10, 14)
    do(row, "accept", SEP_14, actor=son)
    answered(row, SEP_14, actor=son)
    do(row, "reopen", SEP_21, actor=hai, note="Chưa nói khi nào.")

    row.refresh_from_db()
    assert (row.due_on, row.routings.latest("position").due_on) == (date(2026, 10, 21),) * 2
