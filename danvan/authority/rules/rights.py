"""Which role may do what.

One table, read left to right.  A right that is not in a role's row is a no;
where a role may use its rights follows from the unit of its assignment.
Stored role codes are those of `authority.choices.Role`; a test compares them.
"""

from enum import StrEnum


class Right(StrEnum):
    """One thing a person may do, always within some units."""

    SEE_RECORDS = "see_records"
    WRITE_RECORDS = "write_records"
    VERIFY_EVIDENCE = "verify_evidence"
    SEE_RESULTS = "see_results"
    DECLARE_FIGURES = "declare_figures"
    CLOSE_PERIODS = "close_periods"
    KEEP_INDICES = "keep_indices"
    KEEP_INSPECTIONS = "keep_inspections"
    MANAGE_UNITS = "manage_units"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CALENDAR = "manage_calendar"
    READ_JOURNAL = "read_journal"
    RUN_SYSTEM = "run_system"


_SEE = frozenset({Right.SEE_RECORDS, Right.SEE_RESULTS})
_OWN_WORK = _SEE | {Right.WRITE_RECORDS, Right.DECLARE_FIGURES}

RIGHTS: dict[str, frozenset[Right]] = {
    "party_adviser": _OWN_WORK | {Right.VERIFY_EVIDENCE, Right.KEEP_INSPECTIONS},
    "standing_office": _OWN_WORK
    | {Right.VERIFY_EVIDENCE, Right.CLOSE_PERIODS, Right.KEEP_INDICES, Right.KEEP_INSPECTIONS},
    "reception_office": frozenset({Right.SEE_RESULTS}),
    "inspectorate": _SEE | {Right.KEEP_INSPECTIONS},
    "service_centre": frozenset({Right.SEE_RESULTS}),
    "front": frozenset({Right.SEE_RESULTS}),
    "council_office": _OWN_WORK,
    "dept_focal": _OWN_WORK,
    "district_focal": _SEE,
    "commune_chair": _OWN_WORK,
    "commune_officer": _OWN_WORK,
    "hamlet_head": frozenset(),
    "clearance_council": frozenset(),
    "inspector": _SEE | {Right.KEEP_INSPECTIONS},
    "leader": _SEE,
    # An administrator runs the system; the work itself, and later the content of cases, stays out of sight.
    "admin": frozenset(
        {
            Right.MANAGE_UNITS,
            Right.MANAGE_PEOPLE,
            Right.MANAGE_CALENDAR,
            Right.READ_JOURNAL,
            Right.RUN_SYSTEM,
            Right.SEE_RESULTS,
        }
    ),
}
