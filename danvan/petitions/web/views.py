"""One petition, one act, one paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from danvan.casework.selectors import papers_visible_to
from danvan.casework.web.acting import attempt, was_moved_on
from danvan.files.keeping import session_keeper
from danvan.files.sending import send_file
from danvan.kernel.errors import NotFound
from danvan.orgs.selectors import governments_on, unit_choices
from danvan.petitions import selectors, services
from danvan.petitions.web.forms import ActForm
from danvan.ui.forms import keep_files
from danvan.ui.pages import render_page

# Acts with a page of their own, in the area above.
ELSEWHERE = {"split": "intake:split"}
KNOWN = ("subject", "respondent_kind", "respondent_unit", "respondent", "decision_ref", "instance", "is_discipline",
         "failed_tests", "has_originals", "people_count", "all_signed", "complex_tests", "remote_reason")  # fmt: skip
CARRIED = {"number": "so", "on": "ngay"}


@require_safe
def petition(request: HttpRequest, code: str) -> HttpResponse:
    page = _page(request, code)
    province = governments_on(request.actor.on, level="province").first()
    return render_page(
        request,
        "petitions/petition.html",
        {
            "page": page,
            "petition": page.petition,
            "proposal": selectors.proposal_for(page.petition, province_unit=province.unit_id) if province else None,
            "similar": _similar(request, page),
        },
    )


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    page = _page(request, code)
    offer = next((each for each in page.offers if each.act.code == act and each.may), None)
    if offer is None:
        if was_moved_on(request, page.petition.version):
            return redirect("petitions:petition", code=code)
        raise Http404
    if act in ELSEWHERE:
        return redirect(ELSEWHERE[act], code=code)
    found, today = page.petition, timezone.localdate()
    known: dict[str, Any] = {name: getattr(found, name) for name in KNOWN if not name.endswith("_unit")}
    known |= {"respondent_unit": found.respondent_unit_id or found.unit_id, "version": found.version}
    known["known_on"] = found.decision_received_on
    known["representatives"] = [writer.pk for writer in page.writers if writer.is_representative]
    if found.is_competent is not None:
        known["competent"] = "1" if found.is_competent else "0"
    form = ActForm(
        request.POST or None,
        request.FILES or None,
        act=offer.act,
        today=today,
        choices=_choices(request, offer.act, page),
        known=known,
        # A letter that went out brings its number and its day along.
        initial={name: request.GET[asked][:80] for name, asked in CARRIED.items() if asked in request.GET},
    )
    keep_files(form, session_keeper(request))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        on, version, papers = given.pop("on"), given.pop("version"), given.pop("uploads")

        def perform() -> None:
            services.perform(
                found.pk,
                act,
                _resolved(request, given),
                actor=request.actor,
                on=on,
                at=timezone.now(),
                version=version,
                papers=papers,
            )

        if attempt(form, perform, version=found.version):
            messages.success(request, f"Đã {offer.act.label}.")
            return redirect("petitions:petition", code=code)
    return render_page(request, "petitions/act.html", {"form": form, "act": offer.act, "petition": found, "page": page})


@require_safe
def paper(request: HttpRequest, paper_id: int) -> HttpResponseBase:
    found = papers_visible_to(request.actor).filter(pk=paper_id).first()
    if found is None:
        raise Http404
    return send_file(request, found.stored, found.name)


def _page(request: HttpRequest, code: str) -> selectors.PetitionPage:
    try:
        return selectors.petition_page(request.actor, code, on=request.actor.on)
    except NotFound as missing:
        raise Http404 from missing


def _similar(request: HttpRequest, page: selectors.PetitionPage) -> list[selectors.Suggestion]:
    """Suggest originals while the letter is still being looked at."""
    if page.petition.state not in ("received", "classified"):
        return []
    sought = selectors.Sought.of(page.petition, page.writers)
    return selectors.similar_to(request.actor, sought, leaving_out=page.petition.pk)


def _choices(request: HttpRequest, act: Any, page: selectors.PetitionPage) -> dict[str, list[tuple[int, str]]]:
    wanted = {*act.needs, *act.may}
    found: dict[str, list[tuple[int, str]]] = {"representatives": [(each.pk, each.name) for each in page.writers]}
    if wanted & {"respondent_unit", "to_unit"}:
        units = unit_choices(on=request.actor.on)
        found |= {"respondent_unit": units, "to_unit": [each for each in units if each[0] != request.actor.unit_id]}
    if "officer" in wanted:
        within = "officer_is_of_the_unit" in act.guards
        found["officer"] = selectors.officers_for(request.actor, only_here=within)
    return found


def _resolved(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """Turn what was typed into what the act takes: a code into its petition."""
    if code := given.get("duplicate_of"):
        original = selectors.petitions_visible_to(request.actor).filter(code=code.strip().upper()).first()
        if original is None:
            raise NotFound(message="Không tìm thấy đơn mang mã này trong sổ của đơn vị.")
        given["duplicate_of"] = original
    return given
