"""What units are called in the text of a notice, and the days offices work."""

from collections import defaultdict
from datetime import date

from danvan.authority.rules.actor import system_actor
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.calendars.selectors import has_calendar, shipped_calendar, work_calendar
from danvan.conclusions.rules.naming import Names, UnitName, words_of
from danvan.evidence.selectors.naming import unit_finder
from danvan.kernel.text import normalize_tone
from danvan.orgs.models import UnitVersion
from danvan.orgs.rules.classes import COMMUNE_KINDS, TERRITORIAL_KINDS
from danvan.orgs.selectors import names_on, units_today

_INITIALS = ("Sở", "Ban")


def working_days() -> WorkCalendar:
    """Return the working calendar as it stands, or that of the dated file where none was loaded."""
    return work_calendar() if has_calendar() else shipped_calendar()


def names_for(home_id: int, on: date) -> Names:
    """Return every name of every unit as notices write it, also short forms and names of another time.

    For a notice of one unit on one day.  A fixed number of queries.
    """
    lives = unit_finder(system_actor(on), None).lives
    standing = {unit_id for unit_id, versions in lives.items() if any(_covers(version, on) for version in versions)}
    heirs = {
        unit_id: tuple((each.unit_id, each.full_name) for each in found)
        for unit_id, found in units_today([unit_id for unit_id in lives if unit_id not in standing], on).items()
    }
    now = {unit_id: next(v for v in lives[unit_id] if _covers(v, on)) for unit_id in standing}
    by_words: dict[str, list[UnitName]] = defaultdict(list)
    for unit_id, versions in lives.items():
        for version in versions:
            is_old = unit_id not in standing or version.full_name != now[unit_id].full_name
            renamed = ((unit_id, now[unit_id].full_name),) if is_old and unit_id in now else ()
            follow = renamed or heirs.get(unit_id, ())
            for text in _texts(version):
                spelled = " ".join(normalize_tone(text.replace(",", " ")).lower().split())
                by_words[" ".join(words_of(text))].append(UnitName(spelled, unit_id, version.full_name, follow, is_old))
    home = names_on({home_id}, on)[home_id]
    if home.kind in COMMUNE_KINDS:
        # In its own papers a commune says "UBND xã" and means itself.
        own = UnitName(f"ubnd {_kind_word(home)}", home_id, home.full_name)
        by_words[" ".join(words_of(own.spelled))] = [own]
    return Names(dict(by_words), home_id, home.full_name)


def _texts(version: UnitVersion) -> set[str]:
    """Return how papers write one name of a unit."""
    full = version.full_name
    texts = {full}
    if version.kind in TERRITORIAL_KINDS:
        texts.add(f"UBND {full}")
        if version.kind == "province":
            texts |= {"UBND tỉnh", "Ủy ban nhân dân tỉnh"}
    for opening in _INITIALS:
        if full.startswith(f"{opening} "):
            rest = [word for word in full.removeprefix(f"{opening} ").replace(",", " ").split() if word != "và"]
            texts.add(f"{opening} {''.join(word[0].upper() for word in rest)}")
    if full.endswith(" tỉnh Nghệ An"):
        texts.add(full.removesuffix(" Nghệ An"))
    return texts


def _kind_word(version: UnitVersion) -> str:
    return version.full_name.removesuffix(version.name).strip().lower()


def _covers(version: UnitVersion, on: date) -> bool:
    return version.valid_from <= on and (version.valid_until is None or on < version.valid_until)
