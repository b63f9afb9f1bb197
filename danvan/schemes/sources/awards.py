"""Awards, proposals and reasoned nil returns (T28)."""

from collections.abc import Iterator

from django.db.models import Count as CountOf
from django.db.models import Min
from django.db.models.functions import ExtractYear

from danvan.exemplars.models import Award
from danvan.schemes.sources.facts import Count, Exhibit, Wanted, exhibit

AWARD = Award.kind_code()


def count_awards(wanted: Wanted) -> Iterator[Count]:
    """Return the awards, proposals and nil returns of each unit and year.  One query."""
    rows = (
        Award.objects.filter(happened_on__year__in=wanted.years, **wanted.narrow())
        .annotate(of_year=ExtractYear("happened_on"))
        .values("unit_id", "of_year", "state")
        .annotate(number=CountOf("pk"), first_on=Min("happened_on"))
        .order_by()
    )
    for row in rows:
        yield Count(row["unit_id"], row["of_year"], row["state"], row["number"], row["first_on"])


def list_awards(wanted: Wanted) -> Iterator[Exhibit]:
    """Return the awards themselves, oldest first.  One query."""
    for award in Award.objects.filter(happened_on__year__in=wanted.years, **wanted.narrow()).order_by(
        "happened_on", "pk"
    ):
        assert award.happened_on is not None, "the filter says so"
        yield exhibit(award, year=award.happened_on.year)
