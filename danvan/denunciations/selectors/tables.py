"""The table of acts, read once."""

from functools import cache

from danvan.casework.rules.acts import ActTable
from danvan.denunciations.choices import State
from danvan.denunciations.rules.acts import denunciation_acts

# What is written on a timeline and stands in no table of acts.
BESIDES = {
    "register": "tiếp nhận tố cáo",
    "renew_following": "cấp mã theo dõi mới",
    "move_due": "dời hạn theo lịch làm việc",
    "hand_over": "bàn giao hồ sơ",
    "demanded": "cấp trên yêu cầu báo cáo vụ việc quá hạn",
}


@cache
def act_table() -> ActTable:
    """Return the table of acts."""
    return denunciation_acts({state.value: str(state.label) for state in State})


def label_of(act: str) -> str:
    """Return an act of a timeline in words."""
    table = act_table()
    return table[act].label if act in table else BESIDES[act]
