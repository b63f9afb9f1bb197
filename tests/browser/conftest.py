"""A real browser at a real server.

Needs Chromium and axe-core from node_modules; without them these tests are
skipped and say so.  The browser keeps an event loop in this thread, where Django
would refuse to ask the database; it is told not to mind while the browser is open.
"""

import os
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from procrastinate.contrib.django import app

from danvan.authority.rules.actor import system_actor
from danvan.calendars.services import load_calendar
from danvan.desk.web.records import KINDS
from danvan.evidence import services as evidence
from danvan.evidence.models import ImportBatch
from danvan.evidence.selectors.batches import model_of
from danvan.indices.services import load_indices
from danvan.plans.models import Plan, PlanTask
from danvan.schemes.services import load_definitions, recompute
from scripts.shots import CHROMIUM
from tests.files import samples
from tests.kinds import make

PHONE, DESK = 390, 1360
PATIENCE = 15_000
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    place = next((path for path in CHROMIUM if Path(path).exists()), None)
    if place is None:
        pytest.skip("Chromium is not installed, so nothing was tried in a browser (Debian: apt-get install chromium).")
    if not AXE.exists():
        pytest.skip("axe-core is not in node_modules, so nothing was tried in a browser (npm ci).")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = play.chromium.launch(executable_path=place, args=[*options, "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def open_page(live_server, chromium, signed_in):
    """Return a function giving a page of one of the cast, signed in already, or of nobody."""
    contexts: list[BrowserContext] = []

    def opened(name: str, *, width: int = DESK, scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, locale="vi-VN",
            reduced_motion="reduce", java_script_enabled=scripts,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if session := signed_in(name).cookies.get(django_settings.SESSION_COOKIE_NAME):
            context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def scheme(cast):
    """The scheme in force, with nothing recorded yet."""
    load_definitions()
    recompute("da04", on=timezone.localdate())


@pytest.fixture
def work_done(monkeypatch):
    """Return a function that does the queued work, as the worker does, and returns when none is left."""
    # The worker's threads are not reused here: each closes its connection after its task.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)

    def work() -> None:
        connector = app.connector.get_worker_connector()
        with app.replace_connector(connector) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    def run() -> None:
        # The worker has an event loop of its own, which this thread cannot also hold.
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(180)
        assert not thread.is_alive(), "the queued work did not end"

    return run


@pytest.fixture
def recorded(cast, scheme) -> None:
    """Something of everything there is to see, of lan's commune and of the province."""
    platform = system_actor(timezone.localdate())
    load_calendar(actor=platform)
    load_indices(actor=platform)
    commune, lan, binh = cast.place.commune, cast.actor("lan"), cast.actor("binh")
    year = timezone.localdate().year - 1
    add_plan = partial(evidence.create_record, Plan, actor=lan, unit=commune, happened_on=date(year, 1, 20), year=year)
    for number, kind in enumerate(("government_mobilization", "grassroots_democracy"), start=12):
        title = f"Kế hoạch số {number} của xã năm {year}"
        document = evidence.add_document(
            commune.pk, actor=lan, uploads=[SimpleUploadedFile("ke-hoach.pdf", samples.pdf(title))], kind="plan",
            number=f"{number}/KH-UBND", issued_on=date(year, 1, 20), title=title, issuer="UBND xã Đông Hiếu",
            signer="Nguyễn Văn Minh", signer_title="Chủ tịch",
        )  # fmt: skip
        plan = add_plan(title=title, plan_kind=kind, document=document)
        piece = evidence.attach_evidence(plan.pk, actor=lan, proves=title, document_ids=[document.pk])
        evidence.submit_evidence(piece.pk, actor=lan, at=timezone.now())
        if number == 12:
            evidence.verify_evidence(piece.pk, actor=binh, at=timezone.now())
        for due in (date(year, 6, 30), date(year, 10, 31)):
            evidence.create_record(
                PlanTask, actor=lan, unit=commune, title="Đối thoại với nhân dân", plan=plan, owner="Văn phòng",
                due_on=due,
            )  # fmt: skip
    draft = add_plan(title="Kế hoạch chưa nộp", plan_kind="government_mobilization")
    evidence.attach_evidence(draft.pk, actor=lan, proves="Kế hoạch chưa nộp", document_ids=[document.pk])
    add_plan(title="Kế hoạch chưa có minh chứng", plan_kind="government_mobilization")
    for kind in KINDS.values():
        if kind.area not in ("plans", "indices"):
            make(model_of(kind.code), commune, state="draft", title=f"Hồ sơ về {kind.label}")
    ImportBatch.objects.create(
        kind="plan", file_name="ke-hoach.xlsx", sha256="0" * 64, rows=0, person=cast.lan, holding_id=lan.holding_id
    )
    recompute("da04", on=timezone.localdate())


@pytest.fixture
def sign_in():
    """Return a function that signs in by typing, from the public page."""

    def typed(page: Page, username: str, password: str) -> None:
        page.goto(reverse("account_login"))
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(password)
        page.get_by_role("button", name="Đăng nhập").click()

    return typed
