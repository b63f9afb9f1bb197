"""Whatever stands in an address: a page, or nothing there; never a fault."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from danvan.petitions.models import Petition
from danvan.petitions.web.forms import FilterForm
from tests.fuzz.hostile import ALL, MARKUP, STEADY, anything
from tests.petitions.factories import register

pytestmark = pytest.mark.django_db
ASKED = {
    "/don-thu/": (*FilterForm.base_fields, "muc", "chon", "xem", "trang"),
    "/don-thu/nhieu-don/": ("viec", "don", "ve", "on"),
    "/don-thu/tiep-nhan/thu-dien-tu/": ("muc", "trang"),
    "/don-thu/tiep-nhan/bang-tinh/loi/": ("tep",),
    "/don-thu/tong-quan/": ("nam", "don_vi", "trang", "xem"),
    "/don-thu/han-doi/": ("chieu", "viec", "trang"),
    "/lich/": ("thang",),
    "/viec-cua-toi/tim/": ("q", "trang"),
    "/don-thu/van-ban-di/": ("nam", "q", "ky_hieu", "trang", "don_vi", "xem"),
    "/to-cao/": ("muc", "trang"),
    "/tinh-thoi-han/": ("rule", "trigger_on", "hour", "extended", "extensions", "suspension_from", "suspension_until",
                        "expertise_from", "obstacle_until"),
    "/tinh-thoi-han/bang/": ("on", "q"),
    "/cong-khai/don-thu/": ("nam", "trang"),
}  # fmt: skip
# Who opens a page the desk does not, and what is answered when nothing was asked.
OPENED_BY = {"/don-thu/han-doi/": "minh", "/to-cao/": "minh"}
ASKED_NOTHING = {"/don-thu/nhieu-don/": 302, "/don-thu/tiep-nhan/bang-tinh/loi/": 404}
CALCULATED = {"rule": "KN-ACC1", "trigger_on": "02/11/2026"}


@pytest.fixture
def lan(town, cast):
    client = Client()
    client.force_login(cast.lan)
    register(cast)
    return client


@pytest.mark.parametrize("address", ASKED)
def test_anything_asked_of_a_page(lan, cast, address):
    usual = CALCULATED if "tinh-thoi-han" in address else {}
    client = lan
    if address in OPENED_BY:
        client = Client()
        client.force_login(getattr(cast, OPENED_BY[address]))
    assert client.get(address, usual).status_code == ASKED_NOTHING.get(address, 200)

    def ask(name, value):
        answer = client.get(address, {**usual, name: value})
        assert answer.status_code in (200, 302, 404)
        assert MARKUP.encode() not in b"".join(answer)

    for value in ALL:
        ask(ASKED[address][0], value)

    @STEADY
    @given(st.sampled_from(ASKED[address]), anything)
    def asked(name, value):
        ask(name, value)

    asked()


def test_anything_in_the_path(lan):
    for value in ALL:
        written = quote(value, safe="")
        for address in ("/don-thu/{}/", "/don-thu/{}/classify/", "/gui-don/{}/", "/theo-doi/don/{}/", "/to-cao/{}/",
                        "/don-thu/tep/{}/", "/theo-doi/tep/{}/"):  # fmt: skip
            assert lan.get(address.format(written)).status_code in (200, 301, 302, 404, 405)


def test_what_a_letter_brings_to_its_act_is_shown_as_it_is(lan):
    code = Petition.objects.get().code
    for value in ALL:
        answer = lan.get(f"/don-thu/{code}/classify/", {"so": value, "ngay": value})
        assert answer.status_code == (404 if "\0" in value else 200)
        assert MARKUP.encode() not in answer.content
