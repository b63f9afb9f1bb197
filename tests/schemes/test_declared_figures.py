"""Declared figures stand beside the computed ones, with what does not fit in them."""

from datetime import date
from fractions import Fraction

import pytest
import xlsxwriter

from danvan.journal.models import Entry
from danvan.kernel.errors import InputErrors, NoAuthority, NotFound
from danvan.kernel.figures import Status
from danvan.kernel.periods import Period
from danvan.schemes.models import DeclaredFigure
from danvan.schemes.rules.declared import Part
from danvan.schemes.selectors import scorecard, target_units
from danvan.schemes.services import CannotReadFile, Statement, declare_figure, import_declared, withdraw_declared
from tests.cast import TODAY
from tests.schemes.factories import PLATFORM, plan, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_force(da04):
    pass


def codes(figure):
    return [finding["code"] for finding in figure.findings]


def test_takes_a_figure_down_with_who_declared_it(cast, place):
    lan = cast.actor("lan")

    statement = Statement(place.commune.pk, "T03", 2025, numerator=1, denominator=1, percent="100 %")
    figure = declare_figure("da04", statement, actor=lan)

    assert (figure.findings, figure.declared_by_id, figure.period_to) == ([], lan.holding_id, date(2025, 12, 31))
    assert Entry.objects.get(act="schemes.declare_figure").unit_id == place.commune.pk


def test_a_new_statement_replaces_the_one_before(place):
    for numerator in (0, 1):
        statement = Statement(place.commune.pk, "T03", 2025, numerator=numerator, denominator=1)
        declare_figure("da04", statement, actor=PLATFORM)

    assert DeclaredFigure.objects.get().numerator == 1


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"numerator": 48, "denominator": 49, "percent": "99 %"}, ["rate_differs"]),
        ({"numerator": 6, "denominator": 5}, ["numerator_exceeds_denominator"]),
        ({"numerator": 3, "denominator": 5, "parts": (Part("a", 1, 2), Part("b", 1, 3))}, ["parts_do_not_add_up"]),
        ({"numerator": 1, "denominator": 5, "window": Period.half(2025, 1)}, ["window_differs"]),
        ({"numerator": 1, "denominator": 130, "units_counted": 130}, ["unit_count_differs"]),
        ({"numerator": 1, "denominator": 5, "units_counted": 5}, []),
    ],
)
def test_says_what_does_not_fit_and_keeps_the_figure(place, statement, expected):
    figure = declare_figure("da04", Statement(place.province.pk, "T03", 2025, **statement), actor=PLATFORM)

    found = codes(figure)
    assert all(code in found for code in expected)
    assert bool(found) == bool(expected)


def test_shows_the_gap_and_never_decides(place):
    plan(place.commune)
    settle()
    declare_figure("da04", Statement(place.province.pk, "T03", 2025, numerator=5, denominator=5, units_counted=5),
                   actor=PLATFORM)  # fmt: skip

    line = scorecard(PLATFORM, "da04", 2025, on=TODAY).line("T03")

    assert (line.status, line.numerator, line.denominator) == (Status.NOT_ACHIEVED, 1, 5)
    assert (line.declared.numerator, line.declared.denominator, line.declared.gap) == (5, 5, Fraction(4, 5))


def test_adds_up_what_units_told_of_themselves(place):
    settle()
    for unit in (place.commune, place.neighbour):
        declare_figure("da04", Statement(unit.pk, "T03", 2025, numerator=1, denominator=1), actor=PLATFORM)

    line = scorecard(PLATFORM, "da04", 2025, on=TODAY).line("T03")

    assert (line.declared.units, line.declared.numerator, line.declared.denominator) == (2, 2, 2)
    told = {each.unit_id: each.declared and each.declared.gap for each in target_units(PLATFORM, "da04", "T03", 2025)}
    assert told[place.commune.pk] == 1
    assert told[place.province.pk] is None


@pytest.mark.parametrize("name", ["tam", "thanh", "quan", "hoa"])
def test_only_the_unit_declares_for_itself(cast, place, name):
    with pytest.raises(NoAuthority):
        declare_figure("da04", Statement(place.commune.pk, "T03", 2025, numerator=1), actor=cast.actor(name))

    assert not DeclaredFigure.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [{"numerator": None}, {"numerator": 1, "year": 2019}, {"numerator": 1, "year": 2027}, {"numerator": 10**15},
     {"percent": "9" * 30}],
)  # fmt: skip
def test_refuses_what_says_nothing(place, statement):
    with pytest.raises(InputErrors):
        declare_figure("da04", Statement(place.commune.pk, "T03", **{"year": 2025} | statement), actor=PLATFORM)


def test_knows_no_target_nobody_wrote(place):
    with pytest.raises(NotFound):
        declare_figure("da04", Statement(place.commune.pk, "T99", 2025, numerator=1), actor=PLATFORM)


def test_takes_a_figure_back(cast, place):
    figure = declare_figure("da04", Statement(place.commune.pk, "T03", 2025, numerator=1), actor=cast.actor("lan"))

    with pytest.raises(NotFound):
        withdraw_declared(figure.pk, actor=cast.actor("tam"))
    withdraw_declared(figure.pk, actor=cast.actor("lan"))

    assert not DeclaredFigure.objects.exists()


# --- files ----------------------------------------------------------------------------------------------------------

HEAD = "đơn vị,chỉ tiêu,năm,tử số,mẫu số,tỷ lệ,số đơn vị,các phần\n"


@pytest.fixture
def sheet(tmp_path):
    def write(text, name="khai.csv"):
        path = tmp_path / name
        path.write_text(HEAD + text, encoding="utf-8-sig")
        return path

    return write


def test_reads_units_by_code_and_by_name(sheet, place):
    path = sheet('17008,T03,2025,1,1,100 %,,\nxã Hòa Sơn,T04,2025,0,1,"0,0 %",,\n')

    found = import_declared("da04", path, actor=PLATFORM)

    assert [(each.row, each.unit_name) for each in found] == [(2, "xã Đông Hiếu"), (3, "xã Hòa Sơn")]
    assert [each.findings for each in found] == [(), ()]
    assert set(DeclaredFigure.objects.values_list("unit", "target")) == {
        (place.commune.pk, "T03"), (place.neighbour.pk, "T04"),
    }  # fmt: skip


def test_a_check_writes_nothing(sheet, place):
    path = sheet("17008,T03,2025,1,3,50 %,,A: 1/2; B: 1/1\n")

    (found,) = import_declared("da04", path, actor=PLATFORM, check_only=True)

    assert [finding.code for finding in found.findings] == ["parts_do_not_add_up", "rate_differs"]
    assert not DeclaredFigure.objects.exists()


def test_one_bad_row_keeps_all_out_and_every_one_is_named(sheet, place):
    path = sheet("17008,T03,2025,1,1,,,\n99999,T03,2025,1,1,,,\n17009,T99,2025,1,1,,,\n17009,T03,hai,một,1,,,\n"
                 "17008,T03,2025,1,1,,,\n")  # fmt: skip

    with pytest.raises(InputErrors) as refused:
        import_declared("da04", path, actor=PLATFORM)

    assert sorted({error.row for error in refused.value.errors}) == [3, 4, 5, 6]
    assert "99999" in str(refused.value)
    assert not DeclaredFigure.objects.exists()


def test_reads_a_spreadsheet(tmp_path, place):
    path = tmp_path / "khai.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Đơn vị", "Chỉ tiêu", "Năm", "Tử số", "Mẫu số"])
        page.write_row(1, 0, ["17008", "T03", 2025, 1, 1])

    import_declared("da04", path, actor=PLATFORM)

    assert DeclaredFigure.objects.get().numerator == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "trống"),
        (b"\xff\xfe\x00\x01", "UTF-8"),
        ("mã,năm\n1,2025\n".encode(), "đơn vị"),
        (HEAD.encode(), "không có dòng"),
    ],
)
def test_says_what_is_wrong_with_a_file(tmp_path, place, content, said):
    path = tmp_path / "khai.csv"
    path.write_bytes(content)

    with pytest.raises(CannotReadFile, match=said):
        import_declared("da04", path, actor=PLATFORM)


def test_a_broken_spreadsheet_is_said_to_be_one(tmp_path, place):
    path = tmp_path / "khai.xlsx"
    path.write_bytes(b"PK\x03\x04 not really")

    with pytest.raises(CannotReadFile, match="XLSX"):
        import_declared("da04", path, actor=PLATFORM)


def test_somebody_elses_unit_is_refused_row_by_row(sheet, cast, place):
    with pytest.raises(InputErrors, match="không khai số liệu"):
        import_declared("da04", sheet("17009,T03,2025,1,1,,,\n"), actor=cast.actor("lan"))
