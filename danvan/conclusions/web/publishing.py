"""Tasks told to the public: which are, which could be, and the words of one beside what stands in the record."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.web.acting import attempt
from danvan.conclusions.choices import DONE
from danvan.conclusions.selectors.publishing import (
    VIEWS,
    public_acts,
    publishing_counts,
    tasks_to_publish,
    what_to_look_at,
)
from danvan.conclusions.services.publishing import publish_task, withdraw_task
from danvan.conclusions.web.following_forms import PublishForm, WithdrawForm
from danvan.kernel.text import shorten
from danvan.orgs.selectors import names_on
from danvan.ui.pages import paginate, render_page

SAID = 240


@require_safe
def publishing(request: HttpRequest) -> HttpResponse:
    _only_publishers(request)
    asked = request.GET.get("muc", "chua")
    if asked not in VIEWS:
        raise Http404
    counts = publishing_counts(request.actor)
    tasks = tasks_to_publish(request.actor).filter(VIEWS[asked][1]).order_by("-conclusion__issued_on", "due_on", "pk")
    page = paginate(request, tasks)
    names = names_on({task.unit_id for task in page.object_list}, request.actor.on)
    return render_page(
        request,
        "conclusions/publishing.html",
        {
            "page": page,
            "rows": [(task, shorten(task.text, SAID), names[task.unit_id].full_name) for task in page.object_list],
            "tabs": [(code, label, counts[code]) for code, (label, _condition) in VIEWS.items()],
            "asked": asked,
            "may_publish": True,
            "may_remind": request.actor.may(Right.KEEP_CONCLUSIONS),
            "view": "publishing",
        },
    )


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show the words for the public beside the record; POST publishes or corrects them."""
    _only_publishers(request)
    task = tasks_to_publish(request.actor).filter(pk=task_id).first()
    if task is None:
        raise Http404
    is_published, is_done = task.published_at is not None, task.state in DONE
    form = PublishForm(
        request.POST or None,
        is_published=is_published,
        may_have_result=is_done,
        initial={"public_text": task.public_text, "public_result": task.public_result, "version": task.version},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            publish_task(
                task_id,
                text=given["public_text"],
                result=given.get("public_result", ""),
                confirmed=form.kept,
                reason=given.get("reason", ""),
                version=given["version"],
                actor=request.actor,
                at=timezone.now(),
            )

        if attempt(form, act, version=task.version):
            messages.success(request, "Đã sửa lời công khai." if is_published else "Đã công khai nhiệm vụ.")
            return redirect("conclusions:publish", task_id)
    said = [str(form[name].value() or "") for name in ("public_text", "public_result") if name in form.fields]
    found = what_to_look_at(task, *said)
    form.ask_to_confirm(found)
    return render_page(
        request,
        "conclusions/publish.html",
        {
            "task": task,
            "form": form,
            "found": found,
            "is_published": is_published,
            "is_done": is_done,
            "unit": names_on({task.unit_id}, request.actor.on)[task.unit_id].full_name,
            "withdraw_form": WithdrawForm(initial={"version": task.version}, auto_id="withdraw-%s"),
            "acts": public_acts(task),
            "cancel": reverse("conclusions:publishing"),
        },
    )


@require_POST
def withdraw(request: HttpRequest, task_id: int) -> HttpResponse:
    _only_publishers(request)
    task = tasks_to_publish(request.actor).filter(pk=task_id).first()
    if task is None:
        raise Http404
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Cần ghi lý do rút (tối đa 300 ký tự).")
        return redirect("conclusions:publish", task_id)
    given = form.cleaned_data

    def act() -> None:
        withdraw_task(task_id, reason=given["reason"], version=given["version"], actor=request.actor, at=timezone.now())

    if attempt(form, act, version=task.version):
        messages.success(request, "Đã rút khỏi trang công khai; lời đã viết vẫn còn để sửa.")
    else:
        messages.error(request, " ".join(str(each) for each in form.non_field_errors()))
    return redirect("conclusions:publish", task_id)


def _only_publishers(request: HttpRequest) -> None:
    if not request.actor.may(Right.PUBLISH_WORK):
        raise Http404
