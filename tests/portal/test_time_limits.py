"""The public calculator and the table of limits."""

from datetime import date

import pytest

from danvan.authority.rules.actor import system_actor
from danvan.calendars.choices import LimitUnit, Procedure
from danvan.calendars.rules.time_limits import Unit
from danvan.calendars.selectors import time_limits
from danvan.calendars.services import load_calendar
from danvan.portal.web.time_limits import CalculatorForm

pytestmark = pytest.mark.django_db
PAGE = "/tinh-thoi-han/"


@pytest.fixture(autouse=True)
def calendar():
    load_calendar(actor=system_actor(date(2026, 11, 23)))


def _ask(client, **given):
    return client.get(PAGE, {"trigger_on": "15/07/2026", "rule": "KN-RES1-N", **given})


def test_answers_with_the_day_and_why(client):
    page = _ask(client, suspension_from="03/08/2026", suspension_until="14/09/2026").content.decode()

    assert "Hết hạn: thứ Sáu 25/09/2026" in page
    assert "là 42 ngày không tính" in page
    assert "tạm đình chỉ" in page


def test_opens_empty_and_with_a_rule_chosen(client):
    assert 'id="answer"' not in client.get(PAGE).content.decode()

    page = client.get(PAGE, {"rule": "KN-ACC1"}).content.decode()
    assert '<option value="KN-ACC1" selected>' in page
    assert 'id="answer"' not in page


def test_a_limit_in_hours_takes_an_hour(client):
    found = _ask(client, rule="TCD-ONL-CONN", trigger_on="10/09/2026", hour="08:00").context["due"]

    assert found.due_at.hour == 7


@pytest.mark.parametrize(
    ("given", "field", "why"),
    [
        ({"rule": ""}, "rule", "Chưa chọn"),
        ({"rule": "KN-X"}, "rule", "KN-X"),
        ({"trigger_on": "30/02/2026"}, "trigger_on", "Không có ngày"),
        ({"trigger_on": ""}, "trigger_on", "Chưa nhập"),
        ({"rule": "KN-DIAL-INV", "trigger_on": "30/06/2026"}, "trigger_on", "01/07/2026"),
        ({"trigger_on": "20/12/2027"}, "trigger_on", "lịch làm việc"),
        ({"rule": "TCD-ONL-CONN"}, "hour", "bằng giờ"),
        ({"rule": "TCD-ONL-CONN", "hour": "25:00"}, "hour", "08:00"),
        ({"rule": "KN-SEND1", "extended": "on"}, "extended", "không có mức dài hơn"),
        ({"extensions": "1"}, "extensions", "không được gia hạn"),
        ({"suspension_until": "01/08/2026"}, "suspension_from", "cần ngày bắt đầu"),
        ({"suspension_from": "01/06/2026"}, "suspension_from", "chưa có tạm đình chỉ"),
        ({"obstacle_from": "01/08/2026", "obstacle_until": "02/08/2026"}, "obstacle_from", "không trừ"),
        ({"expertise_from": "01/08/2026", "expertise_until": "02/08/2026"}, "expertise_from", "giám định"),
    ],
)
def test_says_what_is_wrong_beside_the_field_and_keeps_what_was_typed(client, given, field, why):
    answer = _ask(client, **given)
    form = answer.context["form"]

    assert why in str(form.errors[field])
    assert why in answer.content.decode()
    for name, typed in given.items():
        assert form[name].value() in (typed, typed == "on")


def test_shows_only_what_may_change_the_chosen_limit():
    def names(rule):
        return {bound.name for bound in CalculatorForm({"rule": rule, "trigger_on": "01/09/2026"}).happenings}

    assert names("KN-SEND1") == set()
    assert names("KN-LIM") == {"obstacle_from", "obstacle_until"}
    assert "extensions" in names("TC-RES")
    assert names("TCD-ONL-CONN") == {"hour"}


def test_offers_every_limit_once_by_family():
    offered = [
        code for _group, choices in CalculatorForm().fields["rule"].choices if _group != "" for code, _ in choices
    ]

    assert sorted(offered) == sorted({limit.family for limit in time_limits().values()})


def test_every_limit_belongs_to_a_known_procedure_and_unit():
    assert {limit.procedure for limit in time_limits().values()} <= set(Procedure.values)
    assert {unit.value for unit in Unit} == set(LimitUnit.values)


def test_the_table_can_be_narrowed(client):
    assert client.get(PAGE + "bang/").context["count"] == 82

    before = client.get(PAGE + "bang/", {"on": "30/06/2026"}).content.decode()
    assert "KN-ACC1-V1" in before
    assert "KN-ACC1-V2" not in before

    assert client.get(PAGE + "bang/", {"q": "thu ly khieu nai lan hai"}).context["count"] == 2
    assert "Không có thời hạn nào khớp" in client.get(PAGE + "bang/", {"q": "xyz"}).content.decode()
    assert "Không có ngày" in client.get(PAGE + "bang/", {"on": "31/02/2026"}).content.decode()
