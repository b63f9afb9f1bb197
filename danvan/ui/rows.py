"""Several people or things typed on one form, a row each; rows are added without a script too."""

from typing import Any, cast

from django import forms
from django.forms.utils import ErrorDict

MORE = "more"


class RowForm(forms.Form):
    """One row.  While rows are being added nothing is held against what is not typed yet."""

    @property
    def wants_more(self) -> bool:
        """Whether a row more was asked for, of whatever stands on the page: nothing is to be taken in yet."""
        return bool(self.data.get(MORE))

    def full_clean(self) -> None:
        if self.wants_more:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()


class RowsFormSet(forms.BaseFormSet):
    """Rows typed on one form: `kept` are those that hold something."""

    @property
    def kept(self) -> list[dict[str, Any]]:
        """What stands in the rows that were filled in and not taken out."""
        return [
            form.cleaned_data
            for form in self.forms
            if any(name != "DELETE" and value for name, value in form.cleaned_data.items())
            and not form.cleaned_data.get("DELETE")
        ]

    def total_form_count(self) -> int:
        return min(super().total_form_count() + (self.data.get(MORE) == self.prefix), self.max_num)


def rows_of(form: type[RowForm], *, most: int) -> type[RowsFormSet]:
    """Return the class of a set of such rows, one of them at first."""
    made = forms.formset_factory(
        form, formset=RowsFormSet, extra=1, max_num=most, absolute_max=most, validate_max=True, can_delete=True
    )
    return cast(type[RowsFormSet], made)
