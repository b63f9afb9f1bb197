"""The register as plain rows: identities, dates, committees, and files that do not fit."""

import shutil
from datetime import date

import pytest

from danvan.kernel.errors import InputErrors
from danvan.orgs.rules.outlines import read_outlines
from danvan.orgs.rules.register import SHIPPED, read_register

PUBLISHED_AREA_KM2 = 16_486.49


@pytest.fixture(scope="module")
def register():
    return read_register()


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped files to spoil."""
    return shutil.copytree(SHIPPED, tmp_path / "data")


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("17179", ("gso-17179-2021", "gso-17179-2024", "gso-17179-2025")),
        ("16681", ("gso-16681-2021", "gso-16681-2021", "gso-16681-2025")),
        ("16702", ("gso-16702-2021", "gso-16702-2021", "gso-16702-2025")),
        ("16816", ("gso-16816-2021", "gso-16816-2021", "gso-16816-2021")),
        ("40", ("gso-40-2021",) * 3),
    ],
)
def test_finds_the_identity_behind_a_code_in_each_list(register, code, keys):
    assert tuple(register.keys[year, code] for year in ("2021", "2024", "2025")) == keys


def test_says_that_the_catalogue_begins_later_than_the_units(register):
    vinh = next(version for version in register.versions if version.key == "gso-412-2021")

    assert vinh.valid_from == date(2004, 8, 31)
    assert "hoặc sớm hơn" in vinh.remark


def test_ends_a_version_when_its_territory_changes(register):
    vinh = [version for version in register.versions if version.key == "gso-412-2021"]

    assert [(v.valid_until, v.act) for v in vinh] == [
        (date(2024, 12, 1), ""),
        (date(2025, 7, 1), "1243/NQ-UBTVQH15"),
    ]


def test_names_the_committees_after_their_territory(register):
    names = {version.name for version in register.versions}

    assert {"Tỉnh ủy Nghệ An", "Thành ủy Vinh", "Thị ủy Cửa Lò", "Huyện ủy Nghi Lộc"} <= names
    assert {"Đảng ủy xã Quỳnh Lưu", "Đảng ủy phường Cửa Lò", "Ủy ban MTTQ Việt Nam xã Quỳnh Lưu"} <= names


def test_committees_follow_each_other_like_their_territories(register):
    links = {(link.predecessor, link.successor) for link in register.links}

    for before, after in [link for link in links if link[0].startswith("gso-")]:
        assert (f"party-{before}", f"party-{after}") in links
        assert (f"front-{before}", f"front-{after}") in links


def test_stands_as_it_did_on_an_earlier_day(register):
    earlier = register.up_to(date(2024, 11, 30))

    assert not earlier.links
    assert all(version.valid_until is None for version in earlier.versions if version.key.startswith("gso-"))


def test_outlines_leave_no_gap_and_give_the_published_area(register):
    outlines = read_outlines(register)
    total = float(next(outline.area_km2 for outline in outlines if outline.key == "gso-40-2021"))
    on_two_tiers = [o for o in outlines if o.valid_from == date(2025, 7, 1)]
    in_2024 = [o for o in outlines if o.key != "gso-40-2021" and o.valid_from < date(2025, 1, 1)
               and o.valid_until == date(2025, 7, 1)]  # fmt: skip

    assert total == pytest.approx(PUBLISHED_AREA_KM2, rel=0.002)
    assert len(on_two_tiers) == 130
    assert sum(float(o.area_km2) for o in on_two_tiers) == pytest.approx(total, abs=1)
    assert len(in_2024) == 20
    assert sum(float(o.area_km2) for o in in_2024) == pytest.approx(total, abs=1)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("nghean_units_2021.csv", "40,Nghệ An,tỉnh", "40,Nghệ An,bang", "không có loại đơn vị “bang”"),
        ("nghean_units_2021.csv", "412,Vinh", "413,Vinh", "mã “413” trống hoặc đã có"),
        ("nghean_units_2025.csv", "16681,Thành Vinh,phường,commune,40", "16681,Thành Vinh,phường,commune,41",
         "không có đơn vị cấp trên mã “41”"),
        ("nghean_units_2025.csv", "phường,commune,40,2025-07-01", "phường,commune,40,1/7/25", "ngày phải có dạng"),
        ("nghean_succession.csv", "413,412,merge", "999,412,merge", "danh mục 2021 không có mã “999”"),
        ("nghean_succession.csv", "413,412,merge", "413,412,swallow", "không có cách kế thừa “swallow”"),
        ("bodies.toml", 'parent = "gso-40-2021"', 'parent = "nowhere"', "cấp trên chưa khai: nowhere"),
        ("bodies.toml", 'to = "so-noi-vu-2025"', 'to = "so-moi"', "dẫn đơn vị chưa khai: so-moi"),
        ("bodies.toml", "[[act]]", "[[act", "Không đọc được tệp bodies.toml"),
    ],
)  # fmt: skip
def test_says_what_is_wrong_with_a_file(folder, file, old, new, said):
    rewrite(folder / file, old, new)

    with pytest.raises(InputErrors) as refusal:
        read_register(folder)

    assert said in str(refusal.value)


def test_says_every_missing_file_at_once(folder):
    (folder / "nghean_units_2024.csv").unlink()
    (folder / "bodies.toml").unlink()

    with pytest.raises(InputErrors) as refusal:
        read_register(folder)

    assert len(refusal.value.errors) == 2
