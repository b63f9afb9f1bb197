"""Reminding of limits, hour by hour: the officer first, the head from the first reminder on.

What is due is asked of the limits themselves each time, so a missed hour is
made up for by the next one, and a moved limit is reminded of anew.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from danvan.casework.choices import CaseKind, Stage
from danvan.casework.models import Case, Reminder, ReminderRun
from danvan.casework.rules.reminding import ReminderStep
from danvan.casework.selectors.people import Audience
from danvan.casework.selectors.reminding import effects_nobody_was_told_of, steps, waiting_for_a_reminder
from danvan.kernel.text import format_date
from danvan.notices.services import Message, tell
from danvan.orgs.selectors import governments_on

RUNS_KEPT = timedelta(days=90)


@transaction.atomic
def remind_of_cases(*, at: datetime, audiences: Sequence[Audience]) -> ReminderRun:
    """Tell of every step reached since the last pass and every decision that came into force; keep that it was made."""
    on = timezone.localdate(at)
    canary_seen = _canary_is_seen(on)
    waiting = list(waiting_for_a_reminder(on).select_for_update(skip_locked=True, of=("self",)))
    Reminder.objects.bulk_create(
        (Reminder(case=case, stage=case.due_stage, due_on=case.due_on, step=case.step, made_at=at) for case in waiting),
        batch_size=1_000,
    )
    binding = effects_nobody_was_told_of(on).select_for_update(skip_locked=True, of=("self",))
    in_force = [(clock.case, clock.due_on) for clock in binding if clock.due_on]
    Reminder.objects.bulk_create(
        (
            Reminder(case=case, stage=Stage.EFFECT, due_on=day, step=ReminderStep.DUE, made_at=at)
            for case, day in in_force
        ),
        batch_size=1_000,
    )
    for audience in audiences:
        tell(_messages([case for case in waiting if case.kind in audience.kinds], on, audience), at=at)
        tell(_effects([(case, day) for case, day in in_force if case.kind in audience.kinds], on, audience), at=at)
    ReminderRun.objects.filter(at__lt=at - RUNS_KEPT).delete()
    return ReminderRun.objects.create(at=at, told=len(waiting) + len(in_force), canary_seen=canary_seen)


def _canary_is_seen(on: date) -> bool:
    """Put an invented case in, long late, look for it as for the others, and take it out again."""
    province = governments_on(on, level="province").first()
    if province is None:
        return False
    with transaction.atomic():
        due_on = steps().latest_due(ReminderStep.THIRD, on)
        canary = Case.objects.create(
            code=f"THU-{uuid4().hex[:12]}",
            kind=CaseKind.COMPLAINT,
            unit_id=province.unit_id,
            received_on=due_on,
            last_act_on=due_on,
            state="received",
            due_on=due_on,
            due_stage=Stage.ANSWER,
            invented=True,
        )
        found = waiting_for_a_reminder(on).filter(pk=canary.pk).values_list("step", flat=True).first()
        transaction.set_rollback(True)
    return found == ReminderStep.THIRD


def _messages(cases: Sequence[Any], on: date, audience: Audience) -> Iterator[Message]:
    people, heads = audience.people(cases, on), audience.heads(cases, on)
    for case in cases:
        step = ReminderStep(case.step)
        to = people[case.pk] | (heads[case.pk] if step >= ReminderStep.FIRST else set())
        said = f"{step.label.capitalize()}: {case.code}, {case.get_due_stage_display()}, hạn {format_date(case.due_on)}"
        late = (on - case.due_on).days
        key = reminder_key(case.pk, case.due_stage, case.due_on, step)
        for holding_id in sorted(to):
            yield Message(holding_id, key, f"{said}, quá {late} ngày" if late > 0 else said, audience.address(case))


def _effects(in_force: Sequence[tuple[Case, date]], on: date, audience: Audience) -> Iterator[Message]:
    """Say that a decision binds from now on, to those who have the case and to their head."""
    if not in_force:
        return
    cases = [case for case, _day in in_force]
    people, heads = audience.people(cases, on), audience.heads(cases, on)
    for case, day in in_force:
        said = f"Quyết định có hiệu lực từ ngày {format_date(day)}: {case.code}"
        for holding_id in sorted(people[case.pk] | heads[case.pk]):
            yield Message(holding_id, f"case-{case.pk}-{Stage.EFFECT}-{day.isoformat()}", said, audience.address(case))


def reminder_key(case_id: int, stage: str, due_on: date, step: ReminderStep) -> str:
    """Return what the notices of one step are known by."""
    return f"case-{case_id}-{stage}-{due_on.isoformat()}-{step.value}"
