"""What falls due: the one shape in which every area tells the year calendar of its dates."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.choices import ProofState
from danvan.evidence.models import InForce, Record


@dataclass(frozen=True, slots=True)
class Due:
    """Something a unit must have done by a day, where it is, and whether it is done.

    `uid` is the same whenever it is asked, so that a reminder is sent once.
    `right` says whose work it is within the unit.  What others will do there is
    only `announced`: it is told before its day and is never late.  What its area
    reminds of by itself is `reminded_apart`, and not told a second time.  `what`
    goes into letters and calendar programs; `detail` is read on pages only, by
    those who have the right `seen_with`, where one is named.
    """

    on: date
    unit_id: int
    what: str
    url: str
    uid: str
    is_done: bool = False
    owner: str = ""
    right: Right = Right.WRITE_RECORDS
    announced: bool = False
    reminded_apart: bool = False
    detail: str = ""
    seen_with: Right | None = None

    @property
    def said(self) -> str:
        """What it is, in full, for a page."""
        return f"{self.what}: {self.detail}" if self.detail else self.what

    def may_see(self, actor: Actor) -> bool:
        """Whether it is for this person to see, among those who see the records of its unit."""
        return self.seen_with is None or actor.may(self.seen_with, self.unit_id)

    def days_late(self, today: date) -> int:
        """Return by how many days it is late; 0 when it is not."""
        return 0 if self.is_done or self.announced else max(0, (today - self.on).days)

    def is_open(self, today: date) -> bool:
        """Whether it is still to be thought of: not done, and not a visit announced for a day that passed."""
        return not self.is_done and not (self.announced and self.on < today)


# Of some units, or of all when it is None, within two days, both included.  A fixed number of queries.
DueSource = Callable[[Collection[int] | None, date, date], Iterator[Due]]


def due_record(record: Record, on: date, what: str, *, is_done: bool, owner: str = "") -> Due:
    """Return the due date of a record."""
    return Due(
        on=on,
        unit_id=record.unit_id,
        what=what,
        url=record.get_absolute_url(),
        uid=f"{record.kind}-{record.pk}-{on:%Y%m%d}",
        is_done=is_done,
        owner=owner,
    )


def newest_handed_in(model: type[InForce], unit_ids: Collection[int]) -> dict[int, date]:
    """Return from when the newest paper of each unit holds that was handed in or verified.  One query."""
    rows = model._default_manager.filter(unit__in=list(unit_ids), state__in=(ProofState.SUBMITTED, ProofState.VERIFIED))
    return dict(rows.order_by("valid_from").values_list("unit_id", "valid_from"))
