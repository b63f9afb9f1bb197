"""Questions that may have been asked before: a hint with its reasons, never a verdict."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from danvan.inspections.rules.likeness import shared_words
from danvan.kernel.text import fold

FEWEST_WORDS = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """What is compared: the words, the field, the hamlet."""

    key: int
    text: str
    field: str = ""
    hamlet: str = ""


@dataclass(frozen=True, slots=True)
class Likely:
    """An earlier question that may be the same, and why we think so, in Vietnamese."""

    key: int
    reasons: tuple[str, ...]
    weight: int


def likely_repeats(said: Said, earlier: Iterable[Said], *, most: int = 5) -> list[Likely]:
    """Return the earlier questions that look like one, the likeliest first."""
    found = []
    for other in earlier:
        shared = shared_words(said.text, other.text)
        if len(shared) < FEWEST_WORDS:
            continue
        said_so = {fold(word): word for word in _WORD.findall(said.text.lower())}
        reasons = [f"cùng có: {', '.join(said_so.get(word, word) for word in sorted(shared)[:6])}"]
        weight = len(shared)
        if said.hamlet and fold(said.hamlet) == fold(other.hamlet):
            reasons.append("cùng thôn, khối, bản")
            weight += 3
        if said.field == other.field:
            reasons.append("cùng lĩnh vực")
            weight += 1
        found.append(Likely(other.key, tuple(reasons), weight))
    return sorted(found, key=lambda each: (-each.weight, -each.key))[:most]
