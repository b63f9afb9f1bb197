"""The command line: stable JSON, exit codes, sentences for wrong calls."""

import json
from datetime import date

import pytest

from danvan.config import cli
from danvan.schemes.models import DeclaredFigure, TargetResult
from tests.cast import TODAY
from tests.schemes.factories import plan, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_force(da04, place, monkeypatch):
    monkeypatch.setattr("danvan.schemes.management.cli.timezone.localdate", lambda: TODAY)
    plan(place.commune, on=date(2025, 3, 5))
    settle()


def run(arguments):
    """Parse and do, in the database of the test."""
    return cli.run(cli.parser().parse_args(arguments))


def rows(capsys, *arguments):
    assert run([*arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_prints_a_row_for_each_target(capsys):
    found = {row["target"]: row for row in rows(capsys, "scorecard", "--scheme", "da04", "--year", "2025")}

    t03 = found["T03"]
    assert {key: t03[key] for key in ("status", "numerator", "denominator", "value", "threshold", "provisional")} == {
        "status": "not_achieved", "numerator": 1, "denominator": 5, "value": "1/5", "threshold": "100 %",
        "provisional": "1/5",
    }  # fmt: skip
    assert t03["flags"] == ["late", "missing_units", "open"]
    assert found["T33"]["status"] == "pending"


def test_prints_one_unit(capsys):
    printed = rows(capsys, "scorecard", "--year", "2025", "--unit", "17008", "--on", "2026-11-23")

    found = {row["target"]: row for row in printed}
    assert (found["T03"]["numerator"], found["T03"]["denominator"], found["T03"]["status"]) == (1, 1, "achieved")


def test_explains_a_figure(capsys):
    (found,) = rows(capsys, "explain", "--target", "T03", "--year", "2025", "--unit", "17008")

    assert (found["code"], found["status"], found["flags"]) == ("17008", "achieved", ["late", "open"])
    assert [(record["kind"], record["counted"]) for record in found["records"]] == [("plan", True)]


def test_explains_all_units_as_a_table(capsys):
    assert run(["explain", "--target", "T03", "--year", "2025"]) == 0

    printed = capsys.readouterr().out
    assert "xã Đông Hiếu" in printed
    assert "Chưa ghi nhận kế hoạch của năm 2025." in printed


def test_the_check_answers_1_on_any_difference(capsys):
    assert run(["recompute", "--check"]) == 0
    TargetResult.objects.filter(target="T03", year=2025, numerator=0).update(numerator=1)

    assert run(["recompute", "--check"]) == 1
    assert "dòng kết quả khác" in capsys.readouterr().err
    assert run(["recompute"]) == 0
    assert run(["recompute", "--check"]) == 0


def test_declares_a_file_and_prints_the_findings(capsys, tmp_path):
    path = tmp_path / "khai.csv"
    path.write_text("đơn vị,chỉ tiêu,năm,tử số,mẫu số,tỷ lệ\n17008,T03,2025,1,3,50 %\n", encoding="utf-8")

    assert run(["declare", str(path), "--check-only", "--format", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)
    assert (finding["row"], finding["code"]) == (2, "rate_differs")
    assert not DeclaredFigure.objects.exists()
    assert run(["declare", str(path)]) == 1
    assert DeclaredFigure.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["scorecard", "--scheme", "da99"], 3),
        (["scorecard", "--unit", "00000"], 2),
        (["explain", "--target", "T99", "--year", "2025"], 3),
        (["declare", "khong-co.csv"], 2),
    ],
)
def test_a_wrong_call_is_answered_in_words(capsys, arguments, code):
    assert run(arguments) == code
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    "arguments", [["scorecard", "--on", "31/02/2025"], ["scorecard", "--year", "hai"], ["explain"]]
)
def test_a_call_that_cannot_be_read_is_refused(arguments):
    with pytest.raises(SystemExit) as refused:
        run(arguments)

    assert refused.value.code == 2
