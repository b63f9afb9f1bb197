"""What is typed about people and their posts."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.accounts.selectors import people_matching
from danvan.authority.choices import Role
from danvan.orgs.choices import PostKind
from danvan.orgs.selectors import unit_choices
from danvan.ui.forms import VnDateField


class PersonForm(forms.Form):
    """An account."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    is_active = forms.BooleanField(label=_("Được đăng nhập"), required=False, initial=True)
    password = forms.CharField(
        label=_("Mật khẩu mới"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ít nhất 10 ký tự. Để trống nếu không đổi."),
    )


class NewPersonForm(PersonForm):
    """An account that does not exist yet."""

    username = forms.SlugField(
        label=_("Tên đăng nhập"), max_length=60, help_text=_("Chữ không dấu, số, dấu gạch; ví dụ: ntlan.dhieu")
    )
    password = forms.CharField(
        label=_("Mật khẩu ban đầu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ít nhất 10 ký tự; đề nghị người dùng đổi lại sau khi đăng nhập."),
    )
    field_order = ("username", "full_name", "email", "password", "is_active")

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        if people_matching(username).filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Đã có người dùng tên đăng nhập này."))
        return username


class SeatForm(forms.Form):
    """A post, its role, and since when."""

    unit = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int)
    title = forms.CharField(label=_("Chức danh"), max_length=160, help_text=_("Ví dụ: Chủ tịch UBND xã"))
    kind = forms.ChoiceField(label=_("Loại chức vụ"), choices=PostKind.choices)
    role = forms.ChoiceField(label=_("Vai trò trong hệ thống"), choices=Role.choices)
    scope_unit = forms.TypedChoiceField(label=_("Phạm vi"), coerce=int)
    with_subtree = forms.BooleanField(label=_("Cả đơn vị cấp dưới"), required=False)
    acting = forms.BooleanField(label=_("Quyền, tạm giao"), required=False)
    valid_from = VnDateField(label=_("Từ ngày"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = unit_choices(on=on)
        self.fields["unit"].choices = self.fields["scope_unit"].choices = choices


class EndForm(forms.Form):
    """When and why somebody leaves a post."""

    valid_until = VnDateField(label=_("Thôi giữ từ ngày"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)
