"""Acts on conclusions and their tasks."""

from danvan.conclusions.services.acting import perform, write_act
from danvan.conclusions.services.drafting import (
    CannotDraft,
    Head,
    Read,
    Row,
    Source,
    change_and_read,
    change_draft,
    discard_draft,
    draft_and_read,
    draft_conclusion,
    merged,
    propose_rows,
    rows_of,
    split_by_unit,
)
from danvan.conclusions.services.handing_over import hand_over_tasks
from danvan.conclusions.services.issuing import (
    CannotIssueConclusion,
    Issue,
    attach_notice,
    cancel_what_is_left,
    issue_conclusion,
)

__all__ = [
    "CannotDraft",
    "CannotIssueConclusion",
    "Head",
    "Issue",
    "Read",
    "Row",
    "Source",
    "attach_notice",
    "cancel_what_is_left",
    "change_and_read",
    "change_draft",
    "discard_draft",
    "draft_and_read",
    "draft_conclusion",
    "hand_over_tasks",
    "issue_conclusion",
    "merged",
    "perform",
    "propose_rows",
    "rows_of",
    "split_by_unit",
    "write_act",
]
