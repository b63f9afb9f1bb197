"""Addresses of what follows a task: the board, letters that chase, words for the public."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.conclusions.selectors.publishing import tasks_to_publish
from danvan.conclusions.selectors.reminding import tasks_chased_out, units_to_remind
from danvan.conclusions.web import board, publishing, reminders

urlpatterns = [
    path("bang/", board.show, name="board"),
    path("don-doc/", reminders.waiting, name="reminders"),
    path("don-doc/<int:keeper>/van-ban-chung/", reminders.general, name="general_letter"),
    path("don-doc/<int:keeper>/<int:unit>/van-ban/", reminders.letter, name="reminder_letter"),
    path("don-doc/<int:keeper>/<int:unit>/da-gui/", reminders.sent, name="reminder_sent"),
    path("cong-khai/", publishing.publishing, name="publishing"),
    path("cong-khai/<int:task_id>/", publishing.publish, name="publish"),
    path("cong-khai/<int:task_id>/rut/", publishing.withdraw, name="withdraw"),
]


def _letter(actor: Actor) -> dict[str, Any] | None:
    found = units_to_remind(actor)
    return {"keeper": found[0].keeper_id, "unit": found[0].unit_id} if found else None


def _general(actor: Actor) -> dict[str, Any] | None:
    found = tasks_chased_out(actor).first()
    return {"keeper": found.keeper_id} if found else None


def _published(actor: Actor) -> dict[str, Any] | None:
    found = tasks_to_publish(actor).order_by("pk").first()
    return {"task_id": found.pk} if found else None


EXAMPLES = {
    "reminder_letter": _letter,
    "reminder_sent": _letter,
    "general_letter": _general,
    "publish": _published,
    "withdraw": _published,
}
