"""Acts every kind of case shares."""

from danvan.casework.services.clocks import (
    agree_on,
    change_rule,
    end_clock,
    end_pause,
    settle,
    start_agreed_clock,
    start_clock,
    start_pause,
)
from danvan.casework.services.files import (
    add_paper,
    assign,
    end_assignment,
    end_assignments,
    record_case_act,
)
from danvan.casework.services.numbers import next_number

__all__ = [
    "add_paper",
    "agree_on",
    "assign",
    "change_rule",
    "end_assignment",
    "end_assignments",
    "end_clock",
    "end_pause",
    "next_number",
    "record_case_act",
    "settle",
    "start_agreed_clock",
    "start_clock",
    "start_pause",
]
