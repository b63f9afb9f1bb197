"""Closing a year, and opening it again.

A closing locks the facts of the year, settles its figures with every unit that
sent nothing in the denominator (rule R5), and freezes them under a hash.
Later changes stand beside the frozen figures as corrections, never in their
place; re-opening leaves its trace (R8).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.evidence.models import copy_in
from danvan.evidence.services import ReasonRequired, lock_days, unlock_days
from danvan.journal.services import record_act
from danvan.kernel.errors import NoAuthority, RuleError
from danvan.kernel.periods import Period
from danvan.kernel.text import nfc
from danvan.schemes.models import ClosedResult, PeriodClosing, TargetResult
from danvan.schemes.roster import years_asked
from danvan.schemes.selectors.closings import FIGURES, closing_in_force, results_hash
from danvan.schemes.selectors.definitions import definition_of, version_in_force
from danvan.schemes.services.results import refresh


class CannotClosePeriod(RuleError):
    """The year is closed already, is not over, or is none of the scheme's."""

    code = "cannot_close_period"
    message = _("Không đóng được kỳ năm %(year)d: %(why)s.")


class CannotReopenPeriod(RuleError):
    """The year is not closed."""

    code = "cannot_reopen_period"
    message = _("Kỳ năm %(year)d chưa đóng nên không có gì để mở lại.")


@transaction.atomic
def close_year(scheme: str, year: int, *, actor: Actor, at: datetime) -> PeriodClosing:
    """Freeze the figures of a year and lock its facts.

    Raises NoAuthority, CannotClosePeriod, and NotFound for a scheme never loaded.
    """
    _require(actor)
    version = version_in_force(scheme)
    days = Period.year(year)
    if year not in years_asked(definition_of(version), on=actor.on):
        raise CannotClosePeriod(params={"year": year, "why": _("đề án không có số liệu của năm này")})
    if actor.on <= days.last_day:
        raise CannotClosePeriod(params={"year": year, "why": _("năm chưa kết thúc")})
    if closing_in_force(scheme, year) is not None:
        raise CannotClosePeriod(params={"year": year, "why": _("kỳ đã đóng")})
    # Waits for acts under way, so the snapshot holds every one that was let through.
    lock_days(scheme=scheme, first_day=days.start, last_day=days.end, at=at)
    closing = PeriodClosing.objects.create(
        scheme=scheme, year=year, version=version, closed_at=at, closed_by_id=actor.holding_id
    )
    refresh(scheme, None, [year], on=actor.on)
    rows = [
        ClosedResult(closing_of=closing, **{name: getattr(row, name) for name in FIGURES})
        for row in TargetResult.objects.filter(scheme=scheme, year=year).order_by("pk")
    ]
    copy_in(ClosedResult, rows)
    closing.results_hash = results_hash(rows)
    closing.save(update_fields=["results_hash"])
    record_act(
        "schemes.close_year",
        actor=actor,
        subject_kind="closing",
        subject_id=closing.pk,
        detail={"scheme": scheme, "year": year, "rows": len(rows), "hash": closing.results_hash},
    )
    return closing


@transaction.atomic
def reopen_year(scheme: str, year: int, *, actor: Actor, at: datetime, reason: str) -> PeriodClosing:
    """Let the facts of a closed year change again; the frozen figures stay for comparison.

    Raises NoAuthority, ReasonRequired, CannotReopenPeriod.
    """
    _require(actor)
    if not (reason := nfc(reason).strip()):
        raise ReasonRequired
    closing = (
        PeriodClosing.objects.select_for_update().filter(scheme=scheme, year=year, reopened_at__isnull=True).first()
    )
    if closing is None:
        raise CannotReopenPeriod(params={"year": year})
    days = Period.year(year)
    unlock_days(scheme=scheme, first_day=days.start, last_day=days.end, at=at, reason=reason)
    closing.reopened_at, closing.reopened_by_id, closing.reopen_reason = at, actor.holding_id, reason
    closing.save(update_fields=["reopened_at", "reopened_by", "reopen_reason"])
    refresh(scheme, None, [year], on=actor.on)
    record_act(
        "schemes.reopen_year",
        actor=actor,
        subject_kind="closing",
        subject_id=closing.pk,
        reason=reason,
        detail={"scheme": scheme, "year": year},
    )
    return closing


def _require(actor: Actor) -> None:
    require(actor, Right.CLOSE_PERIODS)
    if not actor.scope(Right.CLOSE_PERIODS).everything:
        # A period belongs to the whole province.
        raise NoAuthority(params={"right": Right.CLOSE_PERIODS.value})
