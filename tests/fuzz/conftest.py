"""Browsers of everybody letters pass through, and what each door takes when nothing is wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from danvan.casework.services import keys_of, new_token
from danvan.intake.services import register_letter
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition, NewWriter
from tests.denunciations.factories import people_typed, taken_in
from tests.intake.test_web import _letter
from tests.petitions.factories import CLASSIFIED, Story, at
from tests.petitions.factories import register as registered


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()


def _accused(unit):
    return {"unit": unit, "standing": "staff", "name": "Trần Văn Bị Cáo", "position": "công chức"}


def _writer(name="", address=""):
    return {"name": name, "address": address, "contact": ""}


@dataclass
class Door:
    """One form: its address, who opens it, what it takes when nothing is wrong."""

    address: str
    client: Client
    valid: dict[str, Any]
    # What the platform made itself and a person cannot type.
    fixed: frozenset[str] = field(default_factory=lambda: frozenset({"token", "version", "confirmed"}))


@pytest.fixture
def town(cast, calendar, request):
    """Return every door letters come in by, by name; each call makes its case anew."""
    today = f"{timezone.localdate():%d/%m/%Y}"
    commune = cast.place.commune.pk

    def browser(person=None):
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    def desk():
        return Door("/don-thu/tiep-nhan/", browser(cast.lan), {**_letter(), "token": new_token(), "confirmed": "1"})

    def step(name, valid):
        def open_step():
            client = browser()
            client.post("/gui-don/loai/", {"kind": "complaint", "unit": commune})
            client.post("/gui-don/noi-dung/", {"summary": "Việc.", "respondent": "Chủ tịch"})
            client.post("/gui-don/nguoi-gui/", {"name": "Vi Thị Ví Dụ", "address": "bản 1"})
            return Door(f"/gui-don/{name}/", client, valid)

        return open_step

    def act(name, **valid):
        def open_act():
            petition = registered(cast, on=timezone.localdate(), kind=valid.pop("_kind", "complaint"))
            story = Story(cast, petition, now=timezone.localdate())
            before = {"propose": 1, "accept": 2, "assign": 3, "report": 4, "decide": 5}.get(name, 0)
            walk = [
                ("classify", CLASSIFIED),
                ("propose", {}),
                ("accept", {"number": "1/TB"}),
                ("assign", {"officer": story.officer}),
                ("report", {"note": "x", "views_differ": False}),
            ]
            for done, given in walk[:before]:
                story.do(done, timezone.localdate(), **given)
            version = Petition.objects.get(pk=petition.pk).version
            who = cast.minh if name in Story.WHO else cast.lan
            address = f"/don-thu/{petition.code}/{'tach-don' if name == 'split' else name}/"
            return Door(address, browser(who), {"on": today, "version": version, **valid})

        return open_act

    def followed(name, **valid):
        def open_followed():
            token = new_token()
            new = NewPetition(
                kind="recommendation",
                unit_id=commune,
                received_on=timezone.localdate(),
                channel="portal",
                summary="Việc.",
                writers=[NewWriter("Vi Thị Ví Dụ", "bản 1")],
            )
            petition = register_letter(new, actor=cast.actor("lan"), at=at(timezone.localdate()), token=token)
            if name != "supplement":
                story = Story(cast, petition, now=timezone.localdate())
                story.do("classify", timezone.localdate(), subject="works", competent=True)
                story.do("accept", timezone.localdate())
                story.do("answer", timezone.localdate(), number="1", reply="explained", note="x")
            keys, client = keys_of(token), browser()
            client.post("/theo-doi/", {"code": keys.code, "secret": keys.secret})
            given = {f"{name}-{key}": value for key, value in valid.items()}
            return Door(f"/theo-doi/don/{name}/", client, {**given, f"{name}-token": new_token()},
                        fixed=frozenset({f"{name}-token"}))  # fmt: skip

        return open_followed

    def denounce():
        request.getfixturevalue("house")
        valid = {
            "story": "Việc.",
            "token": new_token(),
            **people_typed(accused=[_accused(commune)], writers=[_writer()]),
        }
        return Door("/gui-to-cao/", browser(), valid)

    def take_in():
        people = request.getfixturevalue("house")
        writer = {**_writer("Lê Thị Ẩn", "xóm"), "id_number": ""}
        valid = {"received_on": today, "channel": "desk", "extract": "Việc.", "people_count": "1", "first_code": "",
                 "token": new_token(), **people_typed(accused=[_accused(commune)], writers=[writer])}  # fmt: skip
        return Door("/to-cao/tiep-nhan/", browser(people.people["son"]), valid)

    def sealed_act():
        people = request.getfixturevalue("house")
        row = taken_in(people)
        valid = {"on": today, "version": row.version, "competent": "1", "sphere": "duty", "note": "Việc."}
        return Door(f"/to-cao/{row.code}/viec/check/", browser(people.people["son"]), valid)

    doors: dict[str, Callable[[], Door]] = {
        "desk": desk,
        "kind": step("loai", {"kind": "complaint", "unit": commune}),
        "content": step(
            "noi-dung",
            {"summary": "Việc.", "request": "", "respondent": "Chủ tịch", "decision_ref": "",
             "decision_received_on": ""},
        ),
        "writer": step("nguoi-gui", {"name": "Vi Thị Ví Dụ", "address": "bản 1", "phone": "", "id_number": ""}),
        "classify": act("classify", subject="land_recovery", respondent_kind="commune", instance="1", competent="1",
                        people_count="1", respondent="", decision_ref="", note=""),
        "accept": act("accept", number="01/TB", remote_reason="", note=""),
        "report": act("report", note="x", views_differ="0"),
        "decide": act("decide", number="2/QĐ", verdict="partly", remedy="amend", note="x"),
        "link": act("link", duplicate_of="KN-2026-00001", note="x"),
        "split": act("split", kind_1="complaint", text_1="Một", kind_2="complaint", text_2="Hai", _kind="mixed"),
        "supplement": followed("supplement", note="Thêm."),
        "contest": followed("contest", note="Chậm."),
        "rate": followed("rate", satisfaction="4", note=""),
        "follow": lambda: Door("/theo-doi/", browser(), {"code": "AAAA-AAAA-AAAAA", "secret": "AAAA-AAAA"}),
        "denounce": denounce,
        "take_in": take_in,
        "sealed_act": sealed_act,
    }  # fmt: skip
    return doors
