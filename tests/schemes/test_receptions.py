"""T34 from the register of sessions (targets.md A18)."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from danvan.accounts.models import Person
from danvan.kernel.figures import Status
from danvan.orgs.models import Post, PostHolding
from danvan.orgs.services import appoint, end_holding
from danvan.reception.models import ReceptionSession
from danvan.reception.selectors import duty_in
from danvan.reception.services import Details, plan_session, publish_sessions
from danvan.schemes.jobs import refresh_after_holding_changed, refresh_after_session_changed, refresh_sessions_of_unit
from danvan.schemes.measures import regulations_of
from danvan.schemes.models import TargetResult
from danvan.schemes.roster import asked_of
from danvan.schemes.selectors import explain
from danvan.schemes.selectors.definitions import scheme_in_force
from danvan.schemes.services.results import check, refresh_for_day
from danvan.schemes.sources.reception import SESSION
from tests.cast import TODAY, make_unit
from tests.events import drain, waiting_jobs
from tests.schemes.factories import PLATFORM, communes, end, settle, succeed

pytestmark = pytest.mark.django_db
A, NA, NYD, ND, NAP = (
    Status.ACHIEVED, Status.NOT_ACHIEVED, Status.NOT_YET_DUE, Status.NO_DATA, Status.NOT_APPLICABLE,
)  # fmt: skip
END = date(2025, 7, 1)


@pytest.fixture(autouse=True)
def _in_force(da04, calendar):
    pass


@pytest.fixture
def province():
    return make_unit("tinh", "Nghệ An", kind="province", level="province", since=date(2004, 1, 1), code="40")


@pytest.fixture
def commune(province):
    return communes(1, parent=province)[0]


def held(unit, *days, chaired_by="head", published=True, **facts):
    """Store sessions as the register keeps them, and nothing else."""
    ReceptionSession.objects.bulk_create(
        ReceptionSession(
            unit=unit, kind="periodic", on=day, place="Phòng tiếp công dân", state="held", chaired_by=chaired_by,
            published_on=day - timedelta(10) if published else None, **facts,
        )
        for day in days
    )  # fmt: skip


def monthly(year: int, months=range(1, 13), day=10) -> list[date]:
    return [date(year, month, day) for month in months]


def weekly(first: date, last: date) -> list[date]:
    return [first + timedelta(7 * week) for week in range((last - first).days // 7 + 1)]


def test_a18_a_deputy_in_two_months_of_twelve_fails_the_post(province, kept):
    held(province, *monthly(2025, range(1, 11)))
    held(province, *monthly(2025, (11, 12)), chaired_by="delegated")
    settle()

    row = kept("T34", province)

    assert (row.numerator, row.denominator, row.status) == (10, 12, NA)
    assert (row.detail["delegated"], row.detail["missed"], row.detail["short_months"]) == (2, 2, [11, 12])
    assert (row.provisional_numerator, row.provisional_status) == (10, NA)


def test_twelve_of_twelve_passes_with_no_visitor_at_any(province, kept):
    held(province, *monthly(2025))
    settle()

    assert (kept("T34", province).numerator, kept("T34", province).status) == (12, A)


def test_a_month_with_two_days_does_not_mend_one_without(province, kept):
    held(province, *monthly(2025, range(2, 13)), date(2025, 2, 20))
    settle()

    assert (kept("T34", province).numerator, kept("T34", province).denominator) == (11, 12)


def test_who_recorded_nothing_has_no_data_and_stays_in_the_denominator(commune, kept):
    settle()

    row = kept("T34", commune)

    assert (row.numerator, row.status) == (0, ND)
    # 52 weeks, of which Tết left one without a working day.
    assert row.denominator == 51


def test_the_year_2026_asks_a_commune_for_weeks_and_then_months(commune, kept):
    held(commune, *weekly(date(2025, 12, 30), date(2026, 6, 23)))
    held(commune, *[date(2026, month, day) for month in range(7, 11) for day in (7, 21)])
    settle(on=date(2026, 11, 1))

    row = kept("T34", commune, 2026)

    # 26 weeks until the one that begins on 22 June, one of them without a working day (Tết), and four months of two.
    assert (row.numerator, row.denominator) == (25 + 8, 25 + 8)


def test_the_running_month_is_told_and_counts_once_it_is_over(province, kept):
    held(province, *monthly(2026, range(1, 12)))
    settle(on=date(2026, 11, 23))
    row = kept("T34", province, 2026)
    assert (row.numerator, row.denominator, row.detail["running_held"]) == (10, 10, 1)

    refresh_for_day("da04", on=date(2026, 12, 1))

    row = kept("T34", province, 2026)
    assert (row.numerator, row.denominator, row.status) == (11, 11, A)


def test_a_missed_month_of_the_running_year_is_not_judged_before_its_end(province, kept):
    held(province, *monthly(2026, range(2, 11)))
    settle(on=TODAY)

    assert (kept("T34", province, 2026).numerator, kept("T34", province, 2026).status) == (9, NYD)


@pytest.mark.parametrize(
    "facts",
    [{"published": False}, {"chaired_by": "delegated"}],
)
def test_what_does_not_count_is_data_all_the_same(province, kept, facts):
    held(province, *monthly(2025), **facts)
    settle()

    assert (kept("T34", province).numerator, kept("T34", province).denominator, kept("T34", province).status) == (
        0, 12, NA,
    )  # fmt: skip


def test_online_counts_and_ad_hoc_or_regular_reception_does_not(province, kept):
    held(province, date(2025, 1, 10), mode="online")
    ReceptionSession.objects.create(unit=province, kind="ad_hoc", ground="grave", on=date(2025, 2, 10), place="x",
                                    state="held", chaired_by="head", published_on=date(2025, 2, 1))  # fmt: skip
    ReceptionSession.objects.create(unit=province, kind="regular", on=date(2025, 3, 10), place="x", state="held",
                                    chaired_by="staff")  # fmt: skip
    settle()

    assert kept("T34", province).numerator == 1


def test_a_district_owes_its_months_until_it_ended(province, kept):
    district = make_unit("huyen", "Kỳ Sơn", kind="district", level="district", parent=province)
    held(district, *[date(2025, month, day) for month in range(1, 7) for day in (5, 20)])
    end(district, END)
    settle()

    row = kept("T34", district)

    assert (row.closing, row.numerator, row.denominator, row.status) == (True, 12, 12, A)


def test_a_new_commune_owes_its_own_weeks_and_keeps_those_of_before_apart(province, kept):
    old, new = communes(1, parent=province, key="cu")[0], communes(1, parent=province, since=END, key="moi")[0]
    held(old, *weekly(date(2025, 1, 6), date(2025, 6, 23)))
    held(new, *weekly(date(2025, 7, 7), date(2025, 12, 22)))
    end(old, END)
    succeed(old, new, END)
    settle()

    assert (kept("T34", old).closing, kept("T34", old).denominator) == (True, 25)
    row = kept("T34", new)
    # The week of 30 June to 6 July is the new commune's: nobody received in it.
    assert (row.numerator, row.denominator, row.detail["missed"]) == (25, 26, 1)
    assert "inherited" not in row.flags


def test_what_a_predecessor_held_inside_a_stretch_of_the_new_unit_counts_for_it(province, kept):
    old, new = communes(1, parent=province, key="cu")[0], communes(1, parent=province, since=END, key="moi")[0]
    # Monday 30 June 2025, the last day of the old commune, lies in the first week of the new one.
    held(old, date(2025, 6, 30))
    end(old, END)
    succeed(old, new, END)
    settle()

    row = kept("T34", new)

    assert row.numerator == 1
    assert "inherited" in row.flags
    assert [each.record.unit_id for each in explain(PLATFORM, "da04", "T34", 2025, new.pk).records] == [old.pk]


def test_a_vacancy_of_a_month_asks_for_nothing(commune, kept):
    person = Person.objects.create_user("cu", "x", full_name="Cũ")
    post = Post.objects.create(unit=commune, title="Chủ tịch", kind="chair", valid_from=date(2021, 10, 1))
    PostHolding.objects.create(post=post, person=person, valid_from=date(2021, 10, 1), valid_until=date(2026, 8, 3))
    PostHolding.objects.create(post=post, person=person, valid_from=date(2026, 9, 14), acting=True)
    held(commune, *[date(2026, month, day) for month in (7, 9, 10) for day in (15, 16)])
    settle(on=date(2026, 11, 1))

    row = kept("T34", commune, 2026)

    assert 8 not in row.detail["short_months"]
    assert 9 not in row.detail["short_months"]


def test_party_committees_answer_for_their_secretaries_apart(province, kept):
    party = make_unit("dang-uy", "Đảng ủy xã A", kind="party_committee", level="commune", parent=province)
    held(party, *[date(2026, month, day) for month in range(1, 11) for day in (5, 20)])
    settle(on=date(2026, 11, 1))

    row = kept("T34", party, 2026)

    assert (row.numerator, row.denominator, row.status) == (20, 20, A)
    assert row.detail["unsure"] is False


def test_the_figure_of_before_the_amendment_says_that_it_is_unsure(province, kept):
    party = make_unit("dang-uy", "Đảng ủy xã A", kind="party_committee", level="commune", parent=province)
    settle()

    assert kept("T34", party).detail["unsure"] is True


# --- behind the figure ------------------------------------------------------------------------------------------------


def test_the_sessions_behind_a_figure_say_why_they_count_or_not(province):
    held(province, date(2025, 1, 10))
    held(province, date(2025, 2, 10), chaired_by="delegated")
    held(province, date(2025, 3, 10), published=False)
    settle()

    told = explain(PLATFORM, "da04", "T34", 2025, province.pk)

    assert [(each.record.why, each.record.is_counted) for each in told.records] == [
        ("người đứng đầu trực tiếp tiếp", True),
        ("ủy quyền, không tính", False),
        ("chưa công bố trước khi tiếp, không tính", False),
    ]
    assert told.line.reason == (
        "Trực tiếp tiếp 1/12 ngày theo quy định; ủy quyền 1 ngày, không tính; "
        "thiếu 11 ngày ở tháng 2, 3, 4, 5 và 7 tháng khác."
    )


def test_what_visitors_brought_is_never_behind_a_figure(province):
    held(province, date(2025, 1, 10), minutes="Nguyễn Văn Kín đến", chair_name="Nguyễn Văn Kín")
    settle()

    assert "Kín" not in repr(explain(PLATFORM, "da04", "T34", 2025, province.pk))


def test_the_page_of_the_target_says_what_the_law_asks_in_each_half_of_2026(cast, signed_in):
    settle()
    asked = next(each for each in asked_of(scheme_in_force("da04"), ["T34"]))

    said = {(each.label, each.said) for each in regulations_of(asked, 2026)}
    assert ("Chủ tịch UBND cấp xã", "1 ngày mỗi tuần") in said
    assert ("Chủ tịch UBND cấp xã", "2 ngày mỗi tháng") in said

    page = signed_in("binh").get("/de-an/chi-tieu/T34/?nam=2026").content.decode()
    assert "1 ngày mỗi tuần đến hết 30/06/2026" in page
    assert "2 ngày mỗi tháng từ 01/07/2026" in page
    assert "Điều 15.2d" in page


# --- keeping up -------------------------------------------------------------------------------------------------------


def test_an_act_on_a_session_refreshes_the_figure_of_its_unit(cast, kept):
    settle()
    lan = cast.actor("lan", on=date(2026, 9, 1))
    details = Details(place="Phòng tiếp công dân", starts_at=time(8))
    at = date(2026, 9, 10)

    session = plan_session(cast.place.commune.pk, at, details=details, actor=lan, at=timezone.now())
    publish_sessions([session.pk], actor=lan, at=timezone.now())
    ReceptionSession.objects.update(state="held", chaired_by="head")
    drain("SessionChanged")

    row = kept("T34", cast.place.commune, 2026)
    assert (row.numerator, row.detail["missed"]) == (1, row.denominator - 1)
    assert check("da04", on=TODAY) == []


def test_an_appointment_and_an_end_in_the_heads_post_refresh_every_year_since(province, commune, kept):
    held(commune, *weekly(date(2025, 1, 7), date(2025, 12, 23)), *weekly(date(2025, 12, 30), date(2026, 6, 23)))
    settle()
    asked = kept("T34", commune).denominator, kept("T34", commune, 2026).denominator
    person = Person.objects.create_user("dau", "x", full_name="Đầu")
    post = Post.objects.create(unit=commune, title="Chủ tịch", kind="chair", valid_from=date(2021, 10, 1))

    first = appoint(post.pk, person_id=person.pk, valid_from=date(2021, 10, 1), actor=PLATFORM)
    end_holding(first.pk, valid_until=date(2025, 10, 1), reason="nghỉ hưu", actor=PLATFORM)
    drain("HoldingChanged")

    assert kept("T34", commune).denominator < asked[0]
    assert "T34" not in TargetResult.objects.filter(unit=commune, year=2026, denominator__gt=0).values_list(
        "target", flat=True
    )
    assert check("da04", on=TODAY) == []

    appoint(post.pk, person_id=person.pk, valid_from=date(2025, 10, 1), acting=True, actor=PLATFORM)
    drain("HoldingChanged")

    assert (kept("T34", commune).denominator, kept("T34", commune, 2026).denominator) == asked
    assert check("da04", on=TODAY) == []


def test_a_post_that_is_no_heads_refreshes_nothing(commune):
    waiting_jobs()
    refresh_after_holding_changed({"unit_id": commune.pk, "post_kind": "officer", "since": "2025-10-01"})
    assert waiting_jobs() == []


def test_many_acts_queue_one_refresh(province):
    waiting_jobs()
    payload = {"unit_id": province.pk, "years": [2026]}
    refresh_after_session_changed(payload)
    refresh_after_session_changed(payload)

    assert [name for name, _ in waiting_jobs()] == ["refresh_sessions_of_unit"]


def test_a_refresh_gives_what_a_recomputation_gives(province, commune, kept):
    settle()
    held(commune, *weekly(date(2025, 12, 30), date(2026, 3, 3)))
    refresh_sessions_of_unit(commune.pk, [2025, 2026])

    assert kept("T34", commune, 2026).numerator > 0
    assert check("da04", on=TODAY) == []


def test_units_and_years_are_asked_in_a_fixed_number_of_queries(province, django_assert_max_num_queries):
    units = communes(20, parent=province, key="nhieu")
    for unit in units:
        held(unit, *weekly(date(2025, 1, 7), date(2025, 12, 23)))

    with django_assert_max_num_queries(4):
        duty = duty_in(2025, None)
    assert len(duty.facts) == 20


def test_a_source_names_its_kind():
    assert SESSION == "reception_session"
