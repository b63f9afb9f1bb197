"""What the guards of the table ask about a denunciation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from danvan.casework.choices import Retention, Stage
from danvan.casework.models import Case
from danvan.denunciations.choices import State, TextKind
from danvan.denunciations.models import Denunciation
from danvan.denunciations.rules.guards import Facts
from danvan.denunciations.selectors.denunciations import excluded_holdings, is_unit_excluded

YEARS_KEPT = {Retention.FIFTEEN_YEARS: 15, Retention.ONE_YEAR: 1}


def facts_of(denunciation: Denunciation, given: Mapping[str, Any], on: date) -> Facts:
    """Return what the guards ask about."""
    clocks = {clock.stage: clock for clock in denunciation.clocks.filter(ended_on=None).prefetch_related("pauses")}
    resolution = clocks.get(Stage.RESOLUTION)
    acceptance = clocks.get(Stage.ACCEPTANCE)
    lasting = next((pause for pause in (resolution.pauses.all() if resolution else ()) if pause.end is None), None)
    team = {*given.get("members", ()), given.get("leader")} - {None}
    return Facts(
        on=on,
        given=given,
        is_competent=denunciation.is_competent,
        conditions=denunciation.conditions,
        is_formal=denunciation.is_formal,
        has_extract=denunciation.keys.filter(texts__kind=TextKind.EXTRACT).exists(),
        is_waived=denunciation.waived_on is not None,
        protection=denunciation.protection,
        extensions=resolution.extensions if resolution else 0,
        check_is_longer=bool(acceptance and acceptance.is_extended),
        running=frozenset(clocks),
        due_on={stage: clock.due_on for stage, clock in clocks.items()},
        pause=lasting.kind if lasting else "",
        paused_since=lasting.start if lasting else None,
        owed=denunciation.get_due_stage_display(),
        excluded=excluded_holdings(denunciation, team, on=on) if team else frozenset(),
        chain_units=frozenset(case.unit_id for case in _chain(denunciation)),
        to_excluded=bool(given.get("to_unit")) and is_unit_excluded(denunciation, given["to_unit"], on=on),
        kept_until=kept_until(denunciation),
        retention=denunciation.retention,
    )


def kept_until(denunciation: Denunciation) -> date | None:
    """Return the day from which an archived file may be disposed of; nothing for one kept for good, or not archived."""
    years = YEARS_KEPT.get(Retention(denunciation.retention)) if denunciation.retention else None
    if years is None:
        return None
    # Whole years after the one the file was closed in.
    return date(denunciation.last_act_on.year + years + 1, 1, 1)


def case_chain(denunciation: Denunciation) -> list[int]:
    """Return the case and those it was passed on from, by their keys."""
    return [case.pk for case in _chain(denunciation)]


def late_cases(denunciation_id: int) -> list[int]:
    """Return what a further denunciation asks about, where it lies now, open and with another unit."""
    row = Denunciation.objects.filter(pk=denunciation_id).select_related("follows").first()
    late = _where_it_went(row.follows) if row is not None and row.follows else None
    return [late.pk] if row and late and late.is_open and late.unit_id != row.unit_id else []


def asking_cases(denunciation_id: int) -> list[int]:
    """Return the further denunciations that asked about a case, where they lie now; not those disposed of."""
    row = Denunciation.objects.filter(pk=denunciation_id).first()
    chain = case_chain(row) if row is not None else []
    asked = Case.objects.filter(follows__in=chain, clocks__stage=Stage.LATE_REPORT).distinct()
    return sorted(case.pk for case in {_where_it_went(each) for each in asked} if case.state != State.DISPOSED)


def has_reached_nobody(denunciation: Denunciation) -> bool:
    """Whether a demand just made found no unit on the platform to ask."""
    last = denunciation.acts.order_by("pk").last()
    return last is not None and last.act == "demand" and last.detail.get("reached") is False


def codes_before(denunciation: Denunciation) -> list[str]:
    """Return the numbers a case had before it was passed on, the latest first."""
    return [case.code for case in _chain(denunciation)[1:]]


def _where_it_went(case: Case) -> Case:
    """Return the case, or the last one it was passed on as."""
    while (after := case.transferred_to.first()) is not None:
        case = after
    return case


def _chain(denunciation: Denunciation) -> list[Case]:
    found: list[Case] = [denunciation]
    while (before := found[-1].transferred_from) is not None:
        found.append(before)
    return found
