"""Who a target applies to: the unit classes of the scheme (targets, section 1).

The scheme uses overlapping expressions for "who"; each is a different
denominator and they are kept apart here.  A unit belongs to a class when its
kind and tier are listed and its version is flagged as in scope.  Courts,
procuracy and armed forces are vertical agencies: in no class.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TERRITORIAL_KINDS = frozenset({"province", "city", "town", "district", "ward", "township", "commune"})
DISTRICT_KINDS = frozenset({"city", "town", "district"})
COMMUNE_KINDS = frozenset({"ward", "township", "commune"})

STATE_KINDS = frozenset({"department", "management_board", "council_office"})
TIERS = frozenset({"province", "district", "commune"})


@dataclass(frozen=True)
class Members:
    """The kinds of a class, and the tiers at which they belong to it."""

    kinds: frozenset[str]
    levels: frozenset[str] = TIERS

    def includes(self, kind: str, level: str) -> bool:
        """Whether a unit of this kind at this tier belongs, once it is in scope."""
        return kind in self.kinds and level in self.levels


CLASSES: Mapping[str, tuple[Members, ...]] = {
    # Grassroots committees: those of communes.  The provincial and district ones stand above the grassroots.
    "UC_PARTY": (Members(frozenset({"party_committee"}), frozenset({"commune"})),),
    # Sở, ban, ngành and the office of the People's Council.
    "UC_STATE": (Members(STATE_KINDS),),
    # People's Committees of every tier; a territory stands for its People's Committee.
    "UC_GOV": (Members(TERRITORIAL_KINDS),),
    "UC_ALL": (Members(STATE_KINDS | TERRITORIAL_KINDS | {"public_service_unit"}),),
    # Those among them without a dossier in the period are left out by the measure, which knows the dossiers.
    "UC_ADMIN": (Members(STATE_KINDS | TERRITORIAL_KINDS),),
    # The chair's post of each government: units are counted, so that a change of person changes nothing.
    "UC_HEAD": (Members(TERRITORIAL_KINDS),),
    "UC_DIST": (Members(DISTRICT_KINDS),),
    "UC_PROV": (Members(frozenset({"province"})),),
    # Cells are reported as totals by the unit they belong to.
    "UC_CELL": (
        Members(STATE_KINDS),
        Members(frozenset({"party_committee"}), frozenset({"commune"})),
    ),
}


def members_of(classes: Iterable[str]) -> tuple[Members, ...]:
    """Return what belongs to any of these classes.  Raises KeyError for an unknown class."""
    return tuple(members for code in classes for members in CLASSES[code])


def classes_of(kind: str, level: str, *, in_scope: bool) -> tuple[str, ...]:
    """Return the classes a unit belongs to, in the order of the table."""
    if not in_scope:
        return ()
    return tuple(code for code, members in CLASSES.items() if any(each.includes(kind, level) for each in members))
