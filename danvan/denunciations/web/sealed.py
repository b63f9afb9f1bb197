"""What every page of the sealed register keeps to."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

View = Callable[..., HttpResponseBase]


def sealed(view: View) -> View:
    """Keep what a page was sent out of error reports, and what it shows out of every cache."""
    return never_cache(sensitive_post_parameters()(view))
