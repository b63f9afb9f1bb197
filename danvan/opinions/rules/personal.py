"""What in words for everybody should make one look twice: found by the one rule all areas have.

A warning, never a decision: whoever publishes is shown each place and keeps it
by its words, so that what is written afterwards is shown again.
"""

from collections.abc import Iterable

from danvan.conclusions.rules.publishing import Found, look_through


def looks_personal(public: Iterable[str], record: Iterable[str] = ()) -> list[Found]:
    """Return what looks personal in words for everybody, measured against what stands inside."""
    return look_through("\n".join(public), list(record))


def said(found: Iterable[Found]) -> str:
    """Return the places as a sentence names them."""
    return ", ".join(f"“{each.words}”" for each in found)
