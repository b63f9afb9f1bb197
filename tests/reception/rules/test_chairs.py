"""Who words name: the head, or somebody for the head."""

import pytest

from danvan.reception.rules.chairs import names_a_deputy, names_the_head

TITLES = ("Chủ tịch UBND xã", "Chủ tịch Ủy ban nhân dân xã Đông Hiếu")


@pytest.mark.parametrize(
    ("said", "is_deputy"),
    [
        ("Phó Chủ tịch UBND xã", True),
        ("Nguyễn Văn Quyền, Phó Chủ tịch", True),
        ("PCT. UBND xã", True),
        ("P. Giám đốc", True),
        ("Phó Chánh Văn phòng", True),
        ("Cấp phó", True),
        ("Phó Chủ tịch được ủy quyền", True),
        ("Phó Chủ tịch phụ trách kinh tế", True),
        ("Phó Chủ tịch, quyền Chủ tịch UBND xã", False),
        ("Phó Chủ tịch được giao quyền Chủ tịch", False),
        ("Q. Chủ tịch UBND xã", False),
        ("Chủ tịch UBND xã", False),
        ("Phó Đức Ví Dụ, Chủ tịch UBND xã", False),
        ("", False),
    ],
)
def test_a_deputy_is_told_from_who_acts_as_the_head(said, is_deputy):
    assert names_a_deputy(said) is is_deputy


@pytest.mark.parametrize(
    ("said", "is_head"),
    [
        ("Lô Thị Minh Họa", True),
        ("bà Lô Thị Minh Hoạ, Chủ tịch", True),
        ("Chủ tịch UBND", True),
        ("Chủ tịch Ủy ban nhân dân xã Đông Hiếu", True),
        ("Chủ tịch UBND xã Đông Hiếu.", True),
        ("Chủ tịch UBND xã Hòa Sơn", False),
        ("Nguyễn Văn Khác, Chủ tịch UBND xã", False),
        ("Lô Thị Minh Họa, Phó Chủ tịch", False),
        ("Lô Thị Minh", False),
    ],
)
def test_words_name_the_head_by_name_or_bare_title(said, is_head):
    assert names_the_head(said, person="Lô Thị Minh Họa", titles=TITLES) is is_head
