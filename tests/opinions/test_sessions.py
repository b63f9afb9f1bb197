"""Sessions at the edges of what law and calendar know, and sessions whose body was mended."""

from datetime import date

import pytest

from danvan.opinions import services
from danvan.opinions.models import CouncilSession
from danvan.opinions.selectors import board_of, dues
from tests.cast import TODAY
from tests.opinions.factories import make_recommendation, make_session, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
LIST = "/kien-nghi-cu-tri/"
AT = moment(TODAY)


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
