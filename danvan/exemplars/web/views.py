"""The gallery of exemplars and the tree of those who copied one."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from danvan.authority.rules.rights import Right
from danvan.evidence.selectors.naming import names_of_units
from danvan.exemplars import selectors
from danvan.exemplars.choices import Category, Field
from danvan.kernel.text import shorten
from danvan.ui.pages import paginate, render_page

ANY = ("", "tất cả")


def gallery(request: HttpRequest) -> HttpResponse:
    """Show exemplars with a picture, what they are and what they brought, to browse and to print."""
    actor: Any = request.actor
    if not actor.may(Right.SEE_RECORDS):
        raise Http404
    category, field = request.GET.get("loai", ""), request.GET.get("linh_vuc", "")
    rows = selectors.gallery_of(actor, category=category, field=field)
    page = paginate(request, rows)
    shown = list(page.object_list)
    lives, pictures = selectors.lives_of(shown, actor.on), selectors.pictures_of(shown)
    names = names_of_units({each.unit_id for each in shown}, actor.on)
    for each in shown:
        each.picture, each.unit_name = pictures.get(each.pk), names.get(each.unit_id, "")
        each.copies_made = lives[each.pk].copies
    page.object_list = shown
    context = {
        "page": page,
        "category": category,
        "field": field,
        "categories": [ANY, *Category.choices],
        "fields": [ANY, *Field.choices],
    }
    return render_page(request, "exemplars/gallery.html", context)


def family(request: HttpRequest, pk: int) -> HttpResponse:
    """Show from where an exemplar was copied and who copied it."""
    actor: Any = request.actor
    row = selectors.exemplars_visible_to(actor).filter(pk=pk).first()
    if row is None:
        raise Http404
    crumbs = [
        {"label": "Mô hình, điểm sáng", "url": reverse("exemplars:exemplar_list")},
        {"label": shorten(row.title, 60), "url": row.get_absolute_url()},
        {"label": "Nơi làm theo"},
    ]
    context = {"row": row, "root": selectors.family_of(row, actor), "crumbs": crumbs}
    return render_page(request, "exemplars/family.html", context)
