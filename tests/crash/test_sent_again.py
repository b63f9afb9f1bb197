"""A browser that got no answer sends again: the second time changes nothing, tells nobody, and leads on."""

from datetime import date

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from danvan.casework.services import keys_of, new_token
from danvan.denunciations.models import Denunciation
from danvan.denunciations.services.writing import send_in
from danvan.intake.services import register_letter
from danvan.notices.models import Notice
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition, NewWriter
from tests.denunciations.factories import new_case
from tests.files import samples
from tests.fingerprint import difference, fingerprint
from tests.intake.test_web import DESK, _letter
from tests.petitions.factories import CLASSIFIED, Story, at, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()


@pytest.fixture
def lan(cast):
    client = Client()
    client.force_login(cast.lan)
    return client


def twice(client, address, given):
    """Send the same thing two times; return both answers, after looking that the second changed nothing."""
    first = client.post(address, given())
    before = fingerprint()
    second = client.post(address, given())
    assert not difference(before, fingerprint())
    return first, second


def follower(token):
    client, keys = Client(), keys_of(token)
    client.post("/theo-doi/", {"code": keys.code, "secret": keys.secret})
    return client


def page_token(client, act):
    offers = client.get("/theo-doi/don/").context["offers"]
    return next(offer.form["token"].value() for offer in offers if offer.act == act)


def test_a_letter_at_the_desk_shows_its_receipt_and_is_not_like_itself(lan):
    token = new_token()

    first, second = twice(lan, DESK, lambda: _letter(token=token, uploads=[paper()]))

    assert first.headers["Location"] == second.headers["Location"]
    assert keys_of(token).code in lan.get(second.headers["Location"]).content.decode()


def paper():
    return SimpleUploadedFile("don.pdf", samples.pdf())


@pytest.mark.parametrize("sealed", [False, True])
def test_what_a_writer_adds_counts_once_and_is_told_once(cast, house, sealed):
    token = new_token()
    if sealed:
        case = send_in(new_case(house, story="Việc.", channel="portal"), at=at(DAY), papers=[], token=token)
    else:
        new = NewPetition("recommendation", cast.place.commune.pk, DAY, "portal", "Việc.", [NewWriter("Vi Thị Ví Dụ")])
        case = register_letter(new, actor=cast.actor("lan"), at=at(DAY), token=token)
    client = follower(token)
    sent = page_token(client, "supplement")
    told = Notice.objects.count()

    first, second = twice(
        client,
        "/theo-doi/don/supplement/",
        lambda: {"supplement-note": "Thêm.", "supplement-token": sent, "supplement-uploads": paper()},
    )

    assert (first.status_code, second.status_code) == (302, 302)
    assert case.acts.filter(act="supplement").count() == 1
    assert Notice.objects.count() > told
    # From the page as it is now, the same words are another sending.
    again = {"supplement-note": "Thêm.", "supplement-token": page_token(client, "supplement")}
    client.post("/theo-doi/don/supplement/", again)
    assert case.acts.filter(act="supplement").count() == 2


def test_what_was_refused_may_be_sent_again_from_the_same_page(cast):
    token = new_token()
    new = NewPetition("recommendation", cast.place.commune.pk, DAY, "portal", "Việc.", [NewWriter("Vi Thị Ví Dụ")])
    case = register_letter(new, actor=cast.actor("lan"), at=at(DAY), token=token)
    client = follower(token)
    sent = {"supplement-note": "Thêm.", "supplement-token": page_token(client, "supplement")}

    refused = client.post(
        "/theo-doi/don/supplement/", {**sent, "supplement-uploads": SimpleUploadedFile("a.pdf", b"MZ")}
    )
    client.post("/theo-doi/don/supplement/", sent)

    assert refused.status_code == 200
    assert case.acts.filter(act="supplement").count() == 1


def test_a_denunciation_sent_again_long_after_tells_nobody_anew(house):
    token = new_token()

    def send():
        return send_in(new_case(house, story="Việc.", channel="portal"), at=at(DAY), papers=[], token=token)

    row = send()
    Denunciation.objects.filter(pk=row.pk).update(version=7)
    before = fingerprint()

    assert send().pk == row.pk
    assert not difference(before, fingerprint())


def test_an_act_sent_again_leads_back_to_the_case(lan, cast):
    petition = register(cast, on=DAY)
    given = {**CLASSIFIED, "competent": "1", "on": f"{timezone.localdate():%d/%m/%Y}", "version": "1"}
    lan.post(f"/don-thu/{petition.code}/classify/", given)
    story = Story(cast, Petition.objects.get(), now=DAY)

    first, second = twice(lan, f"/don-thu/{petition.code}/propose/", lambda: {**given, "version": "2"})

    assert first.headers["Location"] == second.headers["Location"] == f"/don-thu/{petition.code}/"
    assert "không còn làm được ở bước này" in lan.get(second.headers["Location"]).content.decode()
    story.do("accept", DAY, number="1/TB")
    # What was never offered is not there, whatever page it claims to come from.
    assert lan.post(f"/don-thu/{petition.code}/propose/", {**given, "version": ""}).status_code == 404
    assert lan.get(f"/don-thu/{petition.code}/propose/").status_code == 404


def test_a_split_sent_again_leads_back_to_the_letter(lan, cast):
    petition = register(cast, on=DAY, kind="mixed")
    given = {"version": 1, "kind_1": "complaint", "text_1": "Một", "kind_2": "recommendation", "text_2": "Hai"}

    first, second = twice(lan, f"/don-thu/{petition.code}/tach-don/", lambda: given)

    assert first.headers["Location"] == second.headers["Location"]
    assert Petition.objects.count() == 3
