"""Where somebody lives, told from an address."""

import pytest

from danvan.petitions.rules.heirs import heir_by_address

HEIRS = {
    1: [("xã Quỳnh Lưu", "Quỳnh Lưu"), ("xã Quỳnh Hồng", "Quỳnh Hồng"), ("thị trấn Cầu Giát", "Cầu Giát")],
    2: [("xã Quỳnh Văn", "Quỳnh Văn"), ("xã Quỳnh Tân", "Quỳnh Tân")],
}


@pytest.mark.parametrize(
    ("address", "heir"),
    [
        ("xóm 3, xã Quỳnh Hồng, huyện Quỳnh Lưu", 1),
        ("xom 3, xa quynh van", 2),
        ("TT. Cầu Giát, Quỳnh Lưu", 1),
        ("Quỳnh Tân, huyện Quỳnh Lưu", 2),
        # The district's own name says nothing, though a commune bears it today.
        ("huyện Quỳnh Lưu, tỉnh Nghệ An", None),
        ("xã Quỳnh Lưu", 1),
        ("xã Quỳnh Hồng, nay ở xã Quỳnh Văn", None),
        ("xã Quỳnh Vănn", None),
        ("", None),
    ],
)
def test_tells_the_one_heir_an_address_names(address, heir):
    assert heir_by_address(address, HEIRS, ended="huyện Quỳnh Lưu") == heir
