"""Plans that read alike: a hint with the shared passages for the reader, never a verdict (L1)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from danvan.kernel.text import fold

# Passages in common before anything is said, and their part of the plan's own.
AT_LEAST, SHARE = 3, 0.6
_NUMBERS = re.compile(r"[0-9./%-]+")


@dataclass(frozen=True, slots=True)
class PlanText:
    """What a plan says: one passage for each task."""

    plan_id: int
    unit_id: int
    unit_name: str
    passages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Alike:
    """A plan, the one of another unit that shares most with it, and the passages they share."""

    plan_id: int
    other_id: int
    other_unit_id: int
    shared: tuple[str, ...]
    of: int


def core(passage: str, unit_name: str) -> str:
    """Return what is left of a passage without accents, numbers, dates and the name of its unit."""
    plain = _NUMBERS.sub(" ", fold(passage)).replace(fold(unit_name), " ")
    return " ".join(plain.split())


def plans_alike(plans: Iterable[PlanText]) -> dict[int, Alike]:
    """Return, by plan, the likest plan of another unit, for plans most of whose passages are shared with it.

    Passages are the same when nothing but accents, numbers and the unit's name
    tells them apart.
    """
    plans = list(plans)
    by_id = {plan.plan_id: plan for plan in plans}
    cores: dict[int, dict[str, str]] = {
        plan.plan_id: {text: passage for passage in plan.passages if (text := core(passage, plan.unit_name))}
        for plan in plans
    }
    holders: dict[str, list[int]] = defaultdict(list)
    for plan_id, texts in cores.items():
        for text in texts:
            holders[text].append(plan_id)
    found = {}
    for plan in plans:
        own = cores[plan.plan_id]
        common = Counter(other for text in own for other in holders[text] if by_id[other].unit_id != plan.unit_id)
        if not common:
            continue
        other, count = min(common.items(), key=lambda pair: (-pair[1], pair[0]))
        if count >= AT_LEAST and count >= SHARE * len(own):
            shared = tuple(passage for text, passage in own.items() if text in cores[other])
            found[plan.plan_id] = Alike(plan.plan_id, other, by_id[other].unit_id, shared, len(own))
    return found
