"""allauth's forms with Vietnamese words; allauth itself carries no Vietnamese."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

WORDS = {
    "login": _("Tên đăng nhập"),
    "password": _("Mật khẩu"),
    "oldpassword": _("Mật khẩu hiện nay"),
    "password1": _("Mật khẩu mới"),
    "password2": _("Mật khẩu mới, nhập lại"),
    "code": _("Mã xác thực"),
}
HELP = {"password1": _("Ít nhất 10 ký tự, không trùng thông tin cá nhân, không phải mật khẩu phổ biến.")}


class InVietnamese(forms.BaseForm):
    """Gives the fields their Vietnamese labels and takes the English placeholders away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        for name, field in self.fields.items():
            field.label = WORDS.get(name, field.label)
            field.help_text = HELP.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class Login(InVietnamese, account.LoginForm):
    """Sign-in."""


class ChangePassword(InVietnamese, account.ChangePasswordForm):
    """A new password of one's own."""


class Reauthenticate(InVietnamese, account.ReauthenticateForm):
    """The password once more, before a sensitive step."""


class Authenticate(InVietnamese, mfa.AuthenticateForm):
    """The code of the second step."""


class ReauthenticateByCode(InVietnamese, mfa.ReauthenticateForm):
    """The code once more, before a sensitive step."""


class ActivateTotp(InVietnamese, totp.ActivateTOTPForm):
    """The first code of a new authenticator."""
