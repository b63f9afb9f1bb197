"""What in the words of a dialogue may tell who somebody is: masked for those who may not read it, pointed at before
anything is published.

What looks personal is found by the same rule as in conclusions.  It is a
warning, not a filter: names are found by how they are written, so some are
missed and some words are taken for names.  Where a name is masked the doubt
falls the other way: a place that looks like a name is left out as well.
"""

import re

from danvan.conclusions.rules.publishing import look_through
from danvan.kernel.text import fold, nfc

MASK = "[…]"


def names_somebody(text: str, name: str) -> bool:
    """Whether a text holds a whole name, however it is written; one word alone is no name."""
    return len(name.split()) > 1 and fold(name) in fold(text)


def masked(text: str, *, asker: str = "") -> str:
    """Return a text without what may tell who somebody is, for those who may not read that; as far as it is found."""
    shown = nfc(text)
    # What is found is told once, in one spelling: the next look finds the others.
    while found := look_through(shown, _called(asker)):
        for each in found:
            without = re.sub(rf"(?<!\w){re.escape(each.words)}(?!\w)", MASK, shown)
            shown = without if without != shown else shown.replace(each.words, MASK)
    # Written without accents, say: then nothing of it is shown.
    return MASK if names_somebody(shown, asker) else shown.strip()


def personal_marks(text: str, *, asker: str = "") -> list[str]:
    """Return what in a text may point to a person, each in words."""
    marks = ["tên người hỏi"] if names_somebody(text, asker) else []
    return marks + [f"{each.kind.label}: “{each.words}”" for each in look_through(text, _called(asker))]


def _called(asker: str) -> list[str]:
    """Return who asked as a record would name them, so that the given name alone is found too."""
    return [f"ông {asker.title()}"] if asker.strip() else []
