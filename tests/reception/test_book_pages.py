"""The pages of the book: the list and its counts, a visit, the sheet that answers its own script, papers, import."""

import io
import json
from datetime import date, timedelta

import pytest
import xlsxwriter
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from danvan.conclusions.models import Conclusion
from danvan.documents.reading import read_word
from danvan.files.models import StoredFile
from danvan.journal.models import Entry
from danvan.kernel.errors import NotFound
from danvan.orgs.models import PostHolding
from danvan.petitions.models import Petition
from danvan.reception.models import ReceptionSession, ReceptionVisit, VisitBatch
from danvan.reception.services import visits as services
from danvan.reception.services.batches import BookIsKnown, CannotTakeBookBack, TakingBookBackNeedsReason, take_book_back
from danvan.reception.web.visit_kind import BELONGS_TO_SEALED, SHEET, VISITS
from danvan.ui.catalogue import check_sheet
from danvan.ui.catalogue.sheets import DATA, heading
from tests.cast import TODAY
from tests.events import waiting_jobs
from tests.petitions.factories import register
from tests.reception.visits import new_visit, open_session, posted, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
CANARY = "chim-hoàng-yến"
HEADINGS = {column.field: heading(column) for column in SHEET}
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def session(cast):
    return open_session(cast.place.commune)


@pytest.fixture
def lan(signed_in):
    return signed_in("lan")


def sheet_of(session):
    return f"/tiep-dan/buoi/{session.pk}/phieu/"


# --- the book ---------------------------------------------------------------------------------------------------------


def test_the_book_costs_the_same_for_one_line_and_for_a_page_of_them(cast, session, lan):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert lan.get("/tiep-dan/so/").status_code == 200
        return len(asked)

    record(cast, session)
    one = cost()
    for number in range(12):
        record(cast, session, name=f"Người {number}", people=number + 1)

    assert cost() == one <= 16


def test_regular_reception_opens_on_the_day_of_the_heads_session_too(cast, lan):
    open_session(cast.place.commune, kind="periodic")
    assert "Mở buổi tiếp thường xuyên hôm nay" in lan.get("/tiep-dan/so/").content.decode()

    open_session(cast.place.commune)
    assert "Mở buổi tiếp thường xuyên hôm nay" not in lan.get("/tiep-dan/so/").content.decode()


def test_today_is_opened_in_one_click_and_once(cast, lan):
    for _ in range(2):
        answer = lan.post("/tiep-dan/mo-buoi/", {"place": "Trụ sở"})

    session = ReceptionSession.objects.get()
    assert answer.url == sheet_of(session)
    assert (session.state, session.on, session.unit_id) == ("open", TODAY, cast.place.commune.pk)


def test_the_book_shows_this_year_first_and_everything_when_asked(cast, session, lan):
    record(cast, open_session(cast.place.commune, on=date(2025, 12, 1)), name="Người năm ngoái")

    assert "Người năm ngoái" not in lan.get("/tiep-dan/so/").content.decode()
    assert "Người năm ngoái" in lan.get("/tiep-dan/so/?tu=").content.decode()


def test_the_sheet_to_take_away_is_journalled(cast, session, lan):
    record(cast, session)

    answer = lan.get("/tiep-dan/so/?xem=xlsx")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    assert "Vi Thị Ví Dụ" in str(rows)
    entry = Entry.objects.get(act="reception.exported")
    assert (entry.unit_id, entry.detail) == (cast.place.commune.pk, {"rows": 1})


def test_the_page_of_a_session_names_visitors_to_the_keepers_of_its_book_alone(cast, session, lan, signed_in):
    record(cast, session)

    own = lan.get(session.get_absolute_url()).content.decode()
    assert "Vi Thị Ví Dụ" in own
    assert "<b>1</b> lượt" in own
    assert sheet_of(session) in own
    assert "Soạn thông báo kết luận" in own
    watched = signed_in("binh").get(session.get_absolute_url()).content.decode()
    assert "Vi Thị" not in watched
    assert "lượt" not in watched
    assert sheet_of(session) not in watched


def test_a_session_costs_the_same_for_one_visit_and_for_many(cast, session, lan):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert lan.get(session.get_absolute_url()).status_code == 200
        return len(asked)

    record(cast, session)
    one = cost()
    for number in range(6):
        record(cast, session, name=f"Người {number}")

    assert cost() == one


def test_whoever_only_watches_is_led_to_the_counts(cast, session, signed_in):
    record(cast, session, people=7)

    assert signed_in("binh").get("/tiep-dan/so/").url == "/tiep-dan/so-lieu/"
    said = signed_in("binh").get("/tiep-dan/so-lieu/").content.decode()
    assert "<b>7</b> người" in said
    assert "Vi Thị" not in said
    rows = signed_in("binh").get("/tiep-dan/so-lieu/?xem=xlsx")
    assert "Vi Thị" not in str(CalamineWorkbook.from_filelike(io.BytesIO(rows.getvalue())).get_sheet_by_index(0))


def test_a_name_appears_nowhere_but_in_the_book_of_the_unit(cast, session, signed_in, lan, caplog):
    visit = record(cast, session, name=CANARY, content=CANARY, address=CANARY, answer=CANARY, people=6)
    record(cast, session, outcome="refused", refusal_ground="closed", name=CANARY, content="", answer="")
    lan.get(sheet_of(session))
    pages = ["/tiep-dan/so/", "/tiep-dan/so-lieu/", visit.get_absolute_url(), f"{visit.get_absolute_url()}sua/",
             sheet_of(session), f"/tiep-dan/buoi/{session.pk}/bien-ban/", "/tiep-dan/so/in/", "/viec-cua-toi/",
             "/viec-cua-toi/tim-kiem/?q=chim-hoang-yen", "/lich/", "/"]  # fmt: skip
    for who in ("tam", "binh", "dung", "thanh", "quan", "hoa", "khach"):
        browser = signed_in(who)
        for page in pages:
            answer = browser.get(page, follow=True)
            body = answer.getvalue() if answer.streaming else answer.content
            assert CANARY not in body.decode(errors="ignore"), (who, page)
    # The sheet may be kept by the browser: it says nothing of anybody even to who keeps the book.
    assert CANARY not in lan.get(sheet_of(session)).content.decode()
    assert CANARY not in lan.get("/viec-cua-toi/").content.decode()
    assert CANARY not in str(list(Entry.objects.values_list("act", "reason", "detail"))) + caplog.text
    assert CANARY not in str(waiting_jobs())


# --- one visit --------------------------------------------------------------------------------------------------------


def test_a_visit_is_put_right_and_a_stale_page_keeps_what_was_typed(cast, session, lan):
    visit = record(cast, session)
    page = f"/tiep-dan/luot/{visit.pk}/sua/"
    given = {**posted(address="bản Khác"), "reason": "Ghi nhầm", "version": "1"}

    assert lan.post(page, given).status_code == 302
    stale = lan.post(page, {**given, "address": "bản Thứ Ba"})

    assert "vừa được người khác cập nhật" in stale.content.decode()
    assert "bản Thứ Ba" in stale.content.decode()
    visit.refresh_from_db()
    assert visit.address == "bản Khác"
    wrong = lan.post(page, {**given, "name": "", "version": "2"}).content.decode()
    assert "Họ và tên: Ghi họ và tên người đến." in wrong


def test_a_petition_is_taken_in_from_the_visit_after_looking_at_those_like_it(cast, session, lan):
    register(cast, summary="Không đồng ý với diện tích đo đạc thửa đất.")
    visit = record(
        cast, session, matter="complaint", outcome="waiting", content="Không đồng ý với diện tích đo đạc thửa đất.",
        name="Nguyễn Văn Minh Họa",
    )  # fmt: skip
    page = f"/tiep-dan/luot/{visit.pk}/don/"
    form = lan.get(page).context["form"]
    typed = {name: value for name, value in form.initial.items() if value is not None}
    typed |= {"version": "1", "received_on": "23/11/2026", "pages": "1"}

    looked = lan.post(page, typed).content.decode()
    assert "Có đơn giống đơn này" in looked
    answer = lan.post(page, {**typed, "confirmed": "1"})

    made = Petition.objects.latest("pk")
    assert answer.url == f"/don-thu/{made.code}/bien-nhan/"
    assert (made.channel, made.writers.get().name) == ("reception", "Nguyễn Văn Minh Họa")
    assert made.code in lan.get(visit.get_absolute_url()).content.decode()
    assert lan.get(page).status_code == 302


def test_a_visit_is_linked_to_a_petition_by_its_code(cast, session, lan):
    case, visit = register(cast), record(cast, session)
    page = f"/tiep-dan/luot/{visit.pk}/gan-don/"

    wrong = lan.post(page, {"code": "KN-2026-99999", "version": "1"}).content.decode()
    assert "Không có đơn nào mang mã KN-2026-99999" in wrong
    assert "KN-2026-99999" in wrong
    assert lan.post(page, {"code": case.code, "version": "1"}).status_code == 302
    visit.refresh_from_db()
    assert visit.case_id == case.pk


def test_an_earlier_visit_is_linked_and_unlinked_from_the_page(cast, session, lan):
    first, visit = record(cast, session), record(cast, session)
    assert "cùng họ tên, địa chỉ" in lan.get(visit.get_absolute_url()).content.decode()

    lan.post(f"/tiep-dan/luot/{visit.pk}/gan/", {"earlier": first.pk, "version": "1"})
    visit.refresh_from_db()
    assert visit.earlier_id == first.pk
    lan.post(f"/tiep-dan/luot/{visit.pk}/bo-gan/", {"version": "2"})
    visit.refresh_from_db()
    assert visit.earlier_id is None


def test_a_denunciation_shows_no_form_and_no_paper(cast, session, lan):
    visit = record(cast, session, matter="denunciation", people=2)

    said = lan.get(visit.get_absolute_url()).content.decode()

    assert "Chỉ ghi số đếm" in said
    assert "Nhận đơn" not in said
    assert lan.get(f"/tiep-dan/luot/{visit.pk}/don/").status_code == 404
    assert lan.get(f"/tiep-dan/luot/{visit.pk}/in/phieu-tiep/").status_code == 404


@pytest.mark.parametrize("paper", ["phieu-tiep", "loi-trinh-bay", "bien-nhan"])
def test_papers_of_a_visit_come_as_pdf_and_word(cast, session, lan, paper):
    visit = record(cast, session, papers="Đơn\nẢnh", contact="Bộ phận một cửa", promised_on=TODAY)
    page = f"/tiep-dan/luot/{visit.pk}/in/{paper}/"

    assert lan.get(page).content.startswith(b"%PDF")
    assert lan.get(f"{page}?dang=docx").content.startswith(b"PK")


def test_minutes_and_the_book_are_printed(cast, session, lan):
    record(cast, session)
    record(cast, session, matter="denunciation")

    assert lan.get(f"/tiep-dan/buoi/{session.pk}/bien-ban/").content.startswith(b"%PDF")
    assert lan.get("/tiep-dan/so/in/").content.startswith(b"%PDF")
    assert Entry.objects.filter(act="reception.exported").count() == 1


def test_papers_that_name_visitors_are_journalled(cast, session, lan):
    visit = record(cast, session)
    lan.get(reverse("reception:visit_paper", args=[visit.pk, "loi-trinh-bay"]))
    lan.get(reverse("reception:minutes", args=[session.pk]))
    assert lan.get(reverse("reception:visit_paper", args=[visit.pk, "tu-choi"])).status_code == 404

    printed = Entry.objects.filter(act="reception.printed").order_by("pk")
    assert [(each.subject_kind, each.subject_id, each.detail) for each in printed] == [
        ("reception_visit", visit.pk, {"paper": "loi-trinh-bay", "rows": 1}),
        ("reception_session", session.pk, {"paper": "bien-ban", "rows": 1}),
    ]


def test_minutes_name_the_head_by_the_record(cast, session, lan):
    held = open_session(
        cast.place.commune, kind="periodic", state="held", chaired_by="head", minutes="Không có ai.",
        chair=PostHolding.objects.get(person__username="minh"),
    )  # fmt: skip
    answer = lan.get(reverse("reception:minutes", args=[held.pk]), {"dang": "docx"})

    assert "Người tiếp: Minh, Chủ tịch UBND xã." in str(read_word(answer.content))


def test_a_book_too_long_to_bind_is_refused_in_words(cast, session, lan, monkeypatch):
    record(cast, session)
    monkeypatch.setattr("danvan.reception.selectors.papers.MOST_PRINTED", 0)

    answer = lan.get("/tiep-dan/so/in/", follow=True)

    assert "mỗi lần in nhiều nhất 0 lượt" in answer.content.decode()
    assert not Entry.objects.filter(act="reception.exported").exists()


def test_a_refusal_goes_out_from_its_page(cast, session, lan):
    visit = record(cast, session, outcome="refused", refusal_ground="closed", answer="")
    page = f"/tiep-dan/luot/{visit.pk}/tu-choi/"
    given = {"number": "5", "symbol": "TB-UBND", "on": "23/11/2026", "why": "", "signer_title": "CHỦ TỊCH",
             "signer_name": "", "version": "1"}  # fmt: skip

    assert "Mẫu 01/TCD" in lan.get(page).content.decode()
    assert lan.post(page, {**given, "on": "24/11/2026"}).status_code == 200
    assert lan.post(page, given).url == visit.get_absolute_url()
    assert lan.get(f"/tiep-dan/luot/{visit.pk}/in/tu-choi/").getvalue().startswith(b"PK")
    assert lan.get(page).status_code == 404


def test_a_conclusion_is_begun_from_the_session_and_gone_on_with_on_its_page(cast, session, lan, monkeypatch):
    record(cast, session, outcome="concluded", answer="")
    led = []
    monkeypatch.setattr("danvan.reception.web.visits.redirect", lambda *where: led.append(where) or HttpResponse())

    lan.post(f"/tiep-dan/buoi/{session.pk}/ket-luan/")

    draft = Conclusion.objects.get()
    assert draft.origin_key == session.pk
    assert led == [("conclusions:conclusion", draft.pk)]


# --- the sheet --------------------------------------------------------------------------------------------------------


def test_the_sheet_takes_a_visit_without_a_script(cast, session, lan):
    answer = lan.post(sheet_of(session), posted(), follow=True)

    assert "Đã vào sổ lượt tiếp số 1/2026." in answer.content.decode()
    refused = lan.post(sheet_of(session), posted(name="", content="Giữ lời này")).content.decode()
    assert "Ghi họ và tên người đến." in refused
    assert "Giữ lời này" in refused
    assert ReceptionVisit.objects.count() == 1


def test_sent_twice_it_answers_alike_and_is_stored_once(cast, session, lan):
    entry = posted()

    first, again = (lan.post(sheet_of(session), entry, **JSON) for _ in range(2))

    assert first.json() == again.json()
    assert first.json()["number"] == "1/2026"
    assert "no-store" in first.headers["Cache-Control"]
    assert ReceptionVisit.objects.count() == 1


def test_a_correction_of_what_the_book_has_is_answered_with_the_line_to_correct(session, lan):
    entry = posted()
    lan.post(sheet_of(session), entry, **JSON)
    visit = ReceptionVisit.objects.get()

    answer = lan.post(sheet_of(session), {**entry, "content": "Nội dung đã sửa."}, **JSON)

    assert answer.status_code == 409
    said = answer.json()
    assert (said["code"], said["number"], said["url"]) == ("already_in_book", "1/2026", f"/tiep-dan/luot/{visit.pk}/")
    assert "Lượt này đã vào sổ số 1/2026" in said["errors"][0]["text"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("straight", [{}, {"straight": "1"}])
def test_only_what_waited_in_the_queue_takes_words_away(cast, session, lan, straight):
    entry = posted(person=str(cast.lan.pk), **straight)
    lan.post(sheet_of(session), entry, **JSON)

    answer = lan.post(sheet_of(session), {**entry, "matter": "denunciation", "name": "", "content": ""}, **JSON)

    assert answer.status_code == (409 if straight else 200)
    assert (ReceptionVisit.objects.get().matter == "denunciation") is not bool(straight)


def test_a_page_shown_twice_without_a_script_swallows_no_second_visitor(session, lan):
    entry = posted()
    lan.post(sheet_of(session), entry)

    page = lan.post(sheet_of(session), {**entry, "name": "Người đến sau"})

    said = page.content.decode()
    assert f"/tiep-dan/luot/{ReceptionVisit.objects.get().pk}/" in said
    assert "Người đến sau" in said
    assert page.context["key"] != entry["key"]
    lan.post(sheet_of(session), {**entry, "name": "Người đến sau", "key": page.context["key"]})
    assert list(ReceptionVisit.objects.order_by("number").values_list("name", flat=True)) == [
        "Vi Thị Ví Dụ", "Người đến sau",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"name": ""}, "invalid_input", "name"),
        ({"id_number": "12"}, "invalid_input", "id_number"),
        ({"people": "nhiều"}, "invalid_input", "people"),
        ({"matter": "sealed"}, "invalid_input", "matter"),
        ({"outcome": "received"}, "invalid_input", "outcome"),
        ({"promised_on": "31/02/2026"}, "invalid_input", "promised_on"),
        ({"key": "khong-phai"}, "no_key", ""),
        ({"person": "0"}, "other_person", ""),
    ],
)
def test_what_is_wrong_is_answered_by_field(session, lan, given, code, field):
    answer = lan.post(sheet_of(session), posted(**given), **JSON)

    assert answer.status_code == 422
    assert answer.json()["code"] == code
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert not ReceptionVisit.objects.exists()


def test_what_speaks_of_a_denunciation_is_hinted_at(session, lan):
    answer = lan.post(sheet_of(session), posted(content="Tôi tố cáo cán bộ thu tiền."), **JSON)

    assert "sổ tố cáo niêm phong" in answer.json()["hint"]


def test_the_keys_are_ones_own_and_the_same_each_time(cast, session, lan, signed_in, settings):
    address = f"{sheet_of(session)}khoa/"
    given = lan.get(address)

    assert given.json()["keys"] == lan.get(address).json()["keys"]
    assert "no-store" in given.headers["Cache-Control"]
    assert given.json()["person"] == str(cast.lan.pk)
    assert signed_in("minh").get(address).json()["keys"] != given.json()["keys"]
    old = given.json()["keys"][0]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "mới" * 20, [settings.SECRET_KEY]
    session_cookie = signed_in("lan")
    assert old in session_cookie.get(address).json()["keys"]
    for who in ("tam", "binh", "quan"):
        assert signed_in(who).get(address).status_code == 404


def test_the_keys_last_as_long_as_the_sign_in(session, lan):
    address = f"{sheet_of(session)}khoa/"
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=30))

    given = [lan.get(address).json()["seconds"] for _ in range(2)]

    assert all(1700 < each <= 1800 for each in given)


def test_the_worker_names_the_files_it_keeps_and_a_version(lan, session):
    answer = lan.get("/tiep-dan/buoi/phieu.js")

    script = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/javascript")
    files = json.loads(script.split("const FILES = ")[1].split(";")[0])
    assert any("reception/sheet" in file for file in files)
    assert "danvan-phieu-" in script
    assert 'const STATIC = "/static/";' in script


# --- an earlier book --------------------------------------------------------------------------------------------------


def _row(**given):
    return {
        "on": date(2025, 3, 5), "kind": "thường xuyên", "matter": "kiến nghị", "name": "Vi Thị Ví Dụ",
        "address": "bản Mẫu", "content": "Hỏi về đường.", "outcome": "trả lời tại chỗ", "old_number": "12", **given,
    }  # fmt: skip


def _workbook(*rows):
    kept = io.BytesIO()
    made = xlsxwriter.Workbook(kept)
    page, day = made.add_worksheet(DATA), made.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(0, 0, list(HEADINGS.values()))
    for line, cells in enumerate(rows, start=1):
        for place, field in enumerate(HEADINGS):
            value = cells.get(field)
            if isinstance(value, date):
                page.write_datetime(line, place, value, day)
            elif value is not None:
                page.write(line, place, value)
    made.close()
    return kept.getvalue()


def _checked(cast, *rows):
    return check_sheet(VISITS, io.BytesIO(_workbook(*rows)), cast.actor("lan"))


def _take_in(cast, *rows, sha256="0" * 64):
    checked = _checked(cast, *rows)
    assert not checked.problems, checked.problems
    return VISITS.insert(cast.actor("lan"), checked.rows, "so.xlsx", sha256)


@pytest.mark.parametrize(
    ("given", "column", "why"),
    [
        ({"on": date(2026, 11, 24)}, "Ngày tiếp", "tương lai"),
        ({"on": date(2014, 6, 30)}, "Ngày tiếp", "bản giấy"),
        ({"name": ""}, "Họ và tên", "Chưa nhập"),
        ({"content": ""}, "Nội dung trình bày", "Chưa nhập"),
        ({"id_number": "1"}, "Số giấy tờ", "bỏ số 0"),
        ({"people": 0}, "Số người", "từ 1"),
        ({"kind": "định kỳ"}, "Loại buổi tiếp", "Ghi buổi tiếp đã qua"),
        ({"outcome": "từ chối tiếp"}, "Căn cứ từ chối", "unfit, threat, closed"),
        ({"matter": "tố cáo, chỉ số đếm", "name": ""}, "Địa chỉ", "không ghi gì"),
    ],
)
def test_every_wrong_cell_of_an_old_book_is_said(cast, given, column, why):
    problems = _checked(cast, _row(), _row(**given)).problems

    assert problems[0].row == 3
    assert problems[0].column == column
    assert why in problems[0].message


def test_a_row_of_a_denunciation_is_refused_without_a_word_of_it(lan, caplog):
    rows = _workbook(_row(matter="tố cáo", name=CANARY, content=CANARY))
    answer = lan.post("/tiep-dan/so/nhap/", {"file": SimpleUploadedFile("so.xlsx", rows)})

    said = answer.content.decode()
    assert BELONGS_TO_SEALED.replace("“", "“") in said
    assert CANARY not in said + caplog.text
    assert not StoredFile.objects.exists()


def test_an_old_book_is_taken_in_in_the_order_of_its_days(cast):
    periodic = open_session(cast.place.commune, on=date(2025, 4, 1), kind="periodic", state="held", chaired_by="head")

    _take_in(
        cast, _row(on=date(2025, 5, 1)), _row(), _row(on=date(2025, 4, 1), kind="định kỳ"),
        {"on": date(2025, 6, 1), "kind": "thường xuyên", "matter": "tố cáo, chỉ số đếm", "people": 6},
    )  # fmt: skip

    visits = list(ReceptionVisit.objects.order_by("number"))
    assert [(each.number, each.on.month, each.old_number) for each in visits] == [
        (1, 3, "12"), (2, 4, "12"), (3, 5, "12"), (4, 6, ""),
    ]  # fmt: skip
    assert visits[1].session_id == periodic.pk
    assert (visits[3].outcome, visits[3].is_group, visits[3].name) == ("sealed", True, "")
    assert Entry.objects.get(act="reception.import_book").detail["rows"] == 4


def test_the_same_file_is_taken_in_once(cast):
    _take_in(cast, _row())

    with pytest.raises(BookIsKnown):
        _take_in(cast, _row())
    assert ReceptionVisit.objects.count() == 1


def test_an_old_book_is_taken_back_while_its_lines_are_the_last(cast):
    batch = _take_in(cast, _row(), _row(on=date(2025, 4, 2)))
    lan = cast.actor("lan")

    with pytest.raises(TakingBookBackNeedsReason):
        take_book_back(batch.pk, reason=" ", actor=lan, at=timezone.now())
    with pytest.raises(NotFound):
        take_book_back(batch.pk, reason="nhầm", actor=cast.actor("tam"), at=timezone.now())
    assert take_book_back(batch.pk, reason="Chọn nhầm tệp.", actor=lan, at=timezone.now()) == 2

    assert not ReceptionVisit.objects.exists()
    assert not ReceptionSession.objects.exists()
    assert VisitBatch.objects.get().undone_at
    # Its numbers are given again, and the same file may come again.
    _take_in(cast, _row())
    assert ReceptionVisit.objects.get().number == 1


@pytest.mark.parametrize("what", ["later", "changed"])
def test_an_old_book_somebody_went_on_with_stays(cast, what):
    batch = _take_in(cast, _row())
    lan = cast.actor("lan")
    if what == "later":
        record(cast, open_session(cast.place.commune, on=date(2025, 7, 1)))
    else:
        visit = ReceptionVisit.objects.get()
        services.change_visit(visit.pk, new_visit(), actor=lan, at=timezone.now(), version=1)

    with pytest.raises(CannotTakeBookBack):
        take_book_back(batch.pk, reason="nhầm", actor=lan, at=timezone.now())
    assert ReceptionVisit.objects.exists()


def test_a_row_that_may_stand_in_the_book_already_is_hinted_at(cast):
    record(cast, open_session(cast.place.commune, on=date(2025, 3, 5)))

    (hint,) = _checked(cast, _row()).hints

    assert "cùng họ tên, địa chỉ" in hint.text
    assert hint.links[0][0] == "1/2025"


def test_the_whole_way_of_an_import_through_the_screens(lan):
    upload = SimpleUploadedFile("so.xlsx", _workbook(_row(), _row(on=date(2025, 3, 6))))

    checked = lan.post("/tiep-dan/so/nhap/", {"file": upload})
    token = checked.context["token"]
    lan.post("/tiep-dan/so/nhap/", {"tep": token})

    assert ReceptionVisit.objects.count() == 2
    assert lan.get("/tiep-dan/so/nhap/mau.xlsx").getvalue().startswith(b"PK")
