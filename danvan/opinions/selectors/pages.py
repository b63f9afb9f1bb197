"""One recommendation on its page: the way it took, why its day, what was answered, what can be done next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.inspections.rules.likeness import words_of
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date
from danvan.opinions.choices import State
from danvan.opinions.models import (
    RecommendationAct,
    RecommendationResponse,
    RepeatLink,
    ResponseFile,
    Routing,
    VoterRecommendation,
)
from danvan.opinions.rules.acts import ACTS, KEEPER, Act, acts_in
from danvan.opinions.rules.repeats import Told, likely_repeats
from danvan.opinions.selectors.limits import counted, posted_until, publish_by
from danvan.opinions.selectors.visible import own_scope, recommendations_visible_to, sight_of
from danvan.orgs.selectors import alive_on, names_on, units_today

LOOKED_AT, MOST_WORDS = 400, 60
ACT_LABELS = {code: act.label for code, act in ACTS.items()} | {
    "record": "ghi vào danh sách",
    "change": "sửa nội dung ghi",
    "repeat": "xác nhận lặp lại",
    "not_repeat": "xác nhận không lặp lại",
    "feedback": "Mặt trận Tổ quốc lấy ý kiến cử tri",
}


@dataclass(frozen=True)
class StepShown:
    """One step of the way with names."""

    step: Routing
    name: str
    named: str


@dataclass(frozen=True)
class Line:
    """One act of the timeline in words."""

    act: RecommendationAct
    label: str


@dataclass(frozen=True)
class Suggested:
    """Another recommendation that may ask for the same."""

    row: VoterRecommendation
    words: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class RecommendationPage:
    """Everything a page shows; parts one may not read are empty."""

    row: VoterRecommendation
    words: str
    reads_all: bool
    follows: bool
    keeper: str
    addressee: str
    commune: str
    proposed: str
    why_due: str
    steps: Sequence[StepShown]
    timeline: Sequence[Line]
    responses: Sequence[RecommendationResponse]
    acts: Sequence[Act]
    group: Sequence[tuple[VoterRecommendation, str]]
    suggested: Sequence[Suggested]
    publish_by: date | None = None
    posted_until: date | None = None
    may_keep: bool = False
    heirs: list[tuple[int, str]] = field(default_factory=list)

    @property
    def has_main(self) -> bool:
        """Whether something usual waits to be done here."""
        return any(act.is_main for act in self.acts)

    @property
    def other_acts(self) -> list[Act]:
        """What can be done besides."""
        return [act for act in self.acts if not act.is_main]


def recommendation_page(actor: Actor, recommendation_id: int, *, on: date) -> RecommendationPage:
    """Return a recommendation as its page shows it, in a fixed number of queries.  Raises NotFound."""
    found = recommendations_visible_to(actor).select_related("meeting", "merged_into", "first_raised")
    row = found.filter(pk=recommendation_id).first()
    if row is None:
        raise NotFound
    sight = sight_of(actor)
    reads, follows = sight.reads(row), sight.follows(row)
    steps = list(row.routings.all())
    if not follows:
        # Whoever sent it back sees their own step.
        steps = [step for step in steps if step.unit_id in sight.answers]
    ids = {row.unit_id, row.addressee_id, row.commune_id, row.proposed_id}
    ids |= {unit for step in steps for unit in (step.unit_id, step.named_unit_id)}
    names = {unit: version.full_name for unit, version in names_on({pk for pk in ids if pk}, on).items()}
    timeline = list(row.acts.select_related("holding__post")) if reads else []
    may_keep = row.unit_id in sight.keeps
    heirs = _heirs(row, on) if may_keep else []
    return RecommendationPage(
        row=row,
        words=sight.words(row),
        reads_all=reads,
        follows=follows,
        keeper=names.get(row.unit_id, ""),
        addressee=names.get(row.addressee_id or 0, "") or row.addressee_body,
        commune=names.get(row.commune_id or 0, ""),
        proposed=names.get(row.proposed_id or 0, ""),
        why_due=_why_due(row, steps),
        steps=[
            StepShown(
                step,
                names.get(step.unit_id or 0, "") or step.body,
                names.get(step.named_unit_id or 0, "") or step.named_body,
            )
            for step in steps
        ],
        timeline=[Line(act, ACT_LABELS.get(act.act, act.act)) for act in timeline],
        responses=list(row.responses.prefetch_related("files", "feedback")) if reads else [],
        acts=offered(actor, row, heirs=bool(heirs)),
        group=_group(actor, row) if follows else [],
        suggested=suggestions(actor, row) if may_keep and row.state in _LOOKED_FOR else [],
        publish_by=publish_by(row) if may_keep else None,
        posted_until=posted_until(row) if may_keep else None,
        may_keep=may_keep,
        heirs=heirs,
    )


_LOOKED_FOR = (State.RECORDED, State.BOUNCED, State.ROUTED, State.ACCEPTED, State.STUDIED)


def offered(actor: Actor, row: VoterRecommendation, *, heirs: bool) -> list[Act]:
    """Return the acts somebody may do now, in the order of the table."""
    keeps, answers = own_scope(actor, Right.KEEP_OPINIONS), own_scope(actor, Right.ANSWER_OPINIONS)
    publishes = own_scope(actor, Right.PUBLISH_WORK)
    found = []
    for act in acts_in(row.state):
        by_keeper = act.by == KEEPER or row.addressee_id is None
        is_ours = row.unit_id in keeps if by_keeper else row.addressee_id in answers
        if not is_ours or not _makes_sense(act, row, heirs):
            continue
        if act.code in ("publish", "unpublish") and row.unit_id not in publishes:
            continue
        found.append(act)
    return found


def _makes_sense(act: Act, row: VoterRecommendation, heirs: bool) -> bool:
    conditions = {
        "pass_on": heirs,
        "bounce": not row.is_decided,
        "set_limit": row.session.body == "council",
        "publish": row.published_at is None,
        "unpublish": row.published_at is not None,
    }
    return conditions.get(act.code, True)


def _heirs(row: VoterRecommendation, on: date) -> list[tuple[int, str]]:
    if row.addressee_id is None or not row.is_open or row.addressee_id in alive_on([row.addressee_id], on):
        return []
    return [(each.unit_id, each.full_name) for each in units_today([row.addressee_id], on).get(row.addressee_id, [])]


def _why_due(row: VoterRecommendation, steps: Sequence[Routing]) -> str:
    standing = next((step for step in steps if step.until is None), None)
    if standing is not None:
        return standing.explanation
    if row.due_on == row.set_by or row.due_on == row.session.answer_by:
        return f"Thường trực Hội đồng nhân dân ấn định trả lời trước hết ngày {format_date(row.due_on)}."
    found = counted(row.rule, row.received_on)
    said = "Chưa chuyển nên tính từ ngày cơ quan lập danh sách nhận."
    return f"{said} {found.explanation}" if found else said


def _group(actor: Actor, row: VoterRecommendation) -> list[tuple[VoterRecommendation, str]]:
    if row.first_raised_id is None:
        return []
    sight = sight_of(actor)
    others = recommendations_visible_to(actor).filter(first_raised=row.first_raised_id).exclude(pk=row.pk)
    return [(each, sight.words(each)) for each in others.order_by("received_on", "pk")]


def suggestions(actor: Actor, row: VoterRecommendation) -> list[Suggested]:
    """Return recommendations that may ask for the same, of those one may see, the likest first.  Two queries.

    Of all there are, whatever their age, those that share most words are looked at closely.
    """
    wanted = [SearchQuery(word, config="simple") for word in sorted(words_of(sight_of(actor).words(row)))]
    if not wanted:
        return []
    any_word = reduce(or_, wanted[:MOST_WORDS])
    compared: Any = RepeatLink.objects.filter(one=row.pk).values_list("other_id", flat=True)
    compared = compared.union(RepeatLink.objects.filter(other=row.pk).values_list("one_id", flat=True))
    sight = sight_of(actor)
    others = (
        recommendations_visible_to(actor)
        .exclude(pk=row.pk)
        .exclude(state__in=(State.MERGED, State.WITHDRAWN, State.LETTER))
        .filter(words=any_word)
        .annotate(shared=SearchRank(F("words"), any_word))
        .order_by("-shared", "-received_on", "-pk")[:LOOKED_AT]
    )
    known = set(compared)
    rows = {each.pk: each for each in others if each.pk not in known and not _are_grouped(row, each)}
    found = likely_repeats(
        Told(row.pk, sight.words(row), row.place, row.commune_id, row.field),
        (Told(each.pk, sight.words(each), each.place, each.commune_id, each.field) for each in rows.values()),
    )
    return [Suggested(rows[each.key], sight.words(rows[each.key]), each.reasons) for each in found]


def _are_grouped(row: VoterRecommendation, other: VoterRecommendation) -> bool:
    return row.first_raised_id is not None and row.first_raised_id == other.first_raised_id


def response_file(actor: Actor, file_id: int) -> Any:
    """Return a file of an answer to a recommendation whose own words one reads; nothing otherwise."""
    found = ResponseFile.objects.select_related("stored", "response__recommendation").filter(pk=file_id).first()
    if found is None or not sight_of(actor).reads(found.response.recommendation):
        return None
    return found
