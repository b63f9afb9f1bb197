"""What every page of the sealed register keeps to."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from danvan.denunciations import selectors
from danvan.kernel.errors import NotFound

View = Callable[..., HttpResponseBase]


def sealed(view: View) -> View:
    """Keep what a page was sent out of error reports, and what it shows out of every cache."""
    return never_cache(sensitive_post_parameters()(view))


def page_of(request: HttpRequest, code: str) -> selectors.DenunciationPage:
    """Return the page of a denunciation; 404 for one that does not exist for whoever asks."""
    try:
        return selectors.denunciation_page(request.actor, code, on=request.actor.on, at=timezone.now())
    except NotFound as missing:
        raise Http404 from missing
