"""A session on one page: its three groups of results, what waits and is late, who answers; what repeats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Sum, When

from danvan.authority.rules.actor import Actor
from danvan.kernel.errors import NotFound
from danvan.opinions.choices import ResultKind, State
from danvan.opinions.models import (
    CouncilSession,
    FeedbackReport,
    RecommendationResponse,
    VoterMeeting,
    VoterRecommendation,
)
from danvan.opinions.selectors.limits import report_by
from danvan.opinions.selectors.lists import Row, is_late, rows_of
from danvan.opinions.selectors.visible import NOT_COUNTED, recommendations_visible_to, sessions_visible_to, sight_of
from danvan.orgs.selectors import names_on


@dataclass(frozen=True)
class Tally:
    """The counts of a session, or of one unit in it."""

    total: int
    settled: int
    studied: int
    explained: int
    waiting: int
    late: int
    unrouted: int
    bounced: int
    repeated: int
    # Without words that name nobody: papers of the session show nothing of them.
    wordless: int = 0


@dataclass(frozen=True)
class UnitLine:
    """What lies, or lay last, with one unit."""

    unit_id: int | None
    name: str
    tally: Tally


@dataclass(frozen=True)
class Feedback:
    """How far the Front asked, and what was said."""

    responses: int
    asked_about: int
    given: int
    satisfied: int


@dataclass(frozen=True)
class Board:
    """One session."""

    session: CouncilSession
    keeper: str
    tally: Tally
    units: Sequence[UnitLine]
    meetings: Sequence[VoterMeeting]
    feedback: Feedback
    routed: int
    first_accepted: int
    report_by: date | None
    may_keep: bool


@dataclass(frozen=True)
class SessionLine:
    """One session in the list of them."""

    session: CouncilSession
    tally: Tally


_COUNTS = {
    "total": Count("pk"),
    "settled": Count("pk", filter=Q(result=ResultKind.SETTLED)),
    "studied": Count("pk", filter=Q(state=State.STUDIED)),
    "explained": Count("pk", filter=Q(result=ResultKind.EXPLAINED)),
    "waiting": Count("pk", filter=Q(answered_on=None)),
    "unrouted": Count("pk", filter=Q(state__in=(State.RECORDED, State.BOUNCED))),
    "bounced": Count("pk", filter=Q(bounces__gt=0)),
    "repeated": Count("pk", filter=Q(sessions_raised__gt=1)),
    "wordless": Count("pk", filter=Q(public_text="")),
}


def session_lines(actor: Actor, *, on: date) -> list[SessionLine]:
    """Return the sessions one may see with their counts.  Two queries."""
    sessions = list(sessions_visible_to(actor)[:60])
    rows = recommendations_visible_to(actor).exclude(state__in=NOT_COUNTED).filter(session__in=sessions)
    found: Iterable[Any] = rows.order_by().values("session").annotate(**_COUNTS, late=Count("pk", filter=is_late(on)))
    tallies = {row.pop("session"): Tally(**row) for row in found}
    return [SessionLine(each, tallies.get(each.pk, NONE)) for each in sessions]


NONE = Tally(0, 0, 0, 0, 0, 0, 0, 0, 0)


def board_of(actor: Actor, session_id: int, *, on: date) -> Board:
    """Return one session, as far as one may see it.  A fixed number of queries.  Raises NotFound."""
    session = sessions_visible_to(actor).filter(pk=session_id).first()
    if session is None:
        raise NotFound
    rows = recommendations_visible_to(actor).exclude(state__in=NOT_COUNTED).filter(session=session).order_by()
    counts = {**_COUNTS, "late": Count("pk", filter=is_late(on))}
    by_unit: list[Any] = list(rows.values("addressee", "addressee_body").annotate(**counts))
    names = names_on({row["addressee"] for row in by_unit if row["addressee"]} | {session.unit_id}, on)
    lines = []
    for row in by_unit:
        unit_id, body = row.pop("addressee"), row.pop("addressee_body")
        name = names[unit_id].full_name if unit_id else body or "chưa chuyển"
        lines.append(UnitLine(unit_id, name, Tally(**row)))
    keys = rows.values("pk")
    responses = RecommendationResponse.objects.filter(recommendation__in=keys)
    heard = FeedbackReport.objects.filter(response__in=responses.values("pk")).annotate(
        said=F("satisfied") + F("partly") + F("not_satisfied") + F("unsure")
    )
    sums = heard.aggregate(
        about=Count("response", distinct=True, filter=Q(said__gt=0)), given=Sum("said"), satisfied=Sum("satisfied")
    )
    ways = rows.filter(routings__position=1).aggregate(
        routed=Count("pk"), accepted=Count("pk", filter=Q(routings__accepted_on__isnull=False))
    )
    return Board(
        session=session,
        keeper=names[session.unit_id].full_name,
        tally=_sum([line.tally for line in lines]),
        units=sorted(lines, key=lambda line: (-line.tally.late, -line.tally.total, line.name)),
        meetings=list(session.meetings.all()),
        feedback=Feedback(responses.count(), sums["about"], sums["given"] or 0, sums["satisfied"] or 0),
        routed=ways["routed"],
        first_accepted=ways["accepted"],
        report_by=report_by(session),
        may_keep=session.unit_id in sight_of(actor).keeps,
    )


def _sum(tallies: Sequence[Tally]) -> Tally:
    names = NONE.__dataclass_fields__
    return Tally(**{name: sum(getattr(each, name) for each in tallies) for name in names})


def rows_of_session(actor: Actor, session_id: int, *, on: date) -> list[Row]:
    """Return every recommendation of a session that counts, by its number.  Two queries."""
    rows = recommendations_visible_to(actor).exclude(state__in=NOT_COUNTED).filter(session=session_id)
    return rows_of(actor, list(rows.order_by("number")), on=on)


@dataclass(frozen=True)
class Cluster:
    """Recommendations of several sessions or communes that ask for the same."""

    sessions: int
    communes: int
    rows: Sequence[Row]
    is_open: bool


def cluster_keys(actor: Actor) -> "QuerySet[VoterRecommendation, Any]":
    """Return the groups of what was raised more than once, by their first: what is open and raised most before all."""
    found = recommendations_visible_to(actor).filter(first_raised__isnull=False).exclude(state__in=NOT_COUNTED)
    groups = (
        found.order_by()
        .values("first_raised")
        .annotate(open_rows=Count("pk", filter=Q(is_open=True)), most=Max("sessions_raised"), number=Count("pk"))
    )
    is_open = Case(When(open_rows__gt=0, then=1), default=0, output_field=IntegerField())
    ordered = groups.annotate(has_open=is_open).order_by("-has_open", "-most", "-number", "-first_raised")
    return ordered.values_list("first_raised", flat=True)


def clusters(actor: Actor, keys: Sequence[int], *, on: date) -> list[Cluster]:
    """Return some of these groups with their recommendations, as far as one sees them.  Two queries."""
    found = recommendations_visible_to(actor).filter(first_raised__in=keys).exclude(state__in=NOT_COUNTED)
    by_first: dict[int, list[Row]] = {key: [] for key in keys}
    for each in rows_of(actor, list(found.order_by("received_on", "pk")), on=on):
        assert each.row.first_raised_id is not None, "the filter says so"
        by_first[each.row.first_raised_id].append(each)
    return [
        Cluster(
            max(each.row.sessions_raised for each in rows),
            len({each.row.commune_id for each in rows if each.row.commune_id}),
            rows,
            any(each.row.is_open for each in rows),
        )
        for rows in by_first.values()
        if rows
    ]
