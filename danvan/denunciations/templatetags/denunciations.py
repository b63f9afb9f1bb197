"""How the state of a denunciation is said."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from danvan.casework.templatetags.casework import state_mark
from danvan.denunciations.choices import Compartment, State, Treatment

register = template.Library()


@register.simple_tag
def denunciation_state(state: str) -> SafeString:
    """Return the state as a mark."""
    return state_mark(state, State(state).label)


@register.filter
def part_label(part: str) -> str:
    """Return the name of a part of the file."""
    return str(Compartment(part).label)


@register.filter
def treatment_label(treatment: str) -> str:
    """Return what became of a page on its way to the team."""
    return str(Treatment(treatment).label)


@register.filter
def of_key(found: Mapping[Any, Any], key: Any) -> Any:
    """Return what stands under a key; nothing when it is not there."""
    return found.get(key, "")
