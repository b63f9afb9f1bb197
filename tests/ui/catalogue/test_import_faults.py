"""Every fault of a spreadsheet is explained by row, column and a sentence; nothing is guessed."""

import io
from datetime import UTC, date, datetime

import pytest

from danvan.evidence.models import Record
from danvan.evidence.services import lock_days
from danvan.orgs.models import UnitVersion
from danvan.plans.web.kinds import PLANS
from danvan.ui.catalogue import check_sheet
from danvan.ui.catalogue.importing import MOST_ROWS, NotASpreadsheet, TooManyRows
from tests.cast import make_unit
from tests.evidence.factories import make_plan
from tests.files import samples
from tests.ui.catalogue.sheets import KIND, PLAN_HEADINGS, plan_row, workbook

pytestmark = pytest.mark.django_db

LONG = "Kế hoạch " + "rất dài " * 60


def _merge(book, sheet):
    sheet.merge_range(2, 1, 3, 1, "xã Đông Hiếu")


def _formula(book, sheet):
    sheet.write_formula(1, 3, "=2025+1", None, 2026)


def _broken_formula(book, sheet):
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")


def _hide(book, sheet):
    sheet.set_row(2, None, None, {"hidden": True})


CELL_FAULTS = [
    ("unit missing", {"unit": None}, "Đơn vị", "Chưa nhập"),
    ("unit only blanks", {"unit": "   "}, "Đơn vị", "Chưa nhập"),
    ("kind missing", {"kind": None}, "Về", "Chưa nhập"),
    ("year missing", {"year": None}, "Năm", "Chưa nhập"),
    ("title missing", {"title": ""}, "Kế hoạch", "Chưa nhập"),
    ("unknown unit", {"unit": "xã Không Có"}, "Đơn vị", "Không có đơn vị nào tên này"),
    ("unit with a slip", {"unit": "xã Đông Hiéuu"}, "Đơn vị", "Có phải là “xã Đông Hiếu”"),
    ("unit of somebody else", {"unit": "xã Hòa Sơn"}, "Đơn vị", "ngoài phạm vi"),
    ("unit above", {"unit": "tỉnh Nghệ An"}, "Đơn vị", "ngoài phạm vi"),
    ("unit before its time", {"unit": "xã Ngày Mai"}, "Đơn vị", "Vào ngày 15/01/2026 không có đơn vị này"),
    ("name given up before that day", {"unit": "xã Tên Cũ"}, "Đơn vị", "hết hiệu lực từ 01/07/2025"),
    ("unknown kind", {"kind": "chuyển đổi số"}, "Về", "Cần một trong các giá trị"),
    ("kind as a number", {"kind": 3}, "Về", "Cần một trong các giá trị"),
    ("year as words", {"year": "hai nghìn"}, "Năm", "số nguyên từ 2015 đến 2100"),
    ("year with a comma", {"year": "2026,5"}, "Năm", "số nguyên từ 2015 đến 2100"),
    ("year with a part", {"year": 2026.5}, "Năm", "số nguyên từ 2015 đến 2100"),
    ("year grouped", {"year": "2.026"}, "Năm", "số nguyên từ 2015 đến 2100"),
    ("year too early", {"year": 1999}, "Năm", "số nguyên từ 2015 đến 2100"),
    ("year negative", {"year": -2026}, "Năm", "số nguyên từ 2015 đến 2100"),
    ("year as true", {"year": True}, "Năm", "số nguyên từ 2015 đến 2100"),
    ("year as a date", {"year": date(2026, 1, 1)}, "Năm", "số nguyên từ 2015 đến 2100"),
    ("year infinite", {"year": "Infinity"}, "Năm", "số nguyên từ 2015 đến 2100"),
    ("title too long", {"title": LONG}, "Kế hoạch", "tối đa 400 ký tự"),
    ("31 February", {"day": "31/02/2026"}, "Ngày ban hành", "Không có ngày “31/02/2026”"),
    ("month first", {"day": "02/31/2026"}, "Ngày ban hành", "Không có ngày"),
    ("two-digit year", {"day": "15/01/26"}, "Ngày ban hành", "chưa đúng dạng ngày/tháng/năm"),
    ("date in words", {"day": "giữa tháng 1"}, "Ngày ban hành", "chưa đúng dạng ngày/tháng/năm"),
    ("date as a small number", {"day": 15}, "Ngày ban hành", "Cần một ngày"),
    ("date with a time of day", {"day": 46037.5}, "Ngày ban hành", "Cần một ngày"),
    ("date as false", {"day": False}, "Ngày ban hành", "Cần một ngày"),
    ("closed period", {"year": 2024}, "", "Kỳ từ 01/01/2024 đến 31/12/2024 đã khóa số liệu"),
    ("known already", {"title": "KẾ HOẠCH đã có"}, "", "đã có kế hoạch này trong hệ thống"),
]


@pytest.fixture
def neighbourhood(cast):
    """Units of other times, a plan that is there, a closed year."""
    make_unit("xa-mai", "Ngày Mai", kind="commune", level="commune", parent=cast.place.province, since=date(2026, 9, 1))
    make_unit("xa-cu", "Tên Cũ", kind="commune", level="commune", parent=cast.place.province, until=date(2025, 7, 1))
    make_plan(cast.place.commune, title="Kế hoạch đã có")
    lock_days(
        scheme="da04", first_day=date(2024, 1, 1), last_day=date(2024, 12, 31), at=datetime(2025, 3, 1, tzinfo=UTC)
    )
    return cast


def problems_of(content: bytes, actor):
    return check_sheet(PLANS, io.BytesIO(content), actor).problems


@pytest.mark.parametrize(
    ("changes", "column", "sentence"), [fault[1:] for fault in CELL_FAULTS], ids=[f[0] for f in CELL_FAULTS]
)
def test_explains_a_wrong_cell(neighbourhood, changes, column, sentence):
    content = workbook([plan_row(title="Dòng đúng"), plan_row(**changes)])

    (problem,) = problems_of(content, neighbourhood.actor("lan"))

    assert (problem.row, problem.column) == (3, column)
    assert sentence in problem.message


FILE_FAULTS = [
    ("another sheet", workbook(name="Sheet1"), None, "", "không có trang tính tên “Dữ liệu”"),
    ("nothing at all", workbook([], headings=()), None, "", "không có nội dung"),
    ("only headings", workbook([]), None, "", "chưa có dòng dữ liệu nào"),
    (
        "heading with a slip",
        workbook(headings=["STT", "Đơn vi", "Về", "Nam hoc", "Kế hoạch"]),
        1,
        "Nam hoc",
        "Không có cột tên này",
    ),
    ("heading missing", workbook([plan_row()[:4]], headings=PLAN_HEADINGS[:4]), 1, "Kế hoạch", "Thiếu cột này"),
    ("heading twice", workbook(headings=[*PLAN_HEADINGS[:5], "Năm"]), 1, "Năm", "xuất hiện hai lần"),
    (
        "extra column",
        workbook([(*plan_row(), "x")], headings=[*PLAN_HEADINGS, "Ghi chú riêng"]),
        1,
        "Ghi chú riêng",
        "Không có cột tên này",
    ),
    ("no headings", workbook([plan_row()], headings=()), 1, "Đơn vị", "Thiếu cột này"),
    ("formula", workbook(finish=_formula), 2, "Năm", "Ô có công thức"),
    ("formula in error", workbook(finish=_broken_formula), 2, "Năm", "Ô có công thức"),
    (
        "merged cells",
        workbook([plan_row(), plan_row(), plan_row(unit=None, title="B")], finish=_merge),
        3,
        "Đơn vị",
        "Ô bị gộp",
    ),
    ("row twice", workbook([plan_row(), plan_row(title="kế hoạch dân vận năm 2026")]), 3, "", "trùng với dòng 2"),
    ("wrong cell in a hidden row", workbook([plan_row(), plan_row(year=1)], finish=_hide), 3, "Năm", "số nguyên"),
]


@pytest.mark.parametrize(
    ("content", "row", "column", "sentence"),
    [fault[1:] for fault in FILE_FAULTS],
    ids=[fault[0] for fault in FILE_FAULTS],
)
def test_explains_a_wrong_file(cast, content, row, column, sentence):
    found = problems_of(content, cast.actor("lan"))

    assert any((p.row, p.column) == (row, column) and sentence in p.message for p in found), found


@pytest.mark.parametrize(
    "content",
    [b"", b"a;b;c\n1;2;3\n", samples.pdf(), samples.docx(), samples.xlsx(), workbook()[:-200]],
    ids=["empty", "CSV", "PDF", "Word", "empty archive", "cut off"],
)
def test_refuses_what_is_no_spreadsheet(cast, content):
    with pytest.raises(NotASpreadsheet, match="không phải là bảng tính XLSX"):
        problems_of(content, cast.actor("lan"))


def test_refuses_a_long_file_before_loading_it(cast):
    rows = ((n, "xã Đông Hiếu", KIND, 2026, f"Kế hoạch {n}") for n in range(MOST_ROWS + 100))

    with pytest.raises(TooManyRows, match=r"hơn 50\.000 dòng"):
        problems_of(workbook(list(rows)), cast.actor("lan"))


@pytest.mark.parametrize(
    "changes",
    [
        {"day": "15/01/2026"},
        {"day": " 5/1/2026 "},
        {"day": "2026-01-15"},
        {"day": 46037},
        {"day": None},
        {"year": "2026"},
        {"year": 2026.0},
        {"unit": "Đông Hiếu"},
        {"unit": "dong hieu"},
        {"unit": "UBND xã Đông Hiếu"},
        {"unit": 17008},
        {"unit": "  xã Đông  Hiếu\u00a0"},
        {"kind": "CÔNG TÁC DÂN VẬN CHÍNH QUYỀN "},
        {"kind": "cong tac dan van chinh quyen"},
        {"line": None},
    ],
)
def test_takes_what_people_rightly_type(cast, changes):
    content = workbook([plan_row(**changes)])

    checked = check_sheet(PLANS, io.BytesIO(content), cast.actor("lan"))

    assert checked.problems == []
    assert checked.rows[0]["unit_id"] == cast.place.commune.pk
    assert checked.rows[0].get("happened_on") in (None, date(2026, 1, 15), date(2026, 1, 5))
    assert checked.rows[0]["year"] == 2026


def test_reads_an_old_name_on_its_day(cast):
    version = UnitVersion.objects.get(unit=cast.place.commune)
    version.valid_from = date(2025, 7, 1)
    version.save()
    UnitVersion.objects.create(
        unit=cast.place.commune,
        name="Nghĩa Cũ",
        folded_name="nghia cu",
        sort_name="nghia cu",
        kind="commune",
        level="commune",
        parent=cast.place.province,
        code="16999",
        valid_from=date(2021, 10, 1),
        valid_until=date(2025, 7, 1),
    )
    content = workbook([plan_row(unit="xã Nghĩa Cũ", year=2025, day=date(2025, 1, 20))])

    checked = check_sheet(PLANS, io.BytesIO(content), cast.actor("lan"))

    assert checked.problems == []
    assert checked.rows[0]["unit_id"] == cast.place.commune.pk


def test_tells_units_of_one_name_apart_by_their_code(cast):
    make_unit("xa-c", "Hòa Sơn", kind="commune", level="commune", parent=cast.place.province, code="17010")
    content = workbook([plan_row(unit="xã Hòa Sơn"), plan_row(unit="17010")])

    checked = check_sheet(PLANS, io.BytesIO(content), cast.actor("binh"))

    (problem,) = checked.problems
    assert (problem.row, problem.column) == (2, "Đơn vị")
    assert "2 đơn vị cùng tên" in problem.message


def test_tells_every_fault_of_a_file_at_once(cast):
    rows = [plan_row(title=f"Kế hoạch {n}", year="x", day="31/02/2026") for n in range(400)]

    checked = check_sheet(PLANS, io.BytesIO(workbook(rows)), cast.actor("lan"))

    assert len(checked.problems) == 800
    assert checked.wrong_rows == 400
    assert [problem.row for problem in checked.problems] == sorted(problem.row for problem in checked.problems)
    assert not Record.objects.exists()


def test_reads_hidden_rows_like_all_others(cast):
    content = workbook([plan_row(), plan_row(title="Ẩn")], finish=_hide)

    checked = check_sheet(PLANS, io.BytesIO(content), cast.actor("lan"))

    assert [row["title"] for row in checked.rows] == ["Kế hoạch dân vận năm 2026", "Ẩn"]


def test_accents_tell_names_apart(cast):
    other = make_unit("xa-h", "Hoa Sơn", kind="commune", level="commune", parent=cast.place.province, code="17011")
    rows = [plan_row(unit="xã Hoa Sơn"), plan_row(unit="UBND xã Hoà Sơn"), plan_row(unit="xa hoa son")]

    checked = check_sheet(PLANS, io.BytesIO(workbook(rows)), cast.actor("binh"))

    assert [row.get("unit_id") for row in checked.rows] == [other.pk, cast.place.neighbour.pk, None]
    assert [problem.row for problem in checked.problems] == [4]
