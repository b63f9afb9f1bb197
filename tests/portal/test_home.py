"""The public front page."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.schemes.services.closings import close_year
from tests.schemes.factories import score


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    yield
    cache.clear()


def test_shows_the_scheme_to_anybody(settled, client):
    page = client.get("/").content.decode()

    assert "Nghe dân nói, nói dân hiểu" in page
    assert "38 chỉ tiêu đếm được" in page


def test_publishes_nothing_before_a_closing(settled, client):
    page = client.get("/").content.decode()

    assert "Chưa có kỳ số liệu nào được công bố." in page
    assert "1/5" not in page


def test_publishes_what_a_closing_froze(settled, client):
    close_year("da04", 2025, actor=system_actor(timezone.localdate()), at=timezone.now())

    page = client.get("/").content.decode()

    assert "<b>1/5</b>" in page
    assert "Hòa Sơn" not in page


def test_shows_ranks_with_how_many_were_ranked(settled, client):
    score(settled.place.province, "PAR_INDEX", 2024, 27, 63)

    assert '<b>27</b><span class="muted">/63</span>' in client.get("/").content.decode()


def test_stands_before_any_scheme_was_loaded(db, client):
    assert client.get("/").status_code == 200


def test_is_answered_from_memory_the_second_time(settled, client, django_assert_num_queries):
    client.get("/")

    with django_assert_num_queries(0):
        client.get("/")
