"""Addresses of plans and tasks."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.plans import selectors
from danvan.plans.web import views
from danvan.plans.web.kinds import PLANS, TASKS
from danvan.ui.catalogue import catalogue_urls
from danvan.ui.catalogue.examples import catalogue_examples

app_name = "plans"
urlpatterns = [
    *catalogue_urls(PLANS, "ke-hoach/"),
    *catalogue_urls(TASKS, "nhiem-vu/"),
    path("nhiem-vu/<int:pk>/ket-qua/", views.task_finish, name="task_finish"),
]


def _open_task(actor: Actor) -> dict[str, Any] | None:
    tasks = selectors.tasks_visible_to(actor).filter(state="draft").order_by("-due_on")[:50]
    return next(({"pk": task.pk} for task in tasks if actor.may(task.write_right, task.unit_id)), None)


EXAMPLES = {
    **catalogue_examples(PLANS),
    **catalogue_examples(TASKS),
    "task_finish": _open_task,
}
