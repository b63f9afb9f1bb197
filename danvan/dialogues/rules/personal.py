"""What in a text may tell who somebody is: shown before anything is published, decided by whoever publishes.

A warning, not a filter: names are found by how they are written, so some are
missed and some words are taken for names.
"""

import re

from danvan.kernel.text import fold

_CAPITAL = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚĂĐĨŨƠƯẠ-Ỹ"
_PHONE = re.compile(r"(?<!\d)(?:\+84|0)(?:[ .\-]?\d){8,10}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(?:\d{9}|\d{12})(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_PERSON = re.compile(rf"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Cc]háu|[Ee]m)\s+((?:[{_CAPITAL}]\w*\s?){{1,4}})")


def names_somebody(text: str, name: str) -> bool:
    """Whether a text holds a whole name, however it is written; one word alone is no name."""
    return len(name.split()) > 1 and fold(name) in fold(text)


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
