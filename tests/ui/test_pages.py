"""Pages and fragments: the frame works without scripts, prints, and keeps to the content security policy."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

import danvan.ui
from danvan.accounts.models import Person
from danvan.config.frame import Item
from danvan.ui.pages import paginate, render_page

pytestmark = pytest.mark.urls("tests.ui.urls")

UI = Path(danvan.ui.__file__).parent
MENU = [Item(f"Mục {number}", f"/muc-{number}/", active=number == 2, badge=number, hot=True) for number in range(1, 8)]


def request(path="/", **headers):
    made = RequestFactory().get(path, headers=headers)
    made.user = AnonymousUser()
    return made


def desk(path="/", **context):
    frame = {"menu": MENU, "as_of_text": "31/12/2025", **context}
    return render_to_string("ui/desk.html", frame, request=request(path))


def test_answers_htmx_with_the_part_and_everyone_else_with_the_page():
    context = {"title": "Chưa có gì", "why": "Năm nay chưa ghi."}

    whole = render_page(request(), "404.html", context, fragment="ui/_empty.html")
    part = render_page(request(**{"HX-Request": "true"}), "404.html", context, fragment="ui/_empty.html")

    assert b"<!DOCTYPE html>" in whole.content
    assert b"<!DOCTYPE html>" not in part.content
    assert "Chưa có gì" in part.content.decode()
    assert "HX-Request" in whole.headers["Vary"]
    assert "HX-Request" in part.headers["Vary"]


@pytest.mark.parametrize(("asked", "number"), [("2", 2), ("99", 3), ("x", 1), ("", 1)])
def test_a_page_number_out_of_range_gives_the_nearest_page(asked, number):
    assert paginate(request(f"/?trang={asked}"), list(range(25)), size=10).number == number


def test_the_pager_keeps_the_filters():
    page = Paginator(list(range(120)), 50).get_page(2)

    text = render_to_string("ui/_pager.html", {"page": page}, request=request("/?loc=tre&trang=2"))

    assert 'href="?loc=tre&amp;trang=1"' in text
    assert 'href="?loc=tre&amp;trang=3"' in text
    assert "120 dòng" in text


def test_the_frame_says_where_one_is_in_both_menus():
    text = desk()

    assert text.count('href="/muc-2/" aria-current="page"') == 2
    assert all(text.count(f'href="/muc-{number}/"') == 2 for number in range(1, 8))


def test_the_day_selector_is_a_form_that_keeps_the_view():
    text = desk("/de-an/?loc=chua-dat&trang=4&ngay=01/01/2025")

    form = re.search(r'<form class="day".*?</form>', text, re.S).group()
    assert 'method="get" action="/de-an/"' in form
    assert 'name="loc" value="chua-dat"' in form
    assert "trang" not in form
    assert form.count('name="ngay"') == 1
    assert 'type="submit"' in form


def test_an_unreadable_day_is_kept_and_explained():
    text = desk(bad_day="31/02/2025")

    assert 'value="31/02/2025"' in text
    assert 'aria-describedby="ngay-error"' in text
    assert 'id="ngay-error"' in text


@pytest.mark.parametrize(("demo", "said"), [(True, 1), (False, 0)])
def test_invented_data_is_marked_on_every_page(demo, said):
    for template in ("ui/desk.html", "ui/public.html", "404.html", "500.html"):
        text = render_to_string(template, {"demo_data": demo}, request=request())
        assert text.count("Dữ liệu minh họa, không phải số liệu thật.") == said, template


@pytest.mark.parametrize("code", ["400", "403", "404", "500"])
def test_error_pages_render_without_any_context_and_say_what_to_do(code):
    text = render_to_string(f"{code}.html")

    assert "<h1>" in text
    assert "ề nghị" in text
    assert '<a class="btn go" href="/">' in text


def test_no_template_has_inline_style_or_script():
    for path in (UI / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=["']""", text), path.name


def test_the_pages_first_view_is_light(built):
    """The budget is 100 KB compressed; what every desk page loads must leave room for the page itself."""
    fonts = sum(path.stat().st_size for path in (built / "fonts").glob("*.woff2"))
    texts = [built / "danvan.css", built / "htmx.min.js", UI / "static/ui/desk.js"]

    assert fonts + sum(len(gzip.compress(path.read_bytes())) for path in texts) < 82_000


def test_our_own_script_stays_small():
    assert (UI / "static/ui/desk.js").stat().st_size < 4_000


def test_the_stylesheet_loads_only_what_we_serve(built):
    css = (built / "danvan.css").read_text(encoding="utf-8")

    addresses = [
        address for address in re.findall(r"url\(([^)]+)\)", css) if not address.strip("\"'").startswith("data:")
    ]
    assert all(re.match(r"[\"']?(fonts/|#)", address) for address in addresses), addresses
    assert all((built / address.strip("\"'")).exists() for address in addresses if "fonts/" in address)


@pytest.mark.django_db
@pytest.mark.parametrize(("rows", "page", "pages", "said"), [(30, 2, 3, "30 dòng"), (31, 3, 3, "trên 30 dòng")])
def test_a_long_list_is_counted_and_turned_no_further_than_it_says(rows, page, pages, said):
    Person.objects.bulk_create(Person(username=f"nguoi{number}") for number in range(rows))

    found = paginate(request(f"/?trang={page}"), Person.objects.order_by("pk"), size=10, most=30)
    text = render_to_string("ui/_pager.html", {"page": found}, request=request())

    assert (found.number, found.paginator.num_pages, len(found.object_list)) == (page, pages, 10)
    assert f"· {said}" in " ".join(text.split())
    assert ("những dòng còn lại tìm bằng bộ lọc" in text) == (rows > 30)
