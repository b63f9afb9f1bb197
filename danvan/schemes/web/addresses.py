"""How a scheme stands in an address: the leading one not at all, any other by its id (ADR 0039).

So addresses saved while there was one scheme go on, and every page has one address.
"""

from collections.abc import Sequence

from django.urls import URLPattern, URLResolver, include, path, register_converter

from danvan.schemes.rules.definition import LEADING


class OtherScheme:
    """The id of a scheme that does not lead."""

    regex = r"[a-z]+[0-9]+"

    def to_python(self, value: str) -> str:
        """Return the id.  Raises ValueError for that of the leading scheme."""
        if value == LEADING:
            raise ValueError(value)
        return value

    to_url = to_python


register_converter(OtherScheme, "other_scheme")


def of_any_scheme(pages: Sequence[URLPattern]) -> list[URLResolver]:
    """Return the addresses of these pages for every scheme; their views are given `scheme`."""
    return [path("", include(pages), {"scheme": LEADING}), path("<other_scheme:scheme>/", include(pages))]
