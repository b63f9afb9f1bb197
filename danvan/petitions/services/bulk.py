"""One act on many petitions: shown beforehand letter by letter, then done on all of them or on none.

Each letter is weighed and acted on exactly as if it were alone; only what the
act is given is the same for all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.casework.choices import Stage
from danvan.casework.rules.acts import PREVIOUS, SAME, Act
from danvan.casework.services import CannotAct
from danvan.kernel.errors import NotFound, RuleError
from danvan.petitions.choices import State
from danvan.petitions.models import Petition
from danvan.petitions.rules.guards import Facts
from danvan.petitions.selectors import bulk_labels, facts_of_all, given_to_unit_of, petitions_visible_to
from danvan.petitions.services.acts import Given, perform, weigh, with_unit_of_officer

AT_ONCE = 100


class TooManyAtOnce(RuleError):
    """So many that nobody would read the preview."""

    code = "too_many_at_once"
    message = "Mỗi lần làm được với nhiều nhất %(count)d đơn; hãy chọn ít hơn."


class LettersChanged(RuleError):
    """What was shown beforehand is no longer so; nothing was done."""

    code = "letters_changed"
    message = (
        "Có đơn vừa thay đổi sau khi xem trước: %(codes)s. Chưa ghi việc nào; đề nghị xem lại bảng dưới đây rồi bấm "
        "lần nữa."
    )


@dataclass(frozen=True)
class BulkLine:
    """One letter in the preview: why the act cannot be done with it, else what will change."""

    petition: Petition
    why_not: str
    changes: Sequence[str] = ()


def preview_act(
    petitions: Sequence[Petition], act_code: str, given: Given, *, actor: Actor, on: date, at: datetime
) -> list[BulkLine]:
    """Return what an act would do with each of these; nothing is changed.  As many queries for one as for all."""
    given = with_unit_of_officer(given)
    facts = facts_of_all(petitions, given, on, today=timezone.localdate(at))
    theirs = given_to_unit_of(actor, petitions)
    lines = []
    for petition in petitions:
        known = facts[petition.pk]
        try:
            act = weigh(
                petition,
                act_code,
                partial(facts.__getitem__, petition.pk),
                actor=actor,
                given_to=petition.pk in theirs,
                version=None,
                on=on,
                at=at,
            )
        except RuleError as refusal:
            lines.append(BulkLine(petition, _reason(refusal)))
        else:
            lines.append(BulkLine(petition, "", _changes(act, known)))
    return lines


@transaction.atomic
def perform_many(
    versions: Mapping[int, int], act_code: str, given: Given, *, actor: Actor, on: date, at: datetime
) -> list[Petition]:
    """Do one act on each of these petitions, given in the version that was seen; on all of them or on none.

    Raises NotFound for an act that is not for many, TooManyAtOnce,
    LettersChanged when one is no longer as it was seen, and what `perform` raises.
    """
    if act_code not in bulk_labels():
        raise NotFound
    if len(versions) > AT_ONCE:
        raise TooManyAtOnce(params={"count": AT_ONCE})
    # Always in the same order, so that two of these at once do not wait for each other.
    rows = list(petitions_visible_to(actor).filter(pk__in=versions).order_by("pk").select_for_update())
    if changed := [row.code for row in rows if row.version != versions[row.pk]]:
        raise LettersChanged(params={"codes": ", ".join(changed)})
    if len(rows) != len(versions):
        raise LettersChanged(params={"codes": f"{len(versions) - len(rows)} đơn không còn trong sổ"})
    return [perform(row.pk, act_code, given, actor=actor, on=on, at=at, version=versions[row.pk]) for row in rows]


def _reason(refusal: RuleError) -> str:
    if isinstance(refusal, CannotAct):
        why = str(refusal.params["why"])
        return why[:1].upper() + why[1:]
    if isinstance(refusal, NotFound):
        return "Loại đơn này không có việc đang chọn."
    return str(refusal)


def _changes(act: Act, facts: Facts) -> list[str]:
    """Return in words what an act changes, besides the line it gets on the timeline."""
    found = []
    if act.to_state not in (SAME, PREVIOUS, facts.state):
        found.append(f"{State(facts.state).label} → {State(act.to_state).label}")
    if ended := [str(Stage(stage).label) for stage in act.ends if stage in facts.running]:
        found.append(f"hết tính hạn {', '.join(ended)}")
    if act.told:
        found.append("người gửi đơn được biết")
    return found
