"""`danvan due` and `danvan time-limits`."""

import json
from datetime import date

import pytest

from danvan.authority.rules.actor import system_actor
from danvan.calendars import services
from danvan.config import cli

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys, monkeypatch):
    def call(*arguments):
        options = cli.parser().parse_args([str(each) for each in arguments])
        return cli.run(options), *capsys.readouterr()

    return call


@pytest.fixture
def loaded():
    services.load_calendar(actor=system_actor(date(2026, 11, 23)))


def test_prints_the_day_the_version_and_the_derivation_as_json(run, loaded):
    code, out, err = run(
        "due", "KN-RES1-N", "--from", "2026-07-15", "--suspend", "2026-08-03..2026-09-14", "--format", "json"
    )
    answer = json.loads(out)

    assert (code, err) == (0, "")
    assert answer["due_on"] == "2026-09-25"
    assert answer["rule_version"] == "KN-RES1-N"
    assert answer["excluded_days"] == 42
    assert answer["calendar"] == "database"
    assert [step["code"] for step in answer["derivation"]] == ["count", "suspension", "stays"]


@pytest.mark.parametrize(
    ("arguments", "version", "due"),
    [
        (["KN-ACC1", "--from", "30/06/2026"], "KN-ACC1-V1", "2026-07-10"),
        (["KN-ACC1", "--from", "2026-07-01"], "KN-ACC1-V2", "2026-07-10"),
        (["KN-RES1-N", "--from", "2026-09-01", "--extended"], "KN-RES1-C", "2026-10-16"),
        (["KN-EFF1", "--from", "2026-10-01", "--extended"], "KN-EFF1", "2026-11-16"),
        (["TC-RES", "--from", "2026-10-01", "--extensions", "2"], "TC-RES", "2026-12-30"),
        (["TC-RES", "--from", "2026-09-01", "--expertise", "2026-09-15..2026-09-30"], "TC-RES", "2026-10-16"),
        (["KN-LIM", "--from", "2026-01-05", "--obstacle", "2026-02-01..2026-02-03"], "KN-LIM", "2026-04-08"),
        (["KN-RES1-N", "--from", "2026-09-01", "--suspend", "2026-09-10.."], "KN-RES1-N", None),
    ],
)
def test_takes_every_option(run, loaded, arguments, version, due):
    _code, out, _err = run("due", *arguments, "--format", "json")
    answer = json.loads(out)

    assert (answer["rule_version"], answer["due_on"]) == (version, due)


def test_says_it_in_words(run, loaded):
    _code, out, _err = run("due", "KN-EFF1", "--from", "2026-08-13")
    assert "Có hiệu lực từ: 13/09/2026" in out

    _code, out, _err = run("due", "TCD-ONL-CONN", "--from", "2026-09-10T08:00")
    assert "Chậm nhất: 07:00 ngày 10/09/2026" in out


def test_counts_with_the_day_an_administrator_entered(run, loaded):
    services.set_day(
        date(2026, 11, 23), kind="swapped_off", name="Hoán đổi", decision="minh họa", status="decided",
        actor=system_actor(date(2026, 11, 23)), reason="có quyết định",
    )  # fmt: skip

    _code, out, _err = run("due", "KN-RES1-N", "--from", "2026-10-24", "--format", "json")

    assert json.loads(out)["due_on"] == "2026-11-25"


def test_falls_back_to_the_shipped_calendar_and_says_so(run):
    code, out, err = run("due", "VB-OUT", "--from", "2026-08-28", "--format", "json")

    assert code == 0
    assert json.loads(out)["calendar"] == "file"
    assert "lịch kèm phần mềm" in err


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["KN-X", "--from", "2026-07-01"], 2, "KN-X"),
        (["KN-ACC1-V1", "--from", "2026-07-01"], 3, "KN-ACC1-V2"),
        (["KN-RES1-N", "--from", "2026-06-01", "--suspend", "2026-06-05..2026-06-06"], 3, "chưa có tạm đình chỉ"),
        (["KN-RES1-N", "--from", "2026-07-01", "--extensions", "1"], 3, "không được gia hạn"),
        (["KN-RES1-C", "--from", "2026-07-01", "--extended"], 3, "không có mức dài hơn"),
        (["KN-RES1-N", "--from", "2027-12-20"], 3, "lịch làm việc"),
    ],
)
def test_refuses_in_a_sentence(run, loaded, arguments, code, why):
    found, out, err = run("due", *arguments)

    assert (found, out) == (code, "")
    assert why in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["KN-LIM"],
        ["KN-LIM", "--from", "2026-02-30"],
        ["KN-LIM", "--from", "2026-02-30T25:00"],
        ["KN-LIM", "--from", "2026-01-05", "--obstacle", "2026-02-01"],
        ["TC-RES", "--from", "2026-01-05", "--extensions", "hai"],
    ],
)
def test_a_call_that_cannot_be_read_ends_with_two(run, arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        run("due", *arguments)

    assert caught.value.code == 2
    assert "lệnh chưa đúng" in capsys.readouterr().err


def test_lists_the_limits_of_a_day(run):
    _code, out, _err = run("time-limits", "--on", "2026-06-30", "--format", "json")
    rows = {row["id"] for row in json.loads(out)}

    assert "KN-ACC1-V1" in rows
    assert "KN-ACC1-V2" not in rows
    assert "Thụ lý khiếu nại lần đầu" in run("time-limits")[1]
