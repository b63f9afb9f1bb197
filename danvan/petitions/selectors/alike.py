"""Petitions that may be one and the same: looked for among those the asker may read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, Self

from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.kernel.text import fold
from danvan.petitions.models import Petition, Writer
from danvan.petitions.rules.alike import Likeness, likeness, runs_of
from danvan.petitions.selectors.petitions import petitions_visible_to

_LOOKED_AT, _SHOWN = 200, 5
# However many letters ask at once, no more petitions than these are held in memory.
_MOST_LOOKED_AT = 20_000


class _Writer(Protocol):
    """Whoever wrote, kept or still to be kept."""

    @property
    def name(self) -> str: ...
    @property
    def id_number(self) -> str: ...


class _Letter(Protocol):
    """A letter, kept or still to be kept."""

    @property
    def summary(self) -> str: ...
    @property
    def respondent(self) -> str: ...
    @property
    def forwarded_by(self) -> str: ...
    @property
    def forwarded_number(self) -> str: ...


@dataclass(frozen=True)
class Sought:
    """What a letter is looked for by: who wrote it, its words, the paper it came with."""

    names: Collection[str]
    id_numbers: Collection[str]
    text: str
    respondent: str = ""
    forwarded_by: str = ""
    forwarded_number: str = ""

    @classmethod
    def of(cls, letter: _Letter, writers: Iterable[_Writer]) -> Self:
        """Return what is looked for to find letters like one that is registered, or about to be."""
        known = list(writers)
        return cls(
            names=[writer.name for writer in known],
            id_numbers=[writer.id_number for writer in known],
            text=letter.summary,
            respondent=letter.respondent,
            forwarded_by=letter.forwarded_by,
            forwarded_number=letter.forwarded_number,
        )

    @cached_property
    def folded_names(self) -> frozenset[str]:
        """The names as they are searched."""
        return frozenset(fold(name) for name in self.names if name.strip())

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The identity numbers there are."""
        return frozenset(number.strip() for number in self.id_numbers if number.strip())

    @cached_property
    def runs(self) -> frozenset[str]:
        """The runs of words of the text."""
        return runs_of(self.text)

    @cached_property
    def paper(self) -> tuple[str, str] | None:
        """The sender and the number of the paper it came with, as they are compared."""
        return paper_mark(self.forwarded_by, self.forwarded_number)


@dataclass(frozen=True)
class Suggestion:
    """A petition that may be the same, and why."""

    petition: Petition
    likeness: Likeness


@dataclass
class _Known:
    """The petitions looked at, by what they may be found by."""

    by_name: dict[str, list[Petition]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, list[Petition]] = field(default_factory=lambda: defaultdict(list))
    by_paper: dict[tuple[str, str], list[Petition]] = field(default_factory=lambda: defaultdict(list))

    def of(self, sought: Sought) -> dict[int, Petition]:
        """Return the petitions that share a writer or a paper with what is sought, newest first."""
        lists = [self.by_name.get(name, []) for name in sought.folded_names]
        lists += [self.by_number.get(number, []) for number in sought.numbers]
        if sought.paper:
            lists.append(self.by_paper.get(sought.paper, []))
        found = {petition.pk: petition for rows in lists for petition in rows}
        newest = sorted(found.values(), key=lambda each: (each.received_on, each.pk), reverse=True)
        return {petition.pk: petition for petition in newest[:_LOOKED_AT]}


def paper_mark(forwarded_by: str, number: str) -> tuple[str, str] | None:
    """Return the sender and number of a paper as they are compared; nothing when either is missing."""
    return (fold(forwarded_by), number.strip()) if forwarded_by.strip() and number.strip() else None


def similar_to(actor: Actor, sought: Sought, *, leaving_out: int = 0) -> list[Suggestion]:
    """Return the petitions most like a letter, likest first, in two queries."""
    return similar_to_each(actor, [sought], leaving_out=leaving_out)[0]


def similar_to_each(actor: Actor, letters: Sequence[Sought], *, leaving_out: int = 0) -> list[list[Suggestion]]:
    """Return for each of several letters the petitions most like it, likest first; two queries for all of them."""
    known = _known(actor, letters, leaving_out)
    runs: dict[int, frozenset[str]] = {}
    return [_most_alike(sought, known.of(sought), runs) for sought in letters]


def _known(actor: Actor, letters: Sequence[Sought], leaving_out: int) -> _Known:
    names = {name for sought in letters for name in sought.folded_names}
    numbers = {number for sought in letters for number in sought.numbers}
    papers = {sought.paper for sought in letters if sought.paper}
    same_writer = Writer.objects.filter(Q(folded_name__in=names) | (Q(id_number__in=numbers) & ~Q(id_number="")))
    wanted = same_writer.values("petition_id")
    if papers:
        same_paper = Petition.objects.filter(forwarded_number__in={number for _by, number in papers})
        wanted = wanted.union(same_paper.exclude(forwarded_number="").values("pk"))
    candidates = (
        petitions_visible_to(actor)
        .filter(pk__in=wanted, duplicate_of=None)
        .exclude(pk=leaving_out)
        .prefetch_related("writers")
        .order_by("-received_on", "-pk")[: min(_LOOKED_AT * len(letters), _MOST_LOOKED_AT)]
    )
    known = _Known()
    for petition in candidates:
        # Prefetched, as below: no query for each.
        for writer in petition.writers.all():
            known.by_name[writer.folded_name].append(petition)
            if writer.id_number:
                known.by_number[writer.id_number].append(petition)
        if mark := paper_mark(petition.forwarded_by, petition.forwarded_number):
            known.by_paper[mark].append(petition)
    return known


def _most_alike(sought: Sought, candidates: dict[int, Petition], runs: dict[int, frozenset[str]]) -> list[Suggestion]:
    about = fold(sought.respondent)
    found = []
    for petition in candidates.values():
        writers = list(petition.writers.all())
        if petition.pk not in runs:
            runs[petition.pk] = runs_of(petition.summary)
        like = likeness(
            same_name=any(writer.folded_name in sought.folded_names for writer in writers),
            same_id_number=any(writer.id_number and writer.id_number in sought.numbers for writer in writers),
            same_respondent=bool(about) and fold(petition.respondent) == about,
            same_paper=bool(sought.paper)
            and sought.paper == paper_mark(petition.forwarded_by, petition.forwarded_number),
            runs=sought.runs,
            other_runs=runs[petition.pk],
        )
        if like is not None:
            found.append(Suggestion(petition, like))
    return sorted(found, key=lambda each: (-each.likeness.weight, -each.petition.pk))[:_SHOWN]


def old_numbers_of(actor: Actor, numbers: Iterable[str]) -> dict[str, list[Petition]]:
    """Return the petitions the actor may read that came from old registers, by their number there.  One query."""
    found: dict[str, list[Petition]] = defaultdict(list)
    for petition in petitions_visible_to(actor).filter(old_number__in=set(numbers) - {""}).order_by("pk"):
        found[petition.old_number].append(petition)
    return found
