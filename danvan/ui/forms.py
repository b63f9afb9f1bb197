"""Fields that read what Vietnamese officials type, and refuse in Vietnamese beside the field."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from danvan.kernel.errors import InputErrors, RuleError
from danvan.kernel.text import UnreadableDate, format_date, parse_date, typed
from danvan.ui.wording import choices_in_words, is_foreign, translated

REQUIRED = _("Chưa nhập mục này.")
# Tokens of kept files one form may carry.
MOST_FILES = 50

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
    """Text brought to one Unicode form at the door, and rid of what nobody can have typed."""

    def to_python(self, value: Any) -> str:
        return typed(super().to_python(value) or "").strip()


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


class KeptFile(Protocol):
    """A file that came before its form; the form carries its token."""

    token: str
    digest: str
    name: str | None
    size: int | None


class FileKeeper(Protocol):
    """Keeps files for a form, so that none has to be chosen twice; who may, and where, its maker knows."""

    @property
    def address(self) -> str:
        """Where a file may be sent piece by piece before the form; empty when it may not."""

    def keep(self, upload: "UploadedFile[bytes]", /) -> Any:
        """Return the file kept, nothing when there is no room.  Raises a RuleError for a bad file."""

    def find(self, token: str, /) -> Any:
        """Return a file kept before, nothing when it is not there any more.  Raises a RuleError for a bad file."""


@dataclass(frozen=True)
class SentFiles:
    """What a form brought for one field: files, and the tokens of those that came before."""

    files: Sequence["UploadedFile[bytes]"]
    tokens: Sequence[str] = ()


class ManyFiles(forms.FileInput):
    """An input that takes several files at once, and shows those that are kept."""

    allow_multiple_selected = True
    template_name = "ui/_many_files.html"
    keeper: FileKeeper | None = None
    # Where a file goes piece by piece as soon as it is chosen; empty when it waits for the form.
    address = ""
    # What a refused form shows again; what it could not keep.
    kept: Sequence[KeptFile] = ()
    lost: Sequence[Any] = ()
    # Whether a file is where it belongs as soon as it arrived; the page is then shown anew.
    settles = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> SentFiles:
        sent = super().value_from_datadict(data, files, name) or []
        tokens = data.getlist(f"{name}_kept") if hasattr(data, "getlist") else data.get(f"{name}_kept", [])
        return SentFiles(sent if isinstance(sent, list) else [sent], tokens)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "kept": self.kept,
            "lost": self.lost,
            "address": self.address,
            "settles": self.settles,
        }
        return context


class ManyFilesField(forms.FileField):
    """Several uploads as a list; what they hold is checked where they are stored.

    With a keeper (`keep_files`) it is checked here, and a form that is refused
    keeps its files, each with a box to leave it out.
    """

    widget = ManyFiles

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("accept", ".pdf,.docx,.xlsx,.jpg,.jpeg,.png")

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, SentFiles) else SentFiles(data if isinstance(data, list) else [data])
        files = [file for file in sent.files if file]
        shown: Any = self.widget
        if shown.keeper is None:
            shown.lost = () if shown.settles else files
            return files
        kept: dict[tuple[str, str], Any] = {}
        lost: list[Any] = []
        wrong: list[Any] = []
        for token in sent.tokens[:MOST_FILES]:
            try:
                found = shown.keeper.find(token)
            except RuleError as refusal:
                wrong.append(str(refusal))
            else:
                if found is None:
                    wrong.append(_("Có tệp đã hết thời gian giữ tạm. Đề nghị chọn lại tệp đó."))
                else:
                    kept[found.digest, found.name] = found
        for file in files:
            try:
                taken = shown.keeper.keep(file)
            except RuleError as refusal:
                wrong.append(str(refusal))
            else:
                if taken is None:
                    lost.append(file)
                else:
                    # Chosen again, it is there once.
                    kept.setdefault((taken.digest, taken.name), taken)
        shown.kept, shown.lost = list(kept.values()), lost
        if wrong:
            raise ValidationError(list(dict.fromkeys(wrong)))
        return [*shown.kept, *lost]


def keep_files(form: forms.Form, keeper: FileKeeper | None) -> None:
    """Let the file fields of a form, not yet looked at, keep what they are sent."""
    for field in form.fields.values():
        if isinstance(field, ManyFilesField):
            widget: Any = field.widget
            widget.keeper, widget.address = keeper, keeper.address if keeper else ""


def show_refusal(form: forms.Form, refusal: RuleError) -> None:
    """Put a refusal where it belongs: beside the inputs it names, by name or by label, otherwise on top."""
    if not isinstance(refusal, InputErrors):
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return
    by_label = {str(field.label).lower(): name for name, field in form.fields.items()}
    for error in refusal.errors:
        name = error.field if error.field in form.fields else by_label.get(error.field.lower())
        form.add_error(name, error.sentence if name or not error.field else f"{error.field}: {error.sentence}")
