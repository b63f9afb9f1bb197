"""What follows the invented conclusions: letters that chase, promises told to the public in words of their own."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.conclusions.choices import DONE, OWED
from danvan.conclusions.models import ConclusionTask
from danvan.conclusions.selectors.publishing import tasks_to_publish, what_to_look_at
from danvan.conclusions.selectors.reminding import next_letter_number, units_to_remind
from danvan.conclusions.services.publishing import publish_task
from danvan.conclusions.services.reminding import remind_of_tasks, send_reminder
from danvan.kernel.text import shorten

LONGEST, SHORT = 380, 160


def invent(actors: Mapping[str, Actor], *, at: datetime) -> int:
    """Chase what is late, the longest late as often as there are letters; publish most tasks.  Returns how many."""
    today = timezone.localdate(at)
    late = ConclusionTask.objects.filter(state__in=OWED, due_on__lt=today - timedelta(days=15))
    chased = late.order_by("due_on").values_list("keeper", "unit").first()
    for days_ago in (12, 6, 0):
        moment = at - timedelta(days=days_ago)
        remind_of_tasks(at=moment)
        if chased and days_ago:
            _send(actors, *chased, at=moment)
    remind_of_tasks(at=at)
    return sum(_publish(actor, at) for actor in actors.values())


def _send(actors: Mapping[str, Actor], keeper: int, unit: int, *, at: datetime) -> None:
    for actor in actors.values():
        for letter in units_to_remind(actor):
            if (letter.keeper_id, letter.unit_id) == (keeper, unit):
                number, symbol = next_letter_number(keeper, timezone.localdate(at))
                send_reminder(
                    keeper, unit, number=number, symbol=symbol, on=timezone.localdate(at), newest=letter.newest,
                    count=len(letter.tasks), actor=actor, at=at,
                )  # fmt: skip
                return


def _publish(actor: Actor, at: datetime) -> int:
    """Publish four tasks of five; the words of the demo name nobody, so they may repeat the text."""
    published = 0
    for number, task in enumerate(tasks_to_publish(actor).filter(published_at=None).order_by("pk")):
        if number % 5 == 4:
            continue
        text = shorten(task.text, LONGEST)
        result = shorten(task.result, SHORT) if task.state in DONE and number % 3 else ""
        publish_task(
            task.pk,
            text=text,
            result=result,
            confirmed=[each.key for each in what_to_look_at(task, text, result)],
            version=task.version,
            actor=actor,
            at=at,
        )
        published += 1
    return published
