"""What the public may see: the scheme itself, closed figures, published ranks.  Nothing else leaves the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from danvan.conclusions.selectors.publishing import PublicPromises, public_promises, published_years
from danvan.indices.choices import Confidence, IndexName
from danvan.indices.selectors import series
from danvan.schemes.rules.definition import Scheme, Target, TaskGroup
from danvan.schemes.rules.wording import Said, say_figure
from danvan.schemes.selectors import public_figures, schemes_in_force


@dataclass(frozen=True)
class PublicFigure:
    """One published figure in words."""

    target: str
    name: str
    status: str
    threshold: str
    said: Said


@dataclass(frozen=True)
class Published:
    """The figures of the last closed year."""

    year: int
    closed_at: datetime
    figures: Sequence[PublicFigure]


@dataclass(frozen=True)
class Rank:
    """The place of the province in one edition of an index."""

    rank: int
    of_total: int
    source_url: str
    is_derived: bool


@dataclass(frozen=True)
class Series:
    """The places of the province in one index over the years; None where an edition is not known."""

    name: str
    cells: Sequence[Rank | None]


@dataclass(frozen=True)
class Ranks:
    """All index series side by side."""

    years: Sequence[int]
    lines: Sequence[Series]


@dataclass(frozen=True)
class Group:
    """A group of targets with their statements."""

    name: str
    targets: Sequence[Target]


@dataclass(frozen=True)
class OtherScheme:
    """A scheme beside the leading one, with the figures it published."""

    scheme: Scheme
    published: Published


@dataclass(frozen=True)
class FrontPage:
    """Everything on the public front page: the leading scheme, then what others published."""

    scheme: Scheme
    task_groups: Sequence[TaskGroup]
    groups: Sequence[Group]
    target_count: int
    published: Published | None
    others: Sequence[OtherScheme]
    series: Ranks | None


def front_page() -> FrontPage | None:
    """Return the public front page; nothing before a scheme was loaded."""
    definitions = schemes_in_force()
    if not definitions:
        return None
    definition, *others = definitions
    shown = [(each.scheme, _published(each.scheme.id)) for each in others]
    return FrontPage(
        scheme=definition.scheme,
        task_groups=definition.task_groups,
        groups=[Group(group.name, definition.targets_of(group.id)) for group in definition.groups],
        target_count=len(definition.targets),
        published=_published(definition.scheme.id),
        others=[OtherScheme(scheme, published) for scheme, published in shown if published],
        series=_ranks(),
    )


def _published(scheme: str) -> Published | None:
    found = public_figures(scheme)
    if found is None:
        return None
    figures = [
        PublicFigure(
            target=each.asked.id,
            name=each.asked.name,
            status=each.status.value,
            threshold=each.asked.threshold.label if each.asked.threshold else "",
            said=say_figure(
                each.asked.value,
                each.numerator,
                each.denominator,
                threshold=each.asked.threshold,
                counts=each.asked.own.counts,
            ),
        )
        for each in found.figures
        if not each.asked.is_companion
    ]
    return Published(found.year, found.closed_at, figures)


def _ranks() -> Ranks | None:
    rows = [score for index in IndexName for score in series(index)]
    if not rows:
        return None
    years = sorted({row.year for row in rows})
    known = {
        (row.index, row.year): Rank(row.rank, row.of_total, row.source_url, row.confidence == Confidence.SEEN_DERIVED)
        for row in rows
    }
    lines = [Series(str(index.label), [known.get((index.value, year)) for year in years]) for index in IndexName]
    return Ranks(years, [line for line in lines if any(line.cells)])


@dataclass(frozen=True)
class PromisesGlance:
    """The block of the front page: how the published promises of a year stand."""

    year: int
    found: PublicPromises


def promises_glance(*, on: date) -> PromisesGlance | None:
    """Return the promises of this year, else of the last one that has any; nothing while nothing is published."""
    years = published_years()
    if not years:
        return None
    year = on.year if on.year in years else years[0]
    return PromisesGlance(year, public_promises(year, on=on))
