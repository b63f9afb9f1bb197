"""The life of a case as a table: which act leads from where to where, who does it, on which form, with which clocks.

Each kind of case brings its own table; guards are named in it and answered by
the area of the kind.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from danvan.kernel.workflow import Transition, Workflow

SAME, PREVIOUS = "", "<previous>"
SUSPENDED = "suspended"
# Whoever wrote the letter, coming back with its code; and what follows of itself from an act elsewhere.
WRITER, FOLLOWS = "writer", "follows"


@dataclass(frozen=True)
class Act:
    """One act.  `needs` must be given, `may` can; `ends` are clock stages, as in `casework.choices.Stage`.

    `right` lets somebody do it, and so does `or_right` where there is one;
    `handled` closes the handling of the letter with that outcome, `settled` the
    resolution; `closes`: the case is over afterwards, once nothing is owed any
    more; `told`: the writer sees it; `rare`: offered behind the usual ones;
    `detour`: offered, but never proposed as the next step; `in_bulk`: what it
    is given may be the same for many cases; `form` is the statutory form.
    """

    code: str
    label: str
    from_states: tuple[str, ...]
    to_state: str
    right: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    form: str = ""
    handled: str = ""
    settled: str = ""
    closes: bool = False
    told: bool = False
    rare: bool = False
    detour: bool = False
    in_bulk: bool = False
    or_right: str = ""
    hint: str = ""

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights of which one is needed."""
        return (self.right, self.or_right) if self.or_right else (self.right,)

    @property
    def is_of_the_office(self) -> bool:
        """Whether somebody of the office does it, by hand."""
        return self.right not in (WRITER, FOLLOWS)


class ActTable(Mapping[str, Act]):
    """The acts of one kind of case, or of what is followed like one, in the order they are offered."""

    def __init__(self, states: Mapping[str, str], acts: tuple[Act, ...], *, initial: str = "received") -> None:
        self._acts = {act.code: act for act in acts}
        if len(self._acts) != len(acts):
            raise ValueError("an act stands twice in the table")
        named = {state for act in acts for state in (*act.from_states, act.to_state) if state not in (SAME, PREVIOUS)}
        self.workflow = Workflow(
            states={state: label for state, label in states.items() if state in named},
            initial=initial,
            transitions=[
                Transition(act.code, [state], _target(act, state), act.label)
                for act in acts
                for state in act.from_states
            ],
        )

    def __getitem__(self, code: str) -> Act:
        return self._acts[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._acts)

    def __len__(self) -> int:
        return len(self._acts)

    @property
    def ends(self) -> frozenset[str]:
        """The states in which a case is over, once nothing is owed any more."""
        return frozenset(act.to_state for act in self._acts.values() if act.closes and act.to_state)

    def possible(self, state: str) -> list[Act]:
        """Return the acts the table allows in a state, in its order."""
        return [self[code] for code in self.workflow.allowed(state)]

    def next_step(self, state: str, why_not: Callable[[Act], str]) -> tuple[Act, str] | None:
        """Return what the office is to do next, with what still stands against it; nothing at the end of the way.

        That is the first act in the order of the table that leads on or ends a
        limit and that nothing stands against; else the last that has to wait.
        """
        found = None
        for act in self.possible(state):
            if not act.is_of_the_office or act.rare or act.detour:
                continue
            if act.ends or act.to_state not in (SAME, state):
                found = act, why_not(act)
                if not found[1]:
                    break
        return found


def _target(act: Act, state: str) -> str:
    # What a suspension goes back to is known only by the case; any of its origins stands for it in the table.
    return {SAME: state, PREVIOUS: "verifying"}.get(act.to_state, act.to_state)
