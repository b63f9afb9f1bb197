"""Notices in the official style, and every way a deadline is said."""

from datetime import date

import pytest

from danvan.conclusions.rules.deadlines import due_day, usual_due_on
from danvan.conclusions.rules.naming import mentions, units_read
from danvan.conclusions.rules.reading import read_notice
from tests.conclusions.rules.notices import (
    BUILDING,
    CALENDAR,
    COMMUNE,
    CULTURE,
    FARMING,
    FINANCE,
    HOA,
    HOAF,
    INTERIOR,
    LOOSE,
    NEIGHBOUR,
    OFFICE,
    PROVINCE,
    PROVINCIAL,
    RECEPTION,
    names,
)

NOV_12 = date(2026, 11, 12)
NO_DAY = "Chưa nhận ra thời hạn; kết luận không ấn định thì thường là 30 ngày: 14/12/2026."


def _read(text, home=COMMUNE):
    return read_notice(text, on=NOV_12, names=names(home), calendar=CALENDAR)


def test_a_notice_of_a_commune_gives_one_row_for_each_instruction():
    reading = _read(RECEPTION)

    assert [(each.unit_id, each.due_on, each.awaits_answer) for each in reading.proposals] == [
        (COMMUNE, date(2026, 12, 14), False),
        (BUILDING, date(2026, 11, 27), False),
        (COMMUNE, date(2026, 12, 31), False),
        (COMMUNE, date(2026, 12, 21), True),
    ]
    assert reading.left_out == ("Người dân cơ bản đồng tình với các nội dung đã nêu.",)


def test_a_row_carries_the_heading_it_stands_under():
    texts = [each.text for each in _read(RECEPTION).proposals]

    assert texts[1].startswith("Về phản ánh đường liên bản bị hư hỏng do xe chở vật liệu: Đề nghị Sở Xây dựng")
    assert texts[0].startswith("Về kiến nghị sửa lan can")


def test_a_part_of_a_commune_is_the_commune_and_says_so():
    first = _read(RECEPTION).proposals[0]

    assert first.remarks == (
        "“Phòng Kinh tế” là bộ phận của xã Mường Xén: giao người phụ trách sau khi ban hành.",
        "Chưa nhận ra đơn vị phối hợp: “Ban quản lý bản”.",
    )


def test_a_notice_of_the_province_names_short_forms_old_names_and_lists():
    rows = _read(PROVINCIAL, PROVINCE).proposals

    assert [(each.unit_id, each.coordinating, each.due_on) for each in rows] == [
        (FARMING, (BUILDING, COMMUNE), date(2026, 12, 15)),
        (FARMING, (), date(2026, 11, 27)),
        (COMMUNE, (NEIGHBOUR,), date(2027, 3, 31)),
        (BUILDING, (FINANCE, INTERIOR), date(2026, 11, 27)),
        (OFFICE, (), None),
    ]
    assert "“Sở Tài nguyên và Môi trường” là tên cũ, nay là Sở Nông nghiệp và Môi trường." in rows[1].remarks
    assert any("lấy mốc cuối" in remark and "05/12/2026" in remark for remark in rows[0].remarks)
    assert any("tách mỗi đơn vị một dòng" in remark for remark in rows[2].remarks)
    assert any("Việc thường xuyên" in remark for remark in rows[4].remarks)


def test_what_a_notice_leaves_open_is_said_and_not_guessed():
    rows = _read(LOOSE, PROVINCE).proposals

    assert [(each.unit_id, each.due_on) for each in rows] == [
        (None, date(2026, 12, 4)),
        (CULTURE, None),
        (FINANCE, date(2026, 12, 18)),
    ]
    assert any("nay thuộc xã Mường Xén, xã Na Ngoi" in remark for remark in rows[0].remarks)
    assert NO_DAY in rows[1].remarks
    assert "Có thể có tên công dân; nên viết lại không nêu tên." in rows[2].remarks
    assert rows[2].awaits_answer


@pytest.mark.parametrize("text", ["", "Không có gì.", "1.\n2.\n- \n", "\x00" * 9, "ngày 99/99/9999 " * 500])
def test_a_text_without_instructions_gives_none(text):
    assert _read(text).proposals == ()


def test_work_that_is_given_to_nobody_is_still_proposed():
    reading = _read("- Rà soát việc chi trả hỗ trợ, báo cáo kết quả.\n- Các ban, ngành thực hiện nghiêm quy chế.")

    assert [each.text for each in reading.proposals] == ["Rà soát việc chi trả hỗ trợ, báo cáo kết quả."]
    assert reading.proposals[0].remarks == ("Chưa nhận ra đơn vị thực hiện.", NO_DAY)
    assert reading.left_out == ("Các ban, ngành thực hiện nghiêm quy chế.",)


def test_a_very_long_notice_is_cut_and_the_rest_shown():
    reading = _read("\n".join(f"{number}. Giao Sở Xây dựng báo cáo trước ngày 15/12/2026." for number in range(1, 80)))

    assert len(reading.proposals) == 60
    assert len(reading.left_out) == 19


@pytest.mark.parametrize(
    ("said", "due_on", "why"),
    [
        ("hoàn thành trước ngày 15/12/2026", date(2026, 12, 14), "before a day: the day before"),
        ("xong trước ngày 14/12/2026", date(2026, 12, 11), "the day before is a Sunday: back, never on the day itself"),
        ("báo cáo trước 17 giờ ngày 15/12/2026", date(2026, 12, 15), "before an hour: that day"),
        ("chậm nhất ngày 15/12/2026", date(2026, 12, 15), "the day itself"),
        ("chậm nhất là ngày 20/12/2026", date(2026, 12, 21), "a Sunday: on to Monday"),
        ("chậm nhất đến hết ngày 15 tháng 12 năm 2026", date(2026, 12, 15), "in words"),
        ("đến hết ngày 15.12.2026", date(2026, 12, 15), "dots"),
        ("thời hạn: trước 15/12", date(2026, 12, 14), "without a year: this one"),
        ("thời hạn hoàn thành: 15/01", date(2027, 1, 15), "a day that passed this year: the next"),
        ("trong 10 ngày", date(2026, 11, 23), "the tenth day is a Sunday: Monday"),
        ("trong thời hạn 05 ngày làm việc kể từ ngày nhận thông báo", date(2026, 11, 19), "working days"),
        ("trong vòng 15 (mười lăm) ngày", date(2026, 11, 27), "in words too"),
        ("trong 02 tuần", date(2026, 11, 26), "weeks"),
        ("trong 01 tháng", date(2026, 12, 14), "a month on is a Saturday: Monday"),
        ("trong 5 ngày kể từ ngày 20/11/2026", date(2026, 11, 25), "from another day"),
        ("trong tháng 12", date(2026, 12, 31), "in a month"),
        ("trong tháng 2", date(2027, 2, 26), "in a month of next year: its last working day"),
        ("trong tháng 12/2026", date(2026, 12, 31), "a month with its year is no day"),
        ("trước tháng 12/2026", date(2026, 11, 30), "before a month"),
        ("trong quý I năm 2027", date(2027, 3, 31), "a quarter"),
        ("trong năm 2026", date(2026, 12, 31), "a year"),
        ("trong tuần này", date(2026, 11, 13), "this week: Friday"),
        ("trong tháng này", date(2026, 11, 30), "this month"),
        ("theo Công văn số 12/UBND ngày 05/10/2026", None, "the day of a paper is no deadline"),
        ("thực hiện thường xuyên", None, "no day at all"),
        ("trước ngày 05/10/2026", None, "passed already"),
        ("chậm nhất ngày 31/02/2027", None, "no such day"),
    ],
)
def test_a_deadline_is_read_as_officials_mean_it(said, due_on, why):
    remarks: list[str] = []

    assert due_day(said, NOV_12, CALENDAR, remarks) == due_on, why
    assert due_on or remarks, "what could not be read is said"


@pytest.mark.parametrize(
    "said",
    [
        "trong năm 0000", "trong tháng 5/0000", "trước tháng 1/0001", "trước ngày 01/01/0001", "trong tháng 13/2026",
        "trong 999 ngày kể từ ngày 31/12/9999", "trong 99 tháng kể từ ngày 01/12/9999", "hết quý I năm 0000",
        "trong 10 ngày kể từ ngày 31/02/2026", "trong 5 ngày làm việc kể từ ngày 30/12/9999",
    ],
)  # fmt: skip
def test_a_day_no_calendar_has_is_said_and_breaks_nothing(said):
    remarks: list[str] = []

    assert due_day(said, NOV_12, CALENDAR, remarks) is None
    assert remarks[0].endswith(("không có trong lịch.", "kết thúc ngoài lịch làm việc đã có; ghi hạn."))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Sở Văn hóa, Thể thao và Du lịch", [CULTURE]),
        ("Sở VHTT&DL và Sở NN-MT", [CULTURE, FARMING]),
        ("SỞ XÂY DỰNG", [BUILDING]),
        ("Uỷ ban nhân dân xã Mường Xén", [COMMUNE]),
        ("các sở: Xây dựng, Tài chính và Nội vụ", [BUILDING, FINANCE, INTERIOR]),
        ("xã Hòa Sơn", [HOA]),
        ("xã Hoà Sơn", [HOA]),
        ("xã Hoa Sơn", [HOAF]),
        ("tuyến đường Mường Xén đi Na Ngoi", []),
    ],
)
def test_units_are_recognised_as_they_are_written(text, units):
    assert [each.unit_id for each in mentions(text, names())] == units


def test_units_typed_by_hand_are_read_or_refused_each_for_itself():
    found, unread = units_read("Sở XD; xã Mường Sén; Sở Tài nguyên và Môi trường; huyện Kỳ Sơn", names())

    assert found == [BUILDING, FARMING]
    assert [text for text, _why in unread] == ["xã Mường Sén", "huyện Kỳ Sơn"]
    assert "Có phải là xã Mường Xén?" in unread[0][1]


def test_the_usual_day_is_a_working_day():
    assert usual_due_on(NOV_12, CALENDAR) == date(2026, 12, 14)
