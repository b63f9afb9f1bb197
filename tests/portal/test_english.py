"""The public pages in English: nothing Vietnamese unless marked so, nothing recorded in English."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from danvan.authority.rules.actor import system_actor
from danvan.calendars.rules.due_dates import Pause, PauseKind, due_date
from danvan.calendars.rules.time_limits import Mode, Unit
from danvan.calendars.selectors import shipped_calendar, time_limits
from danvan.casework.models import CaseAct
from danvan.config.routes import routes
from danvan.denunciations.models import Denunciation
from danvan.denunciations.services.vaults import make_key_ring, make_vault
from danvan.indices.services import load_indices
from danvan.journal.models import Entry
from danvan.notices.models import Notice
from danvan.petitions.models import Petition
from danvan.schemes.services import load_definitions
from danvan.ui import wording
from tests.cast import TODAY
from tests.denunciations.factories import people_typed
from tests.files import samples
from tests.petitions.factories import Story, at, register
from tests.portal.test_letters import keys as vietnamese_keys
from tests.portal.words import VIETNAMESE, everything, public_templates

CATALOGUE = settings.LOCALE_PATHS[0] / "en/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)s")
SPOKEN = ("title", "aria-label", "alt", "placeholder", "data-label")
VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "line", "path"}


@pytest.fixture(scope="module")
def catalogue():
    """What the catalogue says, by Vietnamese text; one text for each number it can speak of."""
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file, locale="en", abort_invalid=True) if message.id]
    return {
        message.id[0] if message.pluralizable else message.id: (
            list(message.string) if message.pluralizable else [message.string]
        )
        for message in messages
        if not message.fuzzy
    }


def test_every_word_of_a_public_page_is_in_the_catalogue(catalogue):
    assert sorted(everything() - {text for text, said in catalogue.items() if all(said)}) == []


def test_the_catalogue_holds_nothing_no_page_says(catalogue):
    assert sorted(set(catalogue) - everything()) == []


def test_what_the_catalogue_says_is_english_and_fills_in_the_same(catalogue):
    wrong = [
        (text, each)
        for text, said in catalogue.items()
        for each in said
        if VIETNAMESE.search(each) or set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(each))
    ]

    assert wrong == []


def test_templates_of_public_pages_say_nothing_untranslated():
    tags = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}|{#.*?#}|{%.*?%}|{{.*?}}", re.S)
    marked = re.compile(r'<(\w+)[^>]* lang="vi"[^>]*>.*?</\1>', re.S)
    said = {path.name: marked.sub("", tags.sub("", path.read_text())) for path in public_templates()}

    assert [name for name, text in said.items() if VIETNAMESE.search(text)] == []


class _Ear(HTMLParser):
    """Hears what a page says, and in which language it says it."""

    def __init__(self):
        super().__init__()
        self.languages, self.foreign, self.depth = ["?"], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        language = given.get("lang") or self.languages[-1]
        for name in SPOKEN:
            self._hear(given.get(name) or "", language)
        if tag == "input" and given.get("type") in ("submit", "button"):
            self._hear(given.get("value") or "", language)
        if tag not in VOID:
            self.depth.append(tag)
            self.languages.append(language)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        assert self.depth.pop() == tag
        self.languages.pop()

    def handle_data(self, data):
        self._hear(data, self.languages[-1])

    def _hear(self, text, language):
        if language != "vi" and VIETNAMESE.search(text):
            self.foreign.append(" ".join(text.split()))


def heard(response):
    """Return the Vietnamese that an English page does not mark as such."""
    page = response.content.decode()
    assert '<html lang="en"' in page
    ear = _Ear()
    ear.feed(page)
    return ear.foreign


@pytest.fixture
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def citizen(db, calendar, _fresh):
    return Client()


def go(client, address, data=None, status=200, **how):
    """Open an address, or send to it, and hear that the page is English."""
    response = client.get(address, **how) if data is None else client.post(address, data, **how)
    assert response.status_code == status, (address, response.status_code)
    if status != 302:
        assert heard(response) == [], address
        assert len(response.content) < 100_000
    return response


CONTENT = {"summary": "The bridge has no rail.", "request": "Please mend it."}
WRITER = {"name": "Jane Example", "address": "village 1"}


def write(client, unit, kind="recommendation", **content):
    """Write a letter in English, looking at every step, and return its code and secret."""
    go(client, "/en/gui-don/")
    go(client, "/en/gui-don/loai/", {}, status=200)
    go(client, "/en/gui-don/loai/", {"kind": kind, "unit": unit.pk}, status=302)
    go(client, "/en/gui-don/noi-dung/", {"summary": ""})
    go(client, "/en/gui-don/noi-dung/", {**CONTENT, **content}, status=302)
    go(client, "/en/gui-don/nguoi-gui/", {**WRITER, "id_number": "12"})
    go(client, "/en/gui-don/nguoi-gui/", WRITER, status=302)
    go(client, "/en/gui-don/tai-lieu/", {"uploads": SimpleUploadedFile("a.jpg", b"MZ")})
    go(client, "/en/gui-don/tai-lieu/", {"uploads": SimpleUploadedFile("a.png", samples.png())}, status=302)
    go(client, "/en/gui-don/tai-lieu/")
    go(client, "/en/gui-don/xem-lai/")
    go(client, "/en/gui-don/xem-lai/", {})
    go(client, "/en/gui-don/")
    go(client, "/en/gui-don/xem-lai/", {"is_true": "on"}, status=302)
    go(client, "/en/gui-don/")
    page = " ".join(go(client, "/en/gui-don/bien-nhan/").content.decode().split())
    return re.findall(r"<dd>([0-9A-Z]{4}-[0-9A-Z-]+)</dd>", page)


def come_back(client, pair):
    response = client.post("/en/theo-doi/", {"code": pair[0], "secret": pair[1]})
    assert response.headers["Location"] == "/en/theo-doi/don/"


def test_front_page_figures_and_limits_are_english(citizen, cast):
    load_indices(actor=system_actor(TODAY))
    load_definitions()
    for day in range(1, 8):
        register(cast, on=date(2026, 9, day))

    front = go(citizen, "/en/").content.decode()
    assert "Follow a letter you sent" in front
    assert "<li>Each year, more than 90% of people" in front
    published = go(citizen, "/en/cong-khai/don-thu/").content.decode()
    assert '<td><span lang="vi">Xã Đông Hiếu</span></td>' in published
    assert '<td class="num" data-label="Complaint">≈ 5</td>' in published
    go(citizen, "/en/cong-khai/don-thu/?nam=2025")
    go(citizen, "/en/tinh-thoi-han/bang/")
    go(citizen, "/en/tinh-thoi-han/bang/?q=xyz")
    assert "KN-ACC1-V1" in go(citizen, "/en/tinh-thoi-han/bang/?q=first+complaint").content.decode()
    go(citizen, "/en/tinh-thoi-han/bang/?on=31/02/2026")


ASKED = (
    "",
    "rule=KN-ACC1",
    "rule=KN-RES1-N&trigger_on=15/07/2026&suspension_from=03/08/2026&suspension_until=14/09/2026",
    "rule=KN-RES1-N&trigger_on=03/08/2026",
    "rule=KN-RES1-N&trigger_on=15/07/2026&suspension_from=03/08/2026",
    "rule=TC-RES&trigger_on=15/07/2026&extensions=2",
    "rule=KN-DIAL-INV&trigger_on=15/09/2026",
    "rule=KN-EFF1&trigger_on=15/09/2026",
    "rule=TCD-ONL-CONN&trigger_on=10/09/2026&hour=08:00",
    "rule=TCD-ONL-CONN&trigger_on=10/09/2026&hour=25:00",
    "rule=TCD-ONL-CONN&trigger_on=10/09/2026",
    "rule=KN-X&trigger_on=10/09/2026",
    "rule=&trigger_on=",
    "rule=KN-RES1-N&trigger_on=30/02/2026",
    "rule=KN-RES1-N&trigger_on=tomorrow",
    "rule=KN-DIAL-INV&trigger_on=30/06/2026",
    "rule=KN-RES1-N&trigger_on=20/12/2027",
    "rule=KN-SEND1&trigger_on=10/09/2026&extended=on",
    "rule=KN-RES1-N&trigger_on=10/09/2026&extensions=1",
    "rule=TC-RES&trigger_on=10/09/2026&extensions=2&suspension_until=01/10/2026",
    "rule=KN-RES1-N&trigger_on=10/09/2026&suspension_from=01/06/2026",
    "rule=KN-RES1-N&trigger_on=10/09/2026&suspension_from=01/10/2026&suspension_until=01/09/2026",
    "rule=KN-RES1-N&trigger_on=10/09/2026&obstacle_from=01/10/2026&obstacle_until=02/10/2026",
    "rule=KN-RES1-N&trigger_on=10/09/2026&expertise_from=01/10/2026&expertise_until=02/10/2026",
)


def test_the_calculator_answers_and_refuses_in_english(citizen):
    for asked in ASKED:
        go(citizen, f"/en/tinh-thoi-han/?{asked}")


def test_the_reasons_of_every_limit_are_english():
    calendar = shipped_calendar()
    untranslated = []
    with translation.override("en"):
        for limit in time_limits().values():
            for day in (date(2026, 8, 3), date(2026, 8, 28), date(2026, 12, 18)):
                if limit.unit is Unit.HOUR or not limit.is_in_force(day):
                    continue
                kinds = {
                    PauseKind.SUSPENSION: limit.suspension_from,
                    PauseKind.EXPERTISE: limit.expertise_from,
                    PauseKind.OBSTACLE: limit.has_obstacle,
                }
                pauses = [Pause(kind, day, day) for kind, known in kinds.items() if known]
                found = due_date(limit, day, calendar=calendar, pauses=pauses, extensions=limit.extensions and (30,))
                said = [wording.sentence(step.template, step.params) for step in found.steps]
                untranslated += [each for each in said if "lang=" in each or VIETNAMESE.search(each)]
    assert untranslated == []
    assert {limit.mode for limit in time_limits().values()} == set(Mode)


def test_a_holiday_somebody_entered_stays_vietnamese_and_is_marked():
    with translation.override("en"):
        said = wording.sentence(
            "%(name)s (%(named)s) không tính là ngày làm việc.", {"name": "Ngày <hội>", "named": "1"}
        )

    assert said == '<span lang="vi">Ngày &lt;hội&gt;</span> (1) does not count as working days.'


def test_a_letter_is_written_followed_and_answered_in_english(citizen, cast):
    pair = write(citizen, cast.place.commune)
    go(citizen, "/en/theo-doi/", {"code": pair[0], "secret": "AAAA-AAAA"})
    go(citizen, "/en/theo-doi/", {})
    come_back(citizen, pair)
    day = TODAY
    story = Story(cast, Petition.objects.get(), now=day)
    go(citizen, "/en/theo-doi/don/")
    story.do("ask", day, by="lan", note="Cầu ở bản nào?")
    page = go(citizen, "/en/theo-doi/don/").content.decode()
    assert '<p lang="vi">Cầu ở bản nào?</p>' in page
    assert "Question to you" in page
    go(citizen, "/en/theo-doi/don/supplement/", {"supplement-note": ""})
    go(citizen, "/en/theo-doi/don/supplement/", {"supplement-note": "Village 3."}, status=302)
    assert "Sent. The authority" in go(citizen, "/en/theo-doi/don/").content.decode()
    story.do("classify", day, subject="works", competent=True).do("accept", day)
    go(citizen, "/en/theo-doi/don/")
    story.do("answer", day, number="1/UBND", reply="explained", note="Sẽ sửa.")
    go(citizen, "/en/theo-doi/don/")
    go(citizen, "/en/theo-doi/don/rate/", {})
    go(citizen, "/en/theo-doi/don/contest/", {"contest-note": "Too slow."}, status=302)
    story.do("answer", day, number="2/UBND", reply="taken_up", note="Sửa ngay.")
    again = go(citizen, "/en/theo-doi/don/contest/", {"contest-note": "Still slow."}).content.decode()
    assert "opened again once already" in again


def test_parts_and_passing_on_are_english(citizen, cast):
    pair = write(citizen, cast.place.commune)
    come_back(citizen, pair)
    story = Story(cast, Petition.objects.get(), now=TODAY)
    story.do("classify", TODAY, subject="works", competent=False)
    story.do("transfer", TODAY, number="3/PC", addressee="UBND xã Khác", to_unit=cast.place.department.pk)

    page = go(citizen, "/en/theo-doi/don/").content.decode()

    assert "Passed on as" in page
    assert '<span lang="vi">UBND xã Khác</span>' in page


def test_a_complaint_names_its_parts_in_english(citizen, cast):
    respondent = {"respondent": "chair", "decision_ref": "12", "decision_received_on": "31/02/2026"}
    go(citizen, "/en/gui-don/loai/", {"kind": "complaint", "unit": cast.place.commune.pk}, status=302)
    go(citizen, "/en/gui-don/noi-dung/")
    go(citizen, "/en/gui-don/noi-dung/", {**CONTENT, **respondent})
    go(citizen, "/en/gui-don/noi-dung/", {**CONTENT, **respondent, "decision_received_on": "31/12/2026"})


@pytest.fixture
def seals(cast, settings, tmp_path):
    settings.SEAL_KEYS = tmp_path / "seal-keys"
    make_key_ring(at=at(TODAY))
    make_vault(needed=2, count=3, actor=system_actor(TODAY), at=at(TODAY))


def test_a_denunciation_in_english_keeps_no_language_in_the_browser(citizen, cast, seals):
    form = go(citizen, "/en/gui-to-cao/")
    assert set(form.cookies) <= {"csrftoken"}
    token = form.context["form"].initial["token"]
    go(citizen, "/en/gui-to-cao/", {"token": token, **people_typed(accused=[{}])})
    go(citizen, "/en/gui-to-cao/", {"token": token, "more": "writer", **people_typed(accused=[{}])})
    sent = go(
        citizen,
        "/en/gui-to-cao/",
        {
            "token": token,
            "story": "They took money.",
            **people_typed(accused=[{"unit": cast.place.commune.pk, "standing": "staff"}]),
        },
    )
    page = " ".join(sent.content.decode().split())
    # Shown once: a link to the other language would lose it.
    assert "hreflang" not in page
    come_back(citizen, re.findall(r"<dd>([0-9A-Z]{4}-[0-9A-Z-]+)</dd>", page))
    go(citizen, "/en/theo-doi/don/")
    go(citizen, "/en/theo-doi/don/ask_protection/", {"ask_protection-note": ""})
    go(citizen, "/en/theo-doi/don/ask_protection/", {"ask_protection-note": "Threats."}, status=302)
    go(citizen, "/en/theo-doi/don/")
    assert Denunciation.objects.get().protection == "asked"


def test_a_closed_sealed_desk_says_so_in_english(citizen, cast, settings, tmp_path):
    settings.SEAL_KEYS = tmp_path / "none"

    assert "cannot be sent online" in go(citizen, "/en/gui-to-cao/").content.decode()


def test_errors_are_english_behind_an_english_address(citizen):
    missing = go(citizen, "/en/khong-co/", status=404).content.decode()
    assert 'href="/en/"' in missing
    refused = Client(enforce_csrf_checks=True).post("/en/theo-doi/", {})
    assert heard(refused) == []
    assert "Request refused" in refused.content.decode()


def test_what_is_recorded_is_vietnamese_whatever_the_page_speaks(citizen, cast):
    pair = write(citizen, cast.place.commune)
    come_back(citizen, pair)
    citizen.post("/en/theo-doi/don/supplement/", {"supplement-note": "Village 3."})

    code = Petition.objects.get().code
    told = list(
        Notice.objects.filter(holding=cast.actor("lan").holding_id).order_by("pk").values_list("text", flat=True)
    )
    assert told == [f"{code}: kiến nghị, phản ánh mới gửi trực tuyến", f"{code}: người viết bổ sung"]
    entries = Entry.objects.filter(subject_kind="case")
    assert [entry.act for entry in entries.order_by("pk")] == ["case.register", "case.supplement"]
    assert all(not str(entry.reason) for entry in entries)
    assert set(CaseAct.objects.values_list("note", flat=True)) == {"", "Village 3."}
    assert Petition.objects.get().clocks.first().explanation.startswith("10 ngày làm việc")


def test_each_public_address_has_its_english_one_and_staff_pages_have_none(citizen):
    for route in routes():
        if route.parameters:
            continue
        with translation.override("en"):
            english = reverse(route.name)
        assert (english == f"/en{reverse(route.name)}") is route.name.startswith("portal:"), route.name
    assert citizen.get("/en/viec-cua-toi/").status_code == 404


def test_pages_link_to_the_other_language_and_keep_what_was_asked(citizen):
    page = citizen.get("/tinh-thoi-han/?rule=KN-ACC1").content.decode()
    other = "/en/tinh-thoi-han/?rule=KN-ACC1"

    assert f'<a href="{other}" hreflang="en" lang="en"><span class="wide">English</span>' in page
    assert f'<link rel="alternate" hreflang="en" href="http://testserver{other}">' in page
    assert '<link rel="alternate" hreflang="vi" href="http://testserver/tinh-thoi-han/?rule=KN-ACC1">' in page
    back = 'href="/tinh-thoi-han/?rule=KN-ACC1" hreflang="vi" lang="vi"><span class="wide">Tiếng Việt</span>'
    assert back in citizen.get(other).content.decode()


def test_neither_cookie_nor_browser_chooses_the_language(citizen):
    citizen.cookies["django_language"] = "en"

    answer = citizen.get("/theo-doi/", headers={"accept-language": "en"})

    assert '<html lang="vi"' in answer.content.decode()
    assert answer.headers["Content-Language"] == "vi"
    assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_a_page_that_answers_to_what_was_sent_offers_no_other_language(citizen):
    assert "hreflang" not in citizen.post("/en/theo-doi/", {}).content.decode()
    # It would be asked for at an address that only takes what is sent.
    assert citizen.get("/theo-doi/don/supplement/").status_code == 302


def test_a_letter_begun_in_one_language_goes_on_in_the_other(citizen, cast):
    go(citizen, "/en/gui-don/loai/", {"kind": "recommendation", "unit": cast.place.commune.pk}, status=302)
    go(citizen, "/en/gui-don/noi-dung/", CONTENT, status=302)

    assert CONTENT["summary"] in citizen.get("/gui-don/noi-dung/").content.decode()
    citizen.post("/gui-don/nguoi-gui/", WRITER)
    citizen.post("/gui-don/xem-lai/", {"is_true": "on"})
    pair = vietnamese_keys(citizen)
    assert pair[0] in go(citizen, "/en/gui-don/bien-nhan/").content.decode()
    citizen.post("/en/gui-don/bo-nhap/")
    assert citizen.get("/gui-don/bien-nhan/").status_code == 302


def test_what_the_draft_is_found_by_is_sent_to_its_own_pages_only(citizen):
    cookies = citizen.get("/gui-don/loai/").cookies

    assert {cookie["path"] for name, cookie in cookies.items() if "draft" in name} == {"/gui-don/", "/en/gui-don/"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_files_of_sealed_pages_never_touch_a_disk(rf, settings, language):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    addresses = (
        ("portal:denounce", {}),
        ("portal:followed_act", {"act": "supplement"}),
        ("portal:followed_letter_act", {"act": "supplement", "code": "KN-2026-00001"}),
        ("denunciations:take_in", {}),
    )
    with translation.override(language):
        for name, parameters in addresses:
            sent = {"uploads": SimpleUploadedFile("a.png", samples.png())}
            request = rf.post(reverse(name, kwargs=parameters), sent)
            assert isinstance(request.FILES["uploads"], InMemoryUploadedFile), name


def test_numbers_are_written_as_the_language_writes_them():
    with translation.override("en"):
        assert wording.marks_of_numbers("18.402,5") == "18,402.5"
        assert wording.marks_of_numbers("97,96 %") == "97.96%"
        assert wording.figure_in_words("> 90 %") == "> 90%"
        assert wording.figure_in_words("/63 · 2025") == "/63 · 2025"
        assert wording.figure_in_words("hạng 15") == "rank 15"
        assert wording.figure_in_words("+3 bậc") == "up 3"
        assert wording.figure_in_words("15 thứ lạ") == '<span lang="vi">15 thứ lạ</span>'
    assert wording.marks_of_numbers("18.402,5") == wording.figure_in_words("18.402,5") == "18.402,5"
    assert wording.figure_in_words("hạng 15") == "hạng 15"
