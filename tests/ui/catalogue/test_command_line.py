"""`danvan import`: the same checks as on the screen, from a terminal."""

import json

import pytest

from danvan.config import cli
from danvan.config.kinds import KINDS
from danvan.evidence.models import ImportBatch, Record
from danvan.indices.models import IndexScore
from danvan.plans.models import Plan
from tests.ui.catalogue.sheets import plan_row, workbook

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> int:
    return cli.run(cli.parser().parse_args(arguments))


@pytest.fixture
def file(tmp_path):
    def write(content: bytes):
        place = tmp_path / "ke-hoach.xlsx"
        place.write_bytes(content)
        return str(place)

    return write


def test_takes_in_a_sound_file(cast, file, capsys):
    code = run("import", "plan", file(workbook([plan_row(), plan_row(unit="xã Hòa Sơn")])))

    assert code == 0
    assert "2 dòng đã lưu." in capsys.readouterr().err
    assert Plan.objects.count() == 2
    assert ImportBatch.objects.get().file_name == "ke-hoach.xlsx"


def test_a_dry_run_saves_nothing(cast, file, capsys):
    assert run("import", "plan", file(workbook()), "--dry-run") == 0

    assert "1 dòng sẽ được lưu." in capsys.readouterr().err
    assert not Record.objects.exists()


def test_prints_every_wrong_row_and_saves_nothing(cast, file, capsys):
    rows = [plan_row(), plan_row(year="x"), plan_row(day="31/02/2026", title="B")]

    assert run("import", "plan", file(workbook(rows)), "--format", "json") == 2

    out = capsys.readouterr()
    assert [(each["row"], each["field"], each["found"]) for each in json.loads(out.out)] == [
        (3, "Năm", "x"),
        (4, "Ngày ban hành", "31/02/2026"),
    ]
    assert "2 lỗi; không dòng nào được lưu." in out.err
    assert not Record.objects.exists()


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_explains_a_foreign_sheet(cast, file, code):
    assert run("import", code, file(workbook(name="Sheet1"))) == 2


def test_says_which_kinds_there_are(cast, file, capsys):
    assert run("import", "xyz", file(workbook())) == 2
    assert ", ".join(KINDS) in capsys.readouterr().err


def test_says_that_a_file_is_not_there(cast, tmp_path, capsys):
    assert run("import", "plan", str(tmp_path / "khong-co.xlsx")) == 2
    assert "Không có tệp" in capsys.readouterr().err


def test_says_that_a_file_is_no_spreadsheet(cast, file, capsys):
    assert run("import", "plan", file(b"so lieu")) in (2, 3)
    assert "không phải là bảng tính XLSX" in capsys.readouterr().err


def test_takes_in_an_index_year(cast, file):
    headings = ["Chỉ số", "Năm", "Điểm", "Thứ hạng", "Trong tổng số tỉnh", "Nguồn", "Độ tin cậy"]
    row = ["PCI", 2025, "66,90", 9, 34, "https://example.org/pci", "công bố chính thức"]

    assert run("import", "index_score", file(workbook([row], headings=headings))) == 0

    score = IndexScore.objects.get()
    assert (score.index, score.rank, str(score.score), score.title) == ("PCI", 9, "66.90", "PCI năm 2025")
