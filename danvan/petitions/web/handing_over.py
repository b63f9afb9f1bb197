"""Petitions of units that ended: taken over by their successor, or given to a unit by the province."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.casework.selectors import may_choose_unit
from danvan.casework.web.handing_over import Desk, answer
from danvan.orgs.selectors import unit_choices
from danvan.petitions import selectors, services


@require_http_methods(["GET", "POST"])
def hand_overs(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if not any(actor.may(right) for right in selectors.HANDING_OVER):
        raise Http404
    units: list[tuple[int, str]] = []
    if may_choose_unit(actor, *selectors.HANDING_OVER):
        desks = holders_over(Right.RECEIVE_CASES, None, on=actor.on)
        units = [each for each in unit_choices(on=actor.on) if each[0] in desks]
    desk = Desk(
        rows=selectors.hand_overs_for(actor),
        units=units,
        hand_over=services.hand_over_petitions,
        decline=services.decline_petitions,
        list_page="petitions/hand_overs.html",
        confirm_page="petitions/hand_over_confirm.html",
        address=reverse("petitions:hand_overs"),
        case_page="petitions:petition",
        around={"may_read": actor.may(Right.SEE_CASES), "may_oversee": actor.may(Right.SEE_CASE_FIGURES)},
    )
    return answer(request, desk)
