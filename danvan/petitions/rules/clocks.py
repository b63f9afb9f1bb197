"""Which limit of the law each stage of a petition runs by.

Ids are those of `calendars/data/time_limits.csv`; a family stands for whichever
version the day of the event picks.
"""


def acceptance_rule(*, instance: int, is_discipline: bool) -> str:
    """Return the limit for deciding whether a complaint is accepted."""
    return "KND-ACC" if is_discipline else f"KN-ACC{instance}"


def resolution_rule(*, instance: int, is_discipline: bool, is_complex: bool, is_remote: bool) -> str:
    """Return the limit for resolving a complaint; disciplinary complaints know no remote areas."""
    if is_discipline:
        return "KND-RES-C" if is_complex else "KND-RES-N"
    return f"KN-RES{instance}-{'R' if is_remote else ''}{'C' if is_complex else 'N'}"


def sending_rule(*, instance: int, is_discipline: bool) -> str:
    """Return the limit for sending the decision."""
    if instance == 1:
        return "KN-SEND1"
    return "KND-SEND2" if is_discipline else "KN-SEND2"


def effect_rule(*, instance: int) -> str:
    """Return when the decision binds."""
    return f"KN-EFF{instance}"


def second_complaint_rule(*, is_discipline: bool) -> str:
    """Return the window for complaining a second time."""
    return "KND-LIM2" if is_discipline else "KN-FILE2"


def filing_rule(*, instance: int, is_discipline: bool) -> str:
    """Return the window in which a complaint can be brought, from the day the decision was received."""
    if instance == 2:
        return second_complaint_rule(is_discipline=is_discipline)
    return "KND-LIM1" if is_discipline else "KN-LIM"
