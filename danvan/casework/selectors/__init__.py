"""Questions about cases."""

from danvan.casework.selectors.cases import (
    cases_handled_by,
    cases_visible_to,
    facts_visible_to,
    papers_visible_to,
)

__all__ = ["cases_handled_by", "cases_visible_to", "facts_visible_to", "papers_visible_to"]
