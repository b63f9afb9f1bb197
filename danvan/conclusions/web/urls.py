"""Addresses of conclusions and their tasks."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.conclusions import selectors
from danvan.conclusions.web import conclusions, drafts, following_urls, tasks

app_name = "conclusions"
urlpatterns = [
    path("", tasks.task_list, name="task_list"),
    path("nhiem-vu/<int:task_id>/", tasks.task, name="task"),
    path("nhiem-vu/<int:task_id>/<slug:act>/", tasks.act, name="act"),
    path("tep/<int:file_id>/", tasks.task_file, name="file"),
    path("moi/", drafts.new, name="new"),
    path("thong-bao/<int:conclusion_id>/", conclusions.conclusion, name="conclusion"),
    path("thong-bao/<int:conclusion_id>/du-thao/", drafts.draft, name="draft"),
    path("thong-bao/<int:conclusion_id>/ban-hanh/", drafts.issue, name="issue"),
    path("thong-bao/<int:conclusion_id>/bo/", drafts.discard, name="discard"),
    path("thong-bao/<int:conclusion_id>/huy/", conclusions.cancel, name="cancel"),
    path("thong-bao/<int:conclusion_id>/ban-ky/", conclusions.attach, name="attach"),
    path("thong-bao/<int:conclusion_id>/ban-ky/xem/", conclusions.notice, name="notice"),
    path("thong-bao/<int:conclusion_id>/thong-bao.<slug:form>", conclusions.paper, name="paper"),
    *following_urls.urlpatterns,
]


def _task(actor: Actor) -> dict[str, Any] | None:
    found = selectors.tasks_visible_to(actor).filter(is_open=True).order_by("due_on", "pk").first()
    return {"task_id": found.pk} if found else None


def _act(actor: Actor) -> dict[str, Any] | None:
    for task in selectors.tasks_visible_to(actor).filter(is_open=True).order_by("due_on", "pk")[:20]:
        page = selectors.task_page(actor, task.pk, on=actor.on)
        if page.usual:
            return {"task_id": task.pk, "act": page.usual[0].act.code}
    return None


def _of_state(state: str, *, kept_only: bool = True) -> Any:
    def example(actor: Actor) -> dict[str, Any] | None:
        kept = actor.scope(Right.KEEP_CONCLUSIONS).unit_ids
        found = selectors.conclusions_visible_to(actor).filter(state=state)
        if kept_only:
            found = found.filter(unit__in=kept)
        newest = found.order_by("-pk").first()
        return {"conclusion_id": newest.pk} if newest else None

    return example


EXAMPLES = {
    **following_urls.EXAMPLES,
    "task": _task,
    "act": _act,
    "file": lambda actor: None,
    "conclusion": _of_state("issued", kept_only=False),
    "draft": _of_state("draft"),
    "issue": _of_state("draft"),
    "discard": lambda actor: None,
    "cancel": _of_state("issued"),
    "attach": lambda actor: None,
    "notice": lambda actor: None,
    "paper": lambda actor: None,
}
