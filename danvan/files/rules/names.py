"""What a stored file may be called on somebody's screen and disk."""

import unicodedata

from danvan.kernel.text import nfc

LONGEST = 150
_FORBIDDEN = frozenset('<>:"|?*\\/')

EXTENSIONS: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}


def clean_name(name: str, content_type: str) -> str:
    """Return a harmless file name in NFC that ends as its content says.

    Folders, signs no system accepts and invisible characters (which can turn
    the end of a name around on screen) are dropped; the rest is kept as typed.
    """
    last = nfc(name).replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(" " if char.isspace() else char for char in last)
    kept = "".join(char for char in visible if unicodedata.category(char)[0] != "C" and char not in _FORBIDDEN)
    stem = " ".join(kept.split())
    endings = EXTENSIONS.get(content_type, ())
    ending = next((end for end in endings if stem.lower().endswith(end)), "")
    stem = stem[: len(stem) - len(ending)] if ending else stem
    ending = ending or (endings[0] if endings else "")
    return (stem[: LONGEST - len(ending)].strip(". ") or "tep") + ending
