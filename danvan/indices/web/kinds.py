"""Index scores as the catalogue shows them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence import services as evidence
from danvan.evidence.web.catalogue import choice_filter, proven_kind, year_filter
from danvan.indices import selectors, services
from danvan.indices.choices import Confidence, IndexName
from danvan.indices.selectors import scores_visible_to
from danvan.indices.web.forms import ScoreForm
from danvan.ui.catalogue import (
    Column,
    Draft,
    Empty,
    Problem,
    choice_column,
    date_column,
    decimal_column,
    one_value_each,
    text_column,
    whole_column,
)


def _record(actor: Actor, given: dict[str, Any], at: datetime) -> Any:
    fields = {name: value for name, value in given.items() if name not in ("edition", "then")}
    return services.record_score(actor=actor, **fields)


def _change(actor: Actor, score: Any, edition: int, given: dict[str, Any]) -> Any:
    fields = {name: value for name, value in given.items() if name != "then"}
    fields["title"] = services.title_of(fields["index"], fields["year"])
    return evidence.change_record(score.pk, actor=actor, edition=edition, changes=fields)


def _complete(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Give each row the province and its title, and refuse a rank beyond the number ranked."""
    province = services.province_of(actor)
    for draft in drafts:
        values = draft.values
        if "index" in values and "year" in values:
            values |= {"unit_id": province, "title": services.title_of(values["index"], values["year"])}
        if "rank" in values and "of_total" in values and values["rank"] > values["of_total"]:
            yield Problem(
                draft.number, "Thứ hạng", str(values["rank"]), f"Lớn hơn số tỉnh được xếp hạng ({values['of_total']})."
            )


def _page(actor: Actor, score: Any) -> Mapping[str, Any]:
    return {"places": selectors.places(list(scores_visible_to(actor).filter(index=score.index).order_by("year")))}


SCORES = proven_kind(
    code="index_score",
    area="indices",
    name="score",
    label="chỉ số",
    label_plural="chỉ số",
    right=Right.KEEP_INDICES,
    has_units=False,
    visible_to=scores_visible_to,
    columns=(
        Column("index", "Chỉ số", value=lambda score: score.get_index_display(), order=("index", "year")),
        Column("year", "Năm", order=("year", "index")),
        Column("place", "Thứ hạng", value=lambda score: f"{score.rank}/{score.of_total}", order=("rank",)),
        Column("score", "Điểm", form="number", order=("score",)),
        Column("confidence", "Độ tin cậy", value=lambda score: score.get_confidence_display(), order=("confidence",)),
        Column("source_url", "Nguồn", form="link"),
    ),
    filters=(
        choice_filter("chi_so", "Chỉ số", IndexName.choices, "index"),
        year_filter(scores_visible_to),
        choice_filter("tin_cay", "Độ tin cậy", Confidence.choices, "confidence"),
    ),
    order="index",
    detail=_page,
    detail_template="indices/score.html",
    empty=Empty(
        "Chưa có chuỗi chỉ số",
        "Chuỗi chỉ số do cơ quan khác công bố hằng năm, mỗi năm một dòng, kèm nguồn.",
        "Thêm năm đầu tiên",
    ),
    form=ScoreForm,
    create=_record,
    change=_change,
    sheet=(
        choice_column("index", "Chỉ số", IndexName.choices, example=IndexName.PAR_INDEX.label),
        whole_column("year", "Năm", lowest=2005, highest=2100, example=2024),
        decimal_column("score", "Điểm", lowest=0, highest=1000, digits=2, required=False, example="87,39"),
        whole_column("rank", "Thứ hạng", lowest=1, highest=100, example=15),
        whole_column("of_total", "Trong tổng số tỉnh", lowest=1, highest=100, example=63),
        date_column("happened_on", "Ngày công bố", required=False),
        text_column("source_url", "Nguồn", most=500, required=False, help="địa chỉ trang công bố"),
        choice_column("confidence", "Độ tin cậy", Confidence.choices, example=Confidence.OFFICIAL.label),
    ),
    checks=(
        _complete,
        one_value_each("index", "year", among=scores_visible_to, message="Năm này của chỉ số đã có dữ liệu."),
    ),
)

KINDS = (SCORES,)
