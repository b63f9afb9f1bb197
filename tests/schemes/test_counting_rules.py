"""The counting rules and the acceptance examples of the scheme, through facts, settling and scorecard."""

from datetime import date

import pytest

from danvan.kernel.figures import Status
from danvan.orgs.models import UnitVersion
from danvan.schemes.rules.verdict import Flag
from danvan.schemes.selectors import scorecard, target_units
from tests.cast import TODAY, make_unit
from tests.schemes.factories import DEMOCRACY, PLATFORM, communes, end, plan, score, settle, succeed, task

pytestmark = pytest.mark.django_db
A, NA, NYD, ND, NAP = (
    Status.ACHIEVED, Status.NOT_ACHIEVED, Status.NOT_YET_DUE, Status.NO_DATA, Status.NOT_APPLICABLE,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _in_force(da04):
    pass


@pytest.fixture
def province():
    return make_unit("tinh", "Nghệ An", kind="province", level="province", since=date(2004, 1, 1), code="40")


@pytest.fixture
def ten(province):
    """Ten units: the province and nine communes."""
    return [province, *communes(9, parent=province)]


# --- T03, T04 -------------------------------------------------------------------------------------------------------


def test_a1_counts_the_submitted_plan_only_provisionally(ten, line):
    for unit in ten[:9]:
        plan(unit)
    plan(ten[9], state="submitted")

    found = line("T03")

    assert (found.numerator, found.denominator, found.status) == (9, 10, NA)
    assert (found.provisional_numerator, found.provisional_denominator, found.provisional_status) == (10, 10, A)


def test_a2_counts_a_late_plan_and_says_so(province, line, kept):
    plan(province, on=date(2025, 3, 5))

    found = line("T03")

    assert (found.status, found.flags[Flag.LATE]) == (A, 1)
    assert kept("T03", province).flags == ["late", "open"]


def test_a_plan_on_the_due_day_is_in_time(province, line):
    plan(province, on=date(2025, 2, 28))

    assert Flag.LATE not in line("T03").flags


@pytest.mark.parametrize("state", ["draft", "rejected", "superseded"])
def test_a_plan_that_proves_nothing_counts_on_no_side(province, line, state):
    plan(province, state=state)

    found = line("T03")

    assert (found.numerator, found.provisional_numerator, found.denominator) == (0, 0, 1)


def test_a_rejected_plan_is_no_absence_of_data(province, line, kept):
    plan(province, state="rejected")
    settle()

    assert kept("T03", province).status == NA
    assert kept("T04", province).status == ND


def test_a_plan_of_one_kind_proves_nothing_about_the_other(province, line):
    plan(province, kind=DEMOCRACY)

    assert (line("T03").status, line("T04").status) == (ND, A)


def test_the_year_of_the_plan_decides_not_the_day_it_was_issued(province, line):
    plan(province, 2025, on=date(2024, 12, 28))

    assert line("T03", 2025).status == A
    assert line("T03", 2024).status == ND


# --- R5: due, missing, closed ---------------------------------------------------------------------------------------


def test_units_without_a_plan_are_not_yet_due_until_the_due_day_has_passed(ten, kept):
    plan(ten[0], 2026)
    settle(on=date(2026, 2, 28))
    assert kept("T03", ten[1], 2026).status == NYD

    settle(on=date(2026, 3, 1))

    assert kept("T03", ten[0], 2026).status == A
    assert kept("T03", ten[1], 2026).status == ND


def test_units_that_sent_nothing_stand_in_the_denominator(ten, line):
    for unit in ten[:7]:
        plan(unit)

    found = line("T03")

    assert (found.numerator, found.denominator, found.units_short) == (7, 10, 3)
    assert Flag.MISSING_UNITS in found.verdict_flags


def test_the_province_is_judged_when_the_year_is_over(ten, line):
    for unit in ten[:7]:
        plan(unit, 2026)

    assert line("T03", 2026, on=date(2026, 12, 31)).status == NYD
    assert line("T03", 2026, on=date(2027, 1, 1)).status == NA


# --- R1, R2, R3, R4: units through time -----------------------------------------------------------------------------


@pytest.fixture
def merged(province):
    """Two communes that became one on 01/07/2025."""
    old = communes(2, parent=province, key="cu")
    for unit in old:
        end(unit, date(2025, 7, 1))
    new = make_unit("moi", "Mới", kind="commune", level="commune", parent=province, since=date(2025, 7, 1))
    for unit in old:
        succeed(unit, new, date(2025, 7, 1))
    return old, new


def test_a9_a_predecessors_plan_counts_for_the_successor(merged, kept):
    (first, _), new = merged
    plan(first)
    settle()

    row = kept("T03", new)

    assert (row.numerator, row.denominator, row.status) == (1, 1, A)
    assert "inherited" in row.flags
    assert row.detail["inherited"] == 1


def test_a_plan_of_its_own_needs_no_inheritance(merged, kept):
    (first, _), new = merged
    plan(first)
    plan(new, on=date(2025, 7, 20))
    settle()

    assert "inherited" not in kept("T03", new).flags


def test_inheritance_goes_through_several_steps_within_the_year(province, kept):
    units = communes(3, parent=province, key="chuoi", since=date(2021, 1, 1))
    end(units[0], date(2025, 3, 1))
    UnitVersion.objects.filter(unit=units[1]).update(valid_from=date(2025, 3, 1), valid_until=date(2025, 7, 1))
    UnitVersion.objects.filter(unit=units[2]).update(valid_from=date(2025, 7, 1))
    succeed(units[0], units[1], date(2025, 3, 1))
    succeed(units[1], units[2], date(2025, 7, 1))
    plan(units[0])
    settle()

    assert kept("T03", units[2]).status == A
    assert kept("T03", units[1]).closing
    assert "inherited" in kept("T03", units[1]).flags


def test_a_succession_of_an_earlier_year_hands_nothing_on(merged, kept):
    (first, _), new = merged
    plan(first, 2026)
    settle()

    assert kept("T03", new, 2026).numerator == 0


def test_an_ended_unit_has_a_closing_result_and_no_place_in_the_year(merged, line, kept):
    (first, second), _new = merged
    plan(first)

    found = line("T03")

    assert (found.numerator, found.denominator) == (1, 2), "the province and the new commune"
    assert (found.closing.units, found.closing.numerator, found.closing.denominator) == (2, 1, 2)
    row = kept("T03", second)
    assert (row.closing, row.period_from, row.period_to, row.status) == (
        True, date(2025, 1, 1), date(2025, 6, 30), ND,
    )  # fmt: skip


def test_an_ended_unit_is_gone_from_the_next_year(merged, line):
    assert line("T03", 2026).closing is None


def test_a_unit_ending_with_the_year_still_belongs_to_it(province, kept):
    (unit,) = communes(1, parent=province, key="cuoi")
    end(unit, date(2026, 1, 1))
    settle()

    assert not kept("T03", unit).closing


def test_r3_a_new_unit_without_evidence_does_not_count_and_is_named(province, line):
    make_unit("moi", "Mới", kind="commune", level="commune", parent=province, since=date(2025, 10, 3))
    plan(province)

    found = line("T03")

    assert (found.numerator, found.denominator, found.status, found.flags[Flag.NEW_UNIT]) == (1, 1, A, 1)
    (named,) = target_units(PLATFORM, "da04", "T03", 2025, flag="new_unit")
    assert named.unit_name == "xã Mới"


def test_r3_a_unit_of_ninety_days_counts(province, line):
    make_unit("moi", "Mới", kind="commune", level="commune", parent=province, since=date(2025, 10, 2))

    assert line("T03").denominator == 2


def test_r3_a_renamed_unit_is_not_new(province, kept):
    (unit,) = communes(1, parent=province, key="doi-ten")
    end(unit, date(2025, 12, 1))
    UnitVersion.objects.create(
        unit=unit, name="Tên mới", folded_name="ten moi", sort_name="ten moi", kind="ward", level="commune",
        parent=province, valid_from=date(2025, 12, 1),
    )  # fmt: skip
    settle()

    assert kept("T03", unit).status == ND


# --- T05 ------------------------------------------------------------------------------------------------------------


def tasks(of, done, total):
    for number in range(total):
        due = date(of.year, 3, 1 + number)
        task(of, due=due, done=due if number < done else None)


@pytest.mark.parametrize(("done", "status"), [(9, A), (8, NA)])
def test_a_unit_passes_with_nine_of_ten_tasks(province, kept, done, status):
    tasks(plan(province), done, 10)
    settle()

    row = kept("T05", province)

    assert (row.status, row.numerator, row.denominator) == (status, int(status == A), 1)
    assert (row.detail["done"], row.detail["due"]) == (done, 10)


def test_a_unit_without_a_plan_fails(ten, line):
    tasks(plan(ten[0]), 1, 1)

    found = line("T05")

    assert (found.numerator, found.denominator, found.status) == (1, 10, NA)


def test_tasks_of_a_plan_not_verified_count_only_provisionally(province, kept):
    tasks(plan(province, state="submitted"), 2, 2)
    settle()

    row = kept("T05", province)

    assert (row.status, row.provisional_status) == (NA, A)


def test_a_plan_with_nothing_due_leaves_the_unit_out(ten, line):
    plan(ten[0])
    tasks(plan(ten[1]), 1, 1)

    assert (line("T05").numerator, line("T05").denominator) == (1, 9)


def test_a_done_task_without_proof_is_not_done(province, kept):
    task(plan(province), due=date(2025, 3, 1), done=date(2025, 3, 1), state="submitted")
    settle()

    row = kept("T05", province)

    assert (row.status, row.provisional_status) == (NA, A)


def test_a_task_due_after_its_unit_ended_binds_nobody(merged, kept):
    (first, _), new = merged
    inherited = plan(first)
    task(inherited, due=date(2025, 5, 1), done=date(2025, 5, 1))
    task(inherited, due=date(2025, 9, 1))
    settle()

    assert kept("T05", first).detail["due"] == 1
    assert (kept("T05", new).status, kept("T05", new).detail["due"]) == (A, 1)


def test_nobody_bound_is_not_applicable(province, line):
    """A15-like: nothing out of nothing is no hundred percent."""
    plan(province)

    found = line("T05")

    assert (found.numerator, found.denominator, found.share, found.status) == (0, 0, None, NAP)


# --- T09 to T12 -----------------------------------------------------------------------------------------------------


def test_a_missing_edition_waits_until_publication_is_due(province, line):
    assert line("T09", 2025, on=date(2026, 6, 30)).status == NYD
    assert line("T09", 2025, on=date(2026, 7, 1)).status == ND


def test_34_provinces_change_the_basis_and_keep_the_threshold(province, line):
    score(province, "PAR_INDEX", 2025, 15, 34)

    found = line("T09", 2025)

    assert (found.status, found.numerator, found.denominator) == (A, 15, 34)
    assert Flag.BASIS_CHANGED in found.flags


def test_a12_ranks_on_another_basis_are_not_compared(province, line):
    score(province, "SIPAS", 2024, 8, 63)
    score(province, "SIPAS", 2025, 5, 34)

    assert line("T12", 2025).status == NAP


def test_a_submitted_edition_decides_nothing(province, line):
    score(province, "PAR_INDEX", 2023, 15, state="submitted")

    found = line("T09", 2023)

    assert (found.status, found.provisional_status) == (ND, A)


# --- R10 ------------------------------------------------------------------------------------------------------------


def test_a16_the_province_is_a_sum_never_a_mean(ten, line):
    for unit in ten[:4]:
        plan(unit)

    found = line("T03")

    assert found.share == pytest.approx(0.4)
    assert sum(found.statuses.values()) == 10


def test_pending_targets_are_shown_as_pending(province):
    card = scorecard(PLATFORM, "da04", 2025, on=TODAY)

    assert card.line("T33").is_pending
    assert card.line("T33").status is None
    assert card.counts["pending"] == 5
