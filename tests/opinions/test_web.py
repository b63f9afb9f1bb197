"""The pages: who sees what in which words, what is typed is kept, what pages cost, papers and sheets."""

import io
from datetime import date
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from python_calamine import CalamineWorkbook

from danvan.authority.rules.rights import Right
from danvan.journal.models import Entry
from danvan.kernel.errors import NotFound
from danvan.opinions import services
from danvan.opinions.models import FeedbackReport, OpinionBatch, VoterMeeting, VoterRecommendation
from danvan.opinions.selectors import dues, recommendation_page, recommendations_visible_to, waiting_for
from danvan.opinions.web.kinds import SHEET
from danvan.ui.catalogue.sheets import DATA, heading
from tests.cast import TODAY
from tests.opinions.factories import answered, do, make_recommendation, make_session, moment
from tests.pages import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
LIST = "/kien-nghi-cu-tri/"
SEP_7, SEP_14 = date(2026, 9, 7), date(2026, 9, 14)
CANARY = "Lò Thị Chim Vàng"


@pytest.fixture
def browser(more, client):
    """Return a function giving the browser of one of those beside the cast."""

    def of(name):
        client.force_login(more[name][0])
        return client

    return of


@pytest.fixture
def secret(kept, hai, son, place):
    """A recommendation that names somebody, answered and published in words that do not."""
    row = make_recommendation(
        kept, text=f"{CANARY} đề nghị sửa cầu.", names_nobody=False, public_text="Đề nghị sửa cầu.", actor=hai
    )
    do(row, "route", SEP_7, actor=hai, to_unit=place.department.pk)
    do(row, "accept", SEP_7, actor=son)
    answered(row, SEP_14, actor=son, note=f"Trả lời bà {CANARY}.")
    return do(row, "publish", SEP_14, actor=hai, public_text="Đề nghị sửa cầu.", public_answer="Đã sửa cầu.")


# --- who sees what --------------------------------------------------------------------------------------------------


def test_only_keeper_and_addressee_read_what_was_said(cast, more, secret, signed_in, browser, client):
    page = f"{LIST}{secret.pk}/"
    told = {name: CANARY in browser(name).get(page).content.decode() for name in ("hai", "son", "mai")}
    assert told == {"hai": True, "son": True, "mai": False}
    for name in ("binh", "dung", "thanh"):
        answer = signed_in(name).get(page)
        assert answer.status_code == 200
        assert CANARY not in answer.content.decode()
        assert "Đề nghị sửa cầu." in answer.content.decode()
    for name in ("lan", "minh", "tam", "quan", "hoa"):
        assert signed_in(name).get(page).status_code == 404


def test_the_name_is_on_no_page_sheet_search_or_journal_of_others(cast, more, secret, signed_in, browser):
    cache.clear()
    addresses = [LIST, f"{LIST}?muc=tat-ca", f"{LIST}?muc=tat-ca&xem=xlsx", f"{LIST}ky-hop/", f"{LIST}lap-lai/",
                 f"{LIST}ky-hop/{secret.session_id}/", f"{LIST}phan-hoi/", "/viec-cua-toi/", "/tra-loi-cu-tri/",
                 "/viec-cua-toi/tim/?q=chim+vang"]  # fmt: skip
    for name in ("binh", "dung", "thanh", "khach", "tam"):
        for address in addresses:
            answer = signed_in(name).get(address)
            body = answer.getvalue() if answer.streaming else answer.content
            assert "Chim Vàng".encode() not in body, (name, address)
    assert not any(CANARY in f"{entry.detail} {entry.reason}" for entry in Entry.objects.all())


def test_a_word_of_the_inner_text_finds_nothing_for_who_may_not_read_it(cast, secret, signed_in, browser):
    def found(client, text):
        return [each.row.pk for each in client.get(LIST, {"muc": "tat-ca", "q": text}).context["rows"]]

    assert found(signed_in("binh"), "chim vang") == []
    assert found(signed_in("binh"), "sua cau") == [secret.pk]
    assert found(browser("hai"), "chim vang") == [secret.pk]


def test_the_hamlet_finds_it_for_who_sees_it_inside_and_for_nobody_else(client, kept, hai, place, signed_in):
    row = make_recommendation(kept, text="Sửa cầu.", place="bản Xiềng Trên", actor=hai)
    do(row, "route", SEP_7, actor=hai, to_unit=place.department.pk)
    VoterRecommendation.objects.filter(pk=row.pk).update(
        state="answered", answered_on=SEP_14, public_answer="Đã sửa.", published_at=moment(SEP_14)
    )

    inside = signed_in("binh").get(LIST, {"muc": "tat-ca", "q": "xieng tren"})
    assert [each.row.pk for each in inside.context["rows"]] == [row.pk]
    client.logout()
    assert "Sửa cầu." in client.get("/tra-loi-cu-tri/", {"q": "sua cau"}).content.decode()
    assert "Sửa cầu." not in client.get("/tra-loi-cu-tri/", {"q": "xieng tren"}).content.decode()


def test_who_sent_it_back_sees_their_own_step_only(cast, kept, hai, son, place):
    row = make_recommendation(kept, actor=hai)
    do(row, "route", SEP_7, actor=hai, to_unit=place.commune.pk)
    do(row, "bounce", SEP_7, actor=cast.actor("lan"), note="Không thuộc xã.", named_unit=place.department.pk)
    do(row, "route", SEP_14, actor=hai, to_unit=place.department.pk)
    lan = cast.actor("lan")

    assert list(recommendations_visible_to(lan)) == [row]
    page = recommendation_page(lan, row.pk, on=TODAY)
    assert [each.step.unit_id for each in page.steps] == [place.commune.pk]
    assert (page.reads_all, page.acts, page.timeline) == (False, [], [])


# --- the list -------------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(kept, hai, son, place):
    rows = {
        name: make_recommendation(kept, text=text, actor=hai, field=field, commune_id=commune)
        for name, text, field, commune in (
            ("new", "Kéo điện bản cao.", "economy", place.commune.pk),
            ("late", "Sửa đường xóm.", "roads", None),
            ("studied", "Bổ sung giáo viên.", "education", place.neighbour.pk),
        )
    }
    for name in ("late", "studied"):
        do(rows[name], "route", SEP_7, actor=hai, to_unit=place.department.pk)
        do(rows[name], "accept", SEP_7, actor=son)
    answered(rows["studied"], SEP_14, "studied", actor=son, promised_on=date(2026, 12, 20))
    return rows


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"muc": "chuyen"}, {"new"}),
        ({"muc": "tre"}, {"new", "late"}),
        ({"muc": "nghien-cuu"}, {"studied"}),
        ({"muc": "cong-khai"}, {"studied"}),
        ({"trang_thai": "accepted"}, {"late"}),
        ({"linh_vuc": "education"}, {"studied"}),
        ({"rieng": "late"}, {"new", "late"}),
        ({"q": "keo dien"}, {"new"}),
        ({"q": "khong co"}, set()),
    ],
)
def test_the_list_is_narrowed_by_what_the_address_says(browser, shelf, asked, found):
    page = browser("hai").get(LIST, {"muc": "tat-ca", **asked})

    names = {row.pk: name for name, row in shelf.items()}
    assert {names[each.row.pk] for each in page.context["rows"]} == found


def test_an_answering_unit_finds_its_own(browser, shelf):
    page = browser("son").get(LIST)

    assert (page.context["tab"].code, len(page.context["rows"])) == ("tra-loi", 2)


def test_a_list_a_page_and_a_board_cost_the_same_whatever_they_hold(browser, shelf, kept, hai):
    hai_browser = browser("hai")
    addresses = (f"{LIST}?muc=tat-ca", f"{LIST}{shelf['studied'].pk}/", f"{LIST}ky-hop/{kept.pk}/", f"{LIST}ky-hop/")
    before = [queries_of(hai_browser, address) for address in addresses]
    for number in range(12):
        make_recommendation(kept, text=f"Việc khác hẳn thứ {number}", actor=hai)

    assert [queries_of(hai_browser, address) for address in addresses] == before
    assert before[0] <= 26


# --- forms ----------------------------------------------------------------------------------------------------------


def test_a_refused_act_keeps_what_was_typed_and_says_why(browser, shelf):
    row = shelf["studied"]
    typed = {"on": "15/09/2026", "promised_on": "01/09/2026", "note": "Chờ vốn trung hạn.", "version": row.version + 9}

    page = browser("son").post(f"{LIST}{row.pk}/promise/", typed)

    body = page.content.decode()
    assert page.status_code == 200
    assert "vừa được người khác cập nhật" in body
    assert "Chờ vốn trung hạn." in body
    again = {**typed, "version": VoterRecommendation.objects.get(pk=row.pk).version}
    assert "Ngày hẹn phải sau" in browser("son").post(f"{LIST}{row.pk}/promise/", again).content.decode()


def test_it_is_written_down_and_the_next_one_begun(browser, kept):
    given = {"session_id": kept.pk, "text": "Làm kè chống sạt lở.", "names_nobody": "on", "field": "farming",
             "voters": "all", "competence": "province", "received_on": "01/09/2026", "va_ghi_tiep": "1"}  # fmt: skip

    answer = browser("hai").post(f"{LIST}ghi/", given)

    assert answer.url == f"{LIST}ghi/?ky={kept.pk}"
    assert VoterRecommendation.objects.get().public_text == "Làm kè chống sạt lở."
    refused = browser("hai").post(f"{LIST}ghi/", {**given, "text": "Tôi tố cáo ông Giả Định."})
    assert "phong bì" in refused.content.decode()
    assert VoterRecommendation.objects.count() == 1


def test_a_session_and_a_meeting_are_kept_once(browser, place):
    given = {"body": "council", "number": "4", "term": "2026–2031", "opens_on": "07/12/2026", "answer_by": ""}
    first = browser("hai").post(f"{LIST}ky-hop/them/", given)
    assert first.status_code == 302
    assert "đã có" in browser("hai").post(f"{LIST}ky-hop/them/", given).content.decode()
    meeting = {"timing": "before", "kind": "place", "held_on": "15/11/2026", "place": "Hội trường", "present": "80"}
    address = f"{first.url}tiep-xuc/"
    assert browser("hai").post(address, meeting).status_code == 302
    assert "đã có" in browser("hai").post(address, meeting).content.decode()
    assert VoterMeeting.objects.get().present == 80


# --- repeats --------------------------------------------------------------------------------------------------------


def test_a_person_confirms_what_is_suggested_and_can_take_it_back(browser, kept, hai, place):
    older = make_session(place.adviser, number=2, opens_on=date(2026, 1, 6))
    first = make_recommendation(older, on=date(2026, 1, 5), actor=hai)
    row = make_recommendation(kept, text="Cầu tràn qua suối ở bản Xiềng hỏng, đề nghị sửa.", actor=hai)
    page = recommendation_page(hai, row.pk, on=TODAY)
    assert [each.row.pk for each in page.suggested] == [first.pk]

    browser("hai").post(f"{LIST}{row.pk}/lap-lai/", {"kien_nghi": first.pk, "la": "lap-lai"})

    row.refresh_from_db()
    first.refresh_from_db()
    assert (row.first_raised_id, row.sessions_raised, first.sessions_raised) == (first.pk, 2, 2)
    assert "lặp lại 2 kỳ" in browser("hai").get(f"{LIST}lap-lai/").content.decode()

    browser("hai").post(f"{LIST}{row.pk}/lap-lai/", {"kien_nghi": first.pk, "la": "khac"})

    row.refresh_from_db()
    assert (row.first_raised_id, row.sessions_raised) == (None, 1)
    assert recommendation_page(hai, row.pk, on=TODAY).suggested == []


# --- the Front ------------------------------------------------------------------------------------------------------


def test_many_answers_are_asked_about_on_one_page(browser, secret):
    response = secret.responses.get()
    key = str(response.pk)
    typed = {"on": "20/11/2026", "channel": "visit", f"{key}-response": key, f"{key}-asked": "10",
             f"{key}-satisfied": "11"}  # fmt: skip
    refused = browser("mai").post(f"{LIST}phan-hoi/", typed).content.decode()
    assert "nhiều hơn số người được hỏi" in refused
    assert 'value="11"' in refused
    assert not FeedbackReport.objects.exists()

    browser("mai").post(f"{LIST}phan-hoi/", {**typed, f"{key}-satisfied": "6", f"{key}-unsure": "1"})

    report = FeedbackReport.objects.get()
    assert (report.asked, report.satisfied, report.unsure, report.given) == (10, 6, 1, 7)
    assert browser("mai").get(f"{LIST}phan-hoi/").context["page"].paginator.count == 0


@pytest.fixture
def asked_about(secret, kept, hai, son, place):
    """Two answers to ask about, with what the Front types of them."""
    row = make_recommendation(kept, text="Kéo điện.", actor=hai)
    do(row, "route", SEP_7, actor=hai, to_unit=place.department.pk)
    do(row, "accept", SEP_7, actor=son)
    answered(row, SEP_14, actor=son)
    keys = [secret.responses.get().pk, row.responses.get().pk]
    typed = {"on": "20/11/2026", "channel": "visit", "key": str(uuid4())}
    for number, key in enumerate(keys, start=5):
        typed |= {f"{key}-response": str(key), f"{key}-asked": str(number), f"{key}-satisfied": "2"}
    return keys, typed


def test_a_form_sent_twice_is_kept_once_and_another_one_again(browser, asked_about):
    keys, typed = asked_about
    for _ in range(2):
        assert browser("mai").post(f"{LIST}phan-hoi/", typed).status_code == 302
    assert FeedbackReport.objects.count() == 2

    changed = browser("mai").post(f"{LIST}phan-hoi/", {**typed, f"{keys[0]}-satisfied": "4"})
    assert "đã được ghi, với số khác" in changed.content.decode()
    assert FeedbackReport.objects.count() == 2
    browser("mai").post(f"{LIST}phan-hoi/", {**typed, "key": str(uuid4())})
    assert FeedbackReport.objects.count() == 4


def test_lines_typed_for_what_left_the_page_meanwhile_are_kept(browser, asked_about, mai):
    keys, typed = asked_about
    heard = services.Heard(keys[0], asked=3)
    services.record_feedback([heard], channel="phone", actor=mai, on=TODAY, at=moment(TODAY))

    assert browser("mai").post(f"{LIST}phan-hoi/", typed).status_code == 302

    assert sorted(FeedbackReport.objects.values_list("response", "asked")) == [
        (keys[0], 3), (keys[0], 5), (keys[1], 6),
    ]  # fmt: skip


def test_a_line_that_can_no_longer_be_kept_is_said_and_the_others_stay(browser, asked_about, secret, hai):
    keys, typed = asked_about
    do(secret, "reopen", SEP_14, actor=hai, note="Thiếu.")
    do(secret, "withdraw", SEP_14, actor=hai, note="Ghi nhầm.")

    page = browser("mai").post(f"{LIST}phan-hoi/", typed)

    assert "1 dòng đã điền không ghi được" in page.content.decode()
    assert [asking.response.pk for asking, _form in page.context["lines"]] == [keys[1]]
    assert f'name="{keys[1]}-asked" value="6"' in page.content.decode()
    assert not FeedbackReport.objects.exists()


def test_a_day_before_the_answer_is_refused_beside_its_line(browser, asked_about):
    _keys, typed = asked_about

    page = browser("mai").post(f"{LIST}phan-hoi/", {**typed, "on": "13/09/2026"})

    assert all("không thể sớm hơn" in str(form.errors["asked"]) for _asking, form in page.context["lines"])
    assert "chưa dòng nào được ghi" in page.content.decode()


def test_nobody_is_asked_about_what_has_no_words_for_everybody(browser, kept, hai, son, place, mai):
    row = make_recommendation(kept, text=f"{CANARY} xin sửa nhà.", names_nobody=False, actor=hai)
    do(row, "route", SEP_7, actor=hai, to_unit=place.department.pk)
    do(row, "accept", SEP_7, actor=son)
    answered(row, SEP_14, actor=son)

    assert browser("mai").get(f"{LIST}phan-hoi/").context["page"].paginator.count == 0
    with pytest.raises(NotFound):
        heard = services.Heard(row.responses.get().pk, asked=1)
        services.record_feedback([heard], channel="phone", actor=mai, on=TODAY, at=moment(TODAY))


@pytest.mark.parametrize("name", ["lan", "minh", "binh", "dung", "thanh", "quan", "hoa"])
def test_only_the_front_asks(signed_in, secret, name):
    assert signed_in(name).get(f"{LIST}phan-hoi/").status_code == 404


def test_nothing_heard_is_refused(browser, secret):
    page = browser("mai").post(f"{LIST}phan-hoi/", {"on": "20/11/2026", "channel": "visit",
                                                    f"{secret.responses.get().pk}-response": "1"})  # fmt: skip

    assert "Chưa ghi phản hồi nào" in page.content.decode()


# --- a council's list -----------------------------------------------------------------------------------------------


def workbook(*rows):
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    sheet = book.add_worksheet(DATA)
    sheet.write_row(0, 0, [heading(column) for column in SHEET])
    for line, cells in enumerate(rows, start=1):
        sheet.write_row(line, 0, [cells.get(column.field, "") for column in SHEET])
    book.close()
    return SimpleUploadedFile("danh-sach.xlsx", kept.getvalue())


def line(kept, **more):
    return {"session": str(kept), "text": "Làm kè chống sạt lở.", "names_nobody": "có", "field": "giao thông, hạ tầng",
            "received_on": "01/09/2026", "proposed": "Sở Tư pháp", "commune": "Đông Hiếu", **more}  # fmt: skip


def test_a_list_is_taken_in_whole_once_and_taken_back(browser, kept, place):
    client = browser("hai")
    checked = client.post(f"{LIST}bang-tinh/", {"file": workbook(line(kept), line(kept, text="Kéo điện."))})
    assert checked.context["checked"].problems == []
    client.post(f"{LIST}bang-tinh/", {"tep": checked.context["token"]})
    rows = VoterRecommendation.objects.order_by("number")
    assert [(row.text, row.proposed_id, row.commune_id) for row in rows] == [
        ("Làm kè chống sạt lở.", place.department.pk, place.commune.pk),
        ("Kéo điện.", place.department.pk, place.commune.pk),
    ]

    client.post(f"{LIST}bang-tinh/", {"tep": checked.context["token"]})
    assert VoterRecommendation.objects.count() == 2

    batch = OpinionBatch.objects.get()
    client.post(f"{LIST}bang-tinh/{batch.pk}/hoan-tac/", {"reason": "Nhầm tệp."})
    assert VoterRecommendation.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"session": "Kỳ họp lạ"}, "Không có kỳ họp này"),
        ({"proposed": "Sở Không Có"}, "Không có đơn vị nào"),
        ({"field": "lạ"}, "Cần một trong"),
        ({"received_on": "01/12/2026"}, "sau hôm nay"),
        ({"text": ""}, "Chưa nhập"),
        ({"meeting": "Nơi lạ"}, "chưa có cuộc tiếp xúc"),
        ({"text": "Tôi tố cáo ông Giả Định."}, "tố cáo"),
        ({"text": "Bà Lò Thị Chim Vàng xin làm đường."}, "Lò Thị Chim Vàng"),
    ],
)
def test_one_wrong_row_keeps_the_whole_list_out(browser, kept, wrong, why):
    page = browser("hai").post(
        f"{LIST}bang-tinh/", {"file": workbook(line(kept), line(kept, **{"text": "Khác.", **wrong}))}
    )

    problems = page.context["checked"].problems
    assert [(problem.row, why in problem.message) for problem in problems] == [(3, True)]
    assert not VoterRecommendation.objects.exists()


def test_a_list_somebody_worked_on_is_not_taken_back(kept, hai, place):
    new = services.NewRecommendation(kept.pk, "Làm kè.", "farming", SEP_7)
    batch = services.import_list(
        [new], unit_id=kept.unit_id, file_name="a.xlsx", sha256="1" * 64, actor=hai, at=moment(TODAY)
    )
    with pytest.raises(services.ListIsKnown):
        services.import_list(
            [new], unit_id=kept.unit_id, file_name="b.xlsx", sha256="1" * 64, actor=hai, at=moment(TODAY)
        )
    do(VoterRecommendation.objects.get(), "route", SEP_14, actor=hai, to_unit=place.department.pk)

    with pytest.raises(services.CannotTakeBack):
        services.take_list_back(batch.pk, reason="x", actor=hai, at=moment(TODAY))

    assert VoterRecommendation.objects.count() == 1


# --- papers ---------------------------------------------------------------------------------------------------------


def words_of(content):
    paper = Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


def test_the_slip_holds_what_lies_with_one_unit_and_the_report_the_three_groups(browser, shelf, kept, place):
    slip = browser("hai").get(f"{LIST}ky-hop/{kept.pk}/chuyen/{place.department.pk}.docx")
    said = words_of(slip.content)
    assert "Sửa đường xóm." in said
    assert "Bổ sung giáo viên." not in said
    report = words_of(browser("hai").get(f"{LIST}ky-hop/{kept.pk}/bao-cao.docx").content)
    assert "có 3 kiến nghị, trong đó: 0 đã giải quyết xong; 1 đang nghiên cứu" in report
    assert "20/12/2026" in report
    sheet = browser("hai").get(f"{LIST}ky-hop/{kept.pk}/danh-sach.xlsx").getvalue()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[4:]] == ["Đang nghiên cứu, giải quyết", "Chưa trả lời", "Chưa trả lời"]


def test_papers_of_a_session_say_nothing_without_words_that_name_nobody(browser, kept, hai, place):
    row = make_recommendation(kept, text=f"{CANARY} xin sửa nhà.", names_nobody=False, actor=hai)
    make_recommendation(kept, text="Kéo điện.", actor=hai)
    do(row, "route", SEP_7, actor=hai, to_unit=place.department.pk)
    client, papers = browser("hai"), f"{LIST}ky-hop/{kept.pk}/"
    page = client.get(papers).content.decode()
    assert "1 kiến nghị chưa có lời không nêu tên" in page
    found = client.get(LIST, {"muc": "tat-ca", "ky": kept.pk, "rieng": "wordless"}).context["rows"]
    assert [each.row.pk for each in found] == [row.pk]

    sheet = client.get(f"{papers}danh-sach.xlsx").getvalue()
    cells = str(CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python())
    for said in (cells, *(words_of(client.get(f"{papers}{name}.docx").content) for name in ("tong-hop", "bao-cao"))):
        assert CANARY not in said
        assert "chưa có lời không nêu tên" in said
        assert "Kéo điện." in said
    assert Entry.objects.get(act="opinions.exported").detail == {"rows": 2}
    # Whoever answers reads what was said.
    assert CANARY in words_of(client.get(f"{papers}chuyen/{place.department.pk}.docx").content)

    public = {"text": row.text, "public_text": "Sửa nhà."}
    services.change_words(row.pk, public, actor=hai, on=TODAY, at=moment(TODAY), version=row.version + 1)
    assert "chưa có lời không nêu tên" not in client.get(papers).content.decode()


@pytest.fixture
def next_session(kept, place):
    return make_session(place.adviser, number=4, opens_on=date(2026, 11, 9))


def test_the_summary_says_what_is_asked_by_field_and_what_is_owed_from_before(
    browser, shelf, kept, next_session, hai, place
):
    VoterMeeting.objects.create(session=next_session, place="Nhà văn hóa xã", held_on=date(2026, 9, 3), present=1_250)
    VoterMeeting.objects.create(session=next_session, place="Trường tiểu học", held_on=date(2026, 9, 4), present=50)
    make_recommendation(next_session, text="Đề nghị thêm bác sĩ.", field="health", actor=hai)
    make_recommendation(
        next_session,
        text="Đề nghị rải nhựa đường liên xã.",
        place="bản Xiềng",
        proposed_id=place.department.pk,
        actor=hai,
    )
    said = words_of(browser("hai").get(f"{LIST}ky-hop/{next_session.pk}/tong-hop.docx").content)
    assert "2 cuộc tiếp xúc cử tri" in said
    assert "1.300 lượt cử tri" in said
    assert "tổng hợp được 2 kiến nghị" in said
    assert "còn 3 kiến nghị" in said
    assert said.index("Giao thông, hạ tầng: 1 kiến nghị.") < said.index("Y tế, bảo hiểm: 1 kiến nghị.")
    assert said.index("rải nhựa") < said.index("thêm bác sĩ") < said.index("Bổ sung giáo viên.")
    assert "20/12/2026" in said, "what was promised in the session before"


def test_the_summary_of_a_first_session_owes_nothing(browser, shelf, kept):
    said = words_of(browser("hai").get(f"{LIST}ky-hop/{kept.pk}/tong-hop.docx").content)
    assert "Không còn kiến nghị nào." in said
    assert "Kỳ họp, số" not in said


def test_what_ended_or_stands_in_another_bodys_session_is_not_owed(browser, kept, next_session, hai, place):
    ended = make_recommendation(kept, text="Đã xong từ lâu.", actor=hai)
    do(ended, "withdraw", SEP_14, actor=hai, note="Cử tri rút.")
    other = make_session(place.adviser, body="national_assembly", number=2)
    make_recommendation(other, text="Gửi Quốc hội.", actor=hai)
    said = words_of(browser("hai").get(f"{LIST}ky-hop/{next_session.pk}/tong-hop.docx").content)
    assert "Đã xong từ lâu." not in said
    assert "Gửi Quốc hội." not in said


@pytest.mark.parametrize("name", ["binh", "dung", "thanh", "lan", "quan"])
def test_papers_are_the_keepers(signed_in, shelf, kept, place, name):
    for page in ("tong-hop.docx", "bao-cao.docx", "danh-sach.xlsx", f"chuyen/{place.department.pk}.pdf"):
        assert signed_in(name).get(f"{LIST}ky-hop/{kept.pk}/{page}").status_code == 404


# --- everybody ------------------------------------------------------------------------------------------------------


def test_everybody_reads_published_answers_alone(client, secret, kept, hai, place):
    cache.clear()
    make_recommendation(kept, text="Chưa công khai gì.", actor=hai)

    page = client.get("/tra-loi-cu-tri/").content.decode()

    assert "Đã sửa cầu." in page
    assert "Chưa công khai gì" not in page
    assert "Chim Vàng" not in page
    assert "12/UBND-VP" not in page
    assert "Đã sửa cầu." not in client.get("/tra-loi-cu-tri/?ket_qua=studied").content.decode()
    assert client.get("/tra-loi-cu-tri/?linh_vuc=khong-co&ky=999").status_code == 200
    assert "settled" in client.get("/en/tra-loi-cu-tri/").content.decode().lower()


# --- what falls due -------------------------------------------------------------------------------------------------


def test_the_calendar_knows_answers_promises_and_reports(cast, shelf, kept, place):
    make_session(place.adviser, body="national_assembly", number=2, opens_on=date(2027, 1, 25))
    found = list(dues(None, date(2026, 9, 1), date(2027, 1, 31)))

    # Fifteen working days after 7 October end on the 28th.
    assert sorted((due.unit_id == place.adviser.pk, due.on) for due in found if not due.announced) == [
        (False, date(2026, 10, 7)), (False, date(2026, 12, 20)), (True, date(2026, 10, 1)), (True, date(2026, 10, 28)),
    ]  # fmt: skip
    assert [due.what.split(" ")[0] for due in found if due.announced] == ["Báo"]
    assert all("đường" not in due.what for due in found)


def test_an_answer_stays_due_until_it_is_published(shelf, hai, place):
    days = None, date(2026, 10, 28), date(2026, 10, 28)
    assert [(due.unit_id, due.right, due.what[:9]) for due in dues(*days)] == [
        (place.adviser.pk, Right.PUBLISH_WORK, "Công khai")
    ]
    assert list(dues(None, date(2026, 10, 27), date(2026, 10, 27))) == []

    do(shelf["studied"], "publish", SEP_14, actor=hai, public_text="Thêm giáo viên.", public_answer="Đang bổ sung.")

    assert list(dues(*days)) == []


def test_home_counts_what_waits(more, shelf, secret):
    told = {name: {tab.code: tab.count for tab in waiting_for(more[name][1], on=TODAY)} for name in more}

    assert told["hai"] == {"chuyen": 1, "tre": 2, "cong-khai": 1}
    assert told["son"] == {"tre": 1}
    assert told["mai"] == {"phan-hoi": 2}
