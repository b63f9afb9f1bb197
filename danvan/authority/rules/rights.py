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
    RECEIVE_CASES = "receive_cases"
    HANDLE_CASES = "handle_cases"
    DECIDE_CASES = "decide_cases"
    SEE_CASES = "see_cases"
    SEE_CASE_FIGURES = "see_case_figures"
    RECEIVE_DENUNCIATIONS = "receive_denunciations"
    RESOLVE_DENUNCIATIONS = "resolve_denunciations"
    WATCH_DENUNCIATIONS = "watch_denunciations"
    KEEP_SEALS = "keep_seals"
    KEEP_RECEPTIONS = "keep_receptions"
    SEE_RECEPTIONS = "see_receptions"
    KEEP_CONCLUSIONS = "keep_conclusions"
    CARRY_OUT_CONCLUSIONS = "carry_out_conclusions"
    SEE_CONCLUSIONS = "see_conclusions"
    KEEP_OPINIONS = "keep_opinions"
    ANSWER_OPINIONS = "answer_opinions"
    SEE_OPINIONS = "see_opinions"
    GATHER_FEEDBACK = "gather_feedback"
    PUBLISH_WORK = "publish_work"
    MANAGE_UNITS = "manage_units"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CALENDAR = "manage_calendar"
    READ_JOURNAL = "read_journal"
    RUN_SYSTEM = "run_system"


# The file of a case is read and worked where it lies: these reach the unit of the assignment, never the units below.
OF_ONE_UNIT = frozenset(
    {
        Right.RECEIVE_CASES,
        Right.HANDLE_CASES,
        Right.DECIDE_CASES,
        Right.SEE_CASES,
        Right.RECEIVE_DENUNCIATIONS,
        Right.RESOLVE_DENUNCIATIONS,
        Right.KEEP_RECEPTIONS,
        Right.KEEP_CONCLUSIONS,
        Right.CARRY_OUT_CONCLUSIONS,
        Right.KEEP_OPINIONS,
        Right.ANSWER_OPINIONS,
        Right.PUBLISH_WORK,
    }
)

_SEE = frozenset({Right.SEE_RECORDS, Right.SEE_RESULTS})
_OWN_WORK = _SEE | {Right.WRITE_RECORDS, Right.DECLARE_FIGURES}
# What people were promised is seen as counting facts and as text without names of citizens, wherever one watches.
_WATCH = frozenset({Right.SEE_RECEPTIONS, Right.SEE_CONCLUSIONS, Right.SEE_OPINIONS})
_PROMISES = _WATCH | {
    Right.KEEP_RECEPTIONS,
    Right.KEEP_CONCLUSIONS,
    Right.CARRY_OUT_CONCLUSIONS,
    Right.ANSWER_OPINIONS,
}
_DESK = frozenset({Right.RECEIVE_CASES, Right.HANDLE_CASES, Right.SEE_CASES, Right.SEE_CASE_FIGURES})

RIGHTS: dict[str, frozenset[Right]] = {
    "party_adviser": _OWN_WORK | _WATCH | {Right.VERIFY_EVIDENCE, Right.KEEP_INSPECTIONS, Right.SEE_CASE_FIGURES},
    "standing_office": _OWN_WORK
    | _WATCH
    | {
        Right.VERIFY_EVIDENCE,
        Right.CLOSE_PERIODS,
        Right.KEEP_INDICES,
        Right.KEEP_INSPECTIONS,
        Right.SEE_CASE_FIGURES,
    },
    # Dialogues of the chair of the province are kept by the office that serves him there, and are records.
    "reception_office": _DESK
    | _PROMISES
    | {Right.SEE_RECORDS, Right.SEE_RESULTS, Right.RECEIVE_DENUNCIATIONS, Right.PUBLISH_WORK},
    "inspectorate": _SEE
    | _WATCH
    | {
        Right.KEEP_INSPECTIONS,
        Right.HANDLE_CASES,
        Right.SEE_CASES,
        Right.SEE_CASE_FIGURES,
        Right.WATCH_DENUNCIATIONS,
    },
    "service_centre": frozenset({Right.SEE_RESULTS}),
    "front": _WATCH | {Right.SEE_RESULTS, Right.GATHER_FEEDBACK},
    "council_office": _OWN_WORK | _WATCH | {Right.KEEP_OPINIONS, Right.PUBLISH_WORK},
    "dept_focal": _OWN_WORK | _DESK | _PROMISES,
    "dept_head": _OWN_WORK | _DESK | _PROMISES | {Right.DECIDE_CASES, Right.RESOLVE_DENUNCIATIONS, Right.PUBLISH_WORK},
    "district_focal": _SEE,
    "commune_chair": _OWN_WORK
    | _DESK
    | _PROMISES
    | {Right.DECIDE_CASES, Right.RESOLVE_DENUNCIATIONS, Right.KEEP_OPINIONS, Right.PUBLISH_WORK},
    # The office of the commune serves its council and its committee: it publishes what its head approved.
    "commune_officer": _OWN_WORK | _DESK | _PROMISES | {Right.KEEP_OPINIONS, Right.PUBLISH_WORK},
    "hamlet_head": frozenset(),
    "clearance_council": frozenset(),
    "inspector": _SEE | {Right.KEEP_INSPECTIONS},
    "leader": _SEE
    | _WATCH
    | {Right.DECIDE_CASES, Right.SEE_CASES, Right.SEE_CASE_FIGURES, Right.RESOLVE_DENUNCIATIONS},
    # One per unit is enough: whoever takes denunciations in is named for it, not every officer of the desk.
    "denunciation_desk": frozenset({Right.RECEIVE_DENUNCIATIONS}),
    # Consents to an identity being opened; reads no file.
    "seal_keeper": frozenset({Right.KEEP_SEALS}),
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
