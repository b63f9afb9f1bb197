"""Published index series (T09 to T12)."""

from collections.abc import Iterator

from danvan.indices.choices import Confidence
from danvan.indices.models import IndexScore
from danvan.schemes.rules.verdict import IndexRow
from danvan.schemes.sources.facts import Exhibit, Wanted

SCORE = "index_score"


def index_rows(index: str, wanted: Wanted) -> Iterator[tuple[Exhibit, IndexRow]]:
    """Return the editions of an index for some years, oldest first.  One query."""
    scores = IndexScore.objects.filter(index=index, year__in=wanted.years, **wanted.narrow()).order_by("year", "pk")
    for score in scores:
        exhibit = Exhibit(
            record_id=score.pk,
            kind=score.kind,
            kind_label=str(score._meta.verbose_name),
            title=score.title,
            unit_id=score.unit_id,
            year=score.year,
            state=score.state,
            state_label=score.get_state_display(),
            happened_on=score.happened_on,
        )
        yield exhibit, IndexRow(score.year, score.rank, score.of_total, score.confidence == Confidence.SEEN_DERIVED)
