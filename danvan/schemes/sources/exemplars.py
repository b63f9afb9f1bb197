"""Models and bright spots in each year of their life (T15 to T18)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from danvan.evidence.choices import ProofState
from danvan.exemplars.choices import Step
from danvan.exemplars.models import Exemplar, ExemplarStage, Milestone
from danvan.exemplars.rules.stages import WORKING
from danvan.schemes.sources.facts import Exhibit, Wanted, exhibit

EXEMPLAR, MILESTONE = Exemplar.kind_code(), Milestone.kind_code()


@dataclass
class YearOfLife:
    """An exemplar in one year: whether it worked, and its steps of that year."""

    exemplar: Exemplar
    year: int
    worked: bool
    steps: list[Milestone] = field(default_factory=list)
    is_copied: bool = False

    @property
    def category(self) -> str:
        """What it counts as in the year."""
        return self.exemplar.category_in(self.year)

    @property
    def is_new(self) -> bool:
        """Whether it was registered in the year."""
        return self.exemplar.happened_on is not None and self.exemplar.happened_on.year == self.year

    def why_not(self, states: Collection[str]) -> str:
        """Return why it does not count in the year; empty when it does."""
        if self.exemplar.state not in states:
            return "đăng ký chưa được xác minh"
        if not self.exemplar.is_collective:
            return "của cá nhân nên hiển thị riêng, không tính"
        if not self.worked:
            return f"không hoạt động ngày nào trong năm {self.year}"
        shown = [step for step in self.steps if step.state in states and step.happened_on]
        if not self.is_new and not any(step.step == Step.PLAN for step in shown):
            return f"tiếp tục nhưng chưa có kế hoạch năm {self.year} được xác minh"
        if not self.is_new and not any(step.happened_on and step.happened_on.year == self.year for step in shown):
            return f"chưa có minh chứng của năm {self.year} được xác minh"
        return ""

    def steps_due(self, until: date) -> list[Milestone]:
        """Return the steps of the year that were due by a day."""
        return [step for step in self.steps if step.due_on <= until]

    def is_step_done(self, step: Milestone, states: Collection[str]) -> bool:
        """Whether a step was taken; that others copied it is a replication too."""
        if step.step == Step.REPLICATION and self.is_copied:
            return True
        return step.happened_on is not None and step.state in states


def years_of_life(wanted: Wanted) -> dict[tuple[int, int], list[YearOfLife]]:
    """Return the exemplars registered by each of these years, by unit and year.  Four queries."""
    last = date(max(wanted.years), 12, 31)
    exemplars = list(Exemplar.objects.filter(happened_on__lte=last, **wanted.narrow()).order_by("happened_on", "pk"))
    keys = [each.pk for each in exemplars]
    whose = {} if wanted.units is None else {"exemplar__in": keys}
    working: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    stages = ExemplarStage.objects.filter(stage__in=WORKING, **whose)
    for exemplar_id, since, until in stages.values_list("exemplar_id", "since", "until"):
        working[exemplar_id].append((since, until))
    steps: dict[tuple[int, int], list[Milestone]] = defaultdict(list)
    for step in Milestone.objects.filter(year__in=wanted.years, **whose).order_by("due_on", "pk"):
        steps[step.exemplar_id, step.year].append(step)
    copied = set(
        Exemplar.objects.filter(Q(copied_from__in=keys), state=ProofState.VERIFIED).values_list(
            "copied_from_id", flat=True
        )
    )
    found: dict[tuple[int, int], list[YearOfLife]] = defaultdict(list)
    for each in exemplars:
        for year in sorted(wanted.years):
            assert each.happened_on is not None, "the filter says so"
            if each.happened_on.year <= year:
                worked = any(_overlaps(since, until, year) for since, until in working[each.pk])
                found[each.unit_id, year].append(
                    YearOfLife(each, year, worked, steps.get((each.pk, year), []), each.pk in copied)
                )
    return found


def _overlaps(since: date, until: date | None, year: int) -> bool:
    return since <= date(year, 12, 31) and (until is None or until > date(year, 1, 1))


def shown(life: YearOfLife) -> Exhibit:
    """Return an exemplar as it stands behind the figure of a year."""
    return exhibit(life.exemplar, year=life.year)


def shown_steps(life: YearOfLife) -> Iterator[Exhibit]:
    """Return the steps of the year."""
    for step in life.steps:
        yield exhibit(step, year=life.year, due_on=step.due_on)
