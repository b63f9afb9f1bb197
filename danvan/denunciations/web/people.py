"""The people of a denunciation as rows of a form: each accused with their unit, each writer with how to reach them."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.casework.services import TokenIsTaken, new_token
from danvan.denunciations.choices import Standing
from danvan.denunciations.services.register import MOST_ACCUSED, MOST_WRITERS, Accused, Denouncer
from danvan.kernel.errors import RuleError
from danvan.ui.forms import NamesSelect, NfcCharField, OneOfField
from danvan.ui.rows import RowForm, RowsFormSet, rows_of
from danvan.ui.wording import refusal_in_words

UNSEEN = {"autocomplete": "off", "spellcheck": "false"}


def unseen(label: Any, length: int) -> NfcCharField:
    """Return a line about the writer, which the browser is asked not to remember."""
    return NfcCharField(label=label, max_length=length, required=False, widget=forms.TextInput(attrs=UNSEEN))


class AccusedForm(RowForm):
    """One accused: their unit and what they are to it decide who must not know, and who resolves."""

    unit = forms.TypedChoiceField(
        label=_("Ở cơ quan, đơn vị nào"),
        coerce=int,
        widget=NamesSelect,
        help_text=_("Chọn đúng để người đó và cơ quan do họ đứng đầu không thấy được hồ sơ này."),
    )
    standing = OneOfField(Standing.choices, label=_("Người đó là"))
    name = NfcCharField(label=_("Họ tên, hoặc mô tả"), max_length=120, required=False)
    position = NfcCharField(label=_("Chức vụ"), max_length=120, required=False)

    def __init__(self, *args: Any, units: list[tuple[int, str]], needs_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_name = needs_name
        self.fields["unit"].choices = [("", _("Chọn cơ quan")), *units]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.needs_name and given.get("standing") not in (None, Standing.BODY) and not given.get("name"):
            self.add_error("name", _("Ghi họ tên hoặc mô tả người bị tố cáo."))
        return given


class WriterForm(RowForm):
    """One of those who denounce."""

    name = unseen(_("Họ tên"), 120)
    address = unseen(_("Địa chỉ"), 250)
    contact = unseen(_("Cách liên hệ"), 120)
    represents = forms.BooleanField(label=_("Là người đại diện (khi nhiều người cùng tố cáo)"), required=False)


class NumberedWriterForm(WriterForm):
    """The same at a desk, where papers are shown."""

    id_number = unseen(_("Số định danh"), 20)
    field_order = ("name", "address", "contact", "id_number", "represents")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if any(given.get(name) for name in ("address", "contact", "id_number", "represents")) and not given.get("name"):
            self.add_error("name", _("Ghi họ tên của người này."))
        return given


AccusedRows = rows_of(AccusedForm, most=MOST_ACCUSED)
WriterRows = rows_of(WriterForm, most=MOST_WRITERS)
NumberedWriterRows = rows_of(NumberedWriterForm, most=MOST_WRITERS)


class PeopleForm(RowForm):
    """A denunciation with rows for its people, one page and one answer; has `uploads` and `token` for fields."""

    WRITERS: ClassVar[type[RowsFormSet]] = WriterRows
    NAMES_ACCUSED = False

    def __init__(self, data: Any = None, files: Any = None, *, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        given = {"units": units, "needs_name": self.NAMES_ACCUSED}
        self.accused = AccusedRows(data, prefix="accused", form_kwargs=given)
        if self.accused.forms:
            # The first is always asked for.
            self.accused.forms[0].empty_permitted = False
        self.writers = self.WRITERS(data, prefix="writer")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        # All three are asked, so that everything wrong is shown at once.
        if all([self.accused.is_valid(), self.writers.is_valid(), not self.errors]):
            self.check_people(given)
        return given

    def check_people(self, given: dict[str, Any]) -> None:
        """Say what does not go together once each part is right by itself."""
        if not self.accused.kept:
            self.add_error(None, _("Cần ghi tố cáo ai, ở cơ quan nào."))

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.accused.is_valid(), self.writers.is_valid()])

    def refuse(self, refusal: RuleError) -> None:
        """Say why what was sent is not taken in; what was typed stays, and can be sent again."""
        if isinstance(refusal, TokenIsTaken):
            fresh = self.data.copy()
            fresh["token"] = new_token()
            self.data = fresh
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal_in_words(refusal))


def accused_in(rows: RowsFormSet) -> list[Accused]:
    """Return those denounced as they were typed."""
    return [Accused(each["unit"], each["standing"], each["name"], each["position"]) for each in rows.kept]


def writers_in(rows: RowsFormSet) -> list[Denouncer]:
    """Return those who denounce as they were typed."""
    return [
        Denouncer(each["name"], each["address"], each["contact"], each.get("id_number", ""), each["represents"])
        for each in rows.kept
        if each["name"] or each["contact"] or each["address"]
    ]
