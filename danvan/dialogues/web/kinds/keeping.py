"""What the forms of this area share: units one keeps the dialogues of, questions as pasted lines."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django import forms

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.dialogues.choices import Field, Group
from danvan.dialogues.rules.days import why_out_of_reach
from danvan.dialogues.services import NewQuestion
from danvan.evidence.selectors import writable_units
from danvan.evidence.web.catalogue import PROOF, ProvenForm
from danvan.kernel.text import format_date
from danvan.ui.catalogue import CatalogueForm, Draft, Problem, SheetColumn, choice_column, text_column, truth_column
from danvan.ui.forms import LongTextField, VnDateField


class DaysWithinReach(CatalogueForm):
    """A form that refuses, beside its input, a day nobody can mean; the papers that prove something have their own."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name, field in self.fields.items():
            day = given.get(name) if isinstance(field, VnDateField) and name not in PROOF else None
            if day and (why := why_out_of_reach(day, today=self.actor.on)):
                self.add_error(name, why)
        return given


def days_within_reach(sheet: Sequence[SheetColumn]) -> Callable[[Actor, Sequence[Draft]], Iterator[Problem]]:
    """Return the check that refuses the same days in a sheet with these columns."""
    headings = {column.field: column.heading for column in sheet}

    def check(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
        for draft in drafts:
            for name, day in draft.values.items():
                if isinstance(day, date) and (why := why_out_of_reach(day, today=actor.on)):
                    yield Problem(draft.number, headings.get(name, name), format_date(day), why)

    return check


class KeptForm(DaysWithinReach, ProvenForm):
    """A form for the units whose dialogues the actor keeps."""

    def prepare(self) -> None:
        super().prepare()
        if self.record is not None:
            return
        units = writable_units(self.actor, Right.KEEP_RECEPTIONS)
        field: Any = self.fields["unit_id"]
        field.choices = units if len(units) == 1 else [("", "– chọn đơn vị –"), *units]
        if units:
            self.initial.setdefault("unit_id", units[0][0])
        if len(units) == 1:
            field.widget = forms.HiddenInput()


class ReasonForm(CatalogueForm):
    """Why."""

    reason = LongTextField(label="Lý do", max_length=400)


QUESTION_LINES = (
    text_column("text", "Câu hỏi", most=4_000),
    text_column("hamlet", "Thôn, khối, bản, doanh nghiệp", most=160, required=False),
    choice_column("field", "Lĩnh vực", Field.choices, required=False),
    choice_column("group", "Nhóm", Group.choices, required=False),
    text_column("asker", "Người hỏi", most=120, required=False),
    text_column("contact", "Liên hệ", most=160, required=False),
    truth_column("wants_answer", "Muốn trả lời riêng"),
)


def question_of(line: dict[str, Any], *, asked_how: str) -> NewQuestion:
    """Return a pasted line as a question."""
    given = {name: value for name, value in line.items() if name != "line" and value not in (None, "")}
    return NewQuestion(**{"asked_how": asked_how, **given})
