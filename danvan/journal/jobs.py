"""Delivering events to those who react, and sealing the journal.

`config.wiring` fills the table of reactions when the project starts; this area
knows none of the areas behind it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from danvan.journal.services import seal_entries

Reaction = Callable[[Mapping[str, Any]], None]
_reactions: dict[str, list[Reaction]] = {}


def react(event: str, *reactions: Reaction) -> None:
    """Have these functions called, in this order, with the payload of every such event."""
    _reactions[event] = list(reactions)


def reactions_to(event: str) -> list[Reaction]:
    """Return who reacts to an event; an event nobody is wired to is a fault."""
    return _reactions[event]


@app.task(name="deliver_event", retry=RetryStrategy(max_attempts=5, exponential_wait=2))
def deliver_event(name: str, payload: dict[str, Any]) -> None:
    """Hand one event to everyone wired to it."""
    for reaction in reactions_to(name):
        reaction(payload)


@app.periodic(cron="* * * * *")
@app.task(name="seal_journal", queueing_lock="seal_journal")
def seal_journal(timestamp: int) -> None:
    """Chain new journal entries every minute."""
    while seal_entries():
        pass
