"""Units that honour somebody, propose to, or say why nobody was to be honoured (T28)."""

from danvan.schemes.measures.base import Measure, answer_having, marked, say_having
from danvan.schemes.rules.definition import MeasureSpec, ValueKind
from danvan.schemes.sources import awards

MEASURES: dict[str, Measure] = {
    "units_with_award_or_reasoned_none": Measure(
        MeasureSpec("exemplars", ValueKind.SHARE),
        kinds=frozenset({awards.AWARD}),
        answers=lambda question: answer_having(question, awards.count_awards(question.wanted)),
        exhibits=lambda question: marked(awards.list_awards(question.wanted), question),
        reason=say_having("khen thưởng, đề nghị hoặc biên bản nêu lý do"),
    ),
}
