"""Acts on committees, beyond writing them down and proving them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.committees.models import CommitteeMeeting, CommitteeMember, SteeringCommittee
from danvan.evidence import services as evidence
from danvan.evidence.models import Record
from danvan.kernel.errors import RuleError


class LeftBeforeTheDecision(RuleError):
    """The head cannot have left before the committee was set up."""

    code = "left_before_the_decision"
    message = _("Ngày thôi giữ chức vụ không thể trước ngày ban chỉ đạo có hiệu lực.")


def name_members(committee_id: int, members: Sequence[Mapping[str, Any]], *, actor: Actor) -> Record:
    """Set the members of a committee; what was there is replaced.  Raises what `change_parts` raises."""

    def write(committee: SteeringCommittee) -> None:
        committee.members.all().delete()
        CommitteeMember.objects.bulk_create([CommitteeMember(committee=committee, **member) for member in members])

    return evidence.change_parts(
        committee_id, actor=actor, act="committees.name_members", write=write, detail={"members": len(members)},
        open_only=False,
    )  # fmt: skip


def add_meeting(
    committee_id: int, *, actor: Actor, held_on: date, subject: str, conclusions: int, closed: int
) -> Record:
    """Write down a meeting.  Raises what `change_parts` raises."""

    def write(committee: SteeringCommittee) -> None:
        CommitteeMeeting.objects.create(
            committee=committee, held_on=held_on, subject=subject, conclusions=conclusions, closed=closed
        )

    return evidence.change_parts(
        committee_id, actor=actor, act="committees.add_meeting", write=write, detail={"held_on": held_on.isoformat()},
        open_only=False,
    )  # fmt: skip


def head_left(committee_id: int, *, actor: Actor, left_on: date, reason: str) -> Record:
    """Write down that the head no longer holds the post from a day on; the committee is to be renewed.

    Raises LeftBeforeTheDecision and what `change_parts` raises.
    """

    def write(committee: SteeringCommittee) -> None:
        if left_on <= committee.valid_from:
            raise LeftBeforeTheDecision
        committee.head_left_on = left_on

    return evidence.change_parts(
        committee_id, actor=actor, act="committees.head_left", write=write, reason=reason,
        detail={"left_on": left_on.isoformat()}, open_only=False,
    )  # fmt: skip
