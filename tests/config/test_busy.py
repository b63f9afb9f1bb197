"""When more people come than the server has threads for: a clear answer instead of a page that never comes."""

from contextlib import contextmanager
from importlib import import_module
from pkgutil import walk_packages
from types import SimpleNamespace

import pytest
from django import forms
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
    ("address", "sent"),
    [
        ("/tai-khoan/dang-nhap/", {"login": "lan", "password": "bi-mat-cua-toi"}),
        ("/tai-khoan/2fa/authenticate/", {"code": "bi-mat-cua-toi"}),
        ("/to-cao/giu-khoa/", {"passphrase": "bi-mat-cua-toi"}),
        ("/to-cao/giu-khoa/yeu-cau/1/", {"passphrase": "bi-mat-cua-toi"}),
        ("/to-cao/giu-khoa/thu-manh/", {"shares": "bi-mat-cua-toi"}),
        ("/theo-doi/", {"code": "ABCD", "secret": "bi-mat-cua-toi"}),
        ("/en/theo-doi/", {"code": "ABCD", "secret": "bi-mat-cua-toi"}),
        ("/don-thu/tiep-nhan/", {"summary": "bi-mat-cua-toi", "uploads": SimpleUploadedFile("anh.png", b"x")}),
    ],
)
def test_a_secret_or_a_file_is_sent_again_by_the_browser_not_by_the_page(address, sent):
    with waiting(60) as stranger:
        response = stranger.post(address, sent)

    assert response.status_code == 503
    assert "bi-mat-cua-toi" not in response.content.decode()


def test_every_form_that_hides_what_is_typed_stands_behind_an_address_named_secret():
    """A new form with such a field fails here until its address is named in the middleware."""
    hiding = {
        form.__name__
        for module in ("accounts", "denunciations", "intake", "letters", "petitions", "portal")
        for form in forms_of(import_module(f"danvan.{module}.web"))
        if any(isinstance(field.widget, forms.PasswordInput) for field in getattr(form, "base_fields", {}).values())
    }

    accounts, custody = (
        {"ChangePassword", "Login", "Reauthenticate"},
        {"NewKeyForm", "PassphraseForm", "RenewVaultForm"},
    )
    assert hiding == accounts | custody


def forms_of(package):
    """Return every form the modules of a package define."""
    modules = [import_module(found.name) for found in walk_packages(package.__path__, f"{package.__name__}.")]
    things = [thing for module in modules for thing in vars(module).values()]
    return {thing for thing in things if isinstance(thing, type) and issubclass(thing, forms.BaseForm)}


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
