"""Units a running text names: by full name, short form, a name of another time, or in a list ("các sở: …")."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from danvan.kernel.text import fold, nfc, normalize_tone


@dataclass(frozen=True)
class UnitName:
    """One name a unit goes by: in small letters with accents, the unit, and who stands in its place when it ended."""

    spelled: str
    unit_id: int
    said: str
    heirs: tuple[tuple[int, str], ...] = ()
    is_old: bool = False


@dataclass(frozen=True)
class Names:
    """Every name of every unit by its words, folded; and the unit whose notice it is."""

    by_words: Mapping[str, Sequence[UnitName]]
    home_id: int
    home_said: str


MARKS = (",", ":", ";")
_TOKEN = re.compile(r"[^\W_]+(?:&+[^\W_]+)*|[,:;]")
_JOINED = re.compile(r"(?<=[A-ZĐ])\s*[&-]\s*(?=[A-ZĐ])")
_LONGEST = 18
# Words that open a list of units named by the rest of their names, and those that may stand between units.
_LISTED = ("so", "xa", "phuong", "ubnd")
_BETWEEN = ("va", "cac", "cung", "voi", *_LISTED)
_SHORT = {"uy ban nhan dan": "ubnd", "hoi dong nhan dan": "hdnd", "mat tran to quoc": "mttq"}


@dataclass(frozen=True)
class Mention:
    """A unit a text names, between two places of the text; `goes_on`: in one list with the one before it."""

    start: int
    end: int
    words_before: int
    goes_on: bool
    unit_id: int | None
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Word:
    folded: str
    spelled: str
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """Return the words of a name as they are compared: folded, usual short forms in place of long ones."""
    return [word.folded for word in _words(text) if word.folded not in MARKS]


def mentions(text: str, names: Names) -> list[Mention]:
    """Return the units a text names, in its order, the longest name each time."""
    words = _words(text)
    found: list[Mention] = []
    place, listed, goes_on = 0, "", False
    while place < len(words):
        word = words[place]
        match = _longest(words, place, names, "") if word.folded not in MARKS else None
        if match is None and goes_on and listed and word.folded not in MARKS:
            match = _longest(words, place, names, listed)
        if match is not None:
            length, candidates = match
            unit_id, remarks = _meant(candidates)
            end = words[place + length - 1].end
            found.append(Mention(word.start, end, place, goes_on and bool(found), unit_id, remarks))
            opening = fold(candidates[0].spelled).split()[0]
            listed, goes_on = opening if opening in _LISTED else listed, True
            place += length
            continue
        if word.folded in _LISTED and place and words[place - 1].folded == "cac":
            # "Các sở: Xây dựng, …" opens a list as a name would.
            listed, goes_on = word.folded, goes_on or not found
        elif word.folded not in (*MARKS, *_BETWEEN):
            goes_on = False
        place += 1
    return found


def _words(text: str) -> list[_Word]:
    """Return the words of a text, long forms of usual ones made short."""
    raw = [
        _Word(fold(match[0].replace("&", "")), normalize_tone(match[0].replace("&", "")).lower(), *match.span())
        for match in _TOKEN.finditer(_JOINED.sub(_joined, nfc(text)))
    ]
    made: list[_Word] = []
    place = 0
    while place < len(raw):
        short = _SHORT.get(" ".join(word.folded for word in raw[place : place + 4]), "")
        if short:
            made.append(_Word(short, short, raw[place].start, raw[place + 3].end))
            place += 4
        elif raw[place].folded == "vp":
            made += [_Word("van", "văn", raw[place].start, raw[place].end)]
            made += [_Word("phong", "phòng", raw[place].start, raw[place].end)]
            place += 1
        else:
            made.append(raw[place])
            place += 1
    return made


def _joined(match: re.Match[str]) -> str:
    """Return the sign between two initials, as long as it was, so that places stay."""
    return "&" * len(match[0])


def _longest(words: Sequence[_Word], place: int, names: Names, prefix: str) -> tuple[int, Sequence[UnitName]] | None:
    run: list[_Word] = []
    best: tuple[int, Sequence[UnitName]] | None = None
    for length, word in enumerate(words[place : place + _LONGEST], start=1):
        # A comma may stand inside a name: Sở Văn hóa, Thể thao và Du lịch.
        if word.folded == ",":
            continue
        if word.folded in MARKS:
            break
        run.append(word)
        key = " ".join([*([prefix] if prefix else []), *(each.folded for each in run)])
        if key in names.by_words:
            said = " ".join(each.spelled for each in run)
            candidates = names.by_words[key]
            # Hoa Sơn and Hòa Sơn are two names; who types accents means them.
            exact = [each for each in candidates if each.spelled.endswith(said)]
            best = (length, exact or candidates)
    return best


def _meant(candidates: Sequence[UnitName]) -> tuple[int | None, tuple[str, ...]]:
    """Return the unit candidates stand for, where that is clear, and what is to be said of it."""
    standing = {each.unit_id: each for each in candidates if not each.heirs and not each.is_old}
    if len(standing) == 1:
        return next(iter(standing)), ()
    if len(standing) > 1:
        said = "; ".join(sorted(each.said for each in standing.values()))
        return None, (f"Có nhiều đơn vị cùng tên: {said}.",)
    old = candidates[0]
    if len(old.heirs) == 1:
        unit_id, now = old.heirs[0]
        return unit_id, (f"“{old.said}” là tên cũ, nay là {now}.",)
    if not old.heirs:
        return None, (f"“{old.said}” không còn hoạt động.",)
    heirs = ", ".join(said for _unit, said in old.heirs)
    return None, (f"“{old.said}” nay thuộc {heirs}: chọn đơn vị thực hiện.",)


def units_read(text: str, names: Names) -> tuple[list[int], list[tuple[str, str]]]:
    """Return the units a typed list names, apart by semicolons, and what could not be read with the reason."""
    found: list[int] = []
    unread: list[tuple[str, str]] = []
    for part in filter(None, (each.strip() for each in text.split(";"))):
        key = " ".join(words_of(part))
        if key not in names.by_words:
            near = difflib.get_close_matches(key, names.by_words, n=1, cutoff=0.75)
            hint = f" Có phải là {names.by_words[near[0]][0].said}?" if near else ""
            unread.append((part, f"không có đơn vị nào tên này.{hint}"))
            continue
        spelled = " ".join(normalize_tone(part.replace(",", " ")).lower().split())
        candidates = names.by_words[key]
        unit_id, remarks = _meant([each for each in candidates if each.spelled == spelled] or candidates)
        if unit_id is None:
            unread.append((part, " ".join(remarks)))
        else:
            found.append(unit_id)
    return list(dict.fromkeys(found)), unread
