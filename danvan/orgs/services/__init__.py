"""Acts on units and posts."""

from danvan.orgs.services.imports import CannotImportUnits, Difference, import_units
from danvan.orgs.services.posts import (
    CannotAppoint,
    CannotCreatePost,
    CannotEndHolding,
    CannotInheritPosts,
    appoint,
    create_post,
    end_holding,
    inherit_posts,
)

__all__ = [
    "CannotAppoint",
    "CannotCreatePost",
    "CannotEndHolding",
    "CannotImportUnits",
    "CannotInheritPosts",
    "Difference",
    "appoint",
    "create_post",
    "end_holding",
    "import_units",
    "inherit_posts",
]
