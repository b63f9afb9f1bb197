"""What is done with a voter's recommendation, from the list to the answer and back."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from danvan.journal.models import Entry
from danvan.kernel.errors import Conflict, NoAuthority, NotFound
from danvan.notices.models import Notice
from danvan.opinions import services
from danvan.opinions.models import RecommendationResponse, Routing, VoterRecommendation
from danvan.opinions.services import ActNotAllowed, CannotDo, SpeaksOfDenunciation
from danvan.petitions.models import Petition
from danvan.petitions.services import NewWriter
from tests.cast import TODAY, make_unit
from tests.events import waiting_jobs
from tests.files import samples
from tests.opinions.factories import SEP_1, answered, do, make_recommendation, make_session, moment
from tests.schemes.factories import end, succeed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
SEP_7, SEP_14, SEP_21 = date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 21)
AT = moment(TODAY)


def routed(row, hai, unit, on=SEP_7, **given):
    return do(row, "route", on, actor=hai, to_unit=unit.pk, **given)


@pytest.fixture
def studied(row, hai, son, place):
    routed(row, hai, place.department)
    do(row, "accept", SEP_7, actor=son)
    return answered(row, SEP_14, "studied", actor=son, promised_on=date(2026, 12, 1))


def unchanged(row):
    return VoterRecommendation.objects.get(pk=row.pk).version == row.version


# --- written down ---------------------------------------------------------------------------------------------------


def test_a_recommendation_gets_the_next_number_of_its_session(kept, hai):
    rows = [make_recommendation(kept, text=text, actor=hai) for text in ("Sửa đường.", "Kéo điện.")]

    assert [row.number for row in rows] == [1, 2]
    assert (rows[0].state, rows[0].unit_id, rows[0].is_open) == ("recorded", kept.unit_id, True)
    entry = Entry.objects.filter(act="opinions.record", subject_id=rows[0].pk).get()
    assert "đường" not in str(entry.detail)


@pytest.mark.parametrize(
    ("names_nobody", "given", "public"), [(True, "", "Sửa cầu."), (False, "", ""), (False, "Lời khác.", "Lời khác.")]
)
def test_what_names_nobody_is_its_own_public_wording(kept, hai, names_nobody, given, public):
    row = make_recommendation(kept, text="Sửa cầu.", names_nobody=names_nobody, public_text=given, actor=hai)

    assert row.public_text == public


def test_a_denunciation_is_not_written_down_here(kept, hai):
    with pytest.raises(SpeaksOfDenunciation, match="phong bì"):
        make_recommendation(kept, text="Tôi tố cáo ông Nguyễn Văn Giả Định.", actor=hai)

    assert not VoterRecommendation.objects.exists()


@pytest.mark.parametrize("name", ["lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa"])
def test_only_the_keeper_writes_into_its_list(cast, kept, name):
    with pytest.raises(NoAuthority):
        make_recommendation(kept, actor=cast.actor(name))


def test_a_commune_keeps_its_own_list(cast, calendar):
    session = make_session(cast.place.commune)

    assert make_recommendation(session, actor=cast.actor("lan")).unit_id == cast.place.commune.pk


# --- the limit ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "days", "due_on"),
    # 60 days from 1 September are 31 October, a Saturday; 30 are 1 October.
    [("national_assembly", "60", date(2026, 11, 2)), ("council", "30", date(2026, 10, 1))],
)
def test_the_limit_follows_whose_session_it_is(cast, hai, body, days, due_on):
    session = make_session(cast.place.adviser, body=body)

    row = make_recommendation(session, on=SEP_1, actor=hai)

    assert (row.due_on, row.triggered_on) == (due_on, SEP_1)


def test_whoever_gets_it_has_the_whole_limit_and_after_a_bounce_the_keeper_is_counted_again(row, hai, son, place):
    routed(row, hai, place.department, on=SEP_14)
    row.refresh_from_db()
    assert (row.triggered_on, row.due_on) == (SEP_14, date(2026, 10, 14))
    assert "30 ngày" in row.routings.get().explanation

    do(row, "bounce", SEP_21, actor=son, note="Thuộc xã.", named_unit=place.commune.pk)

    row.refresh_from_db()
    assert (row.triggered_on, row.due_on) == (SEP_1, date(2026, 10, 1))


def test_the_day_a_councils_standing_body_set_wins(row, hai, place):
    routed(row, hai, place.department)

    do(row, "set_limit", SEP_7, actor=hai, set_by=date(2026, 9, 25))

    row.refresh_from_db()
    step = row.routings.get()
    assert (row.due_on, row.kept_due_on, step.due_on) == (date(2026, 9, 25),) * 3
    assert "ấn định" in step.explanation


def test_no_day_can_be_set_where_the_law_sets_it(cast, hai):
    row = make_recommendation(make_session(cast.place.adviser, body="national_assembly"), actor=hai)

    with pytest.raises(CannotDo, match="Hội đồng nhân dân"):
        do(row, "set_limit", SEP_7, actor=hai, set_by=date(2026, 9, 25))


def test_another_day_for_the_whole_session_moves_what_is_open(row, kept, hai):
    given = {"answer_by": date(2026, 10, 20)}

    services.save_session(kept.pk, kept.unit_id, given, actor=hai, at=AT, version=1)

    row.refresh_from_db()
    assert row.due_on == date(2026, 10, 20)


# --- the way --------------------------------------------------------------------------------------------------------


def test_it_is_routed_accepted_answered_and_closed(row, hai, son, place):
    routed(row, hai, place.department, number="9/ĐĐBQH-VP")
    do(row, "accept", SEP_7, actor=son)
    answered(row, SEP_14, actor=son, papers=())
    do(row, "close", SEP_21, actor=hai)

    row.refresh_from_db()
    assert (row.state, row.result, row.is_open) == ("closed", "settled", False)
    assert (row.answered_on, row.settled_on, row.over_on) == (SEP_14,) * 3
    assert list(row.acts.values_list("act", flat=True)) == ["record", "route", "accept", "answer", "close"]
    step = row.routings.get()
    assert (step.state, step.accepted_on, step.until) == ("accepted", SEP_7, None)
    assert Entry.objects.filter(subject_kind="voter_recommendation", subject_id=row.pk).count() == 5


def test_figures_of_the_keeper_and_of_everybody_who_had_it_follow(row, hai, place):
    routed(row, hai, place.department)

    told = {args["payload"]["unit_id"] for _name, args in waiting_jobs() if args.get("name") == "RecommendationChanged"}
    assert told == {place.adviser.pk, place.department.pk}


def test_whoever_gets_it_is_told_by_its_number_alone(row, hai, more, place):
    routed(row, hai, place.department)

    notice = Notice.objects.get(holding=more["son"][1].holding_id)
    assert "số 1" in notice.text
    assert "cầu" not in notice.text


@pytest.mark.parametrize(
    ("act", "given", "said"),
    [
        ("set_limit", {"set_by": date(2026, 9, 25)}, "hạn trả lời mới: 25/09/2026"),
        ("take_back", {"note": "Nhầm nơi."}, "thu hồi"),
        ("merge", {"into": 2}, "ghép với"),
        ("withdraw", {"note": "Ghi nhầm."}, "rút khỏi danh sách"),
    ],
)
def test_whoever_has_it_is_told_when_the_keeper_changes_it(row, kept, hai, more, place, act, given, said):
    make_recommendation(kept, actor=hai)
    routed(row, hai, place.department)
    before = Notice.objects.latest("pk").pk

    do(row, act, SEP_14, actor=hai, **given)

    notice = Notice.objects.get(holding=more["son"][1].holding_id, pk__gt=before)
    assert said in notice.text
    assert "cầu" not in notice.text


def test_papers_of_an_answer_are_kept(row, hai, son, place):
    routed(row, hai, place.department)
    do(row, "accept", SEP_7, actor=son)

    do(
        row,
        "answer",
        SEP_14,
        actor=son,
        kind="settled",
        number="1/SXD",
        note="Xong.",
        papers=[SimpleUploadedFile("tra-loi.pdf", samples.pdf())],
    )

    assert RecommendationResponse.objects.get().files.count() == 1


def test_a_bounce_names_another_body_and_says_why(row, hai, son, place):
    routed(row, hai, place.department)
    row.refresh_from_db()
    for given, why in (
        ({"note": "", "named_unit": place.commune.pk}, "vì sao"),
        ({"note": "Không thuộc."}, "cơ quan có thẩm quyền"),
        ({"note": "Không thuộc.", "named_unit": place.department.pk}, "cơ quan khác"),
    ):
        with pytest.raises(CannotDo, match=why):
            do(row, "bounce", SEP_14, actor=son, **given)
        assert unchanged(row)

    do(row, "bounce", SEP_14, actor=son, note="Đường xã.", named_unit=place.commune.pk)

    row.refresh_from_db()
    step = row.routings.get()
    assert (row.state, row.addressee_id, row.bounces) == ("bounced", None, 1)
    assert (step.state, step.until, step.reason, step.named_unit_id) == (
        "bounced", SEP_14, "Đường xã.", place.commune.pk,
    )  # fmt: skip


def test_a_loop_is_refused_and_the_way_shown(row, hai, son, place):
    routed(row, hai, place.department)
    do(row, "bounce", SEP_14, actor=son, note="Đường xã.", named_unit=place.commune.pk)
    row.refresh_from_db()

    with pytest.raises(CannotDo, match=r"Sở Tư pháp \(trả lại 14/09/2026\)"):
        routed(row, hai, place.department, on=SEP_21)

    assert unchanged(row)
    assert row.routings.count() == 1


@pytest.fixture
def bounced_twice(cast, row, hai, son, place):
    routed(row, hai, place.department)
    do(row, "bounce", SEP_7, actor=son, note="Đường xã.", named_unit=place.commune.pk)
    routed(row, hai, place.commune)
    do(row, "bounce", SEP_14, actor=cast.actor("lan"), note="Đường tỉnh.", named_unit=place.department.pk)
    row.refresh_from_db()
    return row


def test_after_two_bounces_the_keeper_decides_and_that_binds(bounced_twice, hai, son, place):
    row = bounced_twice
    with pytest.raises(CannotDo, match="ấn định thẩm quyền"):
        routed(row, hai, place.standing, on=SEP_21)
    with pytest.raises(CannotDo, match="căn cứ"):
        routed(row, hai, place.department, on=SEP_21, decides=True)
    assert unchanged(row)

    routed(row, hai, place.department, on=SEP_21, decides=True, note="Điều 5 quy định phân cấp.")

    with pytest.raises(CannotDo, match="đã ấn định"):
        do(row, "bounce", SEP_21, actor=son, note="Không.", named_unit=place.commune.pk)
    row.refresh_from_db()
    assert (row.state, row.addressee_id, row.is_decided) == ("routed", place.department.pk, True)


def test_nobody_decides_before_two_bounces(row, hai, place):
    with pytest.raises(CannotDo, match="từ hai lần"):
        routed(row, hai, place.department, decides=True, note="Vì thế.")


def test_a_body_outside_is_written_down_by_the_keeper(row, hai, place):
    do(row, "route", SEP_7, actor=hai, to_body="Bộ Xây dựng")
    do(row, "accept", SEP_7, actor=hai)
    answered(row, SEP_14, "explained", actor=hai)

    row.refresh_from_db()
    response = row.responses.get()
    assert (row.state, row.result, row.settled_on, row.over_on) == ("answered", "explained", None, SEP_14)
    assert (response.unit_id, response.body) == (None, "Bộ Xây dựng")


@pytest.mark.parametrize("given", [{}, {"to_unit": 1, "to_body": "Bộ Xây dựng"}])
def test_it_goes_to_exactly_one_place(row, hai, given):
    with pytest.raises(CannotDo, match="Chọn một đơn vị"):
        do(row, "route", SEP_7, actor=hai, **given)


def test_who_follows_an_ended_unit_goes_on_with_the_same_limit(row, hai, place):
    old = make_unit("so-cu", "Sở Giao thông cũ", kind="department", level="province", parent=place.province)
    routed(row, hai, old)
    due_on = VoterRecommendation.objects.get(pk=row.pk).due_on
    end(old, date(2026, 9, 10))
    succeed(old, place.department, on=date(2026, 9, 10))
    for unit in (place.standing, place.commune):
        with pytest.raises(CannotDo, match="không kế tục"):
            do(row, "pass_on", SEP_14, actor=hai, to_unit=unit.pk)

    do(row, "pass_on", SEP_14, actor=hai, to_unit=place.department.pk)

    row.refresh_from_db()
    assert (row.addressee_id, row.state, row.due_on) == (place.department.pk, "routed", due_on)
    assert list(row.routings.values_list("unit", "state", "until")) == [
        (old.pk, "passed_on", SEP_14), (place.department.pk, "waiting", None),
    ]  # fmt: skip


def test_what_lies_with_a_living_unit_is_not_passed_on(row, hai, place):
    routed(row, hai, place.department)

    with pytest.raises(CannotDo, match="vẫn hoạt động"):
        do(row, "pass_on", SEP_14, actor=hai, to_unit=place.commune.pk)


# --- answers --------------------------------------------------------------------------------------------------------


def test_being_studied_stays_open_until_it_is_settled(studied, son):
    row = VoterRecommendation.objects.get(pk=studied.pk)
    assert (row.state, row.is_open, row.promised_on, row.promises) == ("studied", True, date(2026, 12, 1), 1)
    assert (row.answered_on, row.settled_on, row.over_on) == (SEP_14, None, None)

    answered(row, SEP_21, actor=son)

    row.refresh_from_db()
    assert (row.state, row.is_open, row.answered_on, row.settled_on) == ("answered", False, SEP_14, SEP_21)
    assert row.promised_on is None


def test_every_other_promise_is_counted(studied, son):
    do(studied, "promise", SEP_21, actor=son, promised_on=date(2026, 12, 31), note="Chờ vốn.")

    row = VoterRecommendation.objects.get(pk=studied.pk)
    assert (row.promised_on, row.promises, row.answered_on) == (date(2026, 12, 31), 2, SEP_14)
    assert row.acts.get(act="promise").detail == {"from": "2026-12-01", "to": "2026-12-31"}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"promised_on": None, "note": "x"}, "ngày hẹn"),
        ({"promised_on": SEP_21, "note": "x"}, "sau ngày"),
        ({"promised_on": date(2026, 12, 1), "note": "x"}, "đã có"),
        ({"promised_on": date(2026, 12, 31), "note": " "}, "lý do"),
    ],
)
def test_a_promise_is_a_later_day_with_a_reason(studied, son, given, why):
    row = VoterRecommendation.objects.get(pk=studied.pk)

    with pytest.raises(CannotDo, match=why):
        do(row, "promise", SEP_21, actor=son, **given)

    assert unchanged(row)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"kind": "studied"}, "ngày hẹn"),
        ({"kind": "studied", "promised_on": SEP_14}, "sau ngày"),
        ({"kind": "settled", "number": " "}, "số văn bản"),
        ({"kind": "settled", "note": ""}, "nội dung"),
    ],
)
def test_an_answer_has_its_document_and_a_studied_one_its_day(row, hai, son, place, given, why):
    routed(row, hai, place.department)
    do(row, "accept", SEP_7, actor=son)
    row.refresh_from_db()

    with pytest.raises(CannotDo, match=why):
        answered(row, SEP_14, actor=son, **given)

    assert unchanged(row)
    assert not RecommendationResponse.objects.exists()


def test_a_further_answer_asked_for_has_the_whole_limit_again(row, hai, son, place):
    routed(row, hai, place.department)
    do(row, "accept", SEP_7, actor=son)
    answered(row, SEP_14, actor=son)

    do(row, "reopen", SEP_21, actor=hai, note="Chưa nói khi nào sửa.")

    row.refresh_from_db()
    assert (row.state, row.answered_on, row.result, row.is_open) == ("accepted", None, "", True)
    assert (row.triggered_on, row.due_on) == (SEP_21, date(2026, 10, 21))
    assert Routing.objects.filter(recommendation=row, until=None).count() == 1


def test_what_is_public_is_in_words_for_everybody_and_falls_with_a_newer_answer(studied, hai, son):
    with pytest.raises(CannotDo, match="lời"):
        do(studied, "publish", SEP_21, actor=hai, public_text="Sửa cầu.", public_answer=" ")
    do(studied, "publish", SEP_21, actor=hai, public_text="Sửa cầu.", public_answer="Đang lập dự án.")
    row = VoterRecommendation.objects.get(pk=studied.pk)
    assert row.published_at is not None

    answered(row, SEP_21, actor=son)

    row.refresh_from_db()
    assert (row.published_at, row.public_answer) == (None, "")


def test_a_duplicate_is_merged_and_stops(row, kept, hai, place):
    twin = make_recommendation(kept, actor=hai)
    routed(twin, hai, place.department)
    for number in (twin.number, 99):
        with pytest.raises(CannotDo, match="Không tìm thấy"):
            do(twin, "merge", SEP_14, actor=hai, into=number)

    do(twin, "merge", SEP_14, actor=hai, into=row.number)

    twin.refresh_from_db()
    assert (twin.state, twin.merged_into_id, twin.is_open) == ("merged", row.pk, False)
    assert not twin.routings.filter(until=None).exists()


# --- who, when, in which state ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa"])
@pytest.mark.parametrize("act", ["route", "withdraw", "to_letter"])
def test_only_the_keeper_routes(cast, row, name, act):
    with pytest.raises((NoAuthority, NotFound)):
        do(row, act, SEP_7, actor=cast.actor(name), to_unit=cast.place.commune.pk, note="x")

    assert unchanged(row)


@pytest.mark.parametrize("name", ["lan", "tam", "binh", "dung", "thanh", "quan", "hoa", "hai", "mai"])
def test_only_the_addressee_accepts(cast, row, hai, more, place, name):
    routed(row, hai, place.department)
    row.refresh_from_db()
    actor = more[name][1] if name in more else cast.actor(name)

    with pytest.raises(NoAuthority):
        do(row, "accept", SEP_7, actor=actor)

    assert unchanged(row)


def test_a_stale_page_an_early_day_and_another_state_are_refused(row, hai, son, place):
    with pytest.raises(Conflict):
        do(row, "route", SEP_7, actor=hai, version=row.version - 1, to_unit=place.commune.pk)
    with pytest.raises(CannotDo, match="không thể sớm hơn"):
        routed(row, hai, place.department, on=date(2026, 8, 31))
    with pytest.raises(CannotDo, match="sau hôm nay"):
        routed(row, hai, place.department, on=date(2026, 11, 24))
    with pytest.raises(ActNotAllowed, match="chưa chuyển"):
        do(row, "close", SEP_7, actor=hai)

    assert unchanged(row)


# --- letters --------------------------------------------------------------------------------------------------------


def test_a_complaint_becomes_a_letter_at_a_desk_and_nothing_stays(row, hai, place):
    services.turn_into_letter(
        row.pk, kind="complaint", desk_unit=place.commune.pk, writer=NewWriter("Vi Văn Ví Dụ", "bản Xiềng"),
        actor=hai, on=TODAY, at=AT, version=row.version,
    )  # fmt: skip

    row.refresh_from_db()
    letter = Petition.objects.get()
    assert (letter.unit_id, letter.summary) == (place.commune.pk, "Đề nghị sửa cầu tràn qua suối ở bản Xiềng.")
    assert (row.state, row.text, row.is_open) == ("letter", "(đã chuyển thành đơn)", False)
    assert "cầu" not in f"{row.text} {row.folded} {row.public_text} {row.folded_public}"


def test_a_denunciation_leaves_no_word_and_no_sign(row, hai):
    services.forget_denunciation(row.pk, actor=hai, on=TODAY, at=AT, version=row.version)

    row.refresh_from_db()
    assert "cầu" not in f"{row.text} {row.folded} {row.public_text}"
    entry = Entry.objects.get(act="opinions.to_letter")
    assert "tố cáo" not in f"{row.text} {entry.detail} {entry.reason}".lower()


def test_a_letter_goes_only_where_somebody_takes_letters_in(row, hai, place, client, more):
    client.force_login(more["hai"][0])
    form = client.get(f"/kien-nghi-cu-tri/{row.pk}/thanh-don/").context["form"]
    offered = {key for key, _label in form.fields["desk_unit"].choices}
    assert place.commune.pk in offered
    assert place.adviser.pk not in offered

    with pytest.raises(CannotDo) as refused:
        services.turn_into_letter(
            row.pk, kind="complaint", desk_unit=place.adviser.pk, writer=NewWriter("Vi Văn Ví Dụ"),
            actor=hai, on=TODAY, at=AT, version=row.version,
        )  # fmt: skip
    assert refused.value.field == "desk_unit"
    assert unchanged(row)


def test_a_letter_of_nobody_is_refused_and_the_words_stay(row, hai, place):
    with pytest.raises(CannotDo, match="họ tên"):
        services.turn_into_letter(
            row.pk, kind="complaint", desk_unit=place.commune.pk, writer=NewWriter(" "),
            actor=hai, on=TODAY, at=AT, version=row.version,
        )  # fmt: skip

    assert unchanged(row)
