"""Forms of acts, put together from the fields a line of a table names."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.casework.rules.acts import Act
from danvan.ui.forms import ButtonChoice, ManyFilesField, NfcCharField, VnDateField

YES_NO = (("1", _("Có")), ("0", _("Không")))
PUBLICATIONS = (
    ("posting", _("Niêm yết tại trụ sở")),
    ("website", _("Đăng trên trang thông tin điện tử")),
    ("press", _("Thông báo trên báo chí")),
    ("meeting", _("Họp công bố")),
)


def words_field(label: Any, rows: int = 4, **how: Any) -> Callable[[], forms.Field]:
    """Return the making of a field of several lines."""
    return lambda: NfcCharField(label=label, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows}), **how)


def line_field(label: Any, length: int, **how: Any) -> Callable[[], forms.Field]:
    """Return the making of a field of one line."""
    return lambda: NfcCharField(label=label, max_length=length, **how)


def choice_field(label: Any, choices: Any, **how: Any) -> Callable[[], forms.Field]:
    """Return the making of a choice, none of them chosen at first."""
    return lambda: forms.ChoiceField(label=label, choices=[("", "—"), *choices], **how)


def truth_field(label: Any) -> Callable[[], forms.Field]:
    """Return the making of a question answered by yes or no."""
    return lambda: forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda value: value == "1", widget=ButtonChoice, empty_value=None
    )


# What acts of every kind may ask for, by the names the tables use.
COMMON_FIELDS: Mapping[str, Callable[[], forms.Field]] = {
    "note": words_field(_("Nội dung")),
    "number": line_field(_("Số văn bản"), 80, help_text=_("Ví dụ: 15/TB-UBND")),
    "addressee": line_field(_("Cơ quan nhận"), 200),
    "to_unit": lambda: forms.TypedChoiceField(
        label=_("Chuyển thẳng tới đơn vị trong hệ thống"), coerce=int, empty_value=None
    ),
    "publication": choice_field(_("Hình thức công khai"), PUBLICATIONS),
    "officer": lambda: forms.TypedChoiceField(label=_("Giao cho"), coerce=int, empty_value=None),
}


class ActFields(forms.Form):
    """The day of an act and what its line of the table asks for; each kind of case brings its fields.

    Several lines, one act in the tables of several kinds, ask for what any of them asks for.
    """

    FIELDS: Mapping[str, Callable[[], forms.Field]] = COMMON_FIELDS
    NOTE_LABELS: Mapping[str, Any] = {}
    TOLD_NOTE: Any = ""
    TOLD_FILES: Any = ""

    def __init__(
        self,
        *args: Any,
        acts: Sequence[Act],
        today: date,
        choices: Mapping[str, list[tuple[int, str]]],
        known: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = VnDateField(label=_("Ngày"), initial=known.get("on", today))
        for act in acts:
            for name in (*act.needs, *act.may):
                if name not in self.fields:
                    self.fields[name] = self._field(name, act, choices, known)
                self.fields[name].required |= name in act.needs

    def _field(
        self, name: str, act: Act, choices: Mapping[str, list[tuple[int, str]]], known: Mapping[str, Any]
    ) -> forms.Field:
        field = self.FIELDS[name]()
        field.required = False
        if isinstance(field, forms.ChoiceField) and name in choices:
            many = isinstance(field, forms.MultipleChoiceField)
            field.choices = choices[name] if many else [("", "—"), *choices[name]]
        if name == "note":
            field.label = self.NOTE_LABELS.get(act.code, field.label)
            if act.told:
                field.help_text = self.TOLD_NOTE
        if name in known:
            field.initial = known[name]
        return field


class CaseActForm(ActFields):
    """One act on one case, in the version its page showed, with its papers."""

    def __init__(self, *args: Any, act: Act, known: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, acts=[act], known=known, **kwargs)
        self.fields["uploads"] = ManyFilesField(
            label=_("Tệp kèm theo"),
            required=False,
            help_text=self.TOLD_FILES if act.told else "",
        )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=known["version"])
