"""Every page there is, as those who open it: nothing serious for axe, no sideways scroll, no script error."""

import re

import pytest
from django.utils import timezone

from danvan.config.routes import routes
from scripts.shots import STANDARDS, WIDTHS
from tests.browser.conftest import AXE
from tests.cast import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SERIOUS = {"serious", "critical"}
# If one of these is not among the pages found, the walk has lost its way.
MAIN = {
    "khach": {"portal:home", "account_login"},
    "lan": {"desk:home", "plans:plan_list", "plans:plan_add", "plans:plan_detail", "plans:plan_change",
            "plans:plan_import", "evidence:attach", "evidence:change", "schemes:scorecard", "units:unit"},
    "binh": {"desk:home", "evidence:queue", "evidence:piece", "schemes:target", "schemes:matrix", "schemes:map",
             "reports:briefing", "indices:score_detail"},
    "quan": {"authority:people", "authority:person", "journal:entries", "calendar:days", "units:directory"},
}  # fmt: skip


# Pages all kinds share without a word of their own: those of plans stand for the rest, one move of a stage for all.
ALIKE = re.compile(r"(?!plans:).*_(list|change|delete|import|problems|undo|end|stage_(?!register).*)$")
# Who sees every unit writes as the others do: lists and forms of records are looked at as the commune's officer.
OF_RECORDS = re.compile(r"(activities|committees|coordination|dialogues|exemplars):")


def stands_for_others(name, route):
    """Whether a page is looked at itself; `make shots` takes every one."""
    return not ALIKE.match(route) and (name == "lan" or not OF_RECORDS.match(route))


def pages_of(name, cast, client):
    """Return the addresses of the pages this person gets, by the names of their routes."""
    person = getattr(cast, name, None)
    actor = actor_of(person, on=timezone.localdate()) if person else None
    pages = {}
    for route in routes():
        if (actor is None and route.parameters) or not stands_for_others(name, route.name):
            continue
        address = route.address_for(actor)
        answer = client.get(address) if address else None
        if answer and answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            pages[route.name] = address
        if answer and answer.streaming:
            answer.close()
    return pages


@pytest.mark.parametrize("name", sorted(MAIN))
def test_every_page_can_be_used_by_everyone(name, recorded, cast, signed_in, open_page):
    """Each page is loaded once and looked at in every width: no script asks how wide the window is."""
    pages = pages_of(name, cast, signed_in(name))
    page = open_page(name)
    faults, said = [], []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    axe = AXE.read_text(encoding="utf-8")

    for route, address in pages.items():
        page.goto(address)
        page.evaluate(axe)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                faults.append(f"{route}: wider than {width} px")
            for found in page.evaluate("tags => axe.run({runOnly: tags})", STANDARDS)["violations"]:
                if found["impact"] in SERIOUS:
                    places = ", ".join(str(node["target"][0]) for node in found["nodes"][:3])
                    faults.append(f"{route} at {width} px: {found['id']} at {places}")
        faults += [f"{route}: {words}" for words in said]
        said.clear()

    assert pages.keys() >= MAIN[name]
    assert faults == []
