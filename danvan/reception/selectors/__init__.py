"""Questions about sessions of reception and the duty of heads."""

from danvan.reception.selectors.law import grid_of, part_periods, publish_by, requirements, works
from danvan.reception.selectors.visible import may_read_minutes, sessions_visible_to

__all__ = [
    "grid_of",
    "may_read_minutes",
    "part_periods",
    "publish_by",
    "requirements",
    "sessions_visible_to",
    "works",
]
