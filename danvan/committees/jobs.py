"""What follows from changes elsewhere."""

from collections.abc import Mapping
from typing import Any

from danvan.committees.models import SteeringCommittee
from danvan.evidence.services import tell_of_records


def refresh_after_holding_ended(payload: Mapping[str, Any]) -> None:
    """React to HoldingEnded: figures about committees this person headed may be different."""
    tell_of_records(SteeringCommittee.objects.filter(head_holding=payload["holding_id"]))
