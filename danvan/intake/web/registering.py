"""What both doors of the desk do with a letter on its form: look for ones like it, register it, keep its code."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone

from danvan.casework.services import case_of_token
from danvan.intake import selectors
from danvan.intake.web.forms import LetterForm
from danvan.kernel.errors import RuleError
from danvan.petitions.selectors import Sought, Suggestion, similar_to
from danvan.ui.forms import show_refusal

if TYPE_CHECKING:
    from danvan.petitions.models import Petition

TOKENS, MOST_TOKENS = "receipt_tokens", 20
LOOK_FIRST = "Có đơn giống đơn này. Xem các đơn bên dưới; nếu là đơn khác, bấm vào sổ lần nữa."


def desk_or_404(request: HttpRequest) -> int:
    """Return the unit whose desk the actor sits at; nobody else gets the page."""
    if (desk := selectors.desk_of(request.actor)) is None:
        raise Http404
    return desk


def try_registering(
    request: HttpRequest, form: LetterForm, unit_id: int, register: "Callable[..., Petition]"
) -> "tuple[list[Suggestion], Petition | None]":
    """Register what a form that was sent holds, once letters like it were looked at; keep its code for the receipt.

    Returns those letters, and the new one, or nothing after saying in the form why not.
    """
    if request.method != "POST" or not form.is_valid():
        return [], None
    letter, given = form.letter(unit_id), form.cleaned_data
    # Sent again because no answer came, a letter is like itself.
    is_known = bool(given["token"] and case_of_token(given["token"]))
    similar = [] if is_known else similar_to(request.actor, Sought.of(letter, letter.writers))
    if similar and "confirmed" not in request.POST:
        form.add_error(None, LOOK_FIRST)
        return similar, None
    try:
        petition = register(
            letter,
            actor=request.actor,
            at=timezone.now(),
            papers=given["uploads"],
            first_code=given["first_code"],
            token=given["token"],
        )
    except RuleError as refusal:
        show_refusal(form, refusal)
    else:
        keep_token(request, petition.code, given["token"])
        messages.success(request, f"Đã vào sổ đơn {petition.code}.")
        return similar, petition
    return similar, None


def keep_token(request: HttpRequest, code: str, token: str) -> None:
    """Keep in the session what the receipt prints; later only a new code can be given."""
    if not token:
        return
    kept = {**request.session.get(TOKENS, {}), code: token}
    request.session[TOKENS] = dict(list(kept.items())[-MOST_TOKENS:])
