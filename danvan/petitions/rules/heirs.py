"""Where somebody lives, told from the address they wrote: to find who took over from a unit that was split."""

import re
from collections.abc import Collection, Mapping

from danvan.kernel.text import fold


def heir_by_address(address: str, heirs: Mapping[int, Collection[tuple[str, str]]], *, ended: str) -> int | None:
    """Return the one heir whose land is named in an address; nothing when none is, or more than one.

    `heirs` gives the names of each heir's land, long ("xã Keng Đu") and short;
    the long ones are believed first.  The name of the unit that ended is passed
    over, since some commune of today bears the name of its district.
    """
    text = _words(address).replace(_words(ended), " ")
    for place in (0, 1):
        found = {unit for unit, names in heirs.items() if any(_words(name[place]) in text for name in names)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _words(text: str) -> str:
    return f" {re.sub(r'[^a-z0-9]+', ' ', fold(text)).strip()} "
