"""The inbox of a post: views, conditions in the address, what comes next, the sheet, what it costs."""

from datetime import date
from io import BytesIO

import pytest
from django.db.models import F
from django.utils.http import urlencode
from python_calamine import CalamineWorkbook

from danvan.casework.models import Case
from danvan.desk.models import SavedFilter
from danvan.journal.models import Entry
from danvan.petitions.selectors import inbox_page, tab_counts, work_list
from danvan.petitions.services import NewWriter
from tests.cast import TODAY
from tests.pages import queries_of
from tests.petitions.factories import CLASSIFIED, Story, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
LIST = "/don-thu/"
SEP_1 = date(2026, 9, 1)


@pytest.fixture
def shelf(cast):
    """Letters that differ in everything one can ask for, by a name for each."""
    found = {
        "road": register(cast, kind="recommendation", channel="post", on=date(2026, 11, 2), summary="Đường xóm hỏng."),
        "land": register(cast, on=date(2026, 11, 10), people_count=6),
        "second": register(cast, on=date(2026, 11, 20), instance=2),
        "again": register(cast, on=date(2026, 11, 21)),
    }
    mine = Story(cast, found["land"]).do("classify", date(2026, 11, 10), **CLASSIFIED)
    mine.do("entrust", date(2026, 11, 10), officer=cast.actor("lan").holding_id)
    Story(cast, found["again"]).do("link", date(2026, 11, 21), duplicate_of=found["second"], note="Trùng.")
    complex_one = Story(cast, register(cast, on=date(2026, 10, 1)))
    complex_one.until_accepted(date(2026, 10, 5), complex_tests=["b"])
    return {**found, "complex": complex_one.petition}


def _found(browser, shelf, **asked):
    page = browser.get(f"{LIST}?{urlencode({'muc': 'all', **asked})}")
    names = {petition.pk: name for name, petition in shelf.items()}
    return {names[row.petition.pk] for row in page.context["inbox"].rows}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"road", "land", "second", "again", "complex"}),
        ({"loai": "recommendation"}, {"road"}),
        ({"trang_thai": "linked"}, {"again"}),
        ({"ai": "toi"}, {"land"}),
        ({"ai": "chua-giao"}, {"road", "second", "again", "complex"}),
        ({"linh_vuc": "land_recovery"}, {"land", "complex"}),
        ({"nguon": "post"}, {"road"}),
        ({"nhan_tu": "10/11/2026", "nhan_den": "20/11/2026"}, {"land", "second"}),
        ({"nhan_tu": "21/11/2026"}, {"again"}),
        ({"han_den": "10/11/2026"}, set()),
        ({"rieng": "repeated"}, {"second", "again"}),
        ({"rieng": "complex"}, {"complex"}),
        ({"rieng": "second"}, {"second"}),
        ({"rieng": "many_people"}, {"land"}),
        ({"q": "duong xom hong"}, {"road"}),
        ({"q": "duong xom", "loai": "complaint"}, set()),
    ],
)
def test_the_register_is_narrowed_by_what_the_address_says(signed_in, shelf, asked, found):
    assert _found(signed_in("lan"), shelf, **asked) == found


def test_each_condition_is_a_chip_that_takes_away_itself_alone(signed_in, cast, shelf):
    lan = cast.actor("lan")

    page = signed_in("lan").get(LIST, {"muc": "all", "loai": "complaint", "ai": str(lan.holding_id), "trang": "1"})

    assert [(chip["label"], chip["url"]) for chip in page.context["filters"]] == [
        ("Loại đơn: Khiếu nại", f"?muc=all&ai={lan.holding_id}"),
        ("Phụ trách: Lan, Công chức Văn phòng", "?muc=all&loai=complaint"),
    ]
    assert page.context["clear_url"] == "?muc=all"
    assert {tab.code: tab.count for tab in page.context["tabs"]}["mine"] == 1


@pytest.mark.parametrize(
    ("asked", "field", "said", "narrowed"),
    [
        ({"han_tu": "31/02/2026"}, "han_tu", "Không có ngày", 5),
        ({"nhan_tu": "10/11/2026", "nhan_den": "09/11/2026"}, "nhan_den", "trước ngày bắt đầu", 3),
        ({"loai": "denunciation"}, "loai", "denunciation", 5),
        ({"ai": "999999"}, "ai", "999999", 5),
        ({"q": "x" * 101}, "q", "100", 5),
        ({"xep": "ten"}, "xep", "ten", 5),
    ],
)
def test_what_is_not_understood_is_said_beside_it_and_narrows_nothing(signed_in, shelf, asked, field, said, narrowed):
    page = signed_in("lan").get(LIST, {"muc": "all", **asked})

    assert said in str(page.context["form"].errors[field])
    assert field not in page.context["form"].in_use
    assert len(page.context["inbox"].rows) == narrowed


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ({"muc": "all"}, ["again", "second", "land", "road", "complex"]),
        ({"muc": "all", "xep": "cu"}, ["complex", "road", "land", "second", "again"]),
        ({"muc": "mine"}, ["road", "land", "complex", "second"]),
        ({"muc": "mine", "xep": "moi"}, ["second", "land", "road", "complex"]),
    ],
)
def test_is_sorted_as_asked(signed_in, cast, shelf, asked, order):
    page = signed_in("lan").get(LIST, asked)
    names = {petition.pk: name for name, petition in shelf.items()}

    dues = list(Case.objects.filter(pk__in=names).values_list("pk", "due_on"))
    assert [names[row.petition.pk] for row in page.context["inbox"].rows] == order, dues


def test_each_row_says_what_comes_next_and_what_it_waits_for(cast, shelf):
    decided = Story(cast, register(cast, on=SEP_1)).until_verified(date(2026, 9, 8), date(2026, 9, 25))
    decided.do("decide", date(2026, 11, 20), number="12/QĐ-UBND", verdict="wrong", remedy="keep", note="x")
    decided.do("send", date(2026, 11, 21), decision_received_on=date(2026, 11, 21))
    lan = cast.actor("lan")

    rows = inbox_page(lan, list(work_list(lan, on=TODAY, tab="all")), on=TODAY).rows
    names = {petition.pk: name for name, petition in {**shelf, "sent": decided.petition}.items()}

    assert {
        names[row.petition.pk]: (row.next_act.label if row.next_act else "", row.next_waits) for row in rows
    } == {
        "road": ("phân loại", ""),
        "land": ("đề xuất thụ lý", ""),
        "second": ("phân loại", ""),
        "again": ("lưu trữ hồ sơ", ""),
        "complex": ("giao xác minh", ""),
        "sent": ("ghi quyết định có hiệu lực", "Quyết định có hiệu lực từ ngày 21/12/2026."),
    }  # fmt: skip


@pytest.mark.parametrize("who", ["lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa", "khach"])
def test_shows_the_letters_of_ones_own_unit_and_no_others(signed_in, shelf, who):
    answer = signed_in(who).get(f"{LIST}?muc=all")

    if who in ("lan", "minh"):
        assert len(answer.context["inbox"].rows) == len(shelf)
    elif who in ("tam", "thanh"):
        assert not answer.context["inbox"].rows
    else:
        assert answer.status_code in (302, 404)


@pytest.mark.parametrize(
    ("tab", "said"),
    [
        ("mine", "Không còn đơn nào phải làm"),
        ("new", "Không có đơn mới chờ phân loại"),
        ("soon", "trong 7 ngày tới"),
        ("late", "Không có đơn quá hạn"),
        ("waiting", "đang chờ người khác"),
        ("all", "Sổ chưa có đơn nào"),
        ("khong-co", "Không còn đơn nào phải làm"),
    ],
)
def test_an_empty_view_says_why(signed_in, tab, said):
    assert said in signed_in("tam").get(LIST, {"muc": tab}).content.decode()


def test_a_view_is_kept_under_a_name_and_found_again(signed_in, shelf):
    lan = signed_in("lan")
    given = lan.get(LIST, {"muc": "all", "loai": "complaint", "xep": "cu", "chon": "trang"}).context["saved_filters"]

    answer = lan.post(
        "/viec-cua-toi/bo-loc/", {"page": given.page, "query": given.query, "name": "Khiếu nại cũ"}, follow=True
    )

    assert SavedFilter.objects.get().query == "loai=complaint&muc=all&xep=cu"
    assert answer.context["saved_filters"].current == SavedFilter.objects.get()
    assert "Khiếu nại cũ" in answer.content.decode()


def test_ticks_the_whole_page_without_scripts(signed_in, shelf):
    plain, ticked = (signed_in("lan").get(LIST, {"muc": "mine", **more}) for more in ({}, {"chon": "trang"}))

    assert plain.content.decode().count("data-pick checked") == 0
    assert ticked.content.decode().count("data-pick checked") == len(ticked.context["inbox"].rows) == 4


def test_the_sheet_holds_the_view_keeps_text_as_text_and_is_written_down(signed_in, cast):
    register(cast, on=date(2026, 11, 2), writers=[NewWriter("=1+1")])
    register(cast, kind="recommendation", on=date(2026, 11, 3))
    lan = signed_in("lan")

    answer = lan.get(LIST, {"muc": "all", "loai": "complaint", "xem": "xlsx"})
    book = CalamineWorkbook.from_filelike(BytesIO(answer.getvalue()))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)

    assert "Loại đơn: Khiếu nại" in rows[0][0]
    assert "Lan tải về" in rows[1][0]
    assert [row[:4] for row in rows[4:]] == [["KN-2026-00001", "khiếu nại", 1.0, "=1+1"]]
    assert rows[4][9:12] == ["thụ lý", "11/11/2026", 12.0]
    entry = Entry.objects.get(act="petitions.exported")
    assert (entry.person_id, entry.detail) == (cast.lan.pk, {"rows": 1})


def test_costs_the_same_whatever_stands_in_it(signed_in, cast, shelf):
    lan = signed_in("lan")
    few = queries_of(lan, f"{LIST}?muc=mine")
    for day in range(1, 13):
        register(cast, on=date(2026, 11, day), writers=[NewWriter("A"), NewWriter("B")], people_count=2)
    story = Story(cast, register(cast, on=SEP_1)).until_accepted(date(2026, 9, 8))
    story.do("assign", date(2026, 9, 8), officer=cast.actor("minh").holding_id)
    Case.objects.filter(officer=None).update(officer=cast.actor("lan").holding_id, version=F("version") + 1)

    assert queries_of(lan, f"{LIST}?muc=mine") == few
    # Everything is counted by itself, as far as one turns through it.
    assert queries_of(lan, f"{LIST}?muc=all&q=thu+hoi&ai=toi") == few + 1
    # One more for letters of other units, two where there is a sealed register.
    assert few + 1 + 2 <= 15


def test_the_views_count_what_the_conditions_leave(cast, shelf):
    counted = {tab.code: tab.count for tab in tab_counts(cast.actor("lan"), on=TODAY, kind="complaint")}

    assert counted == {"mine": 3, "new": 1, "soon": 0, "late": 2, "waiting": 0, "all": None}


@pytest.mark.parametrize("asked", [{"ai": "chua-giao"}, {"ai": "toi"}, {"q": "duong"}, {"rieng": "complex"}])
def test_a_view_holds_as_many_as_it_says(signed_in, cast, shelf, asked):
    page = signed_in("lan").get(LIST, {"muc": "late", **asked}).context["page"]

    assert page.paginator.count == len(page.object_list)
