"""A workflow as a table one can read: which act leads from which states to which.

The table is checked when it is built, so a misspelt state or an act that leads
nowhere stops the program at its start and not a case in the middle.

    PLAN = Workflow(
        states={"draft": "dự thảo", "submitted": "chờ thẩm định", "verified": "đã thẩm định"},
        initial="draft",
        transitions=[
            Transition("submit", ["draft"], "submitted", "gửi thẩm định"),
            Transition("verify", ["submitted"], "verified", "xác nhận"),
        ],
    )
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from danvan.kernel.errors import RuleError


class ActNotAllowed(RuleError):
    """The state the record is in does not allow the act."""

    code = "act_not_allowed"
    message = "Không thể %(act)s khi hồ sơ đang ở trạng thái “%(state)s”."


@dataclass(frozen=True)
class Transition:
    """One line of the table.  `label` is the act in Vietnamese, as a verb: "gửi thẩm định"."""

    act: str
    from_states: Iterable[str]
    to_state: str
    label: object

    def __post_init__(self) -> None:
        if isinstance(self.from_states, str):
            raise TypeError(f"the states {self.act} starts from are a list, not one text")
        object.__setattr__(self, "from_states", tuple(self.from_states))


class Workflow:
    """States with their Vietnamese names, the first of them, and the acts between them.

    Raises ValueError when the table names an unknown state, answers one act in
    one state twice, names one act in two ways, or holds a state nothing reaches.
    """

    def __init__(self, *, states: Mapping[str, object], initial: str, transitions: Iterable[Transition]) -> None:
        self._states = dict(states)
        self.initial = initial
        self._targets: dict[tuple[str, str], str] = {}
        self._act_labels: dict[str, object] = {}
        for transition in transitions:
            self._add(transition)
        self._require_known(initial)
        if lost := sorted(self._states.keys() - self._reachable()):
            raise ValueError(f"no act leads to: {', '.join(lost)}")

    def _add(self, transition: Transition) -> None:
        act = transition.act
        if self._act_labels.setdefault(act, transition.label) != transition.label:
            raise ValueError(f"act {act} has two names")
        self._require_known(transition.to_state)
        if not transition.from_states:
            raise ValueError(f"act {act} starts from no state")
        for state in transition.from_states:
            self._require_known(state)
            if (state, act) in self._targets:
                raise ValueError(f"act {act} is answered twice in state {state}")
            self._targets[state, act] = transition.to_state

    def _require_known(self, state: str) -> None:
        if state not in self._states:
            raise ValueError(f"unknown state: {state}")

    def _reachable(self) -> set[str]:
        reached = {self.initial}
        waiting = [self.initial]
        while waiting:
            state = waiting.pop()
            following = {self._targets[state, act] for act in self.allowed(state)} - reached
            reached |= following
            waiting += following
        return reached

    @property
    def states(self) -> tuple[str, ...]:
        """All states, in the order of the table."""
        return tuple(self._states)

    @property
    def acts(self) -> tuple[str, ...]:
        """All acts, in the order of the table."""
        return tuple(self._act_labels)

    def label(self, state: str) -> str:
        """Return the Vietnamese name of a state."""
        self._require_known(state)
        return str(self._states[state])

    def act_label(self, act: str) -> str:
        """Return the Vietnamese name of an act."""
        if act not in self._act_labels:
            raise ValueError(f"unknown act: {act}")
        return str(self._act_labels[act])

    def allowed(self, state: str) -> tuple[str, ...]:
        """Return the acts possible in a state, in the order of the table; none means the state is final."""
        self._require_known(state)
        return tuple(act for act in self._act_labels if (state, act) in self._targets)

    def target(self, state: str, act: str) -> str:
        """Return the state the act leads to.

        Raises ActNotAllowed, naming both in Vietnamese, when this state does
        not allow the act.  A state or act not in the table is a fault.
        """
        names = {"act": self.act_label(act), "state": self.label(state)}
        try:
            return self._targets[state, act]
        except KeyError:
            raise ActNotAllowed(params=names) from None
