"""Many lines at once, pasted from Excel or Word or typed with semicolons, read like the columns of a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from danvan.kernel.text import format_number
from danvan.ui.catalogue.cells import SheetColumn
from danvan.ui.forms import NfcCharField

LONGEST = 60_000


class LinesField(NfcCharField):
    """A text whose lines are rows; its value is a list of dicts, with the number of the line under `line`.

    Every wrong line is told, with its number and the name of its column; then
    no line counts.
    """

    def __init__(self, *, columns: Sequence[SheetColumn], rows: int = 10, **kwargs: Any) -> None:
        self.columns = columns
        order = "; ".join(column.heading if column.required else f"{column.heading} (nếu có)" for column in columns)
        kwargs.setdefault("help_text", f"Mỗi dòng: {order}. Dán thẳng từ Excel hoặc từ bảng trong Word cũng được.")
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=LONGEST, **kwargs)
        self.error_messages["max_length"] = f"Dài quá {format_number(LONGEST)} ký tự; dùng nhập từ bảng tính."

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found: list[dict[str, Any]] = []
        wrong: list[str] = []
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                row, faults = self._read(line)
                wrong += [f"Dòng {number}: {fault}" for fault in faults]
                found.append({"line": number, **row})
        if self.required and not found and not wrong:
            wrong.append("Chưa nhập dòng nào.")
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    def _read(self, line: str) -> tuple[Mapping[str, Any], list[str]]:
        cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
        row: dict[str, Any] = {}
        faults = []
        for place, column in enumerate(self.columns):
            cell = cells[place] if place < len(cells) else ""
            try:
                row[column.field] = column.read(cell)
            except ValueError as error:
                faults.append(f"{column.heading}: {error}")
                continue
            if column.required and not cell:
                faults.append(f"{column.heading}: chưa có.")
        if extra := [cell for cell in cells[len(self.columns) :] if cell]:
            faults.append(f"thừa “{extra[0]}”; mỗi dòng có {len(self.columns)} mục, cách nhau bằng dấu chấm phẩy.")
        return row, faults
