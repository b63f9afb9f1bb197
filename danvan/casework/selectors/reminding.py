"""What is past its limit, how often it was reminded of, and whether reminding is alive."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Case as CaseOf
from django.db.models import Exists, OuterRef, QuerySet, Value, When

from danvan.authority.rules.actor import Actor
from danvan.casework.choices import Stage
from danvan.casework.models import Case, Clock, Reminder, ReminderRun
from danvan.casework.rules.reminding import ReminderStep, Steps
from danvan.casework.selectors.cases import facts_visible_to

_STEPS = Path(__file__).parents[1] / "data" / "reminders.toml"
# The pass is made every hour; ten minutes for a slow one.
ALIVE = timedelta(minutes=70)


@cache
def steps() -> Steps:
    """Return the steps as the file says them."""
    rows = tomllib.loads(_STEPS.read_text(encoding="utf-8"))["step"]
    return Steps(tuple((ReminderStep[row["step"].upper()], row["days"]) for row in rows))


def waiting_for_a_reminder(on: date) -> "QuerySet[Any, Any]":
    """Return the open cases that have come to a step nobody was told of, each with it as `step`."""
    known = steps()
    reached = CaseOf(
        *(
            When(due_on__lte=known.latest_due(step, on), then=Value(int(step)))
            for step in sorted(ReminderStep, reverse=True)
        )
    )
    told = Reminder.objects.filter(
        case=OuterRef("pk"), stage=OuterRef("due_stage"), due_on=OuterRef("due_on"), step__gte=OuterRef("step")
    )
    return (
        Case.objects.filter(is_open=True, due_on__lte=on + known.horizon)
        .annotate(step=reached)
        .filter(~Exists(told))
        .order_by("due_on", "pk")
    )


def effects_nobody_was_told_of(on: date) -> "QuerySet[Clock, Clock]":
    """Return the clocks of decisions that have come into force and wait for what follows, with their cases."""
    told = Reminder.objects.filter(case=OuterRef("case"), stage=Stage.EFFECT, due_on=OuterRef("due_on"))
    return (
        Clock.objects.filter(stage=Stage.EFFECT, ended_on=None, due_on__lte=on, case__is_open=True)
        .filter(~Exists(told))
        .select_related("case")
        .order_by("due_on", "pk")
    )


@dataclass(frozen=True)
class ReminderHealth:
    """The last pass that found its canary, and whether that was too long ago."""

    last_at: datetime | None
    last_run: ReminderRun | None
    is_dead: bool


def reminder_health(*, at: datetime) -> ReminderHealth:
    """Return whether reminding is alive: a pass of the last 70 minutes found its invented case.  Two queries."""
    last = ReminderRun.objects.order_by("-at").first()
    good = ReminderRun.objects.filter(canary_seen=True).order_by("-at").values_list("at", flat=True).first()
    return ReminderHealth(good, last, is_dead=good is None or at - good > ALIVE)


def chased(actor: Actor, *, on: date) -> "QuerySet[Case, Case]":
    """Return the cases past the first reminder that the actor may know of, longest late first."""
    late_since = steps().latest_due(ReminderStep.FIRST, on)
    return facts_visible_to(actor).filter(is_open=True, due_on__lte=late_since).order_by("due_on", "pk")


def step_of(case: Case, *, on: date) -> ReminderStep | None:
    """Return how far reminding of a case has come."""
    return steps().reached(case.due_on, on) if case.due_on else None
