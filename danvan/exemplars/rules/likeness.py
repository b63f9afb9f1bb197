"""Exemplars that look alike: a hint with its reasons at registration, never a verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from danvan.kernel.text import fold

_LITTLE = frozenset(
    [
        "mo",
        "hinh",
        "diem",
        "sang",
        "dan",
        "van",
        "kheo",
        "xay",
        "dung",
        "cong",
        "tac",
        "trong",
        "cua",
        "va",
        "cac",
        "tai",
        "ve",
        "cho",
        "theo",
        "la",
        "mot",
        "nhung",
        "duoc",
        "tren",
        "voi",
    ]
)
ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Described:
    """What is compared: the subject, the place, who benefits."""

    key: int
    unit_id: int
    subject: str
    place: str = ""
    beneficiaries: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another exemplar that may be the same, and why we think so, in Vietnamese."""

    key: int
    reasons: tuple[str, ...]
    weight: float


def telling_words(text: str) -> frozenset[str]:
    """Return the words that tell one exemplar from another."""
    return frozenset(word for word in fold(text).split() if len(word) > 1) - _LITTLE


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words in common, of the shorter text."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def likely_same(new: Described, others: Iterable[Described], *, most: int = 5) -> list[Likeness]:
    """Return the exemplars that look like a new one, the likest first.

    The subject must be alike; the same place, unit or beneficiaries make it likelier.
    """
    subject, place, people = (telling_words(text) for text in (new.subject, new.place, new.beneficiaries))
    found = []
    for other in others:
        words = telling_words(other.subject)
        alike = overlap(subject, words)
        if alike < ENOUGH:
            continue
        reasons = [f"cùng nội dung: {', '.join(sorted(subject & words))}"]
        weight = alike
        if other.unit_id == new.unit_id:
            reasons.append("cùng đơn vị")
            weight += 0.5
        if overlap(place, telling_words(other.place)) >= ENOUGH:
            reasons.append("cùng nơi thực hiện")
            weight += 0.5
        if overlap(people, telling_words(other.beneficiaries)) >= ENOUGH:
            reasons.append("cùng đối tượng hưởng lợi")
            weight += 0.3
        found.append(Likeness(other.key, tuple(reasons), weight))
    return sorted(found, key=lambda each: -each.weight)[:most]
