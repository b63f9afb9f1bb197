"""Fields that read what Vietnamese officials type, and refuse in Vietnamese beside the field."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from danvan.kernel.text import UnreadableDate, format_date, nfc, parse_date
from danvan.ui.wording import choices_in_words, is_foreign, translated

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
        except UnreadableDate as error:
            raise ValidationError(translated(error.sentence), code="invalid", params={"typed": error.typed}) from error

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


class NamesSelect(forms.Select):
    """A choice among names of units, which stay Vietnamese on a page in another language and are marked so."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value and is_foreign():
            option["attrs"]["lang"] = "vi"
        return option


class ButtonChoice(forms.RadioSelect):
    """A choice among few values, shown as buttons."""

    is_button_choice = True


class CountField(forms.IntegerField):
    """A number of people or things; empty means none."""

    widget = forms.TextInput

    def __init__(self, *, highest: int = 1_000_000, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(min_value=0, max_value=highest, **kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "class": "short"})
        for code in ("invalid", "min_value", "max_value"):
            self.error_messages[code] = f"Cần một số nguyên từ 0 đến {highest}."

    def clean(self, value: Any) -> int:
        return super().clean(value) or 0


class OneOfField(forms.ChoiceField):
    """A choice among few values, shown as buttons."""

    widget = ButtonChoice

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=choices_in_words(choices, capitals=True), **kwargs)


class SomeOfField(forms.MultipleChoiceField):
    """Several of few values, shown as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=choices_in_words(choices, capitals=True), **kwargs)


class LongTextField(NfcCharField):
    """A text of some lines."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 4_000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class TruthField(forms.BooleanField):
    """A box to tick."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class ManyFiles(forms.ClearableFileInput):
    """An input that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploads as a list; what they hold is checked where they are stored."""

    widget = ManyFiles

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("accept", ".pdf,.docx,.xlsx,.jpg,.jpeg,.png")

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [file for file in (data if isinstance(data, list) else [data]) if file]
