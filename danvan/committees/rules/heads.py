"""Who may head a committee, and until when it is still led (T36).

Posts decide, not names: a vice-chair heading the committee of a commune fails,
at the province it passes.  When the head leaves the post a new decision is due
within some days; after that the committee is stale.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

DEFAULT_HEADS: Mapping[str, frozenset[str]] = {
    "province": frozenset({"chair", "vice_chair"}),
    "district": frozenset({"chair", "vice_chair"}),
    "commune": frozenset({"chair"}),
}


def is_right_head(post: str, level: str, heads: Mapping[str, Collection[str]] = DEFAULT_HEADS) -> bool:
    """Whether somebody in that post may head the committee of a government of that tier."""
    return post in heads.get(level, ())


def is_stale(left_on: date | None, on: date, *, renewal_days: int) -> bool:
    """Whether the head left the post longer ago than a new decision may take; `left_on` is the first day without."""
    return left_on is not None and on > left_on + timedelta(days=renewal_days)
