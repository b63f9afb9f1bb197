"""How often strangers may try: counted per address, with the limiter the sign-in uses."""

from allauth.core import ratelimit
from django.http import HttpRequest


def may_try(request: HttpRequest, action: str, *, key: str = "") -> bool:
    """Count one try and say whether it is still allowed; the limits stand in the settings."""
    return ratelimit.consume(request, action=action, key=key or None)


def forgive(request: HttpRequest, action: str, *, key: str) -> None:
    """Forget the tries with a key: it was whoever may."""
    ratelimit.clear(request, action=action, key=key)
