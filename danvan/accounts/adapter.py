"""How sign-in behaves here, and the words it refuses with."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ClosedSignUp(DefaultAccountAdapter):
    """Accounts are given by an administrator; nobody signs up by themselves."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đang tạm khóa."),
        "enter_current_password": _("Nhập mật khẩu hiện nay."),
        "incorrect_code": _("Mã chưa đúng."),
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "invalid_login": _("Không đăng nhập được."),
        "same_as_current": _("Giá trị mới phải khác giá trị hiện nay."),
        "rate_limited": _("Yêu cầu quá nhiều lần. Đề nghị thử lại sau ít phút."),
        "too_many_login_attempts": _(
            "Đăng nhập sai quá nhiều lần nên tài khoản tạm khóa 15 phút. Đề nghị thử lại sau hoặc liên hệ quản trị."
        ),
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu chưa đúng."),
        "username_taken": _("Đã có người dùng tên đăng nhập này."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondStep(DefaultMFAAdapter):
    """Words of the second step."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Không tắt được xác thực hai lớp."),
        "cannot_generate_recovery_codes": _("Cần bật xác thực hai lớp trước khi tạo mã dự phòng."),
        "incorrect_code": _("Mã chưa đúng hoặc đã hết hiệu lực."),
    }
