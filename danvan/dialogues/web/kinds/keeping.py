"""What the forms of this area share: units one keeps the dialogues of, questions as pasted lines."""

from typing import Any

from django import forms

from danvan.authority.rules.rights import Right
from danvan.dialogues.choices import Field, Group
from danvan.dialogues.services import NewQuestion
from danvan.evidence.selectors import writable_units
from danvan.evidence.web.catalogue import ProvenForm
from danvan.ui.catalogue import CatalogueForm, choice_column, text_column, truth_column
from danvan.ui.forms import LongTextField


class KeptForm(ProvenForm):
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
