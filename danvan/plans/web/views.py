"""What tasks have beyond the catalogue: the result of one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from danvan.evidence.web.forms import paper_of
from danvan.kernel.errors import Conflict, NotFound, RuleError
from danvan.kernel.text import shorten
from danvan.plans import selectors, services
from danvan.plans.web.forms import FinishForm
from danvan.ui.forms import show_refusal
from danvan.ui.pages import render_page


@require_http_methods(["GET", "POST"])
def task_finish(request: HttpRequest, pk: int) -> HttpResponse:
    task = selectors.tasks_visible_to(request.actor).filter(pk=pk).first()
    if task is None or not request.actor.may(task.write_right, task.unit_id):
        raise Http404
    start = {"edition": task.edition, "happened_on": task.happened_on, "result": task.result}
    form = FinishForm(request.POST or None, request.FILES or None, initial=start, actor=request.actor, record=task)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.finish_task(
                task.pk,
                actor=request.actor,
                at=timezone.now(),
                edition=given["edition"] or 0,
                happened_on=given["happened_on"],
                result=given["result"],
                paper=paper_of(given, kind=given["kind"] or "report"),
                link=given["link"],
                submit=given["then"] == "submit",
            )
        except NotFound as error:
            raise Http404 from error
        except RuleError as refusal:
            show_refusal(form, refusal)
            if isinstance(refusal, Conflict):
                form.save_over(task.edition)
        else:
            messages.success(request, "Đã ghi kết quả nhiệm vụ.")
            return redirect(task.get_absolute_url())
    context = {
        "task": task,
        "form": form,
        "heading": "Ghi kết quả",
        "cancel": task.get_absolute_url(),
        "crumbs": _crumbs("plans:task_list", "Nhiệm vụ", task, "Ghi kết quả"),
    }
    return render_page(request, "plans/task_finish.html", context)


def _crumbs(listed: str, label: str, record: Any, here: str) -> list[dict[str, str]]:
    return [
        {"label": label, "url": reverse(listed)},
        {"label": shorten(record.title, 60), "url": record.get_absolute_url()},
        {"label": here},
    ]
