"""Pages of a dialogue beside its catalogue: what became of the last one, the papers, what is published."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.dialogues import selectors, services
from danvan.dialogues.choices import NOT_TAKEN
from danvan.dialogues.papers import PAPERS
from danvan.dialogues.rules.personal import personal_marks
from danvan.dialogues.selectors.paper_fields import paper_fields
from danvan.dialogues.services import PublicWords
from danvan.documents.pdf import PDF_TYPE, to_pdf
from danvan.documents.word import WORD_TYPE, CannotWritePaper, write_word
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.text import shorten
from danvan.ui.forms import LongTextField, TruthField, VnDateField, show_refusal
from danvan.ui.pages import render_page


def _dialogue(request: HttpRequest, pk: int) -> Any:
    actor: Any = request.actor
    if not actor.may(Right.SEE_RECORDS):
        raise Http404
    found = selectors.dialogues_visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _crumbs(dialogue: Any, label: str) -> list[dict[str, str]]:
    return [
        {"label": "Cuộc đối thoại", "url": reverse("dialogues:dialogue_list")},
        {"label": shorten(dialogue.title, 60), "url": dialogue.get_absolute_url()},
        {"label": label, "url": ""},
    ]


@require_safe
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of the last dialogue, to be read out or printed."""
    dialogue, actor = _dialogue(request, pk), request.actor
    found = selectors.opening_of(actor, dialogue, on=actor.on)
    context = {"dialogue": dialogue, "opening": found, "crumbs": _crumbs(dialogue, "Kết quả kỳ trước")}
    return render_page(request, "dialogues/opening.html", context)


@require_safe
def paper(request: HttpRequest, pk: int, slug: str, form: str) -> HttpResponse:
    """Answer with a paper of a dialogue as Word file or PDF."""
    dialogue, actor = _dialogue(request, pk), request.actor
    wanted = PAPERS.get(slug)
    if wanted is None or form not in ("docx", "pdf"):
        raise Http404
    ask_at = ""
    if dialogue.announced_at and dialogue.collects_on(actor.on):
        ask_at = f"qua trang {request.build_absolute_uri(reverse('portal:dialogue', args=[dialogue.pk]))}"
    fields = paper_fields(actor, dialogue, on=actor.on, ask_at=ask_at)
    if slug == "mo-dau":
        fields["rows"] = fields["promises"]
    try:
        word = write_word(wanted.template, fields)
    except CannotWritePaper as refusal:
        messages.error(request, str(refusal))
        return redirect(dialogue.get_absolute_url())
    content, kind = (to_pdf(word), PDF_TYPE) if form == "pdf" else (word, WORD_TYPE)
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="doi-thoai-{dialogue.pk}-{slug}.{form}"'
    return answer


class PublishForm(forms.Form):
    """What the public will read: the day, the summary, the words of each question."""

    results_on = VnDateField(label="Ngày công khai", help_text="Ngày đầu tiên kết quả được công khai ở bất kỳ nơi nào.")
    summary = LongTextField(
        label="Kết quả chung", rows=5, required=False, help_text="Viết cho người dân đọc, không nêu tên người hỏi."
    )
    is_checked = TruthField(label="Đã kiểm tra: lời công khai không có thông tin cá nhân")

    def __init__(self, *args: Any, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            question = row.question
            marks = personal_marks(f"{row.text}\n{row.answer}", asker=row.asker)
            number = question.position
            self.fields[f"public_{question.pk}"] = TruthField(
                label=f"Công khai câu {number}", initial=question.published_at is not None
            )
            # Words that may name somebody are not offered: they are written anew.
            self.fields[f"text_{question.pk}"] = LongTextField(
                label=f"Câu {number}: lời công khai",
                rows=2,
                max_length=1000,
                required=False,
                initial=question.public_text or ("" if marks else shorten(row.text, 1000)),
            )
            self.fields[f"answer_{question.pk}"] = LongTextField(
                label=f"Câu {number}: trả lời công khai",
                rows=2,
                max_length=2000,
                required=False,
                initial=question.public_answer or ("" if marks else shorten(row.answer, 2000)),
            )
            row_marks = "; ".join(marks)
            self.fields[f"text_{question.pk}"].help_text = (
                f"Câu gốc có thể chứa thông tin cá nhân ({row_marks}) nên không chép sẵn." if marks else ""
            )

    @property
    def head(self) -> list[forms.BoundField]:
        """What is said of the dialogue as a whole."""
        return [self["results_on"], self["summary"]]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each question with its three fields."""
        return [
            {"row": row, "fields": [self[f"{name}_{row.question.pk}"] for name in ("public", "text", "answer")]}
            for row in self.rows
        ]

    @property
    def words(self) -> list[PublicWords]:
        """What was given for each question."""
        given = self.cleaned_data
        return [
            PublicWords(pk, given[f"text_{pk}"], given[f"answer_{pk}"], given[f"public_{pk}"])
            for pk in (row.question.pk for row in self.rows)
        ]


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the public reads of a dialogue."""
    dialogue, actor = _dialogue(request, pk), request.actor
    if not (actor.may(Right.PUBLISH_WORK, dialogue.unit_id) and dialogue.is_held):
        raise Http404
    taken = dialogue.questions.exclude(state__in=NOT_TAKEN)
    rows = selectors.question_rows(
        actor, list(taken.select_related("dialogue", "case").order_by("position")), on=actor.on
    )
    first = {"results_on": dialogue.results_on or actor.on, "summary": dialogue.public_summary}
    form = PublishForm(request.POST or None, rows=rows, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            services.publish_results(
                dialogue.pk,
                actor=actor,
                at=timezone.now(),
                results_on=form.cleaned_data["results_on"],
                summary=form.cleaned_data["summary"],
                words=form.words,
                is_checked=form.cleaned_data["is_checked"],
            )
        except NotFound as error:
            raise Http404 from error
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã công khai kết quả đối thoại.")
            return redirect(dialogue.get_absolute_url())
    context = {"dialogue": dialogue, "form": form, "crumbs": _crumbs(dialogue, "Công khai kết quả")}
    return render_page(request, "dialogues/publish.html", context)
