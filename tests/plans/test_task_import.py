"""Tasks find their plan by unit, kind and year."""

import io
from datetime import date

import pytest

from danvan.plans.models import PlanTask
from danvan.plans.web.kinds import TASKS
from danvan.ui.catalogue import check_sheet
from tests.evidence.factories import make_plan, make_task
from tests.ui.catalogue.sheets import KIND, workbook

pytestmark = pytest.mark.django_db
HEADINGS = ("STT", "Đơn vị", "Kế hoạch về", "Năm", "Kế hoạch", "Nội dung", "Người chịu trách nhiệm", "Hạn")


def row(**changes):
    names = ("line", "unit", "kind", "year", "plan", "title", "owner", "due")
    given = dict(
        zip(names, (1, "xã Đông Hiếu", KIND, 2026, None, "Đối thoại", "Văn phòng", date(2026, 6, 30)), strict=True)
    )
    return tuple((given | changes)[name] for name in names)


def check(actor, *rows):
    return check_sheet(TASKS, io.BytesIO(workbook(rows, headings=HEADINGS)), actor)


def test_a_task_joins_the_plan_of_its_unit_and_year(cast, place):
    plan = make_plan(place.commune)

    checked = check(cast.actor("lan"), row())
    TASKS.insert(cast.actor("lan"), checked.rows, "nhiem-vu.xlsx", "0" * 64)

    task = PlanTask.objects.get()
    assert checked.problems == []
    assert (task.plan_id, task.unit_id, task.due_on, task.owner) == (
        plan.pk,
        place.commune.pk,
        date(2026, 6, 30),
        "Văn phòng",
    )


@pytest.mark.parametrize(
    ("changes", "column", "sentence"),
    [
        ({"year": 2025}, "Năm", "chưa có kế hoạch loại này"),
        ({"kind": "thực hiện dân chủ ở cơ sở"}, "Năm", "chưa có kế hoạch loại này"),
        ({"title": "Việc đã có"}, "", "đã có nhiệm vụ này với cùng hạn"),
        ({"due": None}, "Hạn", "Chưa nhập"),
        ({"owner": "x" * 161}, "Người chịu trách nhiệm", "tối đa 160 ký tự"),
    ],
)
def test_explains_a_wrong_task(cast, place, changes, column, sentence):
    make_task(make_plan(place.commune), title="Việc đã có")

    (problem,) = check(cast.actor("lan"), row(**changes)).problems

    assert (problem.row, problem.column) == (2, column)
    assert sentence in problem.message


def test_the_name_decides_between_two_plans(cast, place):
    make_plan(place.commune, title="Kế hoạch chung")
    second = make_plan(place.commune, title="Kế hoạch bổ sung")

    unclear = check(cast.actor("lan"), row())
    clear = check(cast.actor("lan"), row(plan="Kế hoạch bổ sung"))

    assert "Đơn vị có 2 kế hoạch loại này" in unclear.problems[0].message
    assert clear.rows[0]["plan_id"] == second.pk
