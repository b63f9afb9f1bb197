"""What the Front heard from voters about answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.text import format_date, nfc
from danvan.opinions.models import FeedbackReport
from danvan.opinions.selectors.visible import responses_to_ask
from danvan.opinions.services.writing import write_act


class CannotKeepFeedback(RuleError):
    """The numbers or the day cannot be right."""

    code = "cannot_keep_feedback"
    message = "%(why)s"


class NothingHeard(RuleError):
    """Not one line was filled in."""

    code = "nothing_heard"
    message = _("Chưa ghi phản hồi nào.")


@dataclass(frozen=True)
class Heard:
    """What was heard about one answer."""

    response_id: int
    asked: int
    satisfied: int = 0
    partly: int = 0
    not_satisfied: int = 0
    unsure: int = 0
    comment: str = ""


def why_not(heard: Heard, *, on: date, answered_on: date) -> str:
    """Return why what was heard on a day of an answer cannot be right; empty when it can."""
    given = heard.satisfied + heard.partly + heard.not_satisfied + heard.unsure
    if heard.asked == 0:
        return "Cần ghi số người được hỏi."
    if given > heard.asked:
        return f"Số ý kiến ({given}) nhiều hơn số người được hỏi ({heard.asked})."
    if on < answered_on:
        return f"Trả lời ngày {format_date(answered_on)}; lấy ý kiến không thể sớm hơn."
    return ""


@transaction.atomic
def record_feedback(
    found: Sequence[Heard],
    *,
    channel: str,
    actor: Actor,
    on: date,
    at: datetime,
    key: UUID | None = None,
    invented: bool = False,
) -> list[FeedbackReport]:
    """Keep what was heard about several answers, all or none.

    What comes with a `key` that came before is the same form, sent again: each
    answer is kept once.  Raises NothingHeard, NotFound, NoAuthority,
    CannotKeepFeedback.
    """
    if not found:
        raise NothingHeard
    if on > timezone.localdate(at):
        raise CannotKeepFeedback(params={"why": "Ngày lấy ý kiến không thể sau hôm nay."}, field="on")
    require(actor, Right.GATHER_FEEDBACK)
    # Held, so that a form sent twice at once is looked at one after the other.
    held = responses_to_ask(actor).select_for_update(of=("self",)).order_by("pk")
    responses = {row.pk: row for row in held.filter(pk__in=[each.response_id for each in found])}
    known = {each.response_id: each for each in FeedbackReport.objects.filter(key=key)} if key else {}
    made = []
    for heard in found:
        response = responses.get(heard.response_id)
        if response is None:
            raise NotFound
        if why := why_not(heard, on=on, answered_on=response.on):
            raise CannotKeepFeedback(params={"why": why})
        if response.pk in known:
            _require_the_same(heard, known[response.pk])
            made.append(known[response.pk])
            continue
        made.append(
            FeedbackReport.objects.create(
                response=response,
                unit_id=actor.unit_id or response.recommendation.unit_id,
                on=on,
                channel=channel,
                asked=heard.asked,
                satisfied=heard.satisfied,
                partly=heard.partly,
                not_satisfied=heard.not_satisfied,
                unsure=heard.unsure,
                comment=nfc(heard.comment).strip(),
                key=key,
                holding_id=actor.holding_id,
                invented=invented,
            )
        )
        row = response.recommendation
        write_act(row, "feedback", actor=actor, on=on, at=at, from_state=row.state, detail={"asked": heard.asked})
    return made


def _require_the_same(heard: Heard, kept: FeedbackReport) -> None:
    names = ("asked", "satisfied", "partly", "not_satisfied", "unsure")
    if any(getattr(heard, name) != getattr(kept, name) for name in names):
        number = kept.response.recommendation.number
        why = f"Trang này đã được ghi, với số khác ở kiến nghị số {number}. Mở lại trang để ghi lần hỏi mới."
        raise CannotKeepFeedback(params={"why": why})
