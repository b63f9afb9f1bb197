"""What the Front heard from voters about answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

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


def why_not(heard: Heard) -> str:
    """Return why the numbers cannot be right; empty when they can."""
    given = heard.satisfied + heard.partly + heard.not_satisfied + heard.unsure
    if heard.asked == 0:
        return "Cần ghi số người được hỏi."
    if given > heard.asked:
        return f"Số ý kiến ({given}) nhiều hơn số người được hỏi ({heard.asked})."
    return ""


@transaction.atomic
def record_feedback(
    found: Sequence[Heard], *, channel: str, actor: Actor, on: date, at: datetime, invented: bool = False
) -> list[FeedbackReport]:
    """Keep what was heard about several answers, all or none.

    Raises NothingHeard, NotFound, NoAuthority, CannotKeepFeedback.
    """
    if not found:
        raise NothingHeard
    if on > timezone.localdate(at):
        raise CannotKeepFeedback(params={"why": "Ngày lấy ý kiến không thể sau hôm nay."}, field="on")
    require(actor, Right.GATHER_FEEDBACK)
    responses = {row.pk: row for row in responses_to_ask(actor).filter(pk__in=[each.response_id for each in found])}
    made = []
    for heard in found:
        response = responses.get(heard.response_id)
        if response is None:
            raise NotFound
        if why := why_not(heard):
            raise CannotKeepFeedback(params={"why": why})
        if on < response.on:
            why = f"Trả lời ngày {format_date(response.on)}; lấy ý kiến không thể sớm hơn."
            raise CannotKeepFeedback(params={"why": why})
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
                holding_id=actor.holding_id,
                invented=invented,
            )
        )
        row = response.recommendation
        write_act(row, "feedback", actor=actor, on=on, at=at, from_state=row.state, detail={"asked": heard.asked})
    return made
