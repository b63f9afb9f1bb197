"""Questions about conclusions and their tasks."""

from danvan.conclusions.selectors.acting import facts_of, file_for, may_do, may_read_files, officers_of
from danvan.conclusions.selectors.dues import dues
from danvan.conclusions.selectors.following import Followed, followed, tasks_of_origin
from danvan.conclusions.selectors.listing import (
    LABELS,
    Asked,
    Tab,
    TaskRow,
    drafts_of,
    found_tasks,
    listed_tasks,
    officers_with_tasks,
    rows_for,
    tabs_for,
    tasks_without_unit,
    units_named_in,
    waiting_for,
    watched_late,
)
from danvan.conclusions.selectors.naming import names_for, working_days
from danvan.conclusions.selectors.pages import (
    ConclusionPage,
    TaskEntry,
    TaskPage,
    conclusion_page,
    notice_due,
    task_page,
)
from danvan.conclusions.selectors.printing import notice_fields
from danvan.conclusions.selectors.visible import conclusions_visible_to, keeps, tasks_visible_to

__all__ = [
    "LABELS",
    "Asked",
    "ConclusionPage",
    "Followed",
    "Tab",
    "TaskEntry",
    "TaskPage",
    "TaskRow",
    "conclusion_page",
    "conclusions_visible_to",
    "drafts_of",
    "dues",
    "facts_of",
    "file_for",
    "followed",
    "found_tasks",
    "keeps",
    "listed_tasks",
    "may_do",
    "may_read_files",
    "names_for",
    "notice_due",
    "notice_fields",
    "officers_of",
    "officers_with_tasks",
    "rows_for",
    "tabs_for",
    "task_page",
    "tasks_of_origin",
    "tasks_visible_to",
    "tasks_without_unit",
    "units_named_in",
    "waiting_for",
    "watched_late",
    "working_days",
]
