"""Naming the filter of a list, and forgetting it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from danvan.desk import services
from danvan.kernel.errors import NotFound, RuleError

# The page of the list, the rows ticked on it and the day of the figures are no conditions.
NOT_A_CONDITION = ("trang", "chon", "ngay")


def conditions_of(given: QueryDict) -> str:
    """Return what a list is filtered and sorted by, always written the same way; empty for nothing."""
    return urlencode(
        sorted((name, str(value)) for name, value in given.items() if value and name not in NOT_A_CONDITION)
    )


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    query = conditions_of(QueryDict(request.POST.get("query", "")))
    page = request.POST.get("page", "")
    try:
        saved = services.save_filter(request.actor, page=page, name=request.POST.get("name", ""), query=query)
    except services.NoSuchList as error:
        messages.error(request, str(error))
        return redirect("desk:home")
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Đã lưu bộ lọc “{saved.name}”.")
    return redirect(f"{services.address_of(page)}?{query}")


@require_POST
def remove(request: HttpRequest, saved_filter: int) -> HttpResponse:
    try:
        gone = services.remove_filter(request.actor, saved_filter)
    except NotFound:
        raise Http404 from None
    messages.success(request, f"Đã bỏ bộ lọc “{gone.name}”.")
    return redirect(f"{services.address_of(gone.page)}?{gone.query}")
