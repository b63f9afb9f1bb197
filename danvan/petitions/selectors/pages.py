"""Everything the page of one petition shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.calendars.rules.clock_picture import ClockPicture, clock_picture
from danvan.calendars.rules.due_dates import Pause, PauseKind, due_date
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.casework.choices import Stage, Task
from danvan.casework.models import Assignment, Case, CaseAct, Clock, Paper
from danvan.kernel.errors import NotFound
from danvan.orgs.selectors import names_on
from danvan.petitions.models import Petition, Writer
from danvan.petitions.rules.acts import FOLLOWS, WRITER, Act, ActTable
from danvan.petitions.rules.competence import Proposal, propose
from danvan.petitions.rules.guards import Facts, why_not
from danvan.petitions.selectors.facts import facts_of
from danvan.petitions.selectors.petitions import petitions_visible_to
from danvan.petitions.selectors.tables import competence, label_of, table_of


@dataclass(frozen=True)
class ShownClock:
    """One clock with its drawing."""

    clock: Clock
    picture: ClockPicture | None
    days_left: int | None


@dataclass(frozen=True)
class TimelineEntry:
    """One act in words."""

    act: CaseAct
    label: str
    form: str


@dataclass(frozen=True)
class ActOffer:
    """An act the table allows now, whether this person may do it, and what stands against it."""

    act: Act
    may: bool
    why_not: str


@dataclass(frozen=True)
class PetitionPage:
    """The page of a petition."""

    petition: Petition
    unit_name: str
    writers: Sequence[Writer]
    clocks: Sequence[ShownClock]
    timeline: Sequence[TimelineEntry]
    offers: Sequence[ActOffer]
    heads_acts: Sequence[str]
    papers: Sequence[Paper]
    assignments: Sequence[Assignment]
    related: Sequence[tuple[str, Case]]

    @property
    def blocked(self) -> list[ActOffer]:
        """What this person may do in principle, and what stands against it now."""
        return [offer for offer in self.offers if offer.may and offer.why_not]


def petition_page(actor: Actor, code: str, *, on: date) -> PetitionPage:
    """Return the page of a petition, in a fixed number of queries.  Raises NotFound for what the actor may not read."""
    petition = petitions_visible_to(actor).select_related("officer__person", "officer__post").filter(code=code).first()
    if petition is None:
        raise NotFound
    table = table_of(petition.kind)
    calendar = work_calendar()
    acts = list(petition.acts.select_related("holding__post").order_by("-on", "-pk"))
    assignments = list(petition.assignments.filter(until=None).select_related("holding__post"))
    given_to = any(each.unit_id == actor.unit_id and each.task in (Task.VERIFY, Task.HANDLE) for each in assignments)
    facts = facts_of(petition, {}, on, calendar=calendar)
    return PetitionPage(
        petition=petition,
        unit_name=_name_of(petition.unit_id, on),
        writers=list(petition.writers.order_by("pk")),
        clocks=[_shown(clock, calendar, on) for clock in _running(petition)],
        timeline=[_entry(act, table) for act in acts],
        offers=[
            ActOffer(act, _may(petition, act, actor, given_to=given_to), _against(act, facts))
            for act in table.possible(petition.state)
            if act.right not in (WRITER, FOLLOWS)
        ],
        heads_acts=[
            act.label
            for act in table.possible(petition.state)
            if act.right == Right.DECIDE_CASES and not _may(petition, act, actor, given_to=given_to)
        ],
        papers=list(petition.papers.select_related("stored").order_by("pk")),
        assignments=assignments,
        related=_related(petition, actor),
    )


def _name_of(unit_id: int, on: date) -> str:
    version = names_on({unit_id}, on).get(unit_id)
    return version.full_name if version else ""


def proposal_for(petition: Petition, *, province_unit: int) -> Proposal | None:
    """Return who resolves the complaint by the table, as classified so far."""
    if not petition.respondent_kind:
        return None
    return propose(
        competence(),
        respondent=petition.respondent_kind,
        instance=petition.instance,
        on=petition.received_on,
        asking_unit=petition.unit_id,
        respondent_unit=petition.respondent_unit_id,
        province_unit=province_unit,
    )


def _running(petition: Petition) -> list[Clock]:
    clocks = list(petition.clocks.filter(ended_on=None).prefetch_related("pauses"))
    return sorted(clocks, key=lambda clock: (clock.due_on or date.max, clock.pk))


def _shown(clock: Clock, calendar: WorkCalendar, on: date) -> ShownClock:
    left = (clock.due_on - on).days if clock.due_on else None
    if not clock.rule or clock.agreed_on:
        return ShownClock(clock, None, left)
    limits = time_limits()
    limit = limits.extended(limits[clock.rule]) if clock.is_extended else limits[clock.rule]
    pauses = [Pause(PauseKind(row.kind), row.start, row.end) for row in clock.pauses.all()]
    found = due_date(limit, clock.trigger_on, calendar=calendar, pauses=pauses)
    return ShownClock(clock, clock_picture(found, on, is_open=clock.stage != Stage.EFFECT), left)


def _entry(act: CaseAct, table: ActTable) -> TimelineEntry:
    known = table.get(act.act)
    return TimelineEntry(act, label_of(table, act.act), known.form if known else "")


def _may(petition: Petition, act: Act, actor: Actor, *, given_to: bool) -> bool:
    right = Right(act.right)
    return actor.may(right, petition.unit_id) or (right is Right.HANDLE_CASES and given_to and actor.may(right))


def _against(act: Act, facts: Facts) -> str:
    return next((why for guard in act.guards if (why := why_not(guard, facts))), "")


def _related(petition: Petition, actor: Actor) -> list[tuple[str, Case]]:
    """Return linked cases the actor may read, each with how it is linked."""
    links = [
        ("ghép vào", petition.duplicate_of_id),
        ("tách từ", petition.split_from_id),
        ("tiếp theo", petition.follows_id),
        ("chuyển từ", petition.transferred_from_id),
    ]
    wanted = {pk: word for word, pk in links if pk}
    words = {
        "duplicate_of_id": "đơn ghép",
        "split_from_id": "phần tách",
        "follows_id": "khiếu nại lần hai",
        "transferred_from_id": "chuyển thành",
    }
    rows = Case.objects.filter(reduce(or_, (Q(**{name: petition.pk}) for name in words), Q(pk__in=wanted)))
    readable = petitions_visible_to(actor).values("pk")
    return [
        (wanted.get(case.pk) or next(word for name, word in words.items() if getattr(case, name) == petition.pk), case)
        for case in rows.filter(pk__in=readable).order_by("pk")
    ]
