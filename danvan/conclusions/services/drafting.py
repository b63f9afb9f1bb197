"""Beginning a conclusion from where it was reached."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.conclusions.choices import ConclusionState, Origin
from danvan.conclusions.models import Conclusion
from danvan.journal.services import record_act


@dataclass(frozen=True)
class Source:
    """What something was concluded at: the session, dialogue or other meeting, in words too."""

    origin: Origin
    key: int | None
    title: str
    on: date
    unit_id: int


@transaction.atomic
def draft_conclusion(source: Source, *, actor: Actor) -> Conclusion:
    """Return the draft of what was concluded there, begun now unless one lies there already.

    A meeting may have several notices one after another, but one draft at a time.  Raises NoAuthority.
    """
    require(actor, Right.KEEP_CONCLUSIONS, unit_id=source.unit_id)
    found, is_new = Conclusion.objects.get_or_create(
        origin=source.origin,
        origin_key=source.key,
        state=ConclusionState.DRAFT,
        unit_id=source.unit_id,
        defaults={"origin_title": source.title[:300], "origin_on": source.on, "holding_id": actor.holding_id},
    )
    if is_new:
        record_act(
            "conclusions.draft",
            actor=actor,
            subject_kind="conclusion",
            subject_id=found.pk,
            unit_id=source.unit_id,
            detail={"origin": source.origin},
        )
    return found
