"""Finding a unit by any name it has or had, typed in any way."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from danvan.kernel.text import fold, format_date
from danvan.orgs.choices import UnitKind
from danvan.orgs.models import UnitVersion
from danvan.orgs.rules.classes import TERRITORIAL_KINDS
from danvan.orgs.selectors.register import DAY, LEVELS, units_on
from danvan.orgs.selectors.succession import units_today

_KIND_WORDS: dict[str, str] = {fold(UnitKind(kind).label): kind for kind in TERRITORIAL_KINDS}
EXACT, PREFIX, WORD = 0, 1, 2


@dataclass(frozen=True)
class UnitHit:
    """A unit found by a name it has or had; `today` holds what stands in its place when that name is not valid."""

    unit_id: int
    version: UnitVersion
    rank: int
    is_valid: bool
    today: tuple[UnitVersion, ...] = ()

    @property
    def label(self) -> str:
        """Return one line: the name, and what it is now when it is an old one."""
        if self.is_valid:
            return self.version.full_name
        if not self.today:
            last_day = self.version.valid_until - DAY if self.version.valid_until else None
            return f"{self.version.full_name} (đến {format_date(last_day)})" if last_day else self._yet_to_come
        names = ", ".join(version.full_name for version in self.today)
        return f"{self.version.full_name} cũ, nay {'là' if len(self.today) == 1 else 'thuộc'} {names}"

    @property
    def _yet_to_come(self) -> str:
        return f"{self.version.full_name} (từ {format_date(self.version.valid_from)})"


def search_units(text: str, on: date, *, limit: int = 20) -> list[UnitHit]:
    """Return units by name or code, with or without accents, also by names they no longer have.

    The whole name first, then names beginning with the text, then names holding
    its words; among equals those valid on the day come first.  Four queries.
    """
    asked = fold(text)
    readings = list(_readings(asked))
    if not readings:
        return []
    matches = Q(code=asked)
    for name, kind in readings:
        here = Q(kind=kind) if kind else Q()
        for word in name.split():
            here &= Q(folded_name__regex=rf"\m{re.escape(word)}")
        matches |= here
    best: dict[int, tuple[tuple[int, bool, bool], UnitVersion]] = {}
    for version in UnitVersion.objects.filter(matches).order_by("-valid_from"):
        rank = min((_rank(version, name, kind) for name, kind in readings), default=WORD)
        is_valid = version.valid_from <= on and (version.valid_until is None or version.valid_until > on)
        order = (EXACT if version.code == asked else rank, not is_valid, version.kind not in TERRITORIAL_KINDS)
        if version.unit_id not in best or order < best[version.unit_id][0]:
            best[version.unit_id] = (order, version)
    in_order = sorted(best.values(), key=lambda pair: (*pair[0], LEVELS[pair[1].level], pair[1].sort_name))[:limit]
    old = [version.unit_id for order, version in in_order if order[1]]
    heirs = units_today(old, on)
    still = {version.unit_id: version for version in units_on(on).filter(unit__in=old)}
    return [
        UnitHit(
            unit_id=version.unit_id,
            version=still.get(version.unit_id, version) if _same_name(version, still) else version,
            rank=order[0],
            is_valid=not order[1] or _same_name(version, still),
            today=(still[version.unit_id],) if version.unit_id in still else tuple(heirs.get(version.unit_id, ())),
        )
        for order, version in in_order
    ]


def _same_name(version: UnitVersion, still: Mapping[int, UnitVersion]) -> bool:
    now = still.get(version.unit_id)
    return now is not None and now.full_name == version.full_name


def _readings(asked: str) -> Iterator[tuple[str, str]]:
    """The text as a name alone, and as a name with a unit word before or behind it."""
    if asked:
        yield asked, ""
    for words, kind in _KIND_WORDS.items():
        if asked.startswith(f"{words} "):
            yield asked.removeprefix(f"{words} "), kind
        elif asked.endswith(f" {words}"):
            yield asked.removesuffix(f" {words}"), kind


def _rank(version: UnitVersion, name: str, kind: str) -> int:
    if kind and version.kind != kind:
        return WORD
    if version.folded_name == name:
        return EXACT
    return PREFIX if version.folded_name.startswith(name) else WORD
