"""Units, successions, posts."""

from danvan.orgs.models.posts import Post, PostHolding
from danvan.orgs.models.units import Boundary, LegalAct, Succession, Unit, UnitImport, UnitVersion

__all__ = ["Boundary", "LegalAct", "Post", "PostHolding", "Succession", "Unit", "UnitImport", "UnitVersion"]
