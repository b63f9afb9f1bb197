"""The commands about units: what they print for people and for programs."""

import argparse
import json

import pytest

from danvan.kernel.errors import InputErrors
from danvan.orgs.management.cli import commands


@pytest.fixture
def run(real_units, capsys):
    def answer(*arguments):
        parser = argparse.ArgumentParser()
        commands(parser.add_subparsers(required=True))
        options = parser.parse_args(arguments)
        assert options.act(options) == 0
        return capsys.readouterr().out

    return answer


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("--on", "2021-12-31", "--level", "district"), 21),
        (("--on", "2021-12-31", "--level", "commune"), 460),
        (("--on", "30/06/2025", "--level", "commune"), 412),
        (("--on", "2025-07-01", "--level", "district"), 0),
        (("--on", "2025-07-01", "--level", "commune"), 130),
        (("--on", "2025-07-01", "--level", "province"), 1),
        (("--on", "2025-02-28", "--kind", "department"), 20),
        (("--on", "2025-03-01", "--kind", "department"), 14),
        (("--on", "2025-07-01", "--class", "UC_GOV"), 131),
        (("--on", "2025-07-01", "--class", "UC_PARTY", "--level", "commune"), 130),
    ],
)
def test_lists_units(run, arguments, count):
    assert len(json.loads(run("units", *arguments, "--format", "json"))) == count


def test_a_row_has_the_documented_fields(run):
    (row,) = json.loads(run("units", "--on", "2025-07-01", "--level", "province", "--format", "json"))
    row.pop("id")

    assert row == {
        "code": "40", "name": "Nghệ An", "full_name": "tỉnh Nghệ An", "kind": "province", "level": "province",
        "parent_code": None, "parent": None, "in_scope": True,
        "classes": ["UC_GOV", "UC_ALL", "UC_ADMIN", "UC_HEAD", "UC_PROV"],
        "valid_from": "2004-08-31", "valid_to": None, "legal_act": None,
    }  # fmt: skip


def test_tells_one_unit_with_those_before_and_after(run):
    unit = json.loads(run("unit", "17179", "--on", "2024-12-31", "--format", "json"))

    assert unit["full_name"] == "thị trấn Cầu Giát"
    assert {each["full_name"] for each in unit["predecessors"]} == {
        "thị trấn Cầu Giát", "xã Quỳnh Hồng", "xã Quỳnh Bá", "xã Quỳnh Hưng",
    }  # fmt: skip
    (after,) = unit["successors"]
    assert (after["full_name"], after["date"], after["legal_act"], after["relation"]) == (
        "xã Quỳnh Lưu", "2025-07-01", "1678/NQ-UBTVQH15", "merge",
    )  # fmt: skip


def test_prints_for_people_with_dates_they_read(run):
    shown = run("unit", "17179", "--on", "31/12/2021")

    assert "xã Quỳnh Hồng" in shown
    assert "30/11/2024" in shown
    assert "thị trấn Cầu Giát" in shown
    assert run("units", "--on", "2025-07-01", "--level", "commune").endswith("130 đơn vị ngày 01/07/2025.\n")


def test_prints_a_comma_separated_list(run):
    lines = run("units", "--on", "2025-07-01", "--level", "commune", "--format", "csv").splitlines()

    assert len(lines) == 131
    assert lines[0].startswith("code,full_name,kind,level")


def test_refuses_a_code_nobody_carries_that_day(run):
    with pytest.raises(InputErrors, match="Không có đơn vị nào mang mã “17098” ngày 31/12/2024"):
        run("unit", "17098", "--on", "2024-12-31")


@pytest.mark.parametrize("arguments", [("units", "--on", "31/02/2025"), ("units", "--class", "UC_X"), ("unit",)])
def test_refuses_a_call_it_does_not_understand(run, arguments):
    with pytest.raises(SystemExit) as refusal:
        run(*arguments)

    assert refusal.value.code == 2
