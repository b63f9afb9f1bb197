"""What in words for the public should make one look twice."""

import pytest

from danvan.conclusions.rules.publishing import Kind, look_through

RECORD = ["Trả lời ông Lầu Bá Xó và bà Nguyễn Thị Minh Họa ở bản Huồi Giảng, điện thoại 0912.345.678."]


def looked(public, record=()):
    return [(each.words, each.kind) for each in look_through(public, record)]


@pytest.mark.parametrize(
    ("public", "found", "why"),
    [
        ("Gọi 0912 345 678", [("0912 345 678", Kind.PHONE)], "a telephone"),
        ("Gọi +84 912345678", [("+84 912345678", Kind.PHONE)], "with the country before it"),
        ("Gọi 02383.842.526", [("02383.842.526", Kind.PHONE)], "a landline: a household may have one"),
        ("Gọi 02383844522", [("02383844522", Kind.PHONE)], "a landline in one"),
        ("Gọi 0238 3844 522", [("0238 3844 522", Kind.PHONE)], "its area apart"),
        ("Gọi (0238) 3.844.522", [("(0238) 3.844.522", Kind.PHONE)], "its area in brackets"),
        ("Gọi +84 (238) 3844522", [("+84 (238) 3844522", Kind.PHONE)], "both"),
        ("Từ 01.02.2026 - 15.03.2026", [], "two days"),
        ("CCCD 040085001234", [("040085001234", Kind.IDENTITY)], "an identity number"),
        ("CMND 186 123 456", [("186 123 456", Kind.IDENTITY)], "an old one"),
        ("Thư xin.dap@example.vn", [("xin.dap@example.vn", Kind.MAIL)], "mail"),
        ("Nhà ông Tuấn", [("Tuấn", Kind.NAME)], "somebody addressed"),
        ("Hộ ông Vi Văn Bảy, bản Na", [("Vi Văn Bảy", Kind.NAME)], "a household"),
        ("Đền bù cho Nguyễn Thị Mai", [("Nguyễn Thị Mai", Kind.NAME)], "a name by its family"),
        ("Theo Nghị định 154/2026/NĐ-CP ngày 20/05/2026", [], "a decree and its day"),
        ("Sửa 1.250 m đường, kinh phí 350.000.000 đồng", [], "sums and lengths"),
        ("Ủy ban nhân dân xã Mường Xén và Sở Xây dựng", [], "bodies and places"),
        ("Đường Hồ Chí Minh đoạn qua xã", [], "a name that is a road"),
    ],
)
def test_points_at_what_looks_personal(public, found, why):
    assert looked(public) == found, why


def test_a_name_the_record_calls_somebody_by_is_found_without_anything_before_it():
    assert looked("Xó đã được trả lời", RECORD) == [("Xó", Kind.NAME)]
    assert looked("Xó đã được trả lời") == []


@pytest.mark.parametrize(
    ("record", "public", "found"),
    [
        ("Trả lời ông NGUYỄN VĂN KÍN", "Đền bù cho Kín", "Kín"),
        ("Trả lời ông Kín", "ĐỀN BÙ CHO KÍN", "KÍN"),
        ("Trả lời bà Hoà", "Sửa nhà cho Hòa", "Hòa"),
        ("Trả lời bà Hòa", "Sửa nhà cho Hoà", "Hoà"),
    ],
)
def test_capitals_and_the_place_of_a_tone_hide_no_name(record, public, found):
    assert looked(public, [record]) == [(found, Kind.NAME)]


def test_a_word_that_only_sounds_like_a_name_is_none():
    assert looked("Bảo đảm an toàn cho học sinh", ["Trả lời ông Vi Văn An"]) == []


def test_says_what_the_record_has_too():
    found = look_through("Gọi 0912345678 hoặc 0987654321; bà Họa, bà Lan", RECORD)

    assert [(each.words, each.is_in_record) for each in found] == [
        ("0912345678", True), ("0987654321", False), ("Họa", True), ("Lan", False),
    ]  # fmt: skip


def test_says_each_thing_once():
    assert looked("ông Tuấn, ông Tuấn") == [("Tuấn", Kind.NAME)]
