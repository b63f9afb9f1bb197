"""Who resolves a complaint: a table by respondent, instance and day; never by where the letter arrived.

Law on Complaints 2011, art. 17–23 and 51.  The table proposes, a person decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

RESPONDENT, PROVINCE, SUCCESSOR = "respondent", "province", "successor"


@dataclass(frozen=True)
class CompetenceRule:
    """One line of the table.  `where`: the respondent's unit, the province, who follows it, or none of ours."""

    respondent: str
    instance: int
    resolver: str
    where: str
    basis: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True)
class Proposal:
    """Who resolves, in words with the reason; `is_ours` says whether that is the unit asking, None when unknown."""

    resolver: str
    is_ours: bool | None
    reason: str


def read_competence(rows: Iterable[Mapping[str, Any]]) -> list[CompetenceRule]:
    """Return the table of a file.  Raises ValueError when two lines fit one question on one day."""
    rules = [CompetenceRule(**row) for row in rows]
    for place, rule in enumerate(rules):
        for other in rules[:place]:
            if (rule.respondent, rule.instance) == (other.respondent, other.instance) and _overlap(rule, other):
                raise ValueError(f"two lines for {rule.respondent} {rule.instance}")
    return rules


def propose(
    rules: Iterable[CompetenceRule],
    *,
    respondent: str,
    instance: int,
    on: date,
    asking_unit: int,
    respondent_unit: int | None,
    province_unit: int,
) -> Proposal | None:
    """Return who resolves a complaint received on a day; nothing when the table has no line."""
    rule = rule_in_force(rules, respondent=respondent, instance=instance, on=on)
    if rule is None:
        return None
    return Proposal(rule.resolver, _is_ours(rule, asking_unit, respondent_unit, province_unit), rule.basis)


def rule_in_force(
    rules: Iterable[CompetenceRule], *, respondent: str, instance: int, on: date
) -> CompetenceRule | None:
    """Return the line of the table for a complaint on a day."""
    for rule in rules:
        if (rule.respondent, rule.instance) != (respondent, instance):
            continue
        if rule.valid_from <= on and (rule.valid_until is None or on < rule.valid_until):
            return rule
    return None


def _is_ours(rule: CompetenceRule, asking: int, respondent: int | None, province: int) -> bool | None:
    if rule.where == PROVINCE:
        return asking == province
    if rule.where == RESPONDENT:
        return None if respondent is None else asking == respondent
    return None if rule.where == SUCCESSOR else False


def _overlap(one: CompetenceRule, other: CompetenceRule) -> bool:
    return one.valid_from < (other.valid_until or date.max) and other.valid_from < (one.valid_until or date.max)
