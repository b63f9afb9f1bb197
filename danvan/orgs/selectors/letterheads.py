"""The head of the papers of a unit on a day."""

from datetime import date

from danvan.orgs.models import UnitVersion
from danvan.orgs.rules.letterheads import Letterhead, letterhead
from danvan.orgs.selectors.register import governments_on, names_on

NOBODY = Letterhead("", "", "", "", "", "THỦ TRƯỞNG")


def letterhead_of(unit_id: int | None, on: date) -> Letterhead:
    """Return the head of papers of a unit on a day; an empty one for nobody.  Two queries."""
    return letterhead_in(names_on([unit_id], on).get(unit_id) if unit_id else None, on)


def letterhead_in(writer: UnitVersion | None, on: date) -> Letterhead:
    """Return the head of papers of a unit as it is known already."""
    if writer is None:
        return NOBODY
    province = governments_on(on, level="province").first()
    return letterhead(
        kind=writer.kind,
        name=writer.name,
        full_name=writer.full_name,
        level=writer.level,
        province=province.name if province else "",
    )
