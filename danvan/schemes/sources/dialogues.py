"""Dialogues of heads, and how many enterprises there are to hold one with (T21, T22)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from danvan.dialogues.models import Dialogue, LocalEnterprises
from danvan.dialogues.rules.quality import GROUPS, why_not_counted
from danvan.schemes.sources.facts import Exhibit, Wanted, exhibit

DIALOGUE, ENTERPRISES = Dialogue.kind_code(), LocalEnterprises.kind_code()


@dataclass(frozen=True, slots=True)
class Held:
    """One dialogue that was held, why it does not count with an audience, and the days of its quality."""

    shown: Exhibit
    remark: str
    held_on: date
    noticed_on: date | None
    results_on: date | None


def dialogues_held(audience: str, wanted: Wanted) -> Iterator[Held]:
    """Return the dialogues held in these years, oldest first.  One query."""
    rows = Dialogue.objects.filter(happened_on__year__in=wanted.years, cancelled=False, **wanted.narrow())
    for each in rows.order_by("happened_on", "pk"):
        assert each.happened_on is not None, "only what was held was asked for"
        remark = why_not_counted(
            audience=audience,
            audiences=each.audiences,
            present={group: getattr(each, group) for group in GROUPS[audience]},
            chaired_by=each.chaired_by,
            deputy_reason=each.chair_note,
        )
        shown = exhibit(each, year=each.happened_on.year)
        yield Held(shown, remark, each.happened_on, each.noticed_on, each.results_on)


@dataclass(frozen=True, slots=True)
class Registered:
    """How many enterprises and cooperatives a unit had by what was said of a day."""

    unit_id: int
    on: date
    number: int
    state: str


def registered(wanted: Wanted) -> Iterator[Registered]:
    """Return what was said of these units until the last of these years, oldest first.  One query."""
    last = date(max(wanted.years), 12, 31) if wanted.years else date.min
    rows = LocalEnterprises.objects.filter(happened_on__lte=last, **wanted.narrow())
    for each in rows.order_by("happened_on", "pk"):
        assert each.happened_on is not None, "only what has a day was asked for"
        yield Registered(each.unit_id, each.happened_on, each.enterprises + each.cooperatives, each.state)
