"""Acts every kind of case shares."""

from danvan.casework.services.clocks import (
    agree_on,
    change_rule,
    end_clock,
    end_pause,
    extend_clock,
    lengthen_clock,
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
from danvan.casework.services.following import (
    TokenIsTaken,
    case_followed,
    case_of_token,
    claim_token,
    following_opened_by,
    give_following,
    is_first_sending,
    keys_of,
    new_following,
    new_token,
)
from danvan.casework.services.handing_over import (
    CannotHandOver,
    NotWaiting,
    Proposed,
    Register,
    decline,
    hand_over,
    propose_hand_overs,
)
from danvan.casework.services.moving import Confirmed, confirm_moves, list_moves
from danvan.casework.services.numbers import next_number
from danvan.casework.services.outgoing import NumberTaken, take_outgoing_number
from danvan.casework.services.performing import CannotAct, carry_out, require_guards, require_possible
from danvan.casework.services.reminding import remind_of_cases

__all__ = [
    "CannotAct",
    "CannotHandOver",
    "Confirmed",
    "NotWaiting",
    "NumberTaken",
    "Proposed",
    "Register",
    "TokenIsTaken",
    "add_paper",
    "agree_on",
    "assign",
    "carry_out",
    "case_followed",
    "case_of_token",
    "change_rule",
    "claim_token",
    "confirm_moves",
    "decline",
    "end_assignment",
    "end_assignments",
    "end_clock",
    "end_pause",
    "extend_clock",
    "following_opened_by",
    "give_following",
    "hand_over",
    "is_first_sending",
    "keys_of",
    "lengthen_clock",
    "list_moves",
    "new_following",
    "new_token",
    "next_number",
    "propose_hand_overs",
    "record_case_act",
    "remind_of_cases",
    "require_guards",
    "require_possible",
    "settle",
    "start_agreed_clock",
    "start_clock",
    "start_pause",
    "take_outgoing_number",
]
