"""What both doors of the desk do with a letter on its form: look for ones like it, register it, keep its code."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest

from danvan.files.services import CannotStoreFile
from danvan.intake import selectors, services
from danvan.intake.web.forms import LetterForm
from danvan.kernel.errors import RuleError
from danvan.petitions.selectors import Sought, Suggestion, similar_to
from danvan.petitions.services import NewPetition

TOKENS, MOST_TOKENS = "receipt_tokens", 20
LOOK_FIRST = "Có đơn giống đơn này. Xem các đơn bên dưới; nếu là đơn khác, bấm vào sổ lần nữa."


def desk_or_404(request: HttpRequest) -> int:
    """Return the unit whose desk the actor sits at; nobody else gets the page."""
    if (desk := selectors.desk_of(request.actor)) is None:
        raise Http404
    return desk


def suggestions_for(request: HttpRequest, letter: NewPetition) -> list[Suggestion]:
    """Return letters the actor may read that may be this one."""
    sought = Sought(
        names=[writer.name for writer in letter.writers],
        id_numbers=[writer.id_number for writer in letter.writers],
        text=letter.summary,
        respondent=letter.respondent,
        forwarded_by=letter.forwarded_by,
        forwarded_number=letter.forwarded_number,
    )
    return similar_to(request.actor, sought)


def attempt_registering(form: LetterForm, register: Callable[[], Any]) -> Any:
    """Return the letter, or nothing after saying in the form why not."""
    try:
        return register()
    except CannotStoreFile as refusal:
        form.add_error("uploads", str(refusal))
    except services.UnknownFirstComplaint as refusal:
        form.add_error("first_code", str(refusal))
    except RuleError as refusal:
        form.add_error(None, str(refusal))
    return None


def keep_token(request: HttpRequest, code: str, token: str) -> None:
    """Keep in the session what the receipt prints; later only a new code can be given."""
    if not token:
        return
    kept = {**request.session.get(TOKENS, {}), code: token}
    request.session[TOKENS] = dict(list(kept.items())[-MOST_TOKENS:])
