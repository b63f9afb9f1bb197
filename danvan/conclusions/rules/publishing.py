"""What in words for the public should make one look twice: names, telephones, identity numbers, addresses of mail.

A warning, never a decision: a number may be that of a decree, a name that of a
commune.  Whoever publishes reads what was found and confirms.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from danvan.kernel.text import fold, nfc, normalize_tone


class Kind(StrEnum):
    """What was found."""

    PHONE = "phone"
    IDENTITY = "identity"
    MAIL = "mail"
    NAME = "name"

    @property
    def label(self) -> str:
        """The Vietnamese words."""
        return _LABELS[self]


_LABELS = {
    Kind.PHONE: "giống số điện thoại",
    Kind.IDENTITY: "giống số căn cước, chứng minh nhân dân",
    Kind.MAIL: "giống địa chỉ thư điện tử",
    Kind.NAME: "giống tên người",
}


@dataclass(frozen=True)
class Found:
    """One thing to look at: the words as they stand, what they look like, whether the internal record has them too."""

    words: str
    kind: Kind
    is_in_record: bool

    @property
    def key(self) -> str:
        """The words as they are recognised again: shown once, confirmed for these alone."""
        return fold(self.words)


# A telephone here begins with 0, or with +84: a mobile one has ten digits, a landline eleven with its area, which may
# stand in brackets.  An identity number has twelve digits, an old one nine.
_GAP = r"[ .\-]?"
_WIDE_GAP = r"(?:[ .\-]?\(|\)[ .\-]?|[ .\-])?"
_PHONE = re.compile(rf"(?<![\w.])\(?(?:\+84|84|0){_WIDE_GAP}[1-9](?:{_WIDE_GAP}\d){{8,9}}(?!\d)")
_NO_SUM = r"(?!\d)(?!\s*(?:đồng|đ\b|VNĐ|m2|m²))"
_IDENTITY = re.compile(rf"(?<![\w/])\d(?:{_GAP}\d){{11}}{_NO_SUM}|(?<![\w/])\d(?:{_GAP}\d){{8}}{_NO_SUM}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
_SYLLABLE = rf"[{_UPPER}][^\W\d_]*"
_RUN = rf"{_SYLLABLE}(?:\s+{_SYLLABLE})*"
_ADDRESSED = re.compile(
    rf"\b(?i:ông|bà|anh|chị|em|cháu|cụ|cô|chú|bác|công dân|hộ ông|hộ bà|gia đình|chủ hộ)\s+(?:(?i:ông|bà)\s+)?({_RUN})"
)
_LONG_RUN = re.compile(rf"{_SYLLABLE}(?:\s+{_SYLLABLE}){{1,4}}")
# The family names most people bear here, with their marks: a road (đường) is no Dương.
_FAMILY_NAMES = """
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh cao mai trịnh đào đoàn lương trương lưu hà
tăng thái chu tạ quách kiều mã lò vi lầu moong vừ xồng già cụt lữ lục lang kha ngân sầm lô hờ
"""
_FAMILIES = frozenset(_FAMILY_NAMES.split())
# What begins like a name and is a place, or somebody everybody may name.
_NOT_PEOPLE = re.compile(r"^(?:hồ chí minh|hà nội|hà tĩnh|cao bằng|thái hòa|thái nguyên|lý luận)\b")


def look_through(public: str, record: Iterable[str]) -> list[Found]:
    """Return what in the words for the public looks personal, each once, in the order it stands.

    `record` are the texts of the internal record; a name somebody is called by
    there is found in the public words even when nothing else gives it away, in
    capitals or not and wherever its tone stands.
    """
    public, record = nfc(public), [nfc(text) for text in record]
    known = [fold(text) for text in record]
    found: dict[str, Found] = {}
    spans: list[tuple[int, int]] = []
    for start, end, words, kind in sorted([*_numbers(public), *_names(public, record)], key=lambda each: each[0]):
        if any(start < other_end and other_start < end for other_start, other_end in spans):
            continue
        spans.append((start, end))
        key = fold(words)
        found.setdefault(key, Found(words, kind, _stands_in(key, kind, known)))
    return list(found.values())


def _numbers(public: str) -> Iterator[tuple[int, int, str, Kind]]:
    for pattern, kind in ((_MAIL, Kind.MAIL), (_PHONE, Kind.PHONE), (_IDENTITY, Kind.IDENTITY)):
        for each in pattern.finditer(public):
            yield each.start(), each.end(), each[0], kind


def _names(public: str, record: Iterable[str]) -> Iterator[tuple[int, int, str, Kind]]:
    for each in _ADDRESSED.finditer(public):
        yield each.start(1), each.end(1), each[1], Kind.NAME
    for each in _LONG_RUN.finditer(public):
        if _is_a_name(each[0]):
            yield each.start(), each.end(), each[0], Kind.NAME
    # As long as the text itself, so that a place in one is the place in the other.
    spelled = normalize_tone(public)
    for name in _called(record):
        for each in re.finditer(rf"\b{re.escape(normalize_tone(name))}\b", spelled, re.I):
            # A name has a capital: An is no "an toàn".
            if each[0][0].isupper():
                yield each.start(), each.end(), public[each.start() : each.end()], Kind.NAME


def _is_a_name(words: str) -> bool:
    small = words.lower()
    return small.split()[0] in _FAMILIES and not _NOT_PEOPLE.match(small)


def _called(record: Iterable[str]) -> set[str]:
    """Return the names people are called by in the record: in full, and by the given name that ends them."""
    names = set()
    for text in record:
        runs = [each[1] for each in _ADDRESSED.finditer(text)]
        runs += [each[0] for each in _LONG_RUN.finditer(text) if _is_a_name(each[0])]
        for run in runs:
            names.add(run)
            given = run.split()[-1]
            if len(given) > 1:
                names.add(given)
    return names


def _stands_in(key: str, kind: Kind, known: Iterable[str]) -> bool:
    if kind in (Kind.PHONE, Kind.IDENTITY):
        digits = re.sub(r"\D", "", key)
        return any(digits in re.sub(r"[ .()\-]", "", text) for text in known)
    return any(key in text for text in known)
