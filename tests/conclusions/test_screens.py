"""The pages: from a pasted text to issued tasks without JavaScript, wrong input kept, lists and exports."""

import io
from datetime import date

import pytest
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from danvan.conclusions.models import Conclusion, ConclusionTask
from danvan.conclusions.services import Row, rows_of
from danvan.desk.selectors import my_work
from tests.cast import TODAY
from tests.conclusions.factories import DUE, NOV_12, do, draft, issued, task_of
from tests.pages import queries_of

pytestmark = pytest.mark.django_db
LIST = reverse("conclusions:task_list")
NOTICE = """Chủ tịch UBND xã kết luận như sau:
1. Giao Sở Tư pháp chủ trì, phối hợp với UBND xã Hòa Sơn hướng dẫn thủ tục, xong trước ngày 15/12/2026.
2. UBND xã trả lời công dân bằng văn bản trong 10 ngày.
3. Người dân đồng tình.
"""


def _new(browser, **changes):
    given = {"origin": "other", "title": "Giao ban tháng 11", "day": "10/11/2026", "text": NOTICE, **changes}
    return browser.post(reverse("conclusions:new"), given, follow=True)


def _sent(page, do_="save", **changes):
    """Return what the page of a draft would send back, with some fields typed over."""
    context = page.context
    sent = {name: value for form in (context["head"], context["paste"]) for name, value in _values(form).items()}
    rows = context["rows"]
    sent |= {bound.html_name: bound.value() or "" for bound in rows.management_form}
    for form in rows.forms:
        sent |= {bound.html_name: _text(bound) for bound in form if bound.name != "DELETE"}
        if not sent[form["awaits_answer"].html_name]:
            del sent[form["awaits_answer"].html_name]
    return {**sent, "do": do_, **changes}


def _values(form):
    return {bound.html_name: _text(bound) for bound in form}


def _text(bound):
    return bound.field.prepare_value(bound.value()) or "" if bound.value() is not None else ""


def test_a_pasted_notice_is_issued_in_four_steps(all_, signed_in):
    browser = signed_in("lan")
    page = _new(browser)
    assert "Đã đề xuất 2 nhiệm vụ" in page.content.decode()
    assert "“Người dân đồng tình.”" in page.content.decode()
    found = Conclusion.objects.get()
    address = reverse("conclusions:draft", args=[found.pk])
    assert len(page.context["rows"].forms) == 2

    after = browser.post(address, _sent(page, "issue", **{"rows-1-due_on": "25/11/2026"}))
    assert after.url == reverse("conclusions:issue", args=[found.pk])
    form = browser.get(after.url).context["form"]
    assert (form["symbol"].value(), form["number"].value(), form["signer_title"].value()) == ("TB-UBND", 1, "CHỦ TỊCH")
    sent = {
        "numbering": "own", "number": "1", "symbol": "TB-UBND", "on": "23/11/2026", "signer_title": "CHỦ TỊCH",
        "version": form["version"].value(),
    }  # fmt: skip
    done = browser.post(after.url, sent, follow=True)

    assert "Thông báo 01/TB-UBND" in done.content.decode()
    assert [(task.unit_id, task.due_on) for task in ConclusionTask.objects.order_by("position")] == [
        (all_.department, date(2026, 12, 14)),
        (all_.commune, date(2026, 11, 25)),
    ]


def test_a_wrong_row_is_told_beside_the_field_and_nothing_typed_is_lost(all_, signed_in):
    browser = signed_in("lan")
    page = _new(browser)
    address = reverse("conclusions:draft", args=[Conclusion.objects.get().pk])

    wrong = {"rows-0-unit": "Sở Không Có", "rows-0-due_on": "31/02/2027", "rows-1-text": "Câu vừa gõ"}
    body = browser.post(address, _sent(page, **wrong)).content.decode()

    assert "“Sở Không Có”: không có đơn vị nào tên này." in body
    assert "31/02/2027" in body
    assert "Câu vừa gõ" in body
    assert "Câu vừa gõ" not in [row.text for row in rows_of(Conclusion.objects.get())]


def test_a_row_struck_out_is_not_looked_at(all_, signed_in):
    browser = signed_in("lan")
    page = _new(browser)
    address = reverse("conclusions:draft", args=[Conclusion.objects.get().pk])

    browser.post(address, _sent(page, "delete-0", **{"rows-0-due_on": "không phải ngày"}))

    assert [row.text for row in rows_of(Conclusion.objects.get())] == [
        "UBND xã trả lời công dân bằng văn bản trong 10 ngày."
    ]


@pytest.mark.parametrize(("button", "rows"), [("add", 3), ("merge-1", 1), ("split-0", 3), ("save", 2), ("merge-9", 2)])
def test_every_button_keeps_what_was_typed(all_, signed_in, button, rows):
    browser = signed_in("lan")
    page = _new(browser)
    found = Conclusion.objects.get()

    browser.post(reverse("conclusions:draft", args=[found.pk]), _sent(page, button, summary="Đoạn mở đầu"))

    found.refresh_from_db()
    assert (found.summary, len(rows_of(found))) == ("Đoạn mở đầu", rows)


def test_two_people_on_one_draft_the_second_is_told_and_keeps_the_words(all_, signed_in):
    first, second = signed_in("lan"), signed_in("minh")
    page = _new(first)
    address = reverse("conclusions:draft", args=[Conclusion.objects.get().pk])
    other = second.get(address)
    first.post(address, _sent(page, summary="Của Lan"))

    body = second.post(address, _sent(other, summary="Của Minh")).content.decode()

    assert "vừa được người khác cập nhật" in body
    assert "Của Minh" in body
    assert Conclusion.objects.get().summary == "Của Lan"


def test_a_text_nothing_is_read_of_still_begins_the_draft(all_, signed_in):
    body = _new(signed_in("lan"), text="Không có việc gì.").content.decode()

    assert "Chưa nhận ra nhiệm vụ nào" in body
    assert Conclusion.objects.count() == 1


def test_a_day_still_to_come_is_refused_beside_it_and_nothing_typed_is_lost(all_, signed_in):
    browser = signed_in("lan")

    begun = _new(browser, day="10/11/2206")

    assert list(begun.context["form"].errors) == ["day"]
    assert "hướng dẫn thủ tục" in begun.content.decode()
    assert not Conclusion.objects.exists()
    page = _new(browser)
    changed = browser.post(
        reverse("conclusions:draft", args=[Conclusion.objects.get().pk]), _sent(page, day="10/11/2206")
    )
    assert list(changed.context["head"].errors) == ["day"]


def test_the_issue_form_asks_for_the_number_of_the_chosen_kind(all_, signed_in):
    begun = draft(all_.lan, all_.commune, Row("Sửa cầu.", all_.commune, DUE))
    sent = {"numbering": "other", "on": "12/11/2026", "signer_title": "CHỦ TỊCH", "version": begun.version}

    body = signed_in("lan").post(reverse("conclusions:issue", args=[begun.pk]), sent).content.decode()

    assert "Chưa ghi." in body
    assert Conclusion.objects.get().state == "draft"


def test_an_act_is_done_on_its_form_and_a_stale_one_is_refused_politely(all_, signed_in):
    task = task_of(all_.lan, all_.commune, keeper=all_.commune)
    browser, address = signed_in("lan"), reverse("conclusions:act", args=[task.pk, "progress"])
    sent = {"on": "23/11/2026", "note": "Đang làm nốt", "version": task.version}
    assert browser.post(address, sent).status_code == 302

    body = browser.post(address, {**sent, "note": "Chữ vừa gõ"}).content.decode()

    assert "vừa được người khác cập nhật" in body
    assert "Chữ vừa gõ" in body


def test_a_report_without_a_document_says_so_and_keeps_the_words(all_, signed_in):
    task = task_of(all_.lan, all_.commune, keeper=all_.commune)
    sent = {"on": "20/11/2026", "done_on": "20/11/2026", "note": "Chữ vừa gõ", "version": task.version}

    body = signed_in("lan").post(reverse("conclusions:act", args=[task.pk, "report"]), sent).content.decode()

    assert "cần tệp kết quả hoặc số văn bản" in body
    assert "Chữ vừa gõ" in body


def test_the_page_of_a_late_task_says_what_a_late_extension_does(all_, signed_in):
    task = task_of(all_.lan, all_.commune, keeper=all_.commune)

    body = signed_in("lan").get(reverse("conclusions:act", args=[task.pk, "grant_time"])).content.decode()

    assert "hạn được tính giữ nguyên" in body


def test_who_may_not_open_a_file_sees_that_there_is_one(all_, signed_in):
    task = task_of(all_.lan, all_.commune, keeper=all_.commune)
    do(task, "progress", all_.lan, on=NOV_12, files=1, note="Đang làm.")
    address = reverse("conclusions:task", args=[task.pk])

    assert "ket-qua-0.pdf" in signed_in("minh").get(address).content.decode()
    seen = signed_in("binh").get(address).content.decode()
    assert "có tệp kèm theo" in seen
    assert "ket-qua-0.pdf" not in seen


@pytest.fixture
def several(all_):
    """Two of the commune, one late and one of next month; one of the department."""
    issued(
        all_.lan,
        all_.commune,
        Row("Sửa lan can cầu tràn.", all_.commune, DUE),
        Row("Làm đường vào bản.", all_.commune, date(2026, 12, 10)),
        Row("Hướng dẫn thủ tục.", all_.department, date(2026, 11, 25), awaits_answer=True),
    )
    return all_


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("muc=all", 3), ("muc=todo", 2), ("muc=late", 1), ("muc=soon", 1), ("muc=accept", 2), ("muc=verify", 0),
        ("muc=all&q=duong+ban", 1), ("muc=all&q=112", 3), ("muc=all&q=khong+co", 0), ("muc=all&tinh_trang=closed", 0),
        ("muc=all&nguon=other", 3), ("muc=all&nguon=dialogue", 0), ("muc=all&han_tu=24/11/2026", 2),
        ("muc=all&han_den=24/11/2026", 1), ("muc=bua&q=&don_vi=x", 2),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_and_the_address_holds_it(several, signed_in, query, found):
    assert len(signed_in("lan").get(f"{LIST}?{query}").context["rows"]) == found


def test_the_list_by_unit_and_officer(several, signed_in):
    task = ConclusionTask.objects.get(position=1)
    do(task, "accept", several.lan, on=TODAY, officer=several.lan.holding_id)
    browser = signed_in("lan")

    assert len(browser.get(f"{LIST}?muc=all&don_vi={several.department}").context["rows"]) == 1
    assert len(browser.get(f"{LIST}?muc=all&theo_doi={several.commune}").context["rows"]) == 3
    assert len(browser.get(f"{LIST}?muc=all&ai={several.lan.holding_id}").context["rows"]) == 1


def test_the_list_as_a_sheet(several, signed_in):
    response = signed_in("lan").get(f"{LIST}?muc=late&xem=xlsx")

    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows[3][:2] == ["Thông báo", "Ngày thông báo"]
    assert [row[5] for row in rows[4:]] == ["Sửa lan can cầu tràn."]
    assert rows[4][14] == 3


def test_the_sheet_has_every_task_however_many(several, signed_in, monkeypatch):
    monkeypatch.setattr("danvan.conclusions.web.tasks.IN_ONE_GO", 2)

    response = signed_in("lan").get(f"{LIST}?muc=all&xem=xlsx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    assert [row[5] for row in book.get_sheet_by_index(0).to_python()[4:]] == [
        "Sửa lan can cầu tràn.", "Hướng dẫn thủ tục.", "Làm đường vào bản.",
    ]  # fmt: skip


def test_pages_cost_the_same_whatever_they_hold(several, signed_in):
    browser, page = signed_in("lan"), f"{LIST}?muc=all"
    few = queries_of(browser, page)
    for number in range(3):
        issued(several.lan, several.commune, *(Row(f"Việc {number}", several.neighbour, DUE) for _ in range(3)))

    assert queries_of(browser, page) == few
    assert few <= 18


def test_a_task_page_costs_the_same_whatever_happened(several, signed_in):
    task = ConclusionTask.objects.get(position=1)
    browser, page = signed_in("lan"), reverse("conclusions:task", args=[task.pk])
    few = queries_of(browser, page)
    for _ in range(4):
        do(task, "progress", several.lan, on=TODAY, files=2, note="Đang làm.")

    # The stored files of all acts come with one query more.
    assert queries_of(browser, page) <= few + 1


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_notice_as_a_paper(several, signed_in, form):
    found = Conclusion.objects.get()

    response = signed_in("lan").get(reverse("conclusions:paper", args=[found.pk, form]))

    assert response.status_code == 200
    if form == "docx":
        text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(response.content)).paragraphs)
        assert "3. Hướng dẫn thủ tục. Đơn vị thực hiện: Sở Tư pháp. Thời hạn: 25/11/2026. Trả lời công dân" in text
    else:
        assert response.content.startswith(b"%PDF")


def test_home_counts_what_waits_and_shows_what_is_due(several, signed_in):
    body = signed_in("lan").get(reverse("desk:home")).content.decode()

    assert "2 chờ nhận" in body
    assert "Nhiệm vụ 1, thông báo kết luận số 112/TB-UBND: Sửa lan can cầu tràn." in body
    assert any(item.is_late for item in my_work(several.lan, on=TODAY).items)
    # Whoever keeps or does them has their own tasks; who watches is led to the board.
    assert reverse("conclusions:board") not in body
    watched = signed_in("binh").get(reverse("desk:home")).content.decode()
    assert f'Lời hứa với dân: <a href="{reverse("conclusions:board")}">1 việc quá hạn</a>' in watched


def test_a_task_is_found_by_its_words_without_accents(several, signed_in):
    found = f"{reverse('desk:search')}?q=lan+can"

    assert "Sửa lan can cầu tràn." in signed_in("minh").get(found).content.decode()
    assert "Sửa lan can cầu tràn." not in signed_in("tam").get(found).content.decode()


def test_who_only_watches_is_offered_nothing_to_do(several, signed_in):
    task = ConclusionTask.objects.get(position=1)
    page = signed_in("binh").get(reverse("conclusions:task", args=[task.pk]))

    assert page.context["page"].usual == []
    assert [tab.code for tab in signed_in("binh").get(LIST).context["tabs"]] == ["late", "soon", "open", "all"]


def test_what_is_left_of_a_notice_is_cancelled_from_its_page(all_, signed_in):
    out = issued(all_.lan, all_.commune, Row(text="Sửa cầu.", unit_id=all_.commune, due_on=DUE))
    address = reverse("conclusions:cancel", args=[out.pk])
    lan = signed_in("lan")
    assert address in lan.get(out.get_absolute_url()).content.decode()
    assert "1 nhiệm vụ chưa xác nhận xong" in lan.get(address).content.decode()

    wrong = lan.post(address, {"note": "", "on": "01/11/2026", "version": out.version})
    early = lan.post(address, {"note": "Thay bằng kết luận khác.", "on": "01/11/2026", "version": out.version})
    stale = lan.post(address, {"note": "Thay bằng kết luận khác.", "on": "23/11/2026", "version": out.version - 1})
    sent = {"note": "Thay bằng kết luận khác.", "on": "23/11/2026", "version": out.version}
    done = lan.post(address, sent, follow=True)

    assert list(wrong.context["form"].errors) == ["note"]
    assert list(early.context["form"].errors) == ["on"]
    assert "Thay bằng kết luận khác." in early.content.decode()
    assert "vừa được người khác cập nhật" in stale.content.decode()
    assert "Đã hủy 1 nhiệm vụ" in done.content.decode()
    assert address not in done.content.decode()
    assert "Không còn nhiệm vụ nào chưa xong" in lan.get(address).content.decode()
    assert [signed_in(who).get(address).status_code for who in ("binh", "tam", "quan")] == [404, 404, 404]
