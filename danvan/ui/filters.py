"""What a list is narrowed by, as the address says it: the usual fields in sight, the others behind one fold."""

from collections.abc import Iterable
from typing import Any

from django import forms

from danvan.ui.forms import NfcCharField, VnDateField


def one_of(label: str, choices: Iterable[tuple[Any, Any]], empty: str = "Tất cả") -> forms.ChoiceField:
    """Return a choice that narrows nothing while none is chosen."""
    named = [(str(code), str(name)[:1].upper() + str(name)[1:]) for code, name in choices]
    return forms.ChoiceField(label=label, choices=[("", empty), *named], required=False)


def one_day(label: str) -> VnDateField:
    """Return a day that narrows nothing while it is empty."""
    field = VnDateField(label=label, required=False, help_text="")
    field.widget.attrs["placeholder"] = "dd/mm/yyyy"
    return field


def words_sought() -> NfcCharField:
    """Return the field of words that are searched for."""
    return NfcCharField(label="Có chữ (không cần dấu)", max_length=100, required=False, widget=forms.SearchInput)


class ListFilter(forms.Form):
    """What a list is narrowed and sorted by; what is not understood narrows nothing."""

    # What is asked most stands first; `SORT` orders the list and narrows nothing; days that begin and end a stretch.
    USUAL: tuple[str, ...] = ("q",)
    SORT = ""
    STRETCHES: tuple[tuple[str, str], ...] = ()

    def clean(self) -> None:
        """Refuse a stretch of days that ends before it begins."""
        for first, last in self.STRETCHES:
            start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
            if start and end and end < start:
                self.add_error(last, "Ngày này trước ngày bắt đầu.")

    @property
    def in_use(self) -> dict[str, str]:
        """What narrows the list now, in words, by the name in the address."""
        found = {}
        for name, value in self.cleaned_data.items():
            if value and name != self.SORT:
                field: Any = self.fields[name]
                is_choice = isinstance(field, forms.ChoiceField)
                said = dict(field.choices)[value] if is_choice else field.prepare_value(value)
                found[name] = f"{field.label}: {said}" if name != "q" else f"Có chữ: {said}"
        return found

    @property
    def usual(self) -> list[forms.BoundField]:
        """The fields always in sight."""
        return [self[name] for name in self.USUAL]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields behind the fold."""
        return [bound for bound in self if bound.name not in self.USUAL]

    @property
    def is_unfolded(self) -> bool:
        """Whether something behind the fold is in use, or wrong."""
        return any(bound.value() for bound in self.others)
