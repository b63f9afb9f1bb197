"""Declared figures beside the computed ones."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import names_on
from danvan.schemes.roster import asked_of
from danvan.schemes.selectors.definitions import scheme_in_force
from danvan.schemes.selectors.results import Declaration, declaration_of, declared_visible_to, results_visible_to


@dataclass(frozen=True, slots=True)
class DeclaredLine:
    """What one unit declared for one target; numerator and denominator are the computed ones."""

    figure_id: int
    target: str
    unit_id: int
    unit: UnitVersion
    year: int
    numerator: int | None
    denominator: int | None
    declared: Declaration

    @property
    def unit_name(self) -> str:
        """The name of the unit at the end of the year."""
        return self.unit.full_name


def declared_lines(actor: Actor, scheme: str, year: int, *, target: str = "") -> list[DeclaredLine]:
    """Return the declared figures of a year the actor may see, by target and unit.  At most five queries.

    A statement that says how many units it counted is about all of them and is
    compared with their sum, where the actor sees every unit.
    """
    kinds = {asked.id: asked.value for asked in asked_of(scheme_in_force(scheme))}
    figures = declared_visible_to(actor).filter(scheme=scheme, year=year, target__in=kinds)
    if target:
        figures = figures.filter(target=target)
    told = list(figures)
    rows = results_visible_to(actor).filter(
        scheme=scheme, year=year, closing=False, target__in={figure.target for figure in told}
    )
    own = {
        (row["target"], row["unit_id"]): (row["numerator"], row["denominator"])
        for row in rows.filter(unit__in={figure.unit_id for figure in told}).values(
            "target", "unit_id", "numerator", "denominator"
        )
    }
    sums: dict[str, tuple[int | None, int | None]] = {}
    if actor.scope(Right.SEE_RESULTS).everything and any(figure.units_counted is not None for figure in told):
        summed = rows.values("target").annotate(numerators=Sum("numerator"), denominators=Sum("denominator")).order_by()
        sums = {row["target"]: (row["numerators"], row["denominators"]) for row in summed}
    names = names_on({figure.unit_id for figure in told}, date(year, 12, 31))
    lines = []
    for figure in told:
        nothing = (None, None)
        computed = (
            own.get((figure.target, figure.unit_id), nothing)
            if figure.units_counted is None
            else sums.get(figure.target, nothing)
        )
        declared = declaration_of([figure], kinds[figure.target], *computed)
        assert declared is not None  # one figure always makes one declaration
        lines.append(
            DeclaredLine(figure.pk, figure.target, figure.unit_id, names[figure.unit_id], year, *computed, declared)
        )
    order = {target: position for position, target in enumerate(kinds)}
    return sorted(lines, key=lambda line: (order[line.target], line.unit.sort_name, line.unit_id))
