"""Questions about conclusions and their tasks."""

from danvan.conclusions.selectors.visible import conclusions_visible_to, tasks_visible_to

__all__ = ["conclusions_visible_to", "tasks_visible_to"]
