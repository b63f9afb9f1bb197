"""The pages as the people of a case walk them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from danvan.casework.models import ReminderRun
from danvan.casework.services import TokenIsTaken, case_of_token, remind_of_cases
from danvan.denunciations.models import Denunciation, IdentityRequest, Reading, Vault
from danvan.denunciations.selectors import denunciations_visible_to
from danvan.denunciations.services.opening import ask_for_identity, consent, open_part
from danvan.denunciations.web.forms import TakeInForm
from danvan.desk.selectors import AUDIENCES
from danvan.intake.services import register_letter
from danvan.notices.models import Notice
from danvan.orgs.selectors import unit_choices
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition, NewWriter
from danvan.portal.web.letters import COOKIES
from tests.cast import PASSWORD
from tests.denunciations.factories import EXTRACT, RECEIVED, WHO, Story, now, people_typed, taken_in
from tests.denunciations.house import PASSPHRASE, confirmed
from tests.files import samples
from tests.petitions.factories import at

TOKEN = "k" * 40


@pytest.fixture
def browser(house):
    """Return a signed-in browser of somebody, as after typing their password."""

    def signed_in(name):
        client = Client()
        person = house.people.get(name) or getattr(house.cast, name)
        client.post(reverse("account_login"), {"login": person.username, "password": PASSWORD})
        return client

    return signed_in


def desk_form(house, *, accused=(), writers=None, standing="staff", **how):
    one = {"name": "Trần Văn Bị Cáo", "position": "địa chính", "unit": house.place.commune.pk, "standing": standing}
    who = [{"name": WHO.name, "address": WHO.address}] if writers is None else writers
    return {
        **people_typed(accused=accused or [one], writers=who),
        "extract": EXTRACT,
        "received_on": "01/09/2026",
        "channel": "desk",
        "people_count": 1,
        "token": TOKEN,
        **how,
    }


def test_a_desk_takes_one_in_and_prints_the_code_once(house, browser):
    son = browser("son")
    address = reverse("denunciations:take_in")
    assert "Vào sổ niêm phong" in son.get(address).content.decode()
    wrong = son.post(address, desk_form(house, writers=[], extract="", received_on="32/13/2026")).content.decode()
    assert "Chưa nhập mục này." in wrong
    assert "Trần Văn Bị Cáo" in wrong
    assert not Denunciation.objects.exists()
    done = son.post(address, desk_form(house, uploads=[SimpleUploadedFile("don.png", samples.png())]))
    row = Denunciation.objects.get()
    assert row.code in done.content.decode()
    assert "no-store" in done.headers["Cache-Control"]
    assert WHO.name not in done.content.decode()
    assert case_of_token(TOKEN).pk == row.pk
    son.post(address, desk_form(house))
    assert Denunciation.objects.count() == 1
    renewed = son.post(reverse("denunciations:renew", args=[row.code]))
    assert "Mã theo dõi" in renewed.content.decode()


def test_several_accused_and_writers_are_typed_each_in_a_row_of_their_own(house, browser):
    son, address = browser("son"), reverse("denunciations:take_in")
    accused = [
        {"name": "Trần Văn Một", "unit": house.place.commune.pk, "standing": "staff"},
        {"name": "tam", "position": "văn phòng", "unit": house.place.neighbour.pk, "standing": "staff"},
    ]
    writers = [
        {"name": WHO.name, "address": WHO.address, "contact": WHO.contact, "represents": "on"},
        {"name": "Người Thứ Hai Mẫu", "address": "xóm khác"},
        {},
    ]
    more = son.post(address, desk_form(house, accused=accused, writers=writers, more="accused")).content.decode()
    assert 'name="accused-2-name"' in more
    assert 'value="Người Thứ Hai Mẫu"' in more
    assert "Chưa nhập" not in more
    assert not Denunciation.objects.exists()
    son.post(address, desk_form(house, accused=accused, writers=writers))
    row = Denunciation.objects.get()
    assert (row.people_count, row.exclusions.count()) == (2, 1)
    # The accused of the other commune is left out, by the very name that was given.
    assert not denunciations_visible_to(house.actor("tam")).exists()
    opened = open_part(row, "stripped", actor=house.actor("minh"), at=now())
    assert [words.said["name"] for words in reversed(opened.of_kind("accused"))] == ["Trần Văn Một", "tam"]
    minh = house.actor("minh")
    request = ask_for_identity(row, purpose="notify", reason="x", hours=1, actor=minh, at=now())
    consent(request.pk, custodian=house.custodian, passphrase=PASSPHRASE, actor=house.actor("kim"), at=now())
    found = [words.said for words in open_part(row, "identity", actor=minh, at=now()).texts]
    assert [(said["name"], said["represents"]) for said in found] == [(WHO.name, True), ("Người Thứ Hai Mẫu", False)]


def test_rows_half_filled_and_a_writer_who_is_called_unknown_are_refused(house, browser):
    son, address = browser("son"), reverse("denunciations:take_in")
    unit = house.place.commune.pk
    half = son.post(address, desk_form(house, accused=[{"unit": unit, "standing": "staff"}, {"name": "Không đơn vị"}]))
    assert "Ghi họ tên hoặc mô tả người bị tố cáo." in half.content.decode()
    assert 'value="Không đơn vị"' in half.content.decode()
    nameless = son.post(address, desk_form(house, writers=[{"contact": "0912"}])).content.decode()
    assert "Ghi họ tên của người này." in nameless
    assert "Ghi họ tên người tố cáo, hoặc" in son.post(address, desk_form(house, writers=[])).content.decode()
    both = son.post(address, desk_form(house, is_anonymous="on")).content.decode()
    assert "bỏ đánh dấu này" in both
    crowd = [{"name": f"Người {number}"} for number in range(40)]
    assert son.post(address, desk_form(house, writers=crowd)).status_code == 200
    assert not Denunciation.objects.exists()


def test_a_row_of_nothing_known_adds_none_and_takes_nothing_in(house, browser):
    desk = browser("son").post(reverse("denunciations:take_in"), desk_form(house, more="anything"))
    assert 'value="Trần Văn Bị Cáo"' in desk.content.decode()
    assert 'name="accused-1-name"' not in desk.content.decode()
    one = {"unit": house.place.commune.pk, "standing": "body"}
    online = Client().post(
        reverse("portal:denounce"),
        {**people_typed(accused=[one]), "story": "Chuyện đã viết.", "token": TOKEN, "more": "anything"},
    )
    assert "Chuyện đã viết." in online.content.decode()
    assert not Denunciation.objects.exists()


def test_what_does_not_go_together_is_said_once_however_often_it_is_asked(house):
    form = TakeInForm(desk_form(house, is_anonymous="on"), units=unit_choices(on=RECEIVED))
    assert [form.is_valid(), form.is_valid()] == [False, False]
    assert len(form.errors["is_anonymous"]) == 1
    taken_out = {"unit": house.place.commune.pk, "standing": "body", "name": "x", "DELETE": "on"}
    nobody = TakeInForm(desk_form(house, accused=[taken_out]), units=unit_choices(on=RECEIVED))
    assert [nobody.is_valid(), nobody.is_valid()] == [False, False]
    assert nobody.non_field_errors() == ["Cần ghi tố cáo ai, ở cơ quan nào."]


def test_a_row_taken_out_is_not_taken_in(house, browser):
    accused = [
        {"name": "Trần Văn Một", "unit": house.place.commune.pk, "standing": "staff"},
        {"name": "minh", "unit": house.place.commune.pk, "standing": "head", "DELETE": "on"},
    ]
    browser("son").post(reverse("denunciations:take_in"), desk_form(house, accused=accused))
    assert Denunciation.objects.get().unit_id == house.place.commune.pk
    assert denunciations_visible_to(house.actor("minh")).exists()


def test_a_disguised_file_is_refused_in_words_and_nothing_is_kept(house, browser):
    bad = SimpleUploadedFile("don.pdf", b"MZ this is no paper")
    response = browser("son").post(reverse("denunciations:take_in"), desk_form(house, uploads=[bad]))
    assert "không thuộc loại được nhận" in response.content.decode()
    assert not Denunciation.objects.exists()


def test_a_case_against_the_head_is_gone_from_the_desk_as_it_is_taken_in(house, browser):
    son = browser("son")
    son.post(reverse("denunciations:take_in"), desk_form(house, standing="head"))
    row = Denunciation.objects.get()
    for name in ("son", "minh", "lan"):
        client = browser(name)
        assert row.code not in client.get(reverse("denunciations:list")).content.decode()
        assert client.get(reverse("denunciations:denunciation", args=[row.code])).status_code == 404
    assert row.code in browser("phuc").get(reverse("denunciations:list")).content.decode()


def test_the_page_of_a_case_shows_no_word_and_each_part_opens_on_purpose(house, browser):
    story = Story(house, taken_in(house)).until_verifying()
    story.do("ask", RECEIVED.replace(day=3), by="lan", note="Ngày nào?")
    minh, code = browser("minh"), story.row.code
    page = minh.get(reverse("denunciations:denunciation", args=[code])).content.decode()
    assert EXTRACT not in page
    assert "Ngày nào?" not in page
    assert not Reading.objects.exists()
    part = confirmed(minh, reverse("denunciations:part", args=[code, "stripped"])).content.decode()
    assert EXTRACT in part
    assert "Ngày nào?" in part
    assert confirmed(minh, reverse("denunciations:part", args=[code, "original"])).status_code == 200
    assert Reading.objects.count() == 2
    assert "Bản trích" in minh.get(reverse("denunciations:denunciation", args=[code])).content.decode()
    lan = browser("lan")
    assert lan.get(reverse("denunciations:part", args=[code, "original"])).status_code == 404
    assert EXTRACT in confirmed(lan, reverse("denunciations:part", args=[code, "stripped"])).content.decode()


def test_whoever_left_their_screen_is_asked_who_they_are(house):
    row = taken_in(house)
    client = Client()
    client.force_login(house.cast.minh)
    response = client.get(reverse("denunciations:part", args=[row.code, "stripped"]))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not Reading.objects.exists()


def test_an_identity_is_asked_for_consented_to_and_opened(house, browser):
    row = taken_in(house)
    minh, kim = browser("minh"), browser("kim")
    identity = reverse("denunciations:part", args=[row.code, "identity"])
    assert WHO.name not in confirmed(minh, identity).content.decode()
    ask = reverse("denunciations:ask", args=[row.code])
    assert "Cần một số giờ" in minh.post(ask, {"purpose": "notify", "reason": "x", "hours": 99}).content.decode()
    minh.post(ask, {"purpose": "notify", "reason": "Gửi thông báo.", "hours": 2})
    assert "đang chờ" in minh.post(ask, {"purpose": "notify", "reason": "x", "hours": 2}).content.decode()
    request = IdentityRequest.objects.get()
    assert "Gửi thông báo." in kim.get(reverse("denunciations:seals")).content.decode()
    assert minh.get(reverse("denunciations:consent", args=[request.pk])).status_code == 404
    consent = reverse("denunciations:consent", args=[request.pk])
    assert "không đúng" in kim.post(consent, {"passphrase": "sai cụm mật khẩu"}).content.decode()
    assert kim.post(consent, {"passphrase": PASSPHRASE}).status_code == 302
    assert WHO.name in confirmed(minh, identity).content.decode()
    assert kim.get(reverse("denunciations:denunciation", args=[row.code])).status_code == 404


def test_a_custodian_refuses(house, browser):
    row = taken_in(house)
    browser("minh").post(
        reverse("denunciations:ask", args=[row.code]), {"purpose": "notify", "reason": "x", "hours": 2}
    )
    request = IdentityRequest.objects.get()
    browser("kim").post(reverse("denunciations:consent", args=[request.pk]), {"refuse": "1"})
    request.refresh_from_db()
    assert request.is_granted is False
    page = browser("minh").get(reverse("denunciations:denunciation", args=[row.code])).content.decode()
    assert "bị từ chối" in page


def test_a_custodian_makes_a_key_whose_passphrase_is_typed_twice(house, browser):
    kim, address = browser("kim"), reverse("denunciations:seals")
    assert "không giống nhau" in kim.post(address, {"passphrase": "một cụm dài đây", "again": "khác"}).content.decode()
    assert "ít nhất" in kim.post(address, {"passphrase": "ngắn", "again": "ngắn"}).content.decode()
    assert kim.post(address, {"passphrase": "một cụm dài đây", "again": "một cụm dài đây"}).status_code == 302
    assert "chờ được giao khóa kho" in kim.get(address).content.decode()


def test_a_custodian_renews_the_vault_in_two_steps(house, browser):
    taken_in(house)
    kim, address = browser("kim"), reverse("denunciations:renew_vault")
    assert "Mọi mảnh khóa giấy cũ hết dùng ngay" in kim.get(address).content.decode()
    form = {"count": 3, "needed": 2, "passphrase": PASSPHRASE, "knows": "on"}
    for wrong, why in (
        ({"knows": ""}, "đã mời đủ người giữ mảnh"),
        ({"needed": 9}, "Không nhiều hơn số mảnh in ra"),
        ({"count": 99}, "Cần một số từ 2 đến 16"),
        ({"passphrase": "sai"}, "không đúng"),
    ):
        assert why in kim.post(address, {**form, **wrong}).content.decode()
    assert Vault.objects.count() == 1
    done = kim.post(address, form)
    assert "no-store" in done.headers["Cache-Control"]
    fresh = done.context["shares"]
    assert all(share in done.content.decode() for share in fresh)
    prove = reverse("denunciations:prove_shares")
    assert "không ghép được" in kim.post(prove, {"shares": fresh[0]}).content.decode()
    assert kim.post(prove, {"shares": "\n".join(fresh[1:])}).status_code == 302
    page = kim.get(reverse("denunciations:seals")).content.decode()
    assert "2 trong 3 mảnh là đủ" in page
    assert "mở được kho" in page
    for person in (house.cast.minh, house.people["son"], house.cast.lan):
        client = Client()
        client.force_login(person)
        assert client.get(address).status_code == client.post(prove).status_code == 404


def test_an_act_from_its_form_and_from_an_older_page(house, browser):
    row = taken_in(house)
    son = browser("son")
    address = reverse("denunciations:act", args=[row.code, "check"])
    form = {"on": "02/09/2026", "competent": "1", "sphere": "duty", "note": "Đã xem.", "version": row.version}
    assert son.get(address).status_code == 200
    assert "Chưa nhập" in son.post(address, {"version": row.version}).content.decode()
    assert son.post(address, form).status_code == 302
    stale = son.post(address, form)
    assert "vừa được người khác cập nhật" in stale.content.decode()
    assert "Đã xem." in stale.content.decode()
    assert son.get(reverse("denunciations:act", args=[row.code, "accept"])).status_code == 404


def test_every_offered_act_has_a_form(house, browser):
    story = Story(house, taken_in(house))
    minh = browser("minh")
    for _step in range(2):
        page = minh.get(reverse("denunciations:denunciation", args=[story.row.code]))
        for offer in page.context["page"].offers:
            address = reverse("denunciations:act", args=[story.row.code, offer.act.code])
            assert minh.get(address).status_code == (200 if offer.may else 404), offer.act.code
        if story.row.accepted_on is None:
            story.until_verifying()


def test_the_list_asks_as_much_for_many_as_for_few(house, browser, django_assert_max_num_queries):
    taken_in(house)
    minh = browser("minh")
    address = reverse("denunciations:list")
    minh.get(address)
    with django_assert_max_num_queries(22) as few:
        minh.get(address)
    for _number in range(12):
        taken_in(house)
    with django_assert_max_num_queries(len(few)):
        minh.get(address)


def test_limits_are_told_to_those_of_the_case_only(house):
    late = Story(house, taken_in(house)).until_verifying(date(2026, 9, 3)).row
    above = taken_in(house, standing="head")
    remind_of_cases(at=at(date(2026, 11, 20)), audiences=AUDIENCES)
    assert ReminderRun.objects.get().canary_seen
    notices = Notice.objects.filter(text__contains=late.code, key__contains=f"case-{late.pk}-notice")
    told = {(notice.holding_id, notice.text.split(":")[1].split(",")[0].strip()) for notice in notices}
    assert told == {(house.actor(name).holding_id, late.code) for name in ("lan", "binh", "minh")}
    commune = {house.actor(name).holding_id for name in ("son", "minh", "lan")}
    assert not Notice.objects.filter(text__contains=above.code, holding_id__in=commune).exists()
    assert Notice.objects.filter(text__contains=above.code).exists()


def test_online_is_closed_without_seals(house, settings, tmp_path):
    settings.SEAL_KEYS = tmp_path / "nowhere"
    assert "phong bì dán kín" in Client().get(reverse("portal:denounce")).content.decode()


def test_online_keeps_what_was_written_when_something_is_wrong(house):
    response = Client().post(
        reverse("portal:denounce"),
        {
            "story": "Chuyện dài tôi đã viết.",
            "token": TOKEN,
            **people_typed(accused=[{"unit": house.place.province.pk, "standing": "head"}]),
        },
    )
    text = response.content.decode()
    assert "Chuyện dài tôi đã viết." in text
    assert "Thanh tra Chính phủ" in text
    assert not Denunciation.objects.exists()


def test_a_page_that_sent_another_letter_is_refused_in_words_and_may_send_again(house):
    letter = NewPetition(
        "recommendation", house.place.commune.pk, RECEIVED, "portal", "Việc.", [NewWriter("Vi Thị Ví Dụ")]
    )
    petition = register_letter(letter, actor=house.actor("lan"), at=now(), token=TOKEN)
    one = {"unit": house.place.commune.pk, "standing": "body"}
    form = {**people_typed(accused=[one]), "story": "Chuyện đã viết.", "token": TOKEN}
    refused = Client().post(reverse("portal:denounce"), form)
    assert refused.status_code == 200
    assert "đã dùng để gửi một đơn khác" in refused.content.decode()
    assert "Chuyện đã viết." in refused.content.decode()
    assert not Denunciation.objects.exists()
    assert case_of_token(TOKEN).pk == petition.pk
    fresh = refused.context["form"]["token"].value()
    Client().post(reverse("portal:denounce"), {**form, "token": fresh})
    assert case_of_token(fresh).pk == Denunciation.objects.get().pk


def test_a_letter_is_not_taken_in_with_what_a_denunciation_is_followed_by(house):
    taken_in(house, token=TOKEN)
    letter = NewPetition("recommendation", house.place.commune.pk, RECEIVED, "desk", "Việc.", [NewWriter("Vi Thị")])
    with pytest.raises(TokenIsTaken):
        register_letter(letter, actor=house.actor("lan"), at=now(), token=TOKEN)
    assert not Petition.objects.exists()


def test_the_receipt_of_letters_is_none_for_what_is_sealed(house):
    row = taken_in(house, token=TOKEN)
    client = Client()
    client.cookies[COOKIES["vi"]] = TOKEN
    assert client.get(reverse("portal:letter_receipt")).status_code == 404
    assert row.code not in client.get(reverse("portal:letter_start")).content.decode()


def test_online_counts_tries_without_knowing_whose(house, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "send_sealed": "2/h/key"}
    form = {**people_typed(accused=[{"unit": house.place.commune.pk, "standing": "body"}]), "story": "Chuyện."}
    client = Client()
    for number in range(3):
        response = client.post(reverse("portal:denounce"), {**form, "token": str(number) * 40})
    assert "quá nhiều lượt gửi" in response.content.decode()
    assert Denunciation.objects.count() == 2


def test_the_inbox_of_letters_leads_to_the_sealed_register_only_whom_it_exists_for(house, browser):
    def line(name):
        page = browser(name).get("/don-thu/")
        assert "no-store" in page.headers["Cache-Control"]
        return 'href="/to-cao/">Tố cáo <span class="count">1</span>' in page.content.decode()

    story = Story(house, taken_in(house))
    assert (line("minh"), line("lan"), line("tam")) == (True, False, False)

    story.until_verifying()
    assert (line("minh"), line("lan"), line("tam")) == (True, True, False)
