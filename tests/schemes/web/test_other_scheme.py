"""Another scheme on every screen: a small definition with groups, tasks and weaknesses of its own.

Its task has the id of one of Scheme 04 that has figures, so that nothing is taken for granted by its name.
"""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.desk.selectors import glance
from danvan.reports.selectors import briefing
from danvan.schemes.models import DeclaredFigure, IndicatorSum, TargetResult
from danvan.schemes.rules.loading import CannotLoadScheme
from danvan.schemes.selectors import closing_in_force, dues, indicator, indicator_records, read_definition, scorecards
from danvan.schemes.services import (
    check,
    close_year,
    load_definition,
    load_definitions,
    recompute,
    refresh_after,
    sum_indicators,
)
from tests.schemes.factories import DEMOCRACY, MINIMAL, PLATFORM, plan
from tests.schemes.year_of_plans import SETTLED_ON

OTHER = "kt01"
TEXT = (MINIMAL / "minimal.toml").read_text(encoding="utf-8").replace('"N01"', '"S04"')
LOOKING = TEXT.replace('shows = ["Đơn vị chưa có kế hoạch"]', 'shows = ["x"]\nlook = "plans"\nbound_by = "K01"')
PAGES = (
    "",
    "chi-tieu/K01/",
    "chi-tieu/K02a/",
    "nhiem-vu/",
    "nhiem-vu/S04/",
    "han-che/",
    "han-che/Y1/",
    "ma-tran/",
    "ban-do/",
    "cham/",
    "khai-bao/",
    "khai-bao/moi/",
    "khai-bao/nhap/",
    "dong-ky/",
    "dong-ky/2025/dong/",
    "ban-tom-tat/",
)
LINK = re.compile(r'(?:href|action)="(/de-an/[^"]*)"')


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def two(cast):
    """Return the cast with a second scheme computed beside Scheme 04, which is loaded only: computing it takes long."""
    load_definitions()
    load_definition(LOOKING)
    plan(cast.place.commune, kind=DEMOCRACY)
    recompute(OTHER, on=SETTLED_ON)
    return cast


def at(page, query="nam=2025&ngay=01/03/2026"):
    return f"/de-an/{OTHER}/{page}?{query}"


def test_saved_addresses_go_on_and_every_page_has_one(two, signed_in):
    binh = signed_in("binh")

    assert reverse("schemes:target", args=["T03"]) == "/de-an/chi-tieu/T03/"
    assert reverse("schemes:target", kwargs={"scheme": "da04", "target": "T03"}) == "/de-an/chi-tieu/T03/"
    assert reverse("schemes:target", kwargs={"scheme": OTHER, "target": "K01"}) == f"/de-an/{OTHER}/chi-tieu/K01/"
    assert binh.get("/de-an/da04/").status_code == 404
    assert binh.get("/de-an/zz99/").status_code == 404
    assert binh.get("/de-an/zz99/ban-tom-tat/").status_code == 404


def test_every_link_on_every_page_keeps_the_scheme(two, signed_in):
    binh, unit = signed_in("binh"), two.place.commune.pk
    # The menu, and the switch between schemes.
    leaving = {"/de-an/", "/de-an/?nam=2025", "/de-an/da07/?nam=2025"}
    for page in (*PAGES, f"chi-tieu/K01/don-vi/{unit}/"):
        answer = binh.get(at(page))
        links = set(LINK.findall(answer.content.decode().replace("&amp;", "&")))

        assert answer.status_code == 200, page
        assert {each for each in links - leaving if not each.startswith(f"/de-an/{OTHER}/")} == set(), page


def test_says_what_its_definition_says(two, signed_in):
    binh = signed_in("binh")
    card, target = (binh.get(at(page)).content.decode() for page in ("", "chi-tieu/K01/"))
    paper = briefing(two.actor("binh"), OTHER, 2025, on=SETTLED_ON)

    assert "Đề án 01-KT/TU · Bảng chỉ tiêu năm 2025" in card
    assert 'colspan="9" scope="colgroup">Kế hoạch<' in card
    assert "T03" not in card
    assert "Đề án 01-KT/TU: bảng chỉ tiêu 2025" in target
    assert "Đề án 01-KT/TU" in paper.title
    assert {row.target for row in paper.rows} <= {"K01", "K02", "K03"}


def test_a_scheme_without_tasks_and_weaknesses_has_no_pages_for_them(two, signed_in):
    binh = signed_in("binh")
    page = binh.get("/de-an/da07/?nam=2026").content.decode()

    assert "/de-an/da07/ma-tran/" in page
    assert "/de-an/da07/nhiem-vu/" not in page
    assert "/de-an/da07/han-che/" not in page
    assert binh.get("/de-an/da07/nhiem-vu/").status_code == 404
    assert binh.get("/de-an/da07/han-che/").status_code == 404


def test_what_is_only_proposed_is_said_so(two, signed_in):
    binh = signed_in("binh")

    assert binh.get("/de-an/da07/").content.decode().count('<span class="mark">đề xuất</span>') == 5
    assert "đề xuất, chờ tỉnh quyết định" in binh.get("/de-an/da07/chi-tieu/D01/").content.decode()
    assert '<span class="mark">đề xuất</span>' not in binh.get("/de-an/?nam=2025").content.decode()


def test_pages_stand_while_no_target_has_a_source(two, signed_in):
    for page in ("", "ma-tran/", "ban-do/", "cham/", "khai-bao/", "dong-ky/", "ban-tom-tat/", "chi-tieu/D04/"):
        assert signed_in("binh").get(f"/de-an/da07/{page}?nam=2025").status_code == 200, page


@pytest.mark.parametrize("name", ["hoa", "khach"])
def test_is_closed_to_those_without_a_post(two, signed_in, name):
    assert {signed_in(name).get(at(page)).status_code for page in PAGES} <= {302, 404}


def test_a_neighbour_is_not_found(two, signed_in):
    unit, lan = two.place.neighbour.pk, signed_in("lan")

    assert lan.get(at("", f"nam=2025&don-vi={unit}")).status_code == 404
    assert lan.get(at(f"chi-tieu/K01/don-vi/{unit}/")).status_code == 404


# --- tasks and weaknesses -------------------------------------------------------------------------------------------


def test_a_task_has_figures_only_where_its_definition_takes_them(two):
    asked = 'figures = "S04"\nproposed = true\nrecords = ["Attendance"]'

    assert indicator(PLATFORM, OTHER, "S04", 2025).is_pending
    assert indicator_records(PLATFORM, OTHER, "S04", 2025) == []
    load_definition(LOOKING.replace('proposed = true\nrecords = ["Attendance"]', asked))
    sum_indicators(OTHER, on=SETTLED_ON)

    assert not indicator(PLATFORM, OTHER, "S04", 2025).is_pending
    assert not IndicatorSum.objects.exclude(scheme__in=[OTHER, "da04"]).exists()
    assert check(OTHER, on=SETTLED_ON) == []


def test_a_weakness_is_looked_for_as_the_definition_says(two, signed_in):
    page = signed_in("binh").get(at("han-che/Y1/")).content.decode()
    load_definition(TEXT)
    without = signed_in("binh").get(at("han-che/Y1/")).content.decode()

    # K01 binds the two communes alone.
    assert "1 trong 2 đơn vị chưa có kế hoạch năm 2025" in page
    assert "Chưa có cách xem hạn chế này từ hồ sơ." in without


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (LOOKING.replace('bound_by = "K01"', 'bound_by = "T03"'), "hạn chế Y1: bound_by"),
        (LOOKING.replace('bound_by = "K01"\n', ""), "hạn chế Y1: bound_by"),
        (LOOKING.replace('look = "plans"', 'look = "x"'), "hạn chế Y1: look"),
        (TEXT.replace('period = "running"', 'period = "running"\nfigures = "S99"'), "nhiệm vụ S04: figures"),
        (TEXT.replace('id = "kt01"', 'id = "ma-tran"'), "đề án: id"),
    ],
)
def test_refuses_what_it_cannot_follow(wrong, said):
    assert wrong not in (TEXT, LOOKING)

    with pytest.raises(CannotLoadScheme) as refusal:
        read_definition(wrong)

    assert [error.field for error in refusal.value.errors] == [said]


# --- what is kept ---------------------------------------------------------------------------------------------------


def test_a_closing_is_of_one_scheme(two, signed_in):
    answer = signed_in("binh").post(f"/de-an/{OTHER}/dong-ky/2025/dong/", {"sure": "on"})

    assert answer.url == f"/de-an/{OTHER}/dong-ky/"
    assert closing_in_force(OTHER, 2025) is not None
    assert closing_in_force("da04", 2025) is None
    assert signed_in("binh").get(f"/de-an/{OTHER}/dong-ky/2025/").status_code == 200
    assert signed_in("binh").get("/de-an/dong-ky/2025/").status_code == 404


def test_reopening_says_when_another_scheme_still_locks_the_records(two, signed_in):
    close_year(OTHER, 2025, actor=system_actor(timezone.localdate()), at=timezone.now())
    load_definition(TEXT.replace('id = "kt01"', 'id = "kt02"').replace("01-KT/TU", "02-KT/TU"))
    close_year("kt02", 2025, actor=system_actor(timezone.localdate()), at=timezone.now())
    binh, asked = signed_in("binh"), {"reason": "Bổ sung minh chứng"}

    first = binh.post(f"/de-an/{OTHER}/dong-ky/2025/mo-lai/", asked, follow=True).content.decode()
    second = binh.post("/de-an/kt02/dong-ky/2025/mo-lai/", asked, follow=True).content.decode()

    assert "Hồ sơ của năm vẫn bị khóa vì Đề án 02-KT/TU còn đóng kỳ này." in first
    assert "vẫn bị khóa" not in second


def test_a_declared_figure_is_of_one_scheme(two, signed_in):
    typed = {
        "unit": two.place.commune.pk, "target": "K01", "year": 2025, "period_from": "01/01/2025",
        "period_to": "31/12/2025", "numerator": "1", "denominator": "1", "source": "Báo cáo năm", "buoc": "luu",
    }  # fmt: skip

    answer = signed_in("lan").post(f"/de-an/{OTHER}/khai-bao/moi/", typed)

    assert answer.url == f"/de-an/{OTHER}/khai-bao/?nam=2025"
    assert set(DeclaredFigure.objects.values_list("scheme", "target")) == {(OTHER, "K01")}


def test_both_schemes_are_computed_from_the_same_records(two):
    refresh_after("plan", two.place.commune.pk, [2025], on=SETTLED_ON)
    recompute("da07", on=SETTLED_ON)

    assert set(TargetResult.objects.values_list("scheme", "target")) >= {("da04", "T04"), (OTHER, "K01")}
    assert check(OTHER, on=SETTLED_ON) == check("da07", on=SETTLED_ON) == []


# --- beside Scheme 04 -----------------------------------------------------------------------------------------------


def test_what_falls_due_says_of_which_scheme(two):
    found = [due for due in dues([two.place.neighbour.pk], date(2025, 3, 1), date(2025, 3, 31)) if "K01" in due.what]

    assert [due.what for due in found] == [
        "Chỉ tiêu K01 Kế hoạch thực hiện quy chế dân chủ năm 2025 chưa đạt (Đề án 01-KT/TU)"
    ]
    assert found[0].url.startswith(f"/de-an/{OTHER}/?")


def test_home_and_the_page_of_a_unit_show_it_where_it_has_figures(two, signed_in):
    home = glance(two.actor("binh"), on=date(2025, 12, 31))
    page = signed_in("lan").get(f"/don-vi/{two.place.commune.pk}/?ngay=31/12/2025").content.decode()

    assert home.number == "04-ĐA/TU"
    assert [(each.number, each.url) for each in home.others] == [("01-KT/TU", f"/de-an/{OTHER}/")]
    assert f"/de-an/{OTHER}/?don-vi={two.place.commune.pk}&amp;nam=2025" in page
    assert "/de-an/da07/" not in page
    assert [card.definition.scheme.id for card in scorecards(PLATFORM, 2025, on=SETTLED_ON)] == ["da04", OTHER]


def test_the_public_page_shows_it_once_it_published_something(two, client):
    before = client.get("/").content.decode()
    close_year(OTHER, 2025, actor=system_actor(timezone.localdate()), at=timezone.now())
    cache.clear()

    page = client.get("/").content.decode()

    assert "01-KT/TU" not in before
    assert "Kết quả của Đề án 01-KT/TU" in page
    assert "<b>1/2</b>" in page
    assert "Chưa có kỳ số liệu nào được công bố." in page
