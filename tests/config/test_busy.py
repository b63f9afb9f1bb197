"""When more people come than the server has threads for: a clear answer instead of a page that never comes."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from gunicorn.workers.gthread import ThreadWorker

from danvan.config import web_worker
from danvan.config.serve import web_command
from danvan.petitions.models import Petition

SAID = "Đang có quá nhiều người truy cập"


@contextmanager
def waiting(seconds):
    before = web_worker.waited.set(seconds)
    try:
        yield Client()
    finally:
        web_worker.waited.reset(before)


@pytest.mark.django_db
def test_whoever_waited_a_little_is_served():
    with waiting(4.9) as stranger:
        assert stranger.get("/gui-don/").status_code == 200


@pytest.mark.django_db
def test_whoever_waited_too_long_is_told_so_without_a_query(django_assert_num_queries):
    with waiting(5.1) as stranger, django_assert_num_queries(0):
        response = stranger.get("/don-thu/?muc=late&q=a%22b")

    page = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in response.headers
    assert SAID in page
    assert 'href="/don-thu/?muc=late&amp;q=a%22b"' in page


@pytest.mark.django_db
def test_what_was_typed_comes_back_to_be_sent_again(calendar, cast):
    typed = {"summary": 'Cầu tràn "hỏng" <b>lan can</b>.', "request": "Đề nghị sửa."}
    with waiting(60) as stranger:
        response = stranger.post("/gui-don/noi-dung/", typed)

    page = response.content.decode()
    assert response.status_code == 503
    assert '<form method="post" action="/gui-don/noi-dung/">' in page
    assert 'name="summary" value="Cầu tràn &quot;hỏng&quot; &lt;b&gt;lan can&lt;/b&gt;."' in page
    assert 'name="request" value="Đề nghị sửa."' in page


@pytest.mark.django_db
def test_nothing_of_it_is_begun_and_sending_again_does_it_once(calendar, cast):
    citizen = Client()
    citizen.post("/gui-don/loai/", {"kind": "recommendation", "unit": cast.place.commune.pk})
    citizen.post("/gui-don/noi-dung/", {"summary": "Cầu tràn hỏng lan can."})
    citizen.post("/gui-don/nguoi-gui/", {"name": "Vi Thị Ví Dụ", "address": "bản 1"})
    with waiting(60):
        assert citizen.post("/gui-don/xem-lai/", {"is_true": "on"}).status_code == 503
    assert not Petition.objects.exists()

    for _ in range(2):
        citizen.post("/gui-don/xem-lai/", {"is_true": "on"})

    assert Petition.objects.get().summary == "Cầu tràn hỏng lan can."


@pytest.mark.parametrize(
    "sent",
    [
        {"login": "lan", "password": "mat-khau-thu-nghiem"},
        {"note": "mat-khau-thu-nghiem", "uploads": SimpleUploadedFile("anh.png", b"x")},
    ],
)
def test_a_password_or_a_file_is_sent_again_by_the_browser_not_by_the_page(sent):
    with waiting(60) as stranger:
        page = stranger.post("/tai-khoan/dang-nhap/", sent).content.decode()

    assert "tải lại trang này" in page
    assert "mat-khau-thu-nghiem" not in page


def test_the_wait_is_counted_from_the_queue_to_the_thread(monkeypatch):
    moments = iter([100.0, 107.5])
    monkeypatch.setattr(web_worker, "monotonic", lambda: next(moments))
    seen = []
    monkeypatch.setattr(ThreadWorker, "enqueue_req", lambda self, conn: self.handle(conn))
    monkeypatch.setattr(ThreadWorker, "handle", lambda self, conn: seen.append(web_worker.waited.get()))
    before = web_worker.waited.set(0.0)

    web_worker.Worker.enqueue_req(object.__new__(web_worker.Worker), SimpleNamespace())

    web_worker.waited.reset(before)
    assert seen == [7.5]


def test_the_web_server_runs_these_threads():
    name = f"{web_worker.Worker.__module__}.{web_worker.Worker.__qualname__}"

    assert name in web_command()
