"""How a petition's state is said."""

from django import template
from django.utils.safestring import SafeString

from danvan.casework.templatetags.casework import state_mark
from danvan.petitions.choices import State

register = template.Library()


@register.simple_tag
def petition_state(state: str) -> SafeString:
    """Return the state as a mark."""
    return state_mark(state, State(state).label)
