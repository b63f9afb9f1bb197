"""The steps of a letter written online, and what each must have left behind before the next."""

from collections.abc import Mapping
from typing import Any

KIND, CONTENT, WRITER, PAPERS, REVIEW = ORDER = ("loai", "noi-dung", "nguoi-gui", "tai-lieu", "xem-lai")
OF_A_COMPLAINT = ("respondent", "decision_ref", "decision_received_on")


def furthest(given: Mapping[str, Any]) -> str:
    """Return the last step that is open: the first not done, or the review; papers are for whoever has some."""
    is_complaint = given.get("kind") == "complaint"
    for step, needed in ((KIND, ("kind", "unit")), (CONTENT, ("summary",)), (WRITER, ("name", "address"))):
        if not all(given.get(name) for name in needed):
            return step
        if step == CONTENT and is_complaint and not given.get("respondent"):
            return step
    return REVIEW


def is_open(step: str, given: Mapping[str, Any]) -> bool:
    """Whether a step may be looked at."""
    return ORDER.index(step) <= ORDER.index(furthest(given))


def neighbour(step: str, by: int) -> str:
    """Return the step before or after one; nothing beyond the ends."""
    place = ORDER.index(step) + by
    return ORDER[place] if 0 <= place < len(ORDER) else ""


def kept(given: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands after a step; what only a complaint has goes when it is none."""
    found = {**given, **typed}
    if found.get("kind") == "complaint":
        return found
    return {name: value for name, value in found.items() if name not in OF_A_COMPLAINT}
