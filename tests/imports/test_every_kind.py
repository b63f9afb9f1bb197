"""Every kind that has a spreadsheet: wrong cells are all explained, right files come in whole and go out readable."""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from danvan.authority.rules.rights import Right
from danvan.desk.web.records import KINDS
from danvan.evidence.choices import ProofState
from danvan.evidence.models import Record
from danvan.evidence.selectors.batches import model_of
from danvan.evidence.services import lock_days
from danvan.inspections.models import Inspection
from danvan.ui.catalogue import Kind, check_sheet
from tests.imports.filling import Row, cells_of, faults_of, names_parent, parent_of, rows_of, workbook_of
from tests.kinds import make

pytestmark = pytest.mark.django_db

CODES = sorted(code for code, kind in KINDS.items() if kind.sheet)
# A file of thousands of rows is tried with one kind; what differs between kinds shows in hundreds.
LONG_KIND, LONG, ROWS, FEW, FIRST = "plan", 2_000, 400, 60, 2
VIETNAMESE = re.compile(r"[À-ỹ]")


@dataclass
class Desk:
    """A kind, somebody who writes it, in the browser too, and what its records belong to."""

    kind: Kind
    actor: Any
    client: Client
    parents: Sequence[Row]

    def rows(self, count: int) -> list[Row]:
        return rows_of(self.kind, self.actor, count, unit="xã Đông Hiếu", parents=self.parents)

    def check(self, content: bytes) -> Any:
        return check_sheet(self.kind, io.BytesIO(content), self.actor)

    def upload(self, content: bytes) -> Any:
        return self.client.post(self._url("import"), {"file": SimpleUploadedFile("tep.xlsx", content)})

    def take_in(self, content: bytes) -> Any:
        shown = self.upload(content).context
        assert shown["problems"] == []
        return self.client.post(self._url("import"), {"tep": shown["token"]}, follow=True)

    def export(self) -> bytes:
        return b"".join(self.client.get(self._url("export", form="xlsx")))

    def undo(self) -> None:
        batch = self.kind.batches(self.actor)[0]
        assert self.client.post(self._url("undo", batch=batch.pk), {"reason": "Nhập thử"}).status_code == 302

    def _url(self, page: str, **parameters: Any) -> str:
        return reverse(self.kind.url_name(page), kwargs=parameters)


@pytest.fixture
def desk_of(cast, signed_in, settings, tmp_path) -> Callable[..., Desk]:
    """Return a function that makes a desk ready for as many rows of a kind as said."""
    settings.MEDIA_ROOT = tmp_path

    def ready(code: str, count: int) -> Desk:
        kind = KINDS[code]
        model = model_of(code)
        who = "lan" if cast.actor("lan").may(model.write_right, cast.place.commune.pk) else "binh"
        desk = Desk(kind, cast.actor(who), signed_in(who), ())
        if parent := parent_of(model):
            # Named ones may be as many as the rows; where only the day leads to it, there may be one.
            named = any(names_parent(column.field) for column in kind.sheet)
            above = ready(parent.kind_code(), count if named else 1)
            desk.parents = above.rows(count if named else 1)
            values = above.check(workbook_of(above.kind, desk.parents)).rows
            above.kind.insert(above.actor, values, "tren.xlsx", "0" * 64)
            # Only what has been inspected has findings.
            Inspection.objects.update(inspection_state="done")
        return desk

    return ready


@pytest.mark.parametrize("code", CODES)
def test_every_wrong_cell_of_a_long_file_is_explained_and_nothing_is_saved(code, desk_of):
    number = LONG if code == LONG_KIND else ROWS
    desk = desk_of(code, number)
    rows = desk.rows(number)
    kept = Record.objects.count()
    faults = list(faults_of(desk.kind))
    headings = {column.field: column.heading for column in desk.kind.sheet}
    planted = {}
    for place, (field, wrong) in enumerate(faults):
        line = 1 + place * (len(rows) - 1) // len(faults)
        rows[line] = {**rows[line], field: wrong}
        planted[line + FIRST] = headings[field]
    rows.append(rows[0])

    checked = desk.check(workbook_of(desk.kind, rows))

    assert len(planted) == len(faults) >= 40
    found = {(problem.row, problem.column) for problem in checked.problems}
    unsaid = {f"{row}: {column}: {rows[row - FIRST]}" for row, column in planted.items() if (row, column) not in found}
    assert unsaid == set()
    last = len(rows) - 1 + FIRST
    assert {row for row, _column in found} - set(planted) == {last}
    assert any(f"trùng với dòng {FIRST}" in each.message for each in checked.problems if each.row == last)
    for problem in checked.problems:
        assert VIETNAMESE.search(problem.message)
        assert problem.message.endswith((".", "?"))
        assert "!" not in problem.message.replace(problem.found, "")
    shown = desk.upload(workbook_of(desk.kind, rows))
    assert f"{len(checked.problems)} điểm cần sửa" in shown.content.decode()
    assert Record.objects.count() == kept


@pytest.mark.parametrize("code", CODES)
def test_a_right_file_comes_in_and_can_be_undone(code, desk_of):
    number = LONG if code == LONG_KIND else ROWS
    desk = desk_of(code, number)
    rows = desk.rows(number)
    kept = Record.objects.count()

    desk.take_in(workbook_of(desk.kind, rows))
    assert Record.objects.filter(kind=code).count() == len(rows)
    again = desk.check(workbook_of(desk.kind, rows))
    assert {problem.row for problem in again.problems} == {line + FIRST for line in range(len(rows))}
    desk.undo()
    assert Record.objects.count() == kept


@pytest.mark.parametrize("code", CODES)
def test_what_is_exported_can_be_taken_in_again_unchanged(code, desk_of):
    desk = desk_of(code, FEW)
    desk.take_in(workbook_of(desk.kind, desk.rows(FEW)))
    exported = desk.export()
    desk.undo()

    desk.take_in(exported)

    assert sorted(map(str, cells_of(desk.export()))) == sorted(map(str, cells_of(exported)))


@pytest.mark.parametrize("code", CODES)
def test_what_was_typed_on_screen_can_be_exported_and_read_again(code, desk_of, cast):
    desk = desk_of(code, 1)
    title = "=1+1 “Dân vận khéo” <b>50%</b>; ’họp’ ① quý II"
    parent = parent_of(model_of(code))
    above = {_link(code, parent): parent._default_manager.get()} if parent else {}
    make(model_of(code), cast.place.commune, state=ProofState.DRAFT, title=title, **above)

    exported = desk.export()
    Record.objects.filter(kind=code).delete()
    desk.take_in(exported)

    # What stands behind the columns of the spreadsheet is the list's own: stages, counts, days late.
    own = len(desk.kind.sheet)
    assert [line[:own] for line in cells_of(desk.export())] == [line[:own] for line in cells_of(exported)]


@pytest.mark.parametrize("code", CODES)
def test_a_row_of_a_closed_year_is_refused(code, desk_of):
    desk = desk_of(code, 1)
    (row,) = desk.rows(1)
    content = workbook_of(desk.kind, [row])
    (values,) = desk.check(content).rows
    days = model_of(code)(kind=code, **values).locking_days()
    lock_days(
        scheme="da04", first_day=date(2026, 1, 1), last_day=date(2026, 12, 31), at=datetime(2027, 3, 1, tzinfo=UTC)
    )

    problems = desk.check(content).problems

    said = ["đã khóa số liệu" in problem.message for problem in problems]
    assert said == [True] * any(day.year == 2026 for day in days)


@pytest.mark.parametrize("code", [code for code in CODES if model_of(code).write_right is Right.WRITE_RECORDS])
def test_a_row_of_a_unit_next_door_is_refused_to_whom_it_does_not_belong(code, desk_of, cast):
    desk = desk_of(code, 1)
    rows = rows_of(desk.kind, desk.actor, 1, unit="xã Hòa Sơn", parents=desk.parents)

    problems = desk.check(workbook_of(desk.kind, rows)).problems

    assert [(problem.row, problem.column) for problem in problems] == [(FIRST, "Đơn vị")]
    assert "ngoài phạm vi" in problems[0].message


def _link(code: str, parent: type[Record]) -> str:
    fields = model_of(code)._meta.concrete_fields
    return next(field.name for field in fields if field.related_model is parent and not field.primary_key)
