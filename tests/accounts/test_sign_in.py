"""Signing in: by account given, locked after repeated failures, with a second step when switched on."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from danvan.accounts.services import CannotSetPassword, add_person
from danvan.authority.rules.actor import system_actor
from tests.cast import PASSWORD, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counters():
    cache.clear()


def sign_in(client, username, password):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_opens_the_staff_home(client, cast):
    response = sign_in(client, "lan", PASSWORD)

    assert response.status_code == 302
    assert response.url == reverse("desk:home")


def test_says_the_same_for_a_wrong_name_and_a_wrong_password(client, cast):
    wrong_name = sign_in(client, "khong-co", PASSWORD).content.decode()
    wrong_password = sign_in(client, "lan", "sai-mat-khau").content.decode()

    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in wrong_name
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in wrong_password


def test_locks_after_five_failures_even_for_the_right_password(client, cast):
    for _ in range(5):
        sign_in(client, "lan", "sai-mat-khau")

    locked = sign_in(client, "lan", PASSWORD)

    assert locked.status_code == 200
    assert "tạm khóa 15 phút" in locked.content.decode()


def test_a_lock_does_not_reach_others(client, cast):
    for _ in range(5):
        sign_in(client, "lan", "sai-mat-khau")

    assert sign_in(Client(), "minh", PASSWORD).status_code == 302


def test_refuses_a_closed_account(client, cast):
    cast.lan.is_active = False
    cast.lan.save()

    sign_in(client, "lan", PASSWORD)

    assert client.get(reverse("desk:home")).status_code == 302


def test_nobody_signs_up(client):
    page = client.get(reverse("account_signup"))
    client.post(reverse("account_signup"), {"username": "moi", "password1": PASSWORD, "password2": PASSWORD})

    assert "không mở đăng ký" in page.content.decode()
    assert not sign_in(client, "moi", PASSWORD).cookies.get("sessionid")


def test_every_page_needs_sign_in_unless_it_says_otherwise(client):
    response = client.get(reverse("desk:home"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_asks_for_the_code_once_the_second_step_is_on(client, cast):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(cast.lan, secret)

    first = sign_in(client, "lan", PASSWORD)
    assert first.url == reverse("mfa_authenticate")
    assert client.get(reverse("desk:home")).status_code == 302

    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Mã chưa đúng" in wrong.content.decode()

    right = client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert right.status_code == 302
    assert client.get(reverse("desk:home")).status_code == 200


def test_the_pages_of_the_second_step_are_in_vietnamese(signed_in):
    client = signed_in("lan")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 9_999_999_999}]
    session.save()

    page = client.get(reverse("mfa_index")).content.decode()

    assert "Ứng dụng xác thực" in page
    assert "Authenticator" not in page


def test_refuses_a_weak_password_in_words(db):
    with pytest.raises(CannotSetPassword, match="Mật khẩu chưa đạt"):
        add_person(username="moi", full_name="Mới", email="", password="123", actor=system_actor(TODAY))
