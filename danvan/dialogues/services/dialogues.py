"""The life of a dialogue: told of, moved, held or cancelled, concluded."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.conclusions.choices import Origin
from danvan.conclusions.models import Conclusion
from danvan.conclusions.services import Source, draft_conclusion
from danvan.dialogues.choices import Chair
from danvan.dialogues.models import Dialogue, HotSpot
from danvan.dialogues.rules.days import why_out_of_reach
from danvan.evidence import services as evidence
from danvan.evidence.models import Record
from danvan.evidence.services.saving import check_input
from danvan.kernel.errors import RuleError
from danvan.kernel.text import nfc
from danvan.orgs.choices import PostKind, UnitKind
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import version_on

GROUP_COLUMNS = ("voters", "officials", "enterprises", "cooperatives", "youth", "others")
_HEADS, _DEPUTIES = (PostKind.CHAIR, PostKind.HEAD), (PostKind.VICE_CHAIR, PostKind.DEPUTY_HEAD)


class DayIsToCome(RuleError):
    """What is to come has not taken place."""

    code = "dialogue_day_is_to_come"
    message = _("Ngày không thể sau ngày hôm nay.")


class DayOutOfReach(RuleError):
    """A day nobody can mean is a year mistyped."""

    code = "dialogue_day_out_of_reach"
    message = "%(why)s"


class DialogueIsCancelled(RuleError):
    """What was cancelled is not worked on; another dialogue is planned instead."""

    code = "dialogue_is_cancelled"
    message = _("Cuộc đối thoại đã hủy. Khi tổ chức lại, đề nghị lập cuộc đối thoại mới.")


class DialogueIsHeld(RuleError):
    """What took place is neither moved nor cancelled."""

    code = "dialogue_is_held"
    message = _("Cuộc đối thoại đã tổ chức nên không hoãn, hủy được.")


class DialogueNotHeld(RuleError):
    """What follows a dialogue comes after it."""

    code = "dialogue_not_held"
    message = _("Cần ghi cuộc đối thoại đã tổ chức trước.")


class ChairUnknown(RuleError):
    """A dialogue is chaired by somebody."""

    code = "dialogue_chair_unknown"
    field = "chair_holding_id"
    message = _("Cần chọn người chủ trì, hoặc ghi người chủ trì giữ chức vụ gì.")


class ChairNotInPost(RuleError):
    """Whoever chaired held the post on that day."""

    code = "dialogue_chair_not_in_post"
    field = "chair_holding_id"
    message = _("Người được chọn không giữ chức vụ ở đơn vị này vào ngày đối thoại. Đề nghị kiểm tra ngày hoặc người.")


class ReasonForDeputy(RuleError):
    """Somebody else than the head chairs for a reason."""

    code = "dialogue_reason_for_deputy"
    field = "chair_note"
    message = _(
        "Người đứng đầu không chủ trì thì cần ghi lý do. Cuộc đối thoại vẫn được lưu, "
        "chỉ không tính cho người đứng đầu."
    )


def give_notice(
    dialogue_id: int, *, actor: Actor, noticed_on: date, channels: Collection[str], number: str = ""
) -> Record:
    """Write down when and how people were told.

    Raises DayIsToCome, DayOutOfReach, DialogueIsCancelled and what
    `change_parts` does.  Late notice is a mark, never a refusal.
    """
    refuse_out_of_reach(actor.on, noticed_on=noticed_on)
    if noticed_on > actor.on:
        raise DayIsToCome(field="noticed_on")

    def write(dialogue: Dialogue) -> None:
        refuse_cancelled(dialogue)
        dialogue.noticed_on, dialogue.channels, dialogue.notice_number = noticed_on, list(channels), nfc(number).strip()

    return evidence.change_parts(
        dialogue_id, actor=actor, act="dialogues.notice", write=write, open_only=False, counts=False
    )


def postpone(dialogue_id: int, *, actor: Actor, planned_on: date, reason: str) -> Record:
    """Move a dialogue to another day: people have to be told anew, since the notice there was names the old one.

    Raises ReasonRequired, DayOutOfReach, DialogueIsHeld, DialogueIsCancelled.
    """
    given = _reason(reason)
    refuse_out_of_reach(actor.on, planned_on=planned_on)

    def write(dialogue: Dialogue) -> None:
        _refuse_over(dialogue)
        dialogue.planned_on, dialogue.reason = planned_on, given
        dialogue.noticed_on, dialogue.channels, dialogue.notice_number = None, [], ""
        dialogue.notice_is_stale = dialogue.announced_at is not None

    return evidence.change_parts(
        dialogue_id, actor=actor, act="dialogues.postpone", write=write, reason=given, open_only=False
    )


def cancel(dialogue_id: int, *, actor: Actor, reason: str) -> Record:
    """Cancel a planned dialogue.  Raises ReasonRequired, DialogueIsHeld, DialogueIsCancelled."""
    given = _reason(reason)

    def write(dialogue: Dialogue) -> None:
        _refuse_over(dialogue)
        dialogue.cancelled, dialogue.takes_questions, dialogue.reason = True, False, given

    return evidence.change_parts(
        dialogue_id, actor=actor, act="dialogues.cancel", write=write, reason=given, open_only=False
    )


@transaction.atomic
def hold_dialogue(
    dialogue_id: int,
    *,
    actor: Actor,
    at: datetime,
    happened_on: date,
    present: Mapping[str, int],
    chair_holding_id: int | None = None,
    chaired_by: str = "",
    chair_note: str = "",
    with_secretary: bool = False,
    paper: evidence.Paper = evidence.NO_PAPER,
    submit: bool = False,
) -> Record:
    """Write down that a dialogue took place: who chaired, how many of each group were there, with its minutes.

    Whoever is chosen from the posts says by the post what they were; otherwise
    `chaired_by` says it.  May be written again while nothing proves it.  Raises
    DayIsToCome, DayOutOfReach, ChairUnknown, ChairNotInPost, ReasonForDeputy,
    DialogueIsCancelled, NothingToSubmit and what `change_parts` raises.
    """
    refuse_out_of_reach(actor.on, happened_on=happened_on)
    if happened_on > actor.on:
        raise DayIsToCome(field="happened_on")
    holding = PostHolding.objects.select_related("post").get(pk=chair_holding_id) if chair_holding_id else None
    chair = chair_of(holding, on=happened_on) if holding else chaired_by
    if not chair:
        raise ChairUnknown
    if chair not in (Chair.HEAD, Chair.ACTING_HEAD) and not chair_note.strip():
        raise ReasonForDeputy

    def write(dialogue: Dialogue) -> None:
        refuse_cancelled(dialogue)
        if holding and not _held_there(holding, dialogue.unit_id, happened_on):
            raise ChairNotInPost
        dialogue.happened_on, dialogue.chaired_by = happened_on, chair
        dialogue.chair_holding, dialogue.chair_note = holding, nfc(chair_note).strip()
        dialogue.with_secretary, dialogue.takes_questions = with_secretary, False
        for group in GROUP_COLUMNS:
            setattr(dialogue, group, present.get(group, 0))
        check_input(dialogue, exclude=["record_ptr"])

    dialogue = evidence.change_parts(dialogue_id, actor=actor, act="dialogues.hold", write=write)
    document = evidence.keep_paper(
        paper, dialogue.unit_id, actor=actor, title=dialogue.title, issued_on=happened_on, right=dialogue.write_right
    )
    evidence.prove(dialogue, [document.pk] if document else [], actor=actor, at=at, submit=submit)
    tell_hot_spots(dialogue.pk)
    return dialogue


def chair_of(holding: PostHolding, *, on: date) -> Chair:
    """Return what the holder of a post is as a chair: acting counts as the head, a deputy does not.

    A secretary is the head of a Party committee and of nothing else.
    """
    kind = holding.post.kind
    if kind == PostKind.SECRETARY:
        unit = version_on(holding.post.unit_id, on)
        kind = PostKind.HEAD if unit and unit.kind == UnitKind.PARTY_COMMITTEE else kind
    if kind in _HEADS:
        return Chair.ACTING_HEAD if holding.acting else Chair.HEAD
    return Chair.DEPUTY if kind in _DEPUTIES else Chair.OTHER


@transaction.atomic
def begin_conclusion(dialogue_id: int, *, actor: Actor) -> Conclusion:
    """Return the draft of what was concluded at a dialogue.  Raises DialogueNotHeld, NoAuthority."""
    dialogue = Dialogue.objects.get(pk=dialogue_id)
    if not dialogue.is_held or dialogue.happened_on is None:
        raise DialogueNotHeld
    source = Source(Origin.DIALOGUE, dialogue.pk, dialogue.title, dialogue.happened_on, dialogue.unit_id)
    return draft_conclusion(source, actor=actor)


def tell_hot_spots(dialogue_id: int) -> None:
    """Let the hot spots a dialogue is about repeat the first day one was held, and tell their figures."""
    for hot_spot in HotSpot.objects.filter(dialogues=dialogue_id):
        keep_dialogue_day(hot_spot)


def keep_dialogue_day(hot_spot: HotSpot) -> None:
    """Repeat at a hot spot the first day on which a dialogue about it was held, and tell its figures of a change."""
    first = first_dialogue_day(hot_spot)
    if first != hot_spot.dialogue_on:
        hot_spot.dialogue_on = first
        hot_spot.save(update_fields=["dialogue_on"])
        evidence.tell_of_records([hot_spot])


def first_dialogue_day(hot_spot: HotSpot) -> date | None:
    """Return the first day, since a hot spot waits for one, on which a dialogue about it was held."""
    days = hot_spot.dialogues.filter(cancelled=False, happened_on__isnull=False).order_by("happened_on")
    if hot_spot.waits_since:
        days = days.filter(happened_on__gte=hot_spot.waits_since)
    return days.values_list("happened_on", flat=True).first()


def refuse_out_of_reach(today: date, **days: date) -> None:
    """Raise DayOutOfReach beside the input whose day cannot be meant."""
    for name, day in days.items():
        if why := why_out_of_reach(day, today=today):
            raise DayOutOfReach(params={"why": why}, field=name)


def refuse_cancelled(dialogue: Dialogue) -> None:
    """Raise DialogueIsCancelled when there is nothing left to work on."""
    if dialogue.cancelled:
        raise DialogueIsCancelled


def _refuse_over(dialogue: Dialogue) -> None:
    refuse_cancelled(dialogue)
    if dialogue.is_held:
        raise DialogueIsHeld


def _held_there(holding: PostHolding, unit_id: int, on: date) -> bool:
    until: Any = holding.valid_until
    return holding.post.unit_id == unit_id and holding.valid_from <= on and (until is None or on < until)


def _reason(text: str) -> str:
    if not (given := nfc(text).strip()):
        raise evidence.ReasonRequired
    return given[:400]
