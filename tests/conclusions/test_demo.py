"""The invented conclusions: every state a task can be in, and a draft that waits."""

import pytest

from danvan.conclusions.choices import OWED, TaskState
from danvan.conclusions.models import Conclusion, ConclusionTask
from danvan.config.demo import conclusions
from tests.cast import TODAY

pytestmark = pytest.mark.django_db


def test_the_demo_shows_every_state(all_):
    actors = {"congchuc": all_.lan, "chutich": all_.minh, "soxaydung": all_.hai, "tiepdan": all_.phuc}
    units = {
        conclusions.COMMUNE: all_.commune,
        conclusions.BUILDING: all_.department,
        conclusions.PROVINCE: all_.province,
        conclusions.NEXT: all_.neighbour,
    }

    number = conclusions.invent(actors, units, today=TODAY)

    tasks = ConclusionTask.objects.all()
    assert number == tasks.count() >= 30
    assert {task.state for task in tasks} == set(TaskState)
    assert tasks.filter(state__in=OWED, due_on__lt=TODAY).exists(), "some are late"
    assert tasks.filter(expected_on__isnull=False).exists(), "one was extended too late"
    assert tasks.filter(extensions__gt=0).exists(), "one was extended in time"
    assert tasks.filter(asked_until__isnull=False).exists(), "one waits for an extension"
    assert Conclusion.objects.get(state="draft").rows.count() == 2
    assert all(Conclusion.objects.values_list("invented", flat=True))
