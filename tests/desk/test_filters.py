"""Filters of lists under a name: kept for oneself, found again, replaced, forgotten."""

import pytest
from django.urls import reverse

from danvan.desk.models import SavedFilter
from danvan.desk.services import AT_MOST, save_filter
from danvan.desk.web.records import KINDS
from tests.pages import queries_of

pytestmark = pytest.mark.django_db
PAGE = "plans:plan_list"
LIST = "/ho-so/ke-hoach/"
SAVE = "/viec-cua-toi/bo-loc/"


def test_a_filter_is_named_and_found_again_on_its_list(signed_in):
    lan = signed_in("lan")
    asked = lan.get(LIST, {"nam": "2026", "q": "dân vận", "trang": "1"})
    given = asked.context["saved_filters"]

    answer = lan.post(SAVE, {"page": given.page, "query": given.query, "name": " Kế  hoạch 2026 "}, follow=True)

    saved = SavedFilter.objects.get()
    assert (saved.page, saved.name, saved.query) == (PAGE, "Kế hoạch 2026", "nam=2026&q=d%C3%A2n+v%E1%BA%ADn")
    assert "Đã lưu bộ lọc" in answer.content.decode()
    assert answer.context["saved_filters"].current == saved
    elsewhere = lan.get(LIST).context["saved_filters"]
    assert (list(elsewhere.saved), elsewhere.current) == ([saved], None)


def test_the_same_name_again_replaces_what_it_stood_for(cast):
    lan = cast.actor("lan")

    save_filter(lan, page=PAGE, name="Của tôi", query="nam=2025")
    save_filter(lan, page=PAGE, name="Của tôi", query="nam=2026")

    assert SavedFilter.objects.get().query == "nam=2026"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "   "}, "Cần đặt tên cho bộ lọc"),
        ({"name": "x" * 61}, "Cần đặt tên cho bộ lọc"),
        ({"query": ""}, "Chưa chọn điều kiện lọc nào"),
        ({"query": "trang=3"}, "Chưa chọn điều kiện lọc nào"),
        ({"query": "q=" + "x" * 700}, "điều kiện quá dài"),
        ({"page": "plans:plan_add"}, "không có danh sách"),
        ({"page": "khong:co_list"}, "không có danh sách"),
        ({"page": ""}, "không có danh sách"),
    ],
)
def test_a_wrong_filter_is_refused_in_words(signed_in, given, said):
    answer = signed_in("lan").post(SAVE, {"page": PAGE, "query": "nam=2026", "name": "A"} | given, follow=True)

    assert said in answer.content.decode()
    assert not SavedFilter.objects.exists()


def test_no_more_are_kept_than_can_be_found_again(cast, signed_in):
    for number in range(AT_MOST):
        save_filter(cast.actor("lan"), page=PAGE, name=f"Số {number}", query="nam=2026")

    answer = signed_in("lan").post(SAVE, {"page": PAGE, "query": "nam=2025", "name": "Nữa"}, follow=True)

    assert f"nhiều nhất {AT_MOST} bộ lọc" in answer.content.decode()
    assert SavedFilter.objects.count() == AT_MOST


def test_a_filter_is_nobody_elses(cast, signed_in):
    saved = save_filter(cast.actor("lan"), page=PAGE, name="Của Lan", query="nam=2026")
    address = reverse("desk:remove_filter", args=[saved.pk])

    assert list(signed_in("minh").get(LIST).context["saved_filters"].saved) == []
    assert signed_in("minh").post(address).status_code == 404
    assert signed_in("lan").post(address).url == f"{LIST}?nam=2026"
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_list_offers_to_keep_its_filter(code, signed_in):
    address = reverse(KINDS[code].url_name("list"))

    assert "Lưu bộ lọc này" in signed_in("binh").get(address, {"q": "dân vận"}).content.decode()


def test_more_filters_cost_no_more_queries(cast, signed_in):
    save_filter(cast.actor("lan"), page=PAGE, name="Một", query="nam=2026")
    few = queries_of(signed_in("lan"), LIST)
    for number in range(5):
        save_filter(cast.actor("lan"), page=PAGE, name=f"Số {number}", query=f"nam={number}")

    assert queries_of(signed_in("lan"), LIST) == few
