"""Each request is made in one post; the person switches between theirs without signing in again."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from danvan.authority.selectors import actor_in, actor_without_post, seats_of

SESSION_KEY = "holding_id"


def act_in_post(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put `request.actor` and `request.seats` on the request of everyone signed in."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.actor, request.seats = None, []
        if request.user.is_authenticated:
            on = timezone.localdate()
            request.seats = seats_of(request.user.pk, on=on)
            chosen = request.session.get(SESSION_KEY)
            seat = next((seat for seat in request.seats if seat.holding_id == chosen), None)
            if seat is None and request.seats:
                seat = request.seats[0]
            request.actor = (
                actor_in(seat, person_id=request.user.pk, on=on) if seat else actor_without_post(request.user.pk, on=on)
            )
        return get_response(request)

    return respond
