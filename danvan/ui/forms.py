"""Fields that read what Vietnamese officials type, and refuse in Vietnamese beside the field."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from danvan.kernel.text import format_date, nfc, parse_date

REQUIRED = _("Chưa nhập mục này.")

_DECIMAL = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?|[+-]?\d+\.(?:\d{1,2}|\d{4,})")
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}\.\d{3}")


class VnDateField(forms.DateField):
    """A day typed dd/mm/yyyy."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Ví dụ: 05/03/2026"))
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "class": "short"})
        self.error_messages["required"] = _("Chưa nhập ngày.")

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return parse_date(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return format_date(value) if isinstance(value, date) else value


class VnDecimalField(forms.DecimalField):
    """A number typed with a decimal comma: "66,5", "18.402,5", and "66.5", which can mean nothing else.

    "1.234" is refused, since half of the people mean a thousand and the other half one and a bit.
    """

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off", "class": "short"})

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        text = "".join(str(value).split())
        if _AMBIGUOUS.fullmatch(text):
            raise ValidationError(
                _("“%(typed)s” có thể hiểu hai cách: nếu là phần nghìn, viết liền; nếu là thập phân, dùng dấu phẩy."),
                code="ambiguous",
                params={"typed": text},
            )
        if not _DECIMAL.fullmatch(text):
            raise ValidationError(_("Cần một số, phần thập phân sau dấu phẩy; ví dụ: 66,5"), code="invalid")
        if "," in text or text.count(".") > 1:
            text = text.replace(".", "").replace(",", ".")
        return Decimal(text)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else value


class NfcCharField(forms.CharField):
    """Text brought to one Unicode form at the door."""

    def to_python(self, value: Any) -> str:
        return nfc(super().to_python(value) or "")


class ButtonChoice(forms.RadioSelect):
    """A choice among few values, shown as buttons."""

    is_button_choice = True
