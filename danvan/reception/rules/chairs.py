"""What the words somebody typed for who received say of them: the head, or a deputy.

Only what is plain is read: "Phó Chủ tịch UBND xã" is a deputy, "Phó Chủ tịch,
quyền Chủ tịch UBND xã" has been given the head's powers (ADR 0035).
"""

import re
from collections.abc import Iterable

from danvan.kernel.text import fold

_POST = r"(?:chu tich|giam doc|bi thu|thu truong|truong|chanh|cuc truong|vien truong|hieu truong|chi cuc truong)"
_DEPUTY = re.compile(rf"\bpho[ .]+(?:tong )?{_POST}\b|\bcap pho\b|\bp\.? ?{_POST}\b|\bpct\b|\bpgd\b|\buy quyen\b")
_ACTING = re.compile(rf"(?<!\buy )\bquyen {_POST}\b|(?<!\buy )\bq\. ?{_POST}\b|\bgiao quyen\b")


def names_a_deputy(said: str) -> bool:
    """Whether words name a deputy, and not one who acts as the head."""
    text = fold(said)
    return bool(_DEPUTY.search(text)) and not _ACTING.search(text)


def names_the_head(said: str, *, person: str, titles: Iterable[str]) -> bool:
    """Whether words can mean the head recorded: they have the person's name, or are the bare title."""
    if names_a_deputy(said):
        return False
    text = _short(said)
    if fold(person) and re.search(rf"\b{re.escape(fold(person))}\b", text):
        return True
    return any(_short(title).startswith(text) for title in titles)


def _short(words: str) -> str:
    return fold(words).replace("uy ban nhan dan", "ubnd").rstrip(" .;,")
