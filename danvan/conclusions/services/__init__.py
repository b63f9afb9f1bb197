"""Acts on conclusions and their tasks."""

from danvan.conclusions.services.drafting import Source, draft_conclusion

__all__ = ["Source", "draft_conclusion"]
