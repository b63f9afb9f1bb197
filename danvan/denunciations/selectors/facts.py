"""What the guards of the table ask about a denunciation."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from danvan.casework.choices import Retention, Stage
from danvan.casework.models import Case
from danvan.denunciations.choices import TextKind
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


def codes_before(denunciation: Denunciation) -> list[str]:
    """Return the numbers a case had before it was passed on, the latest first."""
    return [case.code for case in _chain(denunciation)[1:]]


def _chain(denunciation: Denunciation) -> list[Case]:
    found: list[Case] = [denunciation]
    while (before := found[-1].transferred_from) is not None:
        found.append(before)
    return found
