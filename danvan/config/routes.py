"""Every address of the platform, found by walking the resolver; examples of the parameters they take.

An area's `web/urls.py` may hold EXAMPLES: for the name of an address, a function
from an actor to the parameters of a page that actor may open, or None.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from danvan.authority.rules.actor import Actor

Example = Callable[[Actor], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Route:
    """One address: its full name, the parameters it needs, an example of them."""

    name: str
    parameters: frozenset[str]
    example: Example | None = None

    def address_for(self, actor: Actor) -> str | None:
        """Return an address this actor may try, or None when there is no example."""
        if not self.parameters:
            return reverse(self.name)
        found = self.example(actor) if self.example else None
        return reverse(self.name, kwargs=dict(found)) if found else None


def routes() -> list[Route]:
    """Return every address, in the order of their names.

    A page that stands at several, for one scheme and for any other, is one.
    """
    found = {route.name: route for route in _walk(get_resolver().url_patterns, "", {})}
    return sorted(found.values(), key=lambda route: route.name)


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, examples: Mapping[str, Example]) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, inner, _examples_of(pattern) or examples)
        else:
            if not pattern.name:
                raise LookupError(f"an address without a name: {pattern.pattern}")
            yield Route(f"{prefix}{pattern.name}", frozenset(pattern.pattern.converters), examples.get(pattern.name))


def _examples_of(resolver: URLResolver) -> Mapping[str, Example]:
    module = resolver.urlconf_name
    if isinstance(module, str):
        module = importlib.import_module(module)
    return getattr(module, "EXAMPLES", {})
