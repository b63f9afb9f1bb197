"""What in a text may tell who somebody is: shown before anything is published, decided by whoever publishes.

A warning, not a filter: names are found by how they are written, so some are
missed and some words are taken for names.
"""

import re

from danvan.kernel.text import fold

MASK = "[…]"
_CAPITAL = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚĂĐĨŨƠƯẠ-Ỹ"
_PHONE = re.compile(r"(?<!\d)(?:\+84|0)(?:[ .\-]?\d){8,10}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(?:\d{9}|\d{12})(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_PERSON = re.compile(rf"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Cc]háu|[Ee]m)\s+((?:[{_CAPITAL}]\w*\s?){{1,4}})")


def names_somebody(text: str, name: str) -> bool:
    """Whether a text holds a whole name, however it is written; one word alone is no name."""
    return len(name.split()) > 1 and fold(name) in fold(text)


def masked(text: str, *, asker: str = "") -> str:
    """Return a text without what may tell who somebody is, for those who may not read that; as far as it is found."""
    for pattern in (_PERSON, _PHONE, _IDENTITY, _MAIL):
        text = pattern.sub(f"{MASK} ", text)
    if len(asker.split()) > 1:
        text = re.sub(re.escape(asker), MASK, text, flags=re.IGNORECASE)
    # Written without accents, say: then nothing of it is shown.
    return MASK if names_somebody(text, asker) else text.strip()


def personal_marks(text: str, *, asker: str = "") -> list[str]:
    """Return what in a text may point to a person, each in words."""
    found = []
    if names_somebody(text, asker):
        found.append("tên người hỏi")
    found += [f"tên người: “{match.group(0).strip()}”" for match in _PERSON.finditer(text)]
    if _PHONE.search(text):
        found.append("số điện thoại")
    elif _IDENTITY.search(text):
        found.append("số định danh")
    if _MAIL.search(text):
        found.append("địa chỉ thư điện tử")
    return list(dict.fromkeys(found))
