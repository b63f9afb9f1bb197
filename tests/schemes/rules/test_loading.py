"""A definition file loads, or says in place and in words why not."""

from datetime import date

import pytest

from danvan.kernel.figures import Comparison, Threshold
from danvan.schemes.rules.definition import ValueKind, parse_threshold
from danvan.schemes.rules.loading import CannotLoadScheme
from tests.schemes.rules.known import MINIMAL, load

TEXT = MINIMAL.read_text(encoding="utf-8")


def faults(old, new):
    """Return what is said of the minimal file when one thing in it is changed."""
    assert old in TEXT, "the fault must really be planted"
    with pytest.raises(CannotLoadScheme) as refusal:
        load(TEXT.replace(old, new, 1))
    return refusal.value.errors


def test_loads_another_scheme_without_code():
    definition = load(MINIMAL)

    assert [target.id for target in definition.targets] == ["K01", "K02", "K03", "K04"]
    assert definition.target("K01").threshold == Threshold(Comparison.GE, 90)
    assert definition.target("K01").levels == ("commune",)
    assert definition.target("K01").due_on(2024) == date(2024, 3, 31)
    assert definition.target("K04").due_on(2024) == date(2024, 2, 29)
    assert definition.evidence_of("K04").provisional == ("draft", "submitted", "verified")
    assert definition.setting("K01", "new_unit_days", on=date(2024, 1, 1)).number == 60


def test_asks_targets_of_the_years_of_the_scheme_unless_they_have_their_own():
    definition = load(MINIMAL)

    assert [target.id for target in definition.targets_in(2021)] == ["K03"]
    assert [target.id for target in definition.targets_in(2022)] == ["K01", "K02", "K03", "K04"]
    assert definition.targets_in(2027) == ()


@pytest.mark.parametrize(
    ("on", "level", "since", "note"),
    [
        (date(2023, 12, 31), "≥ 80 %", None, "Mức ban đầu."),
        (date(2024, 1, 1), "≥ 85 %", date(2024, 1, 1), "Mức ban đầu."),
        (date(2025, 6, 30), "≥ 85 %", date(2024, 1, 1), "Mức ban đầu."),
        (date(2025, 7, 1), "≥ 95 %", date(2025, 7, 1), "Sau sắp xếp đơn vị."),
    ],
)
def test_a_change_holds_from_its_day(on, level, since, note):
    found = load(MINIMAL).setting("K02", "pass_level", on=on)

    assert (found.threshold.label, found.since, found.note) == (level, since, note)


def test_hash_follows_the_content_and_not_the_layout():
    original = load(TEXT).definition_hash
    lines = TEXT.replace("version = 2\n", "").replace('id = "kt01"\n', 'version   =  2 # ghi chú\nid = "kt01"\n')

    assert lines != TEXT
    assert load(lines).definition_hash == original
    assert load(TEXT.replace("value = 60", "value = 61")).definition_hash != original
    assert len(original) == 64


def test_a_file_saved_with_a_byte_order_mark_loads(tmp_path):
    path = tmp_path / "kt01.toml"
    path.write_text(TEXT, encoding="utf-8-sig")

    assert load(path).definition_hash == load(TEXT).definition_hash


FAULTS = [
    # old, new, place, words the sentence must hold
    ('id = "K01"\n', "", "chỉ tiêu thứ 1: id", "chưa có"),
    ('id = "K01"', 'id = "k 1"', "chỉ tiêu k 1: id", "“k 1”"),
    ('id = "K03"', 'id = "K01"', "mã K01: id", "K01 (2 lần)"),
    ('name = "Thực hiện kế hoạch"', 'name = "  "', "chỉ tiêu K02: name", "không để trống"),
    ('name = "Thực hiện kế hoạch"\n', "", "chỉ tiêu K02: name", "tên tiếng Việt"),
    ("month = 3, day = 31", "month = 13, day = 31", "chỉ tiêu K01: due.month", "đang ghi 13; cần tháng từ 1 đến 12"),
    ("month = 3, day = 31", "month = 2, day = 29", "chỉ tiêu K01: due.day", "ngày 29 tháng 2"),
    ("month = 3, day = 31", 'month = "3", day = 31', "chỉ tiêu K01: due.month", "“3”"),
    ('period = "month"', 'period = "weekly"', "chỉ tiêu K04: period", "year, year_end, month"),
    ("month = 2\n", "", "chỉ tiêu K04: month", "chưa có"),
    ('period = "month"', 'period = "year"', "chỉ tiêu K04: month", "bỏ mục này"),
    ('value = "90/100"', "value = 0.9", "chỉ tiêu K01: threshold.value", "số nguyên hoặc phân số"),
    ('threshold = "= 100/100"', 'threshold = "100 %"', "chỉ tiêu K02: threshold", "“100 %”"),
    ('threshold = "= 100/100"', 'threshold = "= 101/100"', "chỉ tiêu K02: threshold", "từ 0/100 đến 100/100"),
    ('threshold = "= 100/100"', 'threshold = "= 1/0"', "chỉ tiêu K02: threshold", "“= 1/0”"),
    ('threshold = "= 100/100"', 'threshold = "<= 90/100"', "chỉ tiêu K02: threshold", "dấu >=, > hoặc ="),
    ('threshold = ">= 2"', 'threshold = ">= 1/2"', "chỉ tiêu K03: threshold", "số nguyên"),
    ('threshold = ">= 2"', 'threshold = "<= 2"', "chỉ tiêu K03: threshold", "dấu >=, > hoặc ="),
    ('unit_classes = ["UC_CELL"]', 'unit_classes = ["UC_XA"]', "chỉ tiêu K04: unit_classes", "UC_ADMIN, UC_ALL"),
    ('unit_classes = ["UC_CELL"]', "unit_classes = []", "chỉ tiêu K04: unit_classes", "danh sách trống"),
    ('excluded_classes = ["UC_PROV"]', 'excluded_classes = ["X"]', "chỉ tiêu K02: excluded_classes", "“X”"),
    ('group = "plans"', 'group = "plan"', "chỉ tiêu K01: group", "một trong: plans"),
    ("task_group = 1\nname = \"Kế", "task_group = 5\nname = \"Kế", "chỉ tiêu K01: task_group", "đang ghi 5"),
    ('measure = "index_gain"', 'measure = "index_gains"', "chỉ tiêu K03: measure", "index_gain, index_rank"),
    ('value = "gain"', 'value = "count"', "chỉ tiêu K03: value", "gain như phép đo index_gain"),
    ('value = "gain"', 'value = "delta"', "chỉ tiêu K03: value", "share, count, rank hoặc gain"),
    ('source = "indices"', 'source = "index"', "chỉ tiêu K03: source", "indices"),
    ('{ index = "PCI" }', '{ index = "PKI" }', "chỉ tiêu K03: parameters.index", "PAPI, PAR_INDEX, PCI, SIPAS"),
    ('{ index = "PCI" }', '{ index = { a = 1 } }', "chỉ tiêu K03: parameters.index", "bảng có a"),
    ('{ index = "PCI" }', '{ chi_so = "PCI" }', "chỉ tiêu K03: parameters.chi_so", "các tham số: index"),
    ('parameters = { index = "PCI" }\n', "", "chỉ tiêu K03: parameters.index", "chưa có"),
    ("[target.settings.kept_at_rank]", "[target.settings.kept]", "chỉ tiêu K03: settings.kept_at_rank", "chưa có"),
    ("from = 2025-07-01", "from = 2023-07-01", "chỉ tiêu K02: settings.pass_level.changes", "ngày sau 01/01/2024"),
    ("from = 2025-07-01", "from = 2024-01-01", "chỉ tiêu K02: settings.pass_level.changes", "ngày sau 01/01/2024"),
    ("from = 2025-07-01", "from = 2025-13-01", "", "TOML"),
    ("from = 2025-07-01", 'from = "hè"', "chỉ tiêu K02: settings.pass_level.changes[2].from", "ngày dạng 2025-07-01"),
    ('value = ">= 80/100"', 'value = ">= 80"', "chỉ tiêu K02: settings.pass_level.value", "“>= 80”"),
    ('value = ">= 80/100"', "value = 80", "chỉ tiêu K02: settings.pass_level.changes", "cùng loại"),
    ('value = ">= 80/100"', "value = 0.8", "chỉ tiêu K02: settings.pass_level.value", "0.8"),
    ('label = "Mức hoàn thành"\n', "", "chỉ tiêu K02: settings.pass_level.label", "chưa có"),
    ("proposed = true\nnote", 'proposed = "có"\nnote', "chỉ tiêu K02: settings.pass_level.proposed", "true hoặc false"),
    ('id = "K02a"', 'id = "K03a"', "kết quả kèm theo K03a: id", "bắt đầu bằng K02"),
    ('reading = "Số đơn vị có kế hoạch', 'raeding = "Số', "kết quả kèm theo K02a: raeding", "không có mục này"),
    ('basis = "Mục tiêu 3."', 'basis = ""', "chỉ tiêu K03: basis", "nơi văn bản nêu chỉ tiêu"),
    ('basis = "Mục tiêu 3."', 'base = "Mục tiêu 3."', "chỉ tiêu K03: base", "các mục được phép: id, name"),
    ("decisive_year = 2026", "decisive_year = 2030", "chỉ tiêu K03: decisive_year", "từ first_year đến last_year"),
    ("first_year = 2019", "first_year = 2027", "chỉ tiêu K03: last_year", "không sớm hơn first_year là 2027"),
    ("version = 2", "version = 0", "đề án: version", "số nguyên từ 1"),
    ("version = 2\n", "", "đề án: version", "chưa có"),
    ('computed = ["verified"]', 'computed = ["checked"]', "đề án: evidence.computed[1]", "“checked”"),
    ('= ["submitted", "verified"]', '= ["submitted"]', "đề án: evidence.provisional", "chứa mọi"),
    ('links = ["K01", "N01"]', 'links = ["K09"]', "hạn chế Y1: links", "“K09”"),
    ('unit_classes = ["UC_ALL"]', "unit_classes = []", "nhiệm vụ N01: applies_to", "chưa có"),
    ("[scheme.evidence]", "[shceme.evidence]", "shceme", "không có mục này"),
    ('id = "plans"', 'id = "kế hoạch"', "nhóm kế hoạch: id", "chữ thường không dấu"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "words"), FAULTS, ids=[f"{each[2]} <- {each[1]}" for each in FAULTS])
def test_says_where_a_fault_is_and_what_may_stand_there(old, new, place, words):
    found = faults(old, new)

    assert place in [each.field for each in found]
    assert any(words in each.sentence for each in found if each.field == place)


def test_says_only_what_is_wrong():
    (fault,) = faults("month = 3, day = 31", "month = 13, day = 31")

    assert str(fault) == "Mục “chỉ tiêu K01: due.month”: đang ghi 13; cần tháng từ 1 đến 12."
    assert (fault.params["owner"], fault.params["field"], fault.params["found"]) == ("chỉ tiêu K01", "due.month", 13)


def test_says_every_fault_of_form_at_once():
    with pytest.raises(CannotLoadScheme) as refusal:
        load(TEXT.replace("version = 2\n", "").replace("day = 31", "day = 41"))

    assert [each.field for each in refusal.value.errors] == ["đề án: version", "chỉ tiêu K01: due.day"]


def test_says_every_fault_of_sense_at_once():
    with pytest.raises(CannotLoadScheme) as refusal:
        load(TEXT.replace('group = "plans"', 'group = "plan"').replace('["UC_CELL"]', '["UC_XA"]'))

    assert [each.field for each in refusal.value.errors] == [
        *(f"chỉ tiêu K0{number}: group" for number in (1, 2, 3, 4)),
        "chỉ tiêu K04: unit_classes",
    ]


def test_names_the_line_of_a_broken_file():
    (fault,) = faults("version = 2", "version = ")

    assert fault.row == 5
    assert "TOML" in fault.sentence


def test_an_empty_file_lacks_everything():
    with pytest.raises(CannotLoadScheme) as refusal:
        load("")

    assert [str(each) for each in refusal.value.errors] == [
        "Mục “đề án”: chưa có; cần bảng [scheme].",
        "Mục “nhóm”: chưa có; cần các bảng [[group]].",
        "Mục “chỉ tiêu”: chưa có; cần các bảng [[target]].",
    ]


def test_a_pending_target_may_name_a_measure_that_does_not_exist_yet():
    assert load(MINIMAL).target("K04").is_pending
    assert [each.field for each in faults('source = "pending"', 'source = "activities"')] == ["chỉ tiêu K04: measure"]


@pytest.mark.parametrize(
    ("text", "value", "threshold", "why"),
    [
        ("= 100/100", ValueKind.SHARE, Threshold(Comparison.ALL), "100 % is numerator equal to denominator"),
        ("= 1", ValueKind.SHARE, Threshold(Comparison.ALL), "the same"),
        ("> 95/100", ValueKind.SHARE, Threshold(Comparison.GT, 95), "a share is kept in percent"),
        (">= 2", ValueKind.COUNT, Threshold(Comparison.GE, 2, "number"), "a number stays a number"),
        ("<= 15", ValueKind.RANK, Threshold(Comparison.LE, 15, "number"), "a rank is a number"),
        (">= 1", ValueKind.GAIN, Threshold(Comparison.GE, 1, "change"), "a gain is a change"),
    ],
)
def test_reads_thresholds_exactly(text, value, threshold, why):
    assert parse_threshold(text, value) == threshold, why
