"""Findings that look alike: a hint, never a verdict."""

from danvan.kernel.text import fold

# Words in common, of the words in the shorter text.
ALIKE = 0.5
LITTLE_WORDS = frozenset({"va", "cua", "cac", "chua", "co", "cho", "trong", "ve", "tai", "con", "duoc", "mot", "theo"})


def words_of(text: str) -> frozenset[str]:
    """Return the words that say something, folded."""
    return frozenset(word for word in fold(text).split() if len(word) > 1) - LITTLE_WORDS


def shared_words(one: str, other: str) -> frozenset[str]:
    """Return the words two texts share when they look alike; none when they do not."""
    left, right = words_of(one), words_of(other)
    if not left or not right:
        return frozenset()
    shared = left & right
    return shared if len(shared) >= ALIKE * min(len(left), len(right)) else frozenset()
