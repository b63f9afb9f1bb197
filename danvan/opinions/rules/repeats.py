"""Recommendations that say the same again: a hint with its reasons; a person confirms it."""

from collections.abc import Iterable
from dataclasses import dataclass

from danvan.inspections.rules.likeness import shared_words

AT_LEAST_WORDS, MOST = 3, 5


@dataclass(frozen=True)
class Told:
    """What is compared: what was said, where, about what, at which session."""

    key: int
    text: str
    place: str
    commune_id: int | None
    field: str


@dataclass(frozen=True)
class Likely:
    """Another one that may be the same, and why, in Vietnamese."""

    key: int
    reasons: tuple[str, ...]
    weight: float


def likely_repeats(new: Told, others: Iterable[Told]) -> list[Likely]:
    """Return those that look like a new one, the likest first.

    The words must be alike; the same place and field make it likelier.
    """
    found = []
    for other in others:
        shared = shared_words(new.text, other.text)
        if other.key == new.key or len(shared) < AT_LEAST_WORDS:
            continue
        reasons, weight = [f"cùng từ: {', '.join(sorted(shared)[:8])}"], float(len(shared))
        if new.commune_id is not None and new.commune_id == other.commune_id:
            reasons.append("cùng xã, phường")
            weight += 5
        if new.place and shared_words(new.place, other.place):
            reasons.append("cùng nơi")
            weight += 3
        if new.field == other.field:
            reasons.append("cùng lĩnh vực")
            weight += 2
        found.append(Likely(other.key, tuple(reasons), weight))
    return sorted(found, key=lambda each: (-each.weight, each.key))[:MOST]


def groups_of(keys: Iterable[int], links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return for each key the smallest key it hangs together with through any number of links."""
    root = {key: key for key in keys}

    def top(key: int) -> int:
        while root[key] != key:
            key = root[key]
        return key

    for one, other in links:
        low, high = sorted((top(one), top(other)))
        root[high] = low
    return {key: top(key) for key in root}
