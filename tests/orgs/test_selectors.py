"""The real units, asked about on the dates that matter."""

import csv
from datetime import date
from pathlib import Path

import pytest

from danvan.orgs import selectors
from danvan.orgs.rules.register import SHIPPED


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


VARIANTS = read_csv(SHIPPED / "nghean_name_variants.csv")
CROSSWALK = read_csv(Path(__file__).parent / "data" / "nghean_crosswalk_2021_2025.csv")
END_2021, END_2024 = date(2021, 12, 31), date(2024, 12, 31)
LAST_DAY_OF_DISTRICTS, TWO_TIERS = date(2025, 6, 30), date(2025, 7, 1)
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("on", "districts", "communes"),
    [
        (END_2021, 21, 460),
        (date(2024, 11, 30), 21, 460),
        (date(2024, 12, 1), 20, 412),
        (END_2024, 20, 412),
        (LAST_DAY_OF_DISTRICTS, 20, 412),
        (TWO_TIERS, 0, 130),
        (TODAY, 0, 130),
    ],
)
def test_counts_governments_of_each_tier(real_units, on, districts, communes):
    assert selectors.governments_on(on, level="province").count() == 1
    assert selectors.governments_on(on, level="district").count() == districts
    assert selectors.governments_on(on, level="commune").count() == communes


def test_counts_the_kinds_of_2025(real_units):
    counts = selectors.kind_counts(TWO_TIERS)

    assert (counts["commune"], counts["ward"]) == (119, 11)
    assert "township" not in counts


@pytest.mark.parametrize(("on", "count"), [(date(2025, 2, 28), 20), (date(2025, 3, 1), 14), (TODAY, 14)])
def test_counts_departments(real_units, on, count):
    assert selectors.units_on(on).filter(kind="department").count() == count


def test_a_code_is_another_unit_on_another_date(real_units):
    found = [selectors.unit_by_code("17179", on) for on in (END_2021, END_2024, TWO_TIERS)]

    assert [version.full_name for version in found] == ["xã Quỳnh Hồng", "thị trấn Cầu Giát", "xã Quỳnh Lưu"]
    assert len({version.unit_id for version in found}) == 3


def test_a_code_given_up_is_nobody(real_units):
    assert selectors.unit_by_code("17098", END_2021).full_name == "thị trấn Cầu Giát"
    assert selectors.unit_by_code("17098", END_2024) is None
    assert selectors.unit_by_code("", TODAY) is None


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("412", END_2021, END_2024),  # a city that took in another town stays itself
        ("16681", END_2021, END_2024),  # a ward that took in two others, with its code, name and kind
        ("16702", END_2021, END_2024),  # a commune that became a ward
        ("16717", END_2021, END_2024),  # a ward whose town ended
        ("17251", END_2021, END_2024),  # a commune that gave up a part
        ("16816", END_2024, TWO_TIERS),  # a commune left alone in 2025
        ("40", END_2021, TODAY),
    ],
)
def test_a_unit_goes_on_as_itself(real_units, code, before, after):
    assert selectors.unit_by_code(code, before).unit_id == selectors.unit_by_code(code, after).unit_id


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [("16969", END_2021, END_2024), ("16681", END_2024, TWO_TIERS), ("17464", END_2021, END_2024)],
)
def test_a_merger_under_another_name_or_of_2025_makes_a_new_unit(real_units, code, before, after):
    assert selectors.unit_by_code(code, before).unit_id != selectors.unit_by_code(code, after).unit_id


def test_every_commune_of_2021_arrives_where_the_crosswalk_says(real_units):
    communes = {version.code: version.unit_id for version in selectors.governments_on(END_2021, level="commune")}

    heirs = selectors.units_today(communes.values(), TODAY)
    arrived = {
        code: [v.code for v in heirs[unit_id]] or [selectors.version_on(unit_id, TODAY).code]
        for code, unit_id in communes.items()
    }

    assert arrived == {row["code_2021"]: [row["code_2025"]] for row in CROSSWALK}
    assert len(arrived) == 460


def test_every_government_has_its_party_and_front_committee(real_units):
    for on in (END_2021, END_2024, TWO_TIERS):
        governments = {version.unit_id for version in selectors.governments_on(on)}
        for kind in ("party_committee", "front"):
            assert {v.parent_id for v in selectors.units_on(on).filter(kind=kind)} == governments


def test_the_organisations_are_inside_the_front_since_july_2025(real_units):
    before = {v.name: v for v in selectors.units_on(LAST_DAY_OF_DISTRICTS).filter(kind="socio_political_org")}
    after = {v.name: v for v in selectors.units_on(TWO_TIERS).filter(kind="socio_political_org")}
    front = selectors.units_on(TWO_TIERS).get(kind="front", level="province")

    assert len(before) == 5
    assert {name: v.unit_id for name, v in before.items()} == {name: v.unit_id for name, v in after.items()}
    assert {v.parent_id for v in after.values()} == {front.unit_id}


# --- classes


@pytest.mark.parametrize(
    ("unit_class", "on", "count"),
    [
        ("UC_DIST", END_2024, 20),
        ("UC_DIST", TWO_TIERS, 0),
        ("UC_PROV", TODAY, 1),
        ("UC_GOV", END_2021, 1 + 21 + 460),
        ("UC_GOV", TODAY, 131),
        ("UC_HEAD", TODAY, 131),
        ("UC_PARTY", END_2024, 412),
        ("UC_PARTY", TODAY, 130),
        ("UC_STATE", date(2025, 2, 28), 22),
        ("UC_STATE", TODAY, 16),
        ("UC_ALL", TODAY, 147),
        ("UC_CELL", TODAY, 146),
    ],
)
def test_counts_the_members_of_a_class(real_units, unit_class, on, count):
    assert selectors.units_of_class(unit_class, on).count() == count


def test_leaves_vertical_agencies_out_of_every_class(real_units):
    agencies = {v.unit_id for v in selectors.units_on(TODAY).filter(kind="vertical_agency")}

    assert len(agencies) == 5
    assert agencies.isdisjoint(selectors.class_members({"UC_ALL", "UC_ADMIN", "UC_PARTY"}, TODAY))


def test_refuses_an_unknown_class(real_units):
    with pytest.raises(KeyError):
        selectors.units_of_class("UC_NONE", TODAY)


# --- above and below


def test_finds_what_stands_below_on_a_day(real_units):
    district = real_units.by_name("huyện Quỳnh Lưu", END_2024)

    below = selectors.subtree(district.unit_id, END_2024)

    assert below[0].unit_id == district.unit_id
    assert sum(v.level == "commune" and v.kind in ("commune", "township") for v in below) == 25
    assert selectors.subtree(district.unit_id, TWO_TIERS) == []


def test_finds_what_stands_above_on_a_day(real_units):
    commune = real_units.by_code("17179", END_2024)

    assert [v.full_name for v in selectors.ancestors(commune.unit_id, END_2024)] == ["huyện Quỳnh Lưu", "tỉnh Nghệ An"]
    assert selectors.ancestors(commune.unit_id, TWO_TIERS) == []


def test_names_an_ended_unit_as_it_last_was_and_a_later_one_as_it_will_be(real_units):
    old, new = real_units.by_code("17179", END_2021), real_units.by_code("17179", TODAY)

    names = selectors.names_on({old.unit_id, new.unit_id}, END_2024)

    assert names[old.unit_id].name == "Quỳnh Hồng"
    assert names[new.unit_id].name == "Quỳnh Lưu"


# --- before and after


def test_tells_predecessors_and_successors_with_the_legal_act(real_units):
    unit = real_units.by_code("17179", END_2024)

    found = selectors.lineage(unit.unit_id)

    assert {p.predecessor.full_name for p in found.before} == {
        "thị trấn Cầu Giát", "xã Quỳnh Hồng", "xã Quỳnh Bá", "xã Quỳnh Hưng",
    }  # fmt: skip
    assert {p.kind for p in found.before} == {"merge", "partial"}
    assert {p.basis for p in found.before} == {"1243/NQ-UBTVQH15"}
    (after,) = found.after
    assert after.successor.full_name == "xã Quỳnh Lưu"
    assert after.basis.startswith("1678/NQ-UBTVQH15, Điều 1 khoản ")
    assert after.on == TWO_TIERS


def test_follows_lineage_through_both_reorganisations(real_units):
    unit = real_units.by_name("xã Quỳnh Lưu", TODAY)

    found = selectors.lineage(unit.unit_id)

    assert {p.on for p in found.passings} == {date(2024, 12, 1), TWO_TIERS}
    assert "Quỳnh Hồng" in {p.predecessor.name for p in found.passings}


def test_finds_predecessors_of_a_period_only(real_units):
    unit = real_units.by_name("xã Quỳnh Lưu", TODAY)

    in_2025 = selectors.predecessors_within([unit.unit_id], date(2025, 1, 1), date(2025, 12, 31))
    in_both = selectors.predecessors_within([unit.unit_id], date(2024, 1, 1), date(2025, 12, 31))
    in_2026 = selectors.predecessors_within([unit.unit_id], date(2026, 1, 1), date(2026, 12, 31))

    assert real_units.by_code("17179", END_2024).unit_id in in_2025[unit.unit_id]
    assert real_units.by_code("17179", END_2021).unit_id not in in_2025[unit.unit_id]
    assert real_units.by_code("17179", END_2021).unit_id in in_both[unit.unit_id]
    assert in_2026 == {}


def test_a_district_that_gave_up_a_part_keeps_its_work_to_itself(real_units):
    vinh, nghi_loc = real_units.by_code("412", END_2024), real_units.by_code("429", END_2024)
    cua_lo = real_units.by_code("413", END_2021)

    before = selectors.predecessors_within([vinh.unit_id], date(2024, 1, 1), END_2024)

    assert before == {vinh.unit_id: {cua_lo.unit_id}}
    assert nghi_loc.unit_id not in selectors.reach(vinh.unit_id, on=END_2024, with_subtree=False)
    assert cua_lo.unit_id in selectors.reach(vinh.unit_id, on=END_2024, with_subtree=False)


def test_lists_the_units_that_end_inside_a_period(real_units):
    ending = selectors.units_ending_within(date(2025, 1, 1), date(2025, 12, 31))

    assert ending.filter(level="district", kind__in=["district", "city", "town"]).count() == 20
    assert ending.filter(kind="department").count() == 13
    assert ending.filter(kind__in=["commune", "ward", "township"]).count() == 412 - 9
    assert not selectors.units_ending_within(date(2025, 1, 1), LAST_DAY_OF_DISTRICTS).filter(level="district").exists()


# --- search


def found_by(text, on=TODAY):
    return [hit.label for hit in selectors.search_units(text, on)]


@pytest.mark.parametrize("text", ["Quỳnh Lưu", "quynh luu", "QUỲNH LƯU", "xã Quỳnh Lưu", "Quỳnh Lưu xã", "quỳnh  lưu "])
def test_finds_a_unit_however_it_is_typed(real_units, text):
    assert found_by(text)[0] == "xã Quỳnh Lưu"


@pytest.mark.parametrize("text", ["Hòa Sơn", "Hoà Sơn", "hoa son"])
def test_finds_both_tone_placements(real_units, text):
    assert "xã Hòa Sơn" in found_by(text, END_2021)


def test_an_old_name_finds_what_stands_there_today(real_units):
    assert found_by("Quỳnh Hồng")[0] == "xã Quỳnh Hồng cũ, nay là xã Quỳnh Lưu"
    assert found_by("Cửa Lò thị xã")[0] == "thị xã Cửa Lò cũ, nay là phường Cửa Lò"
    assert found_by("Cửa Lò")[0] == "phường Cửa Lò"
    assert found_by("Sở Kế hoạch và Đầu tư")[0] == "Sở Kế hoạch và Đầu tư cũ, nay là Sở Tài chính"


def test_an_ended_district_is_answered_by_its_communes(real_units):
    (hit,) = [hit for hit in selectors.search_units("huyện Con Cuông", TODAY) if hit.version.kind == "district"]

    assert len(hit.today) == 6
    assert hit.label.startswith("huyện Con Cuông cũ, nay thuộc xã ")


def test_an_old_kind_finds_the_same_unit_today(real_units):
    assert found_by("xã Nghi Phú", END_2024)[0] == "xã Nghi Phú cũ, nay là phường Nghi Phú"


def test_ranks_exact_before_prefix_before_word_and_todays_units_first(real_units):
    hits = selectors.search_units("Vinh", TODAY, limit=50)
    ranks = [hit.rank for hit in hits]

    assert ranks == sorted(ranks)
    assert hits[0].version.full_name == "thành phố Vinh"
    prefixed = [hit.is_valid for hit in hits if hit.rank == selectors.PREFIX]
    assert prefixed == sorted(prefixed, reverse=True)
    assert {True, False} <= set(prefixed)


@pytest.mark.parametrize("row", VARIANTS, ids=lambda row: row["variant"])
def test_the_spelling_of_the_statistical_catalogue_finds_the_unit(real_units, row):
    hits = selectors.search_units(row["variant"], END_2021)

    assert row["name_vi"] in {hit.version.name for hit in hits}


def test_finds_a_unit_by_its_code(real_units):
    assert found_by("17179")[0] == "xã Quỳnh Lưu"
    assert found_by("17179", END_2021)[0] == "xã Quỳnh Hồng"


@pytest.mark.parametrize("text", ["", "   ", "%", "(", "không có nơi này", "'; drop table"])
def test_finds_nothing_for_nothing(real_units, text):
    assert found_by(text) == []


# --- cost


def test_asks_the_database_a_fixed_number_of_times(real_units, django_assert_num_queries):
    province = real_units.by_code("40", TODAY).unit_id
    old = real_units.by_code("17179", END_2021).unit_id
    everyone = [version.unit_id for version in selectors.units_on(TODAY)]
    communes = [version.unit_id for version in selectors.governments_on(END_2021)]
    for queries, ask in [
        (1, lambda: list(selectors.units_on(TODAY))),
        (1, lambda: selectors.class_members({"UC_ALL", "UC_PARTY"}, TODAY)),
        (1, lambda: selectors.unit_by_code("17179", TODAY)),
        (1, lambda: selectors.names_on(everyone, TODAY)),
        (1, lambda: selectors.predecessors_within(everyone, END_2021, TODAY)),
        (1, lambda: list(selectors.units_ending_within(END_2021, TODAY))),
        (1, lambda: selectors.reach(province, on=TODAY, with_subtree=True)),
        (2, lambda: selectors.subtree(province, END_2021)),
        (2, lambda: selectors.ancestors(old, END_2021)),
        (2, lambda: selectors.units_today(communes, TODAY)),
        (2, lambda: selectors.directory(END_2024)),
        (2, lambda: selectors.shapes_on(TODAY, level="commune")),
        (3, lambda: selectors.lineage(old)),
        (4, lambda: selectors.search_units("quynh", TODAY)),
    ]:
        with django_assert_num_queries(queries):
            ask()


@pytest.mark.parametrize(("code", "on", "asked_on"), [
    ("40", TODAY, TODAY), ("412", END_2021, TODAY), ("17179", END_2021, TODAY), ("17179", TODAY, END_2021),
])  # fmt: skip
def test_the_page_of_a_unit_costs_no_more_for_a_large_unit(
    real_units, django_assert_max_num_queries, code, on, asked_on
):
    with django_assert_max_num_queries(13):
        assert selectors.unit_page(real_units.by_code(code, on).unit_id, asked_on)
