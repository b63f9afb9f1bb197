"""Faults that lie between the columns of a row: told by row and column, as a wrong cell is."""

import io

import pytest

from danvan.desk.web.records import KINDS
from danvan.ui.catalogue import check_sheet
from tests.imports.filling import rows_of, workbook_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("numbers", [(0, 0), ("", ""), (0, "")])
def test_an_evaluation_that_rated_nobody_is_told_by_its_row(cast, numbers):
    kind, actor = KINDS["evaluation_use"], cast.actor("lan")
    rows = rows_of(kind, actor, 3, unit="xã Đông Hiếu")
    rows[1] |= dict(zip(("collectives", "individuals"), numbers, strict=True))

    (problem,) = check_sheet(kind, io.BytesIO(workbook_of(kind, rows)), actor).problems

    assert (problem.column, problem.message) == ("Cá nhân", "Ghi số tập thể hoặc số cá nhân được đánh giá.")
