"""Hot spots: what dialogue and which letters belong to them, and how they end."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.dialogues.models import HotSpot, HotSpotCase
from danvan.dialogues.rules.states import HOT_SPOT
from danvan.dialogues.selectors.visible import dialogues_visible_to
from danvan.dialogues.services.dialogues import DayIsToCome, first_dialogue_day, keep_dialogue_day
from danvan.evidence import services as evidence
from danvan.evidence.models import Record
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.text import nfc
from danvan.petitions.selectors import petitions_visible_to


class ClosedBeforeFlagged(RuleError):
    """What ends began before."""

    code = "closed_before_flagged"
    field = "closed_on"
    message = _("Ngày kết thúc không thể trước ngày nêu điểm nóng.")


class OutcomeMissing(RuleError):
    """A hot spot ends with a result others can read."""

    code = "hot_spot_outcome_missing"
    field = "outcome"
    message = _("Cần ghi kết quả: đã đồng thuận đến đâu, còn việc gì.")


class UnknownLetter(RuleError):
    """There is no such letter at this desk."""

    code = "unknown_letter"
    message = _("Không có đơn mang mã %(codes)s trong sổ của đơn vị. Mã có dạng KNPA-2026-00012.")


@transaction.atomic
def change_hot_spot(hot_spot_id: int, *, actor: Actor, edition: int, changes: Mapping[str, Any]) -> Record:
    """Correct a hot spot; with the day it was flagged the dialogue that answers it may be another.

    Raises what `change_record` raises.
    """
    hot_spot = evidence.change_record(hot_spot_id, actor=actor, edition=edition, changes=changes)
    keep_dialogue_day(HotSpot.objects.get(pk=hot_spot.pk))
    return hot_spot


def link_dialogues(hot_spot_id: int, *, actor: Actor, dialogue_ids: Collection[int]) -> Record:
    """Say which dialogues are about a hot spot; the list there was is replaced.  Raises NotFound."""
    found = list(dialogues_visible_to(actor).filter(pk__in=dialogue_ids))
    if len(found) != len(set(dialogue_ids)):
        raise NotFound

    def write(hot_spot: HotSpot) -> None:
        hot_spot.dialogues.set(found)
        hot_spot.dialogue_on = first_dialogue_day(hot_spot)

    return _change(hot_spot_id, "dialogues.link", write, actor)


def link_letters(hot_spot_id: int, *, actor: Actor, codes: Collection[str]) -> Record:
    """Say which letters are about a hot spot; of those the actor may see the list there was is replaced.

    Letters the actor cannot see stay linked.  Raises UnknownLetter with the codes.
    """
    wanted = {code.strip().upper() for code in codes if code.strip()}
    seen = petitions_visible_to(actor)
    known = dict(seen.filter(code__in=wanted).values_list("code", "pk"))

    def write(hot_spot: HotSpot) -> None:
        standing = dict(hot_spot.cases.values_list("case__code", "case"))
        if unknown := sorted(wanted - known.keys() - standing.keys()):
            raise UnknownLetter(params={"codes": ", ".join(unknown)})
        gone = seen.filter(pk__in=[pk for code, pk in standing.items() if code not in wanted])
        hot_spot.cases.filter(case__in=gone.values("pk")).delete()
        HotSpotCase.objects.bulk_create(
            HotSpotCase(hot_spot=hot_spot, case_id=pk) for code, pk in known.items() if code not in standing
        )

    return _change(hot_spot_id, "dialogues.link_letters", write, actor, letters=len(wanted))


def close_hot_spot(hot_spot_id: int, *, actor: Actor, closed_on: date, outcome: str) -> Record:
    """End a hot spot with its result.  Raises OutcomeMissing, DayIsToCome, ClosedBeforeFlagged, ActNotAllowed."""
    said = nfc(outcome).strip()
    if not said:
        raise OutcomeMissing
    if closed_on > actor.on:
        raise DayIsToCome(field="closed_on")

    def write(hot_spot: HotSpot) -> None:
        hot_spot.hot_spot_state = HOT_SPOT.target(hot_spot.hot_spot_state, "close")
        if hot_spot.happened_on and closed_on < hot_spot.happened_on:
            raise ClosedBeforeFlagged
        hot_spot.closed_on, hot_spot.outcome = closed_on, said

    return _change(hot_spot_id, "dialogues.close", write, actor)


def reopen_hot_spot(hot_spot_id: int, *, actor: Actor, reason: str) -> Record:
    """Watch a hot spot again: it waits for a dialogue from this day on.  Raises ReasonRequired, ActNotAllowed."""
    if not (given := nfc(reason).strip()):
        raise evidence.ReasonRequired

    def write(hot_spot: HotSpot) -> None:
        hot_spot.hot_spot_state = HOT_SPOT.target(hot_spot.hot_spot_state, "reopen")
        hot_spot.closed_on, hot_spot.reopened_on = None, actor.on
        hot_spot.dialogue_on = first_dialogue_day(hot_spot)

    return evidence.change_parts(
        hot_spot_id, actor=actor, act="dialogues.reopen", write=write, reason=given, open_only=False, counts=False
    )


def _change(hot_spot_id: int, act: str, write: Callable[[Any], None], actor: Actor, **detail: int) -> Record:
    """Go on with a hot spot in whatever year: it is over when it is over."""
    return evidence.change_parts(
        hot_spot_id, actor=actor, act=act, write=write, open_only=False, counts=False, detail=detail
    )
