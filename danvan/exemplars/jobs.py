"""What follows from changes elsewhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from danvan.authority.rules.actor import system_actor
from danvan.exemplars.services import propose_from_inspection


def take_over_commendation(payload: Mapping[str, Any]) -> None:
    """React to CommendationProposed: an award in the stage “proposed”, which the unit or the province decides on."""
    on = date.fromisoformat(payload["on"])
    propose_from_inspection(
        actor=system_actor(on),
        inspection_id=payload["inspection_id"],
        unit_id=payload["unit_id"],
        recipient=payload["recipient"],
        recipient_kind=payload["recipient_kind"],
        reason=payload["reason"],
        on=on,
    )
