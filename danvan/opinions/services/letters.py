"""A complaint or denunciation voiced by a voter is a letter (Joint Resolution 72/2025, art. 37.4).

It goes to the desk that takes letters in; a denunciation only through its
sealed door, by hand.  Either way nothing personal stays in this list.
"""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.choices import CaseKind, Channel
from danvan.intake.selectors import desk_choices
from danvan.intake.services import register_letter
from danvan.kernel.errors import Conflict, RuleError
from danvan.opinions.choices import State
from danvan.opinions.models import FeedbackReport, ResponseFile, VoterRecommendation
from danvan.opinions.rules.acts import ACTS
from danvan.opinions.services.acts import ActNotAllowed, CannotDo
from danvan.opinions.services.repeats import settle_repeats
from danvan.opinions.services.writing import require_own, write_act
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition, NewWriter

# The same for a complaint and for a denunciation, so that nothing here tells which it was.
GONE = "(đã chuyển thành đơn)"
KINDS = (CaseKind.COMPLAINT, CaseKind.RECOMMENDATION)


@transaction.atomic
def turn_into_letter(
    recommendation_id: int,
    *,
    kind: str,
    desk_unit: int,
    writer: NewWriter,
    number: str = "",
    actor: Actor,
    on: date,
    at: datetime,
    version: int,
) -> Petition:
    """Hand what was said to a desk as a letter, forget its words here, and return the letter.

    Raises NoAuthority, Conflict, ActNotAllowed, CannotDo, and what the desk refuses.
    """
    row = _held(recommendation_id, actor, version)
    if kind not in KINDS:
        raise CannotDo(params={"why": "Tố cáo không chuyển ở đây; giao giấy ghi trong phong bì dán kín."})
    if not writer.name.strip():
        raise CannotDo(params={"why": "Đơn cần họ tên người nêu."}, field="name")
    if desk_unit not in dict(desk_choices(on=on)):
        why = "Nơi này chưa có ai tiếp nhận đơn. Chọn nơi khác trong danh sách."
        raise CannotDo(params={"why": why}, field="desk_unit")
    takes_in = actor.may(Right.RECEIVE_CASES, desk_unit)
    try:
        letter = register_letter(
            NewPetition(
                kind=kind,
                unit_id=desk_unit,
                received_on=on,
                channel=Channel.AGENCY,
                summary=row.text,
                writers=[writer],
                forwarded_by=actor.unit_name[:200],
                forwarded_number=number,
                invented=row.invented,
            ),
            # What one office passes on arrives at the other without anybody there having to take it in.
            actor=actor if takes_in else replace(actor, system=True),
            at=at,
        )
    except RuleError as refusal:
        raise CannotDo(params={"why": str(refusal)}) from refusal
    _forget(row, actor=actor, on=on, at=at)
    return letter


@transaction.atomic
def forget_denunciation(
    recommendation_id: int, *, actor: Actor, on: date, at: datetime, version: int
) -> VoterRecommendation:
    """Forget what turned out to be a denunciation; its paper went by hand to the sealed door.

    Nothing here says that it was one.  Raises NoAuthority, Conflict, ActNotAllowed.
    """
    row = _held(recommendation_id, actor, version)
    _forget(row, actor=actor, on=on, at=at)
    return row


def _held(recommendation_id: int, actor: Actor, version: int) -> VoterRecommendation:
    found = VoterRecommendation.objects.select_for_update(of=("self",)).select_related("session")
    row = found.get(pk=recommendation_id)
    require_own(actor, Right.KEEP_OPINIONS, row.unit_id)
    if version != row.version:
        raise Conflict
    if row.state not in ACTS["to_letter"].states:
        raise ActNotAllowed(params={"act": ACTS["to_letter"].label, "state": row.get_state_display()})
    return row


def _forget(row: VoterRecommendation, *, actor: Actor, on: date, at: datetime) -> None:
    """Forget the words of what became a letter, and of everything merged into it: these say the same."""
    was = row.state
    row.state, row.is_open = State.LETTER, False
    _erase(row)
    write_act(row, "to_letter", actor=actor, on=on, at=at, from_state=was)
    fresh = [row.pk]
    while fresh:
        merged = list(VoterRecommendation.objects.select_for_update().filter(merged_into__in=fresh).order_by("pk"))
        for each in merged:
            _erase(each)
        fresh = [each.pk for each in merged]
    settle_repeats(row.pk)
    row.refresh_from_db(fields=["first_raised", "sessions_raised"])


def _erase(row: VoterRecommendation) -> None:
    row.text, row.public_text, row.place = GONE, "", ""
    row.folded, row.folded_public, row.folded_place = "", "", ""
    row.published_at, row.public_answer = None, ""
    row.version += 1
    row.save()
    # What was said on the way, answered or heard may tell of somebody too.
    row.acts.update(note="")
    row.routings.exclude(reason="").update(reason="—")
    row.responses.update(text="—")
    ResponseFile.objects.filter(response__recommendation=row).delete()
    FeedbackReport.objects.filter(response__recommendation=row).update(comment="")
