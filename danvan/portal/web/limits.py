"""How often strangers may try: counted per address, with the limiter the sign-in uses."""

import hmac
import secrets

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from danvan.files.keeping import address_mark

SALT, SALT_SECONDS = "danvan-unseen-salt", 3600


def may_try(request: HttpRequest, action: str, *, key: str = "") -> bool:
    """Count one try and say whether it is still allowed; the limits stand in the settings."""
    return ratelimit.consume(request, action=action, key=key or None)


def may_try_unseen(request: HttpRequest, action: str) -> bool:
    """Count one try of an address nobody can tell afterwards: under a salt that is forgotten within the hour."""
    salt = cache.get_or_set(SALT, secrets.token_hex, SALT_SECONDS)
    seen = hmac.digest(str(salt).encode(), get_adapter().get_client_ip(request).encode(), "sha256").hex()
    return may_try(request, action, key=seen)


def address_of(request: HttpRequest) -> str:
    """Return the network address of whoever asks, marked so that nobody can read it."""
    return address_mark(get_adapter().get_client_ip(request))


def forgive(request: HttpRequest, action: str, *, key: str) -> None:
    """Forget the tries with a key: it was whoever may."""
    ratelimit.clear(request, action=action, key=key)
