"""Sealed cases of units that ended: taken over by their successor, or given to a unit by the province."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from danvan.casework.selectors import may_choose_unit
from danvan.casework.web.handing_over import Desk, answer
from danvan.denunciations import selectors
from danvan.denunciations.choices import DeclineReason
from danvan.denunciations.services.handing_over import decline_denunciations, hand_over_denunciations
from danvan.denunciations.web.sealed import sealed
from danvan.documents.kinds import NUMBER


@sealed
@require_http_methods(["GET", "POST"])
def hand_overs(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if not any(actor.may(right) for right in selectors.HANDING_OVER):
        raise Http404
    chooses = may_choose_unit(actor, *selectors.HANDING_OVER)
    desk = Desk(
        rows=selectors.hand_overs_for(actor),
        units=selectors.desk_units(on=actor.on) if chooses else [],
        hand_over=hand_over_denunciations,
        decline=decline_denunciations,
        list_page="denunciations/hand_overs.html",
        confirm_page="denunciations/hand_over_confirm.html",
        address=reverse("denunciations:hand_overs"),
        case_page="denunciations:denunciation",
        numbers=NUMBER,
        reasons=DeclineReason.choices,
    )
    return answer(request, desk)
