"""Acts on sessions of reception."""

from danvan.reception.services.holding import (
    begin_regular,
    call_ad_hoc,
    close_session,
    correct_session,
    open_session,
    record_past_session,
    take_in_schedule,
)
from danvan.reception.services.planning import (
    Details,
    Planned,
    cancel_session,
    change_session,
    details_at,
    details_of,
    drop_sessions,
    move_session,
    plan_days,
    plan_session,
    plan_sessions,
    publish_sessions,
)
from danvan.reception.services.refusals import ScheduleLooksPersonal

__all__ = [
    "Details",
    "Planned",
    "ScheduleLooksPersonal",
    "begin_regular",
    "call_ad_hoc",
    "cancel_session",
    "change_session",
    "close_session",
    "correct_session",
    "details_at",
    "details_of",
    "drop_sessions",
    "move_session",
    "open_session",
    "plan_days",
    "plan_session",
    "plan_sessions",
    "publish_sessions",
    "record_past_session",
    "take_in_schedule",
]
