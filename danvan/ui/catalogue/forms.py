"""The base of every catalogue's form: Vietnamese refusals, edition of the record, units one may write for."""

from typing import Any

from django import forms


class CatalogueForm(forms.Form):
    """Asks only facts.  `edition` remembers which state of the record the person saw.

    `buttons` are (value, label); the first is the main one.  Which was pressed
    is in cleaned_data["then"].
    """

    buttons: tuple[tuple[str, str], ...] = (("", "Lưu"),)

    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.record = actor, record
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and field.max_length:
                field.error_messages["max_length"] = f"Dài quá {field.max_length} ký tự."
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on who acts and on which record."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["then"] = self.data.get("then", "")
        return given

    def save_over(self, edition: int) -> None:
        """Let the next press of the button save over an edition the person has now been told about."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a request's QueryDict
        data["edition"] = str(edition)
        self.data = data
