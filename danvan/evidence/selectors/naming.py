"""Units by what people write for them, as valid on the day of the fact."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import OrderBy, OuterRef, Q, QuerySet, Subquery

from danvan.authority.rules.actor import EVERYTHING, Actor, Scope
from danvan.authority.rules.rights import Right
from danvan.kernel.text import fold, format_date, normalize_tone, sort_key
from danvan.orgs.models import UnitVersion
from danvan.orgs.rules.classes import TERRITORIAL_KINDS
from danvan.orgs.selectors import class_members, names_on, units_on

_WORDS = ("ubnd ", "uy ban nhan dan ")


@dataclass(frozen=True)
class UnitFinder:
    """Finds units for an import: loaded once, asked for every row."""

    scope: Scope
    by_text: Mapping[str, list[UnitVersion]]
    lives: Mapping[int, list[UnitVersion]]

    def find(self, text: str, on: date) -> int:
        """Return the unit that a name or code means on a day.

        A name of another time is accepted when the same unit existed on that
        day.  Raises ValueError with a Vietnamese sentence.
        """
        asked, spelled = fold(text), _spelled(text)
        for word in _WORDS:
            if asked.startswith(word):
                asked, spelled = asked.removeprefix(word), spelled[len(word) :]
        versions = self.by_text.get(asked, [])
        # Hoa Sơn and Hòa Sơn are two names; who types accents means them.
        versions = [v for v in versions if spelled in (_spelled(v.name), _spelled(v.full_name))] or versions
        if not versions:
            near = difflib.get_close_matches(asked, self.by_text, n=1, cutoff=0.8)
            hint = f" Có phải là “{self.by_text[near[0]][0].full_name}”?" if near else " Ghi tên hoặc mã đơn vị."
            raise ValueError(f"Không có đơn vị nào tên này.{hint}")
        that_day = {version.unit_id for version in versions if _covers(version, on)}
        that_day = that_day or {v.unit_id for v in versions if any(_covers(life, on) for life in self.lives[v.unit_id])}
        if not that_day:
            spans = "; ".join(sorted({_span(version) for version in versions}))
            raise ValueError(f"Vào ngày {format_date(on)} không có đơn vị này ({spans}).")
        inside = {unit_id for unit_id in that_day if unit_id in self.scope}
        if not inside:
            raise ValueError("Đơn vị ngoài phạm vi được ghi hồ sơ của chức vụ đang dùng.")
        if len(inside) > 1:
            raise ValueError(f"Vào ngày {format_date(on)} có {len(inside)} đơn vị cùng tên này. Đề nghị ghi mã đơn vị.")
        return inside.pop()


def unit_finder(actor: Actor, right: Right | None) -> UnitFinder:
    """Return a finder over the units where the actor has a right; over all units when any may be named.  One query."""
    by_text: dict[str, list[UnitVersion]] = defaultdict(list)
    lives: dict[int, list[UnitVersion]] = defaultdict(list)
    for version in UnitVersion.objects.order_by("valid_from"):
        lives[version.unit_id].append(version)
        for text in {version.folded_name, fold(version.full_name), version.code}:
            if text:
                by_text[text].append(version)
    return UnitFinder(EVERYTHING if right is None else actor.scope(right), dict(by_text), lives)


def living_units(on: date, among: Iterable[int] | None = None) -> "QuerySet[UnitVersion, int]":
    """Return the ids of the units there are on a day, of some or of all."""
    found = units_on(on)
    if among is not None:
        found = found.filter(unit__in=list(among))
    return found.order_by().values_list("unit_id", flat=True)


def unit_choices_of(class_codes: Iterable[str], on: date) -> list[tuple[int, str]]:
    """Return the units of some classes on a day, in Vietnamese order, as choices."""
    return [
        (unit_id, version.full_name)
        for unit_id, version in sorted(
            class_members(set(class_codes), on).items(), key=lambda pair: sort_key(pair[1].full_name)
        )
    ]


def units_called(word: str) -> Q:
    """Return the condition on records that their unit ever had a name holding this folded word."""
    return Q(unit__in=UnitVersion.objects.filter(folded_name__contains=word).values("unit"))


def by_unit_name(actor: Actor) -> tuple[OrderBy, ...]:
    """Return the order of records by the Vietnamese order of their units' names on the actor's day."""
    names = UnitVersion.objects.filter(unit=OuterRef("unit"), valid_from__lte=actor.on).order_by("-valid_from")
    return (Subquery(names.values("sort_name")[:1]).asc(),)


def names_of_units(unit_ids: Iterable[int], on: date) -> dict[int, str]:
    """Return what each unit is called on the day, an ended one as it last was.  One query."""
    return {unit_id: version.full_name for unit_id, version in names_on(set(unit_ids), on).items()}


def issuer_named_for(unit_id: int, on: date) -> str:
    """Return who signs for a unit: "UBND xã Đông Hiếu" for a territory, otherwise the body itself."""
    version = names_on({unit_id}, on)[unit_id]
    return f"UBND {version.full_name}" if version.kind in TERRITORIAL_KINDS else version.full_name


def _spelled(text: str) -> str:
    return " ".join(normalize_tone(text).lower().split())


def _covers(version: UnitVersion, on: date) -> bool:
    return version.valid_from <= on and (version.valid_until is None or on < version.valid_until)


def _span(version: UnitVersion) -> str:
    since = f"{version.full_name} từ {format_date(version.valid_from)}"
    return f"{since}, hết hiệu lực từ {format_date(version.valid_until)}" if version.valid_until else since


def units_in_order(unit_ids: Iterable[int], on: date) -> list[tuple[int, str]]:
    """Return the units with their names on the day, in Vietnamese order.  One query."""
    names = names_of_units(unit_ids, on)
    return sorted(names.items(), key=lambda pair: sort_key(pair[1]))


def titled_or_of_unit(word: str) -> Q:
    """Return the condition on records that a folded word is in their title or in a name of their unit."""
    return Q(folded_title__contains=word) | units_called(word)
