"""The schedule, a session and the duty table as people meet them; the public schedule as everybody does."""

import io
from datetime import date, time, timedelta

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from danvan.accounts.models import Person
from danvan.documents.reading import read_word
from danvan.documents.word import write_word
from danvan.orgs.models import Post, PostHolding
from danvan.reception.models import ReceptionSession
from danvan.reception.papers import NOTICE, notice_fields
from danvan.reception.services import cancel_session, move_session, plan_session, publish_sessions
from danvan.ui.catalogue.sheets import XLSX
from tests.cast import TODAY, make_unit

pytestmark = pytest.mark.django_db
DETAILS = {
    "starts_at": "8h", "ends_at": "11:30", "place": "Phòng tiếp công dân", "mode": "direct", "subject": "đất đai",
    "participants": "",
}  # fmt: skip
PLAN = {**DETAILS, "first": "01/12/2026", "last": "31/12/2026", "month_days": "5, 20", "off_day": "next"}


def text(response) -> str:
    return response.content.decode()


def _is_sheet(response) -> bool:
    # Read to its end, the file is closed.
    body = response.getvalue()
    return bool(response.headers["Content-Type"] == XLSX and body.startswith(b"PK"))


@pytest.fixture
def browser(signed_in):
    return signed_in("lan")


def held(unit, *days, **facts):
    ReceptionSession.objects.bulk_create(
        ReceptionSession(
            **{
                "unit": unit, "kind": "periodic", "on": day, "place": "Phòng tiếp công dân", "state": "held",
                "chaired_by": "head", "published_on": day - timedelta(10), **facts,
            }
        )
        for day in days
    )  # fmt: skip


# --- the schedule -----------------------------------------------------------------------------------------------------


def test_an_officer_plans_a_month_and_publishes_it(calendar, browser, cast):
    page = text(browser.get(reverse("reception:schedule")))
    assert "chưa có buổi tiếp nào" in page
    assert "2 ngày mỗi tháng" in page

    page = text(browser.post(reverse("reception:plan"), PLAN, follow=True))
    assert "Đã lên lịch 2 buổi tiếp" in page
    assert "05/12 → 07/12" in page
    assert "công bố 0/2 ngày" in page

    ids = list(ReceptionSession.objects.values_list("pk", flat=True))
    page = text(browser.post(reverse("reception:publish"), {"session": ids, "thang": "12/2026"}, follow=True))
    assert "Đã công bố 2 buổi tiếp." in page
    assert set(ReceptionSession.objects.values_list("published_on", flat=True)) == {TODAY}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"month_days": "5, 40"}, "Cần các số từ 1 đến 31"),
        ({"month_days": ""}, "Chọn ít nhất một thứ"),
        ({"last": "30/11/2026"}, "Ngày cuối không thể trước ngày đầu"),
        ({"last": "31/12/2028"}, "nhiều nhất một năm"),
        ({"first": "01/10/2026"}, "đã qua nên không lên lịch được"),
        ({"starts_at": "25:00"}, "Cần giờ như 8:00"),
        ({"ends_at": "7:00"}, "Giờ kết thúc phải sau giờ bắt đầu"),
        ({"place": ""}, "Chưa nhập mục này"),
    ],
)
def test_a_wrong_plan_is_told_why_with_what_was_typed(calendar, browser, changes, said):
    page = text(browser.post(reverse("reception:plan"), {**PLAN, "subject": "lời đã gõ", **changes}))

    assert said in page
    assert "lời đã gõ" in page
    assert not ReceptionSession.objects.exists()


def test_the_month_table_and_the_sheet_show_the_sessions(session, browser):
    where = f"{reverse('reception:schedule')}?thang=12/2026"
    assert "chưa công bố" in text(browser.get(f"{where}&xem=thang"))
    assert _is_sheet(browser.get(f"{where}&xem=xlsx"))
    assert browser.get(f"{where}&xem=khac").status_code == 404
    assert browser.get(f"{reverse('reception:schedule')}?thang=thang-muoi").status_code == 404


def test_what_must_be_published_today_stands_beside(calendar, browser, session):
    ReceptionSession.objects.update(publish_by=TODAY - timedelta(1))

    page = text(browser.get(reverse("reception:schedule")))

    assert "Cần công bố ngay" in page
    assert "đã quá hạn" in page


def test_a_list_of_any_length_takes_the_same_queries(calendar, browser, cast, django_assert_max_num_queries):
    browser.get(reverse("reception:schedule"))
    held(cast.place.commune, *[date(2026, 11, day) for day in range(1, 31)], state="planned", chaired_by="")
    with django_assert_max_num_queries(40) as few:
        browser.get(reverse("reception:schedule"))
    held(cast.place.commune, *[date(2026, 11, day) for day in range(1, 31)], state="planned", chaired_by="",
         starts_at=time(14))  # fmt: skip
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(reverse("reception:schedule"))


def test_the_notice_to_post_is_a_word_file_and_a_pdf(session, browser):
    for name, start in (("notice_word", b"PK"), ("notice_pdf", b"%PDF")):
        response = browser.get(f"{reverse(f'reception:{name}')}?thang=12/2026")
        assert response.content.startswith(start)


def test_a_name_in_the_words_of_a_session_is_shown_before_it_is_published(session, browser, public):
    ReceptionSession.objects.update(subject="đơn của bà Lô Thị Bí Mật")
    sent = {"session": [session.pk], "thang": "12/2026", "don-vi": session.unit_id}

    page = text(browser.post(reverse("reception:publish"), sent))

    assert "“Lô Thị Bí Mật”" in page
    assert f'name="session" value="{session.pk}"' in page
    assert f'<a href="{session.get_absolute_url()}">Buổi ngày 08/12/2026</a>' in page
    assert "Bí Mật" not in public(thang="12/2026")
    page = text(browser.post(reverse("reception:publish"), {**sent, "confirmed": "on"}, follow=True))
    assert "Đã công bố 1 buổi tiếp." in page
    assert "Lịch tiếp công dân tháng 12/2026" in page


def test_one_session_is_published_with_the_same_look_at_its_words(session, browser):
    where = f"{session.get_absolute_url()}cong-bo/"
    assert "Đã xem từng chỗ" not in text(browser.get(where))
    ReceptionSession.objects.update(subject="đơn của bà Lô Thị Bí Mật")

    page = text(browser.post(where, {"version": 1}))

    assert "“Lô Thị Bí Mật”" in page
    assert "Đã xem từng chỗ" in page
    browser.post(where, {"version": 1, "confirmed": "on"})
    assert ReceptionSession.objects.get().published_on == TODAY


def test_the_notice_tells_what_is_published_and_a_draft_says_so(session, cast, lan, details):
    def said() -> str:
        sessions = ReceptionSession.objects.order_by("on")
        fields = notice_fields(session.unit_id, date(2026, 12, 1), sessions, on=TODAY)
        return str(read_word(write_word(NOTICE, fields)))

    assert "DỰ THẢO, CHƯA CÔNG BỐ" in said()
    assert "08/12/2026" in said()
    assert "công bố trên trang thông tin điện tử" not in said()

    publish_sessions([session.pk], actor=lan, at=timezone.now())
    draft = plan_session(session.unit_id, date(2026, 12, 15), details=details, actor=lan, at=timezone.now())
    move_session(draft.pk, to=date(2026, 12, 16), reason="x", actor=lan, at=timezone.now(), version=None)

    assert "DỰ THẢO" not in said()
    assert "08/12/2026" in said()
    assert "15/12/2026" not in said()
    assert "16/12/2026" not in said()
    assert "công bố trên trang thông tin điện tử" in said()


# --- one session ------------------------------------------------------------------------------------------------------


def test_a_session_is_held_through_its_pages(session, browser, monkeypatch):
    ReceptionSession.objects.update(on=TODAY, published_on=TODAY - timedelta(8))
    where = session.get_absolute_url()
    assert "Mở buổi tiếp" in text(browser.get(where))

    browser.post(f"{where}mo/", {"version": 1})
    form = text(browser.get(f"{where}ket-thuc/"))
    assert "Chủ tịch UBND xã: Minh" in form
    page = text(browser.post(f"{where}ket-thuc/", {"version": 2, "chaired_by": "head", "minutes": ""}))
    assert "vẫn cần ghi diễn biến" in page
    page = text(
        browser.post(
            f"{where}ket-thuc/", {"version": 2, "chaired_by": "head", "minutes": "Không có công dân đến."}, follow=True
        )
    )
    assert "Được tính: người đứng đầu trực tiếp tiếp" in page


def test_a_delegated_session_of_a_commune_bears_its_mark(session, browser):
    ReceptionSession.objects.update(
        state="held", chaired_by="delegated", chair_name="Phó Chủ tịch", on=TODAY, minutes="Không có ai."
    )

    page = text(browser.get(session.get_absolute_url()))

    assert "không ủy quyền tiếp công dân định kỳ" in page
    assert "Chưa được tính: ủy quyền" in page


def test_an_online_session_says_what_it_needs_before_and_lacks_after(session, browser):
    ReceptionSession.objects.update(mode="online")
    where = session.get_absolute_url()

    page = text(browser.get(where))
    for said in ("chậm nhất 01/12/2026", "chậm nhất 07/12/2026", "chậm nhất 7 giờ 00 ngày 08/12/2026", "Điều 23.1"):
        assert said in page
    assert "Thiếu bản ghi" not in page
    ReceptionSession.objects.update(state="held", chaired_by="head", on=TODAY)
    page = text(browser.get(where))
    assert "Thiếu bản ghi" in page
    assert "chậm nhất 7 giờ" not in page
    assert "thiếu bản ghi" in text(browser.get(reverse("reception:schedule")))
    ReceptionSession.objects.update(recording="kho lưu trữ")
    assert "Thiếu bản ghi" not in text(browser.get(where))
    ReceptionSession.objects.update(on=date(2026, 6, 30))
    assert "Trực tuyến trước 01/07/2026" in text(browser.get(where))


def test_a_stale_page_is_refused_with_what_was_typed(session, browser):
    where = f"{session.get_absolute_url()}doi/"
    ReceptionSession.objects.update(version=5)

    page = text(browser.post(where, {"version": 1, "on": "10/12/2026", "cause": "meeting", "reason": "lý do đã gõ"}))

    assert "lý do đã gõ" in page
    assert "vừa được người khác cập nhật" in page
    assert ReceptionSession.objects.get().state == "planned"


def test_an_act_that_is_not_offered_is_not_there(session, browser, signed_in):
    assert browser.get(f"{session.get_absolute_url()}ket-thuc/").status_code == 404
    assert browser.get(f"{session.get_absolute_url()}bay/").status_code == 404
    assert signed_in("binh").get(f"{session.get_absolute_url()}doi/").status_code == 404
    assert signed_in("tam").get(session.get_absolute_url()).status_code == 404


def test_who_only_watches_reads_no_minutes_and_no_reasons(session, signed_in, lan):
    ReceptionSession.objects.update(
        state="held", chaired_by="delegated", chair_name="Người bí mật", minutes="Bí mật của dân", on=TODAY
    )
    page = text(signed_in("binh").get(session.get_absolute_url()))

    assert "bí mật" not in page.lower()


def test_a_correction_tells_those_who_watch_nothing_but_facts_of_the_schedule(session, browser, signed_in):
    ReceptionSession.objects.update(
        state="held", chaired_by="head", minutes="Bí mật của dân", recording="tủ bí mật", on=TODAY, mode="online"
    )
    sent = {"version": 1, "chaired_by": "delegated", "chair_name": "Phó Chủ tịch", "minutes": "Không có ai.",
            "reason": "lý do bí mật"}  # fmt: skip
    where = session.get_absolute_url()
    assert "tủ bí mật" in text(browser.post(f"{where}dinh-chinh/", sent, follow=True))

    page = text(signed_in("binh").get(where))

    assert "Trước đó, ai tiếp: người đứng đầu trực tiếp" in page
    assert "bí mật" not in page


def test_what_was_put_right_in_the_subject_is_not_told_to_those_who_watch(session, browser, signed_in):
    ReceptionSession.objects.update(subject="hộ bà Bí Mật")
    where = session.get_absolute_url()
    browser.post(f"{where}sua/", {**DETAILS, "version": 1, "on": "08/12/2026"})

    assert "hộ bà Bí Mật" in text(browser.get(where))
    assert "Bí Mật" not in text(signed_in("binh").get(where))


def test_the_head_is_not_chosen_beforehand_so_that_a_deputy_is_not_written_down_as_the_head(session, browser):
    ReceptionSession.objects.update(state="open", on=TODAY)
    where = f"{session.get_absolute_url()}ket-thuc/"

    assert "selected>Chủ tịch UBND xã: Minh" not in text(browser.get(where))
    head = PostHolding.objects.get(person__username="minh").pk
    sent = {"version": 1, "chaired_by": "delegated", "chair": head, "chair_name": "Lô Văn Phó", "minutes": "Đã tiếp."}
    page = text(browser.post(where, sent))
    assert "Người được chọn là người đứng đầu đơn vị" in page
    assert "Lô Văn Phó" in page


def test_a_past_session_offers_the_leaders_of_its_day_and_keeps_where_its_recording_lies(calendar, cast, browser):
    post = Post.objects.get(holdings__person__username="minh")
    old = PostHolding.objects.create(
        post=post, person=Person.objects.create_user("cu", "x", full_name="Người Cũ"),
        valid_from=date(2020, 1, 1), valid_until=date(2026, 10, 1),
    )  # fmt: skip
    PostHolding.objects.filter(person__username="minh").update(valid_from=date(2026, 10, 1))
    where = reverse("reception:past")
    assert "Chủ tịch UBND xã: Người Cũ (từ 01/01/2020 đến trước 01/10/2026)" in text(browser.get(where))
    sent = {**DETAILS, "on": "08/09/2026", "published_on": "25/08/2026", "chaired_by": "head", "minutes": "Đã tiếp.",
            "recording": "tủ số 2"}  # fmt: skip

    minh = PostHolding.objects.get(person__username="minh").pk
    assert "không giữ chức vụ ở đơn vị vào ngày tiếp" in text(browser.post(where, {**sent, "chair": minh}))
    browser.post(where, {**sent, "chair": old.pk})

    made = ReceptionSession.objects.get()
    assert (made.chair_id, made.recording) == (old.pk, "tủ số 2")


# --- a list taken in --------------------------------------------------------------------------------------------------


def upload(*rows) -> SimpleUploadedFile:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet("Dữ liệu")
    heads = ["Ngày tiếp *", "Từ giờ", "Đến giờ", "Nơi tiếp *", "Hình thức", "Nội dung dự kiến", "Thành phần",
             "Ngày công bố", "Ai đã tiếp", "Họ tên, chức vụ người tiếp", "Diễn biến", "Nơi lưu bản ghi"]  # fmt: skip
    for number, line in enumerate([heads, *rows]):
        for place, value in enumerate(line):
            page.write_string(number, place, value)
    book.close()
    return SimpleUploadedFile("lich.xlsx", file.getvalue(), content_type=XLSX)


def test_a_list_brings_days_to_come_and_days_past(calendar, browser):
    rows = [
        ("07/12/2026", "8:00", "11:30", "Phòng tiếp công dân"),
        ("05/10/2026", "8:00", "", "Phòng tiếp công dân", "", "", "", "25/09/2026", "người đứng đầu trực tiếp", "",
         "Không có ai đến.", "tủ số 2"),
    ]  # fmt: skip

    page = text(browser.post(reverse("reception:import"), {"file": upload(*rows)}, follow=True))

    assert "Đã nhập 1 buổi theo lịch, 1 buổi đã tiếp." in page
    assert list(ReceptionSession.objects.order_by("on").values_list("state", "published_on")) == [
        ("held", date(2026, 9, 25)), ("planned", None),
    ]  # fmt: skip
    past = ReceptionSession.objects.get(state="held")
    assert past.chair is not None
    assert (past.chair.person.username, past.recording) == ("minh", "tủ số 2")


def test_a_name_in_a_past_row_is_confirmed_before_the_list_is_taken_in(calendar, browser):
    row = ("05/10/2026", "8:00", "", "Phòng tiếp công dân", "", "đơn của bà Lô Thị Bí Mật", "", "25/09/2026",
           "người đứng đầu trực tiếp", "", "Không có ai đến.")  # fmt: skip
    where = reverse("reception:import")

    page = text(browser.post(where, {"file": upload(row)}))

    assert "“Lô Thị Bí Mật”" in page
    assert "Đã xem từng chỗ" in page
    assert not ReceptionSession.objects.exists()
    page = text(browser.post(where, {"file": upload(row), "confirmed": "on"}, follow=True))
    assert "1 buổi đã tiếp" in page


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("05/10/2026", "8:00", "", "Phòng"), "Buổi đã qua cần ghi ai đã tiếp"),
        (
            (
                "05/10/2026",
                "8:00",
                "",
                "Phòng",
                "",
                "",
                "",
                "",
                "người đứng đầu trực tiếp",
                "Phó Chủ tịch Lô Văn Phó",
                "Tiếp.",
            ),
            "không giữ chức vụ đứng đầu đơn vị vào ngày tiếp 05/10/2026",
        ),
        (("07/12/2026", "sáng", "", "Phòng"), "Cần giờ như 8:00"),
        (("07/12/2026", "9:00", "8:00", "Phòng"), "Giờ kết thúc phải sau"),
        (("06/12/2026", "8:00", "", "Phòng"), "không phải ngày làm việc"),
        (("07/12/2026", "8:00", "", ""), "Nơi tiếp"),
    ],
)
def test_a_wrong_row_stops_the_whole_list(calendar, browser, row, said):
    sound = ("08/12/2026", "8:00", "", "Phòng tiếp công dân")

    assert said in text(browser.post(reverse("reception:import"), {"file": upload(sound, row)}))
    assert not ReceptionSession.objects.exists()


# --- the duty of heads ------------------------------------------------------------------------------------------------


def test_the_duty_table_tells_held_delegated_and_missed_by_month(calendar, cast, signed_in):
    held(cast.place.commune, date(2026, 9, 7), date(2026, 9, 21), date(2026, 10, 5))
    held(cast.place.commune, date(2026, 10, 20), chaired_by="delegated")

    page = text(signed_in("binh").get(f"{reverse('reception:duty')}?nam=2026&ai=commune_chair&q=dong+hieu"))

    assert "Tháng 9: trực tiếp 2/2 ngày" in page
    assert "Tháng 10: trực tiếp 1/2 ngày, ủy quyền 1, thiếu 1" in page
    assert "Hòa Sơn" not in page
    assert signed_in("binh").get(f"{reverse('reception:duty')}?ai=ai-do").status_code == 404


def test_a_commune_sees_its_own_duty_only(calendar, cast, signed_in):
    page = text(signed_in("lan").get(f"{reverse('reception:duty')}?nam=2026"))

    assert "Đông Hiếu" in page
    assert "Hòa Sơn" not in page
    assert signed_in("lan").get(reverse("reception:duty_unit", args=[cast.place.neighbour.pk])).status_code == 404


def test_behind_a_month_stand_its_sessions_and_why_they_do_not_count(calendar, cast, signed_in):
    held(cast.place.commune, date(2026, 10, 20), chaired_by="delegated")

    page = text(signed_in("binh").get(reverse("reception:duty_unit", args=[cast.place.commune.pk]) + "?nam=2026"))

    assert "20/10/2026: ủy quyền, không tính" in page
    assert "không có buổi tiếp nào trong lịch" in page


def test_why_a_day_lacks_is_told_by_its_kind_to_who_watches_and_in_full_to_who_keeps(
    calendar, cast, browser, signed_in
):
    ReceptionSession.objects.create(
        unit=cast.place.commune, kind="periodic", on=date(2026, 10, 20), place="x", published_on=date(2026, 10, 1)
    )
    session = ReceptionSession.objects.get()
    where = f"{session.get_absolute_url()}khong-to-chuc/"
    assert "Chọn loại lý do." in text(browser.post(where, {"version": 1, "reason": "bão số 5, đường vào bản ngập"}))
    browser.post(where, {"version": 1, "cause": "emergency", "reason": "bão số 5, đường vào bản ngập"})
    behind = reverse("reception:duty_unit", args=[cast.place.commune.pk]) + "?nam=2026"

    watched, kept = text(signed_in("binh").get(behind)), text(browser.get(behind))

    for page in (watched, kept, text(signed_in("binh").get(session.get_absolute_url()))):
        assert "thiên tai, dịch bệnh, việc khẩn cấp" in page
    assert "bão số 5" in kept
    assert "bão số 5" not in watched
    sent = signed_in("binh").get(f"{reverse('reception:duty')}?nam=2026&xem=xlsx").getvalue()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sent)).get_sheet_by_index(0).to_python()
    cells = " ".join(str(cell) for row in rows for cell in row)
    assert "20/10/2026: không tổ chức: thiên tai" in cells
    assert "Tháng 9/2026: không có buổi tiếp nào trong lịch" in cells
    assert "bão số 5" not in cells


def test_a_hundred_units_take_the_queries_of_ten(calendar, cast, signed_in, django_assert_max_num_queries):
    browser = signed_in("binh")
    where = f"{reverse('reception:duty')}?nam=2026"

    def more(number: int, key: str) -> None:
        for at in range(number):
            unit = make_unit(f"{key}-{at}", f"Xã {key} {at}", kind="commune", level="commune",
                             parent=cast.place.province)  # fmt: skip
            held(unit, date(2026, 9, 7), date(2026, 10, 7))

    more(5, "ít")
    browser.get(where)
    with django_assert_max_num_queries(40) as few:
        browser.get(where)
    more(45, "nhiều")
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(where)


def test_the_duty_is_taken_away_as_a_sheet(calendar, cast, signed_in):
    assert _is_sheet(signed_in("binh").get(f"{reverse('reception:duty')}?xem=xlsx"))


# --- for everybody ----------------------------------------------------------------------------------------------------


@pytest.fixture
def public(calendar, cast):
    def page(**asked) -> str:
        return text(Client().get(reverse("portal:reception"), {"don-vi": cast.place.commune.pk, **asked}))

    return page


def test_nothing_published_is_said_against_the_minimum(public):
    page = public(thang="12/2026")

    assert "Chưa công bố buổi tiếp nào" in page
    assert "Mới công bố 0/2 ngày phải tiếp" in page
    assert "Chủ tịch Ủy ban nhân dân xã Đông Hiếu" in page


def test_only_what_is_published_is_public(session, public, lan):
    assert "Phòng tiếp công dân, trụ sở UBND xã" not in public(thang="12/2026")

    publish_sessions([session.pk], actor=lan, at=timezone.now())

    page = public(thang="12/2026")
    assert "Phòng tiếp công dân, trụ sở UBND xã" in page
    assert "8 giờ 00 – 11 giờ 30" in page
    assert "Mới công bố 1/2" in page


def test_moved_and_cancelled_sessions_say_so_and_never_why(session, public, lan):
    publish_sessions([session.pk], actor=lan, at=timezone.now())
    new = move_session(
        session.pk, to=date(2026, 12, 10), reason="chim mồi bí mật", actor=lan, at=timezone.now(), version=None
    )
    page = public(thang="12/2026")
    assert "Dời sang ngày 10/12/2026" in page
    cancel_session(new.pk, reason="chim mồi bí mật", actor=lan, at=timezone.now(), version=None)
    page = public(thang="12/2026")
    assert "Không tổ chức" in page
    assert "chim mồi" not in page


def test_what_was_written_of_a_session_stays_inside(session, public, lan):
    publish_sessions([session.pk], actor=lan, at=timezone.now())
    ReceptionSession.objects.update(
        state="held", chaired_by="delegated", chair_name="chim mồi", minutes="chim mồi", recording="chim mồi"
    )
    feed = Client().get(reverse("portal:reception_feed", args=[session.unit_id])).content.decode()

    assert "chim mồi" not in public(thang="12/2026")
    assert "chim mồi" not in feed


def test_party_committees_keep_their_own_schedule(calendar, cast):
    party = make_unit("dang-uy", "Đảng ủy xã A", kind="party_committee", level="commune", parent=cast.place.province)

    assert Client().get(reverse("portal:reception"), {"don-vi": party.pk}).status_code == 404
    assert Client().get(reverse("portal:reception_feed", args=[party.pk])).status_code == 404


def test_a_calendar_program_reads_the_schedule(session, lan):
    publish_sessions([session.pk], actor=lan, at=timezone.now())

    feed = Client().get(reverse("portal:reception_feed", args=[session.unit_id]))

    assert feed.headers["Content-Type"].startswith("text/calendar")
    body = feed.content.decode()
    assert "20261208T080000" in body
    assert f"UID:{session.key}@danvan" in body
    assert "STATUS:CONFIRMED" in body
    # The zone the hours are in is told, once and before it is used.
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:" in body
    assert body.count("BEGIN:VTIMEZONE") == body.count("TZID:Asia/Ho_Chi_Minh") == 1
    assert "TZOFFSETTO:+0700" in body


def test_the_public_page_speaks_english(session, lan, cast):
    publish_sessions([session.pk], actor=lan, at=timezone.now())

    page = text(Client().get("/en/lich-tiep-dan/", {"don-vi": cast.place.commune.pk, "thang": "12/2026"}))

    assert "Citizen reception schedule" in page
    assert "at least 2 days a month" in page


def test_the_year_calendar_names_what_to_publish_and_what_to_hold(session, browser):
    page = text(browser.get("/lich/?thang=12/2026"))

    assert "Công bố lịch tiếp công dân ngày 08/12/2026" in page
    assert "Tiếp công dân định kỳ" in page
