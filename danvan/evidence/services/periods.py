"""Days that no longer change.

An act and the closing of its period may arrive together.  Acts hold a shared
lock until they commit, closing takes it alone, so that a snapshot never misses
a change that was on its way.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from danvan.evidence.models import LockedPeriod
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_date

_PERIODS = 720_405


class PeriodIsLocked(RuleError):
    """The fact counts in a period that is closed."""

    code = "period_is_locked"
    message = _(
        "Kỳ từ %(first)s đến %(last)s đã khóa số liệu nên không thay đổi được hồ sơ của kỳ này. "
        "Cần mở lại kỳ trước khi sửa."
    )


class CannotLockPeriod(RuleError):
    """The days are locked already, or not locked at all."""

    code = "cannot_lock_period"
    message = _("Kỳ từ %(first)s đến %(last)s đang ở đúng tình trạng này.")


def refuse_locked(days: Iterable[date]) -> None:
    """Let the act go on when none of the days is in a closed period.  Raises PeriodIsLocked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_PERIODS])
    asked = set(days)
    if not asked:
        return
    locked = LockedPeriod.objects.filter(
        reopened_at__isnull=True, first_day__lte=max(asked), last_day__gte=min(asked)
    ).order_by("first_day")
    for period in locked:
        if any(period.first_day <= day <= period.last_day for day in asked):
            raise PeriodIsLocked(params=_named(period.first_day, period.last_day))


@transaction.atomic
def lock_days(*, scheme: str, first_day: date, last_day: date, at: datetime) -> LockedPeriod:
    """Close these days for every record, waiting for acts under way.  Raises CannotLockPeriod."""
    _alone()
    if LockedPeriod.objects.filter(
        scheme=scheme, first_day=first_day, last_day=last_day, reopened_at__isnull=True
    ).exists():
        raise CannotLockPeriod(params=_named(first_day, last_day))
    return LockedPeriod.objects.create(scheme=scheme, first_day=first_day, last_day=last_day, locked_at=at)


@transaction.atomic
def unlock_days(*, scheme: str, first_day: date, last_day: date, at: datetime, reason: str) -> LockedPeriod:
    """Open closed days again and leave the reason.  Raises CannotLockPeriod when they are not closed."""
    _alone()
    period = LockedPeriod.objects.filter(
        scheme=scheme, first_day=first_day, last_day=last_day, reopened_at__isnull=True
    ).first()
    if period is None:
        raise CannotLockPeriod(params=_named(first_day, last_day))
    period.reopened_at, period.reason = at, reason
    period.save(update_fields=["reopened_at", "reason"])
    return period


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PERIODS])


def _named(first: date, last: date) -> dict[str, str]:
    return {"first": format_date(first), "last": format_date(last)}
