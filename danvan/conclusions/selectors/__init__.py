"""Questions about conclusions and their tasks."""

from danvan.conclusions.selectors.following import Followed, followed, tasks_of_origin
from danvan.conclusions.selectors.visible import conclusions_visible_to, tasks_visible_to

__all__ = ["Followed", "conclusions_visible_to", "followed", "tasks_of_origin", "tasks_visible_to"]
