"""The definition file of Scheme 04 says what the scheme asks."""

from datetime import date

import pytest

from danvan.schemes.indicators import INDICATORS
from danvan.schemes.rules.definition import PROPOSED_LABEL, PeriodRule, UnknownSetting
from tests.schemes.rules.known import DA04, load

# Each later source takes its targets off this list; it ends empty.
PENDING = ["T06", "T07", "T08", "T32", "T33"]
BUILT = [f"T{number:02d}" for number in range(1, 39) if f"T{number:02d}" not in PENDING]

THRESHOLDS = {
    "T06": "≥ 98 %",
    "T07": "> 90 %",
    "T09": "≤ 15",
    "T10": "≤ 15",
    "T11": "≤ 15",
    "T12": "≥ +1",
    "T14": "> 95 %",
    "T24": None,
    "T26": "≥ 2",
}


@pytest.fixture(scope="module")
def da04():
    return load(DA04)


def numbered(letter, count, digits):
    return [f"{letter}{number:0{digits}}" for number in range(1, count + 1)]


def test_holds_the_whole_scheme(da04):
    assert [target.id for target in da04.targets] == numbered("T", 38, 2)
    assert [task.id for task in da04.tasks] == numbered("S", 40, 2)
    assert [weakness.id for weakness in da04.weaknesses] == numbered("L", 4, 1)
    assert [group.number for group in da04.task_groups] == list(range(1, 12))
    assert {task.task_group for task in da04.tasks} == set(range(1, 12))


def test_names_its_document(da04):
    scheme = da04.scheme

    assert (scheme.id, scheme.number, scheme.issued_on) == ("da04", "04-ĐA/TU", date(2021, 10, 1))
    assert scheme.version == 4
    assert scheme.last_year is None


def test_waits_only_for_sources_that_do_not_exist(da04):
    assert [target.id for target in da04.targets if target.is_pending] == PENDING
    assert [target.id for target in da04.targets if not target.is_pending] == BUILT


def test_asks_for_all_units_unless_the_text_says_otherwise(da04):
    labels = {target.id: target.threshold and target.threshold.label for target in da04.targets}

    assert {key: label for key, label in labels.items() if label != "100 %"} == THRESHOLDS


def test_shows_the_companions_the_readings_name(da04):
    assert {target.id: [each.id for each in target.companions] for target in da04.targets if target.companions} == {
        "T06": ["T06b"],
        "T13": ["T13x"],
        "T14": ["T14r2", "T14r3", "T14r4", "T14x", "T14x2", "T14x3", "T14x4"],
        "T23": ["T23b", "T23c"],
        "T24": ["T24c"],
        "T25": ["T25n"],
        "T27": ["T27a"],
        "T33": ["T33c"],
        "T35": ["T35d"],
    }


@pytest.mark.parametrize(
    ("group", "first", "last"),
    [
        ("awareness_planning", "T01", "T05"),
        ("procedures_satisfaction_indices", "T06", "T12"),
        ("petitions_cases", "T13", "T14"),
        ("models_bright_spots", "T15", "T18"),
        ("coordination_dialogue_review", "T19", "T28"),
        ("duties_in_tasks", "T29", "T38"),
    ],
)
def test_groups_targets_as_the_scheme_does(da04, group, first, last):
    ids = [target.id for target in da04.targets_of(group)]

    assert (ids[0], ids[-1]) == (first, last)


@pytest.mark.parametrize(
    ("target", "classes"),
    [
        ("T01", ("UC_PARTY", "UC_STATE", "UC_GOV")),
        ("T03", ("UC_ALL",)),
        ("T07", ("UC_ADMIN",)),
        ("T09", ("UC_PROV",)),
        ("T19", ("UC_GOV",)),
        ("T21", ("UC_HEAD",)),
        ("T25", ("UC_DIST",)),
        ("T28", ("UC_STATE", "UC_GOV")),
        ("T29", ("UC_CELL",)),
        ("T37", ("UC_ALL",)),
    ],
)
def test_binds_the_units_of_the_text(da04, target, classes):
    assert da04.target(target).unit_classes == classes


def test_leaves_governments_out_of_departments(da04):
    assert da04.target("T37").excluded_classes == ("UC_GOV",)


def test_never_stores_a_damaged_spelling():
    text = DA04.read_text(encoding="utf-8")

    assert not [word for word in ("đn bù", "ý thc", "cải CCHC") if word in text]


@pytest.mark.parametrize(
    ("target", "year", "due_on", "why"),
    [
        ("T03", 2026, date(2026, 2, 28), "the proposed day for yearly plans"),
        ("T05", 2026, date(2026, 12, 31), "no day of its own: the end of the year"),
        ("T09", 2025, date(2026, 6, 30), "the edition of a year appears in the next"),
        ("T29", 2026, date(2026, 10, 31), "the end of its month"),
    ],
)
def test_knows_when_a_target_is_due(da04, target, year, due_on, why):
    assert da04.target(target).due_on(year) == due_on, why


def test_takes_up_every_indicator_the_program_has(da04):
    taken = [task.figures for task in da04.tasks if task.figures]

    assert sorted(taken) == sorted(INDICATORS)
    assert all(task.figures in (None, task.id) for task in da04.tasks)


def test_asks_for_what_its_own_text_asks(da04):
    assert not any(target.proposed for target in da04.targets)


def test_marks_a_proposed_due_day(da04):
    assert da04.target("T03").due.proposed


@pytest.mark.parametrize(
    ("target", "key", "on", "value", "mark", "why"),
    [
        ("T05", "pass_level", date(2025, 12, 31), ">= 90/100", PROPOSED_LABEL, "a level the text does not give"),
        ("T03", "new_unit_days", date(2025, 12, 31), 90, PROPOSED_LABEL, "a setting of the scheme"),
        ("T25", "verdict_result", date(2025, 6, 30), "T25", PROPOSED_LABEL, "last day with districts"),
        ("T25", "verdict_result", date(2025, 7, 1), "T25n", PROPOSED_LABEL, "first day without districts"),
        ("T19", "first_due_on", date(2022, 1, 1), date(2022, 12, 31), PROPOSED_LABEL, "first due day"),
        ("T19", "front_signs_for_organisations", date(2025, 6, 30), False, "", "the organisations still sign"),
        ("T19", "front_signs_for_organisations", date(2025, 7, 1), True, "", "they sit inside the Front"),
        ("T09", "provinces", date(2024, 12, 31), 63, "", "before the merger of provinces"),
        ("T09", "provinces", date(2025, 12, 31), 34, "", "index year 2025"),
    ],
)
def test_resolves_a_setting_on_a_day(da04, target, key, on, value, mark, why):
    found = da04.setting(target, key, on=on)

    assert (found.value, found.mark) == (value, mark), why


def test_knows_no_setting_that_nobody_wrote(da04):
    with pytest.raises(UnknownSetting, match=r"T03\.pass_level"):
        da04.setting("T03", "pass_level", on=date(2025, 1, 1))


def test_asks_index_ranks_up_to_2025_and_yearly_duties_on(da04):
    ids = {target.id for target in da04.targets_in(2026)}

    assert ids.isdisjoint({"T09", "T10", "T11"})
    assert {"T03", "T12"} <= ids
    assert {target.id for target in da04.targets_in(2020)} == {"T09", "T10", "T11", "T12"}
    assert {da04.target(each).decisive_year for each in ("T09", "T10", "T11")} == {2025}


def test_counts_verified_evidence_and_shows_submitted(da04):
    evidence = da04.evidence_of("T03")

    assert evidence.computed == ("verified",)
    assert evidence.provisional == ("submitted", "verified")


def test_thematic_sessions_belong_to_october(da04):
    target = da04.target("T29")

    assert (target.period, target.month) == (PeriodRule.MONTH, 10)
